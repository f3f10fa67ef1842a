"""Example functions at simple points, worked by hand from their formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.experiments.descent.example_functions import FUNCTIONS, Bowl, largest_stable_rate


def test_every_formula_is_the_one_of_the_textbooks() -> None:
    formulas = {cls.kind: cls().formula for cls in FUNCTIONS}
    assert formulas["quartic"] == "x⁴ − 4x² + x"
    assert len(set(formulas.values())) == len(formulas)


@pytest.mark.parametrize(
    ("kind", "at", "value", "gradient"),
    [
        ("quartic", (2.0,), 2.0, (17.0,)),
        ("quartic", (-1.0,), -4.0, (5.0,)),
        ("rosenbrock", (2.0, 3.0), 101.0, (802.0, -200.0)),
        ("rosenbrock", (1.0, 1.0), 0.0, (0.0, 0.0)),
        ("himmelblau", (3.0, 2.0), 0.0, (0.0, 0.0)),
        ("himmelblau", (1.0, 2.0), 68.0, (-36.0, -32.0)),
        ("beale", (1.0, 2.0), 6.25 + 27.5625 + 92.640625, (5 + 31.5 + 134.75, 5.0 + 42 + 231)),
        ("saddle", (1.0, 2.0), 2.5, (1.0, 6.0)),
        ("saddle", (-2.0, 0.0), 2.0, (-2.0, 0.0)),
        ("ravine", (0.0, 1.0), 5.0, (-10.0, 10.0)),
        ("ravine", (math.pi, 0.0), math.pi**2 / 10, (math.pi / 5, 0.0)),
    ],
)
def test_values_and_gradients(kind: str, at: tuple[float, ...], value: float, gradient: tuple[float, ...]) -> None:
    function = FUNCTIONS[kind]()
    assert float(function.value(np.array(at))) == pytest.approx(value, abs=1e-12)
    np.testing.assert_allclose(function.gradient(np.array(at)), gradient, atol=1e-12)


def test_a_bowl_is_as_steep_as_its_condition_number_says() -> None:
    bowl = Bowl(4.0)
    assert float(bowl.value(np.array([2.0, 3.0]))) == (2**2 + 4 * 3**2) / 2
    assert bowl.gradient(np.array([2.0, 3.0])).tolist() == [2, 12]
    assert bowl.largest_curvature() == 4
    assert (largest_stable_rate(4.0), largest_stable_rate(4.0, 0.5)) == (0.5, 0.75)
    assert FUNCTIONS["quartic"]().largest_curvature() is None
    assert math.isclose(largest_stable_rate(1.0, 0.9), 3.8)
