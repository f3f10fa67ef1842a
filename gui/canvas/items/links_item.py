"""All links of one gap in one item: width is a weight's size, colour its sign. Between wide layers the strongest stand out."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.translation import _
from gui.canvas.diagram.geometry import Box
from gui.canvas.items.link_curves import (
    FEW,
    WIDTHS,
    Gap,
    LinkFilter,
    LinkGroup,
    bend,
    draw,
    drawn_links,
    highlighted_links,
    link_groups,
)
from gui.canvas.items.painting import CENTRE, write
from gui.style.theme import current

COARSE = 0.35  # zoom below which only few and thin lines are drawn
MOST_DIMMED = 120  # links; of more, only few are drawn when they dim, because translucent lines are expensive
MANY = 120  # from so many links on their image is cached, so that panning does not draw them again
DIM = 0.2  # opacity of links that are not highlighted


class LinksItem(QGraphicsItem):
    """Call `place`, then `set_weights` with the weights (units_in, units_out), or None while they are not known.

    Paths are computed when they are painted, so links out of view cost nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(1)
        self.gap: Gap | None = None
        self._bounds = QRectF()
        self._captions = "", ""  # below the links, where not all are drawn
        self.weights: Array | None = None
        self._built = 0  # the number of links that _drawn and _groups were worked out for; 0 when they are not
        self._drawn: tuple[Array, Array] = (np.empty(0, int), np.empty(0, int))  # from, to
        self._groups: list[LinkGroup] = []  # the weakest first
        self._dims = False  # whether all but the highlighted links dim
        self._highlighted: LinkFilter | None = None
        self._highlighted_groups: list[LinkGroup] | None = None  # None when they are not worked out
        self._picked: tuple[int, int] | None = None  # the link that is hovered or edited

    def place(self, gap: Gap) -> None:
        if self.gap is None or gap.key != self.gap.key:
            self.prepareGeometryChange()
            self._bounds = _bounds(gap)
            many = gap.starts.size * gap.ends.size > MANY and not gap.matched
            self.setCacheMode(self.CacheMode.DeviceCoordinateCache if many else self.CacheMode.NoCache)
        self.gap = gap
        total = format_count(gap.starts.size * gap.ends.size)
        self._captions = _("{count} strongest").format(count=gap.most), _("of {total}").format(total=total)
        self.set_weights(None)

    def set_weights(self, weights: Array | None) -> None:
        """Draw these weights from now on."""
        self.weights, self._built, self._highlighted_groups = weights, 0, None
        self.update()

    def set_highlight(self, dims: bool, highlighted: LinkFilter | None) -> None:
        """Whether the links dim, and which of them then stand out."""
        if (dims, highlighted) != (self._dims, self._highlighted):
            self._dims, self._highlighted, self._highlighted_groups = dims, highlighted, None
            self.update()

    def set_picked(self, link: tuple[int, int] | None) -> None:
        """Which link is hovered or edited: from, to."""
        if link != self._picked:
            self._picked = link
            self.update()

    @property
    def hidden_count(self) -> int:
        """How many links are left out."""
        return 0 if self.gap is None or self.gap.matched else max(0, self.gap.starts.size * self.gap.ends.size - self.gap.most)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def link_at(self, x: float, y: float) -> tuple[int, int, float] | None:
        """The drawn link within 5 units of a point: from, to, weight."""
        gap = self.gap
        if gap is None or self.weights is None or gap.matched or not gap.left < x < gap.right:
            return None
        self._build(gap, gap.most)
        start, end = self._drawn
        share = (x - gap.left) / (gap.right - gap.left)
        ease = np.interp(share, *bend(len(start)))
        away = np.abs(gap.starts[start] * (1 - ease) + gap.ends[end] * ease - y)
        nearest = int(np.argmin(away))
        if away[nearest] > 5:
            return None
        i, j = int(start[nearest]), int(end[nearest])
        return i, j, float(self.weights[i, j])

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        gap, theme = self.gap, current()
        if gap is None:
            return
        coarse = option.levelOfDetailFromTransform(painter.worldTransform()) < COARSE
        many = self._dims and gap.starts.size * gap.ends.size > MOST_DIMMED
        self._build(gap, FEW if coarse or many else gap.most)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not coarse and not many)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        opacity = painter.opacity()
        painter.setOpacity(opacity * (DIM if self._dims else 1.0))
        draw(painter, self._groups, theme, coarse or many, gap.matched)
        painter.setOpacity(opacity)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not coarse)
        if self._highlighted is not None:
            if self._highlighted_groups is None:
                self._highlighted_groups = link_groups(
                    gap, self.weights, *highlighted_links(gap, self.weights, self._highlighted), FEW + 1
                )
            draw(painter, self._highlighted_groups, theme, False, gap.matched)
        if self._picked is not None:
            self._draw_picked(painter, gap, self._picked)
        if self.hidden_count and not coarse:
            text = gap.text
            box = Box((gap.left + gap.right) / 2 - 44 * text, gap.bottom + 12 * text, 88 * text, 16 * text)
            write(painter, box, self._captions[0], theme.muted, align=CENTRE, scale=text)
            write(painter, box.moved(0, 16 * text), self._captions[1], theme.muted, align=CENTRE, scale=text)

    def _draw_picked(self, painter: QPainter, gap: Gap, link: tuple[int, int]) -> None:
        start, end = highlighted_links(gap, self.weights, LinkFilter(*link))
        for group in link_groups(gap, self.weights, start, end, FEW + 1):
            width = WIDTHS[group.width] + 5
            for colour, more in ((current().accent, width), (current().surface, width - 3)):
                painter.setPen(QPen(QColor(colour), more, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
                for path in group.paths:
                    painter.drawPath(path)
            draw(painter, [group], current(), False, gap.matched)

    def _build(self, gap: Gap, most: int) -> None:
        """Compute which links to draw, and group them by width and sign."""
        if self._built == most:
            return
        self._built = most
        self._drawn = drawn_links(gap, self.weights, most)
        self._groups = link_groups(gap, self.weights, *self._drawn, most, fades=most > FEW)


def _bounds(gap: Gap) -> QRectF:
    """Room for the links, and for the text below them."""
    ys = np.concatenate([gap.starts, gap.ends])
    top, bottom = float(ys.min()), max(float(ys.max()), gap.bottom)
    return QRectF(gap.left, top, gap.right - gap.left, bottom - top).adjusted(-40 * gap.text, -4, 40 * gap.text, 48 * gap.text)
