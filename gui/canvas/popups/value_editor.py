"""A weight or bias in place: a card with its value while the mouse is on it, and a small editor once it is clicked."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from engine.core.translation import N_, _, joined
from gui.canvas.diagram.parts import Weight
from gui.canvas.popups.inline_editor import InlineEditor
from gui.style.text_size import follow, set_font
from gui.style.theme import current, px
from gui.widgets.forms.number_text import read_number, write_number

NUDGE, FINE = 0.1, 0.01
HELP = N_("Enter takes the number, Escape leaves it. Up and Down change it by 0.1, with Shift by 0.01; Tab goes to the next.")
OWN_MS = 400  # so long a value that was set here is kept against frames, which may be older


class EditorCard(QLabel):
    """The name of the number under the mouse, and its value."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setProperty("tip", True)
        set_font(self, "body", tabular=True)
        self.hide()

    def show_at(self, at: QPoint, text: str) -> None:
        """Beside a point of the parent; an empty text hides it."""
        if not text:
            self.hide()
            return
        if text != self.text() or self.isHidden():
            self.setText(text)
            self.adjustSize()
        self.move(beside(self, at))
        self.show()


class ValueEditor(QFrame):
    """`open` it on a number. It closes by itself; then the canvas gets the keyboard focus back."""

    entered = Signal(object, float, bool)  # Weight, its new value, whether by a nudge
    next_wanted = Signal(object, int)  # Weight, 1 or -1
    closed = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.weight: Weight | None = None
        self._since = QElapsedTimer()
        self._name = QLabel()
        set_font(self._name, "small")
        self.line = _Line()
        self.line.setAccessibleName(_("Value"))
        self.line.set_help(_(HELP))
        self.line.committed.connect(lambda value: self._enter(value, False))
        self.line.nudged.connect(self._nudge)
        self.line.moved.connect(lambda by: self.next_wanted.emit(self.weight, by))
        self.line.left.connect(self.close_editor)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 8)
        column.setSpacing(4)
        column.addWidget(self._name)
        column.addWidget(self.line)
        self.setObjectName("value")
        self.hide()

    def open(self, weight: Weight, name: str, value: float, at: QPoint) -> None:
        """Edit this number beside a point of the parent."""
        theme = current()
        self.setStyleSheet(
            f"#value {{ background: {theme.raised}; border: 1px solid {theme.accent}; border-bottom: 3px solid {theme.accent}; }}"
        )
        self.weight = weight
        self._since.invalidate()
        self._name.setText(_("{name:big}").format(name=joined((name,))))
        self.line.setAccessibleName(self._name.text())
        self.line.typed = False
        self.line.set_value(value)
        self.adjustSize()
        self.move(beside(self, at))
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()

    def follow(self, value: float | None, at: QPoint) -> None:
        """Show the number as training has changed it, where it is now. What is being typed stays."""
        self.move(beside(self, at))
        own = self._since.isValid() and self._since.elapsed() < OWN_MS
        if value is not None and not self.line.typed and not own and value != self.line.value:
            everything = self.line.selectedText() == self.line.text()
            self.line.set_value(value)
            if everything:
                self.line.selectAll()

    def accept_frames(self) -> None:
        """After an undo or redo frames count again."""
        self._since.invalidate()

    def close_editor(self) -> None:
        if self.weight is not None:
            self.weight = None
            self.line.typed = False
            self.hide()
            self.closed.emit()

    def _enter(self, value: float, nudged: bool) -> None:
        if self.weight is not None:
            self._since.start()
            self.entered.emit(self.weight, value, nudged)

    def _nudge(self, by: float) -> None:
        if self.line.commit():
            value = round(self.line.value + by, 9)
            self.line.set_value(value)
            self.line.selectAll()
            self._enter(value, True)


class _Line(InlineEditor):
    """A number that Up and Down nudge."""

    nudged = Signal(float)
    moved = Signal(int)  # to the next (1) or the last (-1) number

    def __init__(self) -> None:
        super().__init__(0.0, read_number, write_number)
        set_font(self, "body", tabular=True)
        follow(self, lambda: self.setMinimumWidth(px(110)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.nudged.emit((FINE if shift else NUDGE) * (1 if key == Qt.Key.Key_Up else -1))
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        if self.commit():
            self.moved.emit(1 if forward else -1)
        return True


def beside(card: QWidget, at: QPoint) -> QPoint:
    """Right below a point of the parent, and within it."""
    room = card.parentWidget().rect()
    x = min(max(at.x() + 10, 4), max(4, room.width() - card.width() - 4))
    y = at.y() + 12 if at.y() + 12 + card.height() <= room.height() else at.y() - 12 - card.height()
    return QPoint(x, max(4, min(y, max(4, room.height() - card.height() - 4))))
