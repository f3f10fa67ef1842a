"""The dialog that opens a CSV file: shows its first rows and asks for the label column and the task."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.core.number_format import format_count
from engine.core.translation import N_, _, ngettext
from engine.data.csv_files.content_store import CONTENTS, stored_digest
from engine.data.csv_files.reader import TASKS, preview_csv
from engine.data.datasets.csv_file import CsvFile
from engine.data.table import Table
from engine.files.file_problem import FileProblem
from gui.style import theme
from gui.style.text_size import set_font
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
    """After `accept`, `dataset` is what was chosen and `table` holds its rows. Raises FileProblem for an unreadable file."""

    def __init__(self, path: str, start: CsvFile | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = _kept_digest(path, start)
        self.preview = preview_csv(path, CONTENTS.get(self._kept))
        self.path = path
        self.dataset: CsvFile | None = None
        self.table: Table | None = None
        self.setWindowTitle(_("Open CSV"))
        self.label = Choice(_("Label column"))
        self.label.setToolTip(_("The column to predict. All other columns of numbers become inputs."))
        for name, numeric in zip(self.preview.names, self.preview.numeric, strict=True):
            self.label.add(name, name, _("Numbers") if numeric else _("Text"))
        self.task = Choice(_("Task"))
        self.task.setToolTip(_("Whether the label is one of some classes, or a number on a scale."))
        for task in TASKS:
            self.task.add(task, _(AUTO_LABELS[self.preview.task] if task == "auto" else TASK_LABELS[task]))
        fits = start is not None and start.label_column in self.preview.names
        self.label.set_value(start.label_column if start is not None and fits else self.preview.label)
        self.task.set_value(start.task if start is not None and fits else "auto")
        self.verdict, self.notes = note(), note()
        self.rows = self._make_table()
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
        self._on_chosen()

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
        text = _(NAMED_FIRST if self.preview.has_header else UNNAMED)
        layout.addWidget(note(text.format(encoding=self.preview.encoding, delimiter=self.preview.delimiter)))
        layout.addWidget(self.rows, 1)
        layout.addLayout(form)
        layout.addWidget(self.verdict)
        layout.addWidget(self.notes)
        layout.addWidget(self.buttons)

    def _make_table(self) -> QTableWidget:
        rows = self.preview.rows
        table = QTableWidget(len(rows), len(self.preview.names))
        table.setHorizontalHeaderLabels(self.preview.names)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.verticalHeader().setVisible(False)
        set_font(table, "body", tabular=True)
        table.setAccessibleName(_("First rows of the file"))
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                item = QTableWidgetItem(cell.strip())
                right = Qt.AlignmentFlag.AlignRight if self.preview.numeric[x] else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(right | Qt.AlignmentFlag.AlignVCenter)
                table.setItem(y, x, item)
        table.resizeColumnsToContents()
        if len(self.preview.names) <= FEW:
            table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        return table

    def _on_chosen(self) -> None:
        self._mark_label()
        self.dataset = CsvFile(self.path, self.label.value(), self.task.value())
        self.table = None
        self.ok.setEnabled(False)
        self._show_verdict(_("Reading…"), "muted")
        QTimer.singleShot(0, self, self._read)  # so that the choice is painted before a long file is read

    def _mark_label(self) -> None:
        now, chosen = theme.current(), self.label.currentIndex()
        tint = QColor(theme.mixed(now.surface, now.accent, 0.14))
        for x in range(self.rows.columnCount()):
            for y in range(self.rows.rowCount()):
                self.rows.item(y, x).setBackground(tint if x == chosen else QColor(now.surface))

    def _read(self) -> None:
        if self.dataset is None or self.table is not None:
            return
        self.rows.scrollToItem(self.rows.item(0, self.label.currentIndex()))
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            known = replace(self.dataset, digest=self._kept or stored_digest(self.path))
            self.table = known.make(np.random.default_rng())
            self.dataset = known
        except FileProblem as problem:
            self._show_verdict(str(problem), "error")
            self.notes.setText("")
        else:
            self._show_verdict(in_words(self.table), "muted")
            self.notes.setText("\n".join(self.table.notes))
        finally:
            QGuiApplication.restoreOverrideCursor()
        self.notes.setVisible(bool(self.notes.text()))
        self.ok.setEnabled(self.table is not None)
        self.ok.setToolTip("" if self.table is not None else self.verdict.text())

    def _show_verdict(self, text: str, tone: str) -> None:
        self.verdict.setText(text)
        self.verdict.setProperty("tone", tone)
        self.verdict.style().unpolish(self.verdict)
        self.verdict.style().polish(self.verdict)


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
