"""Sorting a table without a mouse: a heading cannot have the keyboard, so the current cell says which column is meant."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTableView

from engine.core.translation import N_, _
from gui.widgets.spoken.announcement import announce

KEYS = "Shift+Return", "Shift+Enter"
HINT = N_("Shift+Enter sorts by the column of the current cell, and again in the other direction.")
SORTED = {
    Qt.SortOrder.AscendingOrder: N_("Sorted by {column}, ascending."),
    Qt.SortOrder.DescendingOrder: N_("Sorted by {column}, descending."),
}


def sort_by_keys(table: QTableView) -> None:
    """Let `KEYS` do what a click on the current cell's heading does; a screen reader is told the new order."""
    table.setAccessibleDescription(_(HINT))
    for key in KEYS:
        shortcut = QShortcut(QKeySequence(key), table, context=Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(lambda: _sort(table))


def _sort(table: QTableView) -> None:
    column, head = table.currentIndex().column(), table.horizontalHeader()
    if column < 0:
        return
    ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
    turns = head.sortIndicatorSection() == column and head.sortIndicatorOrder() == ascending
    order = descending if turns else ascending
    table.sortByColumn(column, order)
    name = str(table.model().headerData(column, Qt.Orientation.Horizontal))
    announce(table, _(SORTED[order]).format(column=name))
