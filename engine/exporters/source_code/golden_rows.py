"""A few rows of the table's columns with the engine's own predictions: a written file of code checks itself with them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.data.source_columns import SourceColumn, encode
from engine.exporters.trained_model import TrainedModel

ROWS = 5
TRIED = 64
MOST_ROUNDING = 1e-3  # of a row in float32, as a share; more is a step that a rounding decides


def golden_rows(model: TrainedModel, dtype: type[np.floating[Any]] = np.float64, seed: int = 1) -> tuple[Array, Array]:
    """One value of each column, (rows, columns) float64, and predictions in float64, (rows, outputs).

    A level is its index, NaN is missing. Values are about as far from the mean as those that were trained on, with few digits,
    and numbers of `dtype` too. No row lies at a step, where a rounding decides; none has a prediction that is not finite.
    """
    rng = np.random.default_rng(seed)
    values = np.stack([_values(model, column, rng) for column in model.columns], axis=1)
    values[0] = [np.nan if column.fill is not None else value for column, value in zip(model.columns, values[0], strict=True)]
    values = values.astype(dtype).astype(np.float64)
    inputs = encode(model.columns, values)
    with np.errstate(all="ignore"):
        exact, rounded = model.predict(inputs, np.float64), model.predict(inputs, np.float32).astype(np.float64)
        unit = 1.0 if model.classes else float(model.target_scaling.deviation[0])
        steady = np.abs(rounded - exact) <= MOST_ROUNDING * np.maximum(unit, np.abs(exact))
    kept = np.flatnonzero((steady & np.isfinite(exact)).all(axis=1))[:ROWS]
    return values[kept], exact[kept]


def _values(model: TrainedModel, column: SourceColumn, rng: np.random.Generator) -> Array:
    """Values of one column, (TRIED,): its levels in turn, or numbers around the mean of the feature that is the column itself."""
    if column.kind != "number":
        return np.arange(TRIED, dtype=np.float64) % len(column.levels)
    index = model.input_names.index(column.inputs[0])
    own = [i for i, feature in enumerate(model.features) if feature.column == index]
    mean, deviation = (float(model.scaling.mean[own[0]]), float(model.scaling.deviation[own[0]])) if own else (0.0, 1.0)
    decimals = int(2 - np.floor(np.log10(max(deviation, 1e-300))))
    with np.errstate(all="ignore"):
        drawn = mean + deviation * rng.normal(size=TRIED)
        few_digits: Array = np.array([round(one, decimals) for one in drawn.tolist()])
    return few_digits
