"""Help ▸ Copy diagnostic information: what is needed to help, and nothing private."""

from __future__ import annotations

import platform
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QtMsgType
from PySide6.QtGui import QGuiApplication

from engine.core.version import VERSION
from engine.files.file_problem import FileProblem
from gui.app.crash_reporter import CrashReporter
from gui.window.help.diagnostics import diagnostic_text, harmless_lines
from gui.window.main_window import MainWindow
from tests.program_start import ROOT

PRIVATE = ("kim", "김", "secret", "grades", "/home", "C:\\Users")


def test_the_menu_copies_it_and_says_so(window: MainWindow) -> None:
    window.menus.actions["diagnostics"].trigger()
    copied = QGuiApplication.clipboard().text()
    for needed in (VERSION, platform.python_version(), np.__version__, "Qt 6", "Theme: ", "Language: ", "Screen 1: "):
        assert needed in copied
    assert str(Path.home()) not in copied
    assert "clipboard" in window.banner.text.text()


def test_of_the_log_only_places_and_kinds_are_copied(qapp: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reporter = CrashReporter(tmp_path)
    inside = compile("def load(x):\n    raise problem", str(ROOT / "gui" / "document.py"), "exec")
    outside = compile("load(1)", "/home/kim/secret.py", "exec")
    for problem in (
        ValueError("could not convert 'Kim, 3.5'\nKim: 3.5\nsecret.Error: kim\n  File \"/home/kim/grades.csv\", line 3, in kim"),
        FileProblem('There is no file "/home/kim/grades.csv".'),
    ):
        names = {"problem": problem}
        exec(inside, names)
        try:
            exec(outside, names)
        except (ValueError, FileProblem) as error:
            reporter._places.clear()
            reporter.exception(type(error), error, error.__traceback__)
    reporter.qt_message(QtMsgType.QtWarningMsg, None, "QFile::open: /home/kim/김.csv is not there")
    reporter.qt_message(QtMsgType.QtWarningMsg, None, "grades of kim")
    reporter.uninstall()
    text = diagnostic_text(tmp_path)
    lines = text.splitlines()
    for needed in ("ValueError", "engine.files.file_problem.FileProblem", "  gui/document.py:2 load", "Qt: QFile::open"):
        assert needed in lines
    assert not [word for word in PRIVATE if word.lower() in text.lower()]
    assert str(ROOT) not in text
    capsys.readouterr()


def test_places_are_shown_without_where_they_are_installed() -> None:
    log = f"""Fatal Python error: Segmentation fault

Current thread 0x00007f5c (most recent call first):
  File "{ROOT}/engine/core/tape.py", line 7 in run
  File "/home/kim/.venv/lib/python3.11/site-packages/numpy/_core/x.py", line 3 in dot
  File "{Path(platform.__file__).parent}/threading.py", line 9 in <module>
  File "{ROOT}/secret.py", line 1 in kim
"""
    assert list(harmless_lines(log)) == [
        "Fatal Python error: Segmentation fault",
        "Current thread 0x00007f5c",
        "  engine/core/tape.py:7 run",
        "  numpy/_core/x.py:3 dot",
        "  python/threading.py:9 <module>",
    ]


def test_without_a_log_it_says_so(qapp: object, tmp_path: Path) -> None:
    assert diagnostic_text(tmp_path).endswith("(nothing)\n")
