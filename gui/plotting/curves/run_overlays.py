"""Curves of other runs, for comparison: thin lines behind the curves of the current run."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

from engine.core.translation import _
from engine.training.history import HistoryView
from gui.plotting.curves.curves import Curve, history_curve
from gui.style import theme


@dataclass(frozen=True, eq=False)
class RunOverlay:
    """A run from the list of runs, as plots show it. `layers` are (id, name) of those with parameters, in their order."""

    name: str
    colour: str
    history: HistoryView
    layers: tuple[tuple[int, str], ...]


def behind(run: RunOverlay, column: str, suffix: str = "", dashed: bool = False, listed: bool = True) -> Curve:
    """One column of another run's history, with its last value in the legend; `suffix` is added to the run's name."""
    found = history_curve(run.history, column, f"{run.name}{suffix}", run.colour)
    last = float(found.y[-1]) if found.y.size else math.nan
    return dataclasses.replace(found, now=last, behind=True, dashed=dashed, listed=listed)


def trained_and_tested(runs: tuple[RunOverlay, ...], what: str) -> tuple[Curve, ...]:
    """For each run the two curves of `what`, "loss" or "metric": training solid, test dashed."""
    test = f" {_('test')}"
    pairs = ((behind(run, f"train_{what}"), behind(run, f"test_{what}", test, dashed=True, listed=False)) for run in runs)
    return tuple(one for pair in pairs for one in pair)


def by_layer(runs: tuple[RunOverlay, ...], statistic: str) -> tuple[Curve, ...]:
    """For each run a dashed line per layer, in the colours of layers."""
    curves = []
    for run in runs:
        colours = theme.layer_colours(len(run.layers))
        for place, ((layer, name), colour) in enumerate(zip(run.layers, colours, strict=True)):
            one = behind(run, f"{statistic}:{layer}", "" if place == 0 else f": {name}", dashed=True, listed=place == 0)
            curves.append(dataclasses.replace(one, colour=colour))
    return tuple(curves)
