"""The workers of a cluster, by Dask distributed (https://distributed.dask.org). The package is imported when it is used."""

from __future__ import annotations

import pickle
import threading
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from typing import Any

import numpy as np

from engine.core.blas_threads import use_one_thread
from engine.core.quoting import shortened
from engine.core.translation import _, ngettext
from engine.core.version import VERSION, install_command
from engine.data.preprocessing import Data
from engine.search.executors.jobs import Job, after_death, outcome
from engine.search.executors.workers import Answers, NoWorkers
from engine.search.work.prepared_rows import PreparedRows
from engine.search.work.run_item import run_items
from engine.search.work.work_item import WorkItem, WorkResult

PATIENCE = 5.0  # seconds for the scheduler to answer, and for it to have a worker
LONGEST_WAIT = 60.0  # seconds for other workers to come when all have died
BETWEEN_QUESTIONS = 1.0  # seconds: who works there is asked no more often
SHOWN = 4  # addresses of workers, in a text
Versions = dict[str, str]


class DaskWorkers:
    """Workers: all that the scheduler at an address has; some may come or go meanwhile. They get the rows once."""

    def __init__(self, data: Data, address: str, with_test_rows: bool = False) -> None:
        """Raises NoWorkers with a sentence, after seconds at most."""
        try:
            import distributed
        except ImportError as problem:
            command = install_command("cluster")
            text = _("A cluster needs Dask distributed, which is not installed. This installs it: {command}")
            if not command:
                text = _("This copy of the program does not have Dask distributed: let processes of this machine do the work.")
            raise NoWorkers(text.format(command=command)) from problem
        self._address, self._rows, self._sent = shortened(address, 100), PreparedRows(data, with_test_rows), 0
        self._lock, self._closed = threading.Lock(), False
        self._known: dict[str, int] = {}
        self._asked = -BETWEEN_QUESTIONS
        self._killed: type[Exception] = distributed.KilledWorker
        try:
            self._client: Any = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TimeoutError, RuntimeError, ImportError) as problem:
            text = _("No scheduler of Dask answers at {address}: start it there with 'dask scheduler', or check the address.")
            raise NoWorkers(text.format(address=self._address)) from problem
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
            self._check_versions()
            self._scattered: Any = self._client.scatter(self._rows, broadcast=True, hash=False)
        except TimeoutError as problem:
            self._client.close()
            text = _("The scheduler at {address} has no workers: start some with 'dask worker {address} --nthreads 1'.")
            raise NoWorkers(text.format(address=self._address)) from problem
        except NoWorkers:
            self._client.close()
            raise
        self._executor: Executor = self._client.get_executor(pure=False)
        self._again = ThreadPoolExecutor(1, "after a worker's death")  # the client's own thread must not wait for the client

    @property
    def count(self) -> int:
        return max(1, sum(self._threads().values()))

    @property
    def where(self) -> str:
        names = sorted(self._threads())
        text = ngettext(
            "{count} worker of the cluster {address}: {names}", "{count} workers of the cluster {address}: {names}", len(names)
        )
        listed = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
        return text.format(count=len(names), address=self._address, names=listed)

    def submit(self, items: tuple[WorkItem, ...]) -> Answers:
        job = Job(items)
        self._hand_over(job)
        return job.future

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._executor.shutdown(wait=False)
        self._again.shutdown(wait=False)  # what waits there gives its jobs up
        self._client.close()

    def _hand_over(self, job: Job) -> None:
        if self._closed or not job.begin():
            job.give_up()
            return
        with self._lock:
            sent, rows = self._sent, self._scattered
        try:
            answers = self._executor.submit(run_on_worker, _versions(), rows, pickle.dumps(job.items, pickle.HIGHEST_PROTOCOL))
        except RuntimeError as problem:  # closed meanwhile, or the scheduler is gone
            self._end(job, problem)
            return
        answers.add_done_callback(partial(self._done, job, sent))

    def _done(self, job: Job, sent: int, done: Answers) -> None:
        """Called by the client's own thread."""
        problem = outcome(done)
        if problem is None:
            job.future.set_result(done.result())
        elif self._closed:
            job.give_up()
        elif done.cancelled() or isinstance(problem, self._killed):
            try:
                self._again.submit(self._do_again, job, sent, isinstance(problem, self._killed))
            except RuntimeError:
                job.give_up()
        else:
            job.future.set_exception(problem)

    def _do_again(self, job: Job, sent: int, has_killed: bool) -> None:
        """Where all workers that had the rows have died, those that came instead get them first."""
        try:
            if not has_killed:
                self._send_again(sent)
            for one in after_death(job) if has_killed else [job]:
                self._hand_over(one)
        except Exception as problem:
            self._end(job, problem)

    def _send_again(self, sent: int) -> None:
        if self._client.status != "running":
            raise NoWorkers(_("The scheduler at {address} is gone.").format(address=self._address))
        if sent == self._sent:
            self._client.wait_for_workers(1, timeout=LONGEST_WAIT)
            scattered = self._client.scatter(self._rows, broadcast=True, hash=False)
            with self._lock:
                self._scattered, self._sent = scattered, sent + 1

    def _end(self, job: Job, problem: BaseException) -> None:
        if self._closed:
            job.give_up()
        elif isinstance(problem, NoWorkers):
            job.future.set_exception(problem)
        else:
            text = _("The cluster at {address} does not answer any more ({problem}).")
            reason = shortened(str(problem) or type(problem).__name__, 100)
            job.future.set_exception(NoWorkers(text.format(address=self._address, problem=reason)))

    def _threads(self) -> dict[str, int]:
        """Of each worker, by its address; as it was a moment ago, and where nobody answers as it was at last."""
        with self._lock:
            if self._client.status == "running" and time.monotonic() - self._asked > BETWEEN_QUESTIONS:
                self._asked = time.monotonic()
                with suppress(OSError, TimeoutError, RuntimeError):
                    self._known = dict(self._client.nthreads())
            return self._known

    def _check_versions(self) -> None:
        here = _versions()
        for address, there in self._client.run(versions_here, on_error="return").items():
            if isinstance(there, Exception):
                text = _("The worker {address} does not have this program ({problem}): install the same version there.")
                raise NoWorkers(text.format(address=address, problem=shortened(str(there), 100)))
            for package, version in here.items():
                if there.get(package) != version:
                    raise NoWorkers(_unlike(package, version, address, str(there.get(package))))


def versions_here() -> Versions:
    """What must be the same on both sides, so that results are the same to the last bit."""
    return _versions()


def run_on_worker(versions: Versions, rows: PreparedRows, items: bytes) -> tuple[WorkResult, ...]:
    """What a worker does: it has joined later perhaps, with other versions than those that were asked at first."""
    for package, version in _versions().items():
        if versions[package] != version:
            raise NoWorkers(_unlike(package, versions[package], "", version))
    _one_thread()
    results: tuple[WorkResult, ...] = run_items(rows, pickle.loads(items))
    return results


@cache
def _one_thread() -> None:
    use_one_thread()


def _versions() -> Versions:
    return {"network-playground": VERSION, "numpy": np.__version__}


def _unlike(package: str, here: str, address: str, there: str) -> str:
    text = _("Here runs {package} {here}, on the worker {address} {there}: install the same version on both sides.")
    return text.format(package=package, here=here, address=address, there=there)
