"""Paints a graph: nodes with what they do, edges with the value above and the gradient below them.

Values have the text's colour, gradients the accent's; the present node is filled. What a question asks for is a box with "?".
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from engine.core.number_format import format_number
from engine.core.translation import _
from engine.inspection.computation_graph.graph import CONSTANT, VARIABLE, Edge, Graph, shown_name
from engine.inspection.computation_graph.operation import FIGURES
from engine.inspection.computation_graph.passes import Passes
from gui.style import theme
from gui.views.computation_graph.asking.question_round import VALUES, QuestionRound
from gui.views.computation_graph.graph_walk import Walk
from gui.views.computation_graph.picture.graph_layout import Box, GraphLayout, Sizes, lay_out

WIDEST = "−0.00000"  # a label is as wide as this; longer numbers are shown with fewer figures
APART = 12.0  # pixels between the words of the legend
CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, eq=False)
class GraphPicture:
    """All that is painted."""

    graph: Graph
    passes: Passes
    layout: GraphLayout
    walk: Walk
    cursor: int
    round: QuestionRound | None
    focused: bool = False

    def label_rect(self, edge: Edge | None) -> QRectF:
        """Where the numbers of an edge stand, value above, gradient below; None: those of the output."""
        width, line = label_width(), line_height()
        if edge is None:
            box = self.layout.boxes[self.graph.output]
            return QRectF(box.right + 6, box.middle - line, width, 2 * line)
        left, _right, y = self.layout.paths[edge][-1]
        return QRectF(left, y - line, width, 2 * line)


def label_text(value: float) -> str:
    """A number in at most as many letters as `WIDEST`, if it can be."""
    texts = [format_number(value, figures) for figures in range(FIGURES, 0, -1)]
    return next((text for text in texts if len(text) <= len(WIDEST)), texts[-1])


def label_width() -> float:
    return QFontMetricsF(theme.font("small", tabular=True)).horizontalAdvance(WIDEST) + 8


def line_height() -> float:
    return QFontMetricsF(theme.font("small", tabular=True)).height()


def node_lines(graph: Graph, at: int) -> list[str]:
    """What stands in a node, line by line: what it does, its name; "Σ" for the sum of the gradients of its uses."""
    node = graph.nodes[at]
    lines = [shown_name(node.name) if node.kind == CONSTANT and node.name else node.label]
    if node.name and not node.is_leaf:
        lines.append(shown_name(node.name))
    return [*lines, "Σ"] if len(graph.uses[at]) > 1 and node.kind != CONSTANT else lines


def laid_out(graph: Graph) -> GraphLayout:
    """With room for the texts in their present size."""
    small, large = QFontMetricsF(theme.font("small", tabular=True)), QFontMetricsF(theme.font("body", bold=True))
    sizes = []
    for at in range(len(graph.nodes)):
        lines = node_lines(graph, at)
        names = [line if line != "Σ" else f"Σ {WIDEST}" for line in lines[1:]]
        width = max(large.horizontalAdvance(lines[0]), *(small.horizontalAdvance(name) for name in names), large.height())
        sizes.append((width + 12, large.height() + len(names) * small.height() + 6))
    port = 2 * small.height() + 4
    return lay_out(graph, Sizes(sizes, label_width(), port, gap=theme.px(26), apart=theme.px(6), bend=theme.px(10)))


def paint_graph(painter: QPainter, picture: GraphPicture) -> None:
    """In the layout's own coordinates."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    present = picture.walk.present
    for edge in picture.graph.edges:
        _paint_edge(painter, picture, edge, edge.target == present)
    for edge in picture.graph.edges:
        _paint_label(painter, picture, edge)
    _paint_output(painter, picture)
    for at, box in enumerate(picture.layout.boxes):
        _paint_node(painter, picture, at, box)


def _paint_edge(painter: QPainter, picture: GraphPicture, edge: Edge, active: bool) -> None:
    colours = theme.current()
    known = picture.walk.has_value(edge.source)
    pen = QPen(QColor(colours.accent if active else colours.outline if known else colours.line), 2 if active else 1)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    (start, x, y), *places = picture.layout.paths[edge]
    path = QPainterPath(QPointF(start, y))
    path.lineTo(QPointF(x, y))
    for left, right, to in places:
        middle = (x + left) / 2
        path.cubicTo(QPointF(middle, y), QPointF(middle, to), QPointF(left, to))
        path.lineTo(QPointF(right, to))
        x, y = right, to
    painter.drawPath(path)
    if active and picture.walk.backwards:  # the way the gradient goes
        left = picture.layout.paths[edge][-1][0]
        painter.drawPolyline([QPointF(left + 5, y - 4), QPointF(left, y), QPointF(left + 5, y + 4)])
    else:
        painter.drawPolyline([QPointF(x - 5, y - 3), QPointF(x, y), QPointF(x - 5, y + 3)])


