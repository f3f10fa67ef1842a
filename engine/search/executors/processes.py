"""Processes of this machine, each in an executor of its own: one that dies costs what it did, and nothing else."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial

from engine.core.translation import _, ngettext
from engine.data.preprocessing import Data
from engine.search.executors import worker_process
from engine.search.executors.jobs import Job, after_death, outcome
from engine.search.executors.workers import Answers, NoWorkers
from engine.search.work.prepared_rows import PreparedRows
from engine.search.work.run_item import run_items
from engine.search.work.work_item import WorkItem


class LocalProcesses:
    """Workers: so many processes, started when there is work for them. They get the rows once."""

    def __init__(self, data: Data, jobs: int, with_test_rows: bool = False) -> None:
        self.count = jobs
        self._work = pickle.dumps((run_items, PreparedRows(data, with_test_rows)), pickle.HIGHEST_PROTOCOL)
        self._lock = threading.RLock()
        self._waiting, self._closed = deque[Job](), False
        self._all = [self._process() for _number in range(jobs)]
        self._free = list(reversed(self._all))

    @property
    def where(self) -> str:
        text = ngettext("{count} process of this machine", "{count} processes of this machine", self.count)
        return text.format(count=self.count)

    def submit(self, items: tuple[WorkItem, ...]) -> Answers:
        job = Job(items)
        with self._lock:
            closed = self._closed
            if not closed:
                self._waiting.append(job)
        if closed:
            job.give_up()
        self._hand_out()
        return job.future

    def close(self) -> None:
        with self._lock:
            self._closed = True
            left = list(self._waiting)
            self._waiting.clear()
        for job in left:
            job.give_up()
        for executor in self._all:
            for process in list((executor._processes or {}).values()):  # nothing public ends a process that is at work
                process.kill()
        for executor in self._all:
            executor.shutdown(cancel_futures=True)

    def _process(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")  # a fork would copy the window, and locks that other threads hold
        return ProcessPoolExecutor(1, context, worker_process.begin, (self._work,))

    def _hand_out(self) -> None:
        """Give waiting jobs to free processes."""
        while True:
            with self._lock:
                if self._closed or not self._free or not self._waiting:
                    return
                job = self._waiting.popleft()
                if not job.begin():
                    continue
                executor, problem = self._free.pop(), None
                try:
                    with _without_ctrl_c():
                        answers = executor.submit(worker_process.run, job.items)
                except (BrokenExecutor, OSError) as error:
                    problem = error
            if problem is None:
                answers.add_done_callback(partial(self._done, executor, job))
            elif isinstance(problem, BrokenExecutor):
                self._after_death(job)
            else:
                with self._lock:
                    self._free.append(executor)
                text = _("A process for the search could not be started: {problem}. Choose fewer of them.")
                reason = getattr(problem, "strerror", None) or str(problem)
                job.future.set_exception(NoWorkers(text.format(problem=reason)))

    def _done(self, executor: ProcessPoolExecutor, job: Job, done: Answers) -> None:
        """A process has answered, or died."""
        problem = outcome(done)
        if isinstance(problem, BrokenExecutor) and not self._closed:
            self._after_death(job)
        else:
            with self._lock:
                self._free.append(executor)
            if problem is None:
                job.future.set_result(done.result())
            elif self._closed:
                job.give_up()
            else:
                job.future.set_exception(problem)
        self._hand_out()

    def _after_death(self, job: Job) -> None:
        """Put a new process into the place of one that died; its executor is kept until all are shut down.

        A broken executor calls this while it ends, from Python 3.12 on with the lock that its `shutdown` waits for, and that
        its thread waits for when the last reference goes here: either would keep the program from ending.
        """
        again = after_death(job)
        with self._lock:
            new = self._process()
            self._all.append(new)
            self._free.append(new)
            self._waiting.extendleft(reversed(again))


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """A process that this thread starts within it ignores Ctrl+C from its start. (On Windows, from `begin` on.)"""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
