"""The first rows of a file as a Qt model: what a column is stands in its header, what it becomes shows in its cells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from engine.core.quoting import shortened
from engine.data.csv_files.sketch import ColumnSketch, TableSketch
from gui.panels.data.opening.column_words import about
from gui.style import theme
from gui.style.plain_text import plain

Index = QModelIndex | QPersistentModelIndex
LONGEST_CELL = 80  # letters


class PreviewModel(QAbstractTableModel):
    """Cells are written when they are seen."""

    def __init__(self) -> None:
        super().__init__()
        self.sketch: TableSketch | None = None

    def show_sketch(self, sketch: TableSketch) -> None:
        """Other rows or other columns; where only what becomes of the columns differs, nothing moves."""
        same = self.sketch is not None and (self.sketch.names, self.sketch.rows) == (sketch.names, sketch.rows)
        if same:
            self.sketch = sketch
            self._repaint()
            return
        self.beginResetModel()
        self.sketch = sketch
        self.endResetModel()

    def expect(self, columns: dict[str, dict[str, Any]]) -> None:
        """Show other roles or kinds at once, until the table has been read with them."""
        if self.sketch is not None:
            changed = tuple(replace(c, **columns[c.name]) if c.name in columns else c for c in self.sketch.columns)
            self.sketch = replace(self.sketch, columns=changed)
            self._repaint()

    def column(self, section: int) -> ColumnSketch | None:
        return self.sketch.columns[section] if self.sketch is not None and section < len(self.sketch.columns) else None

    def _repaint(self) -> None:
        columns = self.columnCount()
        if columns:
            self.dataChanged.emit(self.index(0, 0), self.index(max(0, self.rowCount() - 1), columns - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, columns - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own default
        return 0 if self.sketch is None or parent.isValid() else len(self.sketch.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if self.sketch is None or parent.isValid() else len(self.sketch.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.column(section) if orientation == Qt.Orientation.Horizontal else None
        if column is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return shortened(column.name, LONGEST_CELL) if role == Qt.ItemDataRole.DisplayRole else about(column)
        return plain(about(column)) if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.column(index.column())
        if self.sketch is None or column is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            row = self.sketch.rows[index.row()]
            return shortened(row[index.column()].strip(), LONGEST_CELL) if index.column() < len(row) else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.is_numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        now = theme.current()
        if role == Qt.ItemDataRole.ForegroundRole and column.role == "out":
            return QColor(theme.mixed(now.muted, now.surface, 0.35))
        if role == Qt.ItemDataRole.BackgroundRole and column.role == "target":
            return QColor(theme.mixed(now.surface, now.accent, 0.1))
        return None
