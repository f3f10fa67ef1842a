"""The window's side of training: what one may ask of the thread, its latest frame; it follows the document."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from engine.inspection.snapshot_request import Requests
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from gui.document import Change
from gui.training.frame import Frame
from gui.training.requests import (
    CheckGradients,
    KeepRun,
    Load,
    LookBack,
    Open,
    Pause,
    Play,
    StepBatch,
    StepEpoch,
    Swap,
)
from gui.training.training_job import TrainingJob
from gui.training.worker_client import WorkerClient


class Trainer(QObject):
    """`wanted` is asked, at each frame, what the visible views want to see in the next."""

    framed = Signal(object)  # Frame
    failed = Signal(object)  # an exception from the training thread
    begins = Signal()  # it was asked to train: whatever else trains should wait

    def __init__(self, wanted: Callable[[], Requests], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame = Frame(None)
        self._doors = WorkerClient(wanted, TrainingJob, "training", self)
        self._doors.framed.connect(self._show)
        self._doors.failed.connect(self.failed)
        self._doors.open()

    def follow(self, change: Change) -> None:
        """Train what the document has become."""
        recipe, memento = change.after.recipe, change.memento
        if change.opened:
            return  # whoever opened it calls `open` with its trained state
        if memento is None:
            if recipe != change.before.recipe:
                self._doors.ask(Load(recipe, None, change.text, change.merged))
        else:
            self._doors.ask(Swap(recipe, memento) if change.swap else Load(recipe, memento, change.text, change.merged))

    def open(self, recipe: Recipe, checkpoint: Checkpoint | None = None) -> None:
        self._doors.ask(Open(recipe, checkpoint))

    def look_back(self, step: int | None) -> None:
        """Show a kept moment; None is the present."""
        self._doors.ask(LookBack(step))

    def play(self) -> None:
        self.begins.emit()
        self._doors.ask(Play())

    def pause(self) -> None:
        self._doors.ask(Pause())

    def check_gradients(self) -> None:
        self._doors.ask(CheckGradients())

    def keep_run(self) -> None:
        self._doors.ask(KeepRun())

    def step_batch(self) -> None:
        self.begins.emit()
        self._doors.ask(StepBatch())

    def step_epoch(self) -> None:
        self.begins.emit()
        self._doors.ask(StepEpoch())

    def checkpoint(self) -> tuple[Recipe, Checkpoint] | None:
        """The state right now, with its recipe; waits for the end of the step. None when nothing is trained.

        After `shutdown` it is the last state.
        """
        return self._doors.state(TrainingJob.final)

    def shutdown(self) -> None:
        """Stop the thread and wait for it. May be called more than once."""
        self._doors.close()

    def _show(self, frame: Frame) -> None:
        self.frame = frame
        self.framed.emit(frame)
