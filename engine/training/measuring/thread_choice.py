"""How many BLAS threads a large network is trained with: as many as were measured to be worth it, and one while others need them.

A second thread pays only where products are large and a processor is free; on a busy machine two threads that wait for each other
are many times slower than one. So it is tried, for a moment, at first and again at growing intervals, and at once when steps have
become slow. Each choice is noted in the run's control, and so in its file.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from engine.core.blas_threads import BLAS, SharedThreads
from engine.training.checkpoint import Counters
from engine.training.measuring.thread_trial import step_seconds
from engine.training.session import Session
from engine.training.training_loop import TrainingLoop

WORTH_IT = 0.9  # of the time with fewer threads: more are used below it
STAYS = 0.93  # of its time is what the present number, if more than one, counts as having taken: a small loss changes nothing
SLOW = 1.5  # times as long as the best so far: it is tried again
WATCHED = 0.25  # seconds of training whose speed is one measurement
SOONEST = 0.5  # seconds from a trial to the one because of slow steps
SHARE, SHARE_IF_SLOW = 1 / 25, 1 / 8  # of the time, that trials take at most
AGAIN, LONGEST = 4.0, 60.0  # seconds from the first trial to the second, and between any two, at most
GROWTH = 3  # of these seconds, each time that the choice is the same again


class ThreadChoice:
    """Changes as a session trains: call `before` each advance, and `after` it. `clock` is in seconds.

    `fixed`: this number, whatever is faster; 0 is a choice.
    """

    def __init__(self, fixed: int = 0, pool: SharedThreads = BLAS, clock: Callable[[], float] = time.perf_counter) -> None:
        self._fixed, self._pool, self._clock = fixed, pool, clock
        self._loop: TrainingLoop | None = None
        self._tried, self._due, self._wait = -math.inf, 0.0, AGAIN
        self._cost, self._count = 0.0, 1  # seconds of the last trial; the present number of threads
        self._best = math.inf  # seconds of a step
        self._seconds, self._steps = 0.0, 0  # of the present measurement

    def before(self, session: Session) -> None:
        """Choose where that is due: for a network that is new, that has become slow, or after some time."""
        loop, control = session.loop, session.control
        if not loop.is_large or self._fixed or self._pool.available < 2:
            control.set_threads(session.step, max(1, self._fixed) if loop.is_large else 1)
            return
        now, must = self._clock(), control.thread_count > self._pool.available
        if loop is not self._loop:  # the run before an edit, or one out of a file, has been tried: it goes on with its number
            self._loop, self._wait = loop, AGAIN
            self._due = now + AGAIN if control.threads else now
            self._watch_anew()
        if (now >= self._due or must) and not session.has_ended:
            former, began, chosen = control.thread_count, self._clock(), self._fastest(session)
            self._wait = AGAIN if chosen != former or not control.threads else min(LONGEST, GROWTH * self._wait)
            control.set_threads(session.step, chosen, chosen=True)
            self._tried = self._clock()
            self._cost = self._tried - began
            self._due = self._tried + max(self._wait, self._cost / SHARE)
            self._watch_anew()
        self._count = control.thread_count

    def after(self, steps: int, seconds: float) -> None:
        """That so many steps took so long."""
        self._steps, self._seconds = self._steps + steps, self._seconds + seconds
        if self._steps and self._seconds >= WATCHED:
            step = self._seconds / self._steps
            if step > SLOW * self._best and self._count > 1:
                self._due = min(self._due, self._tried + max(SOONEST, self._cost / SHARE_IF_SLOW))
            self._best = min(self._best, step)
            self._steps, self._seconds = 0, 0.0

    # -- private
    def _watch_anew(self) -> None:
        self._best, self._steps, self._seconds = math.inf, 0, 0.0

    def _fastest(self, session: Session) -> int:
        """The number of threads with the shortest steps, fewer where more gain little."""
        most = self._pool.available
        counts = [*(count for count in (1, 2, 4) if count < most), most]
        at = Counters(session.step, session.epoch, session.optimizer_step)
        seconds = step_seconds(session.loop, at, counts, self._pool, self._clock)
        present, chosen, shortest = session.control.thread_count, 1, math.inf
        for count, own in seconds.items():
            counted = STAYS * own if count == present > 1 else own
            if counted < WORTH_IT * shortest:
                chosen, shortest = count, counted
        return chosen
