"""The search: opens its window, lets either it or the main training run, and makes a trial the project's network."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.core.translation import _
from engine.data.table import Task
from engine.files.file_problem import FileProblem
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.search.trial_table import write_trial_table
from gui.controllers.file_controller import FileController
from gui.controllers.state_reader import StateReader
from gui.document import Change, Document
from gui.search.search_client import SearchClient
from gui.search.search_frame import SearchFrame, SearchOrder
from gui.search.search_window import SearchWindow
from gui.search.setup.study_field import FOLDER, KINDS, SUFFIX
from gui.settings.folders import folder_for, remember_folder
from gui.training.state_answer import Missing
from gui.training.trainer import Trainer
from gui.widgets.background import BackgroundWork
from gui.widgets.save_dialog import ask_save_path

RESOLUTION = 32, 80  # grid points along an axis of a small picture: least, most


class SearchController(QObject):
    """Until `open` shows the window there is no thread, so a search costs nothing."""

    problem = Signal(str)
    adopted = Signal(str)  # a sentence for the user: whose settings and weights are the network's now
    failed = Signal(object)  # an exception from the search's thread

    def __init__(self, document: Document, trainer: Trainer, reader: StateReader, files: FileController, parent: QWidget) -> None:
        super().__init__(parent)
        self.document, self.trainer, self.reader, self.files = document, trainer, reader, files
        self.window: SearchWindow | None = None
        self._last: Path | None = None  # the study that was open when the window was closed
        self.client = SearchClient(self)
        self.client.framed.connect(self._show_frame)
        self.client.failed.connect(self.failed)
        trainer.begins.connect(self.client.pause)
        document.changed.connect(self._follow)

    def open(self) -> None:
        """Show the window, with the study that was open in it before; one that is open already comes to the front."""
        if self.window is None:
            parent = self.parent()
            assert isinstance(parent, QWidget)
            self.window = SearchWindow(parent)
            self.window.wanted.connect(self.carry_out)
            self.window.paused.connect(self.client.pause)
            self.window.left.connect(self._leave)
            self.window.open_wanted.connect(self.ask_study)
            self.window.adopt.connect(self.adopt)
            self.window.export.connect(self.export)
            self.window.problem.connect(self.problem)
            self.window.pictures_wanted.connect(self._draw_pictures)
            self.window.closed.connect(self._on_closed)
        if not self.window.isVisible():
            if self._last is not None and self._last.exists():
                self.open_study(self._last)
            else:
                self._show_base()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def carry_out(self, order: SearchOrder) -> None:
        """Begin a search, or carry an open one on; training in the main window waits meanwhile."""
        self.trainer.pause()
        self.client.send(order)

    def open_study(self, path: Path) -> None:
        """Show a study that is there, paused."""
        if self.window is not None:
            self.window.expect()
            self.client.send(SearchOrder(path, runs=False))

    def ask_study(self) -> None:
        """Ask which study to open."""
        kinds = ";;".join(f"{_(name)} (*{suffix})" for suffix, name in KINDS.items())
        path, _filter = QFileDialog.getOpenFileName(self.window, _("Open study"), folder_for(FOLDER), kinds)
        if path and self.window is not None:
            remember_folder(FOLDER, str(Path(path).parent))
            self.open_study(Path(path))
            self.window.show_page(1)

    def adopt(self, number: int) -> None:
        """Make a trial's recipe and trained weights the project's: one edit, which Undo takes back. The search goes on."""
        self.trainer.pause()
        try:
            found = self.reader.run(partial(self.client.job.state, number), _("Reading the trial …"))
        except FileProblem as problem:
            self.problem.emit(str(problem))
            return
        if found is None or isinstance(found, Missing):
            return
        recipe, state = found
        own = self.document.project.recipe
        recipe = dataclasses.replace(recipe, stops=own.stops)
        after = dataclasses.replace(self.document.project, recipe=recipe)
        self.document.adopt(_("Adopt trial {number}").format(number=number), after, recipe, state)
        text = _("Trial {number} is adopted: its settings and trained weights are the network's now. Undo brings yours back.")
        self.adopted.emit(text.format(number=number))

    def export(self) -> None:
        """Save the table of all trials."""
        frame, window = self.client.frame, self.window
        if window is None or frame.plan is None or frame.path is None:
            return
        path = ask_save_path(window, _("Export table"), f"{frame.path.stem}.csv", {".csv": "CSV"}, FOLDER)
        if path is None:
            return
        try:
            write_trial_table(path, frame.plan, frame.trials)
        except FileProblem as problem:
            self.problem.emit(str(problem))

    def close(self) -> None:
        """Close the search's window with the main window."""
        if self.window is not None:
            self.window.close()

    def shutdown(self) -> None:
        self.client.shutdown()

    def _show_frame(self, frame: SearchFrame) -> None:
        if self.window is not None:
            self.window.show_frame(frame)
            if frame.problem and self.window.is_free:
                self._show_base()

    def _show_base(self) -> None:
        """The present network in the form, if that is about a new search."""
        if self.window is None:
            return
        base, snapshot = self.document.project.recipe, self.trainer.frame.snapshot
        known = snapshot is not None and snapshot.recipe.data_key() == base.data_key()
        task = snapshot.data.task if known and snapshot is not None else Task(2)
        self.window.show_base(base, task, not base.data.generated, free_path(self.files.path, base.data.kind))

    def _leave(self) -> None:
        self.client.pause()
        self._show_base()

    def _on_closed(self) -> None:
        frame = self.client.frame
        self._last = frame.path if frame.plan is not None and self.window is not None and not self.window.is_free else None
        self.client.stop()

    def _follow(self, change: Change) -> None:
        """A search that has not begun is about the network as it is now."""
        if self.window is not None and self.window.isVisible() and change.before.recipe != change.after.recipe:
            self._show_base()

    def _draw_pictures(self, numbers: Collection[int], side: int) -> None:
        window = self.window
        if window is None:
            return
        sharp = int(np.clip(side * window.devicePixelRatioF() / 2, *RESOLUTION))
        request = DecisionSurface(self.document.project.axes.plane, sharp)
        work = partial(self.client.job.pictures, tuple(numbers), request)
        BackgroundWork(window, work, window.results.best.show_pictures, lambda problem: self.problem.emit(str(problem)))


def free_path(project: Path | None, data: str) -> Path:
    """Where a new study is kept, on no file that is there: beside the project, else in the user's folder, named like the data."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)) / "searches"
    if project is not None:
        folder, data = project.parent, project.stem
    else:
        folder.mkdir(parents=True, exist_ok=True)
    count = 1
    while (path := folder / f"{data}-search-{count}{SUFFIX}").exists():
        count += 1
    return path
