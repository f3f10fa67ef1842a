"""The mini-batches of an epoch: the order of the rows, the place in it, and the recorded training step of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.data import Data
from engine.network import Network
from engine.optimizers import Prepare, Rate
from engine.recipe import Recipe
from engine.table import Array
from engine.tape import Call, Tape
from engine.training_step import RecordedStep, record_step

LARGE = 512 * 1024  # bytes of inputs above which each step fetches its own rows: they are then in the cache, and held only once

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

    def __init__(self, network: Network, recipe: Recipe, data: Data, optimizer_state: Array, rate: Rate) -> None:
        rows = len(data.train)
        self.size = min(recipe.batch, rows)
        self.count = -(-rows // self.size)  # batches per epoch
        self.rng = np.random.default_rng(recipe.seeds.order)
        x, y = data.x(data.train), data.y(data.train)
        targets = recipe.loss.encode(y, data.task)
        self._x = np.concatenate([x, np.ones((rows, 1))], 1).astype(network.dtype)  # (rows, inputs + 1)
        self._targets = targets.astype(network.dtype)  # (outputs, rows)
        self._fetches = self._x.nbytes > LARGE
        self._x_ordered = np.empty_like(self._x[: 0 if self._fetches else rows])
        self._targets_ordered = np.empty_like(self._targets)
        self._order: Array = np.empty(0, np.int64)
        self._rows_in_order: Array = np.arange(rows)
        self._next = self.count  # an epoch begins with the next batch
        self._steps: list[Step | None] = [None] * self.count
        self._network, self._recipe, self._optimizer_state, self._rate = network, recipe, optimizer_state, rate
        self._recorded: dict[int, _ForSize] = {}

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
        self._rows_in_order[:] = order
        if not self._fetches:
            self._x.take(order, 0, self._x_ordered, "clip")
        self._targets.take(order, 1, self._targets_ordered, "clip")
        self._next = 0

    def last(self) -> tuple[list[Array], Array]:
        """Of the batch taken last: each layer's outputs in it, (units + 1, rows), the scores' last, and its targets.

        The outputs are those of the step that ran last, whichever it was, if that was of the same size.
        """
        rows = self._rows(self._next - 1)
        recorded = self._tape(rows.stop - rows.start)
        own = recorded.x if self._fetches else self._x_ordered[rows].T
        return [own if out is recorded.x else out for out in recorded.step.outputs], self._targets_ordered[:, rows]

    def rows_of_last(self) -> Array:
        """Which training rows the batch taken last was made of, by their places; before the first step the last ones."""
        return self._rows_in_order[self._rows(self._next - 1)].copy()

    def _rows(self, i: int) -> slice:
        return slice(i * self.size, min((i + 1) * self.size, len(self._x)))

    def _record(self, i: int) -> Step:
        """The step of batch number i: the one recorded for its size, bound to its own rows."""
        rows = self._rows(i)
        recorded = self._tape(rows.stop - rows.start)
        own = [(recorded.targets, self._targets_ordered[:, rows])]
        if self._fetches:
            fetch: Call = self._x.take, (self._rows_in_order[rows], 0, recorded.x.T, "clip")
            calls = [fetch, *recorded.tape.rebound(own)]
        else:
            calls = recorded.tape.rebound([(recorded.x, self._x_ordered[rows].T), *own])
        self._steps[i] = calls, recorded.step.prepare
        return calls, recorded.step.prepare

    def _tape(self, batch: int) -> _ForSize:
        if batch not in self._recorded:
            network = self._network
            tape = Tape(batch, network.dtype, training=True, rng=self.rng, room=network.room(batch))
            x = np.empty((batch, network.inputs + 1), network.dtype).T
            targets = np.empty((network.outputs, batch), network.dtype)
            step = record_step(network, tape, self._recipe, x, targets, self._optimizer_state, self._rate)
            self._recorded[batch] = _ForSize(tape, x, targets, step)
        return self._recorded[batch]


@dataclass(frozen=True, eq=False)
class _ForSize:
    """The step recorded for one batch size, and the arrays that stand for a batch's rows and targets in it."""

    tape: Tape
    x: Array
    targets: Array
    step: RecordedStep
