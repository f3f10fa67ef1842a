"""The targets of the training rows, laid out as the batches of an epoch read them."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array


class BatchTargets:
    """The targets in the order of an epoch. Those of a batch lie side by side: a loss reads them faster so."""

    def __init__(self, targets: Array, size: int) -> None:
        """targets: (outputs, rows), as the loss encodes them; size: rows of a batch."""
        self.outputs, rows = targets.shape
        self._size, ragged = size, rows % size
        self._given = np.ascontiguousarray(targets.T)
        self._ordered = np.empty_like(self._given)  # (rows, outputs)
        self._blocks, self._turns = self._ordered.reshape(-1), []  # batch after batch
        if self.outputs > 1:
            self._blocks = np.empty_like(self._blocks)
            parts = [self._turn(0, rows - ragged, size), self._turn(rows - ragged, rows, ragged)]
            self._turns = [part for part in parts if part[0].size]

    def put_in(self, order: Array) -> None:
        self._given.take(order, 0, self._ordered, "clip")
        for blocks, ordered in self._turns:
            np.copyto(blocks, ordered)

    def of(self, batch: int) -> Array:
        """Those of a batch, (outputs, rows of the batch); they change with the order."""
        start, stop = (self.outputs * row for row in (batch * self._size, (batch + 1) * self._size))
        block: Array = self._blocks[start:stop].reshape(self.outputs, -1)
        return block

    def _turn(self, start: int, stop: int, size: int) -> tuple[Array, Array]:
        """The blocks of these rows, and the same numbers as they are ordered: each (batches, outputs, size)."""
        count = (stop - start) // max(1, size)
        blocks = self._blocks[self.outputs * start : self.outputs * stop].reshape(count, self.outputs, size)
        return blocks, self._ordered[start:stop].reshape(count, size, self.outputs).transpose(0, 2, 1)
