"""Every schedule: PyTorch's values where it has the same one, its own words where it has not, and its place in a run."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from engine.core.scores import Scores
from engine.optim.optimizers import OPTIMIZERS, SGD, Adam
from engine.optim.schedules import SCHEDULES, Constant, Cosine, Exponential, OneCycle, Plateau, Schedule, StepDown
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import snapshot_of
from tests.engine.training.comparable_runs import RAGGED
from tests.golden import pytorch

GOLDEN: dict[str, Any] = pytorch("schedules", "training")
PLATEAUS: dict[str, Any] = pytorch("plateaus", "training")


def rates(schedule: Schedule, lr: float, steps: int, per_epoch: int) -> list[float]:
    return [schedule.rate(lr, step, per_epoch, schedule.memory) for step in range(steps)]


@pytest.mark.parametrize("name", SCHEDULES.names())
def test_pytorch_was_asked_about_every_schedule(name: str) -> None:
    assert name in {"constant", "plateau"} | {one.split()[0] for one in GOLDEN}


@pytest.mark.parametrize("name", GOLDEN)
def test_rates_are_pytorchs(name: str) -> None:
    run = GOLDEN[name]
    schedule = SCHEDULES[name.split()[0]](**run["settings"])
    assert rates(schedule, run["lr"], 60, run["per_epoch"]) == pytest.approx(run["rates"], rel=1e-12, abs=1e-16)


@pytest.mark.parametrize("name", PLATEAUS)
def test_a_plateau_is_pytorchs(name: str) -> None:
    run = PLATEAUS[name]
    schedule, found = Plateau(**run["settings"]), []
    memory = schedule.memory
    for loss in run["losses"]:
        memory = schedule.after_epoch(memory, Scores(9.0, loss, "accuracy", 0.0, 0.0))
        found.append(schedule.rate(run["lr"], 0, 1, memory))
    assert len(set(found)) == len(set(run["rates"])) > 1
    assert found == pytest.approx(run["rates"], rel=1e-12)


def test_worked_by_hand() -> None:
    """A rate of 0.8, 2 steps an epoch."""
    assert rates(Constant(), 0.8, 3, 2) == [0.8] * 3
    assert rates(StepDown(2, 0.5), 0.8, 9, 2) == [0.8] * 4 + [0.4] * 4 + [0.2]
    assert rates(Exponential(0.25), 0.8, 4, 2) == pytest.approx([0.8, 0.4, 0.2, 0.1])
    assert rates(Cosine(2), 0.8, 5, 2) == pytest.approx([0.8, 0.8 * 0.853553, 0.4, 0.8 * 0.146447, 0.8], rel=1e-5)
    assert rates(Cosine(2, restarts=False, lowest=0.5), 0.8, 7, 2)[4:] == pytest.approx([0.4] * 3)
    assert rates(Cosine(2, warm_up=1), 0.8, 4, 2) == pytest.approx([0.008, 0.8 * 0.505, 0.8, 0.8 * 0.853553], rel=1e-5)
    cycle = rates(OneCycle(epochs=5, rise=0.5, start=4.0, end=100.0), 0.8, 12, 2)
    assert cycle[0] == pytest.approx(0.2)
    assert cycle[4] == pytest.approx(0.8)
    assert cycle[9:] == pytest.approx([0.002] * 3)


@pytest.mark.parametrize(
    "schedule", [OneCycle(1, rise=0.01), OneCycle(1, rise=0.99), OneCycle(1, rise=0.5), Cosine(1), StepDown(1)]
)
@pytest.mark.parametrize("per_epoch", [1, 2])
def test_the_shortest_schedules_have_rates(schedule: Schedule, per_epoch: int) -> None:
    found = rates(schedule, 0.8, 6, per_epoch)
    assert all(0 <= rate <= 0.8 + 1e-12 for rate in found)


@pytest.mark.parametrize("name", SCHEDULES.names())
def test_a_run_takes_the_rates_of_its_schedule(name: str) -> None:
    """SGD's step over its gradient is the rate; 103 rows in batches of 32 are 4 steps an epoch."""
    schedule = SCHEDULES[name]()
    session = Session(Recipe(schedule=schedule, optimizer=SGD(0.5), batch=32), RAGGED, np.float64)
    for step in range(10):
        before = session.network.theta.copy()
        promised = snapshot_of(session).rate
        session.advance(1)
        assert before - session.network.theta == pytest.approx(promised * session.network.grad, rel=1e-9, abs=1e-15)
        if name != "plateau":
            assert promised == schedule.rate(0.5, step, 4, schedule.memory)
    assert session.history.view().column("rate")[2][:10] == pytest.approx(rates(schedule, 0.5, 10, 4))


