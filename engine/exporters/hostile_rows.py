"""Rows a written file is tried on beside those of the table: far outside of it, zeros, one row alone, ten thousand at once."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.data.source_columns import SourceColumn, decode, encode

MANY = 10_000
FAR = 1000.0  # deviations from the mean


def hostile_batches(columns: tuple[SourceColumn, ...], x_raw: Array, seed: int = 1) -> tuple[Array, ...]:
    """Batches of raw inputs, each (rows, inputs): one row, zeros and rows far outside, many rows within the table's range.

    Levels stay levels, as a file is promised to know no other. All numbers are of float32, which most programs compute in.
    """
    rng = np.random.default_rng(seed)
    values = decode(columns, x_raw)
    within, outside = np.empty((MANY, len(columns))), np.empty((5, len(columns)))
    for i, column in enumerate(columns):
        known = values[:, i][~np.isnan(values[:, i])]
        if column.kind != "number":
            within[:, i] = rng.choice(values[:, i], MANY)
            outside[:, i] = rng.choice(known, len(outside)) if len(known) else np.nan
            continue
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
        center, spread = (low + high) / 2, (high - low) / 2
        within[:, i] = rng.uniform(low, high, MANY)
        outside[:, i] = (0.0, center + FAR * spread, center - FAR * spread, *(center + FAR * spread * rng.uniform(-1, 1, 2)))
    batches = (x_raw[:1], encode(columns, outside), encode(columns, within))
    return tuple(batch.astype(np.float32).astype(np.float64) for batch in batches)
