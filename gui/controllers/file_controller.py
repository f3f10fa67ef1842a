"""New, open and save: the dialogs, the question about unsaved work, and the trained state that goes with a project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from engine.files.file_problem import FileProblem
from engine.training.checkpoint import Checkpoint
from gui.document import Document
from gui.model.project import Project
from gui.model.storage.project_file import SUFFIX, StateProblem, open_project, save_project
from gui.training.trainer import Trainer

FILTER = f"Network Playground project (*{SUFFIX})"


class FileController:
    """Changes: knows the file that the document belongs to.

    `tell(kind, text)` shows a message, of kind 'info', 'warning' or 'error', in the place of the last one; no text takes it back.
    """

    def __init__(self, parent: QWidget, document: Document, trainer: Trainer, tell: Callable[[str, str], None]) -> None:
        self.parent, self.document, self.trainer, self.tell = parent, document, trainer, tell
        self.path: Path | None = None

    # -- what the menus do; each returns whether it was done
    def new(self) -> bool:
        return self.may_leave() and self._show(Project(), None, None)

    def open(self) -> bool:
        if not self.may_leave():
            return False
        name, _ = QFileDialog.getOpenFileName(self.parent, "Open project", self._folder(), f"{FILTER};;All files (*)")
        return bool(name) and self.open_path(Path(name))

    def save(self) -> bool:
        return self._write(self.path) if self.path is not None else self.save_as()

    def save_as(self) -> bool:
        start = str(self.path or Path(self._folder()) / f"network{SUFFIX}")
        name, _ = QFileDialog.getSaveFileName(self.parent, "Save project", start, FILTER)
        if not name:
            return False
        path = Path(name)
        return self._write(path if path.suffix else path.with_suffix(SUFFIX))

    def open_path(self, path: Path, remember: bool = True) -> bool:
        """Open a file, or tell why not. `remember=False` opens it as a project that has no file yet."""
        self.tell("info", "")
        try:
            try:
                opened = open_project(path)
            except StateProblem as problem:
                self.tell("warning", f"{problem} It was opened without it.")
                opened = open_project(path, trained=False)
        except FileProblem as problem:
            self.tell("error", str(problem))
            return False
        return self._show(opened.project, opened.checkpoint, path if remember else None)

    def may_leave(self) -> bool:
        """Ask what to do about unsaved edits, if there are any."""
        if self.document.undo_stack.isClean():
            return True
        box = QMessageBox(self.parent)
        box.setWindowTitle("Unsaved changes")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(f"Save the changes to {self.title()}?")
        box.setInformativeText("The network and what it has learned would be lost otherwise.")
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answer = box.exec()
        if answer == buttons.Save:
            return self.save()
        return bool(answer == buttons.Discard)

    def title(self) -> str:
        return self.path.stem if self.path is not None else "untitled network"

    def state(self) -> tuple[Project, Checkpoint | None]:
        """The project, and its trained state where the training thread has one of this very recipe."""
        trained = self.trainer.checkpoint()
        project = self.document.project
        return project, trained[1] if trained is not None and trained[0] == project.recipe else None

    # -- within
    def _show(self, project: Project, checkpoint: Checkpoint | None, path: Path | None) -> bool:
        self.path = path
        self.document.open(project)
        self.trainer.open(project.recipe, checkpoint)
        return True

    def _write(self, path: Path) -> bool:
        project, checkpoint = self.state()
        try:
            save_project(project, path, checkpoint)
        except FileProblem as problem:
            self.tell("error", str(problem))
            return False
        self.path = path
        self.document.undo_stack.setClean()
        QSettings().setValue("project/folder", str(path.parent))
        trained = f", trained up to step {checkpoint.step:,}" if checkpoint is not None else ""
        self.tell("info", f"Saved {path}{trained}.")
        return True

    def _folder(self) -> str:
        return str(QSettings().value("project/folder", str(Path.home())))
