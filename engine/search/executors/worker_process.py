"""What a process of a pool does when it starts, and for each submission. Nothing here imports NumPy before `begin` allows it."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from typing import Any

from engine.core.blas_threads import ENVIRONMENT, use_one_thread

NICENESS = 5  # lower priority than the window, which is to answer at once while all cores work

_given: dict[str, Any] = {}


def begin(work: bytes) -> None:
    """Start as a worker: with one BLAS thread, whatever the environment says, and at a lower priority; ignoring Ctrl+C, which is
    meant for the program that waits for the answers; and gone together with that program, however it ends.

    work: pickled, a function and its first argument.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    os.environ.update(ENVIRONMENT)
    _given["run"], _given["rows"] = pickle.loads(work)  # NumPy is imported here
    use_one_thread()


def run(items: Any) -> Any:
    """The answers to a submission."""
    return _given["run"](_given["rows"], items)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
