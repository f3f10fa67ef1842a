"""Reads a file beside the window as a draft says, and again for each other draft; a reading that is overtaken is given up."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from engine.core.translation import _
from engine.data.csv_files.choices import RULES
from engine.data.datasets.csv_file import CsvFile
from engine.files.file_problem import FileProblem
from gui.model.table_draft import TableDraft, draft_of, reading_differs
from gui.panels.data.opening.table_reading import Look, WholeTable, kept_digest, look, read
from gui.widgets.background import BackgroundWork


class DraftReader(QObject):
    """Changes: `draft` is what was decided last, `notes` what is to be said of the first one.

    First the beginning of the file is looked at, then all of it is read.
    """

    begun = Signal()
    looked = Signal(object)  # a Look: how the beginning can be read, or why it cannot be read so
    advanced = Signal(float)  # the share of the whole table that has been read
    finished = Signal(object)  # a WholeTable
    failed = Signal(str)  # why the table cannot be used as the draft says
    refused = Signal(str)  # why no draft can help

    def __init__(self, path: str, present: CsvFile | None, parent: QObject) -> None:
        """`present` is the table that is in use; where it is this file, what was decided about it is the first draft."""
        super().__init__(parent)
        self.path, self._present = path, present
        self.draft, self.notes = _first_draft(path, present)
        self._digest = kept_digest(path, present)
        self._before: list[TableDraft] = []
        self._label: str | None = None  # the column to predict, as it was suggested; None: nothing was found yet
        self._work: BackgroundWork | None = None

    def start(self) -> None:
        self._look()

    def stop(self) -> None:
        """Nothing is read any more."""
        if self._work is not None:
            self._work.cancel()

    def change(self, draft: TableDraft) -> None:
        """Read the file by other choices."""
        if draft != self.draft:
            self._before.append(self.draft)
            self._change_to(draft)

    def take_back(self) -> None:
        """Read it as before the last choice."""
        if self._before:
            self._change_to(self._before.pop())

    def _change_to(self, draft: TableDraft) -> None:
        before, self.draft = self.draft, draft
        if self._label is None or reading_differs(before, draft):
            self._look()
        else:
            self._read()

    def _look(self) -> None:
        self._begin(partial(look, self.path, self._digest, self.draft), self._on_look, self.refused)

    def _read(self) -> None:
        work = partial(read, self.path, self._digest, self.draft, self._label or "", self._present)
        self._begin(work, self._on_table, self.failed)

    def _begin(self, work: partial[Look] | partial[WholeTable], done: object, failed: Signal) -> None:
        self.stop()
        self.begun.emit()
        self._work = BackgroundWork(self, work, done, lambda problem: failed.emit(str(problem)))
        self._work.advanced.connect(self.advanced)

    def _on_look(self, found: Look) -> None:
        self.draft = found.draft
        self._label = None if found.sketch is None else found.suggested
        self.looked.emit(found)
        if found.sketch is not None:
            self._read()

    def _on_table(self, found: WholeTable) -> None:
        self._digest = found.dataset.digest
        self.finished.emit(found)


def _first_draft(path: str, present: CsvFile | None) -> tuple[TableDraft, tuple[str, ...]]:
    """What is proposed at first, and what is to be said of it."""
    if present is None or present.path != path:
        return TableDraft(), ()
    try:
        choices = present.choices
    except FileProblem:
        lost = _("What was decided about reading this table is damaged in the project, so all is guessed anew here.")
        return TableDraft(present.label_column, present.task), (lost,)
    earlier = _(
        "An earlier version opened this table. Here it is guessed anew by the rules of this version, so columns and rows may be "
        "used otherwise than now; Cancel keeps them as they are."
    )
    return draft_of(present), () if choices.rules == RULES else (earlier,)
