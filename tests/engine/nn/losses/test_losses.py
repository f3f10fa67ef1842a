"""Every loss: value and gradient are PyTorch's, recorded calls and value belong together, extreme scores do no harm."""

from __future__ import annotations

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.core.params import params_of
from engine.core.tape import Tape
from engine.data.table import Task
from engine.nn.losses import LOSSES, CrossEntropy, Loss, mean_loss
from tests.engine.builders import losses_and_outputs, targets_for, task_for
from tests.golden import pytorch


def gradient_of(loss: Loss, scores: Array, targets: Array) -> Array:
    tape = Tape(scores.shape[1], scores.dtype, training=True)
    gradient = loss.record(tape, scores, targets.astype(scores.dtype))
    tape.run()
    return gradient


def recorded_gradient(name: str, scores: Array, targets: Array) -> Array:
    return gradient_of(LOSSES[name](), scores, targets)


@pytest.mark.parametrize("case", pytorch("losses"))
def test_value_and_gradient_are_pytorchs(case: str) -> None:
    name, classes = case.split()[:2]
    golden = pytorch("losses")[case]
    loss, scores = LOSSES[name](**golden["settings"]), np.array(golden["scores"]).T
    targets = loss.encode(np.array(golden["target"]), Task(int(classes)))
    assert mean_loss(loss, scores, targets) == pytest.approx(golden["value"], rel=1e-12)
    assert gradient_of(loss, scores, targets) == pytest.approx(np.array(golden["gradient"]).T, rel=1e-10, abs=1e-15)


@pytest.mark.parametrize(("name", "outputs"), losses_and_outputs())
def test_settings_are_used(name: str, outputs: int) -> None:
    """Another value of a hyperparameter gives another loss and another gradient."""
    rng = np.random.default_rng(0)
    for setting, about in params_of(LOSSES[name]).items():
        usual, changed = LOSSES[name](), LOSSES[name](**{setting: about.check(0.5 * about.default or 0.2)})
        task, scores = task_for(usual, outputs), rng.normal(0, 3, (outputs, 9))
        assert task is not None
        (before, old), (after, new) = (
            (mean_loss(loss, scores, targets), gradient_of(loss, scores, targets))
            for loss in (usual, changed)
            for targets in [targets_for(loss, task, 9, np.random.default_rng(1))]
        )
        assert abs(before - after) > 1e-3
        assert np.abs(old - new).max() > 1e-3


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
    sizes = [1e-3, 1.0, 20.0, 60.0, 100.0, 400.0, 1000.0, 1e6, extreme]
    scores = rng.choice([0.0, *sizes, *(-size for size in sizes)], (outputs, 300)).astype(dtype)
    targets = targets_for(loss, task, 300, rng)
    with np.errstate(all="raise"):  # underflow is an error here, too
        assert np.isfinite(mean_loss(loss, scores, targets))
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
    assert mean_loss(loss, twice, targets_twice) == pytest.approx(mean_loss(loss, scores, targets))
    once = recorded_gradient(name, scores, targets)
    assert recorded_gradient(name, twice, targets_twice) == pytest.approx(np.tile(once, 2) / 2)


@pytest.mark.parametrize(("name", "outputs"), losses_and_outputs())
def test_the_loss_of_each_row_is_that_of_the_row_alone(name: str, outputs: int) -> None:
    loss, rng = LOSSES[name](), np.random.default_rng(3)
    scores, task = rng.normal(size=(outputs, 7)), task_for(loss, outputs)
    assert task is not None
    targets = targets_for(loss, task, 7, rng)
    alone = [mean_loss(loss, scores[:, [i]], targets[:, [i]]) for i in range(7)]
    assert loss.each(scores, targets) == pytest.approx(alone, rel=1e-13)


def test_cross_entropy_by_hand() -> None:
    """Score 0 is a probability of ½, so the loss is ln 2 = 0.6931; the gradient for class 1 is (½ - 1) / rows.

    Scores (0, 0, 0) share ⅓ each: ln 3 = 1.0986, gradients ⅓ and ⅓ - 1.
    """
    loss = LOSSES["cross_entropy"]()
    two = loss.encode(np.array([1, 0]), Task(2))
    assert mean_loss(loss, np.zeros((1, 2)), two) == pytest.approx(0.6931471805599453)
    assert recorded_gradient("cross_entropy", np.zeros((1, 2)), two).tolist() == [[-0.25, 0.25]]
    three = loss.encode(np.array([2]), Task(3))
    assert mean_loss(loss, np.zeros((3, 1)), three) == pytest.approx(1.0986122886681098)
    assert recorded_gradient("cross_entropy", np.zeros((3, 1)), three)[:, 0] == pytest.approx([1 / 3, 1 / 3, -2 / 3])


