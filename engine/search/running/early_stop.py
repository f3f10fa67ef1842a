"""Which trials are stopped early: the median stopping rule (Golovin et al. 2017, Google Vizier), made independent of time."""

from __future__ import annotations

import math
from bisect import insort
from dataclasses import dataclass, field

LEAST = 5  # trials with lower numbers that have a score, before which none is stopped


@dataclass
class _Rung:
    """What is known at one rung. `next`: the lowest number that is undecided here; `below`: the scores of those before it."""

    scores: dict[int, float] = field(default_factory=dict)
    next: int = 0
    below: list[float] = field(default_factory=list)


class MedianRule:
    """Changes as trials reach rungs. A trial is stopped when its score is worse than the median of the trials with lower numbers
    at that rung, once at least `LEAST` of those have one.

    A verdict waits until all lower numbers have reached the rung, or will not: so it depends on the trials alone, never on the
    order in which they were done. What a stopped trial reaches when it is made to go on counts for no other.
    """

    def __init__(self, rungs: int, higher_is_better: bool) -> None:
        """rungs: in all, with the last one, at which nothing is left to stop."""
        self._rungs = [_Rung() for _i in range(rungs - 1)]
        self._absent_from: dict[int, int] = {}  # by number: the first rung that it will not reach
        self._sign = -1.0 if higher_is_better else 1.0

    def reached(self, number: int, rung: int, score: float) -> None:
        """A trial has its score at a rung; rungs count from 0, and the last one may be left out."""
        if rung < len(self._rungs):
            self._rungs[rung].scores[number] = self._sign * score

    def ended(self, number: int, rungs: int) -> None:
        """A trial ended after so many rungs."""
        self._absent_from[number] = min(rungs, self._absent_from.get(number, rungs))

    def verdicts(self) -> list[tuple[int, int, bool]]:
        """Those that can be given by now and were not yet: number, rung, and whether the trial is stopped there."""
        found, end = [], math.inf
        for index, rung in enumerate(self._rungs):
            while rung.next < end:
                number = rung.next
                if self._absent_from.get(number, len(self._rungs) + 1) > index:
                    if number not in rung.scores:
                        break
                    stops = self._is_weak(rung, rung.scores[number])
                    found.append((number, index, stops))
                    if stops:
                        self.ended(number, index + 1)
                    if not math.isnan(rung.scores[number]):
                        insort(rung.below, rung.scores[number])
                rung.next += 1
            end = rung.next
        return found

    @staticmethod
    def _is_weak(rung: _Rung, score: float) -> bool:
        count = len(rung.below)
        return count >= LEAST and score > (rung.below[(count - 1) // 2] + rung.below[count // 2]) / 2
