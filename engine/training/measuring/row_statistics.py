"""The statistics of each layer that a row of the history holds, as calls that are recorded once for a training loop.

They are those of `layer_statistics`, all layers and all sums at once: for a small network the cost is that of the calls. For a
large one it is that of the memory, so its parameters are read in blocks that stay in the processor's cache.
A new one is a row of `work` whose sums over the layers it needs, and a part of `row`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.tape import Call
from engine.network.network import Network
from engine.optim.optimizers import Optimizer
from engine.training.measuring.layer_statistics import GRADIENT_STATISTICS, multipliers

PARTS = len(GRADIENT_STATISTICS) + 2  # of a row: the gradient's, the effective step size, how far the last step moved the layer
BLOCK = 16_384  # parameters at once: the numbers of one block, some of them in double precision, fit the cache


@dataclass(frozen=True, eq=False)
class _Block:
    """Consecutive parameters: their part of the optimizer's state, where it is read to, and what sums it up."""

    state: Array  # (memory, parameters)
    state64: Array
    log_sizes: Array  # (parameters,), of the step sizes; with `known`, empty where all step sizes are one
    known: Array
    calls: list[Call]


class RowStatistics:
    """`row` changes with `measure`: of each layer with parameters the gradient's L2 norms, then all means, maxima, effective step
    sizes, and last how far the last step moved it for its size, ‖Δθ‖ / ‖θ‖ (NaN before the first, and where θ was 0)."""

    def __init__(self, network: Network, optimizer: Optimizer, state: Array, before: Array) -> None:
        """before: θ before the last step. Each array is read again at each `measure`."""
        self._optimizer = optimizer
        layers = len(network.starts)
        self.row = np.full(PARTS * layers, np.nan)
        self._norms, means, largest, self._sizes, updates = self.row.reshape(PARTS, layers)
        self._gradients = self.row[: len(GRADIENT_STATISTICS) * layers]
        self._multipliers = multipliers(network)[network.layers_with_parameters]
        self._frozen = np.flatnonzero(self._multipliers == 0)
        self._adapts = not optimizer.one_step_size
        self._sums = sums = np.empty((6 if self._adapts else 4, layers))
        self._blocks, joining = _blocks(network, state, before, sums, largest)
        self._state64 = np.empty((len(state), 1))
        ratio = np.empty(layers)
        self._calls: list[Call] = [
            *joining,
            (np.sqrt, (sums[0], self._norms)),
            (np.divide, (sums[1], network.sizes, means)),
            (np.divide, (sums[2], sums[3], ratio)),
            (np.sqrt, (ratio, ratio)),
            (np.divide, (sums[3], sums[3], updates)),  # 1, or NaN where θ was 0
            (np.multiply, (ratio, updates, updates)),
        ]

    def measure(self, step: int, t: int, lr: float) -> float:
        """Compute `row` after so many steps of the run and of the optimizer; returns the norm of the whole gradient.

        Numbers that are not finite are no error here: call it within `np.errstate(all="ignore")`.
        """
        adapts = t > 0 and self._adapts
        for block in self._blocks:
            if adapts:
                self._read_step_sizes(block, t, lr)
            for function, args in block.calls:
                function(*args)
        for function, args in self._calls:
            function(*args)
        if adapts:
            np.divide(self._sums[4], self._sums[5], self._sizes)
            np.exp(self._sizes, self._sizes)
            np.multiply(self._sizes, self._multipliers, self._sizes)
        elif t > 0:
            np.multiply(self._multipliers, self._optimizer.step_sizes(self._state64, t, lr)[0], self._sizes)
        else:
            self._sizes[:] = np.nan
        if self._frozen.size:
            self._sizes[self._frozen] = 0.0
        if step == 0:
            self._gradients[:] = np.nan
        return math.sqrt(self._norms.dot(self._norms))

    def _read_step_sizes(self, block: _Block, t: int, lr: float) -> None:
        np.copyto(block.state64, block.state)
        np.log(self._optimizer.step_sizes(block.state64, t, lr), block.log_sizes)
        np.isfinite(block.log_sizes, block.known)
        if np.count_nonzero(block.known) < block.known.size:
            block.log_sizes[block.known == 0] = 0.0


def _blocks(network: Network, state: Array, before: Array, sums: Array, largest: Array) -> tuple[list[_Block], list[Call]]:
    """The blocks, and the calls that join what they find to `sums` (quantities, layers) and `largest` (layers,)."""
    adapts, places = len(sums) == 6, list(_places(network))
    most = max((stop - start for start, stop, _layers in places), default=0)
    layers = np.array([layer for _start, _stop, own in places for layer in own], np.intp)
    found, tops = (sums, largest) if len(places) < 2 else (np.empty((len(sums), layers.size)), np.empty(layers.size))
    work = np.empty((len(sums), most))  # squares, magnitudes, squares of Δθ and of θ, log step sizes, known ones
    log_sizes, known = work[4:] if adapts else work[:2, :0]
    difference, state64 = np.empty(most, network.theta.dtype), np.empty((len(state) if adapts else 0, most))
    blocks, used = [], 0
    for start, stop, own in places:
        place, here, columns = slice(start, stop), slice(stop - start), slice(used, used + len(own))
        used = columns.stop
        squares, magnitudes, moved, old = work[:4, here]
        calls: list[Call] = [
            (np.absolute, (network.grad[place], magnitudes)),
            (np.multiply, (magnitudes, magnitudes, squares)),
            (np.subtract, (network.theta[place], before[place], difference[here])),
            (np.copyto, (moved, difference[here])),
            (np.multiply, (moved, moved, moved)),
            (np.copyto, (old, before[place])),
            (np.multiply, (old, old, old)),
        ]
        if len(own) == 1:  # several times as fast for many numbers
            calls.append((np.add.reduce, (work[:, here], 1, None, found[:, used - 1])))
            calls.append((np.maximum.reduce, (magnitudes, 0, None, tops[used - 1 : used].reshape(()))))
        else:
            starts = network.starts[own.start : own.stop] - start
            calls.append((np.add.reduceat, (work[:, here], starts, 1, None, found[:, columns])))
            calls.append((np.maximum.reduceat, (magnitudes, starts, 0, None, tops[columns])))
        blocks.append(_Block(state[:, place], state64[:, here], log_sizes[here], known[here], calls))
    if len(places) < 2:
        return blocks, []
    firsts = np.searchsorted(layers, np.arange(len(network.starts)))  # the first column of each layer
    return blocks, [(np.add.reduceat, (found, firsts, 1, None, sums)), (np.maximum.reduceat, (tops, firsts, 0, None, largest))]


def _places(network: Network) -> Iterator[tuple[int, int, range]]:
    """Start and stop of each block, and its layers: several small ones, or part of a large one."""
    edges = [*network.starts.tolist(), network.theta.size]
    first, layers = 0, len(network.starts)
    while first < layers:
        last = first + 1
        while last < layers and edges[last + 1] - edges[first] <= BLOCK:
            last += 1
        for start in range(edges[first], edges[last], BLOCK):
            yield start, min(start + BLOCK, edges[last]), range(first, last)
        first = last
