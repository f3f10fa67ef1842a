"""Curves of other runs, for comparison: thin lines behind the curves of the current run."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

from engine.core.translation import _
from engine.recipe.class_weights import measure_text
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


def behind(run: RunOverlay, column: str, name: str = "", dashed: bool = False, listed: bool = True) -> Curve:
    """One column of another run's history, with its last value in the legend; `name` is a text with the run in a slot."""
    found = history_curve(run.history, column, name.format(run=run.name) if name else run.name, run.colour)
    last = float(found.y[-1]) if found.y.size else math.nan
    return dataclasses.replace(found, now=last, behind=True, dashed=dashed, listed=listed)


def trained_and_tested(runs: tuple[RunOverlay, ...], what: str, measure: str = "") -> tuple[Curve, ...]:
    """For each run the two curves of `what`, "loss" or "metric": training solid, test dashed.

    `measure` is the label of the loss or the metric on the axis. Of a run with another one only the name is listed.
    """
    curves = list[Curve]()
    for run in runs:
        own = run.loss if what == "loss" else run.metric
        if own and measure and own != measure:
            name = _("{run}: {measure}, not drawn here").format(run=run.name, measure=measure_text(own))
            curves.append(dataclasses.replace(curve(name, run.colour, (), ()), behind=True))
            continue
        curves.append(behind(run, f"train_{what}"))
        curves.append(behind(run, f"test_{what}", _("{run} test"), dashed=True, listed=False))
    return tuple(curves)


def by_layer(runs: tuple[RunOverlay, ...], statistic: str) -> tuple[Curve, ...]:
    """For each run a dashed line per layer, in the colours of layers."""
    curves = []
    for run in runs:
        for at, (layer, name, place) in enumerate(run.layers):
            one = behind(run, f"{statistic}:{layer}", dashed=True, listed=at == 0)
            named = run.name if at == 0 else _("{run}: {layer}").format(run=run.name, layer=name)
            curves.append(dataclasses.replace(one, name=named, colour=layer_colour(place)))
    return tuple(curves)
