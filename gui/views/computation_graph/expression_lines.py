"""The line of the expression and the line of its values; a wrong text is outlined and explained, and the former graph stays."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from engine.core.translation import _
from engine.inspection.computation_graph.graph_text import values_of
from gui.views.computation_graph.graph_state import GraphState, read_state
from gui.widgets.forms.typed_line import TypedLine

GROWS = 4000  # pixels


class ExpressionLines(QWidget):
    """`read` is emitted with the new state as soon as what was typed has one; `refused` with a sentence when it has none."""

    read = Signal(object)  # a GraphState
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._state: GraphState | None = None
        self.expression = TypedLine("", self._read_text)
        self.values = TypedLine("", self._read_values)
        self.expression.setAccessibleName(_("Expression"))
        self.values.setAccessibleName(_("Values of the variables"))
        self.expression.set_help(
            _("Names, numbers, + − × ÷ ^ and functions. w₀x₀ is a product; “q = x + y; f = q z” names a part. Enter draws it.")
        )
        self.values.set_help(_("Each variable with its value, such as x = 2, y = −3. A variable without one gets 1."))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for line, share in ((self.expression, 3), (self.values, 2)):
            line.setMinimumWidth(60)
            line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            line.committed.connect(self._committed)
            line.refused.connect(self.refused)
            row.addWidget(line, share)

    def sizeHint(self) -> QSize:
        """All the room that is left in a row; the least is that of two short lines."""
        return QSize(GROWS, super().sizeHint().height())

    def show_state(self, state: GraphState) -> None:
        """Both lines as this state has them; what is being typed stays."""
        self._state = state
        for line, text in ((self.expression, state.text), (self.values, state.values_text)):
            if line.value != text:
                line.set_value(text)

    def _read_text(self, text: str) -> str:
        self._tried(text, self.values.text())
        return text

    def _read_values(self, text: str) -> str:
        return self._tried(self.expression.value, text).values_text

    def _tried(self, text: str, values: str) -> GraphState:
        assert self._state is not None
        return read_state(text, {**self._state.values, **values_of(values)}, self._state.whole_sigmoid)

    def _committed(self, _value: object) -> None:
        self.read.emit(self._tried(self.expression.value, self.values.value))
