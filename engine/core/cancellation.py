"""Long work that can be given up: it calls `check()` between its parts (rows of a file, chunks of a picture, numbers that a
gradient check moves), and the thread that runs it says, with `cancellable`, when it is to end.

Where work knows how far it is, it calls `report`, which `reporting` passes on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Cancelled(BaseException):
    """The work was given up. Not an `Exception`, so that nothing that reports problems takes it for one."""


class _Current(threading.local):
    is_cancelled: Callable[[], bool] | None = None
    show: Callable[[float], None] | None = None


_current = _Current()


@contextmanager
def cancellable(is_cancelled: Callable[[], bool]) -> Iterator[None]:
    """Within it, `check` in this thread raises `Cancelled` once `is_cancelled` returns true."""
    before, _current.is_cancelled = _current.is_cancelled, is_cancelled
    try:
        yield
    finally:
        _current.is_cancelled = before


def check() -> None:
    """Raise `Cancelled` if this work is to end; does nothing in work that is not cancellable. Costs a tenth of a microsecond."""
    if _current.is_cancelled is not None and _current.is_cancelled():
        raise Cancelled


@contextmanager
def reporting(show: Callable[[float], None]) -> Iterator[None]:
    """Within it, `report` in this thread calls `show`, in this thread too, with the share that is done, 0 to 1."""
    before, _current.show = _current.show, show
    try:
        yield
    finally:
        _current.show = before


def report(share: float) -> None:
    """Say how far this work is, 0 to 1; ends it like `check` if it is to end."""
    check()
    if _current.show is not None:
        _current.show(share)
