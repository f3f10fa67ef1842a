"""The goals that a teacher chooses from, filled with what the window shows now. To add one, add a row to `CHOICES`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from engine.core.translation import N_
from gui.model.lessons.goals import Goal, MeasureGoal, SettingGoal, holds
from gui.model.lessons.lesson_state import MEASURES, SETTINGS, LessonState

ROOM = 1.1  # a loss may be a tenth larger than now
MANY_EPOCHS = 100.0  # asked for while none was trained
Make = Callable[[LessonState, LessonState | None], Goal | None]


@dataclass(frozen=True)
class GoalChoice:
    """`label` is translated when shown, and `label_of_number` instead where the target is a number. `make` gives the goal as the
    window shows it now, or None when it cannot be asked for.

    What already holds where the step begins, which `make` is given too, asks for nothing: a measure then gets a farther value.
    """

    label: str
    make: Make
    label_of_number: str = ""

    def name(self, of_number: bool) -> str:
        """For people, untranslated."""
        return self.label_of_number if of_number and self.label_of_number else self.label


def _measure(of: str, comparison: str, factor: float = 1.0, first: float = 0.0) -> Make:
    def make(state: LessonState, began: LessonState | None) -> Goal | None:
        found = MEASURES[of].read(state)
        if not math.isfinite(found) or abs(found) > 1e9:
            return None
        value = found if factor == 1.0 and found == int(found) else float(f"{found * factor:.2g}")
        start = math.nan if began is None else MEASURES[of].read(began)
        if holds(start, comparison, value):
            value = first if first else _farther(start, comparison, of == "test_metric" and not state.predicts_number)
        return MeasureGoal(of=of, comparison=comparison, value=value)

    return make


def _farther(start: float, comparison: str, is_share: bool) -> float:
    """A value that does not hold at the start: half of a loss, half of the way to 100 %, one neuron more."""
    if is_share:
        return min(1.0, float(f"{(start + 1) / 2:.2g}"))
    if start == int(start):
        return start + 1 if comparison == ">=" else start - 1
    away = abs(start) / 2
    return float(f"{start - away if comparison in ('<', '<=') else start + away:.2g}")


def _setting(of: str) -> Make:
    def make(state: LessonState, _began: LessonState | None) -> Goal | None:
        names = tuple(dict.fromkeys(SETTINGS[of].read(state.recipe)))
        return SettingGoal(of=of, names=names) if names else None

    return make


CHOICES = (
    GoalChoice(N_("The test loss falls below a value"), _measure("test_loss", "<", ROOM)),
    GoalChoice(N_("The training loss falls below a value"), _measure("train_loss", "<", ROOM)),
    GoalChoice(
        N_("The test accuracy reaches a value"),
        _measure("test_metric", ">=", 1 / 1.02),
        N_("R² of the test rows reaches a value"),
    ),
    GoalChoice(N_("So many epochs were trained"), _measure("epoch", ">=", first=MANY_EPOCHS)),
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
