"""The dialog that opens a table: a table and a button for those who agree with every guess, a switch for each guess otherwise.

The file is read in a thread: first its beginning, to have something to see, then all of it, by which the dialog speaks. Each
choice makes it read again; a reading that is overtaken is given up.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from engine.core.quoting import shortened
from engine.core.translation import _
from engine.data.csv_files.sketch import TableSketch
from engine.data.datasets.csv_file import CsvFile
from engine.data.table import Table
from engine.data.table_words import used_in_words
from gui.model import table_draft
from gui.panels.data.opening.column_page import ColumnPage
from gui.panels.data.opening.draft_reader import DraftReader
from gui.panels.data.opening.outcome import Outcome
from gui.panels.data.opening.preview_table import PreviewTable
from gui.panels.data.opening.reading_row import ReadingRow
from gui.panels.data.opening.table_reading import Look, WholeTable
from gui.panels.data.opening.target_row import TargetRow
from gui.style.plain_text import plain
from gui.style.window_size import resize_within_screen
from gui.widgets.labels import heading, note

SIZE = 1060, 640  # pixels, where the screen has room for them


class TableDialog(QDialog):
    """After `accept`, `dataset` is what was chosen and `table` holds its rows.

    `ready` is emitted when the first rows are shown; `refused`, with a sentence, when the file cannot be read: then it closes.
    """

    ready = Signal()
    refused = Signal(str)

    def __init__(self, path: str, present: CsvFile | None = None, parent: QWidget | None = None) -> None:
        """`present` is the table that is in use; where it is this file, what was decided about it is proposed."""
        super().__init__(parent)
        self.reader = DraftReader(path, present, self)
        self.dataset: CsvFile | None = None
        self.table: Table | None = None
        self.reading, self.target, self.rows = ReadingRow(), TargetRow(), PreviewTable()
        self.page, self.outcome = ColumnPage(), Outcome()
        self.label, self.task = self.target.label, self.target.task
        self.verdict, self.notes, self.progress = self.outcome.verdict, self.outcome.notes, self.outcome.progress
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._lay_out(Path(path).name)
        self._connect()
        self.reader.start()

    def done(self, result: int) -> None:
        """However it closes, nothing is read any more."""
        self.reader.stop()
        super().done(result)

    def _connect(self) -> None:
        reader = self.reader
        self.label.chosen.connect(lambda name: reader.change(table_draft.predict(reader.draft, name)))
        self.task.chosen.connect(lambda task: reader.change(replace(reader.draft, label=self.label.value(), task=task)))
        self.reading.changed.connect(lambda choices: reader.change(replace(reader.draft, choices=choices)))
        self.rows.chosen.connect(self._show_page)
        for source in (self.rows, self.page):
            source.wanted.connect(self._on_wanted)
        self.page.ordered.connect(self._on_ordered)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, reader.take_back)
        reader.begun.connect(self._show_reading)
        reader.advanced.connect(self.outcome.show_share)
        reader.looked.connect(self._show_look)
        reader.finished.connect(self._show_table)
        reader.failed.connect(self._show_failure)
        reader.refused.connect(self._refuse)

    def _on_wanted(self, field: str, value: str) -> None:
        """A key, or the page of the selected columns, asks for a value of theirs."""
        self.reader.change(table_draft.changed(self.reader.draft, self.rows.columns(), field, value))

    def _on_ordered(self, levels: tuple[str, ...]) -> None:
        """The levels of the one selected column were put into another order."""
        self.reader.change(table_draft.with_levels(self.reader.draft, self.page.columns[0], levels))

    def _show_look(self, found: Look) -> None:
        if found.sketch is None:
            self.reading.show_choices(self.reader.draft.choices, None)
            self.reading.say(_("The file could not be read so. Choose how it is to be read:"), "text")
            self.reading.unfold()
            self._show_problem(found.problem)
            return
        is_first = self.rows.cells.sketch is None
        self._show_sketch(found.sketch)
        if is_first:
            self.ready.emit()

    def _show_sketch(self, sketch: TableSketch) -> None:
        draft = self.reader.draft
        self.rows.show_sketch(sketch)
        self.reading.show_choices(draft.choices, sketch)
        self.target.show_target(sketch, draft.task)
        self.target.set_usable(True)
        self.hint.show()
        self._show_page()

    def _show_page(self) -> None:
        columns, draft = self.rows.columns(), self.reader.draft
        self.page.show_columns(columns, draft.choices, draft.label)
        self.page.setVisible(bool(columns))

    def _show_table(self, found: WholeTable) -> None:
        self.dataset, self.table = found.dataset, found.table
        self._show_sketch(found.sketch)
        self.outcome.show_used(used_in_words(found.table), (*self.reader.notes, *found.table.notes))
        self._enable()

    def _show_failure(self, sentence: str) -> None:
        """Where the numbers of the file cannot be told, the marks to choose are in sight."""
        sketch = self.rows.cells.sketch
        if sketch is not None and sketch.problem:
            self.reading.unfold()
        self._show_problem(sentence)

    def _show_problem(self, sentence: str) -> None:
        self.outcome.show_problem(sentence)
        self._enable()

    def _refuse(self, sentence: str) -> None:
        self.refused.emit(sentence)
        self.reject()

    def _show_reading(self) -> None:
        self.dataset = self.table = None
        self.outcome.show_reading()
        self._enable()

    def _enable(self) -> None:
        self.ok.setEnabled(self.table is not None)
        self.ok.setToolTip("" if self.table is not None else plain(self.verdict.text()))

    def _lay_out(self, name: str) -> None:
        self.setWindowTitle(_("Open table"))
        self.ok.setText(_("Use this data"))
        self.ok.setProperty("primary", True)
        title = heading(shortened(name, 120))
        title.setTextFormat(Qt.TextFormat.PlainText)
        self.hint = note(_("Click a column to change what becomes of it. Space leaves it out, T predicts it."))
        self.hint.hide()
        self.page.hide()
        self.target.set_usable(False)
        self.reading.say(_("Reading…"))
        middle, layout = QHBoxLayout(), QVBoxLayout(self)
        middle.setSpacing(8)
        middle.addWidget(self.rows, 1)
        middle.addWidget(self.page)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        for part in (title, self.reading, self.target):
            layout.addWidget(part)
        layout.addLayout(middle, 1)
        for part in (self.hint, self.outcome, self.buttons):
            layout.addWidget(part)
        resize_within_screen(self, *SIZE)
