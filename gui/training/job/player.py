"""Whether a session is trained, for how many more steps, and how fast."""

from __future__ import annotations

import math
from collections.abc import Callable

from engine.training.measuring.thread_choice import ThreadChoice
from engine.training.session import Session
from gui.model.speeds import Speed
from gui.training.job.clock_rows import ClockRows
from gui.training.job.pace import Pace
from gui.training.job.step_rate import StepRate

ENDLESS = 2**62


class Player:
    """Changes with each order and each turn. Steps that are asked for by number are done at once, whatever the speed.

    `clock`, in seconds, is what the speed is kept by.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.steps_left = 0  # steps still to do; 0 is paused
        self._pace, self._rate = Pace(clock), StepRate()
        self._rows, self._threads = ClockRows(clock), ThreadChoice()

    @property
    def playing(self) -> bool:
        return self.steps_left > 0

    @property
    def is_hurried(self) -> bool:
        """Whether it trains as fast as it can: at full speed, or because it cannot keep up with the speed that was asked for."""
        return self.playing and not (self._is_paced and self._pace.keeps_up)

    def play(self, session: Session, steps: int) -> None:
        self.steps_left = steps
        self._rate.restart(session.step)
        self._pace.restart()

    def stop(self) -> None:
        self.steps_left = 0

    def set_speed(self, speed: Speed, session: Session | None) -> None:
        """How fast it plays, from now on."""
        self._pace.set_speed(speed, 1 if session is None else session.batches.count)

    def rest(self, session: Session) -> float:
        """Seconds until there are steps to do: 0 at once, infinite while it is paused."""
        if not self.playing:
            return math.inf
        return self._pace.rest(session.batches.count) if self._is_paced else 0.0

    def advance(self, session: Session, seconds: float) -> bool:
        """Train for so long, or as many steps as are due; returns whether any was done."""
        if not self.playing:
            return False
        if not self._is_paced:
            self.steps_left -= self._train(session, self.steps_left, seconds)
        else:
            per_epoch = session.batches.count
            due = self._pace.due(per_epoch)
            if due < 1:
                return False
            done = self._train(session, int(min(due, self.steps_left)), seconds)
            session.control.seconds += self._pace.take(done, per_epoch)  # to watch it train is training too
        self._rows.after_steps(session)
        if session.has_ended:
            self.steps_left = 0
        return True

    def _train(self, session: Session, most: int, seconds: float) -> int:
        self._threads.before(session)
        before, done = session.control.seconds, session.advance(most, seconds)
        self._threads.after(done, session.control.seconds - before)
        return done

    def steps_per_second(self, session: Session) -> float:
        """The speed that was asked for while it is kept: to measure a few steps a second would take seconds."""
        if not self.playing:
            return 0.0
        measured = self._rate.at(session.step)
        return self._pace.speed.steps_per_second(session.batches.count) if self._is_paced and self._pace.keeps_up else measured

    @property
    def _is_paced(self) -> bool:
        return self.steps_left > ENDLESS // 2 and not self._pace.speed.is_full
