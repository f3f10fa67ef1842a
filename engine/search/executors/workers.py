"""What all workers offer to a search."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Protocol

from engine.core.translation import N_
from engine.search.work.work_item import WorkItem, WorkResult

Answers = Future[tuple[WorkResult, ...]]
MOST_DEATHS = 3  # of workers that had an item, after which it is given up
GAVE_UP = N_("Its worker ended unexpectedly 3 times: perhaps there is too little memory for it.")  # `MOST_DEATHS` times


class NoWorkers(Exception):
    """Workers cannot be had. The text says why and what to do; it is shown to people as it is."""


class Workers(Protocol):
    """`count`: how many work at once. `where`: who they are, as a text for people."""

    @property
    def count(self) -> int: ...

    @property
    def where(self) -> str: ...

    def submit(self, items: tuple[WorkItem, ...]) -> Answers:
        """Have these items done together by one worker. The answers are in their order; a worker that dies costs no others."""

    def close(self) -> None:
        """End all workers now, whatever they do; what was not answered is cancelled."""
