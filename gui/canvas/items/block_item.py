"""One block on the canvas: its neurons' maps and biases and its gradient meter, over its face. The canvas handles its events."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from engine.core.arrays import Array
from engine.core.translation import _
from gui.canvas.diagram.geometry import PAD, Box, Form
from gui.canvas.items.block_face import METER_LABEL, Face
from gui.canvas.items.face_item import READABLE, FaceItem
from gui.canvas.items.neuron_atlas import Atlas
from gui.canvas.items.painting import mix, rect, text_width
from gui.style.theme import Theme, current

METER = (-6.0, 1.0)  # the gradient meter's ends, as powers of ten
BIAS = 4.0  # largest radius of a bias's dot


class BlockItem(QGraphicsItem):
    """Set its live parts, then call `update()`."""

    def __init__(self, face: Face, form: Form) -> None:
        super().__init__()
        self.form = form
        self.back = FaceItem(self, face, form)
        self.atlas = Atlas()
        self.biases: Array | None = None
        self.gradient = math.nan  # the size of the layer's gradient
        self.highlighted: int | None = None  # the neuron that stands out
        self.picked: int | None = None  # the neuron whose bias is hovered or edited
        self.shows_probabilities = False  # whether the maps are probabilities, from 0 to 1, and not the outputs themselves

    @property
    def face(self) -> Face:
        return self.back.face

    def reshape(self, face: Face, form: Form) -> None:
        """Show another face in another form."""
        self.prepareGeometryChange()
        self.form = form
        self.back.set(face=face, form=form)

    def set_highlighted(self, highlighted: int | None, picked: int | None) -> None:
        """Which neuron stands out, and whose bias is hovered or edited."""
        if (highlighted, picked) != (self.highlighted, self.picked):
            self.highlighted, self.picked = highlighted, picked
            self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self.form.width, self.form.height)

    def zone_at(self, x: float, y: float) -> str:
        """The name of the clickable part at a point in the block's coordinates, or nothing."""
        for name, box in self.face.zones(self.form).items():
            if box.x <= x <= box.right and box.y <= y <= box.bottom:
                return name
        return ""

    def unit_at(self, x: float, y: float) -> int | None:
        """The neuron whose map is at a point in the block's coordinates."""
        for k, box in enumerate(self.form.cells):
            if box.x - BIAS <= x <= box.right and box.y <= y <= box.bottom + BIAS:
                return k
        return None

    def inner_at(self, x: float, y: float) -> int | None:
        """Which of the layers inside is at a point in the block's coordinates."""
        return next((k for k, box in enumerate(self.form.chips) if rect(box).contains(x, y)), None)

    def on_meter(self, x: float, y: float) -> bool:
        """Whether a point in the block's coordinates is level with the gradient meter, where there is one."""
        meter = self.meter()
        return bool(self.face.layer.parameters) and meter.y - 6 <= y <= meter.bottom + 4

    def meter(self) -> Box:
        text = self.form.text
        left = PAD + max(34 * text, _width(_(METER_LABEL), text) + 5 * text)
        return Box(left, self.form.band[1] + 10 * text, self.form.width - PAD - left, 4 * text)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        theme, zoom = current(), option.levelOfDetailFromTransform(painter.worldTransform())
        if not self.face.layer.has_neurons:
            if self.face.layer.parameters and zoom >= READABLE / self.form.text:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._draw_meter(painter, theme)
            return
        draw_cells(painter, self.form.cells, self.atlas, theme, zoom)
        if self.highlighted is not None:
            draw_highlighted(painter, self.form.cells, self.highlighted, theme)
        if zoom < READABLE / self.form.text:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.biases is not None:
            for k, (value, box) in enumerate(zip(self.biases[: len(self.form.cells)].tolist(), self.form.cells, strict=True)):
                _draw_bias(painter, value, QPointF(box.x, box.bottom), theme, k == self.picked)
        self._draw_meter(painter, theme)

    def _draw_meter(self, painter: QPainter, theme: Theme) -> None:
        """A bar on a log scale."""
        box = self.meter()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.line))
        painter.drawRoundedRect(rect(box), 2, 2)
        if self.gradient > 0:
            low, high = METER
            share = min(max((math.log10(self.gradient) - low) / (high - low), 0.02), 1.0)
            painter.setBrush(QColor(theme.muted))
            painter.drawRoundedRect(QRectF(box.x, box.y, share * box.w, box.h), 2, 2)


@lru_cache
def _width(label: str, scale: float) -> float:
    return text_width(label, scale=scale)


def draw_cells(painter: QPainter, cells: tuple[Box, ...], atlas: Atlas, theme: Theme, zoom: float) -> None:
    """Maps in their places; the middle colour while there are none."""
    pixels = cells[0].w * zoom * painter.device().devicePixelRatio() if cells else 0
    image = atlas.image(theme, max(1, round(pixels)))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(mix(theme.line, theme.muted, 0.5), 0))
    for k, box in enumerate(cells):
        if image is not None:
            painter.drawImage(rect(box), image, atlas.part(k))
        else:
            painter.fillRect(rect(box), QColor(theme.middle))
        if zoom >= READABLE:
            painter.drawRect(rect(box))


def draw_highlighted(painter: QPainter, cells: tuple[Box, ...], highlighted: int, theme: Theme) -> None:
    """Fade all maps but one, and frame that one."""
    fade = QColor(theme.raised)
    fade.setAlphaF(0.7)
    for k, box in enumerate(cells):
        if k != highlighted:
            painter.fillRect(rect(box), fade)
    if highlighted < len(cells):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.drawRect(rect(cells[highlighted]).adjusted(-1, -1, 1, 1))


def _draw_bias(painter: QPainter, value: float, at: QPointF, theme: Theme, picked: bool) -> None:
    size = 0.0 if math.isnan(value) else min(abs(value), 1.0)
    if picked:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(at, 5 + (BIAS - 2) * size, 5 + (BIAS - 2) * size)
    painter.setPen(QPen(QColor(theme.raised), 1))
    painter.setBrush(mix(theme.muted, theme.positive if value >= 0 else theme.negative, min(1.0, 3 * size)))
    painter.drawEllipse(at, 2 + (BIAS - 2) * size, 2 + (BIAS - 2) * size)
