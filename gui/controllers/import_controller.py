"""Import of trained weights: a file is read, its questions are asked, and its network goes on in the window, undoably."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from engine.core.number_format import format_count, format_number
from engine.core.quoting import shortened
from engine.core.translation import _, joined, ngettext
from engine.exporters.trained_model import TrainedModel
from engine.files.file_problem import FileProblem
from engine.importers import IMPORTERS, ImportedNetwork, for_path, model_of, recognises
from engine.importers.adoption import Candidate, adopted_session, candidates, objection, present_objection
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.checkpoint import Checkpoint
from gui.controllers.state_reader import StateReader
from gui.document import Document
from gui.model.imports import project_with
from gui.panels.data.opening.table_dialog import TableDialog
from gui.panels.importing.import_dialog import ImportDialog
from gui.settings.folders import folder_for, remember_folder
from gui.training.state_answer import Missing
from gui.training.trainer import Trainer

ShowMessage = Callable[[str, str], None]
Read = tuple[ImportedNetwork, tuple[Candidate, ...], str]  # the data that it fits; where there are none, why not the present ones
FOLDER, TABLES = "import/folder", "data/folder"  # names of settings


def is_weights(path: str | Path) -> bool:
    """Whether a file's name is that of a trained network."""
    return any(recognises(cls, path) for cls in IMPORTERS)


class ImportController:
    """Changes: keeps the dialog while it is open. `show_message(kind, text)` shows a sentence, of kind 'info' or 'error',
    `show_adopted` one that is true until the next edit.
    """

    def __init__(
        self,
        parent: QWidget,
        document: Document,
        trainer: Trainer,
        reader: StateReader,
        show_message: ShowMessage,
        show_adopted: Callable[[str], None],
    ) -> None:
        self.parent, self.document, self.trainer, self.reader = parent, document, trainer, reader
        self.show_message, self.show_adopted = show_message, show_adopted
        self.dialog: ImportDialog | None = None
        self.leave_lesson: Callable[[], None] = lambda: None  # what is imported goes into the user's own project

    def ask(self) -> None:
        """Ask for a file, then import it."""
        patterns = " ".join(f"*{suffix}" for cls in IMPORTERS for suffix in cls.suffixes)
        kinds = _("Trained networks ({patterns});;All files (*)").format(patterns=patterns)
        path, _filter = QFileDialog.getOpenFileName(self.parent, _("Import weights"), folder_for(FOLDER), kinds)
        if path:
            self.open(path)

    def open(self, path: str) -> None:
        """Show what the file was recognised as, or a message that says why it cannot be used."""
        if self.dialog is not None or self.reader.is_waiting:
            return
        remember_folder(FOLDER, str(Path(path).parent))
        found = self._read(Path(path), {})
        if found is None:
            return
        dialog = self.dialog = ImportDialog(Path(path).name, self.parent)
        dialog.show_network(*found)
        dialog.answered.connect(partial(self._read_again, Path(path)))
        dialog.table_wanted.connect(self._ask_table)
        dialog.finished.connect(partial(self._on_finished, Path(path)))
        dialog.open()

    def _read(self, path: Path, answers: dict[str, str]) -> Read | None:
        """None when there is a message instead."""
        data = self.document.project.recipe.data

        def work() -> Read:
            imported = for_path(path).read(path, answers)
            model_of(imported)  # whether it is small enough
            found = candidates(imported, data)
            reason = "" if found else present_objection(imported, data)
            text = _("The present data, {data}, do not fit. {reason}")
            return imported, found, reason and text.format(data=shortened(_(data.label), 60), reason=reason)

        try:
            found = self.reader.run(work, _("Reading {file} …").format(file=path.name))
        except (FileProblem, RecipeProblem) as problem:
            if self.dialog is None:
                self.show_message("error", str(problem))
            else:
                self.dialog.show_problem(str(problem))  # of these answers; others may do
            return None
        return None if isinstance(found, Missing) else found

    def _read_again(self, path: Path) -> None:
        dialog = self.dialog
        found = self._read(path, dialog.answers) if dialog is not None else None
        if dialog is not None and dialog is self.dialog and found is not None:  # it may have been closed meanwhile
            dialog.show_network(*found)

    def _ask_table(self) -> None:
        """Open a table for the network: it is offered when it fits."""
        dialog = self.dialog
        path, _filter = QFileDialog.getOpenFileName(dialog, _("Open table"), folder_for(TABLES))
        if not path or dialog is None or dialog.imported is None:
            return
        asked = TableDialog(path, None, dialog)
        asked.refused.connect(dialog.show_refusal)
        if asked.exec() != QDialog.DialogCode.Accepted or asked.dataset is None or asked.table is None:
            return
        reason = objection(dialog.imported, asked.table)
        if reason:
            dialog.show_refusal(reason)
        else:
            dialog.show_candidates((Candidate(asked.dataset, asked.table), *dialog.candidates))

    def _on_finished(self, path: Path, result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if result == QDialog.DialogCode.Accepted and dialog is not None and dialog.imported and dialog.chosen:
            work = partial(self._adopt, path, dialog.imported, dialog.chosen)
            QTimer.singleShot(0, self.parent, work)  # the dialog is gone by then: while it closes nothing can be waited for

    def _adopt(self, path: Path, imported: ImportedNetwork, chosen: Candidate) -> None:
        try:
            made = self.reader.run(partial(_begun, path, imported, chosen), _("Importing {file} …").format(file=path.name))
        except (FileProblem, RecipeProblem) as problem:
            self.show_message("error", str(problem))
            return
        if isinstance(made, Missing):
            return
        recipe, state, compared = made
        self.leave_lesson()
        after = project_with(self.document.project, recipe, chosen.table)
        self.trainer.pause()  # the window shows what the file predicts until the user presses Play
        self.document.adopt(_("Import {file}").format(file=path.name), after, recipe, state)
        text = _("Imported {file}: the network predicts and trains on from its weights. Undo brings yours back.")
        self.show_adopted(joined((text.format(file=path.name), compared)))


def _begun(path: Path, imported: ImportedNetwork, chosen: Candidate) -> tuple[Recipe, Checkpoint, str]:
    """The run that begins with the imported weights, and how its predictions compare with those of the file's own program."""
    with np.errstate(all="ignore"):
        session = adopted_session(imported, chosen)
        model, x = model_of(imported), chosen.table.inputs
        return session.recipe, session.checkpoint(), _compared(path, imported, model, x)


def _compared(path: Path, imported: ImportedNetwork, model: TrainedModel, x_raw: np.ndarray) -> str:
    answers = {one.key: one.answer for one in imported.questions}
    run = for_path(path).run_program(path, x_raw, answers)
    if run is None:
        return ""
    difference = float(np.abs(run.predictions[0] - model.predict(x_raw)).max(initial=0.0))
    text = ngettext(
        "{program} predicts the same of {rows} row; largest difference {difference}.",
        "{program} predicts the same of {rows} rows; largest difference {difference}.",
        len(x_raw),
    )
    if not difference <= 1e-3 * max(1.0, float(np.abs(run.predictions[0]).max(initial=0.0))):
        text = ngettext(
            "But {program} predicts otherwise of {rows} row; largest difference {difference}. Please report this.",
            "But {program} predicts otherwise of {rows} rows; largest difference {difference}. Please report this.",
            len(x_raw),
        )
    return text.format(program=run.program, rows=format_count(len(x_raw)), difference=format_number(difference, 2))
