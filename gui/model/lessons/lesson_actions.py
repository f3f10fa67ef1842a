"""What a lesson can do by itself: its solution, *do it for me*, and the wrong ways that its test tries. Data, never code.

To add an action, add a class here or, if it edits the project, in `recipe_actions.py`: it says what it does to a `Learner`, which
is the real window or a model without one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import gui.model.lessons.recipe_actions  # noqa: F401  (adds its actions to those that a lesson knows)
from engine.core.translation import _
from engine.experiments.descent.ball import MOST_STEPS as MOST_STEPS_OF_A_BALL
from engine.experiments.descent.descent_settings import usual_settings
from engine.experiments.descent.example_functions import FUNCTIONS
from engine.optim.optimizers import OPTIMIZERS
from gui.model.lessons.learner import ACTIONS, Learner, LessonAction
from gui.model.lessons.lesson_fields import given, number, one_of, several, some_name, whole

MOST_EPOCHS, MOST_STEPS = 5000, 1_000_000
MOST_ANSWERS = 2


@ACTIONS.add("restart")
@dataclass(frozen=True, kw_only=True)
class Restart(LessonAction):
    """Same start."""

    def do(self, learner: Learner) -> None:
        learner.edit(_("Same start"), learner.project, restart=True)


@ACTIONS.add("train")
@dataclass(frozen=True, kw_only=True)
class Train(LessonAction):
    epochs: int = given(whole(0, MOST_EPOCHS), 0)
    steps: int = given(whole(0, MOST_STEPS), 0)

    def __post_init__(self) -> None:
        if bool(self.epochs) == bool(self.steps):
            raise ValueError(_("training needs either “epochs” or “steps”."))

    def do(self, learner: Learner) -> None:
        learner.train(self.epochs, self.steps)


@ACTIONS.add("keep_run")
@dataclass(frozen=True, kw_only=True)
class KeepRun(LessonAction):
    def do(self, learner: Learner) -> None:
        learner.keep_run()


@ACTIONS.add("view")
@dataclass(frozen=True, kw_only=True)
class ShowView(LessonAction):
    name: str = given(some_name())

    def do(self, learner: Learner) -> None:
        learner.show_view(self.name)


@ACTIONS.add("control")
@dataclass(frozen=True, kw_only=True)
class UseControl(LessonAction):
    """Click the control of this name; with `to`, set it: a number, or the place in a list, from 0. Needs the real window."""

    name: str = given(some_name())
    to: float | None = given(number(), None)

    def do(self, learner: Learner) -> None:
        learner.use_control(self.name, self.to)


@ACTIONS.add("descend")
@dataclass(frozen=True, kw_only=True)
class Descend(LessonAction):
    """In the view Descent: the balls of these optimizers roll down an example function from `start`, one number or two."""

    function: str = given(one_of(FUNCTIONS.names), "quartic")
    balls: tuple[str, ...] = given(several(some_name(), 1, 11), ("sgd",))
    rate: float = given(number(1e-5, 10.0), 0.01)
    momentum: float = given(number(0.0, 0.999), 0.9)
    condition: float = given(number(1.0, 1000.0), 10.0)
    start: tuple[float, ...] = given(several(number(-6.0, 6.0), 1, 2), ())
    steps: int = given(whole(1, MOST_STEPS_OF_A_BALL), 2000)

    def __post_init__(self) -> None:
        for kind in self.balls:
            OPTIMIZERS[kind]

    def do(self, learner: Learner) -> None:
        settings = replace(usual_settings(self.function), lr=self.rate, momentum=self.momentum, condition=self.condition)
        learner.descend(self.function, self.balls, settings.at_start(self.start), self.steps)


@ACTIONS.add("predict")
@dataclass(frozen=True, kw_only=True)
class Predict(LessonAction):
    """Answer the step's question: a number, or the choice with this number, from 1."""

    value: float = given(number(), 1.0)

    def do(self, learner: Learner) -> None:
        learner.predict(self.value)


@ACTIONS.add("answer")
@dataclass(frozen=True, kw_only=True)
class GiveAnswer(LessonAction):
    """Type this for the goal with this number, from 1; of a choice, its number."""

    goal: int = given(whole(1, 8), 1)
    values: tuple[float, ...] = given(several(number(), 1, MOST_ANSWERS))

    def do(self, learner: Learner) -> None:
        learner.answer(self.goal, self.values)


ANSWERING = (Predict, GiveAnswer)  # they change nothing but what the lesson knows
NEEDS_WINDOW = (UseControl,)  # a model without a window cannot do these


def read_action(data: object) -> LessonAction:
    """Raises ValueError with a sentence."""
    return ACTIONS.read(data)
