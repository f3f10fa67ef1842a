"""Text in panels: headings, second-rank text, facts in rows, and the thin lines between."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from gui import theme


def heading(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setFont(theme.font("heading"))
    label.setWordWrap(True)
    return label


def caption(text: str = "") -> QLabel:
    """What a group of controls is called."""
    label = QLabel(text)
    label.setFont(theme.font("body", bold=True))
    return label


def note(text: str = "", tone: str = "muted") -> QLabel:
    """A sentence beside the controls; `tone` is "muted", "warning" or "error"."""
    label = QLabel(text)
    label.setFont(theme.font("small"))
    label.setProperty("tone", tone)
    label.setWordWrap(True)
    return label


def rule() -> QFrame:
    """A thin line across."""
    line = QFrame()
    line.setProperty("rule", True)
    line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return line


def upright() -> QFrame:
    """A thin line from top to bottom."""
    line = QFrame()
    line.setProperty("upright", True)
    line.setFixedHeight(24)
    return line


class Number(QLabel):
    """A number that is set often: figures of one width, in a place as wide as `widest`, so nothing beside it jumps."""

    def __init__(self, widest: str, name: str, help: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.font("body", tabular=True))
        self.setAccessibleName(name)
        self.setToolTip(help)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(widest) + 2)

    def show_text(self, text: str) -> None:
        if text != self.text():
            self.setText(text)


class Facts(QWidget):
    """Names on the left, values on the right, one row each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[QLabel, QLabel]] = {}

    def show_fact(self, name: str, value: str, help: str = "") -> None:
        """Add a row or change its value. Rows keep the order in which they came first."""
        if name not in self._rows:
            label, text = QLabel(name), QLabel()
            label.setProperty("tone", "muted")
            label.setWordWrap(" " in name)
            text.setFont(theme.font("body", tabular=True))
            text.setWordWrap(True)
            row = len(self._rows)
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, row, 1, Qt.AlignmentFlag.AlignTop)
            self._rows[name] = (label, text)
        label, text = self._rows[name]
        if text.text() != value:
            text.setText(value)
        if label.toolTip() != help:
            label.setToolTip(help)
            text.setToolTip(help)

    def value(self, name: str) -> str:
        return self._rows[name][1].text()

    def clear(self) -> None:
        for pair in self._rows.values():
            for part in pair:
                self._grid.removeWidget(part)
                part.hide()
                part.deleteLater()
        self._rows = {}
