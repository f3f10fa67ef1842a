"""The links of one gap as curves: which are drawn, their paths, and their pens by width and sign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pyqtgraph.functions import arrayToQPath, arrayToQPolygonF
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from engine.core.arrays import Array
from gui.canvas.diagram.geometry import MOST_LINKS
from gui.canvas.items.painting import mix
from gui.style.theme import Theme

EDGES = np.array([0.05, 0.15, 0.3, 0.6, 1.0, 1.7, 3.0])  # |weight| at which the next width begins
WIDTHS = (0.7, 0.8, 1.0, 1.6, 2.3, 3.2, 4.2, 5.4)
TINT = (0.12, 0.35, 0.55, 0.7, 0.85, 1.0, 1.0, 1.0)  # share of the sign's colour
THIN = 3  # so many of the widths are drawn a pixel wide at any zoom
POINTS = ((40, 24), (120, 12))  # up to so many links are curves of so many points; more are straight
FEW = 32
FADE_FROM, STRONG = 100, 64  # links from which on all fade but the strongest, and how many these are


@dataclass(frozen=True, eq=False)
class Gap:
    """Where a gap's links start and end, in scene units. `matched`: unit k goes to unit k alone. `most`: links that are drawn."""

    left: float
    right: float
    starts: Array
    ends: Array
    matched: bool
    bottom: float  # of the band; below it is room for a text
    most: int = MOST_LINKS
    text: float = 1.0  # the scale of the text

    @property
    def shape(self) -> tuple[int, int]:
        """(units_in, units_out) of the weights that belong here."""
        return self.starts.size, self.ends.size

    @property
    def key(self) -> tuple[float, float, bytes, bytes, int, float]:
        return (self.left, self.right, self.starts.tobytes(), self.ends.tobytes(), self.most, self.text)


@dataclass(frozen=True)
class LinkFilter:
    """Which links stand out: those from one unit, those to one unit, the one between both, or (None, None) all."""

    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, eq=False)
class LinkGroup:
    """Links with the same pen. Thick curves are drawn one by one: a single path of many that cross costs ten times as much."""

    width: int  # which of WIDTHS
    sign: int
    path: QPainterPath | None
    curves: tuple[QPolygonF, ...] = ()

    @property
    def paths(self) -> list[QPainterPath]:
        """All its lines as paths."""
        paths = [] if self.path is None else [self.path]
        for curve in self.curves:
            paths.append(QPainterPath())
            paths[-1].addPolygon(curve)
        return paths


def link_groups(gap: Gap, weights: Array | None, start: Array, end: Array, most: int, fades: bool = False) -> list[LinkGroup]:
    """The links from `start` to `end`, by width and sign. `fades`: of many all but the strongest are thin and grey."""
    values = np.zeros(len(start)) if weights is None else np.nan_to_num(weights[start, end])
    size = np.abs(values)
    level = np.searchsorted(EDGES, size) if most > FEW else np.full(len(values), THIN)
    if fades and weights is not None and len(size) > FADE_FROM:
        level[size < np.partition(size, -STRONG)[-STRONG]] = 0
    sign = np.where(level == 0, 0, np.sign(values)).astype(int)
    share, ease = bend(len(start) if most > FEW else MOST_LINKS)
    y = gap.starts[start, np.newaxis] * (1 - ease) + gap.ends[end, np.newaxis] * ease
    x = gap.left + share * (gap.right - gap.left)
    made = []
    for kind in np.unique(3 * level + sign + 1).tolist():
        width, one = kind // 3, kind % 3 - 1
        rows = y[(level == width) & (sign == one)]
        if width < THIN or len(x) == 2:
            made.append(LinkGroup(width, one, _path(x, rows)))
        else:
            made.append(LinkGroup(width, one, None, tuple(arrayToQPolygonF(x, row) for row in rows)))
    return made


def highlighted_links(gap: Gap, weights: Array | None, highlighted: LinkFilter) -> tuple[Array, Array]:
    """The links that stand out, whether they are strong or not; of more than can be drawn the strongest."""
    units_in, units_out = gap.shape
    start = np.arange(units_in) if highlighted.start is None else np.array([highlighted.start])
    end = np.arange(units_out) if highlighted.end is None else np.array([highlighted.end])
    start, end = start[start < units_in], end[end < units_out]
    if gap.matched:
        same = np.intersect1d(start, end)
        return same, same
    start, end = np.repeat(start, len(end)), np.tile(end, len(start))
    if weights is not None and len(start) > MOST_LINKS:
        strongest = np.argpartition(np.abs(weights[start, end]), -MOST_LINKS)[-MOST_LINKS:]
        start, end = start[strongest], end[strongest]
    return start[:MOST_LINKS], end[:MOST_LINKS]


def draw(painter: QPainter, groups: list[LinkGroup], theme: Theme, coarse: bool, matched: bool) -> None:
    for group in groups:
        painter.setPen(_pen(group, theme, coarse, matched))
        if group.path is not None:
            painter.drawPath(group.path)
        for curve in group.curves:
            painter.drawPolyline(curve)


def bend(links: int) -> tuple[Array, Array]:
    """The curve of a link: shares of the distance across, and of that up or down, from 0 to 1."""
    across = np.linspace(0, 1, next((points for most, points in POINTS if links <= most), 2))
    return across, across**2 * (3 - 2 * across)


def drawn_links(gap: Gap, weights: Array | None, most: int) -> tuple[Array, Array]:
    """The links to draw: all, or the `most` strongest; while weights are not known, some evenly spread."""
    units_in, units_out = gap.shape
    if gap.matched:
        some = np.arange(0, units_in, max(1, units_in // FEW))
        return some, some
    links = units_in * units_out
    if links <= most:
        picked = np.arange(links)
    elif weights is None:
        picked = np.linspace(0, links - 1, most).astype(int)
    else:
        picked = np.argpartition(np.abs(weights).ravel(), -most)[-most:]
    start, end = np.divmod(picked, units_out)
    return start, end


def _path(x: Array, rows: Array) -> QPainterPath:
    """One path through (x, row) for each row."""
    xs, ys = np.tile(x, len(rows)), rows.ravel()
    if len(x) == 2:
        return arrayToQPath(xs, ys, "pairs", finiteCheck=False)
    connect = np.ones(rows.shape, np.int32)
    connect[:, -1] = 0
    return arrayToQPath(xs, ys, connect.ravel(), finiteCheck=False)


def _pen(group: LinkGroup, theme: Theme, coarse: bool, matched: bool) -> QPen:
    shade = theme.positive if group.sign > 0 else theme.negative if group.sign < 0 else theme.muted
    pen = QPen(mix(theme.line, shade, 0.8 if matched else TINT[group.width]), WIDTHS[group.width])
    if coarse or group.width < THIN:
        pen.setWidthF(min(pen.widthF(), 1.0))
        pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if matched:
        pen.setDashPattern([3, 3])
    return pen
