"""How many items go into one submission: so many that it takes a part of a second, as measured, however small they are."""

from __future__ import annotations

from engine.search.work.work_item import WorkItem, WorkResult

SECONDS = 0.3  # of one submission, about: a thousand times what it costs to send, and short enough for progress and cancelling
MOST_GROWTH = 4  # times as many items as in the largest submission so far
MOST_ITEMS = 256
SMOOTHING = 0.3  # weight of the newest measurement


class Batching:
    """Changes as answers come: the mean seconds of an item are measured. It decides how work is divided, never its results."""

    def __init__(self, workers: int) -> None:
        self._workers = max(1, workers)
        self._seconds = 0.0  # of one item, smoothed; 0 while unknown
        self._largest = 1  # items that were in one answer

    def size(self, waiting: int) -> int:
        """How many of so many waiting items to submit together next, at least one. At the end they get fewer, so that no worker
        is left with a large submission while others have none.
        """
        if not self._seconds:
            return 1
        wanted = min(int(SECONDS / self._seconds), MOST_GROWTH * self._largest, MOST_ITEMS, waiting // (2 * self._workers))
        return max(1, wanted)

    def take(self, waiting: list[WorkItem]) -> tuple[WorkItem, ...]:
        """The next items of the list, which are removed from it."""
        count = self.size(len(waiting))
        taken, waiting[:count] = tuple(waiting[:count]), []
        return taken

    def measured(self, results: tuple[WorkResult, ...]) -> None:
        """Learn from an answer how long items take."""
        if not results:
            return
        mean = sum(one.seconds for one in results) / len(results)
        self._seconds = mean if not self._seconds else (1 - SMOOTHING) * self._seconds + SMOOTHING * mean
        self._largest = max(self._largest, len(results))
