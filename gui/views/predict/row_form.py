"""A field for each input column of the table, with the range that the network has learned from."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QScrollArea, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.core.translation import _
from engine.data.csv_files.numbers import parse_number
from engine.data.preprocessing import Data
from gui.style import theme
from gui.style.text_size import set_font

WIDEST = 300  # pixels, at a text size of 100 %, of one field with its name and range; with more room they stand side by side


class RowForm(QScrollArea):
    """`changed` is emitted after every letter. The fields start with the means of the training rows."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Row to predict"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fields: list[QLineEdit] = []
        self._parts: list[tuple[QLabel, QLineEdit, QLabel]] = []
        self._ranges: Array = np.empty((0, 2))
        self._columns = 0
        self._filling = False

    def show_data(self, data: Data) -> None:
        """Fields for the input columns of these data."""
        inputs, inside = data.table.inputs[data.train], QWidget()
        inside.setProperty("panel", True)
        self._ranges = np.stack([inputs.min(0), inputs.max(0)], 1)
        self.fields, self._parts, self._columns = [], [], 0
        for name, (low, high) in zip(data.table.input_names, self._ranges.tolist(), strict=True):
            label, field, span = QLabel(name), QLineEdit(), QLabel(_range_text(low, high))
            field.setAccessibleName(name)
            tip = _("{name}: from {low} to {high} in the training rows.")
            field.setToolTip(tip.format(name=name, low=format_number(low), high=format_number(high)))
            label.setBuddy(field)
            label.setToolTip(field.toolTip())
            span.setProperty("tone", "muted")
            set_font(span, "small", tabular=True)
            field.textChanged.connect(self._on_typed)
            self.fields.append(field)
            self._parts.append((label, field, span))
        QGridLayout(inside)
        self.setWidget(inside)
        self._arrange()
        self.fill(inputs.mean(0))

    def fill(self, values: Array) -> None:
        """Put these numbers into the fields."""
        self._filling = True
        for field, value in zip(self.fields, values.tolist(), strict=True):
            field.setText(_written(value))
            field.setCursorPosition(0)
        self._filling = False
        self.changed.emit()

    def values(self) -> Array:
        """What stands in the fields, (inputs,); NaN for what is not a number."""
        numbers = (parse_number(field.text().strip().replace("−", "-"), decimal_comma=True) for field in self.fields)
        return np.array([np.nan if number is None else number for number in numbers], np.float64)

    def objection(self) -> str:
        """What is not a number, or lies beyond what the network has learned from: a sentence, or nothing."""
        values, names = self.values(), [field.accessibleName() for field in self.fields]
        for name, value in zip(names, values, strict=True):
            if np.isnan(value):
                return _("{name} needs a number.").format(name=name)
        beyond = [name for name, value, (low, high) in zip(names, values, self._ranges, strict=True) if not low <= value <= high]
        if beyond:
            return _("{names}: beyond the training rows, so the prediction is a guess.").format(names=", ".join(beyond[:3]))
        return ""

    def _on_typed(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _arrange(self) -> None:
        """As many columns of fields as there is room for."""
        columns = max(1, self.viewport().width() // theme.px(WIDEST))
        if columns == self._columns or not self._parts:
            return
        self._columns = columns
        grid = self.widget().layout()
        assert isinstance(grid, QGridLayout)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        rows = -(-len(self._parts) // columns)
        for i, parts in enumerate(self._parts):
            for place, part in enumerate(parts):
                grid.addWidget(part, i % rows, 3 * (i // rows) + place)
        for column in range(3 * columns):
            grid.setColumnStretch(column, (2, 2, 0)[column % 3])
        grid.setRowStretch(rows, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _range_text(low: float, high: float) -> str:
    return _("{low} to {high}").format(low=format_number(low), high=format_number(high))


def _written(value: float) -> str:
    """With at most six figures, as it can be typed."""
    return f"{value:.6g}"
