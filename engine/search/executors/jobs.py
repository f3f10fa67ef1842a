"""Submissions to workers that may die: what processes and the workers of a cluster have in common."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError
from dataclasses import dataclass, field

from engine.search.executors.workers import GAVE_UP, MOST_DEATHS, Answers
from engine.search.work.work_item import WorkItem, failed


@dataclass(eq=False)
class Job:
    """A submission. `future`: its answers. `deaths`: how many workers that had it have died. Changes as it is tried."""

    items: tuple[WorkItem, ...]
    future: Answers = field(default_factory=lambda: Answers())
    deaths: int = 0
    began: bool = False

    def begin(self) -> bool:
        """Whether it is still wanted; from then on it cannot be cancelled any more."""
        self.began = self.began or self.future.set_running_or_notify_cancel()
        return self.began

    def give_up(self) -> None:
        """End it without an answer."""
        if self.future.cancel():
            self.future.set_running_or_notify_cancel()  # so that waiting threads are notified
        elif not self.future.done():
            self.future.set_exception(CancelledError())


def after_death(job: Job) -> list[Job]:
    """What is to be done again when the worker that had the job has died: items that were together are tried alone, since any of
    them may be the cause. An item that has had too many deaths is answered with that instead.
    """
    job.deaths += 1
    if len(job.items) > 1:
        return _apart(job)
    if job.deaths < MOST_DEATHS:
        return [job]
    job.future.set_result((failed(job.items[0], GAVE_UP),))
    return []


def outcome(answers: Answers) -> BaseException | None:
    """What went wrong with a future that is done; None: nothing."""
    return CancelledError() if answers.cancelled() else answers.exception()


def _apart(job: Job) -> list[Job]:
    """A job for each item; when all are done, the whole one is."""
    parts = [Job((item,), deaths=job.deaths) for item in job.items]
    left = [len(parts)]
    lock = threading.Lock()

    def count(_done: Answers) -> None:
        with lock:
            left[0] -= 1
            if left[0]:
                return
        problem = next((one for one in (outcome(part.future) for part in parts) if one is not None), None)
        if problem is None:
            job.future.set_result(tuple(part.future.result()[0] for part in parts))
        else:
            job.future.set_exception(problem)

    for part in parts:
        part.future.add_done_callback(count)
    return parts
