"""Example functions: gradients are the numeric ones, minima are minima, formulas are what is computed."""

from __future__ import annotations

import re

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.experiments.descent.example_functions import FUNCTIONS, Bowl, ExampleFunction, largest_stable_rate

ALL = [*(cls() for cls in FUNCTIONS), Bowl(1.0), Bowl(1000.0)]
each = pytest.mark.parametrize("function", ALL, ids=lambda function: f"{function.kind} {function.formula}")


def points(function: ExampleFunction, count: int) -> Array:
    ends = np.array(function.domain).T
    return np.random.default_rng(1).uniform(*ends, (count, len(function.domain)))


@each
def test_gradient_is_the_numeric_one(function: ExampleFunction) -> None:
    h = 1e-5
    for x in points(function, 200):
        moves = h * np.eye(x.size)
        numeric = [(function.value(x + move) - function.value(x - move)) / (2 * h) for move in moves]
        np.testing.assert_allclose(function.gradient(x), numeric, rtol=1e-6, atol=2e-5)


@each
def test_many_points_are_computed_as_each_by_itself(function: ExampleFunction) -> None:
    x = points(function, 12)
    grid = x.T.reshape(-1, 3, 4)
    np.testing.assert_array_equal(function.value(grid), np.array([function.value(one) for one in x]).reshape(3, 4))
    np.testing.assert_array_equal(function.gradient(grid), np.array([function.gradient(one) for one in x]).T.reshape(-1, 3, 4))


@each
def test_known_minima_are_flat_and_lower_than_all_around(function: ExampleFunction) -> None:
    for minimum in function.minima:
        at = np.array(minimum.at)
        assert float(function.value(at)) == pytest.approx(minimum.value, abs=1e-12)
        assert np.abs(function.gradient(at)).max() < 1e-9
        around = at + 0.01 * np.random.default_rng(2).standard_normal((200, at.size))
        assert all(function.value(one) > minimum.value for one in around)


@each
def test_nothing_is_lower_than_the_global_minima(function: ExampleFunction) -> None:
    lowest = min(minimum.value for minimum in function.minima)
    assert all(minimum.is_global == (minimum.value == lowest) for minimum in function.minima)
    assert all(function.value(one) > lowest for one in points(function, 5000))


@each
def test_there_are_no_other_minima_in_the_domain(function: ExampleFunction) -> None:
    """Where the gradient turns upwards on a fine grid, there is a known minimum near."""
    grids = np.meshgrid(*(np.linspace(low, high, 301) for low, high in function.domain), indexing="ij")
    values = function.value(np.array(grids))
    inner = (slice(1, -1),) * values.ndim
    lowest = np.ones(values[inner].shape, bool)
    for move in np.ndindex(*(3,) * values.ndim):
        if any(m != 1 for m in move):
            lowest &= values[inner] < values[tuple(slice(m, m + n) for m, n in zip(move, lowest.shape, strict=True))]
    places = np.array([grid[inner][lowest] for grid in grids]).T
    for place in places:
        width = np.array([high - low for low, high in function.domain])
        away = [float((np.abs(place - np.array(minimum.at)) / width).max()) for minimum in function.minima]
        ripple = function.value(place) - min(minimum.value for minimum in function.minima)  # of the grid along a narrow valley
        assert min(away) < 0.01 or ripple < 0.05 * values.max(), place


@each
def test_start_and_minima_lie_in_the_domain(function: ExampleFunction) -> None:
    for at in (function.start, *(minimum.at for minimum in function.minima)):
        assert len(at) == len(function.domain)
        assert all(low < x < high for x, (low, high) in zip(at, function.domain, strict=True))


@each
def test_the_formula_is_what_is_computed(function: ExampleFunction) -> None:
    text = function.formula
    for sign, plain in {"−": "-", "½": "0.5*", "¼": "0.25*", "⁴": "**4", "³": "**3", "²": "**2", "sin x": "np.sin(x)"}.items():
        text = text.replace(sign, plain)
    text = re.sub(r"(?<=[\dxy)])(?=[xy(])", "*", text.replace("np.sin(x)", "S")).replace("S", "np.sin(x)").replace("**4*", "**4 ")
    for point in points(function, 20):
        names = dict(zip("xy", point.tolist(), strict=False))
        assert eval(text, {"np": np, **names}) == pytest.approx(float(function.value(point)), rel=1e-12, abs=1e-12)


def test_largest_curvature_is_that_of_the_second_derivatives() -> None:
    for condition in (1.0, 10.0, 250.0):
        bowl = Bowl(condition)
        second = np.array([bowl.gradient(one) for one in np.eye(2)])
        assert bowl.largest_curvature() == np.linalg.eigvalsh(second).max()
        assert np.linalg.cond(second) == pytest.approx(condition)
    assert largest_stable_rate(100.0) == 0.02
    assert largest_stable_rate(100.0, 0.9) == pytest.approx(0.038)
