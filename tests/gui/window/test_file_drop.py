"""Files that are dropped on the window open, after the usual question; anything else is left to others."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from engine.data.csv_files.choices import ReadingChoices, choices_text
from engine.data.datasets.csv_file import CsvFile
from engine.exporters.npz import Npz
from engine.exporters.trained_model import TrainedModel
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.model.project import Project
from gui.model.storage.project_file import save_project
from gui.window.main_window import MainWindow
from tests.engine.builders import snapshot_of
from tests.gui.canvas.drag_events import DragPoint

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
TABLE = "a,b,kind\n" + "\n".join(f"{i},{i * i % 7},{'fern' if i % 3 else 'moss'}" for i in range(20)) + "\n"


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drop(target: QWidget, mime: QMimeData) -> bool:
    """Drag it over a widget and let go; returns whether the window took it."""
    left, none, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(DragPoint(5, 5), copy, mime, left, none)
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    let_go = QDropEvent(QPointF(5, 5), copy, mime, left, none)
    QApplication.sendEvent(target, let_go)
    return let_go.isAccepted()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.mark.parametrize("where", ["window", "canvas", "plot", "window of a plot"])
def test_a_table_opens_its_dialog(window: MainWindow, qtbot, table: Path, where: str) -> None:
    if where == "window of a plot":
        window.board.slots["loss"].own.click()
    target = {"window": window, "canvas": window.canvas.viewport()}.get(where, window.views["loss"])
    assert (target.window() is window) is (where != "window of a plot")
    assert drop(target, files(table))
    qtbot.waitUntil(lambda: window.data_panel._dialog is not None)
    dialog = window.data_panel._dialog
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.ok.click()
    assert window.document.project.recipe.data == CsvFile(str(table), "kind", reading=choices_text(ReadingChoices())).identified()


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_a_table_named_when_the_program_starts_is_offered_too(window: MainWindow, qtbot, table: Path, name: str) -> None:
    """As by File, Open; of a kind that cannot be read a sentence says so."""
    path = table.rename(table.with_name(name))
    if name == "t.parquet":
        path.write_bytes(b"PAR1" + bytes(40) + b"PAR1")
    assert window.open_path(str(path))
    if name == "t.csv":
        qtbot.waitUntil(lambda: window.data_panel._dialog is not None)
        qtbot.waitUntil(window.data_panel._dialog.ok.isEnabled)
        window.data_panel._dialog.reject()
    else:
        qtbot.waitUntil(lambda: "pandas.read_parquet" in window.banner.text.text())


def test_a_project_opens(window: MainWindow, qtbot, tmp_path: Path) -> None:
    save_project(Project(Recipe(batch=7)), tmp_path / "p.NPP")
    assert drop(window.canvas.viewport(), files(tmp_path / "p.NPP"))
    qtbot.waitUntil(lambda: window.document.project.recipe.batch == 7)
    assert window.file_controller.path == tmp_path / "p.NPP"


def test_unsaved_work_is_asked_about_first(window: MainWindow, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_project(Project(Recipe(batch=7)), tmp_path / "p.npp")
    window.project_controller.set_axes(type(window.document.project.axes)((1, 0)))
    asked = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or QMessageBox.StandardButton.Cancel)
    assert drop(window, files(tmp_path / "p.npp"))
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert window.document.project.recipe.batch != 7


def test_another_kind_of_file_is_a_sentence(window: MainWindow, qtbot, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    with qtbot.waitSignal(window.data_panel.problem) as seen:
        drop(window, files(tmp_path / "a.png"))
    assert "a.png" in seen.args[0]


def test_several_files_links_and_texts_are_not_taken(window: MainWindow, table: Path) -> None:
    link, text = QMimeData(), QMimeData()
    link.setUrls([QUrl("https://example.org/t.csv")])
    text.setText(str(table))
    assert not any(drop(window, mime) for mime in (files(table, table), link, text, QMimeData()))


def test_trained_weights_open_the_dialog_of_an_import(window: MainWindow, qtbot, tmp_path: Path) -> None:
    Npz().write(TrainedModel.of(snapshot_of(Session(Recipe()))), tmp_path / "net.npz")
    assert drop(window, files(tmp_path / "net.npz"))
    qtbot.waitUntil(lambda: window.import_controller.dialog is not None)
    window.import_controller.dialog.reject()
