"""Penalties and clips, each step worked by hand: on weights alone, and never on biases or frozen layers."""

from __future__ import annotations

import numpy as np
import pytest

from engine.core import shared_calls
from engine.core.arrays import Array
from engine.core.tape import Tape
from engine.optim import regularizers
from engine.optim.gradient_clipping import Clip, ClipNorm, ClipValue, NoClip
from engine.optim.optimizers import LearningRate
from engine.optim.regularizers import (
    L1,
    L2,
    ElasticNet,
    MaxNorm,
    NoPenalty,
    Penalty,
    StoppingL1,
    WeightDecay,
    Weights,
    record_after_step,
    record_before_step,
)

F8 = np.dtype(np.float64)
THETA = np.array([2.0, -3.0, 0.0, 4.0, 5.0])  # three weights, a bias, and a weight of a frozen layer
SPEEDS = np.array([1.0, 0.5, 1.0, 0.0, 0.0])
GRAD = np.array([0.1, 0.2, 0.3, 0.4, 0.5])


@pytest.fixture(params=[2, 32_768])
def blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Block after block, or all at once: the same numbers."""
    monkeypatch.setattr(regularizers, "BLOCK", request.param)
    monkeypatch.setattr(shared_calls, "BLOCK", request.param)


def weights_of(theta: Array, matrices: tuple[Array, ...] = ()) -> Weights:
    return Weights(theta, SPEEDS[: theta.size], matrices, LearningRate(0.1))


@pytest.mark.parametrize(
    ("penalty", "value"),
    [
        (NoPenalty(), 0),
        (L1(0.5), 0.5 * 14),
        (StoppingL1(0.25), 0.25 * 14),
        (L2(0.5), 0.25 * 54),
        (ElasticNet(0.5, 0.2), 0.5 * (0.2 * 14 + 0.8 * 27)),
        (WeightDecay(0.5), 0),
        (MaxNorm(1.0), 0),
    ],
)
def test_what_a_penalty_adds_to_the_loss(penalty: Penalty, value: float) -> None:
    assert penalty.value(THETA) == pytest.approx(value, rel=1e-12)
    assert penalty.value(np.zeros(3)) == 0


@pytest.mark.parametrize(
    ("penalty", "gradient", "theta"),
    [
        (NoPenalty(), GRAD, THETA),
        (L1(0.5), [0.6, -0.3, 0.3, 0.4, 0.5], THETA),
        (L2(0.5), [1.1, -1.3, 0.3, 0.4, 0.5], THETA),
        (ElasticNet(0.5, 0.2), [0.1 + 0.1 + 0.8, 0.2 - 0.1 - 1.2, 0.3, 0.4, 0.5], THETA),
        (WeightDecay(0.5), GRAD, [2 * (1 - 0.05), -3 * (1 - 0.025), 0, 4, 5]),
        (StoppingL1(0.5), GRAD, THETA),
        (MaxNorm(1.0), GRAD, THETA),
    ],
)
def test_what_is_done_before_the_step(penalty: Penalty, gradient: list[float], theta: list[float], blocks: None) -> None:
    own, grad = THETA.copy(), GRAD.copy()
    tape = Tape(1, F8, training=True)
    found = record_before_step(penalty, tape, weights_of(own), grad)
    for _time in range(2):  # a replay starts from the present numbers
        own[:] = THETA
        tape.run()
        np.testing.assert_allclose(found, gradient, rtol=1e-12)
        np.testing.assert_allclose(own, theta, rtol=1e-12)
        np.testing.assert_array_equal(grad, GRAD)


@pytest.mark.parametrize(
    ("before", "after_step", "theta"),
    [
        ([2.0, -3.0, 0.0, 4.0, 5.0], [2.0, -3.0, 0.0, 4.0, 5.0], [1.95, -2.975, 0, 4, 5]),
        ([2.0, -3.0, 0.0, 4.0, 5.0], [0.03, -0.02, 0.3, 4.1, 5.0], [0, 0, 0, 4.1, 5]),  # the penalty would take them across
        ([2.0, -3.0, 0.0, -4.0, 0.0], [-0.5, 0.5, -0.3, 4.1, 0.0], [-0.55, 0.525, 0, 4.1, 0]),  # the gradient took them
        ([2.0, -3.0, 1.0, 0.0, 0.0], [0.0, -1.0, 0.06, 0.0, 0.0], [0, -0.975, 0.01, 0, 0]),
    ],
)
def test_a_weight_that_the_penalty_takes_across_0_stops_there(
    before: list[float], after_step: list[float], theta: list[float], blocks: None
) -> None:
    own, tape = np.array(before), Tape(1, F8, training=True)
    weights = weights_of(own)
    record_before_step(StoppingL1(0.5), tape, weights, GRAD)
    tape.record(np.copyto, own, np.array(after_step))
    record_after_step(StoppingL1(0.5), tape, weights)
    tape.run()
    np.testing.assert_allclose(own, theta, atol=1e-12)


def test_a_neuron_with_too_long_weights_is_shortened_and_no_other() -> None:
    theta = np.array([3.0, 0.3, 4.0, 0.4, 9.0])  # two neurons of two inputs: lengths 5 and 0.5; and a bias
    tape = Tape(1, F8, training=True)
    record_after_step(MaxNorm(2.0), tape, weights_of(theta, (theta[:4].reshape(2, 2),)))
    tape.run()
    np.testing.assert_allclose(theta, [1.2, 0.3, 1.6, 0.4, 9], rtol=1e-12)
    tape.run()
    np.testing.assert_allclose(theta, [1.2, 0.3, 1.6, 0.4, 9], rtol=1e-12)


@pytest.mark.parametrize("penalty", [NoPenalty(), L1(), L2(), ElasticNet(), WeightDecay()])
def test_others_do_nothing_after_the_step(penalty: Penalty) -> None:
    tape = Tape(1, F8, training=True)
    record_after_step(penalty, tape, weights_of(THETA.copy()))
    assert tape.calls == []


# -- clips
@pytest.mark.parametrize(
    ("clip", "trained", "clipped"),
    [
        (NoClip(), [slice(0, 4)], [3, 4, 12, 84]),
        (ClipValue(3.5), [slice(0, 4)], [3, 3.5, 3.5, 3.5]),
        (ClipNorm(1.0), [slice(0, 2)], [0.6, 0.8, 2.4, 16.8]),
        (ClipNorm(1.0), [slice(0, 2), slice(2, 3)], [3 / 13, 4 / 13, 12 / 13, 84 / 13]),
        (ClipNorm(1.0), [slice(0, 2), slice(2, 3), slice(3, 4)], [3 / 85, 4 / 85, 12 / 85, 84 / 85]),
        (ClipNorm(85.1), [slice(0, 4)], [3, 4, 12, 84]),
        (ClipNorm(1.0), [slice(0, 0)], [3, 4, 12, 84]),
    ],
)
def test_a_gradient_is_limited(clip: Clip, trained: list[slice], clipped: list[float]) -> None:
    grad, tape = np.array([3.0, 4.0, 12.0, 84.0]), Tape(1, F8, training=True)
    found = clip.record(tape, grad, tuple(trained))
    for _time in range(2):
        tape.run()
        np.testing.assert_allclose(found, clipped, rtol=1e-6)
        assert grad.tolist() == [3, 4, 12, 84]


def test_the_norm_has_pytorchs_millionth_added_and_negative_numbers_are_limited_too() -> None:
    tape, grad = Tape(1, F8, training=True), np.array([-2.0, 0.0])
    by_norm, by_value = ClipNorm(1.0).record(tape, grad, (slice(0, 2),)), ClipValue(0.5).record(tape, grad, ())
    tape.run()
    assert by_norm.tolist() == pytest.approx([-2 / (2 + 1e-6), 0], rel=1e-12)
    assert by_value.tolist() == [-0.5, 0]


def test_squares_beyond_float32_do_not_overflow() -> None:
    grad, tape = np.full(2, 3e30, np.float32), Tape(1, np.dtype(np.float32), training=True)
    found = ClipNorm(1.0).record(tape, grad, (slice(0, 2),))
    tape.run()
    np.testing.assert_allclose(found, np.sqrt(0.5), rtol=1e-5)
