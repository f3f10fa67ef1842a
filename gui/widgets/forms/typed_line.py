"""A line edit for a value. What was typed is committed on Enter and as soon as something else is clicked.

Invalid text is outlined and explained; it stays to be corrected, and Escape restores the last valid value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from engine.core.translation import _
from gui.style.plain_text import show_tip
from gui.style.style_property import set_style_property


class TypedLine(QLineEdit):
    """`read` turns text into a value, or raises ValueError with a sentence for the user; `write` is its inverse."""

    committed = Signal(object)  # a new value, as `read` returned it
    refused = Signal(str)  # why the typed text is not valid

    def __init__(
        self, value: Any, read: Callable[[str], Any], write: Callable[[Any], str] = str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.read, self.write, self.value = read, write, value
        self.help = ""
        self.typed = False  # whether there is typed text that is not committed yet
        self.composes = False  # whether a syllable is being put together, which is no text yet
        self.textEdited.connect(self._on_typed)
        self.returnPressed.connect(self.commit)
        self.set_value(value)

    def set_help(self, text: str) -> None:
        """The tooltip while the text is valid."""
        self.help = text
        self.setToolTip(text)

    def set_value(self, value: Any) -> None:
        """Show this value without emitting `committed`. Text that is being typed stays, unless the value is a new one."""
        if self.typed and value == self.value:
            return
        self.value, self.typed = value, False
        self._explain("")
        text = self.write(value)
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    def commit(self) -> bool:
        """Make the typed text the value; False, with the reason shown, when it is not valid."""
        if self.composes:
            QGuiApplication.inputMethod().commit()  # a click elsewhere comes before the syllable that is being composed is text
        if not self.typed:
            return True
        before = self.value
        try:
            value = before if self.text() == self.write(before) else self.read(self.text())
        except ValueError as problem:
            self._explain(str(problem))
            self.refused.emit(str(problem))
            return False
        self.typed = False
        self.set_value(value)
        if value != before:
            self.committed.emit(value)
        return True

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self.composes = bool(event.preeditString())

    def _on_typed(self, text: str) -> None:
        self.typed = True
        self._explain("")

    def _explain(self, problem: str) -> None:
        """Outline the field and show what is wrong; an empty `problem` clears both."""
        if not problem and not self.property("refused"):
            return
        set_style_property(self, "refused", bool(problem))
        stays = _("Until then it stays {value}.").format(value=self.write(self.value))
        sentence = f"{problem} {stays}" if problem else ""
        self.setToolTip(sentence or self.help)
        self.setAccessibleDescription(sentence)
        if problem and self.isVisible():
            show_tip(self.mapToGlobal(QPoint(0, self.height())), sentence, self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Clicking the canvas, a label or the window itself does not move the focus, and has to commit as well.
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget) and watched is not self:
            self.commit()
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and not self.typed:
            standard = QKeySequence.StandardKey
            if event.matches(standard.Undo) or event.matches(standard.Redo):
                event.ignore()  # nothing typed to undo here: the keys belong to the document
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.typed:
            self.typed = False
            self.set_value(self.value)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        QApplication.instance().installEventFilter(self)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        QApplication.instance().removeEventFilter(self)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()
        super().focusOutEvent(event)
