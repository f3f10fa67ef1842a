"""Directions in the space of all trained numbers: random ones, each neuron's as long as its weights, and those of the path."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.network.network import Network
from engine.network.parameter_layout import slices_of

STRAIGHT = 1e-5  # a second component that is shorter than this share of the first is rounding: the path is a straight line


def filter_normalised(network: Network, rng: np.random.Generator) -> Array:
    """A random direction, (parameters,), in which each neuron's weights are as long as they are in the network.

    Li et al. 2018, 'filter normalisation': d_j ← d_j ‖w_j‖ / ‖d_j‖ for the weights w_j into neuron j; biases, scales, shifts
    and whatever else is no matrix stay as they are, and so do frozen layers. Without it a network of ReLU units looks flat or
    steep by the size of its weights alone, which its predictions do not depend on.
    """
    direction = np.zeros(network.theta.size)
    for block, info in zip(network.blocks, network.layers, strict=True):
        places = slices_of(info)
        for name, shape in info.shapes:
            if len(shape) < 2:
                continue
            drawn = rng.normal(size=shape)
            lengths = np.linalg.norm(network.theta[places[name]].astype(np.float64).reshape(shape), axis=0)
            drawn *= lengths / np.maximum(np.linalg.norm(drawn, axis=0), np.finfo(np.float64).tiny)
            if not block.frozen:
                direction[places[name]] = drawn.ravel()
    return direction


def principal_directions(path: Array) -> tuple[Array, Array]:
    """The directions in which the places of a path, (places, parameters), differ most: (0, 1 or 2, parameters), of length 1, and
    the shares of the path's variance that they explain.

    The first two right singular vectors of the path about its mean. Each is turned so that the end of the path lies on its
    positive side, seen from the start. Fewer than two where the path is a straight line, or a point.
    """
    centred = path.astype(np.float64) - path.mean(0, dtype=np.float64)
    _u, sizes, vectors = np.linalg.svd(centred, full_matrices=False)
    total, least = float((sizes**2).sum()), STRAIGHT * float(sizes[:1].sum())
    count = int((sizes[:2] > least).sum())
    directions, shares = vectors[:count], sizes[:count] ** 2 / total if total else sizes[:0]
    towards = directions @ (centred[-1] - centred[0])
    turned: Array = directions * np.where(towards < 0, -1.0, 1.0)[:, np.newaxis]
    return turned, shares
