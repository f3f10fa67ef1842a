"""Steps of a foreign file: scales and shifts that are taken into what they stand beside, and scalings at both ends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.importers.layer_steps import (
    Affine,
    Function,
    Linear,
    Normalising,
    Skip,
    Step,
    leading,
    merged,
    scaling_of,
    size_mismatch,
    trailing,
    wide,
)
from engine.nn.activations import ReLU
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.layer_norm import LayerNorm

F8, F4 = np.float64, np.float32
RELU = Function(ReLU())
W = np.array([[1, 2, 3], [4, 5, 6]], F4)


def affine(scale: Any, shift: Any) -> Affine:
    return Affine(np.array(scale, F8), np.array(shift, F8))


def numbers(step: Affine | None) -> tuple[Any, Any]:
    assert step is not None
    return step.scale.tolist(), step.shift.tolist()


def norm(kind: BatchNorm | LayerNorm, units: int = 2) -> Normalising:
    values = np.arange(1, units + 1, dtype=F4)
    return Normalising(kind, {"scale": values, "shift": 10 * values})


# -- scalings at both ends
def test_scales_and_shifts_before_anything_else_are_one_step() -> None:
    """2 (3 x + 1) + 5 = 6 x + 7."""
    first, rest = leading([affine([3], [1]), affine([2], [5]), RELU, affine([9], [9])])
    assert numbers(first) == ([6], [7])
    assert len(rest) == 2
    assert rest[0] is RELU
    assert leading([RELU]) == (None, (RELU,))
    assert leading([]) == (None, ())
    first, rest = leading([affine([3], [1])])
    assert (numbers(first), rest) == (([3], [1]), ())


def test_a_scale_and_a_shift_are_a_mean_and_a_deviation() -> None:
    """x * 0.5 - 3 = (x - 6) / 2."""
    scaling = scaling_of(affine([0.5, 4], [-3, 8]), 2)
    assert scaling is not None
    assert (scaling.mean.tolist(), scaling.deviation.tolist()) == ([6, -2], [2, 0.25])
    scaling = scaling_of(affine(0.5, [[-3, 1]]), 2)
    assert scaling is not None
    assert (scaling.mean.tolist(), scaling.deviation.tolist()) == ([6, -2], [2, 2])


@pytest.mark.parametrize(
    ("scale", "shift"), [([1, 0], [0, 0]), ([1, -1], [0, 0]), ([1, np.inf], [0, 0]), ([1, 1], [0, np.nan]), ([np.nan, 1], [0, 0])]
)
def test_what_is_no_scaling_stays_a_step(scale: list[float], shift: list[float]) -> None:
    assert scaling_of(affine(scale, shift), 2) is None


LAST, LAST_BIASED = Linear(W[:, :1]), Linear(W[:, :1], np.array([7], F4))


def test_a_scale_and_a_shift_of_one_number_at_the_end_are_those_of_the_target() -> None:
    rest, scaling = trailing([RELU, LAST_BIASED, affine([3], [1]), affine([2], [5])])
    assert rest == (RELU, LAST_BIASED)
    assert scaling is not None
    assert (scaling.mean.tolist(), scaling.deviation.tolist()) == ([7], [6])


def test_of_a_matrix_without_biases_the_first_shift_is_the_bias() -> None:
    rest, scaling = trailing([RELU, LAST, affine([1], [4]), affine([2], [5])])
    assert scaling is not None
    assert (scaling.mean.tolist(), scaling.deviation.tolist()) == ([5], [2])
    last = rest[-1]
    assert isinstance(last, Linear)
    assert last.biases is not None
    assert (last.biases.tolist(), last.weights.tolist()) == ([4], LAST.weights.tolist())
    assert rest[0] is RELU
    rest, scaling = trailing([LAST, affine([1], [4])])
    assert (len(rest), scaling) == (2, None)
    rest, scaling = trailing([LAST, affine([2], [4])])
    assert rest == (LAST,)
    assert scaling is not None
    assert (scaling.mean.tolist(), scaling.deviation.tolist()) == ([4], [2])


@pytest.mark.parametrize(
    "steps",
    [
        [LAST_BIASED, affine([-2], [1])],
        [LAST_BIASED, affine([0], [1])],
        [LAST_BIASED, affine([1], [1])],
        [LAST_BIASED, affine([2, 2], [1])],
        [LAST_BIASED, affine([2], [1, 1])],
        [RELU, affine([2], [1])],
        [affine([2], [1])],
        [LAST_BIASED],
        [],
    ],
)
def test_other_ends_are_no_scaling_of_a_target(steps: list[Step]) -> None:
    assert trailing(steps) == (tuple(steps), None)


def test_one_half_is_a_scaling_too() -> None:
    _rest, scaling = trailing([LAST_BIASED, affine([0.5], [1])])
    assert scaling is not None
    assert scaling.deviation.tolist() == [0.5]


# -- steps that become one
def only(*steps: Step) -> Any:
    [found] = merged(steps)
    return found


def test_what_follows_a_matrix_is_taken_into_it() -> None:
    linear = only(Linear(W, np.array([1, 1, 1], F4), "fc"), affine([1, 2, 4], [3, 3, 3]))
    assert linear.weights.tolist() == [[1, 4, 12], [4, 10, 24]]
    assert linear.biases.tolist() == [4, 5, 7]
    assert (linear.name, linear.weights.dtype, linear.biases.dtype) == ("fc", F4, F4)


def test_a_shift_alone_leaves_the_matrix_bit_for_bit() -> None:
    weights = W.copy()
    linear = only(Linear(weights), affine([1], [2]))
    assert linear.weights is weights
    assert linear.biases.tolist() == [2, 2, 2]


def test_what_precedes_a_matrix_is_taken_into_it() -> None:
    """(x s + t) W + b = x (s W) + (t W + b)."""
    linear = only(affine([2, 3], [1, 10]), Linear(W, np.array([1, 2, 3], F4)))
    assert linear.weights.tolist() == [[2, 4, 6], [12, 15, 18]]
    assert linear.biases.tolist() == [1 + 40 + 1, 2 + 50 + 2, 3 + 60 + 3]
    assert (linear.weights.dtype, linear.biases.dtype) == (F4, F4)
    assert only(affine([2, 3], [1, 10]), Linear(W)).biases.tolist() == [41, 52, 63]


def test_two_scales_are_one() -> None:
    assert numbers(only(affine([3], [1]), affine([2], [5]))) == ([6], [7])


def test_what_follows_a_layer_norm_is_taken_into_it() -> None:
    step = only(norm(LayerNorm()), affine([2, 3], [1, 1]))
    assert (step.arrays["scale"].tolist(), step.arrays["shift"].tolist()) == ([2, 6], [21, 61])
    assert (step.arrays["scale"].dtype, step.arrays["shift"].dtype) == (F4, F4)
    step = only(norm(LayerNorm(), 1), affine([2, 3], [1]))
    assert (step.arrays["scale"].tolist(), step.arrays["shift"].tolist()) == ([2, 3], [21, 31])
    step = only(norm(LayerNorm(), 1), affine([2], [1, 5]))
    assert (step.arrays["scale"].tolist(), step.arrays["shift"].tolist()) == ([2, 2], [21, 25])


def test_what_stands_elsewhere_stays() -> None:
    for steps in ([norm(BatchNorm()), affine([2], [1])], [RELU, affine([2], [1])], [affine([2], [1]), RELU]):
        found = merged(steps)
        assert len(found) == 2
        assert all(one is other for one, other in zip(found, steps, strict=True))


def test_the_same_is_done_inside_a_skip() -> None:
    skip = only(Skip((Linear(W), affine([1], [2]), RELU)))
    linear, relu = skip.inside
    assert linear.biases.tolist() == [2, 2, 2]
    assert relu is RELU


@pytest.mark.parametrize("values", [np.array(2), np.array([2]), np.array([[2]]), np.array([2, 2, 2]), np.array([[2, 2, 2]])])
def test_one_number_or_one_for_each_unit(values: Array) -> None:
    found = wide(values, 3)
    assert (found.tolist(), found.dtype) == ([2, 2, 2], F8)


@pytest.mark.parametrize("count", [2, 4])
def test_other_counts_of_numbers_do_not_fit(count: int) -> None:
    with pytest.raises(ValueError, match=rf"^Its layers do not fit together: {count} values meet 3\.$"):
        wide(np.ones(count), 3)
    assert str(size_mismatch(1, 2)) == "Its layers do not fit together: 1 value meets 2."
