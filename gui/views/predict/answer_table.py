"""The rows of a file with what is predicted for them, as a table: cells are written only when they are seen."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from engine.core.number_format import format_percent
from engine.prediction.answers import Answers
from engine.prediction.new_rows import NewRows
from engine.prediction.predicted_file import added_names
from gui.plotting.live_numbers import format_live
from gui.style import theme

Index = QModelIndex | QPersistentModelIndex


class AnswerTable(QAbstractTableModel):
    """The predicted columns stand first, then those of the file."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: NewRows | None = None
        self.answers: Answers | None = None
        self._added: tuple[str, ...] = ()
        self._numeric: frozenset[str] = frozenset()  # the names of the columns that hold numbers

    def show_rows(self, rows: NewRows | None, found: Answers | None, target: str, numeric: Collection[str] = ()) -> None:
        """`numeric` names the columns of the file that hold numbers."""
        self.beginResetModel()
        self._numeric = frozenset(numeric)
        self.rows, self.answers = rows, found
        self._added = () if rows is None or found is None else added_names(rows, found, target)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own default
        return 0 if self.rows is None or parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if self.rows is None or parent.isValid() else len(self._added) + len(self.rows.names)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or self.rows is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            return f"{section + 1:,}"
        return (*self._added, *self.rows.names)[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.rows is None or self.answers is None:
            return None
        own = index.column() - len(self._added)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._answer(index.row(), index.column()) if own < 0 else self.rows.columns[own][index.row()].strip()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            is_text = (own < 0 and self._is_class(index.column())) or (own >= 0 and self.rows.names[own] not in self._numeric)
            side = Qt.AlignmentFlag.AlignLeft if is_text else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole:
            return theme.font("body", tabular=True, bold=index.column() == 0)
        return None

    def _is_class(self, column: int) -> bool:
        return column == 0 and self.answers is not None and self.answers.classes is not None

    def _answer(self, row: int, column: int) -> str:
        """With few figures: the saved file has them all."""
        found = self.answers
        if found is None or not found.there[row]:
            return ""
        if self._is_class(column):
            return found.names[int(found.classes[row])]
        value = float(found.values[row, column - (found.classes is not None)])
        return format_percent(value) if found.is_probability else format_live(value)
