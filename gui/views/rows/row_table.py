"""The rows of the table as a model for Qt: cells are written when they are seen; sorting and filters are an order of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from engine.core.arrays import Array
from engine.core.number_format import format_number, format_percent
from engine.core.quoting import unique_name
from engine.core.translation import N_, _
from engine.data.preprocessing import Data
from engine.data.source_columns import decode
from engine.inspection.predictions.row_answers import RowAnswers
from gui.plotting.live_numbers import format_live
from gui.style import theme

Index = QModelIndex | QPersistentModelIndex
VALIDATION = "validation"
FILTERS = (
    ("all", N_("All rows"), N_("Every row of the table.")),
    ("train", N_("Training rows"), N_("Rows that the network learns from.")),
    (VALIDATION, N_("Validation rows"), N_("Rows that decide when training stops.")),
    ("test", N_("Test rows"), N_("Rows that the network never learns from: what counts.")),
    (
        "wrong",
        N_("Mistakes"),
        N_("Rows of another class than predicted, or of a number that is off by more than the RMSE."),
    ),
    ("wrong test", N_("Mistakes in test rows"), N_("Mistakes among the rows that the network never learns from.")),
)
ROW, PART, TRUE, PREDICTED, OFF = range(5)  # the first columns


@dataclass(frozen=True, eq=False)
class RowColumn:
    """values: (rows,) by which it is sorted, NaN where there is none; texts: what class or level each number is."""

    name: str
    values: Array
    texts: tuple[str, ...] = ()
    percent: bool = False


class RowTable(QAbstractTableModel):
    """Changes: `order` holds the rows of the table that are shown, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: list[RowColumn] = []
        self.wrong: Array = np.empty(0, bool)
        self.order: Array = np.empty(0, np.int64)
        self._data: Data | None = None
        self._is_test, self._is_train = np.empty(0, bool), np.empty(0, bool)
        self._filter, self._by, self._down = "all", ROW, False

    def show(self, data: Data, answers: RowAnswers) -> None:
        """These rows, filtered and sorted as before."""
        same = self._data is data
        fresh = self._made(data, answers)
        if same and [one.name for one in fresh] == [one.name for one in self.columns]:
            self.columns = fresh
            self._arrange()
            return
        self.beginResetModel()
        self._data, self.columns = data, fresh
        if self._by >= len(fresh):
            self._by, self._down = ROW, False
        self._arrange(quiet=True)
        self.endResetModel()

    def filter_by(self, name: str) -> None:
        """One of `FILTERS`."""
        self._filter = name
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._by, self._down = column, order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def place_of(self, row: int) -> int:
        """Where a row of the table is shown, -1 where it is not."""
        found = np.flatnonzero(self.order == row)
        return int(found[0]) if len(found) else -1

    def saved(self) -> Mapping[str, Array]:
        """All columns of the rows that are shown, in their order: the names of classes and levels as texts."""
        order: Array = self.order
        found: dict[str, Array] = {}
        for column in self.columns:
            name = unique_name(column.name, found, _("{name} ({number})"))  # a column of the file may be called Row, too
            values = column.values[order]
            if column.texts:
                texts = [column.texts[int(value)] if value == value else "" for value in values.tolist()]
                values = np.array(texts, object)
            found[name] = values
        return found

    def _made(self, data: Data, answers: RowAnswers) -> list[RowColumn]:
        table, rows = data.table, np.arange(len(answers.predicted))
        true = table.target[rows].astype(np.float64)
        self._is_test, self._is_train = np.isin(rows, data.test), np.isin(rows, data.train)
        predicted = answers.predicted.astype(np.float64)
        classes = table.classes
        if classes:
            self.wrong = predicted != true
        else:
            with np.errstate(all="ignore"):
                off = predicted - true
                self.wrong = ~(np.abs(off) <= np.sqrt(np.mean(off**2)))
        part = np.select([self._is_test, self._is_train], [0.0, 1.0], 2.0)
        parts = (_("Test"), _("Training"), _("Validation"))
        columns = [
            RowColumn(_("Row"), rows + 1.0),
            RowColumn(_("Part"), part, parts),
            RowColumn(table.target_name, true, classes),
            RowColumn(_("Predicted"), predicted, classes),
        ]
        if not classes:
            columns.append(RowColumn(_("Off by"), off))
        elif answers.sure is not None:
            columns.append(RowColumn(_("Probability"), answers.sure, percent=True))
        values = decode(table.columns, table.inputs[rows])
        columns += [RowColumn(one.name, column, one.levels) for one, column in zip(table.columns, values.T, strict=True)]
        return columns

    def _arrange(self, quiet: bool = False) -> None:
        keep = {
            "all": np.ones(len(self.wrong), bool),
            "train": self._is_train,
            VALIDATION: ~self._is_train & ~self._is_test,
            "test": self._is_test,
            "wrong": self.wrong,
            "wrong test": self.wrong & self._is_test,
        }[self._filter]
        rows = np.flatnonzero(keep)
        if self.columns:
            values = self.columns[self._by].values[rows]
            rows = rows[np.argsort(-values if self._down else values, kind="stable")]
        if quiet:
            self.order = rows
            return
        if len(rows) != len(self.order):
            self.beginResetModel()
            self.order = rows
            self.endResetModel()
        else:
            self.order = rows
            self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own default
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal and section < len(self.columns):
            return self.columns[section].name
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = int(self.order[index.row()]), self.columns[index.column()]
        is_answer = index.column() in (PREDICTED, OFF)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if column.texts else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and is_answer and self.wrong[row]:
            return QColor(theme.current().error)
        if role == Qt.ItemDataRole.FontRole:
            return theme.font("body", tabular=True, bold=index.column() == PREDICTED and bool(self.wrong[row]))
        return None

    def _text(self, row: int, at: int) -> str:
        column, value = self.columns[at], float(self.columns[at].values[row])
        if np.isnan(value):
            return ""
        if column.texts:
            return column.texts[int(value)]
        if at == ROW:
            return f"{int(value):,}"
        if column.percent:
            return format_percent(value)
        return format_live(value) if at in (PREDICTED, OFF) else format_number(value, 6)
