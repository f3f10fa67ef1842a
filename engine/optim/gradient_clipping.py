"""Gradient clipping: a bound on the gradient that the optimizer gets. To add one, write a class with `@CLIPS.add(...)`.

The gradient that is shown, and written to the history, is the one before clipping.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.registry import Entry, Registry
from engine.core.tape import Tape

TINY = 1e-6  # PyTorch adds it to the norm before dividing


class Clip(Entry, ABC):
    """A rule that limits the gradient before the optimizer's step."""

    @abstractmethod
    def record(self, tape: Tape, grad: Array, trained: tuple[slice, ...]) -> Array:
        """Record the clipping of (parameters,); returns the array for the optimizer, `grad` itself stays as it is.

        `trained`: the slices of layers that are not frozen; the gradients of the others are not counted.
        """


CLIPS: Registry[Clip] = Registry("clip")


@CLIPS.add("none", "None")
@dataclass(frozen=True)
class NoClip(Clip):
    """The gradient is used as it is."""

    def record(self, tape: Tape, grad: Array, trained: tuple[slice, ...]) -> Array:
        return grad


@CLIPS.add("norm", "By norm")
@dataclass(frozen=True)
class ClipNorm(Clip):
    """A gradient longer than the limit is shortened to it and keeps its direction: grad · min(1, limit / (‖grad‖ + 1e-6)).

    The norm is that of all layers together, as in PyTorch's `clip_grad_norm_` (Pascanu et al. 2013).
    """

    limit: float = param(1.0, "Limit", low=1e-4, high=1e4, log=True, help="The longest gradient allowed. Try 1.")

    def record(self, tape: Tape, grad: Array, trained: tuple[slice, ...]) -> Array:
        clipped, factor = tape.empty(grad.size), tape.number(0)
        wide = np.empty(grad.size)  # float64: the square of a float32 can overflow float32
        total, part = np.array(0.0), np.array(0.0)
        tape.record(np.copyto, wide, grad)
        for i, own in enumerate(trained):
            tape.record(np.ndarray.dot, wide[own], wide[own], part if i else total)
            if i:
                tape.record(np.add, total, part, total)
        tape.record(np.sqrt, total, total)
        tape.watch("norm", total)
        tape.record(np.add, total, np.array(TINY), total)
        tape.record(np.divide, np.array(self.limit), total, total)
        tape.record(np.copyto, factor, total, "same_kind")
        tape.clip(factor, 0.0, 1.0, factor)
        tape.watch("clip_factor", factor)
        tape.record(np.multiply, grad, factor, clipped)
        return clipped


@CLIPS.add("value", "By value")
@dataclass(frozen=True)
class ClipValue(Clip):
    """Each number of the gradient is kept between -limit and limit (Mikolov 2012). Its direction may change."""

    limit: float = param(0.5, "Limit", low=1e-4, high=1e4, log=True, help="The largest number allowed in the gradient.")

    def record(self, tape: Tape, grad: Array, trained: tuple[slice, ...]) -> Array:
        return tape.clip(grad, -self.limit, self.limit, tape.empty(grad.size))
