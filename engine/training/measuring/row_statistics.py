"""The statistics of each layer that a row of the history holds, as calls that are recorded once for a training loop.

They are those of `layer_statistics`, all layers and all sums at once: for a small network the cost is that of the calls.
A new one is a row of `work` whose sums over the layers it needs, and a part of `row`.
"""

from __future__ import annotations

import math

import numpy as np

from engine.core.arrays import Array
from engine.core.tape import Call
from engine.network.network import Network
from engine.optim.optimizers import Optimizer
from engine.training.measuring.layer_statistics import GRADIENT_STATISTICS, multipliers

PARTS = len(GRADIENT_STATISTICS) + 2  # of a row: the gradient's, the effective step size, how far the last step moved the layer


class RowStatistics:
    """`row` changes with `measure`: of each layer with parameters the gradient's L2 norms, then all means, maxima, effective step
    sizes, and last how far the last step moved it for its size, ‖Δθ‖ / ‖θ‖ (NaN before the first, and where θ was 0)."""

    def __init__(self, network: Network, optimizer: Optimizer, state: Array, before: Array) -> None:
        """before: θ before the last step. Each array is read again at each `measure`."""
        self._optimizer, self._state = optimizer, state
        layers, size = len(network.starts), network.theta.size
        self.row = np.full(PARTS * layers, np.nan)
        self._norms, means, largest, self._sizes, updates = self.row.reshape(PARTS, layers)
        self._gradients = self.row[: len(GRADIENT_STATISTICS) * layers]
        self._multipliers = multipliers(network)[network.layers_with_parameters]
        self._frozen = np.flatnonzero(self._multipliers == 0)
        adapts = not optimizer.one_step_size
        self._state64 = np.empty(state.shape if adapts else (len(state), 1))
        work = np.empty((6 if adapts else 4, size))  # squares, magnitudes, squares of Δθ and of θ, log step sizes, known ones
        sums = np.empty((len(work), layers))
        squares, magnitudes, moved, old = work[:4]
        difference, ratio = np.empty_like(network.theta), np.empty(layers)
        self._log_sizes: Array | None = None
        self._known: Array | None = None
        if adapts:
            self._log_sizes, self._known = work[4:]
        self._sums = sums
        self._calls: list[Call] = [
            (np.absolute, (network.grad, magnitudes)),
            (np.multiply, (magnitudes, magnitudes, squares)),
            (np.subtract, (network.theta, before, difference)),
            (np.copyto, (moved, difference)),
            (np.multiply, (moved, moved, moved)),
            (np.copyto, (old, before)),
            (np.multiply, (old, old, old)),
            (np.add.reduceat, (work, network.starts, 1, None, sums)),
            (np.maximum.reduceat, (magnitudes, network.starts, 0, None, largest)),
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
        if t > 0:
            self._read_step_sizes(t, lr)
        for function, args in self._calls:
            function(*args)
        if t > 0 and self._known is not None:
            np.divide(self._sums[4], self._sums[5], self._sizes)
            np.exp(self._sizes, self._sizes)
            np.multiply(self._sizes, self._multipliers, self._sizes)
        elif t == 0:
            self._sizes[:] = np.nan
        if self._frozen.size:
            self._sizes[self._frozen] = 0.0
        if step == 0:
            self._gradients[:] = np.nan
        return math.sqrt(self._norms.dot(self._norms))

    def _read_step_sizes(self, t: int, lr: float) -> None:
        if self._log_sizes is None or self._known is None:
            np.multiply(self._multipliers, self._optimizer.step_sizes(self._state64, t, lr)[0], self._sizes)
            return
        np.copyto(self._state64, self._state)
        np.log(self._optimizer.step_sizes(self._state64, t, lr), self._log_sizes)
        np.isfinite(self._log_sizes, self._known)
        if np.count_nonzero(self._known) < self._known.size:
            self._log_sizes[self._known == 0] = 0.0
