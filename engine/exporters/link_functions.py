"""The links from scores to predictions, by the names that exported files use.

They are written out once more here, in plain NumPy on (rows, outputs), so that a proof does not depend on the losses' own.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.core.arrays import Array, exp_floor, exp_from_top
from engine.nn.losses import Loss


def identity(scores: Array) -> Array:
    """The scores themselves."""
    return scores


def sigmoid(scores: Array) -> Array:
    """1 / (1 + e^-s), as e^-log(1 + e^-s), which cannot overflow; limited, so that it does not underflow either."""
    floor = scores.dtype.type(exp_floor(scores.dtype))
    probabilities: Array = np.exp(-np.logaddexp(scores.dtype.type(0), -np.clip(scores, floor, -floor)))
    return probabilities


def softmax(scores: Array) -> Array:
    """e^s over the sum of e^s of the row, from the row's largest score down, limited: it neither overflows nor underflows."""
    e = exp_from_top(scores, 1)
    shares: Array = e / e.sum(axis=1, keepdims=True)
    return shares


def tanh(scores: Array) -> Array:
    """tanh of each score."""
    outputs: Array = np.tanh(scores)
    return outputs


LINKS: dict[str, Callable[[Array], Array]] = {
    "identity": identity,
    "sigmoid": sigmoid,
    "softmax": softmax,
    "sign": np.sign,
    "tanh": tanh,
}


def link_of(loss: Loss, outputs: int) -> str:
    """The name of a loss's link, found by what it does to a few scores. Raises ValueError when it is none of `LINKS`."""
    scores = np.linspace(-3.0, 2.0, 4 * outputs).reshape(outputs, 4)
    wanted = loss.link(scores).T
    for name, link in LINKS.items():
        if np.allclose(link(scores.T), wanted, rtol=1e-9, atol=1e-12):
            return name
    raise ValueError(f"The link of {loss.label} has no name in exported files yet: add it to LINKS.")  # for who adds a loss
