"""What takes long is done beside the window, which waits for it without standing still."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.core.cancellation import check
from gui.controllers.state_reader import StateReader
from gui.widgets import background


@pytest.fixture
def reader(qtbot: QtBot) -> StateReader:
    window = QWidget()
    qtbot.addWidget(window)
    return StateReader(window)


def test_the_window_goes_on_while_a_file_is_written(reader: StateReader) -> None:
    beats, written = threading.Event(), []
    QTimer.singleShot(0, reader.parent, beats.set)  # only the window's event loop can do this

    def write() -> str:
        assert beats.wait(30)
        written.append(threading.current_thread())
        return "done"

    assert reader.run(write, "Writing …", can_cancel=False) == "done"
    assert written != [threading.main_thread()]
    assert not reader.is_waiting


def test_any_problem_of_the_work_reaches_who_asked_for_it(reader: StateReader) -> None:
    def fail() -> None:
        raise ZeroDivisionError("what nobody foresaw")

    with pytest.raises(ZeroDivisionError, match="what nobody foresaw"):
        reader.run(fail, "Writing …", can_cancel=False)
    assert not reader.is_waiting


@pytest.mark.parametrize("can_cancel", [False, True])
def test_what_cannot_be_cancelled_is_done_to_its_end_when_the_program_ends(reader: StateReader, can_cancel: bool) -> None:
    begun, ended, done = threading.Event(), threading.Event(), []

    def write() -> None:
        begun.set()
        assert ended.wait(30)
        check()  # raises once it has been given up
        done.append("written")

    def end() -> None:
        assert begun.wait(30)
        threading.Timer(0.01, ended.set).start()
        background.end_all()

    QTimer.singleShot(0, reader.parent, end)
    QTimer.singleShot(50, reader.parent, lambda: reader._waiting is not None and reader._waiting.finish())
    reader.run(write, "Writing …", can_cancel)
    assert done == ([] if can_cancel else ["written"])
