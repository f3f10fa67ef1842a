"""The picture of a descent beside or above its other parts, which share the room there is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gui.style import theme

HIGH, LOW = 380, 220  # pixels at a text size of 100 %: of a column that holds values and controls, of a picture above a column
ROOMY = 190  # of a picture with titles at its axes
WIDE = 236  # of a picture beside its column
NARROWEST, WIDEST = 142, 400  # of a column beside its picture
LEAST = 96  # of the height
SHARE, CROWDED_SHARE, MOST = 0.42, 0.53, 0.6  # of the width for the column
TWO = 164  # of a column with two optimizers side by side


class StageAndColumn(QWidget):
    """Side by side where it is wider than high. Of `values` and `controls` both are there if there is room, else the one that
    `prefer_values` says."""

    crowded = Signal(bool)  # whether there is room for only one of the two
    low = Signal(bool)  # whether there is little room even for the picture

    def __init__(self, stage: QWidget, values: QWidget, controls: QWidget) -> None:
        super().__init__()
        self._stage, self._values, self._controls = stage, values, controls
        self._prefer_values, self.is_crowded, self.is_low = False, False, False
        self._column = QWidget()
        inner = QVBoxLayout(self._column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        inner.addWidget(values, 1)
        inner.addWidget(controls, 1)
        controls.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setSizeConstraint(QBoxLayout.SizeConstraint.SetNoConstraint)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(stage, 1)
        self._row.addWidget(self._column, 1)
        self._arrange()

    def prefer_values(self, on: bool) -> None:
        self._prefer_values = on
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() >= theme.px(WIDE) and self.width() > 1.2 * self.height()
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._row.direction() is not way:
            self._row.setDirection(way)
        room = self.height() if beside else self.height() - theme.px(LOW)
        crowded = room < theme.px(HIGH)
        wide = min(max(CROWDED_SHARE * self.width(), theme.px(TWO)), MOST * self.width()) if crowded else SHARE * self.width()
        most = min(max(round(wide), theme.px(NARROWEST)), theme.px(WIDEST)) if beside else 16_777_215
        self._column.setMaximumWidth(most)
        self._column.setMinimumWidth(most if beside else 0)
        self._values.setVisible(not crowded or self._prefer_values)
        self._controls.setVisible(not crowded or not self._prefer_values)
        low = self.height() < theme.px(ROOMY)
        if low != self.is_low:
            self.is_low = low
            self.low.emit(low)
        if crowded != self.is_crowded:
            self.is_crowded = crowded
            self.crowded.emit(crowded)

    def minimumSizeHint(self) -> QSize:
        """However wide the column is now: it becomes narrower with the view."""
        return QSize(theme.px(NARROWEST), theme.px(LEAST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)
