"""The mini-batches of an epoch: the order of the rows, the place in it, and the recorded training step of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.data import Data
from engine.network import Network, record_step
from engine.optimizers import Prepare
from engine.recipe import Recipe
from engine.table import Array
from engine.tape import Call, Tape

Step = tuple[list[Call], Prepare | None]


@dataclass(frozen=True, eq=False)
class Place:
    """Where in the stream of batches a run stands: the generator's state, this epoch's order of rows, the next batch's number.

    The order is empty before the first epoch.
    """

    rng_state: dict[str, Any]
    order: Array
    next_batch: int


class Batches:
    """Changes as batches are taken. A ragged last batch is a batch of its own: its gradient is the mean over its own rows."""

    def __init__(self, network: Network, recipe: Recipe, data: Data, optimizer_state: Array) -> None:
        rows = len(data.train)
        self.size = min(recipe.batch, rows)
        self.count = -(-rows // self.size)  # batches per epoch
        self.rng = np.random.default_rng(recipe.seeds.order)
        x, y = data.x(data.train), data.y(data.train)
        targets = recipe.loss.encode(y, data.task)
        self._x = np.concatenate([x, np.ones((rows, 1))], 1).astype(network.dtype)  # (rows, inputs + 1)
        self._targets = targets.astype(network.dtype)  # (outputs, rows)
        self._x_ordered, self._targets_ordered = np.empty_like(self._x), np.empty_like(self._targets)
        self._order: Array = np.empty(0, np.int64)
        self._next = self.count  # an epoch begins with the next batch
        self._steps: list[Step | None] = [None] * self.count
        self._network, self._recipe, self._optimizer_state = network, recipe, optimizer_state
        self._recorded: dict[int, tuple[Tape, Array, Array, Prepare | None]] = {}

    @property
    def left_in_epoch(self) -> int:
        """Steps to the end of this epoch, or of the next one at its end."""
        return self.count - self._next or self.count

    @property
    def at_epoch_end(self) -> bool:
        return self._next == self.count

    def upcoming(self, most: int) -> list[Step]:
        """The next steps, at least one and at most `most`, none beyond the end of the epoch; they count as taken."""
        if self._next == self.count:
            self._begin_epoch(self.rng.permutation(len(self._x)))
        start, self._next = self._next, min(self._next + most, self.count)
        return [self._steps[i] or self._record(i) for i in range(start, self._next)]

    def place(self) -> Place:
        return Place(dict(self.rng.bit_generator.state), self._order.copy(), self._next)

    def go_to(self, place: Place, within_epoch: bool = True) -> None:
        """Go on from a place, or, when it is not of this stream of batches, from the start of a new epoch with its generator."""
        self.rng.bit_generator.state = place.rng_state
        self._next = self.count
        if within_epoch and len(place.order) == len(self._x):
            self._begin_epoch(place.order)
            self._next = min(place.next_batch, self.count)

    def _begin_epoch(self, order: Array) -> None:
        self._order = order
        self._x.take(order, 0, self._x_ordered, "clip")
        self._targets.take(order, 1, self._targets_ordered, "clip")
        self._next = 0

    def _record(self, i: int) -> Step:
        """The step of batch number i: the one recorded for its size, bound to its own rows."""
        start = i * self.size
        stop = min(start + self.size, len(self._x))
        tape, x, targets, prepare = self._tape(stop - start)
        calls = tape.rebound([(x, self._x_ordered[start:stop].T), (targets, self._targets_ordered[:, start:stop])])
        self._steps[i] = calls, prepare
        return calls, prepare

    def _tape(self, batch: int) -> tuple[Tape, Array, Array, Prepare | None]:
        if batch not in self._recorded:
            network = self._network
            tape = Tape(batch, network.dtype, training=True, rng=self.rng, room=network.room(batch))
            x = np.empty((batch, network.inputs + 1), network.dtype).T
            targets = np.empty((network.outputs, batch), network.dtype)
            prepare = record_step(network, tape, self._recipe, x, targets, self._optimizer_state)
            self._recorded[batch] = tape, x, targets, prepare
        return self._recorded[batch]
