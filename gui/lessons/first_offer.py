"""What a new user is offered once, when the first network has learned: another dataset, or the first lesson."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gui.lessons.progress import note_offered, was_offered
from gui.model.lessons.lesson_state import MEASURES, LessonState
from gui.model.project import Project
from gui.training.frame import Frame

LEARNED = 0.97  # of the test metric
EPOCHS = 30  # of training: a look at it is not a run


class FirstOffer(QObject):
    """`wanted` carries the test metric, at most once in the life of the settings. What came trained does not count."""

    wanted = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_over = was_offered()

    def show_frame(self, frame: Frame) -> None:
        snapshot = frame.snapshot
        if self._is_over or snapshot is None or frame.opening < 0 or snapshot.epoch < EPOCHS:
            return
        if frame.trained_seconds <= frame.opened_seconds:  # it came trained
            return
        value = MEASURES["test_metric"].read(LessonState(Project(snapshot.recipe), snapshot))
        if value >= LEARNED:
            self._is_over = True
            note_offered()
            self.wanted.emit(value)
