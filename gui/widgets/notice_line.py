"""A line that asks for attention: a dot, one short sentence, and a button that shows more."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from engine.core.translation import _
from gui.style import theme
from gui.style.text_size import follow, set_font

MOST = 180  # pixels at a text size of 100 %, of the least width of a sentence


class _Sentence(QLabel):
    """On one line where there is room, else on two."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 4, 2 * self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """A long one goes on in a third line rather than widen the window."""
        return QSize(min(3 * self.sizeHint().width() // 5, theme.px(MOST)), 2 * self.fontMetrics().height())


class NoticeLine(QWidget):
    """`wanted` when its button is pressed. With nothing to say it is not there."""

    wanted = Signal()

    def __init__(self, tip: str) -> None:
        super().__init__()
        self.text, self.button, self._dot, self._tip = _Sentence(), QToolButton(), QFrame(), tip
        set_font(self.text, "small", bold=True)
        self.text.setProperty("tone", "warning")
        self.button.setText(_("Show"))
        self.button.setToolTip(tip)
        self.button.clicked.connect(lambda: self.wanted.emit())
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow(self._dot, lambda: self._dot.setFixedSize(theme.px(8), theme.px(8)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (self._dot, self.text, self.button):
            row.addWidget(part)
        theme.events.changed.connect(self._colour)
        self._colour()
        self.hide()

    def show_text(self, text: str) -> None:
        """Say this; '' says nothing."""
        if text != self.text.text():
            self.text.setText(text)
            self.text.setToolTip(self._tip)
            self.button.setAccessibleName(_("Show: {text}").format(text=text))
        self.setVisible(bool(text))

    def _colour(self) -> None:
        self._dot.setStyleSheet(f"background: {theme.current().warning}; border-radius: {theme.px(4)}px;")
