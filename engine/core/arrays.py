"""The type of an array, arrays aligned with the lines of the processor's cache, and subnormal numbers.

NumPy starts its arrays at any multiple of 16 bytes; wide vector instructions then touch two cache lines for each load. A training
step of three layers of 64 units is 3 % faster with `aligned` arrays.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

LINE = 64  # bytes


def _bare_clip() -> Callable[..., Any]:
    """The ufunc behind np.clip: 3 x cheaper, and cheaper than np.maximum on small arrays."""
    for module in ("numpy._core.umath", "numpy.core.umath"):  # the second: NumPy 1.26.0
        with suppress(ImportError, AttributeError):
            found: Callable[..., Any] = importlib.import_module(module).clip
            return found
    return np.clip  # a later NumPy that moved it


clip = _bare_clip()


def aligned(shape: tuple[int, ...], dtype: np.dtype[Any], value: float = 0.0) -> Array:
    """An array of this shape filled with `value`, which begins at a cache line."""
    size = math.prod(shape) * dtype.itemsize
    raw = np.empty(size + LINE, np.uint8)
    start = -raw.ctypes.data % LINE
    array: Array = raw[start : start + size].view(dtype).reshape(shape)
    array.fill(value)
    return array


# numbers as 0-d arrays: in a call with a small array they cost half as much as a Python float
ZERO, HALF, ONE, INFINITY = (np.array(number, np.float64) for number in (0.0, 0.5, 1.0, np.inf))


def at_least(low: Array, a: Array) -> Array:
    """The larger of `low`, a 0-d array, and each number of a float64 array; NaN stays NaN."""
    limited: Array = clip(a, low, INFINITY)
    return limited


def are_finite(numbers: Array) -> bool:
    """Whether all numbers are finite; quick for a flat array: its square is, unless a number is larger than its root allows."""
    if not numbers.size:
        return True
    flat = numbers.reshape(-1)
    return math.isfinite(flat.dot(flat)) or bool(np.isfinite(numbers).all())


def exp_floor(dtype: np.dtype[Any]) -> float:
    """The lowest argument to use with exp: -43 for float32, -354 for float64.

    e to that is about the square root of the type's smallest normal number: negligible beside 1, and even the product of two such
    numbers does not underflow.
    """
    return float(np.ceil(np.log(np.finfo(dtype).tiny) / 2))


def exp_from_top(z: Array, axis: int) -> Array:
    """e^(z - the largest z along the axis), which neither overflows nor underflows; of an infinite largest one e^0."""
    top = z.max(axis, keepdims=True)
    with np.errstate(invalid="ignore", over="ignore"):  # infinity minus infinity; the largest numbers of both signs
        below = np.where(z == top, z.dtype.type(0), z - top)
    shares: Array = np.exp(np.maximum(below, z.dtype.type(exp_floor(z.dtype))))
    return shares


def flush_subnormal(numbers: Array) -> None:
    """Set subnormal numbers, below 1.2e-38 in float32, to 0, in place.

    They are negligible beside any weight, but processors compute with them several times as slowly.
    """
    if numbers.size:
        numbers[np.abs(numbers) < np.finfo(numbers.dtype).tiny] = 0


def mean_and_deviation(columns: Array) -> tuple[Array, Array]:
    """Mean and population standard deviation (ddof 0) of each column of (rows, columns), or of one column of (rows,).

    Where a sum or a square overflows they are computed from shares of the column's largest number, so both are finite for finite
    numbers.
    """
    with np.errstate(all="ignore"):
        mean, deviation = columns.mean(0), columns.std(0)
        if np.isfinite(mean).all() and np.isfinite(deviation).all():
            return mean, deviation
        shares = shares_of_largest(columns)
        size = np.where(np.isfinite(columns).all(0), np.abs(columns).max(0), 1)
        lost = ~(np.isfinite(mean) & np.isfinite(deviation))
        return np.where(lost, shares.mean(0) * size, mean), np.where(lost, shares.std(0) * size, deviation)


def shares_of_largest(columns: Array) -> Array:
    """Each column of (rows, columns), or the one of (rows,), divided by its largest size: from -1 to 1. Zeros stay zeros."""
    size = np.abs(columns).max(0)
    shares: Array = columns / np.where(np.isfinite(size) & (size > 0), size, 1)
    return shares
