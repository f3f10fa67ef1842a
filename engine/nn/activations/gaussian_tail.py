"""The tail of the normal distribution, Q(x) = ½ erfc(x / √2), which GELU needs and NumPy does not have.

Q(x) = φ(x) p(u) / (x + 4): φ is the bell curve, u = A - B / (x + 4) runs from -1 to 1 as x goes from 0 to where Q no longer
counts, and p is a polynomial (that change of variable: Shepherd and Laframboise 1981). p is fitted at its Chebyshev points by the
standard library's erfc when it is first needed. The largest error is 2e-7 in float32 (degree 7) and 6e-16 in float64 (degree 19).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from engine.core.arrays import Array, exp_floor
from engine.core.tape import Tape

SHIFT = 4.0
GROUP = 8  # coefficients per matrix product
TERMS = {4: 8, 8: 20}  # coefficients, by bytes of a number; more would only add rounding

_erfc = np.frompyfunc(math.erfc, 1, 1)


def end_of_tail(dtype: np.dtype[Any]) -> float:
    """The x at which φ is as small as the type allows, see `exp_floor`: 9.3 for float32, 26.6 for float64."""
    return math.sqrt(-2 * exp_floor(dtype))


def bell(x: Array) -> Array:
    """φ(x) = e^(-½x²) / √(2π)."""
    kind = x.dtype.type
    end = kind(end_of_tail(x.dtype))
    values: Array = np.exp(np.clip(x, -end, end) ** 2 * kind(-0.5)) * kind(1 / math.sqrt(2 * math.pi))
    return values


def tail(x: Array) -> Array:
    """Q(x) for x >= 0, by the standard library's erfc, apart from what is recorded."""
    exact = _erfc(np.minimum(x, end_of_tail(x.dtype)).astype(np.float64) / math.sqrt(2))
    values: Array = 0.5 * np.asarray(exact, np.float64)
    return values.astype(x.dtype)


@lru_cache
def _fit(end: float, terms: int) -> tuple[Array, float, float]:
    """Coefficients of p / √(2π), lowest first, and A and B."""
    b = 2 * SHIFT * (end + SHIFT) / end
    a = b / SHIFT - 1

    u = np.cos(np.pi * (np.arange(terms) + 0.5) / terms)
    x = b / (a - u) - SHIFT
    p = [(one + SHIFT) * math.exp(one * one / 2) * math.erfc(one / math.sqrt(2)) / 2 for one in x.tolist()]
    return np.linalg.solve(np.vander(u, increasing=True), p), a, b


def record_tail(tape: Tape, x: Array, e: Array) -> Array:
    """Record Q(x) and e <- e^(-½x²), for x from 0 to `end_of_tail`; returns Q's buffer, shaped like x."""
    coefficients, a, b = _fit(end_of_tail(tape.dtype), TERMS[tape.dtype.itemsize])
    groups = np.pad(coefficients, (0, -len(coefficients) % GROUP)).reshape(-1, GROUP).astype(tape.dtype)
    powers = tape.empty(GROUP + 1, x.size)
    shifted, q = tape.empty(*x.shape), tape.empty(*x.shape)
    powers[0] = 1
    u, eighth = powers[1], powers[GROUP]
    tape.record(np.add, x, tape.number(SHIFT), shifted)
    tape.record(np.divide, tape.number(b), shifted, u.reshape(x.shape))
    tape.record(np.subtract, tape.number(a), u, u)
    tape.record(np.square, u, powers[2])
    tape.record(np.multiply, powers[1:3], powers[2], powers[3:5])
    tape.record(np.multiply, powers[1:5], powers[4], powers[5:9])
    parts = tape.dot(groups, powers[:GROUP], tape.empty(len(groups), x.size))
    p = parts[-1]
    for part in parts[-2::-1]:
        tape.record(np.multiply, p, eighth, p)
        tape.record(np.add, p, part, p)
    tape.record(np.square, x, e)
    tape.record(np.multiply, e, tape.number(-0.5), e)
    tape.record(np.exp, e, e)
    tape.record(np.multiply, e, p.reshape(x.shape), q)
    tape.record(np.divide, q, shifted, q)
    return q
