"""Every loss: value and gradient are PyTorch's, recorded calls and value belong together, extreme scores do no harm."""

from __future__ import annotations

import numpy as np
import pytest

from engine.losses import LOSSES
from engine.table import Array, Task
from engine.tape import Tape
from tests.engine.builders import losses_and_outputs, targets_for, task_for
from tests.golden import pytorch


def recorded_gradient(name: str, scores: Array, targets: Array) -> Array:
    tape = Tape(scores.shape[1], scores.dtype, training=True)
    gradient = LOSSES[name]().record(tape, scores, targets.astype(scores.dtype))
    tape.run()
    return gradient


@pytest.mark.parametrize("case", pytorch("losses"))
def test_value_and_gradient_are_pytorchs(case: str) -> None:
    name, classes = case.split()
    golden, task, loss = pytorch("losses")[case], Task(int(classes)), LOSSES[name]()
    scores = np.array(golden["scores"]).T
    targets = loss.encode(np.array(golden["target"]), task)
    assert loss.value(scores, targets) == pytest.approx(golden["value"], rel=1e-12)
    assert recorded_gradient(name, scores, targets) == pytest.approx(np.array(golden["gradient"]).T, rel=1e-10, abs=1e-15)


@pytest.mark.parametrize(("name", "outputs"), losses_and_outputs())
def test_every_loss_has_golden_numbers_for_what_it_serves(name: str, outputs: int) -> None:
    task = task_for(LOSSES[name](), outputs)
    assert task is not None
    assert f"{name} {task.classes}" in pytorch("losses"), "add it to tests/golden/make_golden.py and run that"


@pytest.mark.parametrize(("name", "outputs"), losses_and_outputs())
def test_types_are_kept(name: str, outputs: int) -> None:
    loss, rng = LOSSES[name](), np.random.default_rng(0)
    task = task_for(loss, outputs)
    assert task is not None
    scores = rng.normal(size=(outputs, 6)).astype(np.float32)
    targets = targets_for(loss, task, 6, rng)
    assert targets.dtype == np.float64
    assert loss.link(scores).dtype == np.float32
    single, double = recorded_gradient(name, scores, targets), recorded_gradient(name, scores.astype(np.float64), targets)
    assert single.dtype == np.float32
    assert single == pytest.approx(double, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize(("dtype", "extreme"), [(np.float32, 1e18), (np.float64, 1e30)])
@pytest.mark.parametrize(("name", "outputs"), losses_and_outputs())
def test_extreme_scores_raise_no_floating_point_error(name: str, outputs: int, dtype: type, extreme: float) -> None:
    loss, rng = LOSSES[name](), np.random.default_rng(0)
    task = task_for(loss, outputs)
    assert task is not None
    scores = rng.choice([-extreme, 0.0, extreme], (outputs, 12)).astype(dtype)
    targets = targets_for(loss, task, 12, rng)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert np.isfinite(loss.value(scores, targets))
        assert np.isfinite(loss.link(scores)).all()
        assert np.isfinite(recorded_gradient(name, scores, targets)).all()


@pytest.mark.parametrize(("name", "outputs"), losses_and_outputs())
def test_the_mean_is_over_rows(name: str, outputs: int) -> None:
    """The same rows twice: the same loss, and half the gradient for each."""
    loss, rng = LOSSES[name](), np.random.default_rng(0)
    task = task_for(loss, outputs)
    assert task is not None
    scores, targets = rng.normal(size=(outputs, 5)), targets_for(loss, task, 5, rng)
    twice, targets_twice = np.tile(scores, 2), np.tile(targets, 2)
    assert loss.value(twice, targets_twice) == pytest.approx(loss.value(scores, targets))
    once = recorded_gradient(name, scores, targets)
    assert recorded_gradient(name, twice, targets_twice) == pytest.approx(np.tile(once, 2) / 2)


def test_cross_entropy_by_hand() -> None:
    """Score 0 is a probability of ½, so the loss is ln 2 = 0.6931; the gradient for class 1 is (½ - 1) / rows.

    Scores (0, 0, 0) share ⅓ each: ln 3 = 1.0986, gradients ⅓ and ⅓ - 1.
    """
    loss = LOSSES["cross_entropy"]()
    two = loss.encode(np.array([1, 0]), Task(2))
    assert loss.value(np.zeros((1, 2)), two) == pytest.approx(0.6931471805599453)
    assert recorded_gradient("cross_entropy", np.zeros((1, 2)), two).tolist() == [[-0.25, 0.25]]
    three = loss.encode(np.array([2]), Task(3))
    assert loss.value(np.zeros((3, 1)), three) == pytest.approx(1.0986122886681098)
    assert recorded_gradient("cross_entropy", np.zeros((3, 1)), three)[:, 0] == pytest.approx([1 / 3, 1 / 3, -2 / 3])


def test_mse_and_mae_by_hand() -> None:
    """Scores 3 and 0 for targets 1 and 1: errors 2 and -1, MSE (4 + 1) / 2, MAE (2 + 1) / 2."""
    scores, targets = np.array([[3.0, 0.0]]), np.array([[1.0, 1.0]])
    assert LOSSES["mse"]().value(scores, targets) == 2.5
    assert recorded_gradient("mse", scores, targets).tolist() == [[2.0, -1.0]]
    assert LOSSES["mae"]().value(scores, targets) == 1.5
    assert recorded_gradient("mae", scores, targets).tolist() == [[0.5, -0.5]]


def test_links_give_probabilities() -> None:
    loss, rng = LOSSES["cross_entropy"](), np.random.default_rng(0)
    assert loss.link(np.array([[0.0, 1.0]]))[0] == pytest.approx([0.5, 1 / (1 + np.exp(-1))])
    shares = loss.link(rng.normal(size=(4, 7)))
    assert shares.sum(0) == pytest.approx(np.ones(7))


def test_objections_name_a_cure() -> None:
    assert "MSE" in LOSSES["cross_entropy"]().objection(Task(0))
    assert not LOSSES["cross_entropy"]().objection(Task(2))
