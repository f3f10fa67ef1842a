"""The losses of a perceptron, by hand; what one neuron learns with them, and what it cannot."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.datasets.basics.and_gate import AndGate
from engine.data.datasets.basics.or_gate import OrGate
from engine.data.datasets.basics.xor_gate import XorGate
from engine.data.table import Task
from engine.nn.losses import PerceptronLoss, ZeroOneLoss, mean_loss
from engine.optim.optimizers import SGD
from engine.recipe.recipe import Recipe, Seeds
from engine.training.session import Session
from tests.engine.nn.losses.test_losses import gradient_of

SCORES, TARGET = np.array([[2.0, -3.0, -0.5, 0.0]]), np.array([1, 1, 0, 1])  # right, wrong by 3, right, neither


def test_the_perceptron_loss_by_hand() -> None:
    """Only the second row is wrong, by 3: mean 3 / 4. The second and the fourth, whose score is 0, pull with -1 / 4."""
    loss = PerceptronLoss()
    targets = loss.encode(TARGET, Task(2))
    assert targets.tolist() == [[1, 1, -1, 1]]
    assert mean_loss(loss, SCORES, targets) == 0.75
    assert gradient_of(loss, SCORES, targets)[0].tolist() == [0, -0.25, 0, -0.25]


def test_the_zero_one_loss_by_hand() -> None:
    """One of four is wrong, and one score says neither: (0 + 1 + 0 + 1/4) / 4. No gradient, whatever is wrong."""
    loss = ZeroOneLoss()
    targets = loss.encode(TARGET, Task(2))
    assert mean_loss(loss, SCORES, targets) == 1.25 / 4
    assert not gradient_of(loss, SCORES, targets).any()


@pytest.mark.parametrize("loss", [PerceptronLoss(), ZeroOneLoss()])
def test_their_link_is_the_sign_and_they_are_for_two_classes(loss: PerceptronLoss | ZeroOneLoss) -> None:
    assert loss.link(SCORES).tolist() == [[1, -1, -1, 0]]
    assert loss.objection(Task(2)) == ""
    assert "MSE" in loss.objection(Task(0))
    assert "cross entropy" in loss.objection(Task(3))


def test_one_step_is_rosenblatts_rule() -> None:
    """At a mistake on (x, t): w <- w + lr t x, b <- b + lr t; otherwise nothing changes."""
    session = Session(Recipe(data=OrGate(), blocks=(), loss=PerceptronLoss(), optimizer=SGD(0.5), batch=1))
    theta = session.network.theta
    theta[...] = -1, -1, -0.25  # says false to all: three mistakes
    before = theta.copy()
    session.advance(4)  # an epoch
    change = (theta - before) / 0.5
    # Rows in any order: each of (0,1), (1,0), (1,1) that is a mistake when it comes adds (x₁, x₂, 1); (0,0) takes (0, 0, 1) away.
    assert np.array_equal(change, np.rint(change))
    assert change[0] >= 1
    assert change[1] >= 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_neuron_learns_and_and_or_and_never_xor(seed: int) -> None:
    for data, learns in ((AndGate(), True), (OrGate(), True), (XorGate(), False)):
        recipe = Recipe(data, (), loss=PerceptronLoss(), optimizer=SGD(0.1), batch=1, seeds=Seeds(seed, seed, seed))
        session = Session(recipe)
        assert session.network.theta.size == 3  # as many weights as inputs, and a bias
        best = 0.0
        for _ in range(100):
            session.advance(4)
            best = max(best, session.scores().test_metric)
        assert (best == 1.0) == learns
        assert best <= (1.0 if learns else 0.75)


def test_with_the_zero_one_loss_nothing_moves() -> None:
    session = Session(Recipe(OrGate(), (), loss=ZeroOneLoss()))
    before = session.network.theta.copy()
    session.advance(100)
    assert np.array_equal(session.network.theta, before)
