"""Numbers too small for their type: where an exponential is cut off so that there are none, and how to be rid of others."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.table import Array


def exp_floor(dtype: np.dtype[Any]) -> float:
    """The lowest exponent to give to exp: -43 for float32, -354 for float64.

    e to that is about the square root of the type's smallest normal number. It counts as nothing beside 1, and even the product
    of two such numbers does not underflow.
    """
    return float(np.ceil(np.log(np.finfo(dtype).tiny) / 2))


def flush_subnormal(numbers: Array) -> None:
    """Set to 0, in place, what is too small for a normal number of the type, below 1.2e-38 in float32.

    It counts as nothing beside any weight, but costs processors several times as much.
    """
    numbers[np.abs(numbers) < np.finfo(numbers.dtype).tiny] = 0
