"""How goals are said: as people write the number, in the words of the task."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.core.number_format import format_number
from engine.data.datasets.basics.noisy_line import NoisyLine
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.nn.losses.regression import MeanSquaredError
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.model.lessons.answer_goals import NumberGoal, StretchGoal
from gui.model.lessons.goals import MeasureGoal
from gui.model.lessons.headless_learner import HeadlessLearner
from gui.model.lessons.lesson_fields import Text
from gui.model.lessons.lesson_reading import lessons_in
from gui.model.lessons.lesson_run import LessonRun
from gui.model.lessons.lesson_state import LessonState
from gui.model.project import Project

GOAL = MeasureGoal(of="test_metric", comparison=">=", value=0.98)


@pytest.mark.parametrize(
    ("recipe", "asked", "now"),
    [
        (Recipe(), "Test accuracy: at least 98 %", "Now: 48.4 %"),
        (replace(Recipe(), data=NoisyLine(), loss=MeanSquaredError()), "Test R²: at least 0.98", "Now: "),
    ],
)
def test_accuracy_is_asked_for_in_per_cent_and_r2_as_a_number(recipe: Recipe, asked: str, now: str) -> None:
    state = LessonState(Project(recipe), SnapshotBuilder(Session(recipe)).build())
    assert GOAL.text(state.predicts_number) == asked
    said = GOAL.judge(state).now
    assert said.startswith(now)
    assert said.endswith("%") != state.predicts_number


def test_a_number_that_came_too_late_is_not_said_as_if_it_were_good() -> None:
    """Played on past the first epochs: what stands beside the goal is what there was by then."""
    lesson = next(one for one in lessons_in()[0] if one.name == "13_learning_rate")
    run = LessonRun(lesson)
    learner = HeadlessLearner(run)
    run.play.predict(1)
    learner.train(2000)
    verdict = run.play.verdicts[0]
    assert verdict.value < 0.21
    assert not verdict.met
    assert verdict.now.startswith("By epoch 60: ")
    assert float(verdict.now.removeprefix("By epoch 60: ")) > 0.21


@pytest.mark.parametrize(("epochs", "said"), [(2, "Now: "), (3, "Now: "), (4, "By epoch 3: ")])
def test_what_was_reached_by_an_epoch_is_said_once_it_is_past(epochs: int, said: str) -> None:
    session = Session(Recipe())
    session.advance(epochs * session.batches.count)
    state = LessonState(Project(session.recipe), SnapshotBuilder(session).build())
    goal = MeasureGoal(of="train_loss", comparison="<=", value=0.0, within=3)
    assert goal.judge(state).now.startswith(said)


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


@pytest.mark.parametrize(
    ("comparison", "tolerance", "said"),
    [
        ("=", 0.0, "Training loss: 0.5"),
        ("=", 0.1, "Training loss: 0.5 ± 0.1"),
        ("<", 0.1, "Training loss: below 0.5"),
        ("<=", 0.0, "Training loss: at most 0.5"),
        (">", 0.0, "Training loss: above 0.5"),
    ],
)
def test_a_tolerance_is_said_where_it_counts(comparison: str, tolerance: float, said: str) -> None:
    assert MeasureGoal(of="train_loss", comparison=comparison, value=0.5, tolerance=tolerance).text() == said


def test_an_answer_with_the_wrong_sign_is_told_so() -> None:
    goal = NumberGoal(label=Text((("en", "Gradient"),)), value=-0.99)
    state = LessonState(Project(), None)
    assert goal.judge(state, (0.99,)).now == "Not yet: 0.99 has the wrong sign."
    assert goal.judge(state, (0.5,)).now == "Not yet: 0.5 is not it."
    assert goal.judge(state, (-0.99,)).met
