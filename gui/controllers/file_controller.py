"""New, open and save: the dialogs, the question about unsaved work, and the trained state that goes with a project."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from engine.core.translation import _
from engine.files.file_problem import FileProblem
from engine.training.checkpoint import Checkpoint
from gui.controllers.state_reader import StateReader
from gui.controllers.unsaved_work import UnsavedWork
from gui.document import Document
from gui.model.project import Project
from gui.model.storage.project_file import EMBEDDED_BYTES, SUFFIX, StateProblem, open_project, save_project
from gui.settings.folders import folder_for, remember_folder
from gui.settings.preference_store import preferences
from gui.training.state_answer import Answer, Missing
from gui.training.trainer import Trainer
from gui.training.training_job import TrainingJob
from gui.widgets.save_dialog import ask_save_path

ShowMessage = Callable[[str, str], None]
FOLDER = "project/folder"  # the setting that remembers where projects are


class FileController:
    """Changes: knows the file that the document belongs to.

    `show_message(kind, text)` replaces the last message by one of kind 'info', 'warning' or 'error'; an empty text clears it.
    """

    def __init__(
        self, parent: QWidget, document: Document, trainer: Trainer, reader: StateReader, show_message: ShowMessage
    ) -> None:
        self.parent, self.document, self.trainer, self.reader, self.show_message = parent, document, trainer, reader, show_message
        self.unsaved = UnsavedWork(document, trainer, parent)
        self.path: Path | None = None
        self._when_settled: Callable[[], None] | None = None

    # -- what the menus do; each returns whether it was done
    def new(self) -> bool:
        return self.may_leave() and self._show(Project(), None, None)

    def open(self) -> bool:
        if not self.may_leave():
            return False
        filters = f"{_filter()};;{_('All files (*)')}"
        name = QFileDialog.getOpenFileName(self.parent, _("Open project"), folder_for(FOLDER), filters)[0]
        return bool(name) and self.open_path(Path(name))

    def open_dropped(self, path: Path) -> bool:
        """Open a file that was dropped on the window, after the question about unsaved work."""
        return self.may_leave() and self.open_path(path)

    def save(self) -> bool:
        return self._write(self.path) if self.path is not None else self.save_as()

    def save_as(self) -> bool:
        kinds = {SUFFIX: _("Network Playground project")}
        path = ask_save_path(self.parent, _("Save project"), self.path or f"network{SUFFIX}", kinds, FOLDER)
        return path is not None and self._write(path)

    def open_path(self, path: Path) -> bool:
        """Open a file, or show why not."""
        return self._open(path, path)

    def open_recovered(self, path: Path, file: Path | None, when_settled: Callable[[], None]) -> bool:
        """Open what a crash left, as unsaved work on `file`.

        `when_settled` is called once it has been saved, or left unsaved on purpose.
        """
        opened = self._open(path, file)
        if opened:
            self.document.undo_stack.resetClean()
            self._when_settled = when_settled
        return opened

    def settle(self) -> None:
        """The project has been saved, or the user has agreed to leave it: what a crash left of it is no longer needed."""
        settle, self._when_settled = self._when_settled, None
        if settle is not None:
            settle()

    def may_leave(self) -> bool:
        """Ask what to do about unsaved work, if there is any that the user wants to be asked about."""
        asks = {"work": self.unsaved.exists(), "edits": self.unsaved.is_edited, "nothing": False}
        if not asks[preferences().asks]:
            return True
        box = QMessageBox(self.parent)
        box.setWindowTitle(_("Unsaved changes"))
        box.setIcon(QMessageBox.Icon.Question)
        if self.unsaved.is_edited:
            box.setText(_("Save the changes to {project}?").format(project=self.title()))
            box.setInformativeText(_("The network and what it has learned would be lost otherwise."))
        else:
            box.setText(_("Save the training of {project}?").format(project=self.title()))
            box.setInformativeText(_("What it has learned since it was saved or opened would be lost otherwise."))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answer = box.exec()
        if answer == buttons.Save:
            return self.save()
        return bool(answer == buttons.Discard)

    def title(self) -> str:
        return self.path.stem if self.path is not None else _("untitled network")

    def send_state_to(self, store: Callable[[Project, Checkpoint | None], None]) -> None:
        """Call `store` with the project and its trained state, at once or later.

        Not at all when the state cannot be had, or when the project has become what cannot be trained: what is stored keeps its
        weights then.
        """
        project = self.document.project

        def answer(found: Answer) -> None:
            if found is not Missing.UNAVAILABLE and not _would_lose_training(project, found):
                store(project, _state_of(project, found))

        self.trainer.ask(TrainingJob.final, answer)

    # -- private
    def _open(self, path: Path, file: Path | None) -> bool:
        """Open what is at `path` as a project that is to be saved to `file`."""
        self.show_message("info", "")
        notices: tuple[str, ...] = ()
        try:
            try:
                opened = open_project(path)
            except StateProblem as problem:
                notices = (_("{problem} It was opened without it.").format(problem=problem),)
                opened = open_project(path, trained=False)
        except FileProblem as problem:
            self.show_message("error", str(problem))
            return False
        located = opened.located(path)
        self.show_message("warning", " ".join((*notices, *located.notices)))
        return self._show(located.project, located.checkpoint, file)

    def _show(self, project: Project, checkpoint: Checkpoint | None, path: Path | None) -> bool:
        self.settle()
        self.path, self.unsaved.has_file = path, path is not None
        self.document.open(project)
        self.trainer.open(project.recipe, checkpoint)
        self.unsaved.update()
        return True

    def _write(self, path: Path) -> bool:
        project, found = self.document.project, self.reader.read(partial(self.trainer.ask, TrainingJob.final))
        if found is Missing.UNAVAILABLE:
            text = _(
                'Not saved: the trained weights could not be had. "{path}" is as it was; save again when the step has ended.'
            )
            self.show_message("warning", text.format(path=path))
            return False
        if path == self.path and _would_lose_training(project, found):
            text = _(
                'Not saved, as what the network has learned would be lost: as it is now, it cannot be trained. "{path}" is as it '
                "was. Fix the network or undo, then save; or save it under another name, without its training."
            )
            self.show_message("warning", text.format(path=path))
            return False
        checkpoint = _state_of(project, found)
        try:
            save_project(project, path, checkpoint, _embedded_bytes())
        except FileProblem as problem:
            self.show_message("error", str(problem))
            return False
        self.path = path
        self.unsaved.mark_saved(0.0 if checkpoint is None else checkpoint.control.seconds)
        self.settle()
        remember_folder(FOLDER, str(path.parent))
        if checkpoint is None and not isinstance(found, Missing):
            text = _("Saved {path} without any training: the network as it is now cannot be trained yet.")
            self.show_message("warning", text.format(path=path))
        elif checkpoint is None:
            self.show_message("info", _("Saved {path}.").format(path=path))
        else:
            text = _("Saved {path}, trained up to step {step}.")
            self.show_message("info", text.format(path=path, step=f"{checkpoint.step:,}"))
        return True


def _embedded_bytes() -> int:
    """How large a table may be that travels in the project file; a setting that users may change in the settings file."""
    try:
        return int(str(QSettings().value("project/embedded_bytes", EMBEDDED_BYTES)))
    except ValueError:
        return EMBEDDED_BYTES


def _filter() -> str:
    return _("Network Playground project (*{suffix})").format(suffix=SUFFIX)


def _state_of(project: Project, found: Answer) -> Checkpoint | None:
    """The trained state, where it is of the project's very recipe."""
    if isinstance(found, Missing) or found[0] != project.recipe:
        return None
    return found[1]


def _would_lose_training(project: Project, found: Answer) -> bool:
    """Whether something was trained before the project became what cannot be trained: a file of it would hold no weights."""
    return not isinstance(found, Missing) and found[0] != project.recipe and found[1].step > 0
