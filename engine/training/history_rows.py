"""What is measured of a run: the rows that the curves are judged on, what a row of the history holds, and how often."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from engine.core.arrays import Array
from engine.core.scores import Scores
from engine.data.preprocessing import Data
from engine.network.network import Network
from engine.recipe.recipe import Recipe
from engine.training.evaluation import Evaluator
from engine.training.layer_statistics import GRADIENT_STATISTICS, effective_step_sizes, gradient_statistics
from engine.training.training_step import weight_places

if TYPE_CHECKING:
    from engine.training.session import Session

MOST_JUDGED = 4096  # rows of each part that the loss curve is measured on


def scores_of(network: Network, recipe: Recipe, judges: Evaluator) -> Scores:
    """How a network does, and what the penalty adds to each of its losses."""
    return replace(judges.scores(network), penalty=recipe.penalty.value(weights_of(network)))


def weights_of(network: Network) -> Array:
    """All weights of a network, flat, without biases and the like."""
    places = [place for info in network.layers for place, _ in weight_places(info)]
    return np.concatenate([network.theta[place] for place in places])


def history_columns(network: Network) -> tuple[str, ...]:
    """What a history holds for a network: 'train_loss' …, 'penalty', 'rate' (of the next step), 'grad_l2' (of the whole
    gradient), and for each layer that has parameters 'grad_l2:ID', 'grad_mean:ID', 'grad_max:ID', 'step_size:ID' and 'update:ID'.
    """
    ids = [layer.id for layer in network.layers if layer.parameters]
    run = ("train_loss", "test_loss", "train_metric", "test_metric", "penalty", "rate", "grad_l2")
    gradients = (f"grad_{statistic}:{i}" for statistic in GRADIENT_STATISTICS for i in ids)
    return (*run, *gradients, *(f"step_size:{i}" for i in ids), *(f"update:{i}" for i in ids))


def history_row(session: Session, scores: Scores) -> Array:
    """The numbers for `history_columns`, of now."""
    with_parameters = [i for i, layer in enumerate(session.network.layers) if layer.parameters]
    losses = [scores.train_loss, scores.test_loss, scores.train_metric, scores.test_metric, scores.penalty]
    gradients, step_sizes = gradients_of(session)[with_parameters], step_sizes_of(session)[with_parameters]
    norms = gradients[:, GRADIENT_STATISTICS.index("l2")]
    whole = np.sqrt(norms.dot(norms))
    row: Array = np.concatenate(
        [losses, [session.course.rate(session.step), whole], gradients.T.ravel(), step_sizes, update_ratios(session)]
    )
    return row


def update_ratios(session: Session) -> Array:
    """How far the last step before this row moved each layer with parameters, beside their size: ‖Δθ‖ / ‖θ‖, (layers,).

    Of the step itself, so that clipping, penalty, frozen layers and rounding to float32 count. NaN before the first step, and
    for a layer whose parameters are all 0.
    """
    before, starts = session.before, session.network.starts
    with np.errstate(all="ignore"):
        moved = np.square(session.network.theta - before, dtype=np.float64)
        size = np.square(before, dtype=np.float64)
        ratios: Array = np.sqrt(np.add.reduceat(moved, starts) / np.add.reduceat(size, starts))
    ratios[np.isinf(ratios)] = np.nan
    return ratios


def gradients_of(session: Session) -> Array:
    """Of the last mini-batch: (layers, statistics), NaN before the first step."""
    if session.step == 0:
        return np.full((len(session.network.layers), len(GRADIENT_STATISTICS)), np.nan)
    return gradient_statistics(session.network)


def step_sizes_of(session: Session) -> Array:
    """Effective step sizes, (layers,); see `engine.training.layer_statistics`."""
    lr, t = session.course.rate(session.step), session.optimizer_step
    return effective_step_sizes(session.network, session.recipe.optimizer, session.optimizer_state, t, lr)


def first_stride(network: Network, data: Data, batch: int) -> int:
    """Steps between two measurements at first, a power of two: 1 where it is cheap, else so that it costs a fortieth; where there
    would then be fewer than four a second, up to a twentieth.

    From counted work, in microseconds of an ordinary core, not from the clock: the moments of measurement must be the same on
    every machine. As strides double, measuring costs less and less beside training.
    """
    per_call, products = 0.4, 30_000  # microseconds of one NumPy call; multiplications in one microsecond
    judged = min(MOST_JUDGED, len(data.train)) + min(MOST_JUDGED, len(data.test))
    measuring = 300 + 0.03 * network.theta.size + judged * network.theta.size / products  # cold: training had the caches
    training = 12 * len(network.layers) * per_call + 3 * batch * network.theta.size / products
    cheap = 400  # a history's first five hundred rows then take a twentieth of a second, whatever the stride
    steps = min(40 * measuring, max(20 * measuring, 250_000)) / training
    return 1 if measuring < cheap else int(2 ** np.round(np.log2(max(1.0, steps))))
