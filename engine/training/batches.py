"""The mini-batches of an epoch: the order of the rows, the position in it, and the recorded training step of each batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.tape import Call, Tape
from engine.data.preprocessing import Data
from engine.network.network import Network
from engine.optim.optimizers import LearningRate, Prepare
from engine.recipe.class_weights import minimised
from engine.recipe.recipe import Recipe
from engine.training.training_step import RecordedStep, record_step

LARGE = 512 * 1024  # bytes of inputs above which each step fetches its own rows: they are then in the cache, and stored only once

AT_ONCE = 50_000  # so many calls of a whole epoch, at most, are kept as one list

Steps = tuple[list[Call], Prepare | None, int]  # calls, what must be called before them, and how many steps they are
NOT_RECORDED: Steps = ([], None, 0)


@dataclass(frozen=True, eq=False)
class BatchPosition:
    """Where in the sequence of batches a run is: the generator's state, this epoch's order of rows, the number of the next batch.

    The order is empty before the first epoch. With rows carried over from the epoch before, it begins with them.
    """

    rng_state: dict[str, Any]
    order: Array
    next_batch: int


class Batches:
    """Changes as batches are used. A smaller last batch is a batch of its own: its gradient is the mean over its own rows.

    Where the recipe carries over, there is none: the rows that are left join the first batch of the next epoch.
    """

    def __init__(self, network: Network, recipe: Recipe, data: Data, optimizer_state: Array, rate: LearningRate) -> None:
        rows = len(data.train)
        self.size = min(recipe.batch, rows)
        self.left = rows % self.size if recipe.carry_over else 0  # rows of an epoch that wait for the next one
        self.count = (rows - self.left + self.size - 1) // self.size  # batches per epoch
        self.rng = np.random.default_rng(recipe.seeds.order)
        x, y = data.x(data.train), data.y(data.train)
        self._x = np.concatenate([x, np.ones((rows, 1))], 1).astype(network.dtype)  # (rows, inputs + 1)
        self._targets = BatchTargets(minimised(recipe, data).loss.encode(y, data.task).astype(network.dtype), self.size)
        self._fetches, self._carried = self._x.nbytes > LARGE, -1
        self._has_begun = False
        self._next = self.count  # an epoch begins with the next batch
        self._network, self._optimizer_state, self._rate = network, optimizer_state, rate
        self._recipe = minimised(recipe, data)
        self._recorded: dict[int, _ForSize] = {}
        self._lay_out(0)

    @property
    def left_in_epoch(self) -> int:
        """Steps to the end of this epoch, or of the next one at its end."""
        return self.count - self._next or self.count

    @property
    def at_epoch_end(self) -> bool:
        """Whether the next step begins an epoch: after the last batch of one, and before the first step."""
        return self._next == self.count

    def restart(self) -> None:
        """Back to before the first epoch, with the recipe's seed."""
        self.restore(BatchPosition(dict(np.random.default_rng(self._recipe.seeds.order).bit_generator.state), self._order[:0], 0))

    def next_steps(self, most: int, one_by_one: bool = True) -> list[Steps]:
        """The next steps, at least one and at most `most`, none beyond the end of the epoch; they count as done."""
        if self._next == self.count:
            carried = self.left if self._has_begun else 0
            order = order_of_next_epoch(self._order, len(self._x), carried, self.rng if self._recipe.shuffle else None)
            self._lay_out(carried)
            self._begin_epoch(order)
        start, self._next = self._next, min(self._next + most, self.count)
        if self._unrecorded:
            self._record_all(range(start, self._next))
        if self._epoch and not one_by_one and self._next - start == self.count:
            return self._epoch
        return self._steps[start : self._next]

    def position(self) -> BatchPosition:
        """A copy of all that `restore` needs to continue from here."""
        order = self._order.copy() if self._has_begun else self._order[:0]
        return BatchPosition(dict(self.rng.bit_generator.state), order, self._next)

    def restore(self, position: BatchPosition, within_epoch: bool = True) -> None:
        """Continue from a position; where it means nothing for these batches, with a new epoch and the position's generator."""
        self.rng.bit_generator.state = position.rng_state
        self._next, self._has_begun = self.count, False
        carried = len(position.order) - len(self._x)
        if within_epoch and carried in (0, self.left):
            self._lay_out(carried)
            self._begin_epoch(position.order)
            self._next = min(position.next_batch, self.count)
        else:
            self._lay_out(0)
            self._order[:] = np.arange(len(self._x))

    def _lay_out(self, carried: int) -> None:
        """Cut the rows of an epoch into batches, the first of which begins with so many rows of the epoch before."""
        rows = carried + len(self._x)
        if carried != self._carried:
            self._carried = carried
            self._order: Array = np.arange(rows)
            self._rows = [rows_of_batch(i, self.size, carried, rows) for i in range(self.count)]
            self._x_ordered = np.empty((0 if self._fetches else rows, self._x.shape[1]), self._x.dtype)
            self._targets.lay_out(carried)
            self._steps: list[Steps] = [NOT_RECORDED] * self.count
            self._unrecorded = self.count
            self._epoch: list[Steps] = []  # a whole epoch as a single list of calls, where nothing comes between its steps

    def _begin_epoch(self, order: Array) -> None:
        self._order[:] = order
        if not self._fetches:
            self._x.take(self._order, 0, self._x_ordered, "clip")
        self._targets.reorder(self._order)
        self._next, self._has_begun = 0, True

    def finish(self) -> None:
        """Call this after the last of some steps: the gradient is then the mean over the rows of the last batch."""
        rows = self._rows[self._next - 1]
        for function, args in self._tape(rows.stop - rows.start).step.finish:
            function(*args)

    def last(self) -> tuple[list[Array], Array]:
        """Of the last batch: each layer's outputs in it, (units + 1, rows), the scores' last, and its targets.

        The outputs are those of the last step with a batch of that size.
        """
        rows = self._rows[self._next - 1]
        recorded = self._tape(rows.stop - rows.start)
        own = recorded.x if self._fetches else self._x_ordered[rows].T
        return [own if out is recorded.x else out for out in recorded.step.outputs], self._targets.batch(rows)

    def rows_of_last(self) -> Array:
        """Which training rows the last batch was made of, by number; before the first step those at the end."""
        return self._order[self._rows[self._next - 1]].copy()

    def _record_all(self, batches: range) -> None:
        for i in batches:
            if self._steps[i] is NOT_RECORDED:
                self._steps[i] = self._record(i)
                self._unrecorded -= 1
        if not self._unrecorded and not any(prepare for _, prepare, _ in self._steps):
            calls = [call for own, _, _ in self._steps for call in own]
            self._epoch = [(calls, None, self.count)] if len(calls) <= AT_ONCE else []

    def _record(self, i: int) -> Steps:
        """The step of batch i: the one recorded for its size, bound to its own rows."""
        rows = self._rows[i]
        recorded = self._tape(rows.stop - rows.start)
        own = [(recorded.targets, self._targets.batch(rows))]
        if self._fetches:
            fetch: Call = self._x.take, (self._order[rows], 0, recorded.x.T, "clip")
            calls = [fetch, *recorded.tape.rebound(own)]
        else:
            calls = recorded.tape.rebound([(recorded.x, self._x_ordered[rows].T), *own])
        return calls, recorded.step.prepare, 1

    def _tape(self, batch: int) -> _ForSize:
        if batch not in self._recorded:
            network = self._network
            tape = Tape(batch, network.dtype, training=True, rng=self.rng, room=network.room(batch))
            x = np.empty((batch, network.inputs + 1), network.dtype).T
            targets = np.empty((self._targets.outputs, batch), network.dtype)
            step = record_step(network, tape, self._recipe, x, targets, self._optimizer_state, self._rate)
            self._recorded[batch] = _ForSize(tape, x, targets, step)
        return self._recorded[batch]


