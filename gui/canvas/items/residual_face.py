"""What a residual block shows: the layers inside, the path through them, the skip connection, and where both are added."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from engine.core.number_format import format_count
from engine.core.translation import _
from gui.canvas.diagram.diagram import DiagramLayer
from gui.canvas.diagram.geometry import CHIP_MARGIN, DOT, Box, Form
from gui.canvas.items.painting import CENTRE, rect, write
from gui.style.glyphs import draw_curve
from gui.style.theme import Theme

FORK, PLUS_RADIUS, BEND = 16.0, 7.0, 12.0  # from the units to the fork; of the sign; of the skip connection
CLEARANCE = 16.0  # between the skip connection and the layers under it


def draw_inside(painter: QPainter, layer: DiagramLayer, form: Form, theme: Theme, texts: bool) -> None:
    """Behind the block's texts. Without `texts`, as from afar, the layers are empty boxes."""
    middle = form.chips[0].y + form.chips[0].h / 2
    fork, plus = QPointF(form.in_x + FORK, middle), QPointF(form.chips[-1].right + CHIP_MARGIN / 2 - 4, middle)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.muted), 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawLine(fork - QPointF(FORK, 0), plus - QPointF(PLUS_RADIUS, 0))
    painter.drawLine(plus + QPointF(PLUS_RADIUS, 0), QPointF(form.out_x, middle))
    for x in (form.in_x, form.out_x):
        painter.drawLine(QPointF(x, min(middle, float(form.ports[0]))), QPointF(x, max(middle, float(form.ports[-1]))))
    painter.setPen(QPen(QColor(theme.text), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPath(_skip(fork, plus, form.chips[0].y - CLEARANCE))
    _draw_plus(painter, plus, theme)
    for k, (inner, box) in enumerate(zip(layer.inside, form.chips, strict=True)):
        _draw_chip(painter, inner, box, theme, form.text if texts else 0.0, back=k == len(form.chips) - 1)
    _draw_ends(painter, form, theme)


def _skip(fork: QPointF, plus: QPointF, top: float) -> QPainterPath:
    path = QPainterPath(fork)
    path.lineTo(fork.x(), top + BEND)
    path.quadTo(fork.x(), top, fork.x() + BEND, top)
    path.lineTo(plus.x() - BEND, top)
    path.quadTo(plus.x(), top, plus.x(), top + BEND)
    path.lineTo(plus.x(), plus.y() - PLUS_RADIUS)
    return path


def _draw_plus(painter: QPainter, at: QPointF, theme: Theme) -> None:
    painter.setBrush(QColor(theme.raised))
    painter.setPen(QPen(QColor(theme.text), 1.6))
    painter.drawEllipse(at, PLUS_RADIUS, PLUS_RADIUS)
    painter.drawLine(at - QPointF(3.5, 0), at + QPointF(3.5, 0))
    painter.drawLine(at - QPointF(0, 3.5), at + QPointF(0, 3.5))


def _draw_chip(painter: QPainter, inner: DiagramLayer, box: Box, theme: Theme, text: float, back: bool) -> None:
    """One layer inside, with texts of the scale `text`, or none if that is 0.

    `back`: it is the linear projection back to the width of the input.
    """
    painter.setPen(QPen(QColor(theme.outline), 1, Qt.PenStyle.DashLine if back else Qt.PenStyle.SolidLine))
    painter.setBrush(QColor(theme.surface))
    painter.drawRoundedRect(rect(box).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    if not text:
        return
    line = Box(box.x + 5, box.y + 5 * text, box.w - 10, 18 * text)
    write(painter, line, _("Linear") if back else inner.name, theme.text, align=CENTRE, scale=text)
    wide = (_("back to {units}") if back else _("{units} wide")).format(units=format_count(inner.units_out))
    size = wide if inner.has_neurons else inner.setting
    write(painter, line.moved(0, 20 * text), size, theme.muted, align=CENTRE, scale=text)
    if inner.activation is not None and not back:
        activation = inner.activation[1]
        draw_curve(painter, activation, QRectF(line.x, line.y + 43 * text, 12 * text, 12 * text), theme)
        left = 5 + 12 * text
        name = Box(line.x + left, line.y + 40 * text, line.w - left, 18 * text)
        write(painter, name, _(activation.label), theme.muted, scale=text)


def _draw_ends(painter: QPainter, form: Form, theme: Theme) -> None:
    """The units that come in on the left and go out on the right."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.muted))
    spacing = float(form.ports[-1] - form.ports[0]) / max(1, len(form.ports) - 1) or 2 * DOT
    radius = min(3.0, 0.4 * spacing)
    for x in (form.in_x, form.out_x):
        for y in form.ports.tolist():
            painter.drawEllipse(QPointF(x, y), radius, radius)
