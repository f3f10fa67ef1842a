"""A layer by typing: 'den' and Enter, or 'dense 8 relu'. Completions are offered while typing."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QToolTip, QWidget

from engine.core.translation import _
from gui.canvas.popups.inline_editor import ELSEWHERE
from gui.model.layer_text import completions, layer_from_words
from gui.style import theme
from gui.style.plain_text import show_tip
from gui.style.text_size import follow

WIDTH = 220


class LayerEntry(QLineEdit):
    """`chosen` gives the layer and the position it is for; `considered` the same while it is typed, None when it is none yet."""

    chosen = Signal(object, int)  # Layer, position
    considered = Signal(object, int)
    closed = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._index: int | None = None
        self._offers = QStringListModel(self)
        completer = QCompleter(self._offers, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setCompleter(completer)
        self.setPlaceholderText(_("dense 8 relu"))
        self.setAccessibleName(_("Add a layer by typing"))
        self.setToolTip(_("Type a layer, such as dense 8 relu or dropout 0.3, then Enter. Escape leaves."))
        follow(self, lambda: self.setFixedWidth(theme.px(WIDTH)))
        self.textEdited.connect(self._offer)
        completer.highlighted.connect(self._consider)
        self.hide()

    def open(self, index: int, at: QPoint) -> None:
        """For the position `index` among the hidden layers, centred on a point of the parent."""
        self._index = index
        self.clear()
        self._offers.setStringList([])
        self.adjustSize()
        room = self.parentWidget().rect()
        x, y = at.x() - self.width() // 2, at.y() - self.height() // 2
        self.move(max(4, min(x, room.width() - self.width() - 4)), max(4, min(y, room.height() - self.height() - 4)))
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_line(self) -> None:
        if self._index is not None:
            self.considered.emit(None, self._index)
            self._index = None
            self.completer().popup().hide()
            self.hide()
            self.closed.emit()

    def _offer(self, text: str) -> None:
        self._offers.setStringList(completions(text))
        QToolTip.hideText()
        self._consider(text)

    def _consider(self, text: str) -> None:
        if self._index is None:
            return
        try:
            layer = layer_from_words(text)
        except ValueError:
            layer = None
        self.considered.emit(layer, self._index)

    def _commit(self) -> None:
        """Add what was typed, or show why that cannot be."""
        try:
            layer = layer_from_words(self.text())
        except ValueError as problem:
            show_tip(self.mapToGlobal(QPoint(0, self.height())), str(problem), self)
            self.setAccessibleDescription(str(problem))
            return
        index = self._index
        self.close_line()
        if index is not None:
            self.chosen.emit(layer, index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_line()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in ELSEWHERE:
            self.close_line()
