"""What the pages of schedules and penalties say is to be seen with such settings is to be seen: each is trained as it says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.optim.optimizers import SGD
from engine.optim.regularizers import L1, L2, MaxNorm, NoPenalty, Penalty, WeightDecay
from engine.optim.schedules import Constant, Cosine, OneCycle, Plateau, Schedule, StepDown
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.model.project import Project
from gui.model.templates import TEMPLATES, from_template

STARTS = (1, 2, 3)  # at so large a rate the last digits of one BLAS or another decide where a single run ends
OVERFITTING = next(from_template(Project(), one).recipe for one in TEMPLATES if one.name == "Overfitting")


def trained(recipe: Recipe, epochs: int) -> Session:
    session = Session(recipe)
    while session.epoch < epochs:
        session.advance(1)
    return session


def losses(data: str, schedule: Schedule, epochs: int, start: int = 1) -> np.ndarray[Any, Any]:
    """On the training rows after each epoch, at a learning rate of 0.3; the first is that of the start."""
    seeds = replace(Recipe().seeds, weights=start, order=start)
    session = Session(replace(Recipe(), data=DATASETS[data](), optimizer=SGD(0.3), schedule=schedule, seeds=seeds))
    found = [session.scores().train_loss]
    while len(found) <= epochs:
        while session.epoch < len(found):
            session.advance(1)
        found.append(session.scores().train_loss)
    return np.array(found)


def overfitted(penalty: Penalty, **changed: Any) -> tuple[float, float]:
    """The loss on training and test rows after 300 epochs of the template."""
    scores = trained(replace(OVERFITTING, penalty=penalty, **changed), 300).scores()
    return scores.train_loss, scores.test_loss


def test_a_drop_ends_the_trembling() -> None:
    loss = losses("circle", StepDown(), 200)
    before, after = (np.abs(np.diff(loss[part])).max() for part in (slice(70, 100), slice(105, 200)))
    assert before > 20 * after
    assert loss[-1] < loss[60:100].min()


def test_a_restart_throws_the_loss_up() -> None:
    loss = losses("circle", Cosine(), 200)
    assert loss[101:200].max() > 10 * loss[100]
    assert loss[200] < loss[101:200].max() / 10


def test_one_cycle_ends_far_lower() -> None:
    one_cycle, constant = (sum(losses("rings", one, 100, k)[-1] for k in STARTS) for one in (OneCycle(), Constant()))
    assert one_cycle < constant / 2


def test_little_patience_stops_all_learning() -> None:
    runs = ([losses("spiral", Plateau(patience=epochs), 80, k)[50:] for k in STARTS] for epochs in (3, 10))
    impatient, patient = ([np.ptp(loss) for loss in one] for one in runs)
    assert np.median(impatient) < 1e-4
    assert max(patient) > 1e-3


def test_l1_leaves_the_links_that_are_needed() -> None:
    inputs = ("x₁", "x₂", "x₁²", "x₂²", "sin(x₁)")
    network = trained(replace(Recipe(), inputs=inputs, penalty=L1(0.01)), 300).network
    sizes = np.abs(network.theta[: len(inputs) * 4]).reshape(len(inputs), 4).max(1)
    assert (sizes > 0.1).tolist() == [False, False, True, True, False]
    assert sizes[[0, 1, 4]].max() < 0.01


def test_the_template_overfits_until_a_penalty_is_strong_enough() -> None:
    train, test = overfitted(NoPenalty())
    assert test > 0.5 > 0.1 > train
    weak, right, strong = (overfitted(L2(strength)) for strength in (0.001, 0.01, 0.1))
    assert weak[1] > 5 * weak[0]
    assert right[1] < 1.5 * right[0]
    assert strong == pytest.approx((np.log(2), np.log(2)), abs=0.001)
    assert overfitted(WeightDecay(0.1))[1] < test / 2


def test_a_bound_on_the_weights_tames_a_large_rate() -> None:
    blocks = tuple(replace(block, enabled=True) for block in OVERFITTING.blocks)
    seeds = [replace(OVERFITTING.seeds, weights=k, order=k) for k in STARTS]
    free, bound = (
        np.sum([overfitted(penalty, blocks=blocks, optimizer=SGD(2.0), seeds=one) for one in seeds], axis=0)
        for penalty in (NoPenalty(), MaxNorm())
    )
    assert (bound < free / 2).all()
