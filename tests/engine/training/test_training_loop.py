"""How a loop is built, what is too large for it, when threads count, and the rate of each of its steps."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.core.number_format import format_bytes
from engine.nn.layers.dense import Dense
from engine.optim.optimizers import SGD, Adam, Momentum
from engine.optim.schedules import Exponential
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.training import training_loop
from engine.training.history_rows import first_stride
from engine.training.session import Session
from engine.training.training_loop import build
from tests.engine.builders import small_data, stack

RECIPE, DATA = Recipe(blocks=stack(Dense(40))), small_data(12)  # 161 parameters


@pytest.mark.parametrize(("batch", "rows"), [(4, 4), (99, 12)])
def test_a_step_whose_outputs_do_not_fit_is_refused(batch: int, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = replace(RECIPE, batch=batch)
    network = build(recipe, DATA, np.float32).network
    numbers = max(network.room(rows), (2 + 40) * rows)
    monkeypatch.setattr(training_loop, "MOST_ACTIVATIONS", numbers)
    build(recipe, DATA, np.float32)
    monkeypatch.setattr(training_loop, "MOST_ACTIVATIONS", numbers - 1)
    with pytest.raises(RecipeProblem) as caught:
        build(recipe, DATA, np.float32)
    assert str(caught.value) == (
        f"A step on {rows} rows would need {format_bytes(2 * 4 * numbers)} for what its neurons say: make the batch, or the "
        "layers, smaller."
    )


@pytest.mark.parametrize(
    ("large", "split", "found"),
    [
        (161, 10**9, (True, True)),
        (162, 10**9, (False, False)),
        (162, 161 * 12, (False, True)),
        (162, 161 * 12 + 1, (False, False)),
    ],
)
def test_threads_count_for_many_parameters_or_large_products(
    large: int, split: int, found: tuple[bool, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_loop, "LARGE", large)
    monkeypatch.setattr(training_loop, "SPLIT", split)
    loop = build(replace(RECIPE, batch=99), DATA, np.float32)
    assert (loop.is_large, loop.shares_threads) == found


@pytest.mark.parametrize(("most", "kept"), [(161, True), (160, False)])
def test_the_arrays_of_statistics_are_kept_for_networks_that_are_not_too_large(
    most: int, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_loop, "MOST_IN_STATISTICS", most)
    assert (build(RECIPE, DATA, np.float32).statistics is not None) is kept


def test_a_restart_is_step_0_with_the_present_number_of_threads() -> None:
    session = Session(replace(RECIPE, optimizer=Adam(0.1), schedule=Exponential(), batch=99), DATA)
    start = session.network.theta.copy()
    session.advance(3)
    for step, count in ((0, 3), (1, 2), (2, 4)):
        session.control.set_threads(step, count)
    session.loop.restart()
    assert session.network.theta.tolist() == start.tolist()
    assert not session.network.grad.any()
    assert not session.optimizer_state.any()
    assert np.isnan(session.loop.before).all()
    assert session.control.threads == ((0, 4),)
    assert session.loop.rate.value == session.control.rate(0) > session.control.rate(1)


def test_each_step_has_the_rate_of_the_run_after_the_optimizer_began_anew_as_well() -> None:
    recipe = replace(RECIPE, optimizer=SGD(0.1), schedule=Exponential(), batch=4)
    session = Session(recipe, DATA, np.float64)
    session.advance(10)
    session.adopt(replace(recipe, optimizer=Momentum(0.1)))
    assert (session.step, session.optimizer_step) == (10, 0)
    before = session.network.theta.copy()
    session.advance(1)  # the velocity was 0
    change = session.network.theta - before
    assert change == pytest.approx(-session.control.rate(10) * session.network.grad)
    assert session.control.rate(10) < session.control.rate(0)
    session.advance(4)
    assert (session.step, session.epoch, session.optimizer_step) == (15, 5, 5)


def test_before_a_row_of_the_history_the_parameters_are_kept() -> None:
    session = Session(RECIPE, DATA)
    loop = session.loop
    loop.before[:] = np.nan
    at = loop.run_to(session._counters, 2, 4)  # ends before the row
    assert np.isnan(loop.before).all()
    theta = session.network.theta.copy()
    at = loop.run_to(at, 1, 4)
    assert (at.step, np.isnan(loop.before).all()) == (3, True)
    theta = session.network.theta.copy()
    at = loop.run_to(at, 1, 4)
    assert (at.step, loop.before.tolist()) == (4, theta.tolist())
    one_by_one = loop.run_to(at, 1, 99)
    theta = session.network.theta.copy()
    at = loop.run_to(one_by_one, 2, 7)
    assert (at.step, (loop.before != theta).any()) == (7, True)  # those before the last step, not before both
    assert (loop.before != session.network.theta).any()


@pytest.mark.parametrize(
    ("parameters", "parts", "batch", "stride"),
    [
        (10, (5, 4, 0), 10, 1),  # measuring costs next to nothing
        (1000, (1500, 599, 0), 10, 1),  # 300 + 30 + 70 microseconds, hardly less than 400
        (1000, (1500, 600, 0), 10, 1024),  # forty measurements' time: 16,000 / 15.4 = 1039
        (1000, (1500, 100, 500), 10, 1024),
        (100_000, (1000, 500, 0), 10, 2048),  # a quarter of a second: 250,000 / 114.4 = 2185
        (1_000_000, (1000, 500, 0), 5, 4096),  # twenty measurements' time: 1,606,000 / 514.4 = 3122
        (1_000_000, (90_000, 500, 0), 10, 4096),  # 4,096 of the rows: 20 · 183,500 / 1014.4 = 3618
        (100_000, (1000, 500, 0), 100_000, 1),
    ],
)
def test_the_first_stride_is_the_time_of_measuring_beside_that_of_training(
    parameters: int, parts: tuple[int, int, int], batch: int, stride: int
) -> None:
    network: Any = SimpleNamespace(theta=np.empty(parameters), layers=(1, 2, 3))
    data: Any = SimpleNamespace(**dict(zip(("train", "test", "validation"), map(range, parts), strict=True)))
    assert first_stride(network, data, batch) == stride
