"""The table dialog reads beside the window: it opens at once, is cancelled at once, and no thread outlives the window."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from engine.core.cancellation import Cancelled, check
from engine.core.resources import resource
from engine.data.csv_files.choices import ReadingChoices, choices_text
from engine.data.datasets.csv_file import CsvFile
from gui.panels.data.opening import table_reading
from gui.panels.data.opening.draft_reader import DraftReader
from gui.panels.data.opening.table_dialog import TableDialog
from gui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
IRIS = str(resource("datasets", "iris.csv"))


class SlowFile:
    """Reads only while it is let, and notes in which threads it read and whether it was given up."""

    def __init__(self) -> None:
        self.may_go, self.given_up = threading.Event(), threading.Event()
        self.threads: list[threading.Thread] = []

    def slow(self, read: Any) -> Any:
        def reading(*args: Any) -> Any:
            self.threads.append(threading.current_thread())
            try:
                while not self.may_go.wait(0.001):
                    check()
            except Cancelled:
                self.given_up.set()
                raise
            return read(*args)

        return reading


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowFile]:
    made = SlowFile()
    for name in ("preview_csv", "read_with_sketch"):
        monkeypatch.setattr(table_reading, name, made.slow(getattr(table_reading, name)))
    yield made
    made.may_go.set()


def ended(file: SlowFile) -> bool:
    return bool(file.threads) and not any(thread.is_alive() for thread in file.threads)


def test_it_says_that_it_reads_and_then_shows_the_rows(qtbot: QtBot, file: SlowFile) -> None:
    dialog = TableDialog(IRIS)
    qtbot.addWidget(dialog)
    dialog.show()
    assert (dialog.verdict.text(), dialog.progress.isVisible(), dialog.ok.isEnabled()) == ("Reading…", True, False)
    assert not dialog.label.isEnabled()
    file.may_go.set()
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert not dialog.progress.isVisible()
    assert dialog.rows.cells.columnCount() == 5
    assert threading.main_thread() not in file.threads


def test_cancel_closes_at_once_and_gives_the_reading_up(qtbot: QtBot, file: SlowFile) -> None:
    dialog = TableDialog(IRIS)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.reject()
    assert not dialog.isVisible()
    assert file.given_up.wait(10)
    qtbot.waitUntil(lambda: ended(file))


def test_another_choice_while_it_reads_counts(qtbot: QtBot, file: SlowFile) -> None:
    file.may_go.set()
    dialog = TableDialog(IRIS)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(dialog.ok.isEnabled)
    file.may_go.clear()
    for label in ("sepal length (cm)", "petal width (cm)"):
        began = len(file.threads)
        dialog.label.set_value(label)
        dialog.label.chosen.emit(label)
        assert not dialog.ok.isEnabled()
        qtbot.waitUntil(lambda began=began: len(file.threads) > began)  # one that has not begun has nothing to give up
    assert file.given_up.wait(10)
    file.may_go.set()
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.dataset is not None
    assert dialog.dataset.label_column == "petal width (cm)"


def test_a_window_that_closes_while_it_reads_leaves_no_thread(qtbot: QtBot, window: MainWindow, file: SlowFile) -> None:
    window.data_panel.open_csv(IRIS)
    qtbot.waitUntil(lambda: bool(file.threads))
    window.close()
    assert ended(file)
    assert file.given_up.is_set()


def test_a_window_that_is_destroyed_while_it_reads_gives_it_up(qtbot: QtBot, file: SlowFile) -> None:
    dialog = TableDialog(IRIS)
    qtbot.waitUntil(lambda: bool(file.threads))
    dialog.deleteLater()
    qtbot.waitUntil(file.given_up.is_set)
    qtbot.waitUntil(lambda: ended(file))


def test_it_says_how_much_has_been_read(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a,b,y\n" + "".join(f"{i % 7},{i % 5}.5,{i % 2}\n" for i in range(60_000)), encoding="utf-8")
    owner, shares = QObject(), list[float]()
    reader = DraftReader(str(path), None, owner)
    reader.begun.connect(shares.clear)
    reader.advanced.connect(shares.append)
    with qtbot.waitSignal(reader.finished):
        reader.start()
    assert shares == sorted(shares)
    assert len(set(shares)) >= 4
    assert 0.7 < shares[-1] <= 1


def test_a_table_read_by_the_rules_of_an_earlier_version_is_said_to_be_guessed_anew(qapp: object) -> None:
    readings = "", choices_text(ReadingChoices()), "{"
    earlier, present, damaged = (DraftReader(IRIS, CsvFile(IRIS, reading=text), QObject()).notes for text in readings)
    assert "An earlier version opened this table." in earlier[0]
    assert present == ()
    assert "damaged" in damaged[0]
    assert DraftReader(IRIS, CsvFile("other.csv"), QObject()).notes == ()
