"""The picture of a graph that one zooms, pans, steps through and edits, by mouse and by keys."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.core.translation import _
from engine.inspection.computation_graph.graph import VARIABLE, Graph
from engine.inspection.computation_graph.passes import Passes
from gui.style import theme
from gui.style.plain_text import show_tip
from gui.style.text_size import follow
from gui.views.computation_graph.asking.question_round import QuestionRound
from gui.views.computation_graph.graph_walk import Walk, whole_walk
from gui.views.computation_graph.picture.edge_marks import paint_marks, side_at, way_to
from gui.views.computation_graph.picture.graph_camera import GraphCamera
from gui.views.computation_graph.picture.graph_painter import GraphPicture, key_height, laid_out, paint_graph, paint_key

ZOOM_STEP = 1.2
LOW = 7  # lines of text
KEYS = {  # what the picture does with keys of its own
    Qt.Key.Key_Right: "next",
    Qt.Key.Key_Left: "back",
    Qt.Key.Key_Home: "start",
    Qt.Key.Key_End: "end",
    Qt.Key.Key_Space: "play",
    Qt.Key.Key_Plus: "in",
    Qt.Key.Key_Minus: "out",
    Qt.Key.Key_0: "fit",
}
MOVES = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Return: 0,
    Qt.Key.Key_Enter: 0,
    Qt.Key.Key_F2: 0,
}  # to the node before or after; 0: edit this one


class GraphCanvas(QWidget):
    """Changes by `show_graph` and `show_state`; what the user does leaves by signals."""

    walked = Signal(str)  # a value of KEYS that is about the walk
    chosen = Signal(int)  # a node was clicked or reached by keys
    edit_wanted = Signal(int)  # a variable is to be edited
    drag_began = Signal(int)
    dragged = Signal(int, float)  # a variable is dragged up by so many pixels since the press

    def __init__(self) -> None:
        super().__init__()
        self.picture: GraphPicture | None = None
        self.camera = GraphCamera()
        self._pressed: tuple[QPointF, int | None] | None = None
        self._moved = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Nodes of the graph"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(40)
        follow(self, self._measure)

    # -- what is shown
    def show_graph(self, graph: Graph, passes: Passes) -> None:
        """Another graph, all of it known."""
        self.picture = GraphPicture(graph, passes, laid_out(graph), whole_walk(graph), 0, None, self.hasFocus())
        self.fit()

    def show_state(self, passes: Passes, walk: Walk, cursor: int, asked: QuestionRound | None) -> None:
        """Other numbers, another moment, another node, or other questions of the same graph."""
        if self.picture is None:
            return
        moved = cursor != self.picture.cursor or walk != self.picture.walk
        self.picture = GraphPicture(walk.graph, passes, self.picture.layout, walk, cursor, asked, self.hasFocus())
        if moved:
            self.camera.reveal(self.picture.layout.boxes[cursor].rect)
        self.update()

    def speak(self, text: str) -> None:
        """What a screen reader says of the node that is chosen."""
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            if self.hasFocus():
                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    # -- what part is seen
    def fit(self) -> None:
        """All of the graph, or as much as is readable around the chosen node."""
        if self.picture is not None:
            layout = self.picture.layout
            self.camera.room, self.camera.content = self._room().size(), QSizeF(layout.width, layout.height)
            self.camera.fit(layout.boxes[self.picture.cursor].rect)
            self.update()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom, keeping the point `at` (the middle by default) in place."""
        self.camera.zoom_by(factor, QPointF(self.rect().center()) if at is None else at)
        self.update()

    def _room(self) -> QRectF:
        """Of the graph: all but the line of the legend, which lies on it where there is little height."""
        high = self.height() - key_height()
        return QRectF(0, 0, self.width(), high if high > LOW * key_height() else max(1.0, self.height()))

    def node_rect(self, node: int) -> QRectF:
        """Where a node is on the widget."""
        assert self.picture is not None
        return self.camera.to_room(self.picture.layout.boxes[node].rect)

    def node_at(self, at: QPointF) -> int | None:
        """The node there, or the one whose number is there."""
        if self.picture is None:
            return None
        place = self.camera.to_graph(at)
        for node, box in enumerate(self.picture.layout.boxes):
            if box.rect.contains(place):
                return node
        found = (edge.source for edge in self.picture.graph.edges if self.picture.label_rect(edge).contains(place))
        return next(found, self.picture.graph.output if self.picture.label_rect(None).contains(place) else None)

    def _measure(self) -> None:
        """The text size or the theme is another."""
        if self.picture is not None:
            self.picture = replace(self.picture, layout=laid_out(self.picture.graph))
            if self.camera.follows:
                self.fit()
        self.update()

    def _move_cursor(self, by: int) -> None:
        assert self.picture is not None
        count = len(self.picture.graph.nodes)
        self.chosen.emit((self.picture.cursor + by) % count)

    # -- events
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier
        name = KEYS.get(Qt.Key(key), "") if not held else ""
        if self.picture is None or (not name and (held or key not in MOVES)):
            super().keyPressEvent(event)
        elif name in ("in", "out"):
            self.zoom_by(ZOOM_STEP if name == "in" else 1 / ZOOM_STEP)
        elif name == "fit":
            self.fit()
        elif name:
            self.walked.emit(name)
        elif MOVES[Qt.Key(key)]:
            self._move_cursor(MOVES[Qt.Key(key)])
        elif self.picture.graph.nodes[self.picture.cursor].kind == VARIABLE:
            self.edit_wanted.emit(self.picture.cursor)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier
            if not held and (event.key() in KEYS or event.key() in MOVES):
                event.accept()
                return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tip(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def tip_at(self, at: QPointF) -> str:
        """What is said when the mouse rests there."""
        if side_at(self.camera, at):
            return _("The graph goes on there: click, or drag the picture, or turn the wheel.")
        node = self.node_at(at)
        if self.picture is not None and node is not None and self.picture.graph.nodes[node].kind == VARIABLE:
            return _("Double-click to type its value, or drag it up or down.")
        return ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()
        side = side_at(self.camera, event.position())
        if side:
            self._pressed = None
            self.camera.pan(way_to(self.camera, side))
            self.update()
            return
        node = self.node_at(event.position())
        self._pressed, self._moved = (event.position(), node), False
        if node is not None:
            self.chosen.emit(node)
            assert self.picture is not None
            if self.picture.graph.nodes[node].kind == VARIABLE:
                self.drag_began.emit(node)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() or self.picture is None:
            self._pressed = None
            node, side = self.node_at(event.position()), side_at(self.camera, event.position())
            variable = node is not None and self.picture is not None and self.picture.graph.nodes[node].kind == VARIABLE
            cursors = Qt.CursorShape
            self.setCursor(cursors.PointingHandCursor if side else cursors.SizeVerCursor if variable else cursors.ArrowCursor)
            return
        began, node = self._pressed
        by = event.position() - began
        if not self._moved and by.manhattanLength() < 4:
            return
        self._moved = True
        if node is not None and self.picture.graph.nodes[node].kind == VARIABLE:
            self.dragged.emit(node, -by.y())
        elif node is None:
            self._pressed = (event.position(), None)
            self.camera.pan(by)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        node = self.node_at(event.position())
        if side_at(self.camera, event.position()):
            self.mousePressEvent(event)
        elif node is None:
            self.fit()
        elif self.picture is not None:
            self.chosen.emit(node)
            if self.picture.graph.nodes[node].kind == VARIABLE:
                self.edit_wanted.emit(node)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP ** (turn.y() / 120), event.position())
        elif self.picture is not None:
            low = self.picture.layout.height * self.camera.zoom <= self.height()
            self.camera.pan(QPointF(turn.x() + turn.y(), 0) / 2 if low else QPointF(turn) / 2)
            self.update()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.camera.room = self._room().size()
        if self.camera.follows:
            self.fit()
        else:
            self.camera.keep_in_view()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_focus()

    def _show_focus(self) -> None:
        if self.picture is not None:
            self.picture = replace(self.picture, focused=self.hasFocus())
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 140)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.current().surface))
        if self.picture is not None:
            painter.save()
            painter.setClipRect(self._room())
            painter.translate(self.camera.origin)
            painter.scale(self.camera.zoom, self.camera.zoom)
            paint_graph(painter, self.picture)
            painter.restore()
            paint_marks(painter, self.camera)
            below = self.camera.to_room(QRectF(QPointF(0, 0), self.camera.content)).bottom()
            if min(below, self._room().height()) <= self.height() - key_height():  # else it would hide a part of the graph
                paint_key(painter, 2, self.height() - key_height())
        painter.end()
