"""A user at a real screen: mouse and keyboard through xdotool, and waiting for what they should bring about.

The user lives in a thread beside the window's, because a real drag blocks the window's thread in an event loop of Qt's own.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

PATIENCE = 60.0  # seconds: only a hang takes so long
BETWEEN = 0.02  # seconds between two looks whether something has happened
DRAG_PAUSE = 0.05  # seconds after each move of a drag: what lies there is to be found under the mouse
KEY_EVENTS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
MODIFIERS = (Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Shift, Qt.Key.Key_Meta)


class ScreenUser(QObject):
    """`run` starts a script, a function that is called with this user in the other thread; `ended` gives its error, or None."""

    ended = Signal(object)
    _asked = Signal(object)

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._keys_seen = 0
        self._asked.connect(lambda question: question())
        app.installEventFilter(self)

    def run(self, script: Callable[[ScreenUser], None]) -> None:
        self._thread = threading.Thread(target=self._run, args=(script,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """For the end of the script."""
        self._thread.join(PATIENCE)

    def ask(self, question: Callable[[], Any]) -> Any:
        """What the window's thread answers."""
        answered, answers = threading.Event(), []

        def answer() -> None:
            try:
                answers.append(question())
            finally:
                answered.set()

        self._asked.emit(answer)
        assert answered.wait(PATIENCE), "the window does not answer"
        assert answers, "the question failed"
        return answers[0]

    def wait_for(self, what: str, question: Callable[[], Any]) -> None:
        """Until the answer is true; fails with `what` otherwise."""
        self._wait(what, lambda: self.ask(question))

    def place(self, widget: QWidget, point: QPoint | None = None) -> QPoint:
        """A point of a widget on the screen; its middle by default."""
        return self.ask(lambda: widget.mapToGlobal(point if point is not None else widget.rect().center()))

    def click(self, widget: QWidget, point: QPoint | None = None) -> None:
        self.move(self.place(widget, point))
        self.xdotool("click", "1")

    def drag(self, start: QPoint, stops: list[QPoint]) -> None:
        """Press at the start, move by way of the stops, and let go."""
        self.move(start)
        self.xdotool("mousedown", "1")
        for stop in (start + QPoint(6, 3), start + QPoint(14, 6), *stops, stops[-1] + QPoint(1, 1)):
            self.move(stop)
            time.sleep(DRAG_PAUSE)
            self.ask(lambda: True)  # the window has come so far
        self.xdotool("mouseup", "1")

    def move(self, to: QPoint) -> None:
        self.xdotool("mousemove", str(to.x()), str(to.y()))

    def key(self, *keys: str) -> None:
        """Press keys, each when the window has seen the one before it."""
        for key in keys:
            before = self._keys_seen
            self.xdotool("key", "--clearmodifiers", key)
            self._wait(f"the key {key} arrives", lambda before=before: self._keys_seen > before)

    def type(self, text: str) -> None:
        self.xdotool("type", "--delay", "30", text)

    @staticmethod
    def xdotool(*words: str) -> None:
        subprocess.run(["xdotool", *words], check=True, timeout=PATIENCE)

    @staticmethod
    def _wait(what: str, question: Callable[[], Any]) -> None:
        until = time.monotonic() + PATIENCE
        while not question():
            assert time.monotonic() < until, f"waited {PATIENCE:.0f} s in vain: {what}"
            time.sleep(BETWEEN)

    def _run(self, script: Callable[[ScreenUser], None]) -> None:
        try:
            script(self)
        except BaseException as error:  # whatever it is, the test must end and report it
            self.ended.emit(error)
        else:
            self.ended.emit(None)

    # -- Qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in KEY_EVENTS and event.key() not in MODIFIERS:
            self._keys_seen += 1
        return False
