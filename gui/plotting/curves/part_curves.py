"""The curves of a run on its training, test and validation rows."""

from __future__ import annotations

import dataclasses

from engine.core.scores import Scores
from engine.core.translation import _
from engine.training.history import HistoryView
from gui.plotting.curves.curves import Curve, history_curve
from gui.style.colour_schemes import colour_of_test, colour_of_training, colour_of_validation


def curves_by_part(history: HistoryView, what: str, scores: Scores) -> tuple[Curve, ...]:
    """The curves of `what`, "loss" or "metric", with their present values: training, test and, where there is one, validation.

    Test is dashed, as for other runs: greys alone are not told apart from afar.
    """
    parts = [("train", _("Training"), colour_of_training()), ("test", _("Test"), colour_of_test())]
    if f"validation_{what}" in history.columns and getattr(scores, f"validation_{what}") is not None:
        parts.append(("validation", _("Validation"), colour_of_validation()))
    found = (
        history_curve(history, f"{part}_{what}", name, colour, getattr(scores, f"{part}_{what}")) for part, name, colour in parts
    )
    return tuple(dataclasses.replace(one, dashed=part[0] == "test") for one, part in zip(found, parts, strict=True))
