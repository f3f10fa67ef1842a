"""A table that is edited, moved or replaced while its project is open, or between two sessions, as the window shows it."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from engine.data.csv_files.content_store import CONTENTS
from engine.data.datasets import csv_file
from gui.model.edits import with_recipe
from gui.model.storage.project_file import open_project
from gui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
FIRST = 0.5


def text_of(rows: int = 24, names: str = "a,b,kind", swapped: bool = False, first: float = FIRST) -> str:
    cells = [(first if i == 0 else i / 7, i * i % 5, "fern" if i % 2 else "moss") for i in range(rows)]
    lines = [f"{b},{a},{kind}" if swapped else f"{a},{b},{kind}" for a, b, kind in cells]
    return "\n".join([names, *lines]) + "\n"


@pytest.fixture
def table(window: MainWindow, qtbot, tmp_path: Path) -> Path:
    """A table that the window's network was trained on for a moment."""
    folder = tmp_path / "work"
    folder.mkdir()
    path = folder / "t.csv"
    path.write_text(text_of(), encoding="utf-8")
    choose(window, qtbot, path)
    train(window, qtbot)
    return path


def choose(window: MainWindow, qtbot, path: Path) -> None:
    window.data_panel.open_csv(str(path))
    dialog = window.data_panel._dialog
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.ok.click()
    wait_for_project(window, qtbot)


def wait_for_project(window: MainWindow, qtbot) -> None:
    wanted = window.document.project.recipe
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot is not None and window.trainer.frame.snapshot.recipe == wanted)


def train(window: MainWindow, qtbot) -> None:
    before = step(window)
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: step(window) > before and not window.trainer.frame.running)


def step(window: MainWindow) -> int:
    return window.trainer.frame.snapshot.step


def keep_weights(window: MainWindow, qtbot) -> None:
    """Press the button of the message that says that a new run has begun."""
    (offer,) = next(message for message in window.banner.messages if message.key == "run").actions
    offer.do()
    qtbot.waitUntil(lambda: bool(window.trainer.frame.snapshot.history.marks))


def saved_step(window: MainWindow, path: Path) -> int:
    """Save the project there; returns up to which step its file is trained."""
    assert window.file_controller._write(path)
    return open_project(path).checkpoint.step


def said(window: MainWindow) -> str:
    return " ".join(message.text for message in window.banner.messages)


def test_an_edited_file_that_is_opened_again_has_its_new_rows(window: MainWindow, qtbot, table: Path) -> None:
    table.write_text(text_of(first=3.25), encoding="utf-8")
    theta = window.trainer.frame.snapshot.theta
    choose(window, qtbot, table)
    snapshot = window.trainer.frame.snapshot
    assert snapshot.data.table.inputs[0, 0] == 3.25
    assert (snapshot.step, len(snapshot.history.steps)) == (0, 1)
    assert "has the same columns as before" in said(window)
    assert "A new run on t.csv has begun, on other rows than before" in said(window)
    keep_weights(window, qtbot)
    assert window.trainer.frame.snapshot.theta.tobytes() == theta.tobytes()
    window.document.undo_stack.undo()
    window.document.undo_stack.undo()
    wait_for_project(window, qtbot)
    assert window.trainer.frame.snapshot.data.table.inputs[0, 0] == FIRST


def test_a_moved_file_that_is_chosen_anew_keeps_the_training(window: MainWindow, qtbot, table: Path) -> None:
    moved = shutil.move(table, table.with_name("moved.csv"))
    theta = window.trainer.frame.snapshot.theta.copy()
    choose(window, qtbot, Path(moved))
    assert "the training goes on" in said(window)
    assert window.trainer.frame.snapshot.theta.tobytes() == theta.tobytes()
    assert saved_step(window, table.with_name("again.npp")) == step(window)


