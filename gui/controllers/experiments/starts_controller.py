"""Many starts: opens their window, pauses either them or the main training, and makes one of them the project's network."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine.core.blas_threads import processor_count
from engine.core.number_format import format_count
from engine.core.translation import _
from engine.data.preprocessing import Data
from engine.data.table import Task
from engine.recipe.recipe import Recipe
from engine.search.executors.opening import open_workers
from engine.search.executors.workers import Workers
from gui.document import Change, Document
from gui.search.starts.starts_frame import StartsFrame
from gui.search.starts.starts_runner import OpenWorkers, StartsOrder, StartsRunner, same_training
from gui.search.starts.starts_window import StartsWindow
from gui.training.trainer import Trainer


def workers_of_this_machine(data: Data) -> Workers:
    """A process for each processor that this program may use."""
    return open_workers(data, processor_count(), with_test_rows=True)


class StartsController(QObject):
    """Until the window's *Start*, and after its end, there is neither a thread nor a process."""

    problem = Signal(str)
    adopted = Signal(str)  # a sentence for the user: whose weights are the network's now
    failed = Signal(object)  # never: the thread's exceptions are raised in the window's

    def __init__(
        self, document: Document, trainer: Trainer, parent: QWidget, open_: OpenWorkers = workers_of_this_machine
    ) -> None:
        super().__init__(parent)
        self.document, self.trainer = document, trainer
        self.window: StartsWindow | None = None
        self.runner = StartsRunner(open_, self)
        self.runner.framed.connect(self._show_frame)
        trainer.begins.connect(self.runner.stop)
        document.changed.connect(self._follow)

    def open(self) -> None:
        """Show the window; one that is open already comes to the front."""
        if self.window is None:
            parent = self.parent()
            assert isinstance(parent, QWidget)
            self.window = StartsWindow(self.document.project.recipe, self._task(), parent)
            self.window.toggled.connect(self.toggle)
            self.window.adopt.connect(self.adopt)
            self.window.problem.connect(self.problem)
            self.window.closed.connect(self.runner.stop)
        self._show_base()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def toggle(self) -> None:
        """Train them, or stop."""
        if self.window is None or self.runner.is_running:
            self.runner.stop()
            return
        self.trainer.pause()
        project, snapshot = self.document.project, self.trainer.frame.snapshot
        known = None if snapshot is None else (snapshot.recipe, snapshot.data)
        epochs = int(self.window.form.epochs.value)
        self.runner.begin(StartsOrder(project.recipe, self.window.form.seeds, epochs, project.axes.plane, known))
        self._show_base()

    def adopt(self, seed: int) -> None:
        """Make a start's seeds and trained weights the project's: one edit, which Undo takes back."""
        found = self.runner.state(seed)
        if found is None:
            return
        self.trainer.pause()
        recipe, state = found
        name = format_count(seed)
        after = dataclasses.replace(self.document.project, recipe=recipe)
        self.document.adopt(_("Adopt seed {seed}").format(seed=name), after, recipe, state)
        text = _("Seed {seed} is adopted: its start and its trained weights are the network's now. Undo brings yours back.")
        self.adopted.emit(text.format(seed=name))

    def close(self) -> None:
        """Close the window with the main window."""
        if self.window is not None:
            self.window.close()

    def shutdown(self) -> None:
        """Nothing waits for its end: the thread ends with all work beside the window."""
        self.runner.forget()

    def _task(self) -> Task:
        snapshot = self.trainer.frame.snapshot
        return Task(2) if snapshot is None else snapshot.data.task

    def _show_frame(self, frame: StartsFrame) -> None:
        if self.window is not None:
            self.window.show_frame(frame)

    def _follow(self, change: Change) -> None:
        """Starts of another network than the project's are marked as such."""
        if change.before.recipe != change.after.recipe:
            self._show_base()

    def _show_base(self) -> None:
        if self.window is not None:
            recipe, shown = self.document.project.recipe, self.runner.frame
            self.window.show_base(recipe, self._task_of(recipe), stale=not _is_of(shown.base, recipe))

    def _task_of(self, recipe: Recipe) -> Task:
        frame = self.runner.frame
        return frame.data.task if frame.data is not None and _is_of(frame.base, recipe) else self._task()


def _is_of(base: Recipe | None, recipe: Recipe) -> bool:
    return base is None or same_training(base, recipe)
