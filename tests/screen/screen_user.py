"""A user at a real screen: mouse and keyboard through xdotool, and the eyes to wait for what should happen.

The hand lives in a thread of its own beside the window, because a true drag blocks the window's thread in a loop of Qt's.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget


class Hand(QObject):
    """`run` starts a script, a function that is called with this hand in the other thread; `ended` gives its error, or None."""

    ended = Signal(object)
    _asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._asked.connect(lambda question: question())

    def run(self, script: Callable[[Hand], None]) -> None:
        self._thread = threading.Thread(target=self._run, args=(script,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """For the end of the script."""
        self._thread.join(10)

    def see(self, question: Callable[[], Any]) -> Any:
        """What the window's thread answers."""
        answered, answers = threading.Event(), []

        def ask() -> None:
            try:
                answers.append(question())
            finally:
                answered.set()

        self._asked.emit(ask)
        assert answered.wait(10), "the window does not answer"
        assert answers, "the question failed"
        return answers[0]

    def wait_for(self, what: str, question: Callable[[], Any], seconds: float = 10) -> None:
        """Until the answer is true; fails with `what` otherwise."""
        until = time.monotonic() + seconds
        while not self.see(question):
            assert time.monotonic() < until, f"waited {seconds} s in vain: {what}"
            time.sleep(0.02)

    def place(self, widget: QWidget, point: QPoint | None = None) -> QPoint:
        """A point of a widget on the screen; its middle unless told."""
        return self.see(lambda: widget.mapToGlobal(point if point is not None else widget.rect().center()))

    def click(self, widget: QWidget, point: QPoint | None = None) -> None:
        self.move(self.place(widget, point))
        self.tool("click", "1")

    def drag(self, start: QPoint, stops: list[QPoint]) -> None:
        """Press at the start, move by way of the stops, and let go."""
        self.move(start)
        self.tool("mousedown", "1")
        for stop in (start + QPoint(6, 3), start + QPoint(14, 6), *stops, stops[-1] + QPoint(1, 1)):
            self.move(stop)
            time.sleep(0.08)
        self.tool("mouseup", "1")

    def move(self, to: QPoint) -> None:
        self.tool("mousemove", str(to.x()), str(to.y()))

    def key(self, *keys: str) -> None:
        for key in keys:
            self.tool("key", "--clearmodifiers", key)
            time.sleep(0.05)

    def type(self, text: str) -> None:
        self.tool("type", "--delay", "30", text)

    @staticmethod
    def tool(*words: str) -> None:
        subprocess.run(["xdotool", *words], check=True, timeout=10)

    def _run(self, script: Callable[[Hand], None]) -> None:
        try:
            script(self)
        except BaseException as error:  # whatever it is, the test must end and say it
            self.ended.emit(error)
        else:
            self.ended.emit(None)
