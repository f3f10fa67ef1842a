"""Text in panels: headings, captions, notes, facts in rows, numbers that change often, and the separators between."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from engine.core.quoting import shortened
from gui.style import theme
from gui.style.text_size import follow, set_font

WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


def heading(text: str = "") -> QLabel:
    """The title of a page."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    set_font(label, "heading")
    label.setWordWrap(True)
    return label


def caption(text: str = "") -> QLabel:
    """The title of a group of controls."""
    label = QLabel(text)
    set_font(label, "body", bold=True)
    return label


def note(text: str = "", tone: str = "muted") -> QLabel:
    """A sentence of explanation; `tone` is "muted", "warning" or "error"."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    set_font(label, "small")
    label.setProperty("tone", tone)
    label.setWordWrap(True)
    return label


def empty_note(text: str = "") -> QLabel:
    """What stands in the middle of a place that is empty: what will be there."""
    label = QLabel(text)
    label.setProperty("tone", "muted")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    return label


def separator() -> QFrame:
    """A thin horizontal line."""
    line = QFrame()
    line.setProperty("separator", "horizontal")
    line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return line


def vertical_separator() -> QFrame:
    """A thin vertical line."""
    line = QFrame()
    line.setProperty("separator", "vertical")
    follow(line, lambda: line.setFixedHeight(theme.px(24)))
    return line


class LiveNumber(QWidget):
    """A number that changes with every frame, as wide as `widest` and with tabular figures, so that nothing beside it moves.

    Painted, because each `QLabel.setText` invalidates all layouts up to the window's. `name` is for screen readers.
    """

    def __init__(self, widest: str, name: str, help: str = "", role: str = "body") -> None:
        super().__init__()
        self._text, self._widest = "", widest
        set_font(self, role, tabular=True)
        follow(self, self._set_size)
        self.setAccessibleName(name)
        self.setToolTip(help)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # otherwise the parents behind it are repainted as well

    def text(self) -> str:
        return self._text

    def _set_size(self) -> None:
        self.setFixedSize(self.fontMetrics().horizontalAdvance(self._widest) + 2, self.fontMetrics().height())

    def show_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.setAccessibleDescription(text)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Window))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._text)
        painter.end()


class LiveText(QWidget):
    """A text that wraps and changes often: painted like `LiveNumber`, and laid out again only when its height changes."""

    WIDEST = 4000  # pixels; no line of a panel is as long

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        set_font(self, "body", tabular=True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        return self._text

    def show_text(self, text: str) -> None:
        if text == self._text:
            return
        before = self._needs(self.width())
        self._text = text
        self.setAccessibleName(text)
        if self._needs(self.width()) != before:
            self.updateGeometry()
        self.update()

    def _needs(self, width: int) -> int:
        """The height that the text needs at that width."""
        box = self.fontMetrics().boundingRect(QRect(0, 0, max(1, width), self.WIDEST), WRAPPED, self._text)
        return max(self.fontMetrics().height(), box.height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._needs(width)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self._text) + 2
        return QSize(width, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Layouts remember what an earlier text needed at this width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self._needs(event.size().width()) != event.size().height():
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        words = [self.fontMetrics().horizontalAdvance(word) for word in self._text.split()]
        return QSize(min(max(words, default=0) + 2, 80), self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawText(self.rect(), WRAPPED, self._text)
        painter.end()


class Facts(QWidget):
    """Names on the left, values on the right, one row each."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[QLabel, LiveText]] = {}

    def show_fact(self, name: str, value: str, help: str = "") -> None:
        """Add a row, or change the value of the row with that name. Rows stay in the order in which they were added."""
        if name not in self._rows:
            label, text = QLabel(shortened(name)), LiveText()
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("tone", "muted")
            label.setWordWrap(" " in name)
            row = len(self._rows)
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, row, 1, Qt.AlignmentFlag.AlignTop)
            self._rows[name] = (label, text)
        label, text = self._rows[name]
        text.show_text(value)
        if label.toolTip() != help:
            label.setToolTip(help)
            text.setToolTip(help)

    def value(self, name: str) -> str:
        """The value that is shown for a name. Raises KeyError when there is no such row."""
        return self._rows[name][1].text()

    def clear(self) -> None:
        for pair in self._rows.values():
            for part in pair:
                self._grid.removeWidget(part)
                part.hide()
                part.deleteLater()
        self._rows = {}
