"""The goals that a teacher chooses from, filled with what the window shows now. To add one, add a row to `CHOICES`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from engine.core.translation import N_
from gui.model.lessons.goals import Goal, MeasureGoal, SettingGoal
from gui.model.lessons.lesson_state import MEASURES, SETTINGS, LessonState

ROOM = 1.1  # a loss may be a tenth larger than now


@dataclass(frozen=True)
class GoalChoice:
    """`label` is translated when shown; `make` gives the goal as it would be now, or None when it cannot be asked for."""

    label: str
    make: Callable[[LessonState], Goal | None]


def _measure(of: str, comparison: str, factor: float = 1.0) -> Callable[[LessonState], Goal | None]:
    def make(state: LessonState) -> Goal | None:
        found = MEASURES[of].read(state)
        if not math.isfinite(found) or abs(found) > 1e9:
            return None
        value = found if factor == 1.0 and found == int(found) else float(f"{found * factor:.2g}")
        return MeasureGoal(of=of, comparison=comparison, value=value)

    return make


def _setting(of: str) -> Callable[[LessonState], Goal | None]:
    def make(state: LessonState) -> Goal | None:
        names = tuple(dict.fromkeys(SETTINGS[of].read(state.recipe)))
        return SettingGoal(of=of, names=names) if names else None

    return make


CHOICES = (
    GoalChoice(N_("The test loss falls below a value"), _measure("test_loss", "<", ROOM)),
    GoalChoice(N_("The training loss falls below a value"), _measure("train_loss", "<", ROOM)),
    GoalChoice(N_("The test accuracy (or R²) reaches a value"), _measure("test_metric", ">=", 1 / 1.02)),
    GoalChoice(N_("So many epochs were trained"), _measure("epoch", ">=")),
    GoalChoice(
        N_("The ratio of the first gradient to the last reaches a value"),
        _measure("gradient_ratio", ">="),
    ),
    GoalChoice(N_("There are at least so many hidden neurons"), _measure("neurons", ">=")),
    GoalChoice(N_("There are at most so many parameters"), _measure("parameters", "<=")),
    GoalChoice(N_("There are at least so many hidden layers"), _measure("layers", ">=")),
    GoalChoice(N_("This optimizer is chosen"), _setting("optimizer")),
    GoalChoice(N_("This activation is chosen"), _setting("activation")),
    GoalChoice(N_("This loss is chosen"), _setting("loss")),
    GoalChoice(N_("This dataset is chosen"), _setting("dataset")),
)
