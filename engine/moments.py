"""Moments of a run that are kept so that one can look back: bounded in count and bytes, spaced by the logarithm of the step."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.history import History
from engine.problems import MomentProblem
from engine.recipe import Recipe
from engine.seen import Kept

if TYPE_CHECKING:
    from engine.checkpoint import Checkpoint

MOST_MOMENTS = 64
MOST_BYTES = 16_000_000
RATIO = 1.12  # between the steps of two neighbours, at least
NO_HISTORY = History((), room=2)


@dataclass(frozen=True, eq=False)
class Moment:
    """The whole trained state at one step but for the history and the moments, which a later one contains."""

    recipe: Recipe
    state: Checkpoint
    train_loss: float

    @property
    def step(self) -> int:
        return self.state.step

    @property
    def bytes(self) -> int:
        state = self.state
        arrays = state.theta, state.grad, state.optimizer_state, state.buffers, state.place.order
        return sum(int(array.nbytes) for array in arrays)

    @property
    def kept(self) -> Kept:
        return Kept(self.recipe, self.step, self.state.epoch, self.train_loss)

    def checkpoint(self, history: History, moments: tuple[Moment, ...]) -> Checkpoint:
        """The state with the part of a later history, and those of the moments, that it had seen."""
        return replace(self.state, history=history.until(self.step), moments=until(moments, self.step))


def moment_of(recipe: Recipe, state: Checkpoint, train_loss: float) -> Moment:
    return Moment(recipe, replace(state, history=NO_HISTORY, moments=()), train_loss)


Moments = tuple[Moment, ...]


def due_after(step: int) -> int:
    """The step at which the next moment is due when one was kept at `step`."""
    return max(step + 1, math.ceil(step * RATIO))


def with_moment(moments: Moments, new: Moment) -> Moments:
    """The moments with one more; where that is too much, those that lie closest to their neighbours go.

    The first and the newest stay. A moment of a later step, from a run that was left, goes too.
    """
    kept = [moment for moment in moments if moment.step < new.step]
    kept.append(new)
    while len(kept) > 2 and (len(kept) > MOST_MOMENTS or sum(moment.bytes for moment in kept) > MOST_BYTES):
        del kept[_closest(kept)]
    if sum(moment.bytes for moment in kept) > MOST_BYTES:
        return ()  # a network so large that no two of its states have room
    return tuple(kept)


def find(moments: Moments, step: int) -> Moment:
    """The moment of that step. Raises MomentProblem when it is not kept."""
    for moment in moments:
        if moment.step == step:
            return moment
    raise MomentProblem(f"Step {step:,} is no longer kept: choose another moment.")


def until(moments: Moments, step: int) -> Moments:
    return tuple(moment for moment in moments if moment.step <= step)


def _closest(moments: list[Moment]) -> int:
    """Which of the inner moments leaves the smallest gap when it goes, measured in the logarithm of the step."""

    def gap(i: int) -> float:
        return math.log((moments[i + 1].step + 1) / (moments[i - 1].step + 1))

    return min(range(1, len(moments) - 1), key=gap)
