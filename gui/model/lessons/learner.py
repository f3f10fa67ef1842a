"""Who carries the actions of lessons out, and what an action is: an entry of `ACTIONS`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Protocol

from engine.experiments.descent.descent_settings import DescentSettings
from engine.training.memento import WeightEdit
from gui.model.lessons.lesson_fields import Kinds
from gui.model.project import Project


class Learner(Protocol):
    """Who carries actions out."""

    @property
    def project(self) -> Project: ...

    def edit(self, text: str, after: Project, restart: bool = False, weights: tuple[WeightEdit, ...] = ()) -> None:
        """Make `after` the project, undoably, and set these trained numbers."""

    def train(self, epochs: int = 0, steps: int = 0) -> None:
        """So many epochs, or steps; it ends earlier on a divergence or by a stop rule."""

    def keep_run(self) -> None: ...

    def show_view(self, name: str) -> None: ...

    def use_control(self, name: str, value: float | None) -> None:
        """Click the control of this name, or set it to a value. Raises ValueError when there is none."""

    def descend(self, function: str, balls: tuple[str, ...], settings: DescentSettings, steps: int) -> None:
        """Let the balls of these optimizers roll down an example function, in the view *Descent*."""

    def predict(self, value: float) -> None: ...

    def answer(self, goal: int, values: tuple[float, ...]) -> None:
        """Type or choose this for the goal with this number, from 1."""


class LessonAction(ABC):
    """One thing that a learner does."""

    @abstractmethod
    def do(self, learner: Learner) -> None:
        """Raises ValueError with a sentence when it cannot be done now."""


ACTIONS: Kinds[LessonAction] = Kinds("do")
