"""Every row of the table with its part, what is right and what the network says: sorted, filtered, highlighted in other views."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QListView, QTableView

from engine.core.arrays import Array
from engine.core.number_format import format_count, format_percent
from engine.core.translation import N_, _, ngettext
from engine.inspection.predictions.row_answers import MOST_ROWS, AnsweredRows
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from gui.style import theme
from gui.style.text_size import follow, set_font
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.intents import ChooseRow, HighlightRows
from gui.views.rows.row_table import FILTERS, PREDICTED, ROW, TRUE, VALIDATION, RowTable
from gui.views.view_header import below_each_other, headed, in_a_row
from gui.widgets.control_memory import ControlMemory
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.forms.choice import drop_down
from gui.widgets.spoken.table_sorting import sort_by_keys

NONE = np.empty(0, np.int64)
MARGIN, ARROW, NARROW = 16, 14, 56  # pixels at a text size of 100 %: beside a name, of the sorting's arrow, of an elided column
FIRST_ROWS = 200  # by which the columns get their width


@view("rows", N_("Rows"), "output", "view_rows")
class RowsView(View):
    """A click on a row shows it in Output, the microscope and the network; several are highlighted together."""

    pace = 0.5

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self._data: object | None = None
        self._highlighted: Array = NONE
        self._selecting = False
        self.cells, self.table = RowTable(), QTableView()
        self.table.setModel(self.cells)
        self.table.setAccessibleName(_("Rows of the table"))
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setWordWrap(False)
        self.table.setCornerButtonEnabled(False)
        self.table.verticalHeader().hide()
        follow(self.table, self._fit_rows)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.table.setSortingEnabled(True)
        sort_by_keys(self.table)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        set_font(self.table, "body", tabular=True)
        self.part = drop_down(_("Shown rows"), _("Which rows are shown."), FILTERS)
        self.said = ElidedLabel("")
        self.header = headed(
            self, in_a_row(self.part), below_each_other(self.said, self.table), self.cells.saved, saved=(self.table,)
        )
        self.memory = ControlMemory(part=self.part)
        self.part.currentIndexChanged.connect(self._filter)
        self.table.selectionModel().selectionChanged.connect(lambda *_what: self._on_selected())
        self.cells.modelReset.connect(self._reselect)
        self.cells.layoutChanged.connect(self._reselect)

    def requests(self) -> Requests:
        return frozenset({AnsweredRows()})

    def show_frame(self, frame: Frame) -> None:
        snapshot = frame.snapshot
        if snapshot is None or snapshot is self._shown:
            return
        found = snapshot.get(AnsweredRows())
        if found is None:
            return
        self._shown = snapshot
        self._keeping(lambda: self.cells.show(snapshot.data, found))
        if snapshot.data is not self._data:
            self._data = snapshot.data
            offered = self.part.view()
            assert isinstance(offered, QListView)
            offered.setRowHidden(self.part.findData(VALIDATION), not len(snapshot.data.validation))
            self._fit_columns()
        self._say()

    def choose_row(self, row: int) -> None:
        """The row that was clicked elsewhere: show it here too."""
        place = self.cells.place_of(row)
        if place >= 0 and row not in self._selected():
            self._select(np.array([place]))
            self.table.scrollTo(self.cells.index(place, 0))

    def retheme(self) -> None:
        self.said.update()
        self.table.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def hideEvent(self, event: object) -> None:
        self._highlight(NONE)

    def _filter(self) -> None:
        self._keeping(lambda: self.cells.filter_by(self.part.currentData()))
        self._say()

    def _selected(self) -> Array:
        """The rows of the table that are selected."""
        places = [index.row() for index in self.table.selectionModel().selectedRows()]
        return self.cells.order[places] if places else NONE

    def _on_selected(self) -> None:
        if self._selecting:
            return
        rows = self._selected()
        if len(rows) == 1:
            self.intent.emit(ChooseRow(int(rows[0])))
        self._highlight(rows)

    def _highlight(self, rows: Array) -> None:
        if not np.array_equal(rows, self._highlighted):
            self._highlighted = rows
            self.intent.emit(HighlightRows(rows))

    def _keeping(self, change: Callable[[], None]) -> None:
        """Change the rows that are shown; those that were selected stay so, wherever they are now."""
        self._selecting = True
        change()
        self._selecting = False
        self._reselect()

    def _reselect(self) -> None:
        self._select(np.flatnonzero(np.isin(self.cells.order, self._highlighted)))

    def _select(self, places: Array) -> None:
        """Select these places, (n,) in order, and no others: neighbours together, as all of them may be selected."""
        chosen = QItemSelection()
        for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1) if len(places) else ():
            chosen.append(QItemSelectionRange(self.cells.index(int(run[0]), 0), self.cells.index(int(run[-1]), 0)))
        self._selecting = True
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().select(chosen, flags)
        self._selecting = False

    def _fit_rows(self) -> None:
        """As low as the text allows: a slot has room for few."""
        self.table.verticalHeader().setDefaultSectionSize(self.table.fontMetrics().height() + 6)

    def _fit_columns(self) -> None:
        """As wide as their first rows and their names; what is right and what is predicted stay in sight in a small slot."""
        header, names = self.table.horizontalHeader(), [column.name for column in self.cells.columns]
        header.setResizeContentsPrecision(FIRST_ROWS)
        text, margin, arrow = header.fontMetrics(), theme.px(MARGIN), theme.px(ARROW)
        widths = [
            max(self.table.sizeHintForColumn(at), text.horizontalAdvance(name) + margin + arrow * (at == ROW))
            for at, name in enumerate(names)
        ]
        over = max(0, sum(widths[: PREDICTED + 1]) - self.table.viewport().width())
        for at in (TRUE, PREDICTED):
            widths[at] = max(min(widths[at], theme.px(NARROW)), widths[at] - (over + 1) // 2)
        for at, width in enumerate(widths):
            header.resizeSection(at, width)

    def _say(self) -> None:
        if self._shown is None:
            return
        rows, wrong = len(self.cells.wrong), int(self.cells.wrong.sum())
        text = ngettext("{shown} of {rows} row. Mistakes: {wrong}.", "{shown} of {rows} rows. Mistakes: {wrong}.", rows)
        if not self._shown.data.table.classes:
            text = ngettext("{shown} of {rows} row.", "{shown} of {rows} rows.", rows)
        said = text.format(
            shown=format_count(len(self.cells.order)),
            rows=format_count(rows),
            wrong=_("{count} ({share})").format(
                count=format_count(wrong), share=format_percent(wrong / rows if rows else np.nan)
            ),
        )
        if len(self._shown.data.table.target) > MOST_ROWS:
            more = _("Only the first {count} rows are shown.").format(count=format_count(MOST_ROWS))
            said = f"{said} {more}"
        self.said.set_text(said)
