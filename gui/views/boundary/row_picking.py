"""Choosing a row of the table by a click on its point in a picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent

from gui.plotting.plot_area import PlotArea


class RowPicking(QObject):
    """`picked` carries the row whose point was clicked; `row_near` finds it at a position in the viewport."""

    picked = Signal(int)

    def __init__(self, area: PlotArea, row_near: Callable[[QPointF], int | None]) -> None:
        super().__init__(area)
        self._row_near = row_near
        area.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_click = event.type() == QEvent.Type.MouseButtonPress
        if is_click and isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            row = self._row_near(event.position())
            if row is not None:
                self.picked.emit(row)
        return super().eventFilter(watched, event)