def test_another_table_starts_anew_and_undo_brings_the_training_back(window: MainWindow, qtbot, table: Path) -> None:
    trained = window.trainer.frame.snapshot
    table.write_text(text_of(names="a,c,kind"), encoding="utf-8")
    choose(window, qtbot, table)
    assert step(window) == 0
    assert "It has the new inputs “c”" in said(window)
    window.document.undo_stack.undo()
    wait_for_project(window, qtbot)
    assert window.trainer.frame.snapshot.theta.tobytes() == trained.theta.tobytes()


def test_columns_in_another_order_chosen_anew_keep_their_weights(window: MainWindow, qtbot, table: Path) -> None:
    trained = window.trainer.frame.snapshot
    table.write_text(text_of(names="b,a,kind", swapped=True), encoding="utf-8")
    choose(window, qtbot, table)
    snapshot = window.trainer.frame.snapshot
    assert "follow their names" in said(window)
    assert snapshot.data.feature_names == ("a", "b")
    keep_weights(window, qtbot)
    assert window.trainer.frame.snapshot.theta.tobytes() == trained.theta.tobytes()


def test_changed_file_training_share_and_undo(window: MainWindow, qtbot, table: Path) -> None:
    trained = window.trainer.frame.snapshot
    table.write_text(text_of(rows=11), encoding="utf-8")
    window.document.edit("Share", with_recipe(window.document.project, train_share=0.5))
    wait_for_project(window, qtbot)
    assert len(window.trainer.frame.snapshot.data.table.target) == 24
    window.document.undo_stack.undo()
    wait_for_project(window, qtbot)
    assert window.trainer.frame.snapshot.theta.tobytes() == trained.theta.tobytes()


def test_label_and_task_are_chosen_anew_though_the_file_has_vanished(window: MainWindow, qtbot, table: Path) -> None:
    table.unlink()
    window.data_panel.file.change.click()
    dialog = window.data_panel._dialog
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.label.set_value("b")
    dialog.label.chosen.emit("b")
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.ok.click()
    wait_for_project(window, qtbot)
    assert window.trainer.frame.snapshot.data.table.target_name == "b"


@pytest.mark.parametrize(("setting", "carried"), [(None, True), ("0", False), (10, False), ("many", True)])
def test_how_large_a_table_may_be_in_a_project_is_a_setting(
    window: MainWindow, table: Path, tmp_path: Path, setting: object, carried: bool
) -> None:
    if setting is not None:
        QSettings().setValue("project/embedded_bytes", setting)
    assert window.file_controller._write(tmp_path / "p.npp")
    QSettings().remove("project/embedded_bytes")
    with zipfile.ZipFile(tmp_path / "p.npp") as file:
        assert any(name.startswith("data/") for name in file.namelist()) == carried


@pytest.mark.parametrize("embedded", [0, 1_000_000])
def test_a_project_whose_table_is_another_by_now_opens_with_a_sentence(
    window: MainWindow, qtbot, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedded: int
) -> None:
    monkeypatch.setattr("gui.controllers.file_controller._embedded_bytes", lambda: embedded)
    project, trained = tmp_path / "p.npp", step(window)
    assert window.file_controller._write(project)
    table.write_text(text_of(names="a,c,kind"), encoding="utf-8")
    CONTENTS.clear()
    csv_file._facts.clear()
    before = window.trainer.frame
    assert window.open_path(str(project))
    qtbot.waitUntil(lambda: window.trainer.frame is not before and bool(window.trainer.frame.problem) != bool(embedded))
    if embedded:
        assert "goes on with the rows that it was trained on" in said(window)
        wait_for_project(window, qtbot)
    else:
        assert "is not the table that this project was saved with" in said(window)
        assert window.trainer.frame.snapshot is None
    assert saved_step(window, tmp_path / "again.npp") == trained  # saving it now loses nothing
    table.write_text(text_of(), encoding="utf-8")
    moved = Path(shutil.move(table, tmp_path / "found.csv"))
    choose(window, qtbot, moved)
    assert step(window) == trained
    assert window.document.project.recipe == replace(window.trainer.frame.snapshot.recipe)
