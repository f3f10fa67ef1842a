"""The numeric gradient beside formulas worked by hand: where it is exact, where there is a kink, and how errors are counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.diagnosis import gradient_check
from engine.diagnosis.gradient_check import GradientCheck, GradientError, check_batch, check_gradients, numeric_gradient
from engine.nn.activations import ReLU, Tanh
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import LOSSES
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import network_for, small_data, stack

H = 2.5e-5


def numeric(loss: Callable[[Array], float], *at: float, places: tuple[int, ...] | None = None) -> tuple[Array, Array]:
    numbers = np.array(at)
    before = numbers.copy()
    found = numeric_gradient(lambda: loss(numbers), numbers, np.arange(len(at)) if places is None else np.array(places))
    assert numbers.tolist() == before.tolist()
    return found


def test_a_smooth_loss_has_its_derivative_and_no_bend() -> None:
    gradient, bend = numeric(lambda x: float(np.sin(x[0]) + x[1] ** 3 + np.exp(x[2])), 0.5, -1.5, 1.0)
    assert gradient == pytest.approx([np.cos(0.5), 6.75, np.e], abs=1e-10)
    assert (bend < 1e-7).all()
    gradient, _bend = numeric(lambda x: float(x[0] * 5 + x[1] * 7), 1.0, 1.0, places=(1,))
    assert gradient == pytest.approx([7.0])


def test_the_gradient_is_exact_for_a_polynomial_of_the_fourth_degree() -> None:
    """Of numbers of the size of the step, so that a formula of lower order would show."""
    gradient, _bend = numeric(lambda x: float((x[0] / H) ** 4 + (x[0] / H) ** 3), H)
    assert gradient == pytest.approx([7 / H], rel=1e-9)


def test_a_kink_bends_by_the_difference_of_the_slopes_on_its_sides() -> None:
    gradient, bend = numeric(lambda x: float(max(x[0], 0.0)), 0.0)
    assert (gradient.tolist(), bend) == (pytest.approx([0.5]), pytest.approx([1.0]))
    _gradient, bend = numeric(lambda x: float(max(x[0], 0.0)), 1e-3)
    assert bend == pytest.approx([0.0], abs=1e-6)
    _gradient, bend = numeric(lambda x: float(max(x[0], 0.0)), 1.5 * H)  # within reach of the formula
    assert bend[0] > 0.1
    # x² on the one side and 0 on the other: the slopes agree, the formulas of three and of five points do not
    _gradient, bend = numeric(lambda x: float((max(x[0], 0.0) / H) ** 2), 0.0)
    three, five = 1 / 2 / H, (8 - 4) / 12 / H
    assert bend == pytest.approx([20 * (three - five)], rel=1e-6)


def test_an_error_is_relative_to_the_larger_one_or_to_the_smallest_that_counts() -> None:
    recorded, exact = np.array([1.1, -2.0, 1e-9, 5.0]), np.array([1.0, -2.0, 0.0, 4.0])
    kinked = np.array([False, False, False, True])
    found = gradient_check._error(recorded, exact, kinked, 2.0, 9)
    assert found == GradientError(pytest.approx(0.1 / 1.1), pytest.approx(0.05), 3, 1, 9)
    tiny = gradient_check._error(np.array([1e-9]), np.zeros(1), np.zeros(1, bool), 2.0, 1)
    assert tiny.relative == pytest.approx(1e-9 / 2e-5)
    assert gradient_check._error(np.empty(0), np.empty(0), np.empty(0, bool), 2.0, 4) == GradientError(0.0, 0.0, 0, 0, 4)


def test_a_check_is_as_bad_as_its_worst_part() -> None:
    errors = [GradientError(relative, relative / 2, 1, 0, 1) for relative in (0.1, 0.3, 0.2)]
    assert GradientCheck({1: errors[0], 2: errors[1]}, errors[2], False).relative == 0.3
    assert GradientCheck({1: errors[0], 2: errors[2]}, errors[1], False).scaled == 0.15


RECIPE = Recipe(blocks=stack(Dense(6, Tanh()), Dropout(0.4), Dense(5, Tanh())), loss=LOSSES["mse"]())


def checked(recipe: Recipe = RECIPE, seconds: float = float("inf"), seed: int = 0) -> GradientCheck:
    network, rng = network_for(recipe, 3, 1, dtype=np.float64), np.random.default_rng(1)
    before = network.theta.copy()
    found = check_gradients(network, recipe, rng.normal(size=(7, 3)), rng.normal(size=(1, 7)), seed, seconds)
    assert network.theta.tolist() == before.tolist()
    return found


def test_every_number_is_checked_where_there_is_time_and_dropout_is_held_still() -> None:
    found = checked()
    assert {i: (one.checked, one.kinks, one.of) for i, one in found.layers.items()} == {
        1: (24, 0, 24),
        3: (35, 0, 35),
        0: (6, 0, 6),
    }
    assert (found.inputs.checked, found.inputs.of, found.draws) == (21, 21, True)
    assert found.relative < 1e-6
    assert found.scaled < 1e-9
    assert not checked(replace(RECIPE, blocks=stack(Dense(6, Tanh())))).draws


@pytest.mark.parametrize(
    ("most", "each"),
    [(0.0, (5, 5, 5)), (15.0, (5, 5, 5)), (21.0, (7, 7, 6)), (85.9, (24, 28, 6)), (86.0, (24, 35, 6))],
)
def test_with_little_time_each_layer_has_its_share_and_five_at_least(
    most: float, each: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """65 parameters and 21 inputs: all of them from 86 on."""
    monkeypatch.setattr(gradient_check, "_affordable", lambda loss, seconds: seconds)
    found = checked(seconds=most)
    assert tuple(one.checked for one in found.layers.values()) == each
    assert (found.inputs.checked, found.inputs.of) == (21 if most == 86 else 0, 21)
    assert found.relative < 1e-6


def test_so_many_numbers_are_affordable_as_four_losses_each_take(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([10.0, 10.5, 20.0, 20.0])
    monkeypatch.setattr(gradient_check.time, "perf_counter", lambda: next(ticks))
    assert gradient_check._affordable(lambda: 0.0, 6.0) == 3.0
    assert gradient_check._affordable(lambda: 0.0, 6.0) == pytest.approx(6e6)  # no clock is finer than that


def test_a_wrong_gradient_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    run = gradient_check._run_backward

    def wrong(*args: object) -> object:
        found = run(*args)  # type: ignore[arg-type]  # passed on as it comes
        found.gradient[[3, 40]] += 0.01
        return found

    monkeypatch.setattr(gradient_check, "_run_backward", wrong)
    found = checked()
    assert [found.layers[i].scaled > 1e-3 for i in (1, 3, 0)] == [True, True, False]
    assert found.inputs.scaled < 1e-9


def test_relu_at_its_kink_is_left_out() -> None:
    recipe = Recipe(blocks=stack(Dense(1, ReLU())), loss=LOSSES["mse"]())
    network = network_for(recipe, 1, 1)
    network.theta[:] = 1.0, 0.0, 2.0, 0.5  # relu(x) at x = 0, then 2 a + 0.5
    found = check_gradients(network, recipe, np.zeros((1, 1)), np.array([[3.0]]))
    assert (found.layers[1].kinks, found.layers[1].checked) == (1, 1)  # the bias moves it, the weight of 0 does not
    assert (found.inputs.kinks, found.layers[0].kinks) == (1, 0)
    assert found.relative < 1e-9


def test_the_batch_that_was_taken_last_is_checked_where_its_loss_is_a_number() -> None:
    session = Session(Recipe(batch=8, loss=LOSSES["mse"]()), small_data(20, classes=0), np.float64)
    session.advance(3)
    found = check_batch(session, 9.0)
    assert (found.step, found.rows, found.names) == (3, 4, {1: "Dense 1", 2: "Dense 2", 0: "Output"})
    assert found.found is not None
    assert found.found.relative < 1e-6
    session.network.theta[:] = np.nan
    assert check_batch(session, 9.0).found is None
