"""The race: opens its window, pauses either the race or the main training, and makes the winner the project's network."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine.core.translation import _
from engine.experiments.variants import names_of, optimizers
from engine.inspection.snapshot_request import Requests
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.recipe.recipe import Recipe
from gui.controllers.state_reader import StateReader
from gui.document import Change, Document
from gui.race.race_client import RaceClient
from gui.race.race_frame import RaceFrame
from gui.race.race_window import RaceWindow
from gui.training.state_answer import Missing
from gui.training.trainer import Trainer

RESOLUTION = 40, 100  # grid points along an axis of a runner's decision map: least, most


class RaceController(QObject):
    """Until `open` shows the window, and after it was closed, there is no thread, so a race costs nothing."""

    problem = Signal(str)
    adopted = Signal(str)  # a sentence for the user: whose settings and weights are the network's now
    failed = Signal(object)  # an exception from the race's thread

    def __init__(self, document: Document, trainer: Trainer, reader: StateReader, parent: QWidget) -> None:
        super().__init__(parent)
        self.document, self.trainer = document, trainer
        self.window: RaceWindow | None = None
        self.reader = reader
        self.racer = RaceClient(self._requests, self)
        self.racer.framed.connect(self._show_frame)
        self.racer.failed.connect(self.failed)
        trainer.begins.connect(self.racer.pause)
        document.changed.connect(self._follow)

    def open(self) -> None:
        """Show the window with all runners at the start; one that is open already comes to the front."""
        recipe = self.document.project.recipe
        if self.window is None:
            parent = self.parent()
            assert isinstance(parent, QWidget)
            self.window = RaceWindow(recipe, optimizers(recipe), parent)
            self.window.line_up.connect(self.line_up)
            self.window.play_toggled.connect(self.toggle)
            self.window.adopt.connect(self.adopt)
            self.window.problem.connect(self.problem)
            self.window.closed.connect(self.racer.stop)
            self.window.minimised.connect(self.racer.pause)
        if not self.racer.is_alive:
            self.line_up()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def line_up(self) -> None:
        """Send all runners to the start, with the network as it is now."""
        if self.window is None:
            return
        base, snapshot = self.document.project.recipe, self.trainer.frame.snapshot
        known = None if snapshot is None else (snapshot.recipe, snapshot.data)
        self.window.expect()
        self.window.show_base(base, stale=False)
        self.racer.line_up(base, self.window.runners.runners, known)

    def toggle(self) -> None:
        if self.racer.is_running:
            self.racer.pause()
        else:
            self.trainer.pause()
            self.racer.play()

    def adopt(self, runner: int) -> None:
        """Make the runner's recipe and trained weights the project's: one edit, which Undo takes back."""
        self.racer.pause()
        self.trainer.pause()
        if self.window is None:
            return
        name = names_of(self.window.runners.runners)[runner]
        found = self.reader.read(lambda then: self.racer.ask_state(runner, then))
        if found is Missing.UNAVAILABLE:
            self.problem.emit(_("{name} was not adopted: its state could not be had. Try again.").format(name=name))
        if isinstance(found, Missing):
            return
        recipe, state = found
        after = dataclasses.replace(self.document.project, recipe=recipe)
        self.document.adopt(_("Adopt {name}").format(name=name), after, recipe, state)
        text = _("{name} is adopted: its settings and trained weights are the network's now. Undo brings yours back.")
        self.adopted.emit(text.format(name=name))

    def close(self) -> None:
        """Close the race's window with the main window."""
        if self.window is not None:
            self.window.close()

    def shutdown(self) -> None:
        self.racer.shutdown()

    def _requests(self) -> Requests:
        axes, window = self.document.project.axes, self.window
        if window is None or not window.isVisible():
            return frozenset()
        sharp = int(np.clip(window.side * window.devicePixelRatioF() / 2, *RESOLUTION))
        return frozenset({DecisionSurface(axes.plane, sharp)})

    def _show_frame(self, frame: RaceFrame) -> None:
        """Frames from before the last change show other runners, and are dropped."""
        if self.window is not None and (frame.runners == self.window.runners.runners or frame.problem):
            self.window.show_frame(frame)

    def _follow(self, change: Change) -> None:
        """A race that has not begun lines up again with the changed network; one that has begun is marked as stale."""
        if self.window is None or not self.racer.is_alive or change.before.recipe == change.after.recipe:
            return
        if self.racer.frame.step or self.racer.frame.running:
            self.window.show_base(change.after.recipe, stale=not _same(self.racer.frame.base, change.after.recipe))
        else:
            self.line_up()


def _same(base: Recipe | None, now: Recipe) -> bool:
    """Whether a race of this recipe would be the same: the runners bring their own optimizers."""
    return base is not None and base == dataclasses.replace(now, optimizer=base.optimizer, stops=base.stops)
