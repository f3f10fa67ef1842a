"""The rows of a file with what is predicted for them, as a table: cells are written only when they are seen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from engine.prediction.answers import Answers
from engine.prediction.new_rows import NewRows
from engine.prediction.predicted_file import added_cells, added_names
from gui.style import theme

Index = QModelIndex | QPersistentModelIndex


class AnswerTable(QAbstractTableModel):
    """The predicted columns stand first, then those of the file."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: NewRows | None = None
        self.answers: Answers | None = None
        self._added: tuple[str, ...] = ()

    def show_rows(self, rows: NewRows | None, found: Answers | None, target: str) -> None:
        self.beginResetModel()
        self.rows, self.answers = rows, found
        self._added = () if rows is None or found is None else added_names(rows, found, target)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own default
        return 0 if self.rows is None or parent.isValid() else len(self.rows.cells)

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
            if own >= 0:
                return self.rows.cells[index.row()][own].strip()
            return _short(added_cells(self.rows, self.answers, index.row())[index.column()])
        if role == Qt.ItemDataRole.FontRole:
            return theme.font("body", tabular=True, bold=index.column() == 0)
        return None


def _short(written: str) -> str:
    """A number with few figures: the saved file has them all."""
    try:
        return f"{float(written):.5g}"
    except ValueError:
        return written
