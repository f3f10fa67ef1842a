"""What a descent reports to a lesson: how each ball ended, and which one won. Each is said once in a descent."""

from __future__ import annotations

from engine.experiments.descent.ball import Outcome
from engine.experiments.descent.descent import Descent

Report = tuple[str, float]  # the name of what happened, and its number

ENDED = "descent.ended"  # a ball came to rest; the number is its x there
CONVERGED = "descent.converged"  # a ball arrived at a minimum; the number is the learning rate
DIVERGED = "descent.diverged"  # a ball flew off; the number is the learning rate
WINNER = "descent.winner."  # with the optimizer's name, such as "descent.winner.adam": the number is the step of its arrival


class DescentReports:
    """Changes with `news`: remembers what it has said of the present descent."""

    def __init__(self) -> None:
        self._descent: Descent | None = None
        self._said: set[str] = set()

    def news(self, descent: Descent) -> tuple[Report, ...]:
        """What is to be reported now and has not been."""
        if descent is not self._descent:
            self._descent, self._said = descent, set()
        found: list[Report] = []
        for ball in descent.balls:
            if ball.outcome is Outcome.MOVING or ball.kind in self._said:
                continue
            self._said.add(ball.kind)
            if ball.outcome is Outcome.DIVERGED:
                found.append((DIVERGED, ball.optimizer.lr))
                continue
            found.append((ENDED, float(ball.place[0])))
            if ball.outcome is Outcome.ARRIVED:
                found.append((CONVERGED, ball.optimizer.lr))
        winner = descent.winner()
        if winner is not None and WINNER not in self._said:
            self._said.add(WINNER)
            found.append((WINNER + winner.kind, float(winner.since)))
        return tuple(found)
