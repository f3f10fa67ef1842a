"""When a frame is made and how fine its pictures are: how much of the training thread's time frames may take."""

from __future__ import annotations

import time

from engine.inspection.snapshot_request import Requests

EXPENSIVE, CHEAP = 0.008, 0.003  # seconds for a snapshot: above it pictures get coarser, below finer again
REST = 15.0  # times a snapshot's cost that goes into training before the next: snapshots take a sixteenth of the thread's time


class FrameBudget:
    """Changes with every frame: while a large network trains, it gets coarser pictures, then fewer.

    detail: the share of the resolution that is asked for that there is time for. change: counts what was done beside steps.
    """

    def __init__(self) -> None:
        self.detail, self.change = 1.0, 0
        self._next = 0.0
        self._version = 0  # counts every change that a frame could show
        self._shown: tuple[int, Requests] | None = None
        self._shown_change = -1

    def invalidate(self, steps: bool = False) -> None:
        """Something has changed that a frame could show; `steps`: only because it trains."""
        self._version += 1
        self.change += not steps

    def is_due(self, requests: Requests, training: bool) -> bool:
        """Whether to make a frame now, which then counts as made: not the same twice; of mere steps, not in their turn."""
        wanted = self._version, requests
        rests = training and self.change == self._shown_change and time.perf_counter() < self._next
        if wanted == self._shown or rests:
            return False
        self._shown, self._shown_change = wanted, self.change
        return True

    def spend(self, seconds: float) -> None:
        """Count what the snapshot of the last frame cost."""
        if seconds > EXPENSIVE:
            self.detail = max(0.1, self.detail * 0.7)
        elif seconds < CHEAP:
            self.detail = min(1.0, self.detail * 1.1)
        self._next = time.perf_counter() + REST * seconds
