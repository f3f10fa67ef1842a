"""The dialog that opens a CSV file: shows its first rows and asks for the label column and the task.

The file is read in a thread of its own; until its first rows are there, the dialog says that it is being read.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.core.number_format import format_count
from engine.core.translation import N_, _, ngettext
from engine.data.csv_files.content_store import CONTENTS, stored_digest
from engine.data.csv_files.reader import TASKS, preview_csv
from engine.data.csv_files.sketch import TableSketch
from engine.data.datasets.csv_file import CsvFile, known_facts
from engine.data.table import Table
from engine.files.file_problem import FileProblem
from gui.style import theme
from gui.style.text_size import set_font
from gui.widgets.background import BackgroundWork
from gui.widgets.forms.choice import Choice
from gui.widgets.labels import heading, note

FEW = 5  # columns: no more than these share the width of the table
MOST_CLASSES = 6  # that are named
TASK_LABELS = {
    "auto": N_("Decide by the column"),
    "classification": N_("Classification: tell classes apart"),
    "regression": N_("Regression: predict a number"),
}
AUTO_LABELS = {  # by the task that the column suggests
    "classification": N_("Decide by the column (classification)"),
    "regression": N_("Decide by the column (regression)"),
}
NAMED_FIRST = N_("{encoding}, separated by {delimiter}, names in the first line. The first rows:")
UNNAMED = N_("{encoding}, separated by {delimiter}, no line of names. The first rows:")


class CsvDialog(QDialog):
    """After `accept`, `dataset` is what was chosen and `table` holds its rows.

    `ready` is emitted when the first rows are shown; `refused`, with a sentence, when the file cannot be read: then it closes.
    """

    ready = Signal()
    refused = Signal(str)

    def __init__(self, path: str, present: CsvFile | None = None, parent: QWidget | None = None) -> None:
        """`present` is the table that is in use; where it is this file, its label column and task are proposed."""
        super().__init__(parent)
        self.path, self._present = path, present
        start = present if present is not None and present.path == path else None
        self._kept = _kept_digest(path, start)
        self.preview: TableSketch | None = None
        self.dataset: CsvFile | None = None
        self.table: Table | None = None
        self.setWindowTitle(_("Open CSV"))
        self.label, self.task = Choice(_("Label column")), Choice(_("Task"))
        self.label.setToolTip(_("The column to predict. All other columns of numbers become inputs."))
        self.task.setToolTip(_("Whether the label is one of some classes, or a number on a scale."))
        self.about, self.verdict, self.notes = note(), note(), note()
        self.rows = QTableWidget()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(4)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(_("Use this data"))
        self.ok.setProperty("primary", True)
        self._lay_out()
        self.resize(680, 520)
        self.label.chosen.connect(self._on_chosen)
        self.task.chosen.connect(self._on_chosen)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._show_reading()
        work = partial(preview_csv, path, CONTENTS.get(self._kept))
        self._reading = BackgroundWork(self, work, partial(self._show_preview, start), self._refuse)

    def done(self, result: int) -> None:
        """However it closes, nothing is read any more."""
        self._reading.cancel()
        super().done(result)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.addRow(_("&Label column"), self.label)
        form.addRow(_("&Task"), self.task)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(heading(Path(self.path).name))
        layout.addWidget(self.about)
        layout.addWidget(self.rows, 1)
        layout.addLayout(form)
        layout.addWidget(self.progress)
        layout.addWidget(self.verdict)
        layout.addWidget(self.notes)
        layout.addWidget(self.buttons)

    def _show_preview(self, start: CsvFile | None, preview: TableSketch) -> None:
        self.preview = preview
        text = _(NAMED_FIRST if preview.has_header else UNNAMED)
        self.about.setText(text.format(encoding=preview.encoding, delimiter=preview.delimiter))
        for name, numeric in zip(preview.names, preview.numeric, strict=True):
            self.label.add(name, name, _("Numbers") if numeric else _("Text"))
        for task in TASKS:
            self.task.add(task, _(AUTO_LABELS[preview.task] if task == "auto" else TASK_LABELS[task]))
        fits = start is not None and start.label_column in preview.names
        self.label.set_value(start.label_column if start is not None and fits else preview.label)
        self.task.set_value(start.task if start is not None and fits else "auto")
        _fill(self.rows, preview)
        self._on_chosen()
        self.ready.emit()

    def _refuse(self, problem: FileProblem) -> None:
        self.refused.emit(str(problem))
        self.reject()

    def _on_chosen(self) -> None:
        self._mark_label()
        self.dataset = self.table = None
        self._show_reading()
        chosen = CsvFile(self.path, self.label.value(), self.task.value())
        self._reading.cancel()
        work = partial(_read, chosen, self._kept, self._present)
        self._reading = BackgroundWork(self, work, self._show_table, self._show_problem)

    def _mark_label(self) -> None:
        now, chosen = theme.current(), self.label.currentIndex()
        tint = QColor(theme.mixed(now.surface, now.accent, 0.14))
        for x in range(self.rows.columnCount()):
            for y in range(self.rows.rowCount()):
                self.rows.item(y, x).setBackground(tint if x == chosen else QColor(now.surface))
        self.rows.scrollToItem(self.rows.item(0, chosen))

    def _show_reading(self) -> None:
        for choice in (self.label, self.task):
            choice.setEnabled(self.preview is not None)
        self.progress.show()
        self._show_outcome(_("Reading…"), "muted")

    def _show_table(self, found: tuple[CsvFile, Table]) -> None:
        self.dataset, self.table = found
        self.progress.hide()
        self._show_outcome(in_words(self.table), "muted", "\n".join(self.table.notes))

    def _show_problem(self, problem: FileProblem) -> None:
        self.progress.hide()
        self._show_outcome(str(problem), "error")

    def _show_outcome(self, verdict: str, tone: str, notes: str = "") -> None:
        _say(self.verdict, verdict, tone)
        self.notes.setText(notes)
        self.notes.setVisible(bool(notes))
        self.ok.setEnabled(self.table is not None)
        self.ok.setToolTip("" if self.table is not None else verdict)


def _read(chosen: CsvFile, kept: str, present: CsvFile | None) -> tuple[CsvFile, Table]:
    """In a thread: the chosen table, known by its content. What the present one is about is known afterwards, too."""
    known = replace(chosen, digest=kept or stored_digest(chosen.path))
    table = known.make(np.random.default_rng())
    if present is not None and present.digest and known_facts(present) is None:
        with suppress(FileProblem):
            present.make(np.random.default_rng())
    return known, table


def _fill(table: QTableWidget, preview: TableSketch) -> None:
    """Show the first rows."""
    table.setRowCount(len(preview.rows))
    table.setColumnCount(len(preview.names))
    table.setHorizontalHeaderLabels(preview.names)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
    table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    table.verticalHeader().setVisible(False)
    set_font(table, "body", tabular=True)
    table.setAccessibleName(_("First rows of the file"))
    for y, row in enumerate(preview.rows):
        for x, cell in enumerate(row):
            item = QTableWidgetItem(cell.strip())
            right = Qt.AlignmentFlag.AlignRight if preview.numeric[x] else Qt.AlignmentFlag.AlignLeft
            item.setTextAlignment(right | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(y, x, item)
    table.resizeColumnsToContents()
    if len(preview.names) <= FEW:
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)


def _say(label: QLabel, text: str, tone: str) -> None:
    label.setText(text)
    label.setProperty("tone", tone)
    label.style().unpolish(label)
    label.style().polish(label)


def _kept_digest(path: str, start: CsvFile | None) -> str:
    """The digest of the rows that are in use when their file is gone; nothing where there is a file to read."""
    gone = start is not None and start.path == path and not os.path.exists(path)
    return start.digest if start is not None and gone and CONTENTS.get(start.digest) is not None else ""


def in_words(table: Table) -> str:
    """How many rows and inputs a table has, and what is to be predicted."""
    rows, inputs = table.inputs.shape
    size = {"rows": format_count(rows), "n": inputs, "target": table.target_name}
    if not table.classes:
        text = ngettext(
            "{rows} rows, {n} input; to predict: the number “{target}”.",
            "{rows} rows, {n} inputs; to predict: the number “{target}”.",
            inputs,
        )
        return text.format(**size)
    text = ngettext(
        "{rows} rows, {n} input; to tell apart by “{target}”: {count} classes ({classes}).",
        "{rows} rows, {n} inputs; to tell apart by “{target}”: {count} classes ({classes}).",
        inputs,
    )
    classes = ", ".join(table.classes[:MOST_CLASSES]) + (" …" if len(table.classes) > MOST_CLASSES else "")
    return text.format(**size, count=len(table.classes), classes=classes)
