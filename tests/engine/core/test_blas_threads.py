"""One number of BLAS threads at a time, whoever computes."""

from __future__ import annotations

import os
import threading

import numpy as np
import pytest

from engine.core import blas_threads
from engine.core.blas_threads import BLAS, SharedThreads


def test_the_number_is_raised_for_who_asks_and_given_back() -> None:
    numbers: list[int] = []
    pool = SharedThreads(4, numbers.append)
    with pool.used(1):
        assert numbers == []
    with pool.used(4), pool.used(4):
        assert numbers == [4]
    assert numbers == [4, 1]
    with pool.used(9):  # more than there are
        assert numbers[-1] == 4


def test_who_needs_another_number_waits_and_is_not_passed_over() -> None:
    numbers: list[int] = []
    pool = SharedThreads(2, numbers.append)
    inside, order = threading.Event(), []

    def one_thread() -> None:
        inside.set()
        with pool.used(1):
            order.append(("one", tuple(numbers)))

    with pool.used(2):
        other = threading.Thread(target=one_thread)
        other.start()
        assert inside.wait(30)
        while not pool._lock.locked():  # until the other thread has the lock
            pass
        assert order == []
    with pool.used(2):  # at once again: the other was first
        order.append(("two", tuple(numbers)))
    other.join()
    assert [name for name, _numbers in order] == ["one", "two"]
    assert order[0][1] == (2, 1)


def test_a_nested_use_does_not_wait_for_who_waits_for_it() -> None:
    pool = SharedThreads(2, lambda count: None)
    other = threading.Thread(target=lambda: _use(pool, 1))
    with pool.used(2):
        other.start()
        while not pool._lock.locked():  # until the other thread has the lock
            pass
        with pool.used(2):
            pass
        with pytest.raises(RuntimeError), pool.used(1):
            pass
    other.join(30)
    assert not other.is_alive()


def test_threads_with_many_numbers_all_come_to_their_end_each_with_its_own() -> None:
    seen: list[tuple[int, int]] = []
    set_to = [1]
    pool = SharedThreads(4, lambda count: set_to.__setitem__(0, count))

    def compute(count: int) -> None:
        for _time in range(200):
            with pool.used(count):
                seen.append((count, set_to[0]))

    threads = [threading.Thread(target=compute, args=(count,)) for count in (1, 2, 4, 2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(seen) == 800
    assert all(asked == had for asked, had in seen)
    assert set_to == [1]


def _use(pool: SharedThreads, count: int) -> None:
    with pool.used(count):
        pass


def test_a_failure_gives_the_threads_back() -> None:
    numbers: list[int] = []
    pool = SharedThreads(2, numbers.append)
    try:
        with pool.used(2):
            raise ValueError
    except ValueError:
        pass
    assert numbers == [2, 1]


def test_the_library_that_numpy_uses_can_be_told() -> None:
    from threadpoolctl import threadpool_info

    assert BLAS.available >= 1
    wanted = BLAS.available
    with BLAS.used(wanted):
        np.ones((50, 50)) @ np.ones((50, 50))
        assert {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"} <= {wanted}
    assert {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"} <= {1}


def test_as_many_threads_as_there_are_processors_eight_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    for processors, available in ((1, 1), (3, 3), (8, 8), (64, 8)):
        monkeypatch.setattr(blas_threads, "processor_count", lambda processors=processors: processors)
        assert SharedThreads().available == available
        assert SharedThreads(5).available == available  # a number alone is not enough: what sets it is the library's


def test_a_number_that_is_not_raised_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers: list[int] = []
    pool = SharedThreads(2, numbers.append)
    assert pool.count == 1
    with pool.used(5):
        assert pool.count == 2
    assert numbers == [2, 1]


@pytest.mark.parametrize(("told", "count"), [(6, 6), (None, 1)])
def test_processors_are_counted_where_a_process_has_no_choice_of_them(
    told: int | None, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: told)
    assert blas_threads.processor_count() == count
