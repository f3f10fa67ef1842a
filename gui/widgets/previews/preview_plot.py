"""Draws the curves of a preview: small in a list of entries, and large with axes, a legend and a read-out at the mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.core.number_format import format_number, format_percent
from engine.core.translation import _
from gui.style import theme
from gui.style.text_size import set_font
from gui.widgets.previews.previews import EntryPreview

HEIGHT = 148
TOP, BOTTOM, RIGHT = 22, 34, 6  # pixels around the curves, for legend, tick labels and axis title; the left depends on its labels
DASHES = (4.0, 3.0)  # of the slope, so that colour is not the only difference


ToPixels = Callable[[float], float]


def draw_curves(
    painter: QPainter, preview: EntryPreview, where: QRectF, y_range: tuple[float, float], now: theme.Theme, width: float = 1.5
) -> None:
    """Draw the curves into the rectangle `where`, over a thin line at each zero that is in range; or shares as bars."""
    if preview.shares:
        draw_shares(painter, preview.shares, where, now)
        return
    low, high = y_range
    across, down = _mapping(preview, where, y_range)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(where)
    painter.setPen(QPen(QColor(now.line), 1))
    if low < 0 < high:
        painter.drawLine(QPointF(where.left(), down(0)), QPointF(where.right(), down(0)))
    if preview.x[0] < 0 < preview.x[-1]:
        painter.drawLine(QPointF(across(0), where.top()), QPointF(across(0), where.bottom()))
    for place, curve in reversed(list(enumerate(preview.curves))):
        painter.setPen(curve_pen(place, now, width))
        y = np.clip(curve.y, low - (high - low), high + (high - low))
        painter.drawPolyline(QPolygonF([QPointF(across(float(a)), down(float(b))) for a, b in zip(preview.x, y, strict=True)]))
    painter.restore()


def draw_shares(painter: QPainter, shares: Sequence[tuple[float, float]], where: QRectF, now: theme.Theme) -> None:
    """A bar for each score, as high as its share of the whole."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for place, (_score, share) in zip(bars_in(where, len(shares)), shares, strict=True):
        tall = share * where.height()
        painter.fillRect(QRectF(place.left(), where.bottom() - tall, place.width(), tall), QColor(now.text))
    painter.setPen(QPen(QColor(now.line), 1))
    painter.drawLine(where.bottomLeft(), where.bottomRight())
    painter.restore()


def bars_in(where: QRectF, count: int) -> list[QRectF]:
    """The columns of the bars, side by side."""
    step = where.width() / count
    return [QRectF(where.left() + (k + 0.2) * step, where.top(), 0.6 * step, where.height()) for k in range(count)]


def curve_pen(place: int, now: theme.Theme, width: float = 1.5) -> QPen:
    """The first curve is solid; the second, its slope, is dashed and in the accent colour."""
    pen = QPen(QColor(now.text if place == 0 else now.accent), width)
    if place:
        pen.setDashPattern(DASHES)
    return pen


def full_range(preview: EntryPreview) -> tuple[float, float]:
    """From the lowest to the highest value of all curves, 0 included, with a margin."""
    ys = [float(value) for curve in preview.curves for value in (curve.y.min(), curve.y.max())]
    low, high = min([*ys, 0.0]), max([*ys, 0.0])
    room = 0.08 * (high - low) or 1.0
    return low - room, high + room


