"""Waits for a thread, and says so: for a trained state (a save, an export, an adoption), a file read or written, or its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from engine.core.cancellation import cancellable
from engine.core.translation import _
from gui.training.state_answer import Missing
from gui.widgets.background import BackgroundWork
from gui.widgets.waiting import Waiting

Found = TypeVar("Found")


class Ending(Protocol):
    """What has a thread, and lets it end."""

    ended: Any  # Signal(): no thread runs any more

    @property
    def has_ended(self) -> bool: ...

    def stop(self) -> None: ...


class StateReader:
    """Changes: `is_waiting` while it waits; the window closes only afterwards, and nothing else is read."""

    def __init__(self, parent: QWidget) -> None:
        self.parent = parent
        self.is_waiting = False
        self._waiting: Waiting | None = None  # for what is read
        self._text, self._closes = "", False

    def close_afterwards(self) -> None:
        """Close the window when what is waited for is there, unless the user cancels; the dialog says so from now on."""
        if self._waiting is not None:
            self._closes = True
            self._waiting.show_text(_("{waiting_for} Then the window closes.").format(waiting_for=self._text))

    def read(self, ask: Callable[[Callable[[Found | Missing], None]], None]) -> Found | Missing:
        """What `ask` passes to its argument, at once or later; `Missing.UNAVAILABLE` when the user would not wait for it."""
        return self._wait(ask, _("Waiting for the training step to end …"))

    def run(self, work: Callable[[], Found], text: str, can_cancel: bool = True) -> Found | Missing:
        """What `work` returns, which runs beside the window, while `text` says what is done; `Missing.UNAVAILABLE` when the user
        cancelled. Raises what `work` raises.

        What the user cannot cancel is done to its end, even if the whole program ends meanwhile.
        """
        started: list[BackgroundWork] = []

        def outcome() -> Found | Exception:
            try:
                if can_cancel:
                    return work()
                with cancellable(lambda: False):
                    return work()
            except Exception as problem:
                return problem

        def ask(then: Callable[[Found | Exception | Missing], None]) -> None:
            started.append(BackgroundWork(self.parent, outcome, then, then))

        found = self._wait(ask, text, can_cancel)
        for one in started:
            one.cancel()
        if isinstance(found, Exception):
            raise found
        return found

    def _wait(
        self, ask: Callable[[Callable[[Found | Missing], None]], None], text: str, can_cancel: bool = True
    ) -> Found | Missing:
        if self.is_waiting:
            return Missing.UNAVAILABLE
        answers: list[Found | Missing] = []
        waiting = self._waiting = Waiting(self.parent, text, can_cancel)
        self._text, self._closes = text, False
        waiting.quit_wanted.connect(self.close_afterwards)

        def answer(found: Found | Missing) -> None:
            if not waiting.is_over:
                answers.append(found)
                waiting.finish()

        self.is_waiting = True
        try:
            ask(answer)
            waiting.wait()
        finally:
            self.is_waiting, self._waiting = False, None
        if self._closes and answers:
            QTimer.singleShot(0, self.parent, self.parent.close)  # after what is done with the answer
        return answers[0] if answers else Missing.UNAVAILABLE

    def wait_for_end(self, *clients: Ending) -> None:
        """Stop these threads; return when none runs, or when the whole program ends meanwhile."""
        waiting = Waiting(self.parent, _("Waiting for the training step to end, then the window closes …"), can_cancel=False)

        def look() -> None:
            if all(client.has_ended for client in clients):
                waiting.finish()

        self.is_waiting = True
        for client in clients:
            client.ended.connect(look)
            client.stop()
        look()
        waiting.wait()
        for client in clients:
            client.ended.disconnect(look)
        self.is_waiting = False
