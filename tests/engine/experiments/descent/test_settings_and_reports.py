"""What is chosen for a descent, what becomes of a ball at the edges of each outcome, and what is reported once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from engine.experiments.descent.ball import Outcome
from engine.experiments.descent.descent import Descent
from engine.experiments.descent.descent_reports import DescentReports
from engine.experiments.descent.descent_settings import DescentSettings, has_momentum, usual_settings
from engine.experiments.descent.example_functions import Bowl, Quartic
from engine.optim.optimizers import SGD, Momentum

STILL = SGD(lr=1e-6)


def test_the_start_is_moved_into_the_domain() -> None:
    settings = DescentSettings(x=5.0, y=-6.0)
    assert settings.start(Quartic()) == (2.3,)
    low, _high = Bowl().domain[1]
    assert settings.start(Bowl())[1] == max(low, -6.0)
    assert DescentSettings(x=-1.0).start(Quartic()) == (-1.0,)
    assert DescentSettings(x=-5.0).start(Quartic()) == (-2.3,)
    moved = settings.at_start(np.array([1.5, -0.5]))
    assert (moved.x, moved.y, moved.lr) == (1.5, -0.5, settings.lr)
    assert (settings.at_start([1.5]).x, settings.at_start([1.5]).y) == (1.5, -6.0)


def test_settings_reach_the_function_and_the_optimizers() -> None:
    settings = DescentSettings(lr=0.5, momentum=0.25, condition=7.0, noise=0.5)
    assert settings.function("bowl") == Bowl(7.0)
    assert settings.function("quartic") == Quartic()
    assert settings.optimizer("sgd") == SGD(0.5)
    assert settings.optimizer("momentum") == Momentum(0.5, 0.25)
    assert [has_momentum(kind) for kind in ("sgd", "momentum", "nesterov", "adam")] == [False, True, True, False]
    descent = settings.descent("bowl", ["sgd", "momentum"])
    assert ([ball.optimizer for ball in descent.balls], descent.noise) == ([SGD(0.5), Momentum(0.5, 0.25)], 0.5)
    usual = usual_settings("quartic", settings)
    assert (usual.lr, usual.x, usual.momentum, usual.noise) == (0.01, 2.2, 0.25, 0.5)
    assert usual_settings("quartic") == DescentSettings(lr=0.01, x=2.2)


def after(function: Bowl | Quartic, start: Sequence[float], steps: int, optimizer: SGD | None = None) -> Descent:
    descent = Descent(function, tuple(start), [optimizer or STILL])
    descent.advance(steps)
    return descent


WIDTH = max(high - low for low, high in Bowl().domain)


def test_a_ball_that_stays_at_a_minimum_for_fifty_steps_has_arrived() -> None:
    assert after(Bowl(), (0.0, 0.0), 49).balls[0].outcome is Outcome.MOVING
    ball = after(Bowl(), (0.0, 0.0), 60).balls[0]
    assert (ball.outcome, ball.steps, ball.since) == (Outcome.ARRIVED, 51, 1)
    assert after(Bowl(1.0), (0.00099 * WIDTH, 0.0), 60).balls[0].outcome is Outcome.ARRIVED
    assert after(Bowl(1.0), (0.00101 * WIDTH, 0.0), 60).balls[0].outcome is Outcome.MOVING
    assert after(Bowl(1.0), (0.0, 0.00101 * WIDTH), 60).balls[0].outcome is Outcome.MOVING


def test_a_ball_a_hundred_widths_away_has_diverged() -> None:
    for share, outcome in ((99.9, Outcome.MOVING), (100.1, Outcome.DIVERGED), (-100.1, Outcome.DIVERGED)):
        assert after(Bowl(1.0), (0.0, share * WIDTH), 1).balls[0].outcome is outcome
    assert after(Quartic(), (1e100,), 1).balls[0].outcome is Outcome.DIVERGED


def test_each_end_is_reported_once() -> None:
    settings = DescentSettings(lr=0.01, momentum=0.9, x=2.2)
    descent, reports = settings.descent("quartic", ["sgd", "momentum"]), DescentReports()
    assert reports.news(descent) == ()
    descent.advance(2000)
    news = dict(reports.news(descent))
    assert set(news) == {"descent.ended", "descent.converged", "descent.winner.momentum"}
    assert news["descent.converged"] == 0.01
    assert news["descent.winner.momentum"] == descent.balls[1].since
    assert reports.news(descent) == ()
    again = settings.descent("quartic", ["sgd", "momentum"])
    again.advance(2000)
    first, second, *rest = reports.news(again)  # another descent: all of it is new
    assert first == ("descent.ended", pytest.approx(1.347, abs=1e-2))
    assert (second, len(rest)) == (("descent.converged", 0.01), 3)
    wild = DescentSettings(lr=5.0, x=2.2).descent("quartic", ["sgd"])
    wild.advance(100)
    assert reports.news(wild) == (("descent.diverged", 5.0),)
