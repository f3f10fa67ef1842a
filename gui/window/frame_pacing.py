"""Which parts of the window draw a frame: all, unless training at full speed would wait for more than the eye can follow.

To give a part a pace, `add` it; a view says its own (`View.pace`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

from engine.inspection.snapshot_request import Requests
from gui.training.frame import Frame

NEWS = 0.2  # a pace is at most this share of the time since something else than steps: what just begins changes fastest
MOST = 2  # parts with a pace that are drawn in one frame, so that none keeps the window for long


class FramePacing:
    """Changes with each request and each frame. A part is any object that draws frames; without a pace it draws every one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._paces: dict[object, float] = {}
        self._drawn: dict[object, float] = {}  # when, by the clock
        self._changed = -math.inf  # when a frame was complete
        self._always: dict[object, Requests] = {}
        self._wanted: Mapping[object, Requests] = {}
        self._due: frozenset[object] = frozenset()

    def add(self, part: object, seconds: float, asks: bool = True) -> None:
        """Let it draw again after so many seconds, at least, while training goes at full speed.

        asks: whether it draws only while `request` names it; a part that needs nothing of a frame need not be named.
        """
        self._paces[part] = seconds
        if not asks:
            self._always[part] = frozenset()

    def request(self, wanted: Mapping[object, Requests]) -> Requests:
        """All that the next frame is to have. `wanted`: what each part that can be seen wants of it."""
        self._wanted = {**self._always, **wanted}
        return frozenset[Any]().union(*wanted.values())

    def due(self) -> Requests:
        """Choose the parts that draw the next frame, those that have waited longest for their pace; returns what they need."""
        now = self._clock()
        most = max(NEWS * (now - self._changed), 1e-9)
        waits = {part: (now - self._drawn.get(part, -math.inf)) / min(pace, most) for part, pace in self._paces.items() if pace}
        waiting = [part for part, wait in waits.items() if wait >= 1 and part in self._wanted]
        self._due = frozenset(sorted(waiting, key=waits.__getitem__, reverse=True)[:MOST])
        return frozenset[Any]().union(*(self._wanted[part] for part in self._wanted if part in self._due or part not in waits))

    def draws(self, part: object, frame: Frame) -> bool:
        """Whether a part is to draw a frame now; then it counts as drawn."""
        if not self._paces.get(part):
            return True
        there = frame.snapshot.results.keys() if frame.snapshot is not None else ()
        if not (frame.complete or (part in self._due and all(request in there for request in self._wanted.get(part, ())))):
            return False
        self._drawn[part] = self._clock()
        if frame.complete:
            self._changed = self._drawn[part]
        return True
