"""What a step of a lesson asks for. Each kind judges a `LessonState`; to add one, add a class: files and README's test find it.

A goal never trusts what a view draws: it reads the project and the newest snapshot, which are the engine's own numbers.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.core.number_format import format_number
from engine.core.translation import N_, _, joined, ngettext
from engine.inspection.snapshot import Snapshot
from engine.network.parameter_layout import ARRAYS, arrays_of
from gui.model.lessons.lesson_fields import Kinds, Text, given, number, one_of, several, some_name, text_of, truth, whole
from gui.model.lessons.lesson_state import MEASURES, SETTINGS, LessonState

MOST_EPOCHS, MOST_SEEDS = 2000, 5
NEAR = 1e-9  # of a number to itself, relative
COMPARISONS = {
    "<": N_("{what}: below {value}"),
    "<=": N_("{what}: at most {value}"),
    ">": N_("{what}: above {value}"),
    ">=": N_("{what}: at least {value}"),
    "=": N_("{what}: {value}"),
}
Answer = tuple[float, ...]
IN_HISTORY = "train_loss", "test_loss", "train_metric", "test_metric"  # measures that the history of a run has


@dataclass(frozen=True)
class Verdict:
    """Whether a goal is met, the number that decided it, if one did, and how things stand now, as a sentence or nothing."""

    met: bool
    value: float = math.nan
    now: str = ""


class Goal(ABC):
    """One thing that must be so. `ever`: it is enough that it was so once since the step began."""

    ever: bool

    @abstractmethod
    def text(self, of_number: bool = False) -> str:
        """What is asked for, for people. of_number: whether the data's target is a number: a metric has another name then."""

    @abstractmethod
    def judge(self, state: LessonState, answer: Answer = ()) -> Verdict:
        """`answer` is what the learner typed or chose for this goal; most ask for nothing."""

    @property
    def answers(self) -> int:
        """How many numbers the learner types for it."""
        return 0


GOALS: Kinds[Goal] = Kinds("kind")


def holds(found: float, comparison: str, value: float, tolerance: float = 0.0) -> bool:
    """Whether the comparison is true; never of what is not a number."""
    if not math.isfinite(found):
        return False
    if comparison == "=":
        return abs(found - value) <= max(tolerance, NEAR * abs(value))
    return {"<": found < value, "<=": found <= value, ">": found > value, ">=": found >= value}[comparison]


def _comparison() -> str:
    return given(one_of(lambda: COMPARISONS))  # type: ignore[no-any-return]


def _four_digits(value: float) -> str:
    return format_number(value, 4)


def _compared(
    what: str, comparison: str, value: float, tolerance: float = 0.0, shown: Callable[[float], str] = _four_digits
) -> str:
    number_text = shown(value)
    if tolerance and comparison == "=":
        number_text = _("{value} ± {tolerance}").format(value=number_text, tolerance=shown(tolerance))
    return _(COMPARISONS[comparison]).format(what=what, value=number_text)


def _now(value: float, shown: Callable[[float], str] = _four_digits) -> str:
    if not math.isfinite(value):
        return _("Now: no number yet")
    return _("Now: {value}").format(value=shown(value))


@GOALS.add("measure")
@dataclass(frozen=True, kw_only=True)
class MeasureGoal(Goal):
    """A number of the run, such as the test loss. seeds: the learner's network is also trained anew from so many other seeds, for
    `epochs`, and must get there with `needed` of them (all, when it is 0): luck does not count. within: the present run must have
    been there in its first so many epochs, whatever came later; 0 is now.
    """

    of: str = given(one_of(lambda: MEASURES))
    comparison: str = _comparison()
    value: float = given(number())
    tolerance: float = given(number(0.0), 0.0)
    ever: bool = given(truth, False)
    seeds: int = given(whole(0, MOST_SEEDS), 0)
    needed: int = given(whole(0, MOST_SEEDS), 0)
    epochs: int = given(whole(1, MOST_EPOCHS), 300)
    within: int = given(whole(0, MOST_EPOCHS), 0)

    def __post_init__(self) -> None:
        if self.within and self.of not in IN_HISTORY:
            raise ValueError(_("“within” is for one of {names}.").format(names=", ".join(IN_HISTORY)))

    def text(self, of_number: bool = False) -> str:
        measure = MEASURES[self.of]
        if self.of == "by_hand" and self.comparison == ">=":
            count = math.ceil(self.value)
            text = ngettext(
                "Find weights that get all points right", "Find {count} different weights that get all points right", count
            )
            return text.format(count=count)
        what = _(measure.name(of_number))
        what = _compared(what, self.comparison, self.value, self.tolerance, partial(measure.shown, of_number=of_number))
        if self.within:
            text = ngettext(
                "{what}, within the first epoch",
                "{what}, within the first {epochs} epochs",
                self.within,
            )
            what = text.format(what=what, epochs=self.within)
        if not self.seeds:
            return what
        text = ngettext(
            "{what}, and again from {needed} of {seeds} other start within {epochs} epochs",
            "{what}, and again from {needed} of {seeds} other starts within {epochs} epochs",
            self.seeds,
        )
        return text.format(what=what, needed=self.needed or self.seeds, seeds=self.seeds, epochs=self.epochs)

    def judge(self, state: LessonState, answer: Answer = ()) -> Verdict:
        found = MEASURES[self.of].read(state)
        now = _now(found, partial(MEASURES[self.of].shown, of_number=state.predicts_number))
        if self.within and state.snapshot is not None:
            first = _first_rows(state.snapshot, self.of, self.within)
            good = [value for value in first if holds(value, self.comparison, self.value, self.tolerance)]
            if first and not good and state.snapshot.epoch > self.within:
                shown = MEASURES[self.of].shown(first[-1], of_number=state.predicts_number)
                now = _("By epoch {epoch}: {value}").format(epoch=self.within, value=shown)
            return Verdict(bool(good), good[0] if good else found, now)
        return Verdict(holds(found, self.comparison, self.value, self.tolerance), found, now)


