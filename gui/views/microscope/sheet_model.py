"""The numbers of a stage as a model for Qt: which is looked at, which were used to make it, and which is asked for."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from gui.style import theme
from gui.style.plain_text import plain
from gui.views.microscope.sheets.sheet import Sheet, Span
from gui.views.microscope.sheets.written import number

Index = QModelIndex | QPersistentModelIndex
Cell = tuple[int, int]


class SheetModel(QAbstractTableModel):
    """Cells are written when they are seen."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet | None = None
        self.highlighted: Cell | None = None  # the number that is looked at; `made_of` are those that made it
        self.made_of: tuple[Span, ...] = ()
        self.blank: Cell | None = None  # the number that is asked for

    def highlight(self, cell: Cell | None) -> None:
        """Look at this number from now on."""
        worked = self.sheet.worked(*cell) if self.sheet is not None and cell is not None else None
        self.highlighted, self.made_of = cell, () if worked is None else worked.made_of

    def show_sheet(self, sheet: Sheet | None) -> None:
        self.beginResetModel()
        self.highlight(None)
        self.sheet = sheet
        self.endResetModel()

    def renew(self, sheet: Sheet) -> None:
        """Other numbers in the same places."""
        self.sheet = sheet
        self.highlight(self.highlighted)
        self.repaint_all()

    def repaint_all(self) -> None:
        if self.sheet is not None:
            last = self.index(self.sheet.rows - 1, self.sheet.columns - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own default
        return 0 if self.sheet is None or parent.isValid() else self.sheet.rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if self.sheet is None or parent.isValid() else self.sheet.columns

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.sheet is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        name = (self.sheet.column_name if orientation == Qt.Orientation.Horizontal else self.sheet.row_name)(section)
        return plain(name) if role == Qt.ItemDataRole.ToolTipRole else name

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        sheet, cell = self.sheet, (index.row(), index.column())
        if sheet is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            value = sheet.value(*cell)
            return "?" if cell == self.blank else "" if value is None else number(value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._ground(cell)
        if role == Qt.ItemDataRole.FontRole and cell == self.blank:
            return theme.font("body", tabular=True, bold=True)
        return None

    def _ground(self, cell: Cell) -> QColor | None:
        colours = theme.current()
        if cell == self.blank:
            return QColor(theme.mixed(colours.surface, colours.warning, 0.3))
        if self.sheet is None or self.highlighted is None:
            return None
        if cell == self.highlighted:
            return QColor(theme.mixed(colours.surface, colours.accent, 0.35))
        made = any(span.holds(*cell) for span in self.made_of)
        return QColor(theme.mixed(colours.surface, colours.accent, 0.15)) if made else None
