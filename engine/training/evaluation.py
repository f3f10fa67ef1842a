"""How well a network does: its losses and metrics on training, test and validation rows, and what the penalty adds."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from engine.core.arrays import Array
from engine.core.cancellation import check
from engine.core.scores import Scores
from engine.core.tape import Call
from engine.data.preprocessing import Data
from engine.network.network import Network
from engine.nn.losses import Loss
from engine.nn.metrics import SharesHits, metric_for
from engine.optim.regularizers import NoPenalty
from engine.recipe.recipe import Recipe
from engine.training.training_step import weight_places

MOST_EVALUATED = 4096  # rows of each part that the loss curve is measured on


class Evaluator:
    """The rows that networks are evaluated on, prepared once: training, test, and validation rows where there are some.

    They go through a network together: for a small one most of the cost is that of the calls. Changes when another network is
    evaluated: its forward pass over these rows is recorded, as long as they are few enough for the processor's cache.
    """

    def __init__(self, data: Data, loss: Loss, dtype: DTypeLike = np.float64, most: int | None = None) -> None:
        """most: rows of each part; None is all."""
        train, test = data.train[:most], data.test[:most]
        rows = np.concatenate([train, test, data.validation[:most]])
        self._inputs = np.ones((data.network_inputs + 1, len(rows)), dtype)  # as a tape reads them, with the bias row
        self.x = self._inputs[:-1].T
        self.x[:] = data.x(rows)
        self.y = data.y(rows)
        self.loss, self.targets = loss, loss.encode(self.y, data.task)
        self.metric = metric_for(data.task)
        self._hits = self.metric.hits if isinstance(self.metric, SharesHits) else None
        self._classes = self.y.astype(bool) if data.task.outputs == 1 and not data.task.is_regression else self.y
        self._outputs = np.empty((data.task.outputs, len(rows)))
        ends = [len(train), len(train) + len(test), *([len(rows)] if len(data.validation) else [])]
        self._parts = [slice(start, end) for start, end in itertools.pairwise([0, *ends])]
        self._recorded: tuple[Network, Sequence[Call], Array] | None = None

    def scores(self, network: Network, penalty: float = 0.0) -> Scores:
        """Losses and metrics of the network as it is now; the penalty is only noted."""
        each = self._losses_of_rows(network)
        train, test, *validation = [_mean(each[part]) for part in self._parts]
        train_metric, test_metric, *validation_metric = self._metrics()
        return Scores(train, test, self.metric.label, train_metric, test_metric, penalty, *validation, *validation_metric)

    def losses(self, network: Network) -> tuple[float, float]:
        """Those on training and test rows, without the metrics."""
        each = self._losses_of_rows(network)
        return _mean(each[self._parts[0]]), _mean(each[self._parts[1]])

    def _losses_of_rows(self, network: Network) -> Array:
        """(rows,); the raw scores are then in `_outputs`."""
        if self._recorded is None or self._recorded[0] is not network:
            fits = len(self.x) <= network.rows_at_once and self._inputs.dtype == network.dtype
            self._recorded = (network, *(network.forward_pass(self._inputs) if fits else ((), self._outputs)))
        _, calls, outputs = self._recorded
        if calls:
            check()
            for function, args in calls:
                function(*args)
            np.copyto(self._outputs, outputs)
        else:
            np.copyto(self._outputs, network.scores(self.x))
        return self.loss.each(self._outputs, self.targets)

    def _metrics(self) -> list[float]:
        """On each part of the rows."""
        if self._hits is not None:
            hits = self._hits(self._outputs, self._classes)
            return [np.count_nonzero(hits[part]) / (part.stop - part.start) for part in self._parts]
        return [self.metric.value(self._outputs[:, part], self.y[part]) for part in self._parts]


def scores_of(network: Network, recipe: Recipe, evaluator: Evaluator) -> Scores:
    """How a network does, and what the recipe's penalty adds to each of its losses."""
    free = isinstance(recipe.penalty, NoPenalty)
    return evaluator.scores(network, 0.0 if free else recipe.penalty.value(weights_of(network)))


def weights_of(network: Network, theta: Array | None = None) -> Array:
    """All weights of a network, flat, without biases and the like; those in another `theta` of its layout, if one is given."""
    theta = network.theta if theta is None else theta
    places = [place for info in network.layers for place, _shape in weight_places(info)]
    return np.concatenate([theta[place] for place in places])


def _mean(values: Array) -> float:
    """Of float64 numbers, (n,): the same as their `mean()`, which costs twice as much where they are few."""
    return float(np.add.reduce(values)) / values.size