def _first_rows(snapshot: Snapshot, of: str, epochs: int) -> list[float]:
    """What the history of the present run has measured in its first epochs."""
    history = snapshot.history
    per_epoch = max(1, math.ceil(len(snapshot.data.train) / snapshot.recipe.batch))
    return [float(value) for value in history.column(of)[2][history.steps <= epochs * per_epoch]]


@GOALS.add("setting")
@dataclass(frozen=True, kw_only=True)
class SettingGoal(Goal):
    """A choice, such as the optimizer: one of these names, everywhere where it is chosen."""

    of: str = given(one_of(lambda: SETTINGS))
    names: tuple[str, ...] = given(several(some_name(), 1, 20))
    ever: bool = given(truth, False)

    def text(self, of_number: bool = False) -> str:
        names = joined(map(shown_name, self.names), ", ")
        text = _("{setting}: {names}") if len(self.names) == 1 else _("{setting}: one of {names}")
        return text.format(setting=_(SETTINGS[self.of].label), names=names)

    def judge(self, state: LessonState, answer: Answer = ()) -> Verdict:
        found = SETTINGS[self.of].read(state.recipe)
        now = _("Now: {value}").format(value=joined(map(shown_name, dict.fromkeys(found)), ", ")) if found else ""
        return Verdict(bool(found) and set(found) <= set(self.names), math.nan, now)


def shown_name(kind: str) -> str:
    """What people read for the name of an entry of any family."""
    for setting in SETTINGS.values():
        label = setting.label_of(kind)
        if label:
            return _(label)
    return kind


@GOALS.add("contains")
@dataclass(frozen=True, kw_only=True)
class ContainsGoal(Goal):
    """At least so many of the network's layers, activations … are of this name."""

    of: str = given(one_of(lambda: SETTINGS))
    names: tuple[str, ...] = given(several(some_name(), 1, 20))
    count: int = given(whole(1, 50), 1)
    ever: bool = given(truth, False)

    def text(self, of_number: bool = False) -> str:
        names = joined(map(shown_name, self.names), ", ")
        return _("{setting}: at least {count} of {names}").format(
            setting=_(SETTINGS[self.of].label), count=self.count, names=names
        )

    def judge(self, state: LessonState, answer: Answer = ()) -> Verdict:
        found = sum(one in self.names for one in SETTINGS[self.of].read(state.recipe))
        return Verdict(found >= self.count, float(found), _now(found))


@GOALS.add("weight")
@dataclass(frozen=True, kw_only=True)
class WeightGoal(Goal):
    """One trained number: of which layer (1 is the first hidden one, 0 the output), in which of its arrays, at which place.

    A `label` says it in the lesson's words, where the number itself would give the answer away.
    """

    layer: int = given(whole(0, 50))
    array: str = given(some_name())
    place: tuple[int, ...] = given(several(whole(0, 1023), 1, 4))
    comparison: str = _comparison()
    value: float = given(number())
    tolerance: float = given(number(0.0), 0.0)
    label: Text = given(text_of(20), Text())
    ever: bool = given(truth, False)

    def text(self, of_number: bool = False) -> str:
        if self.label:
            return str(self.label)
        array, place = _(ARRAYS.get(self.array, self.array)), ", ".join(str(one + 1) for one in self.place)
        where = _("{array} {place} of layer {layer}").format(array=array, place=place, layer=self.layer or _("output"))
        return _compared(where, self.comparison, self.value, self.tolerance)

    def judge(self, state: LessonState, answer: Answer = ()) -> Verdict:
        found = math.nan
        if state.snapshot is not None and self.layer < len(state.snapshot.layers):
            layers = state.snapshot.layers
            array = arrays_of(layers[self.layer - 1], state.snapshot.theta).get(self.array)
            if array is not None and array.ndim == len(self.place) and all(np.less(self.place, array.shape)):
                found = float(array[self.place])
        return Verdict(holds(found, self.comparison, self.value, self.tolerance), found, _now(found))


@GOALS.add("action")
@dataclass(frozen=True, kw_only=True)
class ActionGoal(Goal):
    """Something that a view reports, such as "descent.ended": so often, with a value that compares so."""

    name: str = given(some_name())
    label: Text = given(text_of(20))
    comparison: str = given(one_of(lambda: COMPARISONS), ">=")
    value: float = given(number(), -1e12)
    tolerance: float = given(number(0.0), 0.0)
    times: int = given(whole(1, 100), 1)
    ever: bool = given(truth, False)

    def text(self, of_number: bool = False) -> str:
        return str(self.label)

    def judge(self, state: LessonState, answer: Answer = ()) -> Verdict:
        values = state.actions.get(self.name, ())
        count = sum(holds(one, self.comparison, self.value, self.tolerance) for one in values)
        last = values[-1] if values else math.nan
        now = _("Done {count} of {times} times").format(count=min(count, self.times), times=self.times) if self.times > 1 else ""
        return Verdict(count >= self.times, last, now)