def test_mse_and_mae_by_hand() -> None:
    """Scores 3 and 0 for targets 1 and 1: errors 2 and -1, MSE (4 + 1) / 2, MAE (2 + 1) / 2."""
    scores, targets = np.array([[3.0, 0.0]]), np.array([[1.0, 1.0]])
    assert mean_loss(LOSSES["mse"](), scores, targets) == 2.5
    assert recorded_gradient("mse", scores, targets).tolist() == [[2.0, -1.0]]
    assert mean_loss(LOSSES["mae"](), scores, targets) == 1.5
    assert recorded_gradient("mae", scores, targets).tolist() == [[0.5, -0.5]]


def test_huber_by_hand() -> None:
    """Errors ½, -3 and 2 with delta 1: ½ · ¼ = 0.125, 3 - ½ = 2.5, 2 - ½ = 1.5; gradients ½, -1 and 1 over three."""
    scores, targets = np.array([[0.5, -3.0, 2.0]]), np.zeros((1, 3))
    assert mean_loss(LOSSES["huber"](), scores, targets) == pytest.approx((0.125 + 2.5 + 1.5) / 3)
    assert recorded_gradient("huber", scores, targets)[0] == pytest.approx([0.5 / 3, -1 / 3, 1 / 3])
    assert mean_loss(LOSSES["huber"](delta=10.0), scores, targets) == pytest.approx((0.25 + 9 + 4) / 2 / 3)


def test_log_cosh_by_hand() -> None:
    """cosh(ln 2) = (2 + ½) / 2 = 1.25 and tanh(ln 2) = (2 - ½) / (2 + ½) = 0.6; for a large error |e| - ln 2."""
    scores = np.array([[np.log(2.0), -np.log(2.0)]])
    assert mean_loss(LOSSES["log_cosh"](), scores, np.zeros((1, 2))) == pytest.approx(np.log(1.25))
    assert recorded_gradient("log_cosh", scores, np.zeros((1, 2)))[0] == pytest.approx([0.3, -0.3])
    assert mean_loss(LOSSES["log_cosh"](), np.array([[1e6]]), np.zeros((1, 1))) == pytest.approx(1e6 - np.log(2), rel=1e-15)


def test_hinge_by_hand() -> None:
    """Two classes, scores 3, ¼ and -2 for class 1: short of 1 by 0, ¾ and 3. The edge of the margin pulls no more.

    Three classes, scores (1, 2½, -4), class 0: class 1 is 1 - 1 + 2½ = 2½ within the margin, class 2 is out of it.
    """
    hinge = LOSSES["hinge"]()
    two = hinge.encode(np.array([1, 1, 1]), Task(2))
    assert mean_loss(hinge, np.array([[3.0, 0.25, -2.0]]), two) == pytest.approx((0.75 + 3) / 3)
    assert recorded_gradient("hinge", np.array([[3.0, 0.25, -2.0]]), two)[0] == pytest.approx([0, -1 / 3, -1 / 3])
    assert recorded_gradient("hinge", np.array([[1.0, -1.0]]), np.array([[1.0, -1.0]])).tolist() == [[0, 0]]
    three, scores = hinge.encode(np.array([0]), Task(3)), np.array([[1.0], [2.5], [-4.0]])
    assert mean_loss(hinge, scores, three) == pytest.approx(2.5 / 3)
    assert recorded_gradient("hinge", scores, three)[:, 0] == pytest.approx([-1 / 3, 1 / 3, 0])
    assert recorded_gradient("hinge", np.array([[2.0], [1.0], [2.5]]), three)[:, 0] == pytest.approx([-1 / 3, 0, 1 / 3])


def test_label_smoothing_by_hand() -> None:
    """Smoothing 0.3 of three classes: 0.7 + 0.1 for the true one, 0.1 for each other; of two: 0.85 and 0.15, so t = ± 0.7."""
    loss = CrossEntropy(smoothing=0.3)
    assert loss.encode(np.array([1]), Task(3))[:, 0] == pytest.approx([0.1, 0.8, 0.1])
    assert loss.encode(np.array([0, 1]), Task(2))[0] == pytest.approx([-0.7, 0.7])
    shares = np.log([[0.2], [0.5], [0.3]])
    by_hand = -(0.1 * np.log(0.2) + 0.8 * np.log(0.5) + 0.1 * np.log(0.3))
    assert mean_loss(loss, shares, loss.encode(np.array([1]), Task(3))) == pytest.approx(by_hand)
    assert gradient_of(loss, shares, loss.encode(np.array([1]), Task(3)))[:, 0] == pytest.approx([0.1, -0.3, 0.2])
    assert gradient_of(loss, np.zeros((1, 1)), loss.encode(np.array([1]), Task(2))).item() == pytest.approx(0.5 - 0.85)


def test_links_give_probabilities() -> None:
    loss, rng = LOSSES["cross_entropy"](), np.random.default_rng(0)
    assert loss.link(np.array([[0.0, 1.0]]))[0] == pytest.approx([0.5, 1 / (1 + np.exp(-1))])
    shares = loss.link(rng.normal(size=(4, 7)))
    assert shares.sum(0) == pytest.approx(np.ones(7))


def test_objections_name_a_cure() -> None:
    for name in ("cross_entropy", "hinge"):
        assert "MSE" in LOSSES[name]().objection(Task(0))
        assert not LOSSES[name]().objection(Task(2))
