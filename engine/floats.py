"""Where an exponential is cut off, so that no number becomes too small for its type."""

from __future__ import annotations

from typing import Any

import numpy as np


def exp_floor(dtype: np.dtype[Any]) -> float:
    """The lowest exponent to give to exp: -43 for float32, -354 for float64.

    e to that is about the square root of the type's smallest normal number. It counts as nothing beside 1, and even the product
    of two such numbers does not underflow.
    """
    return float(np.ceil(np.log(np.finfo(dtype).tiny) / 2))
