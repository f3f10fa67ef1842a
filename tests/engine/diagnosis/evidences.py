"""Evidence put together by hand, so that rules and symptoms can be asked exactly at their limits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from engine.core.scores import Scores
from engine.diagnosis.data_facts import DataFacts, InputSize
from engine.diagnosis.evidence import Evidence
from engine.diagnosis.layer_health import Histogram, LayerHealth
from engine.inspection.unit_health import UnitHealth
from engine.network.parameter_layout import LayerInfo
from engine.recipe.recipe import Recipe
from engine.training.history import HistoryView

NOTHING = Histogram(np.zeros(1), np.zeros(0))


def layer(
    block: int,
    units: tuple[int, int] = (2, 8),
    *,
    mean: float = 1.0,
    l2: float = 1.0,
    norm: float = 1.0,
    ratio: float = 1e-3,
    dead: int | None = None,
    saturated: int = 0,
    slope: float = 1.0,
    parameters: int | None = None,
) -> LayerHealth:
    """One layer: units in and out, its gradient, its weights, and how many of its units are dead or saturated, if known."""
    n_in, n_out = units
    size = (n_in + 1) * n_out if parameters is None else parameters
    info = LayerInfo(block, f"Dense {block}" if block else "Output", n_in, n_out, 0, size, ())
    places = np.arange(n_out)
    state = None if dead is None else UnitHealth(places < dead, places < saturated, slope)
    return LayerHealth(info, l2, mean, mean, norm, ratio, state, 0.0, 0.0, NOTHING, NOTHING, NOTHING)


def history(steps: Any = None, **columns: Any) -> HistoryView:
    """Rows at these steps, or 0, 1, 2…; low, high and mean are the same."""
    rows = np.array(list(columns.values()), float).T if columns else np.empty((0, 0))
    at = np.arange(len(rows), dtype=float) if steps is None else np.array(steps, float)
    return HistoryView(tuple(name.replace("_of_", ":") for name in columns), at, rows, rows, rows)


def facts(**changes: Any) -> DataFacts:
    """Of two classes, two inputs of a usual size, and neighbours that agree."""
    inputs = InputSize("x1", 0.0, 1.0), InputSize("x2", 0.0, 1.0)
    return replace(DataFacts(200, 2, ("x1", "x2"), inputs, 0.0, (), 0.5, 0.95, 0.9), **changes)


def scored(metric: float) -> Scores:
    """On the training rows."""
    return Scores(0.5, 0.5, "Accuracy", metric, metric)


def evidence(recipe: Recipe | None = None, step: int = 1000, **changes: Any) -> Evidence:
    """Of a run that has done nothing yet but count its steps."""
    return replace(Evidence(recipe or Recipe(), step, 0.03, (), (), history(), None), **changes)
