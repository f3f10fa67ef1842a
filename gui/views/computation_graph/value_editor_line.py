"""Edits the value of a variable in its place on the picture, and by dragging it up or down."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from engine.core.translation import _
from engine.inspection.computation_graph.graph_text import LARGEST, shown_name, text_of_value, value_of
from gui.style import theme
from gui.views.computation_graph.picture.graph_canvas import GraphCanvas
from gui.widgets.forms.typed_line import TypedLine

PER_PIXEL = 0.01  # of 1, or of the size of a larger value


def dragged_value(value: float, pixels: float) -> float:
    """The value of a variable that has been dragged up by so many pixels, rounded to what can be told apart."""
    unit = PER_PIXEL * 10 ** max(0, len(str(int(abs(value)))) - 1)
    return min(max(round((value + pixels * unit) / unit) * unit, -LARGEST), LARGEST)


class ValueEditorLine(TypedLine):
    """`entered` gives the variable's name and its new value; `closed` follows."""

    entered = Signal(str, float)
    closed = Signal()

    def __init__(self, over: QWidget) -> None:
        self.name = ""
        super().__init__(0.0, lambda text: value_of(text, shown_name(self.name)), text_of_value, over)
        self.setAccessibleName(_("Value of the variable"))
        self.set_help(_("Enter takes the value, Escape leaves it."))
        self.committed.connect(lambda value: self.entered.emit(self.name, value))
        self.hide()

    def open(self, name: str, value: float, over: QRectF) -> None:
        """Edit a variable over a rectangle of the parent."""
        self.name, self.typed = name, False
        self.set_value(value)
        height, width = self.sizeHint().height(), max(round(over.width()), theme.px(90))
        area = self.parentWidget().rect()
        left = min(max(0, round(over.center().x()) - width // 2), max(0, area.width() - width))
        top = min(max(0, round(over.center().y()) - height // 2), max(0, area.height() - height))
        self.setGeometry(left, top, width, height)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()

    def close_line(self) -> None:
        if self.name:
            self.name, self.typed = "", False
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.typed = False
            self.set_value(self.value)
            self.close_line()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.commit():
                self.close_line()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.close_line()


class VariableEditing(QObject):
    """Lets variables of the picture be edited: a double click or Enter opens the line, a drag changes the value at once.

    `entered` gives the variable's name and its new value; `began` comes before the first one.
    """

    began = Signal()
    entered = Signal(str, float)

    def __init__(self, canvas: GraphCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._before = 0.0  # the value when the drag began
        self.line = ValueEditorLine(canvas)
        self.line.entered.connect(self.entered)
        self.line.closed.connect(lambda: canvas.setFocus(Qt.FocusReason.OtherFocusReason))
        canvas.edit_wanted.connect(self.open)
        canvas.drag_began.connect(self._begin)
        canvas.dragged.connect(self._drag)

    def open(self, node: int) -> None:
        """The line over a variable."""
        picture = self._canvas.picture
        if picture is not None:
            self.began.emit()
            self.line.open(picture.graph.nodes[node].name, picture.passes.values[node], self._canvas.node_rect(node))

    def _begin(self, node: int) -> None:
        if self._canvas.picture is not None:
            self._before = self._canvas.picture.passes.values[node]

    def _drag(self, node: int, pixels: float) -> None:
        if self._canvas.picture is not None:
            self.entered.emit(self._canvas.picture.graph.nodes[node].name, dragged_value(self._before, pixels))
