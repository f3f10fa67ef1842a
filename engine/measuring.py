"""What a history measures, and how often."""

from __future__ import annotations

import numpy as np

from engine.data import Data
from engine.network import Network
from engine.snapshot import GRADIENT_STATISTICS

MOST_JUDGED = 4096  # rows of each part that the loss curve is measured on


def history_columns(network: Network) -> tuple[str, ...]:
    """What a history holds for a network: 'train_loss' …, then 'grad_l2:ID' … for each layer with parameters."""
    ids = [layer.id for layer in network.layers if layer.parameters]
    scores = ("train_loss", "test_loss", "train_metric", "test_metric")
    return (*scores, *(f"grad_{statistic}:{i}" for statistic in GRADIENT_STATISTICS for i in ids))


def first_stride(network: Network, data: Data, batch: int) -> int:
    """Steps between two measurements at first, a power of two: 1 where measuring is cheap, else so that it costs at most a tenth.

    From counted work, in microseconds of an ordinary core, not from the clock: the moments of measurement must be the same on
    every machine. As strides double, measuring costs less and less beside training.
    """
    per_call, products = 0.4, 30_000  # microseconds of one NumPy call; multiplications in one microsecond
    judged = min(MOST_JUDGED, len(data.train)) + min(MOST_JUDGED, len(data.test))
    measuring = 70 + judged * network.theta.size / products
    training = 12 * len(network.layers) * per_call + 3 * batch * network.theta.size / products
    cheap = 100  # a history's first thousand rows then take a tenth of a second, whatever the stride
    return 1 if measuring < cheap else int(2 ** np.ceil(np.log2(max(1.0, 10 * measuring / training))))
