"""A lesson as a value: steps with a question, goals, hints and a solution, and what the learner begins with."""

from __future__ import annotations

from dataclasses import dataclass, field

from gui.model.lessons.answer_goals import MOST_CHOICES
from gui.model.lessons.goals import Goal
from gui.model.lessons.learner import LessonAction
from gui.model.lessons.lesson_fields import Text, given, several, some_name, text_of, whole
from gui.model.lessons.start import Start

MOST_STEPS, MOST_GOALS, MOST_ACTIONS, MOST_HINTS, MOST_WRONG = 40, 8, 40, 5, 10
MOST_WORDS = 60  # of a step's text: more is not read beside a running network
MOST_TITLE = 80  # letters
MOST_NAMES = 60  # of what is locked or hidden


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the learner predicts before doing it: one of some choices, or a number when there are none."""

    text: Text = given(text_of(40))
    choices: tuple[Text, ...] = given(several(text_of(30), 2, MOST_CHOICES), ())
    right: int = given(whole(1, MOST_CHOICES), 0)  # the choice that turns out right, if one does: told with the explanation


@dataclass(frozen=True, kw_only=True)
class Limits:
    """A goal counts only within these; 0 is no limit."""

    neurons: int = given(whole(0, 10_000), 0)
    layers: int = given(whole(0, 50), 0)
    parameters: int = given(whole(0, 1_000_000), 0)
    epochs: int = given(whole(0, 100_000), 0)


@dataclass(frozen=True, kw_only=True)
class Step:
    """`start`: the project is made anew when the step begins; None goes on with the one that is there.

    `settings` may not be changed; `locked` controls cannot be used and `hidden` ones not be seen, beside those of the lesson.
    """

    title: Text
    text: Text
    question: Question | None = None
    goals: tuple[Goal, ...] = ()
    hints: tuple[Text, ...] = ()
    why: Text = Text()
    solution: tuple[LessonAction, ...] = ()
    start: Start | None = None
    limits: Limits = Limits()
    settings: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    views: tuple[str, ...] = ()  # that are brought up when the step begins


@dataclass(frozen=True, kw_only=True)
class WrongWay:
    """Actions that meet no goal of a step, by its number from 1: for the tests of lessons."""

    step: int = given(whole(1, MOST_STEPS), 1)
    actions: tuple[LessonAction, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """At least one step. `key` tells lessons apart from one start of the program to the next: a digest of the file.

    `keeps_project`: the learner goes on with the own project's data and network; otherwise the lesson brings its own.
    """

    title: Text
    steps: tuple[Step, ...]
    about: Text = Text()
    start: Start = Start()
    limits: Limits = Limits()
    settings: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    wrong: tuple[WrongWay, ...] = ()
    key: str = ""
    name: str = ""  # of the file, without its end
    is_built_in: bool = field(default=False, compare=False)  # where it comes from is no part of it

    @property
    def progress_key(self) -> str:
        """Under which progress is kept: two teachers' files may have one name; built-in ones may change with the program."""
        return self.name if self.is_built_in or not self.name else f"{self.name}:{self.key}"


NAMES = several(some_name(), 0, MOST_NAMES)
