"""How goals are said: as people write the number, in the words of the task."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.data.datasets.basics.noisy_line import NoisyLine
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.nn.losses.regression import MeanSquaredError
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.model.lessons.answer_goals import NumberGoal
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


def test_an_answer_with_the_wrong_sign_is_told_so() -> None:
    goal = NumberGoal(label=Text((("en", "Gradient"),)), value=-0.99)
    state = LessonState(Project(), None)
    assert goal.judge(state, (0.99,)).now == "Not yet: 0.99 has the wrong sign."
    assert goal.judge(state, (0.5,)).now == "Not yet: 0.5 is not it."
    assert goal.judge(state, (-0.99,)).met
