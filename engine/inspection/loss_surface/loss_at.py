"""The training loss of a network at any θ: the same number as the loss curve's, of the same rows. The network is not touched."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.network.network import Network
from engine.optim.regularizers import NoPenalty
from engine.recipe.class_weights import minimised
from engine.recipe.recipe import Recipe
from engine.training.evaluation import MOST_EVALUATED
from engine.training.training_step import weight_places


class LossAt:
    """Changes with each call: it has a θ of its own to compute with. Layers predict as they do for the loss curve: dropout is
    off, batch norm uses the running statistics that it is given.
    """

    def __init__(self, recipe: Recipe, data: Data, network: Network, dtype: DTypeLike | None = None) -> None:
        """Another `dtype` than the network's is for slopes, which are differences of nearly equal losses."""
        self.network = network.apart(network.dtype if dtype is None else np.dtype(dtype))
        self.theta, self.buffers = self.network.theta, self.network.buffers
        self._loss = minimised(recipe, data).loss
        rows = data.train[:MOST_EVALUATED]
        self._inputs = np.ones((data.network_inputs + 1, len(rows)), self.network.dtype)
        self._inputs[:-1] = data.x(rows).T
        self._targets = self._loss.encode(data.y(rows), data.task)
        self._outputs = np.empty((data.task.outputs, len(rows)))
        fits = len(rows) <= self.network.rows_at_once
        self._scores: Array
        self._calls, self._scores = self.network.forward_pass(self._inputs) if fits else ([], self._outputs)
        self._penalty = None if isinstance(recipe.penalty, NoPenalty) else recipe.penalty
        self._weights = [place for info in network.layers for place, _shape in weight_places(info)]

    def loss(self) -> float:
        """Of the θ that stands in `theta`, on the data alone."""
        if self._calls:
            for function, args in self._calls:
                function(*args)
            np.copyto(self._outputs, self._scores)
        else:
            np.copyto(self._outputs, self.network.scores(self._inputs[:-1].T))
        each = self._loss.each(self._outputs, self._targets)
        return float(np.add.reduce(each)) / each.size

    def penalty(self, theta: Array | None = None) -> float:
        """What the regularizer adds to it."""
        if self._penalty is None:
            return 0.0
        theta = self.theta if theta is None else theta
        return self._penalty.value(np.concatenate([theta[place] for place in self._weights]))

    @property
    def has_penalty(self) -> bool:
        """Whether the regularizer adds something to the loss."""
        return self._penalty is not None
