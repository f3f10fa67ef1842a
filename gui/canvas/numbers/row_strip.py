"""The strip below the network while numbers are shown: which row they are of, and the sum of the selected neuron worked out."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.core.number_format import format_number
from engine.core.params import Param
from engine.core.translation import N_, _
from engine.data.table import Table
from engine.inspection.row_values import RowPass, RowValues
from engine.recipe.recipe import OUTPUT
from gui.canvas.canvas import Canvas
from gui.canvas.diagram.parts import Neuron, unit_name
from gui.canvas.numbers.worked_sum import worked_sum
from gui.style import theme
from gui.style.text_size import follow, set_font
from gui.training.frame import Frame
from gui.views.intents import ChooseRow, HighlightRows, ReportAction
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.forms.number_box import NumberBox

SHOWN, ROW = (
    "numbers.shown",
    "numbers.row",
)  # reported for lessons: numbers are shown (1) or not (0); of which row, from 1
MOST_ROWS = 1_000_000
ROW_NUMBER = Param(
    "row",
    N_("Row"),
    1,
    low=1,
    high=MOST_ROWS,
    help=N_("Whose numbers stand on the network: a row of the data, from 1. A click on a point in Output chooses it, too."),
)


class RowStrip(QWidget):
    """Hidden while no numbers are shown."""

    intent = Signal(object)  # an Intent

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self.canvas = canvas
        self._frame = Frame(None)
        self.number, self.about, self.sum = NumberBox(ROW_NUMBER), ElidedLabel(most=1), ElidedLabel()
        set_font(self.sum, "body", tabular=True)
        set_font(self.about, "small", tabular=True)
        follow(self.number, lambda: self.number.setFixedWidth(theme.px(72)))
        name = QLabel(_("Row"))
        set_font(name, "small")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.about)
        texts.addWidget(self.sum)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 12, 4)
        row.setSpacing(8)
        row.addWidget(name)
        row.addWidget(self.number)
        row.addLayout(texts, 1)
        self.hide()
        self.number.value_changed.connect(lambda row, _gesture: self._choose(int(row) - 1))
        canvas.net.numbers.changed.connect(self._follow)
        canvas.hover.neuron_changed.connect(lambda _neuron: self._show())

    def show_frame(self, frame: Frame) -> None:
        self._frame = frame
        if self.isVisible():
            self._show()

    def _choose(self, row: int) -> None:
        self.intent.emit(ChooseRow(row))

    def _follow(self) -> None:
        """Numbers were switched on or off, or are of another row."""
        numbers = self.canvas.net.numbers
        if numbers.is_on != self.isVisible():
            self.setVisible(numbers.is_on)
            self.intent.emit(ReportAction(SHOWN, float(numbers.is_on)))
        if numbers.is_on:
            self.intent.emit(ReportAction(ROW, float(numbers.row + 1)))
        self.intent.emit(HighlightRows(np.array([numbers.row] if numbers.is_on else [], np.int64)))
        self._show()

    def _show(self) -> None:
        numbers, snapshot = self.canvas.net.numbers, self._frame.snapshot
        self.number.set_value(numbers.row + 1)
        found = None if snapshot is None else snapshot.find(RowValues)  # of this frame: the network may show a later one already
        if not numbers.is_on or snapshot is None or found is None:
            return
        if found.row < numbers.row and found.rows <= numbers.row:
            self.number.set_value(found.row + 1)
        self.about.set_text(row_in_words(snapshot.data.table, found))
        neuron, diagram = self._neuron(), self.canvas.net.diagram
        text = worked_sum(snapshot, found, diagram, neuron.block_id, neuron.unit)
        if text:
            text = _("{neuron}: {sum}").format(neuron=unit_name(diagram, neuron.block_id, neuron.unit), sum=text)
        self.sum.set_text(text or _("Point at a neuron to see its sum."), tone="text" if text else "muted")

    def _neuron(self) -> Neuron:
        """The highlighted neuron, or else the first one of the selected layer, or of the output."""
        hovered, selected = self.canvas.hover.neuron, self.canvas.selection
        ids = [layer.id for layer in self.canvas.net.diagram.layers]
        if hovered is not None and hovered.block_id in ids:
            return hovered
        return Neuron(selected if selected in ids and selected is not None else OUTPUT, 0)


def row_in_words(table: Table, found: RowPass) -> str:
    """'of 4: x₁ = 1, x₂ = 0, true' – the row as the table has it."""
    values = [f"{name} = {format_number(value)}" for name, value in zip(table.input_names, found.raw.tolist(), strict=True)]
    truth = table.classes[int(found.truth)] if table.classes else format_number(found.truth)
    text = _("of {rows}: {values} · {target}: {truth}")
    return text.format(rows=f"{found.rows:,}", values=", ".join(values), target=table.target_name, truth=truth)
