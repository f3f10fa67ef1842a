"""The list of runs: the settings and results of each, and whether the plots show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.core.number_format import format_count, format_percent
from engine.core.translation import N_, _
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from gui.model.run_entries import MOST, MOST_SHOWN, RunEntries, RunEntry, csv_text, run_text
from gui.plotting.live_numbers import format_live
from gui.style.plain_text import plain
from gui.widgets.flow_row import flow_row
from gui.widgets.labels import empty_note
from gui.widgets.save_dialog import ask_save_path

NAME, KEEP, NUMBERS = 0, 9, 2  # columns; numbers begin with the third
HEADS = (  # of the columns: the heading and its tooltip, in which {shown} and {places} are numbers
    (N_("Run"), N_("A tick draws the run in the charts, up to {shown} at once. Double-click the name, or F2, to rename.")),
    (N_("Settings"), N_("Data, hidden layers, optimizer and learning rate, batch size, loss.")),
    (N_("Steps"), N_("How many steps it was trained.")),
    (N_("Time"), N_("Time spent training, without the pauses.")),
    (N_("Train loss"), N_("At the end, on the rows it was trained on.")),
    (N_("Test loss"), N_("At the end, on rows that it has not seen.")),
    (N_("Metric"), N_("On test rows: accuracy, or R² where numbers are predicted.")),
    (N_("Parameters"), N_("Weights, biases and all else that is trained.")),
    (N_("To 1/10"), N_("Steps until the training loss was a tenth of what it began with; – if it never was.")),
    (N_("Stay"), N_("The list has {places} places. Runs that are to stay are not dropped when it is full.")),
)
EMPTY = N_(
    "Runs that have ended are listed here: train a while, then choose other data, press Same start, New start, or Keep this run."
)


class RunList(QWidget):
    """Shows entries; the user's wishes are emitted as signals, which carry the numbers of runs."""

    keep_wanted = Signal()
    renamed = Signal(int, str)
    pinned = Signal(int, bool)
    shown = Signal(int, bool)
    deleted = Signal(object)  # numbers, a tuple
    opened = Signal(int)
    problem = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._entries: RunEntries = ()
        self.keep = _button(_("Keep this run"), _("List the run as it is now; it goes on."), self.keep_wanted.emit)
        self.open = _button(_("Open again"), _("Its network and settings, from the start. Undo brings yours back."), self._open)
        self.delete = _button(_("Delete"), _("Take the chosen runs out of the list. Delete"), self._delete)
        self.save = _button(_("Save list…"), _("All runs as a table (CSV)."), self._save)
        self.table = self._make_table()
        self._empty = empty_note(_(EMPTY))
        pages = QWidget()
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(flow_row(self.keep, self.open, self.delete, self.save, across=8))
        column.addWidget(pages, 1)
        delete = QShortcut(QKeySequence.StandardKey.Delete, self.table, context=Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._delete)
        self.show_running(False)
        self.show_entries((), {})

    def show_running(self, has_steps: bool) -> None:
        """Enable `keep` if the current run has steps."""
        if self.keep.isEnabled() is not has_steps:
            self.keep.setEnabled(has_steps)

    def show_entries(self, entries: RunEntries, colours: Mapping[int, str]) -> None:
        """List the runs, the newest first; `colours` are those of the runs in the plots, by number."""
        chosen = self._chosen()
        self._entries = entries
        blocker = QSignalBlocker(self.table)
        self.table.setRowCount(len(entries))
        for place, entry in enumerate(reversed(entries)):
            for column, text in enumerate(cells(entry)):
                self.table.setItem(place, column, _cell(entry, column, text, colours.get(entry.run.number, "")))
            if entry.run.number in chosen:
                self.table.selectRow(place)
        del blocker
        self._pages.setCurrentWidget(self.table if entries else self._empty)
        self.save.setEnabled(bool(entries))
        self._choose()

    def sizeHint(self) -> QSize:
        return QSize(480, 230)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(HEADS))
        table.setAccessibleName(_("Runs"))
        for column, (text, _tip) in enumerate(HEADS):
            head = QTableWidgetItem(_(text))
            head.setToolTip(_column_help(column))
            head.setTextAlignment(_alignment(column))
            table.setHorizontalHeaderItem(column, head)
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setHighlightSections(False)
        table.itemChanged.connect(self._changed)
        table.itemSelectionChanged.connect(self._choose)
        return table

    def _chosen(self) -> tuple[int, ...]:
        """Numbers of the chosen runs."""
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        return tuple(self.table.item(row, NAME).data(Qt.ItemDataRole.UserRole) for row in rows)

    def _choose(self) -> None:
        chosen = self._chosen()
        self.open.setEnabled(len(chosen) == 1)
        self.delete.setEnabled(bool(chosen))

    def _changed(self, item: QTableWidgetItem) -> None:
        """The user has changed a check box or a name."""
        number = self.table.item(item.row(), NAME).data(Qt.ItemDataRole.UserRole)
        entry = next(entry for entry in self._entries if entry.run.number == number)
        ticked = item.checkState() == Qt.CheckState.Checked
        if item.column() == KEEP:
            self.pinned.emit(number, ticked)
        elif ticked is not entry.shown:
            self.shown.emit(number, ticked)
        else:
            self.renamed.emit(number, item.text())

    def _open(self) -> None:
        for number in self._chosen()[:1]:
            self.opened.emit(number)

    def _delete(self) -> None:
        if self._chosen():
            self.deleted.emit(self._chosen())

    def _save(self) -> None:
        path = ask_save_path(self, _("Save list"), "runs.csv", {".csv": "CSV"}, "pictures/folder")
        if path is not None:
            self.save_to(str(path))

    def save_to(self, path: str) -> None:
        """Write the list as CSV; `problem` says why when it cannot be written."""
        try:
            write_atomic(path, csv_text(self._entries).encode("utf-8-sig"))  # spreadsheets recognise the encoding by its BOM
        except FileProblem as problem:
            self.problem.emit(str(problem))


