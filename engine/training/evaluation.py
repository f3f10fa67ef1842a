"""How well a network does: its losses and metrics on training and test rows, and what the penalty adds to the losses."""

from __future__ import annotations

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
    """The training and the test rows that networks are evaluated on, prepared once.

    They go through a network together: for a small one most of the cost is that of the calls. Changes when another network is
    evaluated: its forward pass over these rows is recorded, as long as they are few enough for the processor's cache.
    """

    def __init__(self, data: Data, loss: Loss, dtype: DTypeLike = np.float64, most: int | None = None) -> None:
        """most: rows of each part; None is all."""
        train, test = data.train[:most], data.test[:most]
        rows = np.concatenate([train, test])
        self._inputs = np.ones((data.network_inputs + 1, len(rows)), dtype)  # as a tape reads them, with the bias row
        self.x = self._inputs[:-1].T
        self.x[:] = data.x(rows)
        self.y = data.y(rows)
        self.loss, self.targets = loss, loss.encode(self.y, data.task)
        self.metric = metric_for(data.task)
        self._hits = self.metric.hits if isinstance(self.metric, SharesHits) else None
        self._classes = self.y.astype(bool) if data.task.outputs == 1 and not data.task.is_regression else self.y
        self._outputs = np.empty((data.task.outputs, len(rows)))
        self._split = len(train)
        self._recorded: tuple[Network, Sequence[Call], Array] | None = None

    def scores(self, network: Network, penalty: float = 0.0) -> Scores:
        """Losses and metrics of the network as it is now; the penalty is only noted."""
        each, split = self._losses_of_rows(network), self._split
        return Scores(_mean(each[:split]), _mean(each[split:]), self.metric.label, *self._metrics(), penalty)

    def losses(self, network: Network) -> tuple[float, float]:
        """Those on training and test rows, without the metrics."""
        each = self._losses_of_rows(network)
        return _mean(each[: self._split]), _mean(each[self._split :])

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

    def _metrics(self) -> tuple[float, float]:
        metric, outputs, y, split = self.metric, self._outputs, self.y, self._split
        if self._hits is not None:
            hits = self._hits(outputs, self._classes)
            return np.count_nonzero(hits[:split]) / split, np.count_nonzero(hits[split:]) / (len(y) - split)
        return metric.value(outputs[:, :split], y[:split]), metric.value(outputs[:, split:], y[split:])


def scores_of(network: Network, recipe: Recipe, evaluator: Evaluator) -> Scores:
    """How a network does, and what the recipe's penalty adds to each of its losses."""
    free = isinstance(recipe.penalty, NoPenalty)
    return evaluator.scores(network, 0.0 if free else recipe.penalty.value(weights_of(network)))


def weights_of(network: Network) -> Array:
    """All weights of a network, flat, without biases and the like."""
    places = [place for info in network.layers for place, _shape in weight_places(info)]
    return np.concatenate([network.theta[place] for place in places])


def _mean(values: Array) -> float:
    """Of float64 numbers, (n,): the same as their `mean()`, which costs twice as much where they are few."""
    return float(np.add.reduce(values)) / values.size
