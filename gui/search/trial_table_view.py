"""The trials as a model for Qt, and the table that shows it: cells are written when they are seen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from engine.core.translation import _
from engine.search.plan import Plan
from engine.search.trial import DIVERGED, FAILED, STOPPED, Trial
from gui.search.search_frame import SearchFrame
from gui.search.trial_columns import SCORE, TrialColumn, columns_of, sorted_trials
from gui.search.trial_texts import trial_text
from gui.style import theme
from gui.style.text_size import follow, set_font, set_style_sheet
from gui.widgets.spoken.table_sorting import sort_by_keys

Index = QModelIndex | QPersistentModelIndex
STYLE = """
QTableView::item { padding: 0 14px 0 8px; }
QHeaderView::section { padding: 4px 14px 4px 8px; } /* room for the arrow of the sorting */
"""
FIRST_ROWS = 100  # by which the columns get their width


class TrialModel(QAbstractTableModel):
    """Changes: `order` holds the trials in the order in which they are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[TrialColumn, ...] = ()
        self.order: list[Trial] = []
        self.best: int | None = None
        self.plan: Plan | None = None
        self._by, self._down = 0, False

    def show_frame(self, frame: SearchFrame) -> bool:
        """The trials of a frame, sorted as before, or the best first. Returns whether columns are other ones now."""
        is_new = frame.plan is not None and (self.plan is None or frame.plan.fingerprint() != self.plan.fingerprint())
        self.best = frame.progress.best
        if is_new or frame.plan is None or len(frame.trials) < len(self.order):
            self.beginResetModel()
            if is_new and frame.plan is not None:
                self.columns = columns_of(frame.plan)
                self._by, self._down = SCORE, frame.plan.higher_is_better
            self.plan = frame.plan
            self._arrange(frame.trials)
            self.endResetModel()
            return is_new
        if len(frame.trials) > len(self.order):
            self.beginInsertRows(QModelIndex(), len(self.order), len(frame.trials) - 1)
            self._arrange(frame.trials)
            self.endInsertRows()
        else:
            self._arrange(frame.trials)
        self.layoutChanged.emit()
        return False

    @property
    def sorting(self) -> tuple[int, Qt.SortOrder]:
        """The column by which it is sorted, and in which direction."""
        return self._by, Qt.SortOrder.DescendingOrder if self._down else Qt.SortOrder.AscendingOrder

    def place_of(self, number: int | None) -> int:
        """The row of a trial; -1 where there is none."""
        return next((place for place, trial in enumerate(self.order) if trial.number == number), -1)

    def _arrange(self, trials: Any) -> None:
        self.order = sorted_trials(trials, self.columns[self._by], self._down) if self.columns else []

    # -- Qt
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns):
            self._by, self._down = column, order == Qt.SortOrder.DescendingOrder
            self._arrange(self.order)
            self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own default
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.help or column.title
        return _side(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        trial, column = self.order[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(trial)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ToolTipRole and self.plan is not None:
            return trial_text(trial, self.plan)
        if role == Qt.ItemDataRole.ForegroundRole:
            if trial.state in (DIVERGED, FAILED):
                return QColor(theme.current().error)
            return QColor(theme.current().muted) if trial.state == STOPPED else None
        if role == Qt.ItemDataRole.FontRole:
            return theme.font("body", tabular=True, bold=trial.number == self.best)
        return None


def _side(column: TrialColumn) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column.is_text else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


class TrialTable(QTableView):
    """`chosen` when the user chooses a trial, `hovered` when the mouse is over one: its number, or None."""

    chosen = Signal(int)
    hovered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.model_ = TrialModel()
        self._chosen: int | None = None
        self._showing = False
        self.setModel(self.model_)
        self.setAccessibleName(_("Trials"))
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setHighlightSections(False)
        head.setResizeContentsPrecision(FIRST_ROWS)
        self.setSortingEnabled(True)
        sort_by_keys(self)
        set_style_sheet(self, STYLE)
        set_font(self, "body", tabular=True)
        follow(self, self._fit)
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self._on_current(now.row()))
        self.model_.modelReset.connect(self._reselect)
        self.model_.layoutChanged.connect(self._reselect)
        self.entered.connect(lambda index: self.hovered.emit(self.model_.order[index.row()].number))

    def show_frame(self, frame: SearchFrame) -> None:
        """The trials of a frame; the chosen one stays chosen, wherever it is now."""
        empty = not self.model_.order
        if self.model_.show_frame(frame):
            self.horizontalHeader().setSortIndicator(*self.model_.sorting)
        if empty and self.model_.order:
            self._fit()
        elif len(self.model_.order) <= FIRST_ROWS:
            for column in range(self.model_.columnCount()):
                if self.sizeHintForColumn(column) > self.columnWidth(column):
                    self.setColumnWidth(column, self.sizeHintForColumn(column))

    def choose(self, number: int | None) -> None:
        """Show the trial that was chosen elsewhere."""
        self._chosen = number
        self._reselect()
        place = self.model_.place_of(number)
        if place >= 0:
            self.scrollTo(self.model_.index(place, 0))

    def retheme(self) -> None:
        self.viewport().update()

    def _reselect(self) -> None:
        place = self.model_.place_of(self._chosen)
        self._showing = True
        if place < 0:
            self.clearSelection()
        elif place != self.currentIndex().row() or not self.selectionModel().isRowSelected(place, QModelIndex()):
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            across = self.horizontalScrollBar().value()
            self.selectionModel().setCurrentIndex(self.model_.index(place, max(0, self.currentIndex().column())), flags)
            self.horizontalScrollBar().setValue(across)
        self._showing = False

    def _on_current(self, place: int) -> None:
        if not self._showing and 0 <= place < len(self.model_.order):
            self._chosen = self.model_.order[place].number
            self.chosen.emit(self._chosen)

    def _fit(self) -> None:
        """Rows and columns as large as their texts."""
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + theme.px(8))
        self.resizeColumnsToContents()
        if not self.model_.order:
            for column in range(self.model_.columnCount()):
                self.setColumnWidth(column, max(self.columnWidth(column), theme.px(72)))

    def leaveEvent(self, event: Any) -> None:
        self.hovered.emit(None)
        super().leaveEvent(event)