def order_of_next_epoch(order: Array, rows: int, left: int, rng: np.random.Generator | None) -> Array:
    """The order after that one: so many rows of its end, then all rows, as the generator draws them or else in the same order."""
    own = order[len(order) - rows :].copy()
    if rng is not None:
        rng.shuffle(own)
    return np.concatenate([order[len(order) - left :], own]) if left else own


def rows_of_batch(i: int, size: int, carried: int, rows: int) -> slice:
    """Where batch i lies in an epoch's order of so many rows, the first of which are carried over from the epoch before."""
    start = carried + i * size
    return slice(start if i else 0, min(start + size, rows))


@dataclass(frozen=True, eq=False)
class _ForSize:
    """The step recorded for one batch size, and the arrays in it that each batch replaces by its own rows and targets."""

    tape: Tape
    x: Array
    targets: Array
    step: RecordedStep


class BatchTargets:
    """The targets of the training rows in the order of an epoch. Those of a batch lie side by side: a loss reads them faster."""

    def __init__(self, targets: Array, size: int) -> None:
        """targets: (outputs, rows), as the loss encodes them; size: rows of a batch."""
        self.outputs, self._size = len(targets), size
        self._given = np.ascontiguousarray(targets.T)
        self.lay_out(0)

    def lay_out(self, carried: int) -> None:
        """Make room for an epoch that begins with so many rows of the one before; they belong to its first batch."""
        rows = carried + len(self._given)
        self._ordered = np.empty((rows, self.outputs), self._given.dtype)
        self._blocks, self._transposed = self._ordered.reshape(-1), []  # batch after batch
        if self.outputs > 1:
            self._blocks = np.empty_like(self._blocks)
            first = carried + self._size if carried else 0  # rows of a first batch of another size than the others
            whole = rows - (rows - first) % self._size
            parts = (0, first, first), (first, whole, self._size), (whole, rows, rows - whole)
            self._transposed = [self._transposition(*part) for part in parts if part[0] < part[1]]

    def reorder(self, order: Array) -> None:
        """Lay the targets out for an epoch with this order of rows."""
        self._given.take(order, 0, self._ordered, "clip")
        for blocks, ordered in self._transposed:
            np.copyto(blocks, ordered)

    def batch(self, rows: slice) -> Array:
        """A view of the targets of a batch, (outputs, rows of the batch), which lies there in the order."""
        block: Array = self._blocks[self.outputs * rows.start : self.outputs * rows.stop].reshape(self.outputs, -1)
        return block

    def _transposition(self, start: int, stop: int, size: int) -> tuple[Array, Array]:
        """Of these rows, the blocks of their batches, and the ordered targets seen alike: each (batches, outputs, size)."""
        count = (stop - start) // size
        blocks = self._blocks[self.outputs * start : self.outputs * stop].reshape(count, self.outputs, size)
        return blocks, self._ordered[start:stop].reshape(count, size, self.outputs).transpose(0, 2, 1)
