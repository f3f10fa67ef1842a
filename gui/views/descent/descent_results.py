"""What comes of a descent: the values against the step, and below them where each ball is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from engine.core.translation import _
from gui.plotting.curves.curve_plot import BOTTOM, LEFT, CurvePlot
from gui.style import theme
from gui.views.descent.ball_table import BallTable
from gui.views.low_scroll import LowScroll

LOW_LEFT, LOW_BOTTOM = 40, 20  # pixels that the axes of the plot take where they have no titles
LEAST = 56  # pixels of the plotted area


class DescentResults(QWidget):
    """The plot takes the room that the table leaves, which scrolls where there is little."""

    def __init__(self, table: BallTable, values: CurvePlot) -> None:
        super().__init__()
        self._values, self._table = values, table
        self._low = self._lies_low = False  # what was asked for, and what is
        values.legend.hide()  # the table has their names
        values.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(values, 1)
        column.addWidget(LowScroll(_("Where the balls are"), table))
        self._arrange(False)
        table.installEventFilter(self)

    def set_low(self, low: bool) -> None:
        """Whether the axes go without titles, for want of room. They do, too, where the table would not be seen whole."""
        self._low = low
        self._fit()

    def _fit(self) -> None:
        low = self._low or self.height() < self._table.height() + theme.px(2 * LEAST) + BOTTOM
        if low is not self._lies_low:
            self._arrange(low)

    def _arrange(self, low: bool) -> None:
        self._lies_low = low
        values, rooms = self._values, (LOW_BOTTOM, LOW_LEFT) if low else (BOTTOM, LEFT)
        values.plot_area.setMinimumSize(90, theme.px(LEAST if low else 2 * LEAST))
        for axis, title, room in zip(
            (values.x_axis, values.y_axis), ("" if low else _("Step"), "" if low else "f"), rooms, strict=True
        ):
            axis.title, axis.room = title, room
            axis.retheme()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._table and event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._fit)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
