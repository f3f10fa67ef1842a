"""*Do it for me*: plays the actions of a step one after the other, slowly enough to be watched."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from gui.lessons.window_learner import WindowLearner
from gui.model.lessons.learner import LessonAction

PAUSE = 700  # ms between two actions
LONGEST = 60_000  # ms that one action may take, before the next


class SolutionPlayer(QObject):
    """Changes while it plays. `ended` carries a sentence when an action could not be done, else nothing."""

    ended = Signal(str)

    def __init__(self, parent: QObject | None = None, pause: int = PAUSE) -> None:
        super().__init__(parent)
        self._left: list[LessonAction] = []
        self._learner: WindowLearner | None = None
        self._done: Callable[[], None] = lambda: None
        self._waited = 0
        self.timer = QTimer(self, interval=pause)
        self.timer.timeout.connect(self._next)

    @property
    def is_playing(self) -> bool:
        return self.timer.isActive()

    def play(self, actions: Sequence[LessonAction], learner: WindowLearner, done: Callable[[], None]) -> None:
        """`done` is called after each action."""
        self._left, self._learner, self._done, self._waited = list(actions), learner, done, 0
        self.timer.start()
        self._next()

    def stop(self) -> None:
        self.timer.stop()
        self._left, self._learner = [], None

    def _next(self) -> None:
        learner = self._learner
        if learner is None:
            return
        if learner.is_busy and self._waited < LONGEST:
            self._waited += self.timer.interval()
            return
        if not self._left:
            self.stop()
            self.ended.emit("")
            return
        self._waited = 0
        try:
            self._left.pop(0).do(learner)
        except ValueError as problem:
            self.stop()
            self.ended.emit(str(problem))
            return
        self._done()
