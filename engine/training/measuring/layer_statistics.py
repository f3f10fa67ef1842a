"""Statistics of each layer while it trains: of its gradient, and of its effective step size."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from engine.core.arrays import Array
from engine.network.network import Network
from engine.optim.optimizers import Optimizer

GRADIENT_STATISTICS = ("l2", "mean", "max")  # of one layer's gradient: √Σg², mean |g|, max |g|


def gradient_statistics(network: Network) -> Array:
    """L2 norm, mean and largest magnitude of each layer's gradient: (layers, 3), NaN for layers without parameters."""
    result = np.full((len(network.layers), len(GRADIENT_STATISTICS)), np.nan)
    starts, g = network.starts, np.abs(network.grad, dtype=np.float64)
    found = np.empty((len(starts), len(GRADIENT_STATISTICS)))
    found[:, 0] = np.sqrt(np.add.reduceat(g * g, starts))
    found[:, 1] = np.add.reduceat(g, starts) / network.sizes
    found[:, 2] = np.maximum.reduceat(g, starts)
    result[network.layers_with_parameters] = found
    return result


def gradients_of(network: Network, step: int, unmeasured: Collection[int] = ()) -> Array:
    """`gradient_statistics` of the last mini-batch of a run at that step: NaN before the first one, and for the layers of these
    ids, which have been added since.
    """
    if not step:
        return np.full((len(network.layers), len(GRADIENT_STATISTICS)), np.nan)
    found = gradient_statistics(network)
    if unmeasured:
        found[[info.id in unmeasured for info in network.layers]] = np.nan
    return found


def effective_step_sizes(network: Network, optimizer: Optimizer, state: Array, t: int, lr: float) -> Array:
    """How far each layer moves per unit of gradient: (layers,). Shows why AdaGrad slows down and RMSProp does not.

    For one parameter it is |Δθ| / |g| for a gradient g that continues as the optimizer remembers it (`Optimizer.step_sizes`: SGD
    lr, momentum lr / (1 - beta), AdaGrad lr / (√s + eps), …). For a layer it is the geometric mean over its parameters, times its
    learning-rate multiplier: so a few parameters that hardly ever had a gradient do not outweigh the others.

    state: the optimizer's memory after t steps. NaN before the first step and for layers without parameters or without a
    gradient so far; 0 for frozen layers.
    """
    result = np.full(len(network.layers), np.nan)
    rows = network.layers_with_parameters
    if t > 0:
        with np.errstate(all="ignore"):
            sizes = np.log(optimizer.step_sizes(state.astype(np.float64), t, lr))
            known = np.isfinite(sizes)
            starts = network.starts
            sums = np.add.reduceat(np.where(known, sizes, 0.0), starts)
            result[rows] = np.exp(sums / np.add.reduceat(known, starts, dtype=np.intp))
    factors = multipliers(network)
    result[rows[factors[rows] == 0]] = 0.0
    scaled: Array = result * factors
    return scaled


def multipliers(network: Network) -> Array:
    """The learning-rate multiplier of each layer, (layers,): 0 for those that are frozen."""
    return np.array([0.0 if block.frozen else block.rate for block in network.blocks])
