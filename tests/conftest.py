"""For every test: no screen, one BLAS thread, settings and files of its own; and none may leave a thread, timer or window behind.

The environment is set before NumPy and Qt are imported, and programs that tests start inherit it.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

PATIENCE = 90_000  # ms: only a hang takes so long, on the slowest machine
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

IN_MEMORY = (
    "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
)  # where Qt need not wait for the drive after each setting: 15 ms
HOME = Path(tempfile.mkdtemp(prefix="playground-tests-", dir=IN_MEMORY))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"
for _variable, _folder in (("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config")):
    os.environ[_variable] = str(HOME / _folder)
os.environ.setdefault("NETWORK_PLAYGROUND_LANG", "en")  # whatever the system speaks
COMPILED = ""  # where programs that tests start share what Python compiles, if it is to leave nothing of it beside the sources
if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    COMPILED = os.environ["PYTHONPYCACHEPREFIX"] = tempfile.mkdtemp(prefix="playground-compiled-")

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QStandardPaths, QThread, QTimer  # noqa: E402
from PySide6.QtGui import QUndoStack  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402
from shiboken6 import Shiboken  # noqa: E402

from tests.interop import missing_compilers, missing_programs  # noqa: E402

THREAD_OR_TIMER = (QThread, QTimer)
BETWEEN = 50  # tests, after which what has piled up (reports, modules) is put aside, as each search for garbage walks through it
_ended = count(1)

if not sys.platform.startswith("linux"):  # there, the variables above already lead Qt into a folder of our own
    QStandardPaths.setTestModeEnabled(True)
    collect_ignore = ["test_main_on_linux.py", *(["gui/app/test_signals.py"] if os.name != "posix" else [])]


def pytest_configure(config: pytest.Config) -> None:
    """The offscreen platform says this of every window that is shown, and it means nothing."""
    config.addinivalue_line("qt_log_ignore", r"This plugin does not support propagateSizeHints\(\)")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What a run without the extras [interop], [search] and [cluster] has left out."""
    missing = missing_programs()
    if missing:
        text = 'Left out: tests of exports that are run by {names}, which are not installed (pip install -e ".[interop]").'
        terminalreporter.write_line(text.format(names=", ".join(missing)))
    if importlib.util.find_spec("optuna") is None:
        terminalreporter.write_line(
            'Left out: tests of searches by TPE, for which Optuna must be installed (pip install -e ".[search]").'
        )
    if importlib.util.find_spec("distributed") is None:
        terminalreporter.write_line(
            'Left out: tests of searches on a cluster, for which Dask must be installed (pip install -e ".[cluster]").'
        )
    if missing_compilers():
        terminalreporter.write_line(
            f"Left out: tests of C headers, for which {' and '.join(missing_compilers())} must be installed."
        )


def pytest_collection_finish() -> None:
    """What has been loaded by now stays to the end: nobody who looks for garbage, or for leaks, need walk through it."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    for folder in filter(None, (HOME, COMPILED)):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Before pytest-qt closes what a failed test left open: no window may ask whether to save, as nobody will answer."""
    if QApplication.instance() is not None:
        for window in QApplication.topLevelWidgets():
            for stack in window.findChildren(QUndoStack):
                stack.setClean()
    return (yield)


class PatientBot(QtBot):
    """Waits for what is to happen for as long as a slow machine may need."""

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **about: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **about)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(scope="session", autouse=True)
def files_need_not_survive_a_power_failure() -> Iterator[None]:
    """Waiting for the drive, 9 ms for each file, would take more time than most tests that write one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture(autouse=True)
def own_settings() -> None:
    """Each test starts with empty settings and without files of an earlier test."""
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(HOME / "settings"))
    for folder in HOME.iterdir():
        shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that ends with a running QThread, an active QTimer or a new top-level widget."""
    if "qapp" not in request.fixturenames:
        yield
        return
    before = _live_things()
    gc.disable()  # as in the program: a training thread that searches for garbage would free widgets (see gui/app/garbage.py)
    yield
    gc.enable()
    gc.collect()  # all of it: what piles up makes each later search longer
    if QApplication.instance() is None:
        return
    _delete_what_is_due()
    if _left(before):
        gc.collect()  # pyqtgraph's menus are held by cycles
        _delete_what_is_due()
    left = _left(before)
    if left:
        pytest.fail("left behind: " + ", ".join(sorted(left)), pytrace=False)
    if next(_ended) % BETWEEN == 0 and not QApplication.topLevelWidgets():
        gc.freeze()


def _delete_what_is_due() -> None:
    """deleteLater waits for an event loop, which a test's end does not have."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _left(before: set[int]) -> list[str]:
    return [_name(thing) for thing in _things() if id(thing) not in before]


def _live_things() -> set[int]:
    return set() if QApplication.instance() is None else {id(thing) for thing in _things()}


def _things() -> list[QThread | QTimer | QWidget]:
    objects = [thing for thing in Shiboken.getAllValidWrappers() if isinstance(thing, THREAD_OR_TIMER)]
    threads = [
        thing for thing in objects if isinstance(thing, QThread) and thing.isRunning() and thing is not QThread.currentThread()
    ]
    timers = [thing for thing in objects if isinstance(thing, QTimer) and thing.isActive()]
    return [*threads, *timers, *QApplication.topLevelWidgets()]


def _name(thing: QThread | QTimer | QWidget) -> str:
    about = thing.objectName() or (repr(thing.parent()) if thing.parent() else "no parent")
    return f"{type(thing).__name__} ({about})"