class PreviewPlot(QWidget):
    """The curves of one preview with axes and legend, read out at the mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.preview: EntryPreview | None = None
        self.at: float | None = None  # the x under the mouse
        set_font(self, "small", tabular=True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        theme.events.changed.connect(self.update)

    def show_preview(self, name: str, preview: EntryPreview) -> None:
        """Draw these curves; `name` is the entry that they belong to, for screen readers."""
        if preview is not self.preview:
            self.preview = preview
            if preview.shares:
                self.setAccessibleName(name)
                self.setAccessibleDescription(
                    ". ".join(f"{preview.x_name} {_short(z)}: {format_percent(a, 0)}" for z, a in preview.shares)
                )
                self.update()
                return
            names = [curve.name for curve in preview.curves]
            both = _("{curve} and {slope} of {entry}") if len(names) > 1 else _("{curve} of {entry}")
            self.setAccessibleName(both.format(curve=names[0], slope=names[-1], entry=name))
            few = np.linspace(preview.x[0], preview.x[-1], 5)
            self.setAccessibleDescription(". ".join(self.read(float(x)) for x in few))
            self.update()

    def read(self, x: float) -> str:
        """The values of the curves at x, as text: 'z 1: f 0.762, f′ 0.42'."""
        preview = self.preview
        if preview is None:
            return ""
        values = (f"{curve.name} {_short(float(np.interp(x, preview.x, curve.y)))}" for curve in preview.curves)
        return f"{preview.x_short_name or preview.x_name} {_short(x)}: {', '.join(values)}"

    def _frame(self) -> QRectF:
        left = 16
        if self.preview is not None:
            left = max(self.fontMetrics().horizontalAdvance(_short(tick)) for tick in _ticks(*full_range(self.preview))) + 10
        top, bottom = theme.px(TOP), theme.px(BOTTOM)
        return QRectF(left, top, max(1, self.width() - left - RIGHT), self.height() - top - bottom)

    def sizeHint(self) -> QSize:
        return QSize(240, theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, theme.px(HEIGHT))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        frame, preview = self._frame(), self.preview
        if preview is not None and not preview.shares:
            share = min(max((event.position().x() - frame.left()) / frame.width(), 0.0), 1.0)
            self.at = float(preview.x[0] + share * (preview.x[-1] - preview.x[0]))
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.at = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        preview = self.preview
        if preview is None:
            return
        if preview.shares:
            self._paint_shares(preview)
            return
        now, frame, y_range = theme.current(), self._frame(), full_range(preview)
        across, down = _mapping(preview, frame, y_range)
        painter = QPainter(self)
        painter.setPen(QColor(now.muted))
        for value in _ticks(*y_range):
            box = QRectF(0, down(value) - 10, frame.left() - 6, 20)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), _short(value))
        first, last = float(preview.x[0]), float(preview.x[-1])
        width, line = theme.px(80), theme.px(17)
        for value, side in ((first, Qt.AlignmentFlag.AlignLeft), ((first + last) / 2, Qt.AlignmentFlag.AlignHCenter)):
            left = across(value) - (0 if value == first else width / 2)
            painter.drawText(QRectF(left, frame.bottom(), width, line), int(side), _short(value))
        place = QRectF(frame.right() - width, frame.bottom(), width, line)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignRight), _short(last))
        below = QRectF(0, frame.bottom() + theme.px(15), self.width(), theme.px(18))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter), preview.x_name)
        draw_curves(painter, preview, frame, y_range, now)
        self._draw_legend(painter, preview, now)
        if self.at is not None:
            painter.setPen(QPen(QColor(now.outline), 1))
            painter.drawLine(QPointF(across(self.at), frame.top()), QPointF(across(self.at), frame.bottom()))
        painter.end()

    def _paint_shares(self, preview: EntryPreview) -> None:
        """The bars, each with its share above and its score below."""
        painter, now, line = QPainter(self), theme.current(), theme.px(17)
        frame = QRectF(16, theme.px(TOP), self.width() - 32, self.height() - theme.px(TOP + BOTTOM))
        draw_shares(painter, preview.shares, frame, now)
        centre = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        for place, (score, share) in zip(bars_in(frame, len(preview.shares)), preview.shares, strict=True):
            wide = place.adjusted(-20, 0, 20, 0)
            painter.setPen(QColor(now.text))
            top = frame.bottom() - share * frame.height() - line
            painter.drawText(QRectF(wide.left(), top, wide.width(), line), centre, format_percent(share, 0))
            painter.setPen(QColor(now.muted))
            painter.drawText(QRectF(wide.left(), frame.bottom(), wide.width(), line), centre, _short(score))
        below = QRectF(0, frame.bottom() + theme.px(15), self.width(), theme.px(18))
        painter.drawText(below, centre, preview.x_name)
        painter.end()

    def _draw_legend(self, painter: QPainter, preview: EntryPreview, now: theme.Theme) -> None:
        x, metrics = self._frame().left(), self.fontMetrics()
        if self.at is not None:
            painter.setPen(QColor(now.text))
            above = QRectF(x, 0, self.width() - x, theme.px(TOP) - 2)
            painter.drawText(above, int(Qt.AlignmentFlag.AlignVCenter), self.read(self.at))
            return
        for place, curve in enumerate(preview.curves):
            painter.setPen(curve_pen(place, now, 2))
            painter.drawLine(QPointF(x, theme.px(TOP) / 2 - 1), QPointF(x + 18, theme.px(TOP) / 2 - 1))
            painter.setPen(QColor(now.text))
            painter.drawText(QRectF(x + 24, 0, 300, theme.px(TOP) - 2), int(Qt.AlignmentFlag.AlignVCenter), curve.name)
            x += 24 + metrics.horizontalAdvance(curve.name) + 16


def _mapping(preview: EntryPreview, where: QRectF, y_range: tuple[float, float]) -> tuple[ToPixels, ToPixels]:
    """Two functions, from x and from y to pixels in the rectangle `where`."""
    first, last = float(preview.x[0]), float(preview.x[-1])
    low, high = y_range
    return (
        lambda x: where.left() + (x - first) / (last - first) * where.width(),
        lambda y: where.bottom() - (y - low) / (high - low) * where.height(),
    )


def _ticks(low: float, high: float) -> list[float]:
    """0, and one round number below and above it if they are in range."""
    size = max(abs(low), abs(high))
    power = 10.0 ** np.floor(np.log10(size))
    step = next((float(m * power) for m in (5, 2, 1) if m * power <= size), float(power))
    return [value for value in (-step, 0.0, step) if low <= value <= high]


def _short(value: float) -> str:
    return format_number(round(value, 12))  # so that rounding errors around 0 are shown as 0