def test_a_plateau_lowers_the_rate_of_a_run_that_gets_no_better() -> None:
    """With a learning rate of 3 it does not: after 2 + 1 epochs half of it is left."""
    session = Session(Recipe(schedule=Plateau(patience=2, factor=0.5, least=0.5), optimizer=Adam(1e-6), batch=32), RAGGED)
    session.advance(4 * 3)
    assert snapshot_of(session).rate == 1e-6
    session.advance(4)
    assert snapshot_of(session).rate == 5e-7
    assert session.loop.rate.value == 5e-7


def test_another_learning_rate_keeps_what_the_plateau_has_taken() -> None:
    session = Session(Recipe(schedule=Plateau(patience=0, factor=0.5, least=0.5), optimizer=SGD(1e-6), batch=32), RAGGED)
    session.advance(8)
    assert snapshot_of(session).rate == 5e-7
    session.adopt(dataclasses.replace(session.recipe, optimizer=SGD(4e-6)))
    assert snapshot_of(session).rate == 2e-6
    session.adopt(dataclasses.replace(session.recipe, schedule=Constant()))
    assert snapshot_of(session).rate == 4e-6


def test_a_rule_changed_in_the_middle_goes_on_in_the_schedule() -> None:
    """The schedule goes by the run's steps, not by those that the new rule has seen."""
    session = Session(Recipe(schedule=StepDown(1, 0.5), optimizer=SGD(0.8), batch=32), RAGGED)
    session.advance(6)
    session.adopt(dataclasses.replace(session.recipe, optimizer=OPTIMIZERS["momentum"](0.8)))
    assert session.optimizer_step == 0
    session.advance(1)
    assert session.loop.rate.value == 0.4
    assert snapshot_of(session).rate == 0.4
    session.advance(1)
    assert snapshot_of(session).rate == 0.2


def test_a_constant_schedule_is_asked_nothing_while_training(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    session = Session(Recipe(), RAGGED)
    session.advance(2000)
    monkeypatch.setattr(session.loop.rate, "set", asked.append)
    session.advance(1)
    assert not asked


@pytest.mark.parametrize(
    ("schedule", "span"),
    [
        (Constant(), 0),
        (Plateau(), 0),
        (StepDown(30), 120),
        (Exponential(0.5), np.log(100) / np.log(2)),
        (Exponential(1.0), 0),
        (Cosine(50, warm_up=5), 105),
        (Cosine(50, growth=3, warm_up=5), 205),
        (Cosine(50, restarts=False), 60),
        (OneCycle(50), 60),
    ],
)
def test_a_plot_shows_the_epochs_in_which_something_happens(schedule: Schedule, span: float) -> None:
    assert schedule.span() == pytest.approx(span)


def test_descents_grow_and_a_warm_up_is_a_straight_line() -> None:
    grown = rates(Cosine(2, growth=2), 1.0, 15, 1)
    assert grown == pytest.approx([1, 0.5, *(0.5 + 0.5 * np.cos(np.pi * k / 4) for k in range(4)), *_half_cosine(8), 1.0])
    assert rates(Cosine(4, warm_up=4), 1.0, 5, 1) == pytest.approx([0.01, 0.2575, 0.505, 0.7525, 1])


def _half_cosine(length: int) -> list[float]:
    return [0.5 + 0.5 * float(np.cos(np.pi * k / length)) for k in range(length)]


def test_a_cycle_that_rises_within_its_first_step_begins_at_the_top() -> None:
    assert rates(OneCycle(2, rise=0.5), 1.0, 3, 1) == pytest.approx([1, 0.04 / 1e4, 0.04 / 1e4])


def test_a_plateau_rests_and_has_a_floor() -> None:
    rule = Plateau(patience=1, factor=0.5, least=0.1, rest=2, lowest=0.3)
    memory, found = rule.memory, []
    for loss in (1.0, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.5):
        memory = rule.after_epoch(memory, Scores(9.0, loss, "accuracy", 0.0, 0.0))
        found.append(memory)
    assert found == [
        (1.0, 1.0, 0.0, 0.0),
        (1.0, 1.0, 1.0, 0.0),  # 0.9 is not lower by more than a tenth
        (0.5, 1.0, 0.0, 2.0),
        (0.5, 1.0, 0.0, 1.0),
        (0.5, 1.0, 0.0, 0.0),
        (0.5, 1.0, 1.0, 0.0),
        (0.25, 1.0, 0.0, 2.0),
        (0.25, 0.5, 0.0, 1.0),
    ]
    assert [rule.rate(lr, 0, 1, (share, 0.0, 0.0, 0.0)) for lr, share in ((1.0, 0.5), (1.0, 0.25), (0.2, 0.25), (0.2, 1.0))] == (
        [0.5, 0.3, 0.2, 0.2]
    )
    tiny = Plateau(patience=0, least=0.0)
    assert tiny.after_epoch((1.0, 0.5, 0.0, 0.0), Scores(9.0, 0.5, "accuracy", 0.0, 0.0)) == (0.1, 0.5, 0.0, 0.0)
