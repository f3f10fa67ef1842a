"""Which value of a neuron's map gets the full colour: the same on the canvas and in the large picture. No Qt in here."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array

STEPS = np.array([1, 1.5, 2, 3, 5, 7, 10])


def scales_of(values: Array) -> Array:
    """(units,): for each unit of (units, height, width) the value that gets the full colour.

    1, or for larger outputs the next of 1.5, 2, 3, 5, 7, 10, 15 …: in steps, so that colours do not creep while training.
    """
    largest = np.abs(values).max(axis=(1, 2), initial=0.0).astype(np.float64)
    largest = np.where((largest > 1) & (largest < 1e30), largest, 1.0)
    power = 10.0 ** np.floor(np.log10(largest))
    scales: Array = power * STEPS[np.minimum(np.searchsorted(STEPS, largest / power), len(STEPS) - 1)]
    return scales
