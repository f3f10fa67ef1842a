"""Tries a lesson before it is saved, beside the window, and remembers which text was tried."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from gui.model.lessons.lesson_reading import lesson_from
from gui.model.lessons.written.lesson_check import findings_of
from gui.widgets.background import BackgroundWork


class LessonTrial(QObject):
    """Changes: `tried` is the text that was tried last."""

    def __init__(self, parent: QObject, done: Callable[[tuple[str, ...]], None]) -> None:
        super().__init__(parent)
        self._done = done
        self._work: BackgroundWork | None = None
        self.tried = ""

    @property
    def is_running(self) -> bool:
        return self._work is not None

    def begin(self, text: str) -> None:
        """Try this; `done` gets a sentence for each finding."""
        self.tried = ""
        self.stop()
        work = partial(findings_of, lesson_from(text.encode()))
        self._work = BackgroundWork(self, work, partial(self._deliver, text), lambda _problem: self.stop())

    def stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._work = None

    def _deliver(self, text: str, findings: tuple[str, ...]) -> None:
        self._work, self.tried = None, text
        self._done(findings)
