"""Recorded calls on long flat arrays, number by number, divided into parts: what an optimizer does to all parameters.

One thread takes them block after block, so small that the arrays of a block stay in the processor's cache. Several threads take a
stretch of the arrays each, in long calls: NumPy lets other threads run during a call, but the turns that they take between short
ones cost more than the calls. Any division gives the same bits, so it may change from one step to the next.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np

from engine.core.arrays import LINE, Array
from engine.core.blas_threads import BLAS
from engine.core.tape import Call, Tape

BLOCK = 32_768  # numbers per call of one thread: above that the arrays of one call no longer fit the cache together
STRETCH = 200_000  # numbers, at least, for each of several threads: with half of that two are as fast as one
MOST_LANES = 4  # threads, at most: the more there are, the more often they wait for each other
IDLE = 0.1  # seconds without work after which a helping thread ends

Recorded = TypeVar("Recorded")


def record_divided(tape: Tape, size: int, record: Callable[[], Recorded]) -> Recorded:
    """Let `record` record calls on flat arrays of so many numbers, and divide these calls; returns what it returns.

    Calls that are not NumPy functions of one number after another stay as they are.
    """
    first = len(tape.calls)
    result = record()
    calls = tape.calls[first:]
    if size > BLOCK and all(_is_elementwise(call, size) for call in calls):
        tape.calls[first:] = divided(calls, size, BLOCK) if size < 2 * STRETCH else [(SharedCalls(calls, size).run, ())]
    return result


def divided(calls: Sequence[Call], size: int, length: int) -> list[Call]:
    """The same calls on consecutive parts of the arrays, each of `length` numbers, the last of the rest."""
    return [call for start in range(0, size, length) for call in _part(calls, size, slice(start, start + length))]


class SharedCalls:
    """Calls on arrays of `size` numbers as one call, `run`: it uses as many threads as matrix products have at that moment."""

    def __init__(self, calls: Sequence[Call], size: int) -> None:
        self._calls, self._size = calls, size
        self._lanes = {1: [divided(calls, size, BLOCK)]}

    def run(self) -> None:
        count = min(BLAS.count, self._size // STRETCH, MOST_LANES)
        if count < 2:
            _run(self._lanes[1][0])
            return
        if count not in self._lanes:
            edges = [self._size * lane // count // LINE * LINE for lane in range(count)]  # of lines of the cache
            stretches = [slice(*both) for both in pairwise([*edges, self._size])]
            self._lanes[count] = [_part(self._calls, self._size, stretch) for stretch in stretches]
        HELPERS.run(self._lanes[count])


class Helpers:
    """Threads that take lists of calls from the thread that runs them. They are started when needed, and end when idle."""

    def __init__(self, most: Callable[[], int]) -> None:
        """`most`: how many there may be, whoever needs them."""
        self._most, self._free = most, deque[_Helper]()
        self._lock, self.count = threading.Lock(), 0

    def run(self, lanes: Sequence[Sequence[Call]]) -> None:
        """Run all lists at once as far as helpers are free, the others in this thread; returns when all have been run."""
        helpers = []
        for calls in lanes[1:]:
            helper = self._taken()
            if helper is None:
                break
            helper.begin(calls)
            helpers.append(helper)
        problems: list[BaseException] = []
        try:
            for calls in (lanes[0], *lanes[1 + len(helpers) :]):
                _run(calls)
        finally:  # whatever happens here, nobody may write to the arrays afterwards
            problems += [problem for helper in helpers if (problem := helper.end()) is not None]
            self._free.extend(helpers)
        if problems:
            raise problems[0]

    def _taken(self) -> _Helper | None:
        """A free helper, a new one, or None where there are enough."""
        try:
            return self._free.pop()
        except IndexError:
            pass
        with self._lock:
            if self.count >= self._most():
                return None
            self.count += 1
        return _Helper(self._is_over)

    def _is_over(self, helper: _Helper) -> bool:
        """Whether a helper that has waited for work may end: not one that has just been taken for some."""
        try:
            self._free.remove(helper)
        except ValueError:
            return False
        with self._lock:
            self.count -= 1
        return True


class _Helper:
    """A thread that runs one list of calls at a time."""

    def __init__(self, is_over: Callable[[_Helper], bool]) -> None:
        self._is_over, self._calls = is_over, list[Call]()
        self._problem: BaseException | None = None
        self._work, self._done = threading.Lock(), threading.Lock()  # locked: there is no work, and none has been done
        self._work.acquire()
        self._done.acquire()
        threading.Thread(target=self._serve, name="optimizer helper", daemon=True).start()

    def begin(self, calls: Sequence[Call]) -> None:
        self._calls = list(calls)
        self._work.release()

    def end(self) -> BaseException | None:
        """Wait until its calls have been run; returns what they raised."""
        self._done.acquire()
        problem, self._problem = self._problem, None
        return problem

    def _serve(self) -> None:
        with np.errstate(all="ignore"):  # as in training; each thread has its own
            while True:
                if not self._work.acquire(timeout=IDLE):
                    if self._is_over(self):
                        return
                    continue
                try:
                    _run(self._calls)
                except BaseException as problem:
                    self._problem = problem
                self._done.release()


def _run(calls: Sequence[Call]) -> None:
    for function, args in calls:
        function(*args)


def _part(calls: Sequence[Call], size: int, part: slice) -> list[Call]:
    return [(function, tuple(_numbers(arg, size, part) for arg in args)) for function, args in calls]


def _numbers(arg: object, size: int, part: slice) -> object:
    return arg[part] if isinstance(arg, np.ndarray) and arg.shape == (size,) else arg


def _is_elementwise(call: Call, size: int) -> bool:
    function, args = call
    arrays: list[Array] = [arg for arg in args if isinstance(arg, np.ndarray)]
    return isinstance(function, np.ufunc) and all(array.shape in ((), (size,)) for array in arrays)


HELPERS = Helpers(lambda: min(BLAS.available, MOST_LANES) - 1)
