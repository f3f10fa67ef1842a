"""All links of one gap in one item: width is a weight's size, colour its sign. Between wide layers, only the strongest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pyqtgraph.functions import arrayToQPath, arrayToQPolygonF
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from engine.table import Array
from gui.canvas.ink import CENTRE, mix, write
from gui.canvas.layout import MOST_LINKS, Box
from gui.theme import Theme, current

EDGES = np.array([0.05, 0.15, 0.3, 0.6, 1.0, 1.7, 3.0])  # |weight| at which the next width begins
WIDTHS = (0.7, 0.8, 1.0, 1.6, 2.3, 3.2, 4.2, 5.4)
TINT = (0.12, 0.35, 0.55, 0.7, 0.85, 1.0, 1.0, 1.0)  # share of the sign's colour
THIN = 3  # so many of the widths are drawn a pixel wide at any zoom
POINTS = ((40, 24), (120, 12))  # up to so many links are curves of so many points; more are straight
COARSE = 0.35  # zoom below which few and thin lines must do
FEW = 32


@dataclass(frozen=True, eq=False)
class Gap:
    """Where a gap's links start and end, in scene units. `matched`: unit k goes to unit k alone."""

    left: float
    right: float
    starts: Array
    ends: Array
    matched: bool
    bottom: float  # of the band, where a text may stand

    @property
    def shape(self) -> tuple[int, int]:
        """(units_in, units_out) of the weights that belong here."""
        return self.starts.size, self.ends.size

    @property
    def key(self) -> tuple[float, float, bytes, bytes]:
        return (self.left, self.right, self.starts.tobytes(), self.ends.tobytes())


@dataclass(frozen=True, eq=False)
class Strand:
    """Links of one look. Thick curves are drawn one by one: a single path of many that cross costs ten times as much."""

    width: int  # which of WIDTHS
    sign: int
    path: QPainterPath | None
    curves: tuple[QPolygonF, ...] = ()


class LinksItem(QGraphicsItem):
    """Call `place`, then `set_weights` with the weights (units_in, units_out), or None while they are not known.

    What is drawn is worked out when it is painted, so links out of sight cost nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(1)
        self.gap: Gap | None = None
        self._bounds = QRectF()
        self.weights: Array | None = None
        self._built = 0  # the number of links that _drawn and _strands were worked out for; 0 when they are not
        self._drawn: tuple[Array, Array] = (np.empty(0, int), np.empty(0, int))  # from, to
        self._strands: list[Strand] = []  # the weakest first

    def place(self, gap: Gap) -> None:
        if self.gap is None or gap.key != self.gap.key:
            self.prepareGeometryChange()
            self._bounds = _bounds(gap)
        self.gap = gap
        self.set_weights(None)

    def set_weights(self, weights: Array | None) -> None:
        """Draw these weights from now on."""
        self.weights, self._built = weights, 0
        self.update()

    @property
    def hidden_count(self) -> int:
        """How many links are left out."""
        return 0 if self.gap is None or self.gap.matched else max(0, self.gap.starts.size * self.gap.ends.size - MOST_LINKS)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def link_at(self, x: float, y: float) -> tuple[int, int, float] | None:
        """The drawn link within 5 units of a point: from, to, weight."""
        gap = self.gap
        if gap is None or self.weights is None or gap.matched or not gap.left < x < gap.right:
            return None
        self._build(gap, MOST_LINKS)
        start, end = self._drawn
        share = (x - gap.left) / (gap.right - gap.left)
        ease = np.interp(share, *_bend(len(start)))
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
        self._build(gap, FEW if coarse else MOST_LINKS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not coarse)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for strand in self._strands:
            painter.setPen(_pen(strand, theme, coarse, gap.matched))
            if strand.path is not None:
                painter.drawPath(strand.path)
            for curve in strand.curves:
                painter.drawPolyline(curve)
        if self.hidden_count and not coarse:
            box = Box((gap.left + gap.right) / 2 - 44, gap.bottom + 12, 88, 16)
            write(painter, box, f"{MOST_LINKS} strongest", theme.muted, align=CENTRE)
            write(painter, box.moved(0, 16), f"of {gap.starts.size * gap.ends.size:,}", theme.muted, align=CENTRE)

    def _build(self, gap: Gap, most: int) -> None:
        """Work out which links to draw, and how: by width and sign."""
        if self._built == most:
            return
        self._built = most
        start, end = self._drawn = _chosen(gap, self.weights, most)
        values = np.zeros(len(start)) if self.weights is None else np.nan_to_num(self.weights[start, end])
        level = np.searchsorted(EDGES, np.abs(values)) if most > FEW else np.full(len(values), THIN)
        sign = np.where(level == 0, 0, np.sign(values)).astype(int)
        share, ease = _bend(len(start) if most > FEW else MOST_LINKS)
        y = gap.starts[start, np.newaxis] * (1 - ease) + gap.ends[end, np.newaxis] * ease
        x = gap.left + share * (gap.right - gap.left)
        self._strands = []
        for kind in np.unique(3 * level + sign + 1).tolist():
            width, one = kind // 3, kind % 3 - 1
            rows = y[(level == width) & (sign == one)]
            if width < THIN or len(x) == 2:
                self._strands.append(Strand(width, one, _path(x, rows)))
            else:
                self._strands.append(Strand(width, one, None, tuple(arrayToQPolygonF(x, row) for row in rows)))


def _bend(links: int) -> tuple[Array, Array]:
    """The course of a link: shares of the way across, and of the way up or down, from 0 to 1."""
    across = np.linspace(0, 1, next((points for most, points in POINTS if links <= most), 2))
    return across, across**2 * (3 - 2 * across)


def _bounds(gap: Gap) -> QRectF:
    """Room for the links, and for the text below them."""
    ys = np.concatenate([gap.starts, gap.ends])
    top, bottom = float(ys.min()), max(float(ys.max()), gap.bottom)
    return QRectF(gap.left, top, gap.right - gap.left, bottom - top).adjusted(-40, -4, 40, 48)


def _chosen(gap: Gap, weights: Array | None, most: int) -> tuple[Array, Array]:
    """The links to draw: all, or the `most` strongest; while weights are not known, some evenly spread."""
    units_in, units_out = gap.shape
    if gap.matched:
        some = np.arange(0, units_in, max(1, units_in // FEW))
        return some, some
    links = units_in * units_out
    if links <= most:
        chosen = np.arange(links)
    elif weights is None:
        chosen = np.linspace(0, links - 1, most).astype(int)
    else:
        chosen = np.argpartition(np.abs(weights).ravel(), -most)[-most:]
    start, end = np.divmod(chosen, units_out)
    return start, end


def _path(x: Array, rows: Array) -> QPainterPath:
    """One path through (x, row) for each row."""
    xs, ys = np.tile(x, len(rows)), rows.ravel()
    if len(x) == 2:
        return arrayToQPath(xs, ys, "pairs", finiteCheck=False)
    connect = np.ones(rows.shape, np.int32)
    connect[:, -1] = 0
    return arrayToQPath(xs, ys, connect.ravel(), finiteCheck=False)


def _pen(strand: Strand, theme: Theme, coarse: bool, matched: bool) -> QPen:
    shade = theme.positive if strand.sign > 0 else theme.negative if strand.sign < 0 else theme.muted
    pen = QPen(mix(theme.line, shade, 0.8 if matched else TINT[strand.width]), WIDTHS[strand.width])
    if coarse or strand.width < THIN:
        pen.setWidthF(min(pen.widthF(), 1.0))
        pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if matched:
        pen.setDashPattern([3, 3])
    return pen
