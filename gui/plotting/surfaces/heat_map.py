"""A matrix of numbers as coloured cells, with the values written into cells that are large enough."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from engine.core.arrays import Array
from gui.plotting.axis import Axis
from gui.plotting.empty_hint import EmptyHint
from gui.plotting.plot_area import TOP_MARGIN, PlotArea
from gui.plotting.surfaces.plot_image import PlotImage
from gui.plotting.surfaces.surface_colours import ColourRange, indices
from gui.style import theme
from gui.style.text_size import follow

LEFT, BOTTOM = 84, 34  # pixels that the axes take
RIGHT = 8  # pixels beside the cells
FAINT = 0.35  # opacity of a zero
Write = Callable[[float], str]


class HeatMap(QWidget):
    """The first row is at the top. `hovered` and `clicked` carry (row, column), or None outside all cells.

    With `zoom` the wheel zooms, dragging pans, a double click shows all again. `square` cells are as wide as
    high. `hint` is shown while there are no values. A `sheet` has square cells, no axes, and NaN where there is no cell.
    """

    hovered = Signal(object)
    clicked = Signal(object)

    def __init__(
        self, x_title: str, y_title: str, hint: str, zoom: bool = False, square: bool = False, sheet: bool = False
    ) -> None:
        super().__init__()
        self.values: Array = np.empty((0, 0))
        self.chosen: tuple[int, int] | None = None
        self._write: Write | None = None
        self._picture, self._colours = PlotImage(), np.empty((0, 0), np.uint32)
        self._size: tuple[object, ...] = ()
        below, beside = (RIGHT, RIGHT) if sheet else (BOTTOM, LEFT)
        self.x_axis, self.y_axis = Axis("bottom", x_title, below), Axis("left", y_title, beside)
        self.plot_area = PlotArea(self.x_axis, self.y_axis, over=self._paint_over, under=self._paint_under)
        self.plot_area.getPlotItem().setMouseEnabled(x=zoom, y=zoom)
        self.plot_area.viewport().installEventFilter(self)
        self.plot_area.pointed.connect(self._point)

        self._zoom, self._square, self._is_sheet = zoom, square or sheet, sheet
        self._hint = EmptyHint(hint, self.plot_area, beside, below)
        self.plot_area.setParent(self)
        follow(self, self._grow)

    def show_values(self, values: Array, span: ColourRange, table: Array, write: Write | None = None) -> None:
        """Show (rows, columns) numbers in the colours of `table` over `span`; `write` formats them in their cells."""
        self.values, self._write = np.asarray(values, np.float64), write
        rows, columns = self.values.shape
        self._hint.setVisible(not self.values.size)
        if self.values.size:
            self._colours = np.take(table, indices(self.values[np.newaxis], span), mode="clip")
            if self._is_sheet:
                self._colours[np.isnan(self.values)] = QColor(theme.current().surface).rgb()
            self._picture.show_pixels(self._colours, (0, columns - 1), (0, rows - 1))
        if (rows, columns) != self._size:
            self._size = rows, columns
            self._fit()
            self.show_all()
        self.plot_area.refresh()

    def set_names(self, columns: tuple[str, ...], rows: tuple[str, ...]) -> None:
        """Labels along the axes; the first row's name is at the top."""
        self.x_axis.set_names(columns)
        self.y_axis.set_names(tuple(reversed(rows)))

    def show_all(self) -> None:
        """Zoom out until all cells are visible."""
        rows, columns = self.values.shape
        if self._zoom:
            self.plot_area.box.setLimits(
                xMin=-0.5, xMax=columns - 0.5, yMin=-0.5, yMax=rows - 0.5, minXRange=min(1, columns), minYRange=min(1, rows)
            )
        self.plot_area.set_ranges((-0.5, max(columns, 1) - 0.5), (-0.5, max(rows, 1) - 0.5))

    def retheme(self) -> None:
        self.plot_area.retheme()

    def _grow(self) -> None:
        """Axes with larger texts leave the cells their room."""
        self.setMinimumSize(140, theme.px(90))
        self._fit()

    def _fit(self) -> None:
        """Give the plot all the room, or the largest part of it in which cells are square."""
        width, height = self.width(), self.height()
        if self._square and self.values.size:
            rows, columns = self.values.shape
            beside, below = self.y_axis.width() + RIGHT, self.x_axis.height() + TOP_MARGIN
            side = min((width - beside) / columns, (height - below) / rows)
            width, height = round(side * columns + beside), round(side * rows + below)
        self.plot_area.setGeometry((self.width() - width) // 2, 0, width, height)

    def cell_at(self, at: QPointF) -> tuple[int, int] | None:
        """Row and column at a viewport position; None outside all cells."""
        place = self.plot_area.value_at(at)
        if place is None or not self.values.size:
            return None
        rows, columns = self.values.shape
        row, column = rows - 1 - round(place[1]), round(place[0])
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None

    def cell(self, row: int, column: int) -> QRectF:
        """The rectangle of a cell in the viewport."""
        y = self.values.shape[0] - 1 - row
        return QRectF(self.plot_area.point_at(column - 0.5, y + 0.5), self.plot_area.point_at(column + 0.5, y - 0.5))

    def _paint_under(self, painter: QPainter) -> None:
        if self.values.size:
            self._picture.paint(painter, self.plot_area, smooth=False)

    def _paint_over(self, painter: QPainter) -> None:
        if not self.values.size:
            return
        if self._write is not None:
            self._paint_values(painter, self._write)
        if self.chosen is not None:
            painter.setPen(QPen(QColor(theme.current().text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.cell(*self.chosen).adjusted(1, 1, -1, -1))

    def _paint_values(self, painter: QPainter, write: Write) -> None:
        """The values, if all of them fit into their cells; zeros are faint, so that the others stand out."""
        font, size = theme.font("small", tabular=True), self.cell(0, 0).size()
        metrics = QFontMetricsF(font)
        if size.height() < metrics.height() or size.width() < metrics.horizontalAdvance("8"):
            return
        shown = np.argwhere(~np.isnan(self.values) | (not self._is_sheet))
        texts = {(int(row), int(column)): write(float(self.values[row, column])) for row, column in shown}
        if max(map(metrics.horizontalAdvance, texts.values())) + 4 > size.width():
            return
        painter.setFont(font)
        place = self.plot_area.area()[2]
        for (row, column), text in texts.items():
            cell = self.cell(row, column)
            if place.intersects(cell):
                ink = QColor(readable_on(int(self._colours[row, column])))
                ink.setAlphaF(FAINT if self.values[row, column] == 0 else 1.0)
                painter.setPen(ink)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(300, 200)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease and not self._zoom:
            self.clicked.emit(self.cell_at(event.position()))  # type: ignore[attr-defined]
        elif event.type() == QEvent.Type.MouseButtonDblClick and self._zoom:
            self.show_all()
        return False

    def _point(self, at: QPointF | None) -> None:
        self.hovered.emit(None if at is None else self.cell_at(at))


def readable_on(pixel: int) -> str:
    """Black or white, whichever has more contrast to a colour 0xAARRGGBB."""
    return max(("#000000", "#ffffff"), key=lambda ink: theme.contrast(ink, theme.unpacked(pixel)))
