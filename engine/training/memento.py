"""What an edit does to the trained numbers, and the box in which their state from before it travels with the edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.network.network import Network
from engine.network.parameter_layout import arrays_of
from engine.network.transfer import Move
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from engine.training.timeline import KeyframeProblem, find

if TYPE_CHECKING:
    from engine.training.session import Session


@dataclass(frozen=True)
class WeightEdit:
    """One trained number set by hand: in which layer (by id), which of its arrays, where in it, and to what."""

    layer: int
    array: str
    index: tuple[int, ...]
    value: float


@dataclass(eq=False)
class Memento:
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


def apply_edit(session: Session, recipe: Recipe, keepsake: Memento) -> None:
    """Adopt an edit that the weights travel with: the state before it goes into the box.

    Raises WeightProblem, with all else done, when a weight that it sets is not in the network, and MomentProblem when the state
    that it brings back does not fit; the session is as before then.
    """
    now = session.recipe, session.checkpoint()
    if keepsake.moment is not None:
        moment = find(session.moments, keepsake.moment)
        _bring(session, moment.recipe, moment.checkpoint(session.history, session.moments))
    if keepsake.brought is not None:
        _bring(session, *keepsake.brought)
        keepsake.brought = None
    session.adopt(recipe, keepsake.moves)
    keepsake.state = now
    if keepsake.restart:
        session.restart()
    for weight in keepsake.weights:  # the history gets no row by it
        set_number(session.network, weight)
        session.go_on()
        session.keep_as_good()


def swap(session: Session, recipe: Recipe, keepsake: Memento) -> None:
    """Exchange the present state and the one in the box: undo and redo of an edit that the weights travel with."""
    now = session.recipe, session.checkpoint()
    if keepsake.state is not None:
        session.restore(*keepsake.state)
    session.adopt(recipe)
    keepsake.state = now


def _bring(session: Session, recipe: Recipe, checkpoint: Checkpoint) -> None:
    try:
        session.restore(recipe, checkpoint)
    except ValueError as problem:
        raise KeyframeProblem(f"{problem} Nothing was taken over.") from problem


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


class WeightProblem(Exception):
    """A trained number cannot be set by hand. The text says why; nothing else is lost."""
