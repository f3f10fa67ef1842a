"""New, open and save: the dialogs, the question about unsaved work, and the trained state that goes with a project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from engine.core.translation import _
from engine.data.playground_links.link import looks_like_link
from engine.data.table_files.kinds import PARQUET_SUFFIX, PATTERNS, SUFFIXES
from engine.files.file_problem import FileProblem
from engine.importers import IMPORTERS, recognises
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from gui.controllers.link_controller import LinkController
from gui.controllers.state_reader import StateReader
from gui.controllers.unsaved_work import UnsavedWork
from gui.document import Document
from gui.model.lessons.lesson_reading import LESSON_SUFFIX
from gui.model.project import Project
from gui.model.storage.project_file import EMBEDDED_BYTES, SUFFIX, StateProblem, open_project, save_project
from gui.model.storage.project_tables import Located
from gui.settings.folders import folder_for, remember_folder
from gui.settings.preference_store import preferences
from gui.training.state_answer import Answer, Missing
from gui.training.trainer import Trainer
from gui.training.training_job import TrainingJob
from gui.widgets.save_dialog import ask_save_path

ShowMessage = Callable[[str, str], None]
Stamp = tuple[int, int, int]
Store = Callable[[Project, Checkpoint | None, Recipe | None], None]
FOLDER = "project/folder"  # the setting that remembers where projects are


class FileController(QObject):
    """Changes: knows the file that the document belongs to, and what a crash left that the document goes on with.

    `settled` is emitted when the project has been saved, or left unsaved on purpose: no copy of it is needed any more.
    `show_message(kind, text)` replaces the last message by one of kind 'info', 'warning' or 'error'; an empty text clears it.
    """

    settled = Signal()
    lesson_wanted = Signal(object)  # Path
    table_wanted = Signal(str)  # its path
    weights_wanted = Signal(str)
    leaving = Signal()  # the project may be left: a lesson ends, and the user's own project is back

    def __init__(
        self, parent: QWidget, document: Document, trainer: Trainer, reader: StateReader, show_message: ShowMessage
    ) -> None:
        super().__init__(parent)
        self.window, self.document, self.trainer, self.reader, self.show_message = parent, document, trainer, reader, show_message
        self.unsaved = UnsavedWork(document, trainer, parent)
        self.links = LinkController(parent, document, self, show_message)
        self.path: Path | None = None
        self.recovered: Path | None = None
        self._settled_count = 0
        self._stamp: Stamp | None = None  # of the file, when it was read or written here
        self._when_settled: Callable[[], None] | None = None

    # -- what the menus do; each returns whether it was done
    def new(self, project: Project | None = None) -> bool:
        """Open a project that is in no file, the first example by default, after the question about unsaved work."""
        return not self.reader.is_waiting and self.may_leave() and self._show(project or Project(), None, None)

    def open(self) -> bool:
        if not self.may_leave():
            return False
        tables = _("Tables ({patterns})").format(patterns=PATTERNS)
        filters = ";;".join((_filter(), lesson_filter(), tables, _("All files (*)")))
        name = QFileDialog.getOpenFileName(self.window, _("Open project"), folder_for(FOLDER), filters)[0]
        return bool(name) and self.open_path(Path(name))

    def open_dropped(self, text: str) -> bool:
        """Open a file or a link that was dropped on the window, after the question about unsaved work."""
        if looks_like_link(text):
            return self.links.open(text)
        path = Path(text)
        return (path.suffix.lower() == LESSON_SUFFIX or self.may_leave()) and self.open_path(path)

    def save(self) -> bool:
        if self.path is None:
            return self.save_as()
        changed = self._stamp is not None and _stamp_of(self.path) not in (None, self._stamp)
        return (not changed or _may_replace_changed(self.window, self.path)) and self._write(self.path)

    def save_as(self) -> bool:
        kinds = {SUFFIX: _("Network Playground project")}
        path = ask_save_path(self.window, _("Save project"), self.path or f"network{SUFFIX}", kinds, FOLDER)
        return path is not None and self._write(path)

    def open_path(self, path: Path) -> bool:
        """Open a file, or show why not; who listens to the signals begins a lesson, and offers a table or weights instead."""
        if path.suffix.lower() == LESSON_SUFFIX:
            self.lesson_wanted.emit(path)
            return True
        if path.suffix.lower() in (*SUFFIXES, PARQUET_SUFFIX):
            self.table_wanted.emit(str(path))
            return True
        if any(recognises(cls, path) for cls in IMPORTERS):
            self.weights_wanted.emit(str(path))
            return True
        try:
            return self._open(path, path)
        except FileProblem as problem:
            self.show_message("error", str(problem))
            return False

    def open_recovered(self, path: Path, file: Path | None, when_settled: Callable[[], None]) -> bool:
        """Open what a crash left, as unsaved work on `file`.

        `when_settled` is called once it has been saved, or left unsaved on purpose. Returns whether it is open: the user may
        have cancelled. Raises FileProblem.
        """
        opened = self._open(path, file)
        if opened:
            self.document.undo_stack.resetClean()
            self.recovered, self._when_settled = path, when_settled
        return opened

    def settle(self) -> None:
        """The project has been saved, or the user has agreed to leave it: what a crash left of it is no longer needed."""
        settle, self._when_settled = self._when_settled, None
        self.recovered = None
        self._settled_count += 1
        self.settled.emit()
        if settle is not None:
            settle()

    def may_leave(self) -> bool:
        """Ask what to do about unsaved work, if there is any that the user wants to be asked about. A lesson ends, if so."""
        may = _may_lose_work(self)
        if may:
            self.leaving.emit()
        return may

    def title(self) -> str:
        return self.path.stem if self.path is not None else _("untitled network")

    def send_state_to(self, store: Store) -> None:
        """Call `store` with the project, its trained state, and the recipe of that, where it is another one: at once or later.

        Not at all when the state cannot be had, or the project has been saved or left meanwhile.
        """
        project, count = self.document.own_project, self._settled_count

        def answer(found: Answer) -> None:
            if found is not Missing.UNAVAILABLE and count == self._settled_count:
                store(project, *_state_of(project, found))

        self.trainer.ask(TrainingJob.final, answer)

    # -- private
    def _open(self, path: Path, file: Path | None) -> bool:
        """Open what is at `path` as a project that is to be saved to `file`; returns whether it is open. Raises FileProblem."""
        self.show_message("info", "")
        stamp = _stamp_of(path)
        found = self.reader.run(partial(_read, path), _("Reading {path} …").format(path=path))
        if isinstance(found, Missing):
            return False
        self.show_message("warning", " ".join(found.notices))
        self._show(found.project, found.checkpoint, file, found.trained)
        self._stamp = stamp if file == path else None
        return True

    def _show(self, project: Project, checkpoint: Checkpoint | None, path: Path | None, trained: Recipe | None = None) -> bool:
        self.settle()
        self.path, self._stamp, self.unsaved.has_file = path, None, path is not None
        self.document.open(project)
        self.trainer.open(project.recipe, checkpoint, trained)
        self.unsaved.update()
        return True

    def _write(self, path: Path) -> bool:
        project, found = self.document.own_project, self.reader.read(partial(self.trainer.ask, TrainingJob.final))
        if found is Missing.UNAVAILABLE:
            text = _(
                'Not saved: the trained weights could not be had. "{path}" is as it was; save again when the step has ended.'
            )
            self.show_message("warning", text.format(path=path))
            return False
        checkpoint, trained = _state_of(project, found)
        try:
            work = partial(save_project, project, path, checkpoint, _embedded_bytes(), trained)
            if self.reader.run(work, _("Writing {path} …").format(path=path), can_cancel=False) is Missing.UNAVAILABLE:
                return False  # the whole program ends meanwhile; the file is written before
        except FileProblem as problem:
            self.show_message("error", str(problem))
            return False
        self.path, self._stamp = path, _stamp_of(path)
        self.unsaved.mark_saved(0.0 if checkpoint is None else checkpoint.control.seconds)
        self.settle()
        remember_folder(FOLDER, str(path.parent))
        self.show_message("info", _saved_text(path, checkpoint, trained))
        return True


def _may_lose_work(files: FileController) -> bool:
    """Whether there is none, or the user has saved it or does not want it."""
    asks = {"work": files.unsaved.exists(), "edits": files.unsaved.is_edited, "nothing": False}
    if not asks[preferences().asks]:
        return True
    box = QMessageBox(files.window)
    box.setWindowTitle(_("Unsaved changes"))
    box.setIcon(QMessageBox.Icon.Question)
    if files.unsaved.is_edited:
        box.setText(_("Save the changes to {project}?").format(project=files.title()))
        box.setInformativeText(_("The network and what it has learned would be lost otherwise."))
    else:
        box.setText(_("Save the training of {project}?").format(project=files.title()))
        box.setInformativeText(_("What it has learned since it was saved or opened would be lost otherwise."))
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.button(buttons.Discard).setText(_("Discard"))  # Qt's own Korean word means "ignore"
    box.setDefaultButton(buttons.Save)
    answer = box.exec()
    box.deleteLater()
    if answer == buttons.Save:
        return files.save()
    return bool(answer == buttons.Discard)


def _stamp_of(path: Path) -> Stamp | None:
    """By which a file is known to be the same; None when it is not there."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _may_replace_changed(parent: QWidget, path: Path) -> bool:
    """Ask whether to save over what another program, or another window of this one, has written meanwhile."""
    box = QMessageBox(parent)
    box.setWindowTitle(_("The file has changed"))
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(_('"{file}" has been changed since it was opened or saved here. Replace it?').format(file=path.name))
    box.setInformativeText(_("What is in it now would be lost. Cancel, and save under another name, to keep both."))
    box.setStandardButtons(QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    answer = box.exec()
    box.deleteLater()
    return bool(answer == QMessageBox.StandardButton.Save)


def _read(path: Path) -> Located:
    """In a thread: what is in a project file, with its rows. Raises FileProblem."""
    notices: tuple[str, ...] = ()
    try:
        opened = open_project(path)
    except StateProblem as problem:
        notices = (_("{problem} It was opened without it.").format(problem=problem),)
        opened = open_project(path, trained=False)
    located = opened.located(path)
    return replace(located, notices=(*notices, *located.notices))


def _saved_text(path: Path, checkpoint: Checkpoint | None, trained: Recipe | None) -> str:
    if checkpoint is None:
        return _("Saved {path}.").format(path=path)
    text = _("Saved {path}, trained up to step {step}.")
    if trained is not None:
        text = _(
            "Saved {path}. As it is now, the network cannot be trained; what it has learned up to step {step} is in the file "
            "too, and comes back when the network is fixed."
        )
    return text.format(path=path, step=f"{checkpoint.step:,}")


def _embedded_bytes() -> int:
    """How large a table may be that travels in the project file; a setting that users may change in the settings file."""
    try:
        return int(str(QSettings().value("project/embedded_bytes", EMBEDDED_BYTES)))
    except ValueError:
        return EMBEDDED_BYTES


def lesson_filter() -> str:
    """Of dialogs that open lessons."""
    return _("Lesson (*{suffix})").format(suffix=LESSON_SUFFIX)


def _filter() -> str:
    return _("Network Playground project (*{suffix})").format(suffix=SUFFIX)


def _state_of(project: Project, found: Answer) -> tuple[Checkpoint | None, Recipe | None]:
    """The trained state, and its recipe where that is not the project's: it was trained before an edit that cannot be trained."""
    if isinstance(found, Missing):
        return None, None
    recipe, checkpoint = found
    return checkpoint, None if recipe == project.recipe else recipe
