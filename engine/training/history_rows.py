"""What a row of a run's history holds, and how often one is measured. A new quantity is a column and a number here."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.core.scores import Scores
from engine.data.preprocessing import Data
from engine.network.network import Network
from engine.training.checkpoint import Counters
from engine.training.evaluation import MOST_EVALUATED
from engine.training.measuring.layer_statistics import GRADIENT_STATISTICS
from engine.training.measuring.row_statistics import RowStatistics
from engine.training.training_loop import TrainingLoop

RUN = "train_loss", "test_loss", "train_metric", "test_metric", "penalty", "rate", "grad_l2"
VALIDATED = "validation_loss", "validation_metric"  # where there are validation rows


def history_columns(network: Network, data: Data) -> tuple[str, ...]:
    """What a history holds for a network: 'train_loss' …, 'penalty', 'rate' (of the next step), 'grad_l2' (of the whole
    gradient), and for each layer that has parameters 'grad_l2:ID', 'grad_mean:ID', 'grad_max:ID', 'step_size:ID' and 'update:ID'.
    """
    ids = [layer.id for layer in network.layers if layer.parameters]
    gradients = (f"grad_{statistic}:{i}" for statistic in GRADIENT_STATISTICS for i in ids)
    run = (*RUN, *VALIDATED) if len(data.validation) else RUN
    return (*run, *gradients, *(f"step_size:{i}" for i in ids), *(f"update:{i}" for i in ids))


def history_row(loop: TrainingLoop, at: Counters, scores: Scores) -> Array:
    """The numbers for `history_columns`, of now."""
    lr, layers = loop.control.rate(at.step), loop.statistics
    if layers is None:
        layers = RowStatistics(loop.network, loop.recipe.optimizer, loop.optimizer_state, loop.before)
    with np.errstate(all="ignore"):
        norm = layers.measure(at.step, at.optimizer_step, lr)
    validated = () if scores.validation_loss is None else (scores.validation_loss, scores.validation_metric)
    row = np.empty(len(RUN) + len(validated) + len(layers.row))
    losses = scores.train_loss, scores.test_loss, scores.train_metric, scores.test_metric, scores.penalty
    row[: len(row) - len(layers.row)] = (*losses, lr, norm, *validated)
    row[len(row) - len(layers.row) :] = layers.row
    return row


def first_stride(network: Network, data: Data, batch: int) -> int:
    """Steps between two measurements at first, a power of two: 1 where measuring is cheap, else so many that it takes a fortieth
    of the time, or up to a twentieth where there would otherwise be fewer than four measurements a second.

    Computed from counted work, in microseconds of an ordinary core, not from the clock: measurements must be at the same steps on
    every machine. As strides double, measuring takes an ever smaller share of the time.
    """
    per_call, products = 0.4, 30_000  # microseconds of one NumPy call; multiplications in one microsecond
    evaluated = sum(min(MOST_EVALUATED, len(rows)) for rows in (data.train, data.test, data.validation))
    measuring = 300 + 0.03 * network.theta.size + evaluated * network.theta.size / products  # cold: training had the caches
    training = 12 * len(network.layers) * per_call + 3 * batch * network.theta.size / products
    cheap = 400  # a history's first five hundred rows then take a twentieth of a second, whatever the stride
    steps = min(40 * measuring, max(20 * measuring, 250_000)) / training
    return 1 if measuring < cheap else int(2 ** np.round(np.log2(max(1.0, steps))))
