"""Waits for a thread that trains, and says so: for its state (a save, an export, an adoption), or for its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from engine.core.translation import _
from gui.training.state_answer import Missing
from gui.training.worker_client import WorkerClient
from gui.widgets.waiting import Waiting

Found = TypeVar("Found")


class StateReader:
    """Changes: `is_waiting` while it waits; the window does not close then, and nothing else is read."""

    def __init__(self, parent: QWidget) -> None:
        self.parent = parent
        self.is_waiting = False

    def read(self, ask: Callable[[Callable[[Found | Missing], None]], None]) -> Found | Missing:
        """What `ask` passes to its argument, at once or later; `Missing.UNAVAILABLE` when the user would not wait for it."""
        if self.is_waiting:
            return Missing.UNAVAILABLE
        answers: list[Found | Missing] = []
        waiting = Waiting(self.parent, _("Waiting for the training step to end …"))

        def answer(found: Found | Missing) -> None:
            if not waiting.is_over:
                answers.append(found)
                waiting.finish()

        self.is_waiting = True
        try:
            ask(answer)
            waiting.wait()
        finally:
            self.is_waiting = False
        return answers[0] if answers else Missing.UNAVAILABLE

    def wait_for_end(self, *clients: WorkerClient) -> None:
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
