"""Arrays that begin at a line of the cache, and sums that neither overflow nor meet subnormal numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.core.arrays import (
    aligned,
    are_finite,
    at_least,
    exp_floor,
    exp_from_top,
    flush_subnormal,
    mean_and_deviation,
    shares_of_largest,
)


@pytest.mark.parametrize("kind", ["f4", "f8"])
@pytest.mark.parametrize("shape", [(), (0,), (1,), (3, 5), (2, 3, 4), (64,)])
def test_an_aligned_array_begins_at_a_line_of_the_cache(shape: tuple[int, ...], kind: str) -> None:
    made = [aligned(shape, np.dtype(kind), 2.5) for _time in range(20)]
    for one in made:
        assert (one.shape, one.dtype) == (shape, np.dtype(kind))
        assert one.ctypes.data % 64 == 0 or not one.size
        assert (one == 2.5).all()
    assert not aligned((3,), np.dtype(kind)).any()


def test_numbers_below_a_limit_become_it_and_nan_stays() -> None:
    found = at_least(np.array(0.5), np.array([-1, 0.5, 3, np.inf, np.nan]))
    np.testing.assert_array_equal(found, [0.5, 0.5, 3, np.inf, np.nan])


@pytest.mark.parametrize(
    ("numbers", "finite"),
    [
        ([], True),
        ([[1.0, -2.0], [0.0, 3.0]], True),
        ([1e300, -1e300], True),  # whose squares are not
        ([1.0, np.nan], False),
        ([np.inf], False),
        ([[1e300, 1.0], [-np.inf, 0.0]], False),
    ],
)
def test_whether_all_numbers_are_finite(numbers: list[float], finite: bool) -> None:
    with np.errstate(over="ignore"):
        assert are_finite(np.array(numbers)) is finite


def test_e_to_the_floor_squared_is_the_smallest_normal_number() -> None:
    assert exp_floor(np.dtype("f4")) == -43
    assert exp_floor(np.dtype("f8")) == -354


@pytest.mark.parametrize("axis", [0, 1])
def test_powers_relative_to_the_largest(axis: int) -> None:
    z = np.array([[1.0, 3.0], [2.0, -1000.0]])
    by_hand = {0: [[math.exp(-1), 1], [1, math.exp(-354)]], 1: [[math.exp(-2), 1], [1, math.exp(-354)]]}
    np.testing.assert_allclose(exp_from_top(z, axis), by_hand[axis], rtol=1e-14)


def test_an_infinite_largest_number_counts_as_one() -> None:
    big = np.finfo(np.float32).max
    z = np.array([[np.inf, 1.0], [-np.inf, -np.inf], [big, -big]], np.float32)
    low = np.exp(np.float32(-43))
    found = exp_from_top(z, 1)
    np.testing.assert_array_equal(found, np.array([[1, low], [1, 1], [1, low]], np.float32))
    assert found.dtype == np.float32


def test_subnormal_numbers_become_zero_and_others_stay() -> None:
    tiny = np.finfo(np.float32).tiny
    numbers = np.array([tiny, -tiny, tiny / 2, -tiny / 2, 1.0, 0.0], np.float32)
    flush_subnormal(numbers)
    np.testing.assert_array_equal(numbers, np.array([tiny, -tiny, 0, 0, 1, 0], np.float32))
    flush_subnormal(np.empty(0))


def test_mean_and_deviation_of_columns_even_of_huge_numbers() -> None:
    columns = np.array([[1.0, 1e308, np.inf], [3.0, 1.5e308, 1.0], [5.0, -1e308, 2.0]])
    mean, deviation = mean_and_deviation(columns)
    np.testing.assert_allclose(mean[:2], [3, 0.5e308], rtol=1e-12)
    np.testing.assert_allclose(deviation[:2], [math.sqrt(8 / 3), 1e308 * math.sqrt((0.25 + 1 + 2.25) / 3)], rtol=1e-12)
    assert not np.isfinite([mean[2], deviation[2]]).any()
    assert tuple(map(float, mean_and_deviation(np.array([2.0, 4.0])))) == (3, 1)
    alone = mean_and_deviation(np.array([1.5e308, 1.5e308, -1.5e308]))
    np.testing.assert_allclose(alone, (0.5e308, 1e308 * math.sqrt(2)), rtol=1e-12)
    alone = mean_and_deviation(np.array([1e200, -1e200]))  # only a square overflows
    np.testing.assert_allclose(alone, (0, 1e200), rtol=1e-12)


def test_shares_of_the_largest_size() -> None:
    columns = np.array([[1.0, 0.0, np.inf, 0.5], [-4.0, 0.0, 2.0, 0.25]])
    np.testing.assert_array_equal(shares_of_largest(columns), [[0.25, 0, np.inf, 1], [-1, 0, 2, 0.5]])
    assert shares_of_largest(np.array([1.0, -2.0])).tolist() == [0.5, -1]
