"""Curves of other runs, for comparison: thin lines behind the curves of the current run."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

from engine.core.translation import _
from engine.training.history import HistoryView
from gui.plotting.curves.curves import Curve, curve, history_curve
from gui.style.colour_schemes import layer_colour


@dataclass(frozen=True, eq=False)
class RunOverlay:
    """A run from the list of runs, as plots show it. `layers` are (id, name, place) of those with parameters, in their order.

    `loss` and `metric`: the labels of what was measured.
    """

    name: str
    colour: str
    history: HistoryView
    layers: tuple[tuple[int, str, float], ...]
    loss: str = ""
    metric: str = ""


def behind(run: RunOverlay, column: str, suffix: str = "", dashed: bool = False, listed: bool = True) -> Curve:
    """One column of another run's history, with its last value in the legend; `suffix` is added to the run's name."""
    found = history_curve(run.history, column, f"{run.name}{suffix}", run.colour)
    last = float(found.y[-1]) if found.y.size else math.nan
    return dataclasses.replace(found, now=last, behind=True, dashed=dashed, listed=listed)


def trained_and_tested(runs: tuple[RunOverlay, ...], what: str, measure: str = "") -> tuple[Curve, ...]:
    """For each run the two curves of `what`, "loss" or "metric": training solid, test dashed.

    `measure` is the label of the loss or the metric on the axis. Of a run with another one only the name is listed.
    """
    test, curves = f" {_('test')}", list[Curve]()
    for run in runs:
        own = run.loss if what == "loss" else run.metric
        if own and measure and own != measure:
            name = _("{run}: {measure}, not drawn here").format(run=run.name, measure=_(own))
            curves.append(dataclasses.replace(curve(name, run.colour, (), ()), behind=True))
            continue
        curves.append(behind(run, f"train_{what}"))
        curves.append(behind(run, f"test_{what}", test, dashed=True, listed=False))
    return tuple(curves)


def by_layer(runs: tuple[RunOverlay, ...], statistic: str) -> tuple[Curve, ...]:
    """For each run a dashed line per layer, in the colours of layers."""
    curves = []
    for run in runs:
        for at, (layer, name, place) in enumerate(run.layers):
            one = behind(run, f"{statistic}:{layer}", "" if at == 0 else f": {name}", dashed=True, listed=at == 0)
            curves.append(dataclasses.replace(one, colour=layer_colour(place)))
    return tuple(curves)
