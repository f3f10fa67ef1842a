"""The column on the left: each input's name and what the network sees of it over the plane."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from engine.snapshot import Snapshot
from engine.table import Array
from gui.canvas.block_item import draw_cells
from gui.canvas.face_item import READABLE
from gui.canvas.ink import text_width, write
from gui.canvas.layout import MOST_INPUTS, Box, Form
from gui.canvas.maps import Atlas
from gui.theme import Theme, current

MAP_POINTS = 16
WIDEST_NAME = 116.0
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def names_width(names: tuple[str, ...]) -> float:
    """Room for the names of the inputs that are shown; long ones are cut."""
    lines = [*names[:MOST_INPUTS], "and 00 more" if len(names) > MOST_INPUTS else "Inputs"]
    return min(WIDEST_NAME, max(text_width(line) for line in lines) + 1)


def input_maps(snapshot: Snapshot) -> Array:
    """(inputs, height, width): each shown input as the first layer gets it, over the plane of the other maps, as a share of its
    largest. An input that is on no axis has the training rows' mean everywhere.
    """
    surface, data = snapshot.surface, snapshot.data
    axes = surface.axes if surface is not None else ()
    plane = (1 if len(axes) == 1 else MAP_POINTS, MAP_POINTS)
    raw = np.tile(data.table.inputs[data.train].mean(0), (*plane, 1))  # (height, width, inputs)
    if surface is not None:
        raw[..., axes[0]] = np.linspace(*surface.x_domain, MAP_POINTS)
        if len(axes) > 1:
            raw[..., axes[1]] = np.linspace(*surface.y_domain, MAP_POINTS)[:, np.newaxis]
    ends = np.array([data.domain(column) for column in range(data.inputs)]).T
    largest = np.maximum(np.abs(data.scaling.apply(ends)).max(0), 1e-30)
    seen = data.scaling.apply(raw) / largest
    maps: Array = np.moveaxis(seen[..., :MOST_INPUTS], -1, 0).astype(np.float32)
    return maps


class InputsItem(QGraphicsItem):
    """Set its parts, then call `update()`."""

    def __init__(self, names: tuple[str, ...], form: Form) -> None:
        super().__init__()
        self.names, self.form = names, form
        self.atlas = Atlas()
        self.selected = self.focused = False

    def reshape(self, names: tuple[str, ...], form: Form) -> None:
        if (form.width, form.height) != (self.form.width, self.form.height):
            self.prepareGeometryChange()
        if len(names) != len(self.names):
            self.atlas.fill(None)
        self.names, self.form = names, form
        self.update()

    def set(self, selected: bool, focused: bool) -> None:
        if (self.selected, self.focused) != (selected, focused):
            self.selected, self.focused = selected, focused
            self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(-12, -2, self.form.width + 22, self.form.height + 6)

    def unit_at(self, x: float, y: float) -> int | None:
        """The input whose name or map is at a point in the column's coordinates."""
        return next((k for k, box in enumerate(self.form.cells) if 0 <= x <= self.form.width and box.y <= y <= box.bottom), None)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        theme = current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.selected:
            pen = QPen(QColor(theme.accent), 2 if self.focused else 1.4)
            painter.setPen(pen)
            painter.drawRoundedRect(self.boundingRect().adjusted(3, 3, -3, -3), 8, 8)
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        draw_cells(painter, self.form.cells, self.atlas, theme, zoom)
        if zoom >= READABLE:
            self._write(painter, theme)

    def _write(self, painter: QPainter, theme: Theme) -> None:
        cells = self.form.cells
        width = cells[0].x - 8
        write(painter, Box(0, 5, self.form.width, 20), "Inputs", theme.text, heading=True, align=RIGHT)
        for name, box in zip(self.names, cells, strict=False):
            write(painter, Box(0, box.y, width, box.h), name, theme.text, align=RIGHT)
        if len(self.names) > len(cells):
            text = f"and {len(self.names) - len(cells)} more"
            write(painter, Box(0, float(self.form.ports[-1]) - 8, self.form.width, 16), text, theme.muted, align=RIGHT)
