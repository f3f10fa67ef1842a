"""What an edit does to the trained numbers, and the box in which their state from before it travels with the edit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.checkpoint import Checkpoint
from engine.network import Move, Network, arrays_of
from engine.problems import WeightProblem
from engine.recipe import Recipe


@dataclass(frozen=True)
class WeightEdit:
    """One trained number set by hand: in which layer (by id), which of its arrays, where in it, and to what."""

    layer: int
    array: str
    index: tuple[int, ...]
    value: float


@dataclass(eq=False)
class Keepsake:
    """A box for the state on the other side of an edit. The training thread fills and empties it; others only carry it."""

    restart: bool = False  # whether the edit trains from the start again
    weights: tuple[WeightEdit, ...] = ()  # what the edit sets by hand
    moves: tuple[Move, ...] = ()  # layers whose trained numbers go on elsewhere
    moment: int | None = None  # the step of a kept moment that the edit goes back to, before all else
    brought: tuple[Recipe, Checkpoint] | None = None  # a trained state from elsewhere that the edit makes the present one
    state: tuple[Recipe, Checkpoint] | None = None

    @property
    def leaves_run(self) -> bool:
        """Whether what was trained last is left behind by the edit, for a start, an earlier moment or a state from elsewhere."""
        return self.restart or self.moment is not None or self.brought is not None


def set_number(network: Network, edit: WeightEdit) -> None:
    """Set one trained number of the network. Raises WeightProblem when it has none there, or when it is none to train with."""
    info = next((info for info in network.layers if info.id == edit.layer), None)
    arrays = {} if info is None else arrays_of(info, network.theta)
    array = arrays.get(edit.array)
    right = array is not None and len(edit.index) == array.ndim
    if array is None or not right or not all(0 <= i < n for i, n in zip(edit.index, array.shape, strict=True)):
        raise WeightProblem("That weight is no longer in the network: nothing was changed.")
    with np.errstate(over="ignore"):
        value = array.dtype.type(edit.value)
    if not np.isfinite(value):
        raise WeightProblem(f"A weight must be a number that can be trained with, not {edit.value:g}.")
    array[edit.index] = value
