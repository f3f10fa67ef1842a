"""Goals that ask for an answer: which are right, and what is said of the others."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.core.number_format import format_number
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.model.lessons.answer_goals import ChoiceGoal, NumberGoal, StretchGoal
from gui.model.lessons.lesson_fields import Text
from gui.model.lessons.lesson_state import LessonState
from gui.model.project import Project


def test_an_answer_with_the_wrong_sign_is_told_so() -> None:
    goal = NumberGoal(label=Text((("en", "Gradient"),)), value=-0.99)
    state = LessonState(Project(), None)
    assert goal.judge(state, (0.99,)).now == "Not yet: 0.99 has the wrong sign."
    assert goal.judge(state, (0.5,)).now == "Not yet: 0.5 is not it."
    assert goal.judge(state, (-0.99,)).met


def test_a_stretch_in_which_the_loss_falls_and_the_metric_stays() -> None:
    session = Session(Recipe())
    session.advance(40 * session.batches.count)
    state = LessonState(Project(session.recipe), SnapshotBuilder(session).build())
    history = state.snapshot.history
    first, last = float(history.steps[2]), float(history.steps[30])
    losses = history.column("train_loss")[2]
    low, high, _mean = (part[2:31] for part in history.column("train_metric"))
    fall, moved = 1 - losses[30] / losses[2], high.max() - low.min()
    goal = StretchGoal(label=Text((("en", "Where"),)), falls=fall - 0.001, stays=moved)
    verdict = goal.judge(state, (first, last))
    assert verdict.met
    assert verdict.value == pytest.approx(fall)
    assert verdict.now == (
        f"There the loss falls by {format_number(100 * fall, 3)} % and the metric moves by {format_number(moved, 3)}."
    )
    assert not replace(goal, falls=fall + 0.001).judge(state, (first, last)).met
    assert not replace(goal, stays=moved - 0.01).judge(state, (first, last)).met
    assert "too few steps; take at least 20" in goal.judge(state, (first, first + 19)).now
    assert not goal.judge(state, (first,)).met


def test_a_number_is_right_within_its_tolerance_or_a_share_of_it() -> None:
    state, goal = LessonState(Project()), NumberGoal(label=Text((("en", "How many?"),)), value=200.0)
    assert [goal.judge(state, (one,)).met for one in (197.9, 198.0, 202.0, 202.1)] == [False, True, True, False]
    wide = replace(goal, tolerance=5.0)
    assert [wide.judge(state, (one,)).met for one in (194.9, 195.0, 205.0)] == [False, True, True]
    assert (goal.answers, goal.text(), goal.judge(state).met, goal.judge(state, (200.0, 1.0)).met) == (
        1,
        "How many?",
        False,
        False,
    )
    batch = NumberGoal(label=goal.label, of="batch", percent=0.0)
    assert [batch.judge(state, (one,)).met for one in (10.0, 10.1)] == [True, False]
    assert goal.judge(state, (1.23456789,)).now == "Not yet: 1.23457 is not it."
    assert batch.judge(state, (-10.0,)).now == "Not yet: −10 has the wrong sign."
    for wrong in ({}, {"value": 1.0, "of": "batch"}):
        with pytest.raises(ValueError, match="needs either “value” or “of”"):
            NumberGoal(label=goal.label, **wrong)  # type: ignore[arg-type]  # fields of the goal


def test_a_choice_is_right_or_looked_at_again() -> None:
    goal = ChoiceGoal(label=Text((("en", "Which?"),)), choices=(Text((("", "a"),)), Text((("", "b"),))), right=2)
    state = LessonState(Project())
    assert [(one.met, one.now) for one in (goal.judge(state, (k,)) for k in (1.0, 2.0))] == [
        (False, "Not yet: look again."),
        (True, ""),
    ]
    assert (goal.text(), goal.answers, goal.judge(state).met) == ("Which?", 0, False)
    with pytest.raises(ValueError, match="“right” is the number of a choice: there are 2"):
        replace(goal, right=3)


def test_a_stretch_has_its_least_length_and_two_rows_of_the_history() -> None:
    steps = np.array([0, 10, 20, 30])
    columns = {
        "test_loss": (None, None, np.array([0.8, 0.4, 0.2, 0.1])),
        "test_metric": (np.array([0.5, 0.6, 0.7, 0.7]), np.array([0.6, 0.7, 0.8, 0.9]), np.zeros(4)),
    }
    shown: Any = SimpleNamespace(history=SimpleNamespace(steps=steps, column=columns.__getitem__))
    state = LessonState(Project(), shown)
    goal = StretchGoal(label=Text((("en", "Where?"),)), rows="test", falls=0.75, stays=0.2, steps=20)
    assert (goal.text(), goal.answers) == ("Where?", 2)
    exact = goal.judge(state, (10.0, 30.0))
    assert exact.now == "There the loss falls by 75 % and the metric moves by 0.3."
    assert (exact.met, exact.value) == (False, pytest.approx(0.75))
    assert replace(goal, stays=0.3).judge(state, (10.0, 30.0)).met
    assert not replace(goal, stays=0.3).judge(state, (10.0, 29.0)).met
    few = "Not yet: between {} and {} there are too few steps; take at least 20."
    assert goal.judge(state, (11.0, 30.0)).now == few.format(11, 30)
    assert goal.judge(state, (25.0, 60.0)).now == few.format(25, 60), "one row is no stretch"
    assert goal.judge(state, (20.0, 60.0)).now == "There the loss falls by 50 % and the metric moves by 0.2."
    assert not goal.judge(LessonState(Project()), (0.0, 30.0)).met
