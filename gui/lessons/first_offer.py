"""What a new user is offered once, when the first network has learned: another dataset, or the first lesson."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from engine.inspection.snapshot import Snapshot
from engine.recipe.recipe import Recipe
from gui.lessons.progress import note_offered, was_offered
from gui.model.lessons.lesson_state import MEASURES, LessonState
from gui.model.project import Project
from gui.training.frame import Frame

LEARNED = 0.97  # of the test metric
LOST = 0.9  # below it the offer says what is no longer so: weights were changed by hand, say
EPOCHS = 30  # of training: a look at it is not a run


class FirstOffer(QObject):
    """`wanted` carries the test metric, at most once in the life of the settings. What came trained does not count. `lost`: what
    it said is no longer true. `present` gives the project's recipe: a frame made before its last edit is of another run.
    """

    wanted, lost = Signal(float), Signal()

    def __init__(self, present: Callable[[], Recipe], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._present = present
        self._is_over, self._stands = was_offered(), False

    def show_frame(self, frame: Frame) -> None:
        snapshot = frame.snapshot
        if self._stands and snapshot is not None and _test_metric(snapshot) < LOST:
            self._stands = False
            self.lost.emit()
        if self._is_over or snapshot is None or frame.opening < 0 or snapshot.epoch < EPOCHS:
            return
        came_trained = frame.trained_seconds <= frame.opened_seconds
        if came_trained or snapshot.recipe != self._present():
            return
        value = _test_metric(snapshot)
        if value >= LEARNED:
            self._is_over = self._stands = True
            note_offered()
            self.wanted.emit(value)


def _test_metric(snapshot: Snapshot) -> float:
    return MEASURES["test_metric"].read(LessonState(Project(snapshot.recipe), snapshot))