def _paint_label(painter: QPainter, picture: GraphPicture, edge: Edge) -> None:
    rect, line = picture.label_rect(edge), line_height()
    asked = picture.round
    if asked is not None and asked.hides_value(edge.source):
        _paint_blank(painter, rect.adjusted(0, 0, 0, -line), edge.source == asked.current)
    elif picture.walk.has_value(edge.source):
        _paint_number(painter, rect.adjusted(0, 0, 0, -line), picture.passes.values[edge.source], False)
    if picture.graph.nodes[edge.source].kind == CONSTANT:
        return  # nothing asks for its gradient
    if asked is not None and asked.hides_along(edge):
        if (
            edge.source in asked.blanks
            and asked.hides_gradient(edge.source)
            and edge.source in asked.open
            and asked.kind != VALUES
        ):
            _paint_blank(painter, rect.adjusted(0, line, 0, 0), edge.source == asked.current)
    elif picture.walk.has_along(edge):
        _paint_number(painter, rect.adjusted(0, line, 0, 0), picture.passes.along[edge], True)


def _paint_output(painter: QPainter, picture: GraphPicture) -> None:
    graph, colours, at = picture.graph, theme.current(), picture.graph.output
    rect, line, asked = picture.label_rect(None), line_height(), picture.round
    painter.setPen(QPen(QColor(colours.outline), 1))
    y = rect.center().y()
    painter.drawLine(QPointF(rect.left() - 6, y), QPointF(rect.right(), y))
    if asked is not None and asked.hides_value(at):
        _paint_blank(painter, rect.adjusted(0, 0, 0, -line), at == asked.current)
    elif picture.walk.has_value(at):
        _paint_number(painter, rect.adjusted(0, 0, 0, -line), picture.passes.values[at], False)
    if (picture.walk.backwards or not graph.operations) and (asked is None or asked.kind != VALUES):
        _paint_number(painter, rect.adjusted(0, line, 0, 0), picture.passes.gradients[at], True)


def _paint_number(painter: QPainter, rect: QRectF, value: float, is_gradient: bool) -> None:
    colours = theme.current()
    painter.setFont(theme.font("small", tabular=True))
    painter.setPen(QColor(colours.accent if is_gradient else colours.text))
    painter.drawText(rect, CENTRE, label_text(value))


def _paint_blank(painter: QPainter, rect: QRectF, is_current: bool) -> None:
    colours = theme.current()
    box = QRectF(rect.center().x() - rect.height(), rect.top() + 1.5, 2 * rect.height(), rect.height() - 3)
    painter.setPen(QPen(QColor(colours.accent), 1.5 if is_current else 1))
    painter.setBrush(QColor(colours.accent if is_current else colours.surface))
    painter.drawRoundedRect(box, 3, 3)
    painter.setFont(theme.font("small", bold=True))
    painter.setPen(QColor(colours.on_accent if is_current else colours.accent))
    painter.drawText(box, CENTRE, "?")


def _paint_node(painter: QPainter, picture: GraphPicture, at: int, box: Box) -> None:
    colours, node = theme.current(), picture.graph.nodes[at]
    rect, lines = box.rect, node_lines(picture.graph, at)
    is_present, is_cursor = at == picture.walk.present, at == picture.cursor
    if node.is_leaf:
        height = min(box.height, QFontMetricsF(theme.font("body")).height() + (len(lines) - 1) * line_height() + 4)
        rect = QRectF(box.left, box.middle - height / 2, box.width, height)
    ink = QColor(colours.on_accent if is_present else colours.text if node.kind != CONSTANT else colours.muted)
    if node.kind != CONSTANT:
        painter.setPen(QPen(QColor(colours.accent if is_cursor else colours.outline), 2 if is_cursor else 1))
        painter.setBrush(QColor(colours.accent if is_present else colours.raised))
        radius = 4.0 if node.kind == VARIABLE else min(rect.width(), rect.height()) / 2
        painter.drawRoundedRect(rect, min(radius, 14.0), min(radius, 14.0))
    if is_cursor and picture.focused:
        painter.setPen(QPen(QColor(colours.accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(-3, -3, 3, 3), 6, 6)
    large = QFontMetricsF(theme.font("body", bold=True)).height()
    top = rect.center().y() - (large + (len(lines) - 1) * line_height()) / 2
    painter.setFont(theme.font("body", bold=node.kind != CONSTANT))
    painter.setPen(ink)
    painter.drawText(QRectF(rect.left(), top, rect.width(), large), CENTRE, lines[0])
    painter.setFont(theme.font("small", tabular=True))
    for i, line in enumerate(lines[1:]):
        place = QRectF(rect.left(), top + large + i * line_height(), rect.width(), line_height())
        if line == "Σ":
            hidden = picture.round is not None and picture.round.hides_gradient(at)
            if not picture.walk.has_gradient(at) or hidden:
                continue
            line = f"Σ {label_text(picture.passes.gradients[at])}"
            painter.setPen(QColor(colours.on_accent if is_present else colours.accent))
        painter.drawText(place, CENTRE, line)


def key_height() -> float:
    return QFontMetricsF(theme.font("small")).height()


def paint_key(painter: QPainter, left: float, top: float) -> None:
    """The legend: which number is which."""
    colours, metrics = theme.current(), QFontMetricsF(theme.font("small"))
    texts = ((_("value above the line"), colours.text), (_("gradient below it"), colours.accent))
    width = sum(metrics.horizontalAdvance(text) + APART for text, _colour in texts)
    painter.fillRect(QRectF(0, top, left + width, metrics.height()), QColor(colours.surface))
    painter.setFont(theme.font("small"))
    for text, colour in texts:
        painter.setPen(QColor(colour))
        painter.drawText(QPointF(left, top + metrics.ascent()), text)
        left += metrics.horizontalAdvance(text) + APART
