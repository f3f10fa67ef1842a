"""A field for each input column of the table, with the range that the network has learned from."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QScrollArea, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.core.quoting import shortened
from engine.core.translation import _, ngettext
from engine.data.csv_files.numbers import parse_number
from engine.data.preprocessing import Data
from engine.data.source_columns import SourceColumn, decode, encode
from gui.style import theme
from gui.style.plain_text import plain
from gui.style.text_size import set_font
from gui.widgets.forms.choice import Choice

WIDEST = 300  # pixels, at a text size of 100 %, of one field with its name and range; with more room they stand side by side


class NumberField(QLineEdit):
    """The number of one column; nothing typed is a missing value, where the network knows what to do with one."""

    def __init__(self, source: SourceColumn, name: str) -> None:
        super().__init__()
        self._may_be_missing = source.missing != "rows"
        self.setAccessibleName(name)

    def value(self) -> float:
        """NaN for what is missing, or is not a number."""
        number = parse_number(self.text().strip().replace("−", "-"), decimal_comma=True)
        return np.nan if number is None else number

    def set_value(self, value: float) -> None:
        self.setText("" if np.isnan(value) else _written(value))
        self.setCursorPosition(0)

    def objects(self) -> bool:
        """Whether no number can be made of what is typed."""
        return bool(np.isnan(self.value())) and bool(self.text().strip() or not self._may_be_missing)


class LevelField(Choice):
    """The level of one column that is a category, by its code."""

    def __init__(self, source: SourceColumn, name: str) -> None:
        super().__init__(name)
        for code, level in enumerate(source.levels):
            self.add(float(code), level)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)

    def value(self) -> float:
        code = self.currentData()
        return np.nan if code is None else float(code)

    def objects(self) -> bool:
        return False


class RowForm(QScrollArea):
    """`changed` is emitted after every letter. The fields start with the means, or most frequent levels, of the training rows."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Row to predict"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fields: list[NumberField | LevelField] = []
        self._sources: tuple[SourceColumn, ...] = ()
        self._parts: list[tuple[QLabel, QWidget, QLabel]] = []
        self._ranges: Array = np.empty((0, 2))
        self._columns = 0
        self._filling = False

    def show_data(self, data: Data) -> None:
        """Fields for the columns of these data."""
        self._sources, inside = data.table.columns, QWidget()
        values = decode(self._sources, data.table.inputs[data.train])
        inside.setProperty("panel", True)
        self._ranges = np.stack([np.nanmin(values, 0), np.nanmax(values, 0)], 1)
        self.fields, self._parts, self._columns = [], [], 0
        for source, (low, high) in zip(self._sources, self._ranges.tolist(), strict=True):
            label, span = QLabel(shortened(source.name).replace("&", "&&")), QLabel()
            label.setTextFormat(Qt.TextFormat.PlainText)
            field: NumberField | LevelField
            if source.kind == "number":
                field = NumberField(source, source.name)
                tip = _("{name}: from {low} to {high} in the training rows.")
                field.setToolTip(plain(tip.format(name=source.name, low=format_number(low), high=format_number(high))))
                span.setText(_range_text(low, high))
                field.textChanged.connect(self._on_typed)
            else:
                field = LevelField(source, source.name)
                field.setToolTip(
                    plain(
                        ngettext(
                            "{name}: one of {count} value.",
                            "{name}: one of {count} values.",
                            len(source.levels),
                        ).format(name=source.name, count=len(source.levels))
                    )
                )
                field.currentIndexChanged.connect(self._on_typed)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setBuddy(field)
            label.setToolTip(field.toolTip())
            span.setProperty("tone", "muted")
            set_font(span, "small", tabular=True)
            self.fields.append(field)
            self._parts.append((label, field, span))
        QGridLayout(inside)
        self.setWidget(inside)
        self._arrange()
        self._show(np.array([_usual(column, one) for column, one in zip(self._sources, values.T, strict=True)]))

    def fill(self, inputs: Array) -> None:
        """Put the row with these inputs, (inputs,), into the fields."""
        self._show(decode(self._sources, inputs[np.newaxis])[0])

    def _show(self, values: Array) -> None:
        self._filling = True
        for field, value in zip(self.fields, values.tolist(), strict=True):
            field.set_value(value)
        self._filling = False
        self.changed.emit()

    def values(self) -> Array:
        """The inputs, (inputs,), of what stands in the fields; NaN for what is not a number."""
        found = np.array([[field.value() for field in self.fields]], np.float64)
        bad = [field.objects() for field in self.fields]
        inputs = encode(self._sources, found)
        widths = [len(source.inputs) for source in self._sources]
        inputs[0, np.repeat(bad, widths)] = np.nan
        row: Array = inputs[0]
        return row

    def objection(self) -> str:
        """What is not a number, or lies beyond what the network has learned from: a sentence, or nothing."""
        for field in self.fields:
            if field.objects():
                return _("{name} needs a number.").format(name=field.accessibleName())
        beyond = [
            field.accessibleName()
            for field, (low, high) in zip(self.fields, self._ranges, strict=True)
            if not (np.isnan(field.value()) or low <= field.value() <= high)
        ]
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


def _usual(column: SourceColumn, values: Array) -> float:
    """The mean of the known values of a column, or the code of its most frequent level."""
    known = values[~np.isnan(values)]
    if column.kind == "number":
        return float(known.mean())
    return float(np.bincount(known.astype(int)).argmax())
