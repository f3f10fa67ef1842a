"""The column on the left: each input's name and its values over the plane, and the button to switch inputs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.data.preprocessing import Data
from gui.canvas.diagram.geometry import FRAME, MOST_INPUTS, Box, Form
from gui.canvas.items.block_item import draw_cells
from gui.canvas.items.face_item import READABLE
from gui.canvas.items.neuron_atlas import Atlas
from gui.canvas.items.painting import CENTRE, mix, rect, text_width, write
from gui.inputs.input_maps import maps
from gui.style.theme import Theme, current

WIDEST_NAME = 116.0
BUTTON = N_("+ input")
BUTTON_HEIGHT = 22.0
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def names_width(names: tuple[str, ...], text: float = 1.0) -> float:
    """Room for the names of the inputs that are shown; long ones are cut."""
    lines = [*names[:MOST_INPUTS], _("and {count} more").format(count="00") if len(names) > MOST_INPUTS else _("Inputs")]
    return min(WIDEST_NAME * text, max(text_width(line, scale=text) for line in lines) + 1)


def input_maps(data: Data, axes: tuple[int, ...]) -> Array:
    """(inputs, height, width): each shown input as the first layer gets it, over the plane of the other maps, as a share of its
    largest. Columns that are on no axis have the training rows' mean everywhere.
    """
    return maps(data, axes, MOST_INPUTS)


class InputsItem(QGraphicsItem):
    """Set its parts, then call `update()`."""

    def __init__(self, names: tuple[str, ...], form: Form) -> None:
        super().__init__()
        self.names, self.form = names, form
        self.atlas = Atlas()
        self.selected = self.focused = self.hovered = self.wanted = False
        self.highlighted: int | None = None  # the input that stands out

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

    def mark(self, **changes: object) -> None:
        """Change some of `hovered` (the mouse is on the button), `wanted` (an input may be dropped here), `highlighted`."""
        if any(getattr(self, name) != value for name, value in changes.items()):
            for name, value in changes.items():
                setattr(self, name, value)
            self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(-FRAME, -2, self.form.width + FRAME + 10, self.form.height + 6)

    def unit_at(self, x: float, y: float) -> int | None:
        """The input whose name or map is at a point in the column's coordinates."""
        return next((k for k, box in enumerate(self.form.cells) if 0 <= x <= self.form.width and box.y <= y <= box.bottom), None)

    def button(self) -> Box:
        """Where the button is, in the column's coordinates."""
        width, height = text_width(_(BUTTON), scale=self.form.text) + 20, BUTTON_HEIGHT * self.form.text
        return Box(self.form.width - width, self.form.height - height - 4, width, height)

    def on_button(self, x: float, y: float) -> bool:
        return rect(self.button()).contains(x, y)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        theme = current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.selected or self.wanted:
            pen = QPen(QColor(theme.accent), 2 if self.focused or self.wanted else 1.4)
            if self.wanted:
                pen.setDashPattern([4, 3])
            painter.setPen(pen)
            painter.setBrush(mix(theme.surface, theme.accent, 0.12) if self.wanted else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.boundingRect().adjusted(3, 3, -3, -3), 8, 8)
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        draw_cells(painter, self.form.cells, self.atlas, theme, zoom)
        if self.highlighted is not None and self.highlighted < len(self.form.cells):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRect(rect(self.form.cells[self.highlighted]).adjusted(-1, -1, 1, 1))
        if zoom >= READABLE / self.form.text:
            self._write(painter, theme)

    def _write(self, painter: QPainter, theme: Theme) -> None:
        cells, scale = self.form.cells, self.form.text
        width = cells[0].x - 8
        title = Box(0, 5 * scale, self.form.width, 20 * scale)
        write(painter, title, _("Inputs"), theme.text, heading=True, align=RIGHT, scale=scale)
        for name, box in zip(self.names, cells, strict=False):
            write(painter, Box(0, box.y, width, box.h), name, theme.text, align=RIGHT, scale=scale)
        if len(self.names) > len(cells):
            text = _("and {count} more").format(count=len(self.names) - len(cells))
            last = Box(0, float(self.form.ports[-1]) - 8 * scale, self.form.width, 16 * scale)
            write(painter, last, text, theme.muted, align=RIGHT, scale=scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.outline if self.hovered else theme.line), 1))
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(rect(self.button()), 5, 5)
        write(painter, self.button(), _(BUTTON), theme.text if self.hovered else theme.muted, align=CENTRE, scale=scale)
