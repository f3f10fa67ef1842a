"""Carries a lesson's actions out in the real window, as a user would: by edits, training and the controls of views."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QDoubleSpinBox, QSpinBox, QWidget

from engine.core.translation import _
from engine.experiments.descent.descent_settings import DescentSettings
from engine.training.memento import WeightEdit
from gui.document import Document
from gui.model.lessons.lesson_run import LessonRun
from gui.model.project import Project
from gui.training.lesson_trainer import LessonTrainer


class Host(Protocol):
    """The parts of the window that lessons use beside the document and the trainer."""

    def keep_run(self) -> None: ...

    def show_view(self, name: str) -> None: ...

    def descend(self, function: str, balls: tuple[str, ...], settings: DescentSettings, steps: int) -> None:
        """Let balls roll in the view *Descent*."""

    def widget(self) -> QWidget:
        """The window itself."""


class WindowLearner:
    """See `Learner`. What it starts ends later: `is_busy` until then."""

    def __init__(self, run: LessonRun, document: Document, trainer: LessonTrainer, host: Host) -> None:
        self.run, self.document, self.trainer, self.host = run, document, trainer, host

    @property
    def project(self) -> Project:
        return self.document.project

    @property
    def is_busy(self) -> bool:
        """Whether the training that it asked for goes on, or the newest frame is still of the project before."""
        frame = self.trainer.trainer.frame
        if self.trainer.trainer.is_running:
            return True
        return not frame.problem and (frame.snapshot is None or frame.snapshot.recipe != self.document.project.recipe)

    def edit(self, text: str, after: Project, restart: bool = False, weights: tuple[WeightEdit, ...] = ()) -> None:
        self.document.edit(text, after, restart=restart, weights=weights)

    def train(self, epochs: int = 0, steps: int = 0) -> None:
        self.trainer.train(epochs, steps)

    def keep_run(self) -> None:
        self.host.keep_run()

    def show_view(self, name: str) -> None:
        self.host.show_view(name)

    def use_control(self, name: str, value: float | None) -> None:
        control = self.host.widget().findChild(QWidget, name)
        if control is None:
            raise ValueError(_("The control {name} is not there.").format(name=name))
        if isinstance(control, QAbstractButton):
            if value is None:
                control.click()
            else:
                control.setChecked(bool(value))
        elif isinstance(control, QComboBox) and value is not None:
            control.setCurrentIndex(int(value))
            control.activated.emit(int(value))
        elif isinstance(control, QSpinBox | QAbstractSlider) and value is not None:
            control.setValue(int(value))
        elif isinstance(control, QDoubleSpinBox) and value is not None:
            control.setValue(value)

    def descend(self, function: str, balls: tuple[str, ...], settings: DescentSettings, steps: int) -> None:
        self.host.descend(function, balls, settings, steps)

    def predict(self, value: float) -> None:
        """The learner has not guessed where the solution answers the question."""
        self.run.play.record.guess_shown = self.run.play.needs_prediction
        self.run.play.predict(value)

    def answer(self, goal: int, values: tuple[float, ...]) -> None:
        self.run.play.answer(goal - 1, values)
