"""The part of a block that does not change while training: its body and its texts, cached as an image by Qt."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gui.canvas.diagram.geometry import DOT, Form
from gui.canvas.items.block_face import Face, draw_face
from gui.canvas.items.painting import mix
from gui.canvas.items.residual_face import draw_inside
from gui.style.theme import Theme, current

READABLE = 0.45  # zoom below which texts are left out, where they have their first size
MOST_DOTS = 24


class FaceItem(QGraphicsItem):
    """Lies behind its block. `set` changes what it shows."""

    def __init__(self, block: QGraphicsItem, face: Face, form: Form) -> None:
        super().__init__(block)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemStacksBehindParent)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.face, self.form = face, form
        self.problem = self.hovered = ""
        self.selected = self.focused = False

    def set(self, **changes: object) -> None:
        """Change some of face, form, problem, hovered, selected, focused; drawn again only when something differs."""
        if all(getattr(self, name) == value for name, value in changes.items()):
            return
        if "form" in changes:
            self.prepareGeometryChange()
        for name, value in changes.items():
            setattr(self, name, value)
        self.update()

    def boundingRect(self) -> QRectF:
        around = max(5.0, 8.0 * self.form.text)  # the ring of the keyboard, and the badge at the corner
        return QRectF(0, 0, self.form.width, self.form.height).adjusted(-around, -around, around, around)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        theme = current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_body(painter, theme)
        readable = option.levelOfDetailFromTransform(painter.worldTransform()) >= READABLE / self.form.text
        if self.form.chips:
            draw_inside(painter, self.face.layer, self.form, theme, readable)
        elif not self.face.layer.has_neurons:
            self._draw_dots(painter, theme)
        if readable:
            draw_face(painter, self.face, self.form, theme, self.hovered)

    def _draw_body(self, painter: QPainter, theme: Theme) -> None:
        slim = not self.face.layer.has_neurons and not self.form.chips
        body = QRectF(0.5, 0.5, self.form.width - 1, self.form.height - 1)
        if self.selected and self.focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(mix(theme.accent, theme.surface, 0.45), 2))
            painter.drawRoundedRect(body.adjusted(-3, -3, 3, 3), 11, 11)
        colour = theme.accent if self.selected else theme.warning if self.problem else theme.muted if slim else theme.line
        pen = QPen(QColor(colour), 2 if self.selected or self.problem else 1)
        if slim and not self.selected:
            pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.setBrush(QColor(theme.raised))
        painter.drawRoundedRect(body, 8, 8)

    def _draw_dots(self, painter: QPainter, theme: Theme) -> None:
        """The units of a layer without neurons. Under dropout, the share that is silent at each step is hollow."""
        ports, x = self.form.ports, self.form.width / 2
        share = float(getattr(self.face.layer.spec, "rate", 0.0)) if self.face.layer.enabled else 0.0
        if len(ports) > MOST_DOTS:
            ports = np.linspace(ports[0], ports[-1], MOST_DOTS)
        spacing = (ports[-1] - ports[0]) / max(1, len(ports) - 1) or 2 * DOT
        radius = min(DOT - 4, 0.4 * float(spacing))
        for k, y in enumerate(ports.tolist()):
            hollow = math.floor((k + 1) * share + 0.5) > math.floor(k * share + 0.5)
            colour = theme.muted if self.face.layer.enabled else theme.line
            painter.setPen(QPen(QColor(colour), 1.2, Qt.PenStyle.DotLine if hollow else Qt.PenStyle.SolidLine))
            painter.setBrush(QColor(theme.surface if hollow else colour))
            painter.drawEllipse(QPointF(x, y), radius, radius)
