"""Same recipe, seeds and machine, same θ after 1,000 steps: for every optimizer and every schedule, however the run is driven."""

from __future__ import annotations

import dataclasses
import hashlib
from functools import cache
from pathlib import Path

import pytest

from engine.optim.gradient_clipping import ClipNorm
from engine.optim.optimizers import OPTIMIZERS, SGD
from engine.optim.regularizers import L2
from engine.optim.schedules import SCHEDULES, Cosine, Exponential, OneCycle, Plateau, Schedule, StepDown
from engine.optim.stopping import LossBelow, NoImprovement
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from gui.model.project import Project
from gui.model.storage.project_file import open_project, save_project
from tests.engine.training.comparable_runs import DROPPING, RAGGED, fingerprint

# short enough that 250 epochs of 4 steps (32, 32, 32 and 7 rows) go through all that they do
MOVING: dict[str, Schedule] = {
    "step": StepDown(60, 0.5),
    "exponential": Exponential(0.99),
    "cosine": Cosine(30, growth=2, warm_up=5),
    "one_cycle": OneCycle(200),
    "plateau": Plateau(patience=3, factor=0.5, rest=2),
}


def recipe_for(optimizer: str, schedule: str) -> Recipe:
    """With dropout, batch normalisation, a frozen layer, another with a rate of its own, a penalty, clipping and stop rules."""
    blocks: tuple[Block, ...] = (
        dataclasses.replace(DROPPING[0], rate=0.5),
        *DROPPING[1:],
        dataclasses.replace(DROPPING[0], id=9, frozen=True),
    )
    return Recipe(
        blocks=blocks,
        optimizer=OPTIMIZERS[optimizer](),
        schedule=MOVING.get(schedule, SCHEDULES[schedule]()),
        penalty=L2(0.001),
        clip=ClipNorm(0.5),
        stops=(NoImprovement(100_000), LossBelow(1e-12)),
        batch=32,
    )


def start(recipe: Recipe) -> Session:
    """A session that measures seldom, so that the test is about training."""
    session = Session(recipe, RAGGED)
    session.history.stride = 128
    return session


def sha(session: Session) -> str:
    assert session.step == 1000
    assert not session.has_ended
    return hashlib.sha256(session.network.theta.tobytes()).hexdigest() + fingerprint(session)


@cache
def at_once(optimizer: str, schedule: str) -> str:
    session = start(recipe_for(optimizer, schedule))
    session.advance(1000)
    return sha(session)


COMBINATIONS = [
    pytest.param(optimizer, schedule, id=f"{optimizer}-{schedule}")
    for optimizer in OPTIMIZERS.names()
    for schedule in SCHEDULES.names()
]


def test_every_schedule_is_there() -> None:
    assert {"constant", *MOVING} == set(SCHEDULES.names())


@pytest.mark.parametrize(("optimizer", "schedule"), COMBINATIONS)
def test_ticks_and_pauses_make_no_difference(optimizer: str, schedule: str) -> None:
    session = start(recipe_for(optimizer, schedule))
    for tick in (1, 2, 3, 94, 301, 7, 592):
        session.advance(tick)
    assert sha(session) == at_once(optimizer, schedule)


@pytest.mark.parametrize(("optimizer", "schedule"), COMBINATIONS)
def test_saving_quitting_and_opening_in_the_middle_makes_no_difference(optimizer: str, schedule: str, tmp_path: Path) -> None:
    """Through a project file, at step 333, in the middle of an epoch; the session that opens it has been elsewhere."""
    recipe = recipe_for(optimizer, schedule)
    session = start(recipe)
    session.advance(333)
    save_project(Project(recipe), tmp_path / "run.npp", session.checkpoint())
    opened = open_project(tmp_path / "run.npp")
    assert opened.project.recipe == recipe
    assert opened.checkpoint is not None
    other = start(opened.project.recipe)
    other.advance(50)
    other.restore(opened.project.recipe, opened.checkpoint)
    other.advance(667)
    assert sha(other) == at_once(optimizer, schedule)
    assert other.control.best is not None


def test_the_clock_makes_no_difference() -> None:
    session = start(recipe_for("adam", "cosine"))
    while session.step < 1000:
        session.advance(1000 - session.step, seconds=0.0003)
    assert sha(session) == at_once("adam", "cosine")


def test_the_combinations_are_different_runs() -> None:
    fingerprints = {at_once(*one.values) for one in COMBINATIONS}
    assert len(fingerprints) == len(COMBINATIONS)


def test_an_epoch_that_ends_just_before_a_row_of_the_history_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three batches an epoch and a row every fourth step: however the steps are divided, the schedule counts each epoch."""
    recipe = Recipe(batch=35, schedule=Plateau(patience=1000), optimizer=SGD(1e-9))
    one_by_one, at_once = Session(recipe, RAGGED), Session(recipe, RAGGED)
    for session in (one_by_one, at_once):
        session.history.stride = 4
    for _ in range(60):
        one_by_one.advance(1)
    monkeypatch.setattr("engine.training.session.time.perf_counter", lambda: 0.0)  # bursts as long as can be
    at_once.advance(60)
    assert at_once.epoch == 20
    assert at_once.control.memories == one_by_one.control.memories
    assert fingerprint(at_once) == fingerprint(one_by_one)
