"""How well a network does on the rows of the data that it is evaluated on."""

from __future__ import annotations

import numpy as np
from numpy.typing import DTypeLike

from engine.core.scores import Scores
from engine.data.preprocessing import Data
from engine.network.network import Network
from engine.nn.losses import Loss
from engine.nn.metrics import metric_for


class Evaluator:
    """The training and the test rows that a network is evaluated on, with all that it takes, made once.

    They go through the network together: for a small network most of the cost is that of the calls.
    """

    def __init__(self, data: Data, loss: Loss, dtype: DTypeLike = np.float64, most: int | None = None) -> None:
        """`most`: rows of each part."""
        train, test = data.train[:most], data.test[:most]
        rows = np.concatenate([train, test])
        self.parts = slice(len(train)), slice(len(train), len(rows))
        self.x = np.asarray(data.x(rows), dtype, order="F")  # column by column, as a tape reads it
        self.y = data.y(rows)
        self.loss, self.targets = loss, loss.encode(self.y, data.task)
        self.metric = metric_for(data.task)

    def scores(self, network: Network) -> Scores:
        outputs = network.scores(self.x)
        losses = self.loss.each(outputs, self.targets)
        train_loss, test_loss = (float(losses[part].mean()) for part in self.parts)
        train_metric, test_metric = (self.metric.value(outputs[:, part], self.y[part]) for part in self.parts)
        return Scores(train_loss, test_loss, self.metric.label, train_metric, test_metric)
