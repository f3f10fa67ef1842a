"""The window's side of training: what it can tell the thread to do, and its latest frame; it follows the document."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from engine.inspection.snapshot_request import Requests
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from gui.document import Change
from gui.model.speeds import Speed
from gui.training.due_requests import Due
from gui.training.frame import Frame
from gui.training.instructions import (
    CheckGradients,
    KeepRun,
    Load,
    LookBack,
    Open,
    Pause,
    Play,
    SetSpeed,
    StepBatch,
    StepEpoch,
    Swap,
)
from gui.training.play_intent import PlayIntent
from gui.training.state_answer import Missing
from gui.training.training_job import TrainingJob
from gui.training.worker_client import WorkerClient

Found = TypeVar("Found")


class Trainer(QObject):
    """`wanted` is asked, at each frame, what the visible views want to see in the next, and `due` whose turn it is at full speed.
    `client` has the thread.
    """

    framed = Signal(object)  # Frame
    failed = Signal(object)  # an exception from the training thread
    begins = Signal()  # it is about to train: anything else that trains should wait

    def __init__(
        self, wanted: Callable[[], Requests], parent: QObject | None = None, due: Callable[[], Requests] | None = None
    ) -> None:
        super().__init__(parent)
        self.frame = Frame(None)
        self.opening = 0  # how many projects have been opened
        self.intent = PlayIntent()
        self.client = WorkerClient(wanted, TrainingJob, "training", self)
        if due is not None:
            self.client.due = lambda: Due(due(), self.frame.change)
            self.client.is_hurried = lambda: not self.frame.complete
        self.client.framed.connect(self._show)
        self.client.failed.connect(self.failed)
        self.client.open()

    def follow(self, change: Change) -> None:
        """Train what the document has become."""
        recipe, memento = change.after.recipe, change.memento
        if change.opened:
            return  # the caller of `Document.open` calls `open` with its trained state
        if memento is None:
            if recipe != change.before.recipe:
                self.client.send(Load(recipe, None, change.text, change.merged))
        else:
            self.client.send(Swap(recipe, memento) if change.swap else Load(recipe, memento, change.text, change.merged))

    def open(self, recipe: Recipe, checkpoint: Checkpoint | None = None, trained: Recipe | None = None) -> None:
        """Another project, with its trained state; `trained` is the recipe of that, where it is not the project's."""
        self.opening += 1
        self.client.send(Open(recipe, checkpoint, self.opening, trained))

    def look_back(self, step: int | None) -> None:
        """Show the keyframe of this step; None is the present."""
        self.client.send(LookBack(step))

    @property
    def is_running(self) -> bool:
        """Whether it trains, or will when it has read the last order."""
        return self.intent.is_running(self.frame)

    def play(self) -> None:
        self.begins.emit()
        self.client.send(Play(self.intent.give(plays=True)))

    def pause(self) -> None:
        self.client.send(Pause(self.intent.give(plays=False)))

    def set_speed(self, speed: Speed) -> None:
        """How fast Play trains, from now on; steps that are asked for by number are done at once."""
        self.client.send(SetSpeed(speed))

    def check_gradients(self) -> None:
        self.client.send(CheckGradients())

    def keep_run(self) -> None:
        self.client.send(KeepRun())

    def step_batch(self) -> None:
        self.begins.emit()
        self.client.send(StepBatch())

    def step_epoch(self) -> None:
        self.begins.emit()
        self.client.send(StepEpoch())

    def ask(self, of: Callable[[TrainingJob], Found | Missing], then: Callable[[Found | Missing], None]) -> None:
        """Call `then` with what `of` finds at the end of the step; after `shutdown`, with the last state."""
        self.client.ask(of, then)

    def shutdown(self) -> None:
        """Stop the thread and wait for it. May be called more than once."""
        self.client.close()

    def _show(self, frame: Frame) -> None:
        self.frame = frame
        self.framed.emit(frame)
