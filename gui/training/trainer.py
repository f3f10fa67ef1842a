"""The window's side of training: what it can tell the thread to do, and its latest frame; it follows the document."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from engine.inspection.snapshot_request import Requests
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from gui.document import Change
from gui.training.frame import Frame
from gui.training.instructions import (
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
    begins = Signal()  # it is about to train: anything else that trains should wait

    def __init__(self, wanted: Callable[[], Requests], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame = Frame(None)
        self._client = WorkerClient(wanted, TrainingJob, "training", self)
        self._client.framed.connect(self._show)
        self._client.failed.connect(self.failed)
        self._client.open()

    def follow(self, change: Change) -> None:
        """Train what the document has become."""
        recipe, memento = change.after.recipe, change.memento
        if change.opened:
            return  # the caller of `Document.open` calls `open` with its trained state
        if memento is None:
            if recipe != change.before.recipe:
                self._client.send(Load(recipe, None, change.text, change.merged))
        else:
            self._client.send(Swap(recipe, memento) if change.swap else Load(recipe, memento, change.text, change.merged))

    def open(self, recipe: Recipe, checkpoint: Checkpoint | None = None) -> None:
        self._client.send(Open(recipe, checkpoint))

    def look_back(self, step: int | None) -> None:
        """Show the keyframe of this step; None is the present."""
        self._client.send(LookBack(step))

    def play(self) -> None:
        self.begins.emit()
        self._client.send(Play())

    def pause(self) -> None:
        self._client.send(Pause())

    def check_gradients(self) -> None:
        self._client.send(CheckGradients())

    def keep_run(self) -> None:
        self._client.send(KeepRun())

    def step_batch(self) -> None:
        self.begins.emit()
        self._client.send(StepBatch())

    def step_epoch(self) -> None:
        self.begins.emit()
        self._client.send(StepEpoch())

    def checkpoint(self) -> tuple[Recipe, Checkpoint] | None:
        """The state right now, with its recipe; waits for the end of the step. None when nothing is trained.

        After `shutdown` it is the last state.
        """
        return self._client.state(TrainingJob.final)

    def shutdown(self) -> None:
        """Stop the thread and wait for it. May be called more than once."""
        self._client.close()

    def _show(self, frame: Frame) -> None:
        self.frame = frame
        self.framed.emit(frame)
