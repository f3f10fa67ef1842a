"""What a loss makes of the targets, which one is usual, and rows that count by their class: small cases by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.core.tape import Tape
from engine.data.table import Task
from engine.nn.activations.gaussian_tail import bell, end_of_tail
from engine.nn.layers import Parameters
from engine.nn.losses import LOSSES, CrossEntropy, Hinge, MeanSquaredError, usual_loss
from engine.nn.losses.base import mean_loss, one_hot, signed_targets
from engine.nn.losses.weighted import WeightedByClass


def test_targets_of_numbers_of_two_classes_and_of_several() -> None:
    assert signed_targets(np.array([2, -3]), Task(0)).tolist() == [[2, -3]]
    assert signed_targets(np.array([0, 1]), Task(2)).tolist() == [[-1, 1]]
    assert signed_targets(np.array([2, 0]), Task(3)).tolist() == [[-1, 1], [-1, -1], [1, -1]]
    assert one_hot(np.array([2, 0]), Task(3)).tolist() == [[0, 1], [0, 0], [1, 0]]


def test_smoothing_takes_a_share_from_the_true_class() -> None:
    np.testing.assert_allclose(CrossEntropy(0.2).encode(np.array([0, 1]), Task(2)), [[-0.8, 0.8]])
    np.testing.assert_allclose(CrossEntropy(0.3).encode(np.array([1]), Task(3)), [[0.1], [0.8], [0.1]])


def test_cross_entropy_is_usual_for_classes_and_mse_for_a_number() -> None:
    assert [usual_loss(Task(classes)) for classes in (0, 2, 3)] == [MeanSquaredError(), CrossEntropy(), CrossEntropy()]
    assert CrossEntropy().objection(Task(0)) == "Cross entropy compares classes, but the target is a number: choose MSE or MAE."
    assert all(any(not cls().objection(Task(classes)) for classes in (0, 2, 3)) for cls in LOSSES)


@pytest.mark.parametrize("loss", [CrossEntropy(), MeanSquaredError(), Hinge()])
@pytest.mark.parametrize("classes", [2, 3])
def test_rows_count_by_the_weight_of_their_class(loss: CrossEntropy | MeanSquaredError | Hinge, classes: int) -> None:
    weights, target = (0.5, 2.0, 3.0)[:classes], np.array([0, 1, 1, classes - 1])
    task, rng = Task(classes), np.random.default_rng(0)
    weighted = WeightedByClass(loss, weights)
    scores = rng.normal(size=(task.outputs, 4))
    of_each = np.array(weights)[target]
    encoded = weighted.encode(target, task)
    np.testing.assert_allclose(encoded[-1], of_each)
    np.testing.assert_allclose(weighted.each(scores, encoded), loss.each(scores, loss.encode(target, task)) * of_each)
    assert mean_loss(weighted, scores, encoded) == pytest.approx(float((loss.each(scores, encoded[:-1]) * of_each).mean()))
    np.testing.assert_array_equal(weighted.link(scores), loss.link(scores))
    assert weighted.objection(Task(0)) == loss.objection(Task(0))

    def recorded(of: CrossEntropy | MeanSquaredError | Hinge | WeightedByClass, targets: Array) -> Array:
        tape = Tape(4, np.dtype(np.float64), training=True, room=40)
        gradient = of.record(tape, scores, targets)
        tape.run()
        return gradient

    np.testing.assert_allclose(recorded(weighted, encoded), recorded(loss, encoded[:-1]) * of_each, rtol=1e-12)


def test_the_tail_of_the_bell_ends_where_the_numbers_do() -> None:
    assert end_of_tail(np.dtype("f4")) == pytest.approx(86**0.5)
    assert end_of_tail(np.dtype("f8")) == pytest.approx(708**0.5)
    x = np.array([0.0, 1.0, -2.0, 50.0])
    np.testing.assert_allclose(bell(x), np.exp(-(np.minimum(np.abs(x), 708**0.5) ** 2) / 2) / np.sqrt(2 * np.pi), rtol=1e-12)
    assert Parameters(np.zeros(2), np.zeros(2)).buffers.shape == (0,)
