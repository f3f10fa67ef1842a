"""What would be lost if the project were left now: edits by hand, and training.

A run counts as work once it has trained for LOOK_SECONDS since the project was saved or opened. Pressing Play for a look does not
count.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, SignalInstance

from gui.document import Document
from gui.training.frame import Frame
from gui.training.trainer import Trainer

LOOK_SECONDS = 5.0


class UnsavedWork(QObject):
    """Changes with the frames, and when the project has been saved. `changed` is emitted when it begins or ends to exist."""

    changed = Signal()

    def __init__(self, document: Document, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.trainer = document, trainer
        self.has_file = False  # whether the project belongs to a file
        self._opening, self._seconds, self._saved_seconds = 0, 0.0, 0.0
        self._existed = False
        self._connections = [signal.connect(self.update) for signal in _signals(document)]

    def exists(self) -> bool:
        return self.is_edited or self.is_trained

    @property
    def is_edited(self) -> bool:
        """Whether there are edits to save. Templates that were looked at in a project without a file are none."""
        return not self.document.undo_stack.isClean() and (self.has_file or not self.document.has_only_looks)

    @property
    def is_trained(self) -> bool:
        """Whether it has trained since it was saved or opened, for longer than a look."""
        same_project = self._opening == self.trainer.opening  # otherwise the last frame was of the project before
        return same_project and self._seconds - self._saved_seconds >= LOOK_SECONDS

    def show_frame(self, frame: Frame) -> None:
        if frame.opening == self.trainer.opening:
            self._note(frame)
        self.update()

    def _note(self, frame: Frame) -> None:
        if frame.opening != self._opening:
            self._opening, self._saved_seconds = frame.opening, frame.opened_seconds
        self._seconds = frame.trained_seconds

    def mark_saved(self, trained_seconds: float) -> None:
        """The project is in its file as it is, with a state that had trained for so long."""
        self.has_file = True
        self._saved_seconds = trained_seconds
        self.document.undo_stack.setClean()
        self.update()
        self.changed.emit()  # also where nothing was unsaved: the title shows the name of another file now

    def end(self) -> None:
        """The program ends: an undo stack that is destroyed still tells of changes, which are none."""
        while self._connections:
            self.disconnect(self._connections.pop())

    def update(self) -> None:
        """Emit `changed` if it does not exist any more, or does now."""
        exists = self.exists()
        if exists is not self._existed:
            self._existed = exists
            self.changed.emit()


def _signals(document: Document) -> tuple[SignalInstance, ...]:
    stack = document.undo_stack
    return stack.indexChanged, stack.cleanChanged
