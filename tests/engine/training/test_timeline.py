"""Kept moments: few, spread over the run, exact, and undone with the edit that goes back to one. Marks of what was changed."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.nn.layers.dense import Dense
from engine.optim.optimizers import SGD, Adam
from engine.recipe.diff import change_text
from engine.recipe.recipe import Block, Recipe
from engine.training import timeline
from engine.training.checkpoint import checkpoint_from, up_to
from engine.training.history import MOST_MARKS, History, Mark
from engine.training.memento import Memento, apply_edit, swap
from engine.training.session import Session
from engine.training.timeline import KeyframeProblem
from tests.engine.training.comparable_runs import fingerprint, recipe_with


def trained(recipe: Recipe, steps: int) -> Session:
    session = Session(recipe)
    session.advance(steps)
    return session


def test_moments_are_few_and_log_spaced() -> None:
    session = trained(Recipe(), 30_000)
    steps = np.array([moment.step for moment in session.timeline])
    assert len(steps) <= timeline.MOST_KEYFRAMES
    assert steps[0] == 0
    assert steps[-1] > 0.85 * session.step
    late = steps[steps > 20]
    assert (np.diff(np.log(late)) < 0.35).all()


def test_bytes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST_BYTES", 20_000)
    session = trained(Recipe(), 2000)
    assert 2 <= len(session.timeline) < 15
    assert sum(moment.bytes for moment in session.timeline) <= 20_000
    monkeypatch.setattr(timeline, "MOST_BYTES", 100)
    session.restart()
    session.advance(100)
    assert session.timeline == ()


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_going_on_from_a_moment_is_the_run_that_was(optimizer: str) -> None:
    recipe = recipe_with(optimizer)
    session, other = trained(recipe, 600), Session(recipe)
    moment = session.timeline[-5]
    box = Memento(keyframe=moment.step)
    apply_edit(session, recipe, box)
    other.advance(moment.step)
    assert session.step == moment.step
    assert session.network.theta.tobytes() == other.network.theta.tobytes()
    session.advance(100)
    other.advance(100)
    assert session.network.theta.tobytes() == other.network.theta.tobytes()
    assert session.optimizer_state.tobytes() == other.optimizer_state.tobytes()


def test_undo_brings_back_the_run_with_its_moments_and_marks() -> None:
    session = trained(Recipe(), 500)
    session.history.mark(500, "something")
    before, kept = fingerprint(session), session.timeline
    box = Memento(keyframe=kept[10].step)
    apply_edit(session, session.recipe, box)
    assert all(moment.step <= kept[10].step for moment in session.timeline)
    assert session.history.steps.max() <= kept[10].step
    assert session.history.marks == ()
    swap(session, session.recipe, box)
    assert fingerprint(session) == before
    assert session.timeline == kept
    assert session.history.marks == (Mark(500, "something"),)


def test_a_moment_that_is_gone_is_a_sentence() -> None:
    session = trained(Recipe(), 100)
    before = fingerprint(session)
    with pytest.raises(KeyframeProblem, match="no longer kept"):
        apply_edit(session, session.recipe, Memento(keyframe=12345))
    assert fingerprint(session) == before


def test_moments_of_another_network_come_back_with_it() -> None:
    session = trained(Recipe(), 200)
    theta, step = session.timeline[-1].state.theta, session.timeline[-1].step
    wider = dataclasses.replace(session.recipe, blocks=(*session.recipe.blocks, Block(9, Dense(3))))
    apply_edit(session, wider, Memento())
    session.advance(50)
    apply_edit(session, Recipe(), Memento(keyframe=step))
    assert session.network.theta.tobytes() == theta.tobytes()


def test_marks_are_bounded_fuse_and_survive_a_file() -> None:
    session = trained(Recipe(), 40)
    for i in range(MOST_MARKS + 5):
        session.history.mark(i, f"edit {i}")
    session.history.mark(200, "edit 104, more of it", instead=True)
    marks = session.history.marks
    assert len(marks) == MOST_MARKS
    assert marks[-1] == Mark(200, "edit 104, more of it")
    checkpoint = session.checkpoint()
    back = checkpoint_from(checkpoint.to_arrays(), checkpoint.meta())
    assert back.history.marks == marks
    old = {name: value for name, value in checkpoint.meta().items() if name != "history_marks"}
    assert checkpoint_from(checkpoint.to_arrays(), old).history.marks == ()


def test_a_damaged_mark_is_told() -> None:
    checkpoint = trained(Recipe(), 40).checkpoint()
    with pytest.raises(ValueError, match="damaged"):
        checkpoint_from(checkpoint.to_arrays(), {**checkpoint.meta(), "history_marks": [["x", 3, 4]]})


def test_a_history_until_a_step_has_nothing_after_it() -> None:
    history = History(("a",), 1, 16)
    for step in range(10):
        history.append(step, np.array([float(step)]))
    assert history.up_to(4).view().column("a")[2].tolist() == [0, 1, 2, 3, 4]
    assert len(history) == 10


def test_changes_are_said_in_words() -> None:
    recipe = Recipe()
    assert change_text(recipe, dataclasses.replace(recipe, optimizer=SGD(lr=0.1)), "Edit") == "Learning rate 0.03 → 0.1"
    assert change_text(recipe, dataclasses.replace(recipe, optimizer=Adam()), "Edit").startswith("Optimizer ")
    assert change_text(recipe, dataclasses.replace(recipe, batch=20), "Edit") == "Batch size 10 → 20"
    assert change_text(recipe, dataclasses.replace(recipe, blocks=()), "Remove Dense 1") == "Remove Dense 1"


def added(*steps: int, size: int = 1) -> list[int]:
    """Which of these moments are kept when they come one after the other, each of so many bytes."""
    kept: Any = ()
    for step in steps:
        kept = timeline.add_keyframe(kept, SimpleNamespace(step=step, bytes=size))  # type: ignore[arg-type]  # all that is read
    return [moment.step for moment in kept]


def test_the_next_moment_is_due_an_eighth_later_and_at_least_one_step() -> None:
    assert [timeline.next_keyframe_due(step) for step in (0, 1, 7, 8, 10, 1001)] == [1, 2, 8, 9, 12, 1122]


def test_a_moment_of_a_run_that_was_left_is_dropped() -> None:
    assert added(0, 5, 10, 5) == [0, 5]
    assert added(0, 5, 10, 6) == [0, 5, 6]


@pytest.mark.parametrize(
    ("steps", "dropped"),
    [
        ((0, 1, 2, 100), 1),
        ((0, 10, 100, 120, 150), 120),
        ((0, 1, 3, 6), 3),  # 4 times from 0 to 3, counted from 1, and 3.5 times from 1 to 6
        ((0, 1, 3, 7), 1),  # alike: the earlier one
    ],
)
def test_the_moment_that_leaves_the_smallest_gap_is_dropped(
    steps: tuple[int, ...], dropped: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "MOST_KEYFRAMES", len(steps) - 1)
    assert added(*steps) == [step for step in steps if step != dropped]
    monkeypatch.setattr(timeline, "MOST_KEYFRAMES", len(steps))
    assert added(*steps) == list(steps)


def test_bytes_may_reach_the_limit_and_of_two_states_that_do_not_fit_none_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "MOST_BYTES", 30)
    assert added(0, 1, 9, size=10) == [0, 1, 9]
    assert added(0, 1, 2, 9, size=10) == [0, 2, 9]
    assert added(0, 9, size=15) == [0, 9]
    assert added(0, 9, size=16) == []
    assert added(0, size=31) == []
    monkeypatch.setattr(timeline, "MOST_KEYFRAMES", 1)
    assert added(0, 9, size=15) == [0, 9]  # the first and the newest stay


def test_a_moment_that_is_gone_is_said_so() -> None:
    kept: Any = (SimpleNamespace(step=3), SimpleNamespace(step=1200))
    assert timeline.keyframe_at(kept, 1200) is kept[1]
    with pytest.raises(KeyframeProblem, match=r"^Step 1,201 is no longer kept: choose another moment\.$"):
        timeline.keyframe_at(kept, 1201)


def test_moments_up_to_a_step_are_those_at_it_and_before() -> None:
    kept: Any = tuple(SimpleNamespace(step=step) for step in (0, 5, 9))
    assert [up_to(kept, step) for step in (4, 5, 9)] == [kept[:1], kept[:2], kept]
