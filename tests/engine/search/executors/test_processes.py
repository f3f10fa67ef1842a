"""A pool of processes: the same bits as anywhere, deaths that cost nothing else, and an end together with the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, wait

import pytest

from engine.search.executors.in_process import InProcess
from engine.search.executors.jobs import Job, after_death
from engine.search.executors.opening import open_workers
from engine.search.executors.processes import LocalProcesses
from engine.search.executors.workers import MOST_DEATHS, NoWorkers
from engine.search.work.work_item import WorkResult
from tests.engine.search.executors.small_work import DATA, about_worker, bits, deadly, items

PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what runs in its background deaf to it
from tests.engine.search.executors.small_work import DATA, items
from engine.search.executors.processes import LocalProcesses
workers = LocalProcesses(DATA, 1)
(first,) = workers.submit(items(1)).result()
try:
    print(first.process, flush=True)
    input()
except KeyboardInterrupt:
    (again,) = workers.submit(items(1)).result()
    print(again.process, flush=True)
input()
"""

AFTER_DEATHS = """
from tests.engine.search.executors.small_work import DATA, deadly, items
from engine.search.executors.processes import LocalProcesses
workers = LocalProcesses(DATA, 1)
(killed,) = workers.submit((deadly(7),)).result(60)
(one,) = workers.submit(items(1)).result(60)
workers.close()
del workers
print(killed.problem != "", one.problem == "", flush=True)
"""


@pytest.fixture(scope="module")
def workers() -> Iterator[LocalProcesses]:
    workers = LocalProcesses(DATA, 2)
    yield workers
    workers.close()


@pytest.fixture(scope="module")
def expected() -> list[WorkResult]:
    return list(InProcess(DATA).submit(items(12)).result())


def test_two_processes_answer_as_this_one_does(workers: LocalProcesses, expected: list[WorkResult]) -> None:
    found = [workers.submit(items(12)[i : i + 2]) for i in range(0, 12, 2)]
    results = [one for future in found for one in future.result(60)]
    assert bits(results) == bits(expected)
    assert {one.process for one in results}.isdisjoint({os.getpid()})
    assert all(one.host and one.seconds > 0 for one in results)
    assert workers.where == "2 processes of this machine"


def test_a_process_knows_no_window_and_uses_one_thread(workers: LocalProcesses) -> None:
    about = workers._all[0].submit(about_worker).result(60)
    assert about == {"qt": [], "threads": {1}, "ignores": True}


def test_a_process_that_dies_costs_nothing(workers: LocalProcesses, expected: list[WorkResult]) -> None:
    (first,) = workers.submit(items(1)).result(60)
    futures = [workers.submit(items(12, 3)[i : i + 4]) for i in range(0, 12, 4)]
    os.kill(first.process, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    assert bits([one for future in futures for one in future.result(60)]) == bits(expected)


def test_an_item_that_kills_its_processes_is_given_up_and_costs_no_other(
    workers: LocalProcesses, expected: list[WorkResult]
) -> None:
    good = items(2)
    future = workers.submit((good[0], deadly(7), good[1]))
    one, killed, other = future.result(60)
    assert bits([one, other]) == bits(expected[:2])
    assert (killed.trial, killed.state) == (7, b"")
    assert killed.problem == "Its worker ended unexpectedly 3 times: perhaps there is too little memory for it."


def test_deaths_of_one_item_are_counted() -> None:
    job = Job(items(1))
    assert [len(after_death(job)) for _death in range(MOST_DEATHS)] == [1] * (MOST_DEATHS - 1) + [0]
    assert job.future.result()[0].problem


def test_a_program_ends_also_after_processes_have_died() -> None:
    program = subprocess.run([sys.executable, "-c", AFTER_DEATHS], capture_output=True, text=True, timeout=60)
    assert (program.returncode, program.stdout) == (0, "True True\n"), program.stderr


def test_closing_ends_what_is_at_work() -> None:
    workers = LocalProcesses(DATA, 1)
    (first,) = workers.submit(items(1)).result(60)
    running, waiting = workers.submit(items(1, 10**6)), workers.submit(items(1))
    began = time.monotonic()
    workers.close()
    assert time.monotonic() - began < 5
    assert not wait([running, waiting], 5).not_done
    for future in (running, waiting, workers.submit(items(1))):
        with pytest.raises(CancelledError):
            future.result(0)
    with pytest.raises(ProcessLookupError):
        os.kill(first.process, 0)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_workers_do_not_hear_ctrl_c_and_end_with_a_program_that_is_killed() -> None:
    start = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(start, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True) as program:
        assert program.stdout is not None
        worker = int(program.stdout.readline())
        os.killpg(program.pid, signal.SIGINT)
        assert int(program.stdout.readline()) == worker
        program.kill()
    deadline = time.monotonic() + 10
    while _runs(worker):
        assert time.monotonic() < deadline, "the worker is still there"
        time.sleep(0.01)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    try:  # one that has ended, and that nobody has asked about
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return not os.path.exists("/proc")


def test_how_many_there_can_be() -> None:
    with pytest.raises(NoWorkers, match="1 to 256 processes, not 0"):
        open_workers(DATA, 0)
