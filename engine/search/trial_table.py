"""The trials of a search as a table, for spreadsheets: a column for each setting, and one for each thing that is known."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from pathlib import Path

from engine.core.translation import english
from engine.files.atomic_write import write_atomic
from engine.search.plan import Plan
from engine.search.settings import Value
from engine.search.trial import Trial

COLUMNS = ("state", "score", "scores", "epochs", "parameters", "seconds", "host", "process", "problem")


def trial_table(plan: Plan, trials: Iterable[Trial]) -> str:
    """As CSV, one line for each trial. Names are English in every language; numbers are read back equal; NaN is empty.

    A setting that is named like another column has a name of its own all the same, as settings come first.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["trial", *plan.space.names, *COLUMNS])
    for one in trials:
        known = (_text(one.score), " ".join(map(_text, one.scores)), one.epochs, one.parameters, f"{one.seconds:.3f}")
        point = (_text(one.point.get(name, "")) for name in plan.space.names)
        writer.writerow([one.number, *point, one.state, *known, one.host, one.process, english(one.problem)])
    return text.getvalue()


def write_trial_table(path: str | Path, plan: Plan, trials: Iterable[Trial]) -> None:
    """Raises FileProblem with a sentence."""
    write_atomic(path, trial_table(plan, trials).encode("utf-8-sig"))  # without the mark Excel takes it for its own code page


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    return "" if math.isnan(value) else repr(value)
