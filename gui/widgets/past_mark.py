"""What makes a panel look like the past while the user looks back: a tinted frame, and where needed a line that says when."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from engine.core.number_format import format_count
from engine.core.translation import _
from gui.style import theme

TINT, FRAME = 0.07, 2  # opacity of the tint over the panel; width of the frame in pixels


class PastMark(QLabel):
    """Part of the layout of `panel`; without height, and the panel without a frame, while it shows the present."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self.setWordWrap(True)
        self.setProperty("tone", "warning")
        self._frame = _Frame(panel)
        self.hide()

    def show_moment(self, past: int | None, now: int | None, named: bool) -> None:
        """Mark the panel as showing step `past` of a run that waits at step `now`; None for the present.

        `named`: in words too, where nothing else in the window says which moment it is.
        """
        there = past is not None and now is not None
        if there:
            text = _("Step {past} of {now}: the past.")
            self.setText(text.format(past=format_count(past or 0), now=format_count(now or 0)))
        if self.isHidden() is (there and named):
            self.setVisible(there and named)
        if self._frame.isHidden() is there:
            self._frame.setVisible(there)
            self._frame.raise_()


class _Frame(QWidget):
    """Lies over its parent, and lets the mouse through."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        panel.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        panel = self.parentWidget()
        if watched is panel and event.type() == QEvent.Type.Resize:
            self.setGeometry(QRect(0, 0, panel.width(), panel.height()))
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colour = QPainter(self), QColor(theme.current().warning)
        colour.setAlphaF(TINT)
        painter.fillRect(self.rect(), colour)
        painter.setPen(QPen(QColor(theme.current().warning), FRAME))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
