"""How well a network does: its losses and metrics on training and test rows, and what the penalty adds to the losses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import DTypeLike

from engine.core.arrays import Array
from engine.core.scores import Scores
from engine.data.preprocessing import Data
from engine.network.network import Network
from engine.nn.losses import Loss
from engine.nn.metrics import metric_for
from engine.recipe.recipe import Recipe
from engine.training.training_step import weight_places

MOST_EVALUATED = 4096  # rows of each part that the loss curve is measured on


class Evaluator:
    """The training and the test rows that networks are evaluated on, prepared once.

    They go through a network together: for a small one most of the cost is that of the calls.
    """

    def __init__(self, data: Data, loss: Loss, dtype: DTypeLike = np.float64, most: int | None = None) -> None:
        """most: rows of each part; None is all."""
        train, test = data.train[:most], data.test[:most]
        rows = np.concatenate([train, test])
        self.parts = slice(len(train)), slice(len(train), len(rows))
        self.x = np.asarray(data.x(rows), dtype, order="F")  # column by column, as a tape reads it
        self.y = data.y(rows)
        self.loss, self.targets = loss, loss.encode(self.y, data.task)
        self.metric = metric_for(data.task)

    def scores(self, network: Network) -> Scores:
        """Losses and metrics of the network as it is now, without a penalty."""
        outputs = network.scores(self.x)
        losses = self.loss.each(outputs, self.targets)
        train_loss, test_loss = (float(losses[part].mean()) for part in self.parts)
        train_metric, test_metric = (self.metric.value(outputs[:, part], self.y[part]) for part in self.parts)
        return Scores(train_loss, test_loss, self.metric.label, train_metric, test_metric)


def scores_of(network: Network, recipe: Recipe, evaluator: Evaluator) -> Scores:
    """How a network does, and what the recipe's penalty adds to each of its losses."""
    return replace(evaluator.scores(network), penalty=recipe.penalty.value(weights_of(network)))


def weights_of(network: Network) -> Array:
    """All weights of a network, flat, without biases and the like."""
    places = [place for info in network.layers for place, _shape in weight_places(info)]
    return np.concatenate([network.theta[place] for place in places])
