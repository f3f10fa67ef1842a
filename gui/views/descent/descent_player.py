"""Plays a descent: so many steps a second, one by one, or, after a change, quickly up to the step where it was."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from engine.experiments.descent.descent import Descent
from gui.settings.preference_store import preferences

FRAME, REDUCED = 33, 500  # ms between two pictures, and where the user prefers less motion
SECONDS = 0.003  # of computing for one picture, at most
SETTLED = 1_000  # steps to which a descent is computed again after the one before it had ended


class DescentPlayer(QObject):
    """Changes with its timer, which runs only while there are steps to take. `moved`: the balls are elsewhere."""

    moved = Signal()
    played = Signal(bool)  # whether it plays now

    def __init__(self, descent: Descent, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.descent, self.speed, self.playing = descent, 30.0, False
        self.seconds = SECONDS
        self._until = 0  # the step up to which the balls go at once
        self._due = 0.0  # steps that the clock asks for, beyond those taken
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tick)

    @property
    def is_busy(self) -> bool:
        """Whether there are steps to take, now or when the clock says so."""
        return self._timer.isActive()

    def replace(self, descent: Descent) -> None:
        """Show another descent, at the step at which the one before was or was to be; it goes on playing."""
        before, self.descent = self.descent, descent
        self._until = max(self._until, before.step)
        if before.has_ended and before.step:
            self._until = max(self._until, SETTLED)
        self._advance(self._until)

    def back(self, descent: Descent) -> None:
        """Show this descent, at its start."""
        self.play(False)
        self.descent, self._until = descent, 0
        self._advance(0)

    def set_speed(self, steps_per_second: float) -> None:
        self.speed = steps_per_second

    def play(self, on: bool) -> None:
        on = on and not self.descent.has_ended
        if on != self.playing:
            self.playing, self._due = on, 0.0
            self._clock.restart()
            self._run()
            self.played.emit(on)

    def step(self) -> None:
        """One step, and no more."""
        self.play(False)
        self._until = self.descent.step
        self._advance(1)

    def tick(self) -> None:
        """What the timer does for each picture."""
        elapsed = self._clock.restart() if self.playing else 0
        if self.descent.step < self._until:
            self._advance(self._until - self.descent.step)
            return
        self._due += self.speed * elapsed / 1000
        steps = int(self._due)
        self._due -= steps  # those that this machine is too slow for are dropped: it does not hurry later
        if steps or not self.playing:
            self._advance(steps)

    def hold(self) -> None:
        """Stop: nobody sees it."""
        self.play(False)
        self._until = self.descent.step
        self._run()

    def _advance(self, steps: int) -> None:
        self.descent.advance(steps, self.seconds)
        if self.descent.has_ended:
            self._until = self.descent.step
            self.play(False)
        self._run()
        self.moved.emit()

    def _run(self) -> None:
        busy = self.playing or self.descent.step < self._until
        if busy != self._timer.isActive():
            self._timer.start(REDUCED if preferences().motion == "reduced" else FRAME) if busy else self._timer.stop()
