"""A line that is edited in place on the canvas. Enter or a click elsewhere commits what was typed, Escape cancels."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from engine.core.translation import _
from gui.style.text_size import set_font
from gui.widgets.forms.typed_line import TypedLine

LONGEST_NAME = 40
ELSEWHERE = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)  # the line stays open


class InlineEditor(TypedLine):
    """`left` when it loses the keyboard focus, or Enter or Escape ends it."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.typed = False
            self.set_value(self.value)
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.commit():
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in ELSEWHERE:
            self.left.emit()


class NameEditor(InlineEditor):
    """The name of a block, over its heading. `named` gives the block's id and its new name."""

    named = Signal(object, str)
    closed = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__("", lambda text: " ".join(text.split()), parent=over)
        self.block_id: int | None = None
        set_font(self, "body", bold=True)
        self.setMaxLength(LONGEST_NAME)
        self.setAccessibleName(_("Name of the layer"))
        self.set_help(_("Enter takes the name, Escape leaves it. Empty: the layer's kind and number."))
        self.committed.connect(lambda name: self.named.emit(self.block_id, name))
        self.left.connect(self.close_line)
        self.hide()

    def open(self, block_id: int, name: str, over: QRect) -> None:
        """Edit a block's name over a rectangle of the parent."""
        self.block_id, self.typed = block_id, False
        self.set_value(name)
        height = self.sizeHint().height()
        self.setGeometry(over.x(), max(0, over.center().y() - height // 2), max(over.width(), 130), height)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()

    def close_line(self) -> None:
        if self.block_id is not None:
            self.block_id, self.typed = None, False
            self.hide()
            self.closed.emit()
