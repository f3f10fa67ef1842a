"""Balls: they follow the optimizers of networks exactly, and what has become of each is judged rightly."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.core.params import params_of
from engine.experiments.descent.ball import FLAT, MOST_STEPS, STAY, STILL, Ball, Outcome
from engine.experiments.descent.descent import Descent
from engine.experiments.descent.example_functions import FUNCTIONS, Bowl, Quartic, Saddle, largest_stable_rate
from engine.optim.optimizers import OPTIMIZERS, SGD, Adam, Lion, Momentum, Nesterov
from engine.optim.regularizers import L2, NoPenalty
from tests.engine.optim.optimizers.test_optimizers import Run

GOLDEN = json.loads((Path(__file__).parents[3] / "golden" / "descent.json").read_text(encoding="utf-8"))
START = (2.2,)


def descended(descent: Descent, steps: int = MOST_STEPS) -> Descent:
    descent.advance(steps)
    return descent


@pytest.mark.parametrize(("beta", "end"), [(0.0, 1.347), (0.5, 1.347), (0.8, 1.347), (0.9, -1.473)])
def test_momentum_of_nine_tenths_escapes_from_the_shallow_valley(beta: float, end: float) -> None:
    descent = descended(Descent(Quartic(), START, [Momentum(lr=0.01, beta=beta)]), 400)
    assert descent.balls[0].place[0] == pytest.approx(end, abs=1e-3)
    assert descent.balls[0].outcome is Outcome.ARRIVED
    assert descent.balls[0].minimum is not None
    assert descent.balls[0].minimum.is_global == (end < 0)


def test_in_the_ravine_plain_descent_ends_up_between_two_walls_where_momentum_and_adam_arrive() -> None:
    """As its hint says, at the rate that it starts with."""
    ravine = FUNCTIONS["ravine"]()
    balls = descended(Descent(ravine, ravine.start, [kind(lr=ravine.rate) for kind in (SGD, Momentum, Adam)]), 1000).balls
    path = balls[0].path
    side = np.sign(path[:, 1] - np.sin(path[:, 0]))
    assert (side[-500:] != side[-501:-1]).all()
    assert [ball.outcome for ball in balls] == [Outcome.MOVING, Outcome.ARRIVED, Outcome.ARRIVED]


@pytest.mark.parametrize("rate", [0.03, 0.05])
def test_a_larger_rate_alone_does_not_escape(rate: float) -> None:
    ball = descended(Descent(Quartic(), START, [SGD(lr=rate)]), 400).balls[0]
    assert ball.place[0] == pytest.approx(1.347, abs=1e-3)


@pytest.mark.parametrize("noise", [0.0, 0.3])
@pytest.mark.parametrize("kind", OPTIMIZERS.names())
@pytest.mark.parametrize("name", FUNCTIONS.names())
def test_a_ball_goes_as_the_optimizer_goes_with_these_gradients(name: str, kind: str, noise: float) -> None:
    function = FUNCTIONS[name]()
    optimizer = OPTIMIZERS[kind](lr=function.rate)
    ball = descended(Descent(function, function.start, [optimizer], noise, seed=5), 60).balls[0]
    rng, run = np.random.default_rng(5), Run(optimizer, np.array(function.start))
    for step in range(ball.steps):
        np.testing.assert_array_equal(ball.path[step], run.theta)
        run.step(function.gradient(run.theta) + noise * rng.standard_normal(len(function.start)))
    np.testing.assert_array_equal(ball.place, run.theta)


@pytest.mark.parametrize("kind", GOLDEN["quartic"])
@pytest.mark.parametrize("name", GOLDEN)
def test_a_ball_goes_as_with_pytorch(name: str, kind: str) -> None:
    function = FUNCTIONS[name]()
    optimizer = OPTIMIZERS[kind](lr=function.rate)
    if kind == "adagrad":  # PyTorch's default
        optimizer = replace(optimizer, eps=1e-10)
    wanted = np.array(GOLDEN[name][kind])
    ball = descended(Descent(function, function.start, [optimizer]), 10 * (len(wanted) - 1)).balls[0]
    found = ball.path[::10]
    np.testing.assert_allclose(found, wanted[: len(found)], rtol=1e-9, atol=1e-12)
    assert len(found) >= 7


def test_a_step_is_noted_with_its_value_and_gradient() -> None:
    ball = descended(Descent(Bowl(4.0), (-4.0, 2.0), [SGD(lr=0.1)]), 2).balls[0]
    np.testing.assert_allclose(ball.path, [(-4.0, 2.0), (-3.6, 1.2), (-3.24, 0.72)])
    np.testing.assert_allclose(ball.values, [16.0, 9.36, 6.2856])
    np.testing.assert_allclose(ball.slopes, [math.hypot(4, 8), math.hypot(3.6, 4.8), math.hypot(3.24, 2.88)])


@pytest.mark.parametrize("condition", [1.0, 10.0, 300.0])
@pytest.mark.parametrize("optimizer", [SGD(), Momentum(beta=0.5), Momentum(beta=0.9)])
def test_the_edge_of_divergence_is_where_balls_begin_to_diverge(condition: float, optimizer: SGD | Momentum) -> None:
    bowl = Bowl(condition)
    edge = largest_stable_rate(condition, getattr(optimizer, "beta", 0.0))
    below, above = (
        descended(Descent(bowl, bowl.start, [replace(optimizer, lr=factor * edge)])).balls[0] for factor in (0.98, 1.02)
    )
    assert below.outcome is Outcome.ARRIVED
    assert above.outcome is Outcome.DIVERGED


@pytest.mark.parametrize("kind", OPTIMIZERS.names())
@pytest.mark.parametrize("name", FUNCTIONS.names())
@pytest.mark.parametrize(("rate", "noise"), [(10.0, 0.0), (10.0, 1e3), (1e-6, 1e6), (1e6, 0.0)])
def test_extreme_numbers_end_in_an_outcome_or_go_on(name: str, kind: str, rate: float, noise: float) -> None:
    function = FUNCTIONS[name]()
    descent = descended(Descent(function, function.start, [OPTIMIZERS[kind](lr=rate)], noise), 100)
    ball = descent.balls[0]
    assert ball.outcome is not Outcome.MOVING or ball.steps == 100
    assert np.isfinite(ball.path[:-1]).all()  # only the last place may be none


def test_a_ball_that_has_ended_stays() -> None:
    descent = descended(Descent(Quartic(), START, [SGD(lr=0.01), SGD(lr=0.5), SGD(lr=1e-6)]), 1000)
    arrived, diverged, slow = descent.balls
    assert (arrived.outcome, diverged.outcome, slow.outcome) == (Outcome.ARRIVED, Outcome.DIVERGED, Outcome.MOVING)
    assert arrived.steps == arrived.since + STAY < 1000
    assert slow.steps == 1000
    assert not descent.has_ended
    assert len(arrived.path) == len(arrived.values) == arrived.steps + 1


def test_a_ball_on_the_ridge_rests_on_the_saddle_and_noise_frees_it() -> None:
    saddle = Saddle()
    ball = descended(Descent(saddle, (-2.0, 0.0), [SGD(lr=0.05)])).balls[0]
    assert ball.outcome is Outcome.AT_REST
    assert ball.minimum is None
    np.testing.assert_allclose(ball.place, 0, atol=1e-5)
    freed = descended(Descent(saddle, (-2.0, 0.0), [SGD(lr=0.05)], noise=0.01)).balls[0]
    assert abs(freed.place[1]) == pytest.approx(1, abs=0.05)


def test_a_slow_ball_is_not_taken_for_one_at_rest() -> None:
    ball = descended(Descent(Quartic(), START, [SGD(lr=1e-6)]), 500).balls[0]
    assert ball.outcome is Outcome.MOVING


@pytest.mark.parametrize(
    ("slope", "widths", "wanted"),
    [
        (0.9 * FLAT, 0.9 * STILL, Outcome.AT_REST),
        (1.1 * FLAT, 0.9 * STILL, Outcome.MOVING),
        (0.0, 1.1 * STILL, Outcome.MOVING),
    ],
)
def test_a_ball_rests_where_gradient_and_steps_are_as_good_as_none(slope: float, widths: float, wanted: Outcome) -> None:
    """On the saddle, of width 5 and with the gradient x, noise moves it to and fro."""
    rate = 1e-3
    ball = Ball(Saddle(), (slope, 0.0), SGD(lr=rate), NoPenalty())
    for step in range(STAY + 2):
        ball.advance(np.array([(-1) ** step * widths * 5 / rate, 0.0]))
    assert ball.outcome is wanted


@pytest.mark.parametrize(("away", "wanted"), [(500.0, Outcome.MOVING), (-500.0, Outcome.MOVING), (500.5, Outcome.DIVERGED)])
def test_a_ball_is_lost_beyond_a_hundred_widths(away: float, wanted: Outcome) -> None:
    """The saddle is 5 wide."""
    ball = Ball(Saddle(), (0.0, 0.0), SGD(lr=1.0), NoPenalty())
    ball.advance(np.array([-away, 0.0]))
    assert (ball.place[0], ball.outcome) == (away, wanted)


def test_a_rule_of_fixed_steps_never_settles() -> None:
    assert descended(Descent(Quartic(), START, [Lion(lr=0.01)]), 2000).balls[0].outcome is Outcome.MOVING


def test_all_balls_feel_the_same_noise_and_the_seed_decides_it() -> None:
    one, other = (descended(Descent(Quartic(), START, [SGD(), SGD()], 0.5, seed), 20) for seed in (1, 2))
    np.testing.assert_array_equal(one.balls[0].path, one.balls[1].path)
    np.testing.assert_array_equal(one.balls[0].path, descended(Descent(Quartic(), START, [SGD()], 0.5, 1), 20).balls[0].path)
    assert not np.array_equal(one.balls[0].path, other.balls[0].path)


def test_an_l2_penalty_pulls_towards_zero() -> None:
    ball = descended(Descent(Bowl(1.0), (2.0, 0.0), [SGD(lr=0.1)], penalty=L2(1.0)), 1).balls[0]
    assert ball.place[0] == pytest.approx(2.0 - 0.1 * (2.0 + 2.0))
    end = descended(Descent(Quartic(), START, [SGD(lr=0.01)], penalty=L2(2.0)), 1000).balls[0].place[0]
    assert 4 * end**3 - 8 * end + 1 + 2 * end == pytest.approx(0, abs=1e-9)


def test_the_winner_is_the_first_at_the_deepest_minimum() -> None:
    escapes, stays = Momentum(lr=0.01), SGD(lr=0.01)
    descent = Descent(Quartic(), START, [stays, escapes])
    descended(descent, 120)
    assert descent.balls[0].outcome is Outcome.ARRIVED
    assert descent.winner() is None  # the other one may yet come to a deeper one
    descended(descent)
    assert descent.winner() is descent.balls[1]
    quick = descended(Descent(Bowl(), (-4.0, 2.0), [SGD(lr=0.01), Nesterov(lr=0.05), Adam(lr=1e-6)]), 300)
    assert quick.winner() is quick.balls[1]  # at a global minimum: nobody can do better


def test_nobody_wins_alone_or_when_none_arrives() -> None:
    assert descended(Descent(Quartic(), START, [SGD(lr=0.01)])).winner() is None
    assert descended(Descent(Quartic(), START, [SGD(lr=1.0), Momentum(lr=1.0)])).winner() is None
    assert descended(Descent(Quartic(), START, [])).winner() is None


def test_there_is_an_end_of_steps() -> None:
    descent = descended(Descent(Quartic(), START, [Lion(lr=0.01)]), 10 * MOST_STEPS)
    assert descent.has_ended
    assert descent.step == MOST_STEPS


def test_advance_stops_after_its_time() -> None:
    descent = Descent(Quartic(), START, [Lion(lr=0.01)])
    assert descent.advance(1000, seconds=0.0) == 1


def test_a_start_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a start of 1 numbers, not 2"):
        Descent(Quartic(), (1.0, 2.0), [SGD()])


def test_every_optimizer_can_have_every_rate_of_its_range() -> None:
    assert {(about.low, about.high) for cls in OPTIMIZERS for about in [params_of(cls)["lr"]]} == {(1e-6, 10.0)}
