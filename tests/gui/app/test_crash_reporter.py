"""What nobody caught is told once per place, kept in the log, and ends nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType
from pytestqt.qtbot import QtBot

from engine.files.file_problem import FileProblem
from gui.app.crash_reporter import LOG_BYTES, CrashReporter, Report
from tests.program_start import ROOT


@pytest.fixture
def reporter(qapp: object, tmp_path: Path) -> Iterator[CrashReporter]:
    made = CrashReporter(tmp_path / "logs")
    yield made
    made.uninstall()


@pytest.fixture
def told(reporter: CrashReporter) -> list[Report]:
    reports: list[Report] = []
    reporter.reported.connect(reports.append)
    return reports


def fail(reporter: CrashReporter, problem: BaseException) -> None:
    try:
        raise problem
    except BaseException:
        reporter.exception(*sys.exc_info())  # type: ignore[arg-type]


def log_of(reporter: CrashReporter) -> str:
    assert reporter.log_file is not None
    return reporter.log_file.read_text(encoding="utf-8")


def test_a_problem_is_a_sentence_and_a_log_entry(reporter: CrashReporter, told: list[Report]) -> None:
    fail(reporter, ZeroDivisionError("0 was 한글"))
    assert "ZeroDivisionError: 0 was 한글; test_crash_reporter.py, line" in told[0].sentence
    assert "save it" in told[0].sentence
    assert "Traceback" in told[0].details
    assert "0 was 한글" in log_of(reporter)


def test_each_place_tells_once(reporter: CrashReporter, told: list[Report]) -> None:
    for _ in range(3):
        fail(reporter, ZeroDivisionError("same place"))
    assert len(told) == 1
    assert log_of(reporter).count("Traceback") == 1


def test_a_file_problem_is_told_as_it_stands(reporter: CrashReporter, told: list[Report]) -> None:
    fail(reporter, FileProblem("The disk is full."))
    assert told[0].sentence == "The disk is full."


def test_a_thread_tells_in_the_thread_of_the_window(reporter: CrashReporter, qtbot: QtBot) -> None:
    heard: list[int] = []
    reporter.reported.connect(lambda report: heard.append(threading.get_ident()))
    reporter.install()
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    reporter.uninstall()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [threading.get_ident()]


def test_warnings_of_qt_go_to_the_log_only(reporter: CrashReporter, told: list[Report]) -> None:
    for _ in range(2):
        reporter.qt_message(QtMsgType.QtWarningMsg, QMessageLogContext(), "careful")
    reporter.qt_message(QtMsgType.QtDebugMsg, QMessageLogContext(), "chatter")
    assert log_of(reporter).count("careful") == 1
    assert "chatter" not in log_of(reporter)
    assert told == []


def test_worse_of_qt_is_told(reporter: CrashReporter, told: list[Report]) -> None:
    reporter.qt_message(QtMsgType.QtCriticalMsg, QMessageLogContext(), "no memory")
    assert "no memory" in told[0].sentence


def test_the_log_stays_small(reporter: CrashReporter, tmp_path: Path) -> None:
    for number in range(300):
        reporter.qt_message(QtMsgType.QtWarningMsg, QMessageLogContext(), f"{number} " + "x" * 4000)
    sizes = [file.stat().st_size for file in (tmp_path / "logs").glob("network-playground.log*")]
    assert len(sizes) == 3
    assert max(sizes) <= LOG_BYTES


def test_without_a_place_for_the_log_it_still_tells(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    reporter = CrashReporter(tmp_path / "file" / "logs")
    told: list[Report] = []
    reporter.reported.connect(told.append)
    fail(reporter, ValueError("x"))
    assert reporter.log_file is None
    assert len(told) == 1


def test_hooks_are_given_back(reporter: CrashReporter) -> None:
    before = sys.excepthook, threading.excepthook
    reporter.install()
    assert sys.excepthook == reporter.exception
    reporter.uninstall()
    assert (sys.excepthook, threading.excepthook) == before


REAL = """
import sys
import pyqtgraph
from pathlib import Path
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication
from gui.app.crash_reporter import CrashReporter
class Broken(QThread):
    def run(self):
        raise RuntimeError("in a thread")
app = QApplication([])
reporter = CrashReporter(Path(sys.argv[1]), app)
reporter.install()
told = []
reporter.reported.connect(lambda report: told.append(report.sentence))
ticks = []
def tick():
    ticks.append(1)
    if len(told) >= 2 and len(ticks) >= 20:
        app.quit()
    1 / 0
timer = QTimer()
timer.timeout.connect(tick)
timer.start(5)
thread = Broken()
thread.start()
code = app.exec()
thread.wait()
reporter.uninstall()
assert len(told) == 2, told
sys.exit(code)
"""


def test_exceptions_in_slots_and_threads_end_nothing(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", REAL, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == ""  # pyqtgraph's own hook writes there
    log = (tmp_path / "network-playground.log").read_text(encoding="utf-8")
    assert log.count("ZeroDivisionError") == 1
    assert log.count("in a thread") >= 1


FATAL = """
import sys, ctypes
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from gui.app.crash_reporter import CrashReporter
app = QCoreApplication([])
reporter = CrashReporter(Path(sys.argv[1]), app)
reporter.install()
ctypes.string_at(0)
"""


def test_a_fatal_crash_leaves_a_trace(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", FATAL, str(tmp_path)], cwd=ROOT, capture_output=True, timeout=100, check=False)
    assert ran.returncode != 0
    assert "most recent call first" in (tmp_path / "fatal.log").read_text(encoding="utf-8")
