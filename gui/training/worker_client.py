"""The window's side of a worker: its thread while it is open, instructions in, frames out at the pace of the screen."""

from __future__ import annotations

import atexit
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from engine.inspection.snapshot_request import Requests
from gui.training.due_requests import Due
from gui.training.paint_priority import PaintPriority
from gui.training.state_answer import Missing
from gui.training.worker import Instruction, Job, Worker

FRAME_MS = 33  # between two frames, at least
SHARE = 0.25  # of the window's time that frames may take while training goes at full speed
POLL_MS = 6  # between two checks whether there is one: a frame that has just missed its turn is not late by another turn


@dataclass(frozen=True, eq=False)
class Question:
    """Asks something of the job, in its thread; the client passes the answer on in the window's."""

    of: Callable[[Any], Any]  # called in the thread, with the job
    then: Callable[[Any], None]
    answer: Callable[[Question, Any], None]

    def do(self, job: Any) -> None:
        answer: Any = Missing.UNAVAILABLE
        try:
            answer = self.of(job)
        finally:
            self.answer(self, answer)


class WorkerClient(QObject):
    """Changes as it is opened and closed, and may be opened again. `wanted` is asked, at each frame, what the next shows, and
    `due`, what of that it needs at full speed (None: all). While `is_hurried`, frames take a quarter of the window's time.
    """

    framed = Signal(object)  # what the job publishes
    failed = Signal(object)  # an exception from the thread
    ended = Signal()  # the last thread has ended
    _answered = Signal(object, object)  # a question and its answer, from the thread

    def __init__(
        self,
        wanted: Callable[[], Requests],
        make: Callable[[], Job],
        name: str,
        parent: QObject | None = None,
        keeps_job: bool = True,
    ) -> None:
        """`keeps_job`: what the job holds can still be asked for when the thread has ended."""
        super().__init__(parent)
        self._wanted, self._make, self._name = wanted, make, name
        self.due: Callable[[], Due | None] = lambda: None
        self.is_hurried: Callable[[], bool] = lambda: False
        self._paint_priority = PaintPriority(self)
        self._keeps_job = keeps_job
        self._worker: Worker | None = None
        self._ending: list[Worker] = []  # stopped, and in their last step
        self._questions: list[Question] = []
        self._answered.connect(self._pass_on)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._sent = False  # an instruction whose outcome has not been shown
        self._shown = self._asked = -1.0  # when, by the clock

    @property
    def is_open(self) -> bool:
        """Whether the thread runs, and has not been told to stop."""
        return self._worker is not None and self._worker not in self._ending and self._worker.isRunning()

    @property
    def has_ended(self) -> bool:
        """Whether no thread runs."""
        return self._worker is None or not any(worker.isRunning() for worker in (self._worker, *self._ending))

    def open(self) -> None:
        """Start the thread, unless it runs."""
        if self.is_open:
            return
        self._worker = Worker(self._paint_priority, self._make, self._name)
        self._worker.failed.connect(self.failed)
        self._worker.finished.connect(self._forget_ended)
        self._worker.start()
        self._timer.start()
        atexit.register(self.close)

    def send(self, instruction: Instruction) -> None:
        """Pass it to the thread; what it does is shown at once. A thread that has ended, or has not begun, does nothing."""
        self._sent = True
        self._poll_after(POLL_MS)
        if self._worker is not None:
            self._worker.send(instruction)

    def ask(self, of: Callable[[Any], Any], then: Callable[[Any], None]) -> None:
        """Call `then` once with what `of` finds in the job after the end of the step: with `Missing.UNAVAILABLE` if it fails.

        Of a thread that has ended, or ends meanwhile, it is found in the job that it left; without one it is `Missing.UNTRAINED`.
        """
        if self._worker is None or self._worker.isFinished():
            then(Missing.UNTRAINED if self._worker is None else _left(self._worker, of))
            return
        question = Question(of, then, self._answered.emit)
        self._questions.append(question)
        self._worker.send(question)

    def stop(self) -> None:
        """Tell the thread to end, and do not wait: `ended` is emitted when it has."""
        self._timer.stop()
        self._paint_priority.release()
        if self._worker is not None and self._worker.isRunning() and self._worker not in self._ending:
            self._ending.append(self._worker)
            self._worker.stop()

    def close(self) -> None:
        """Stop the thread and wait for it, however long its step takes: to destroy one that runs would abort the program.

        May be called more than once.
        """
        atexit.unregister(self.close)
        self.stop()
        for worker in self._ending:
            worker.wait()
        self._forget_ended()

    def _pass_on(self, question: Question, answer: Any) -> None:
        """The first answer to a question counts."""
        if question in self._questions:
            self._questions.remove(question)
            question.then(answer)

    def _forget_ended(self) -> None:
        """Those that have ended; what is still asked of the last of them is answered by what it left."""
        self._ending = [worker for worker in self._ending if worker.isRunning()]
        if self._worker is not None and self._worker.isFinished():
            for question in tuple(self._questions):
                self._pass_on(question, _left(self._worker, question.of))
        if self.has_ended:
            if not self._keeps_job:
                self._worker = None
            self.ended.emit()

    def _poll_after(self, milliseconds: int) -> None:
        if self._timer.interval() != milliseconds:
            self._timer.setInterval(milliseconds)

    def _poll(self) -> None:
        """Emit the newest frame when it is time for one, and ask for the next."""
        worker, now, turn = self._worker, time.monotonic(), (FRAME_MS - POLL_MS / 2) / 1000
        if self.is_hurried() and not self._sent:
            turn = max(turn, self._paint_priority.seconds / SHARE)
        rest = math.ceil(1000 * (turn - (now - self._shown)))
        self._poll_after(max(POLL_MS, rest))  # to wake up in between would interrupt training for nothing
        if worker is None or rest > 0:
            return
        frame = worker.take_frame()
        if frame is not None:
            self._shown = now
            self._poll_after(math.ceil(1000 * turn))
            self._paint_priority.hold()
            self.framed.emit(frame)
            self._sent = self._sent and self.is_hurried()
        if not self.is_open:
            return  # closed by what the frame caused
        if frame is not None or now - self._asked >= turn:
            self._asked = now
            worker.show(self._wanted(), self.due())


def _left(worker: Worker, of: Callable[[Any], Any]) -> Any:
    """What `of` finds in the job of a thread that has ended, and that nobody else uses any more."""
    return Missing.UNAVAILABLE if worker.job is None else of(worker.job)
