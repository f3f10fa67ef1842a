"""The workers of a cluster: a real scheduler and two processes, one of which is killed while it works."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from engine.search.executors import cluster
from engine.search.executors.cluster import DaskWorkers, run_on_worker
from engine.search.executors.in_process import InProcess
from engine.search.executors.jobs import Job
from engine.search.executors.opening import open_workers
from engine.search.executors.workers import Answers, NoWorkers
from engine.search.running.coordinator import Search
from engine.search.study import Study
from engine.search.trial import FINISHED
from engine.search.work.prepared_rows import PreparedRows
from tests.engine.search.executors.small_work import DATA, bits, items
from tests.engine.search.searches import DATA as SEARCHED
from tests.engine.search.searches import PLAN, outcome

ROOT = Path(__file__).resolve().parents[4]
NOBODY = "tcp://127.0.0.1:9"

needs_dask = pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="needs Dask: install the extra [cluster]")


@dataclass
class Cluster:
    """A scheduler and its workers, all processes of their own."""

    place: Path
    ending: ExitStack

    def __post_init__(self) -> None:
        self.file = self.place / "scheduler.json"
        self.scheduler = self._start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        deadline = time.monotonic() + 60
        while not self.file.exists() or not self.file.read_text():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        self.address: str = json.loads(self.file.read_text())["address"]
        self.workers = [self.new_worker(), self.new_worker()]

    def new_worker(self) -> subprocess.Popen[bytes]:
        return self._start("dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")

    def _start(self, command: str, *options: str) -> subprocess.Popen[bytes]:
        parts = [sys.executable, "-m", f"distributed.cli.{command}", "--scheduler-file", str(self.file), *options]
        path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        process = subprocess.Popen(
            parts, cwd=self.place, env={**os.environ, "PYTHONPATH": path}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.ending.callback(process.wait)
        self.ending.callback(process.kill)
        return process


@pytest.fixture(scope="module")
def cluster_of_two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with ExitStack() as ending:
        yield Cluster(tmp_path_factory.mktemp("cluster"), ending)


def with_workers(workers: DaskWorkers, count: int) -> DaskWorkers:
    workers._client.wait_for_workers(count, timeout=60)
    return workers


@needs_dask
def test_a_search_on_a_cluster_whose_worker_is_killed_ends_as_in_one_process(cluster_of_two: Cluster, tmp_path: Path) -> None:
    plan = replace(PLAN, trials=24, epochs=45)
    found: list[Any] = []
    for name in ("here", "cluster"):
        with ExitStack() as ending:
            study = ending.enter_context(Study.create(tmp_path / f"{name}.sqlite", plan, SEARCHED))
            workers = InProcess(SEARCHED) if name == "here" else open_workers(SEARCHED, 1, cluster_of_two.address)
            ending.callback(workers.close)
            alive = cluster_of_two.workers

            def kill_one(name: str = name, study: Study = study, alive: list[Any] = alive) -> bool:
                if name == "cluster" and len(alive) == 2 and sum(one.has_ended for one in study.trials()) >= 4:
                    os.kill(alive.pop().pid, signal.SIGKILL)
                return False

            if isinstance(workers, DaskWorkers):
                with_workers(workers, 2)
                assert (workers.count, "tcp://127.0.0.1" in workers.where) == (2, True)
            progress = Search(study, SEARCHED).run(workers, is_cancelled=kill_one)
            found.append((progress.best, [outcome(one) for one in study.trials()], [study.states(i) for i in range(24)]))
    assert len(cluster_of_two.workers) == 1, "none was killed"
    assert found[0] == found[1]
    assert sum(one.state == FINISHED for one in found[0][1]) > 5


@needs_dask
def test_what_waits_to_be_done_again_when_it_closes_is_given_up(cluster_of_two: Cluster) -> None:
    workers = DaskWorkers(DATA, cluster_of_two.address)
    busy, job, cancelled = Event(), Job(items(1)), Answers()
    job.begin()
    cancelled.cancel()
    workers._again.submit(busy.wait)
    workers._done(job, workers._sent, cancelled)
    workers.close()
    busy.set()
    with pytest.raises(CancelledError):
        job.future.result(30)


@needs_dask
def test_versions_must_be_alike(cluster_of_two: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    there = cluster.versions_here()
    with pytest.raises(NoWorkers, match=r"runs numpy 0\.1, on the worker"):
        run_on_worker({**there, "numpy": "0.1"}, PreparedRows(DATA), b"")
    monkeypatch.setattr(cluster, "_versions", lambda: {**there, "network-playground": "9.9"})
    with pytest.raises(NoWorkers, match=r"runs network-playground 9\.9, on the worker tcp://127\.0\.0\.1:\d+ \d"):
        DaskWorkers(DATA, cluster_of_two.address)


@needs_dask
def test_where_all_workers_die_new_ones_get_the_rows_and_without_a_scheduler_it_ends(
    cluster_of_two: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers = DaskWorkers(DATA, cluster_of_two.address)
    futures = [workers.submit(items(12, 60)[i : i + 3]) for i in range(0, 12, 3)]
    for worker in cluster_of_two.workers:
        worker.kill()
        worker.wait()
    cluster_of_two.workers = []
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with pytest.raises(NoWorkers, match="has no workers"):
        DaskWorkers(DATA, cluster_of_two.address)
    cluster_of_two.workers.append(cluster_of_two.new_worker())
    results = [one for future in futures for one in future.result(60)]
    assert bits(results) == bits(InProcess(DATA).submit(items(12, 60)).result())
    assert "1 worker of the cluster" in workers.where
    last = workers.submit(items(1, 10**6))
    cluster_of_two.scheduler.kill()
    with pytest.raises(NoWorkers, match=r"The scheduler|The cluster"):
        last.result(60)
    began = time.monotonic()
    assert workers.count == 1
    assert "1 worker of the cluster" in workers.where
    assert time.monotonic() - began < 1
    workers.close()
    with pytest.raises(NoWorkers, match="No scheduler of Dask answers at tcp://127"):
        DaskWorkers(DATA, cluster_of_two.address)


def test_without_dask_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NoWorkers, match=r"not installed\. This installs it: .*cluster"):
        open_workers(DATA, 1, NOBODY)