def cells(entry: RunEntry) -> tuple[str, ...]:
    """The texts in the row of an entry."""
    run, scores = entry.run, entry.run.scores
    metric = format_percent(scores.test_metric) if scores.metric == "Accuracy" else format_live(scores.test_metric)
    target = "–" if run.to_target is None else format_count(run.to_target)
    losses = format_live(scores.train_loss), format_live(scores.test_loss)
    ends = metric, format_count(run.parameters), target, ""
    return entry.name, run_text(run), format_count(run.steps), duration(run.seconds), *losses, *ends


def duration(seconds: float) -> str:
    """'0.8 s', '12 s', '3:07 min'."""
    if seconds < 60:
        return _("{seconds} s").format(seconds=f"{seconds:.1f}" if seconds < 10 else f"{seconds:.0f}")
    return _("{minutes} min").format(minutes=f"{format_count(int(seconds) // 60)}:{int(seconds) % 60:02}")


def _button(text: str, tip: str, do: Callable[[], object]) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.clicked.connect(lambda: do())
    return button


def _column_help(column: int) -> str:
    return _(HEADS[column][1]).format(shown=MOST_SHOWN, places=MOST)


def _alignment(column: int) -> Qt.AlignmentFlag:
    across = Qt.AlignmentFlag.AlignLeft if column < NUMBERS or column == KEEP else Qt.AlignmentFlag.AlignRight
    return across | Qt.AlignmentFlag.AlignVCenter


def _cell(entry: RunEntry, column: int, text: str, colour: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setTextAlignment(_alignment(column))
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    if column == NAME:
        item.setData(Qt.ItemDataRole.UserRole, entry.run.number)
        flags |= Qt.ItemFlag.ItemIsEditable
        if colour:
            swatch = QPixmap(14, 4)
            swatch.fill(QColor(colour))
            item.setIcon(swatch)
    if column in (NAME, KEEP):
        flags |= Qt.ItemFlag.ItemIsUserCheckable
        on = entry.shown if column == NAME else entry.pinned
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
    item.setFlags(flags)
    item.setToolTip(_column_help(column) if column in (NAME, KEEP) else plain(text))
    return item
