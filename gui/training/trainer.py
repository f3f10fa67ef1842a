"""The window's side of training: owns the thread, takes its frames at the pace of the screen, and follows the document."""

from __future__ import annotations

import atexit
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from engine.checkpoint import Checkpoint
from engine.recipe import Recipe
from engine.snapshot import Look
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
    TakeCheckpoint,
)
from gui.training.right_of_way import RightOfWay
from gui.training.worker import Worker

FRAME_MS = 33  # between two frames, at least
GLANCE_MS = 6  # between two looks whether there is one: a frame that has just missed its turn is not late by another turn
WAIT_MS = 5000


class Trainer(QObject):
    """`look` is asked, at each frame, what the visible views want to see in the next."""

    framed = Signal(object)  # Frame
    failed = Signal(object)  # an exception from the training thread
    begins = Signal()  # it was asked to train: whatever else trains should wait

    def __init__(self, look: Callable[[], Look], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame = Frame(None)
        self._look = look
        self._right_of_way = RightOfWay(self)
        self._worker = Worker(self._right_of_way)
        self._worker.failed.connect(self.failed)
        self._worker.start()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._glance)
        self._timer.start(GLANCE_MS)
        self._shown = self._asked = -1.0  # when, by the clock
        atexit.register(self.shutdown)

    def follow(self, change: Change) -> None:
        """Train what the document has become."""
        recipe, keepsake = change.after.recipe, change.keepsake
        if change.opened:
            return  # whoever opened it calls `open` with its trained state
        if keepsake is None:
            if recipe != change.before.recipe:
                self._worker.ask(Load(recipe, None, change.text, change.goes_on))
        else:
            self._worker.ask(Swap(recipe, keepsake) if change.swap else Load(recipe, keepsake, change.text, change.goes_on))

    def open(self, recipe: Recipe, checkpoint: Checkpoint | None = None) -> None:
        self._worker.ask(Open(recipe, checkpoint))

    def look_back(self, step: int | None) -> None:
        """Show a kept moment; None is the present."""
        self._worker.ask(LookBack(step))

    def play(self) -> None:
        self.begins.emit()
        self._worker.ask(Play())

    def pause(self) -> None:
        self._worker.ask(Pause())

    def check_gradients(self) -> None:
        self._worker.ask(CheckGradients())

    def keep_run(self) -> None:
        self._worker.ask(KeepRun())

    def step_batch(self) -> None:
        self.begins.emit()
        self._worker.ask(StepBatch())

    def step_epoch(self) -> None:
        self.begins.emit()
        self._worker.ask(StepEpoch())

    def checkpoint(self) -> tuple[Recipe, Checkpoint] | None:
        """The state right now, with its recipe; waits for the end of the step. None when nothing is trained.

        After `shutdown` it is the last state.
        """
        if self._worker.isFinished():
            return self._worker.final
        request = TakeCheckpoint()
        self._worker.ask(request)
        request.done.wait(WAIT_MS / 1000)
        return request.state[0] if request.state else None

    def shutdown(self) -> None:
        """Stop the thread and wait for it. May be called more than once."""
        atexit.unregister(self.shutdown)
        self._timer.stop()
        self._right_of_way.give_up()
        self._worker.stop()
        self._worker.wait(WAIT_MS)

    def _glance(self) -> None:
        """Show the newest frame when it is time for one, and ask for the next."""
        now, turn = time.monotonic(), (FRAME_MS - GLANCE_MS / 2) / 1000
        if now - self._shown < turn:
            return
        frame = self._worker.take_frame()
        if frame is not None:
            self._shown = now
            self._right_of_way.take()
            self.frame = frame
            self.framed.emit(frame)
        if frame is not None or now - self._asked >= turn:
            self._asked = now
            self._worker.show(self._look())
