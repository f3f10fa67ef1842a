"""How goals are said: as people write the number, in the words of the task."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.data.datasets.basics.noisy_line import NoisyLine
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.nn.losses.regression import MeanSquaredError
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.model.lessons.goals import MeasureGoal
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
