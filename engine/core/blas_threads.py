"""How many threads matrix products use. The number belongs to the whole process, so those who compute share it here.

Products of large matrices are split among the threads of the BLAS library, and each number of threads rounds a little
differently: a run has the same bits for the same number. `main.py` lets the library start with one; `BLAS` raises it while
somebody computes with more, and gives it back. A thread that needs another number waits meanwhile, so that each has its own bits.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property

ENVIRONMENT = {  # for the BLAS library, which reads it when NumPy loads
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    # 2^16 cycles, 25 microseconds: OpenBLAS's threads would otherwise turn in circles for 25 milliseconds after each product, on
    # the processor that the optimizer's second thread, or the window, needs
    "OPENBLAS_THREAD_TIMEOUT": "16",
}
MOST_THREADS = 8  # more gain nothing in networks of the size that this program trains


class SharedThreads:
    """Changes by `used`: one number of threads at a time, for any number of users."""

    def __init__(self, available: int | None = None, set_threads: Callable[[int], object] | None = None) -> None:
        """By default of the BLAS library that NumPy has loaded."""
        self._given, self._set_given = available, set_threads
        self._lock, self._changed = threading.Lock(), threading.Condition()
        self._users: set[int] = set()  # threads that compute
        self._count = 1

    @cached_property
    def _pool(self) -> tuple[int, Callable[[int], object]]:
        if self._given is not None and self._set_given is not None:
            return self._given, self._set_given
        return _blas_pool()

    @property
    def available(self) -> int:
        """The largest number that can be asked for; 1 where the library cannot be told."""
        return self._pool[0]

    @property
    def count(self) -> int:
        """The number of threads in use."""
        return min(self._count, self.available) if self._count > 1 else 1

    @contextmanager
    def used(self, count: int) -> Iterator[None]:
        """Compute with so many threads; waits while another thread computes with another number. It may be nested."""
        user = threading.get_ident()
        if user in self._users:  # it must not wait for the lock: the thread that has it may wait for this one
            if count != self._count:
                raise RuntimeError(f"{count} BLAS threads were asked for within a computation that uses {self._count}")
            yield
            return
        with self._lock, self._changed:  # a thread that asks again at once queues for the lock, behind those that wait already
            self._changed.wait_for(lambda: not self._users or self._count == count)
            self._users.add(user)
            self._change(count)
        try:
            yield
        finally:
            with self._changed:
                self._users.remove(user)
                if not self._users:
                    self._change(1)
                    self._changed.notify_all()

    def _change(self, count: int) -> None:
        if count != self._count:
            self._pool[1](min(count, self.available))
            self._count = count


def processor_count() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _blas_pool() -> tuple[int, Callable[[int], object]]:
    """Threads that fit on the processors that this process may use, and what sets their number."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:  # the program works without it
        return 1, lambda count: None
    libraries = ThreadpoolController().select(user_api="blas").lib_controllers

    def set_threads(count: int) -> None:
        for library in libraries:
            library.set_num_threads(count)

    return min(processor_count(), MOST_THREADS) if libraries else 1, set_threads


def use_one_thread() -> None:
    """In a process that only trains, beside others that do: one from now on, whatever the library read when it was loaded."""
    _available, set_threads = _blas_pool()
    set_threads(1)


BLAS = SharedThreads()
