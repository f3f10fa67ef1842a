"""Marks the layers that a stage of a training step is about, and writes its numbers on neurons and links where there is room."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from engine.core.arrays import Array
from gui.canvas.diagram.geometry import Layout
from gui.canvas.items.link_curves import Gap, bend
from gui.canvas.items.links_item import LinksItem
from gui.canvas.items.painting import CENTRE, font, rect
from gui.plotting.live_numbers import format_live
from gui.style.theme import Theme, current
from gui.views.intents import UnitNumbers

MOST_UNITS, MOST_LINKS = 10, 12  # of one layer, whose numbers are written
MARGIN = 6.0  # from a block to the frame around it
LEAST = 9.0  # pixels of a text on the screen, below which nothing is written


class StageItem(QGraphicsItem):
    """Changes by `show_stage`, and by `follow` when the blocks have moved. Its coordinates are the scene's."""

    def __init__(self, links: dict[int, LinksItem]) -> None:
        super().__init__()
        self.setZValue(20)  # over blocks and links
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.layers: tuple[int, ...] = ()
        self.numbers: tuple[UnitNumbers, ...] = ()
        self._links = links
        self._layout: Layout | None = None
        self._backwards = False
        self.hide()

    def show_stage(self, layers: tuple[int, ...], numbers: tuple[UnitNumbers, ...], backwards: bool = False) -> None:
        """No layers and no numbers: nothing is shown any more."""
        self.prepareGeometryChange()
        self.layers, self.numbers, self._backwards = layers, numbers, backwards
        self.setVisible(bool(layers or numbers))
        self.update()

    def follow(self, layout: Layout) -> None:
        """The blocks stand so from now on. What the network no longer has is left out."""
        self.prepareGeometryChange()
        self._layout = layout
        self.update()

    def labels(self) -> list[tuple[QPointF, str]]:
        """What is written, and where the middle of each text is."""
        found: list[tuple[QPointF, str]] = []
        for one in self.numbers if self._layout is not None else ():
            place = next((place for place in self._layout.places if place.id == one.layer), None)
            if place is None:
                continue
            cells, gap = place.form.cells, self._gap(one)
            if one.units is not None and len(one.units) == len(cells) <= MOST_UNITS:
                middles = [QPointF(place.x + box.x + box.w / 2, place.y + box.bottom - box.h / 4) for box in cells]
                found += list(zip(middles, map(format_live, one.units.tolist()), strict=True))
            if gap is not None and one.links is not None:
                found += _on_links(gap, one.links)
        return found

    def _gap(self, one: UnitNumbers) -> Gap | None:
        """The gap with the links that numbers stand on, if they are few and the network still has them."""
        item = self._links.get(one.layer)
        if one.links is None or item is None or item.gap is None or item.gap.matched or not item.isVisible():
            return None
        return item.gap if one.links.shape == item.gap.shape and np.isfinite(one.links).sum() <= MOST_LINKS else None

    def boundingRect(self) -> QRectF:
        if self._layout is None:
            return QRectF()
        found, concerned = QRectF(), {*self.layers, *(one.layer for one in self.numbers)}
        for before, place in pairwise((None, *self._layout.places)):
            if place is not None and place.id in concerned:
                found = found.united(rect(place.box))
                if before is not None and any(one.layer == place.id and one.links is not None for one in self.numbers):
                    found = found.united(rect(before.box))
        return found.adjusted(-40, -20, 40, 20)  # numbers reach beyond their neurons

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._layout is None:
            return
        theme, zoom = current(), option.levelOfDetailFromTransform(painter.worldTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(theme.warning if self._backwards else theme.accent)
        painter.setPen(QPen(colour, 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place in self._layout.places:
            if place.id in self.layers:
                painter.drawRoundedRect(rect(place.box).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN), 10, 10)
        written = font(scale=0.9 * self._layout.text)
        if written.pixelSize() * zoom >= LEAST:
            painter.setFont(written)
            for middle, text in self.labels():
                _write(painter, middle, text, theme, colour)


def _on_links(gap: Gap, values: Array) -> list[tuple[QPointF, str]]:
    """Numbers of links near where they start, so that those to one neuron do not lie on each other; none where it is NaN."""
    inputs, units = values.shape
    shares, ease = bend(inputs * units)
    found = []
    for i in range(inputs):
        for j in np.flatnonzero(np.isfinite(values[i])).tolist():
            share = 0.35  # near where they start: there they lie apart
            up = float(np.interp(share, shares, ease))
            x = gap.left + share * (gap.right - gap.left)
            y = float(gap.starts[i]) * (1 - up) + float(gap.ends[j]) * up
            found.append((QPointF(x, y), format_live(float(values[i, j]))))
    return found


def _write(painter: QPainter, middle: QPointF, text: str, theme: Theme, colour: QColor) -> None:
    """A text on a ground of its own."""
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(text) + 6, metrics.height()
    place = QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)
    ground = QColor(theme.surface)
    ground.setAlphaF(0.88)
    painter.setPen(QPen(colour, 0.8))
    painter.setBrush(ground)
    painter.drawRoundedRect(place, 3, 3)
    painter.setPen(QColor(theme.text))
    painter.drawText(place, CENTRE, text)
