"""Goals that ask the learner for an answer: a number worked out, a choice after looking, two steps found in a chart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.number_format import format_number
from engine.core.translation import _
from gui.model.lessons.goals import GOALS, NEAR, Answer, Goal, Verdict, holds
from gui.model.lessons.lesson_fields import Text, given, number, one_of, several, text_of, truth, whole
from gui.model.lessons.lesson_state import MEASURES, LessonState

MOST_CHOICES = 6


@GOALS.add("number")
@dataclass(frozen=True, kw_only=True)
class NumberGoal(Goal):
    """A number that the learner works out and types: this value, or that of a measure (`of`) at that moment.

    It is right within `tolerance`, or within `percent` of the value.
    """

    label: Text = given(text_of(30))
    value: float | None = given(number(), None)
    of: str = given(one_of(lambda: MEASURES), "")
    tolerance: float = given(number(0.0), 0.0)
    percent: float = given(number(0.0, 50.0), 1.0)
    ever: bool = given(truth, False)

    def __post_init__(self) -> None:
        if (self.value is None) != bool(self.of):
            raise ValueError(_("a number to type needs either “value” or “of”."))

    def text(self, of_number: bool = False) -> str:
        return str(self.label)

    @property
    def answers(self) -> int:
        return 1

    def judge(self, state: LessonState, answer: Answer = ()) -> Verdict:
        if len(answer) != 1:
            return Verdict(False)
        value = MEASURES[self.of].read(state) if self.value is None else self.value
        right = holds(answer[0], "=", value, max(self.tolerance, abs(value) * self.percent / 100))
        shown = format_number(answer[0], 6)
        if right:
            return Verdict(True, answer[0])
        turned = holds(-answer[0], "=", value, max(self.tolerance, abs(value) * self.percent / 100))
        text = _("Not yet: {value} has the wrong sign.") if turned else _("Not yet: {value} is not it.")
        return Verdict(False, answer[0], text.format(value=shown))


@GOALS.add("choice")
@dataclass(frozen=True, kw_only=True)
class ChoiceGoal(Goal):
    """A question about what was seen; the learner chooses an answer. `right` is its number, from 1."""

    label: Text = given(text_of(40))
    choices: tuple[Text, ...] = given(several(text_of(30), 2, MOST_CHOICES))
    right: int = given(whole(1, MOST_CHOICES))
    ever: bool = given(truth, False)

    def __post_init__(self) -> None:
        if self.right > len(self.choices):
            raise ValueError(_("“right” is the number of a choice: there are {count}.").format(count=len(self.choices)))

    def text(self, of_number: bool = False) -> str:
        return str(self.label)

    def judge(self, state: LessonState, answer: Answer = ()) -> Verdict:
        if len(answer) != 1:
            return Verdict(False)
        right = answer[0] == self.right
        return Verdict(right, answer[0], "" if right else _("Not yet: look again."))


@GOALS.add("stretch")
@dataclass(frozen=True, kw_only=True)
class StretchGoal(Goal):
    """Two steps of the run, typed: between them the loss falls by a share of itself while the metric stays where it was."""

    label: Text = given(text_of(30))
    rows: str = given(one_of(lambda: ("train", "test")), "train")
    falls: float = given(number(0.0, 1.0), 0.05)
    stays: float = given(number(0.0, 1.0), 0.0)
    steps: int = given(whole(1, 100_000), 20)
    ever: bool = given(truth, False)

    def text(self, of_number: bool = False) -> str:
        return str(self.label)

    @property
    def answers(self) -> int:
        return 2

    def judge(self, state: LessonState, answer: Answer = ()) -> Verdict:
        if len(answer) != 2 or state.snapshot is None:
            return Verdict(False)
        first, last = answer
        history = state.snapshot.history
        within = (history.steps >= first) & (history.steps <= last)
        if last - first < self.steps or np.count_nonzero(within) < 2:
            text = _("Not yet: between {first} and {last} there are too few steps; take at least {steps}.")
            found = {"first": format_number(first, 9), "last": format_number(last, 9)}
            return Verdict(False, last - first, text.format(**found, steps=self.steps))
        losses = history.column(f"{self.rows}_loss")[2][within]
        low, high, _mean = (part[within] for part in history.column(f"{self.rows}_metric"))
        fall, moved = float(1 - losses[-1] / losses[0]) if losses[0] else 0.0, float(high.max() - low.min())
        text = _("There the loss falls by {fall} % and the metric moves by {moved}.")
        now = text.format(fall=format_number(100 * fall, 3), moved=format_number(moved, 3))
        return Verdict(fall >= self.falls and moved <= self.stays + NEAR, fall, now)


def read_goal(data: object) -> Goal:
    """A goal of any kind from a table of the file. Raises ValueError with a sentence."""
    return GOALS.read(data)
