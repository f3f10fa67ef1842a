"""Counting for histograms whose range is symmetric around 0 and stays the same from frame to frame."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array

BINS = 41  # odd: zero lies in the middle of one
STEPS = np.array([1.0, 2.0, 5.0, 10.0])


def nice_limit(values: Array) -> float:
    """The next of 1, 2, 5 times a power of ten that all magnitudes lie below; 1 when there is none to speak of."""
    finite = np.abs(values[np.isfinite(values)]).astype(np.float64)
    largest = float(finite.max(initial=0.0))
    if not 1e-300 < largest < 1e300:
        return 1.0
    power = 10.0 ** np.floor(np.log10(largest))
    return float(power * STEPS[min(int(np.searchsorted(STEPS, largest / power * (1 - 1e-9))), len(STEPS) - 1)])


def counted(values: Array, limit: float) -> tuple[Array, Array]:
    """Edges and counts of a histogram from -limit to limit; what is beyond counts in the outermost bins, what is NaN nowhere."""
    edges = np.linspace(-limit, limit, BINS + 1)
    known = values[~np.isnan(values)].astype(np.float64)
    return edges, np.histogram(np.clip(known, -limit, limit), edges)[0]
