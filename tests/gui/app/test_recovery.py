"""What a crash left goes when the user has saved or discarded it, and never before; it never replaces present work unasked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox

from gui.app.autosave import Autosave, Leftover, claim_leftovers
from gui.app.recovery import offer
from gui.model.project import Project
from gui.model.storage.project_file import open_project, save_project
from gui.widgets import save_dialog
from gui.window.main_window import MainWindow

Leave = Callable[..., tuple[Leftover, ...]]
ANSWERS = QMessageBox.StandardButton


@pytest.fixture
def leave(qapp: QObject, tmp_path: Path) -> Leave:
    """Leaves projects with these notes, as crashed programs would; returns them as the next start finds them."""

    def build(*notes: str, file: Path | None = None) -> tuple[Leftover, ...]:
        for text in notes:
            autosave = Autosave(tmp_path / "recovery")
            autosave.start()
            autosave.store(Project(notes=text), None, file=file)
            autosave.finish(keep=True)
        found = claim_leftovers(tmp_path / "recovery")
        return tuple(sorted(found, key=lambda one: open_project(one.path).project.notes))

    return build


def offered(window: MainWindow, *leftovers: Leftover) -> None:
    for leftover in leftovers:
        offer(leftover, window.file_controller, window.banner)


def click(window: MainWindow, leftover: Leftover, text: str = "Bring it back") -> None:
    """Press that button of its message, wherever that stands in the queue."""
    message = next(one for one in window.banner.messages if one.key == str(leftover.path))
    window.banner._act(message, next(action for action in message.actions if action.text == text))


def answer(monkeypatch: pytest.MonkeyPatch, button: QMessageBox.StandardButton) -> list[str]:
    asked: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()) or button)
    return asked


def notes(window: MainWindow) -> str:
    return window.document.project.notes


def edit(window: MainWindow, text: str) -> None:
    window.document.edit("Edit", replace(window.document.project, notes=text))


def test_present_work_is_asked_about(window: MainWindow, leave: Leave, monkeypatch: pytest.MonkeyPatch) -> None:
    [leftover] = leave("crashed")
    offered(window, leftover)
    edit(window, "present")
    asked = answer(monkeypatch, ANSWERS.Cancel)
    click(window, leftover)
    assert (len(asked), notes(window), leftover.path.exists()) == (1, "present", True)
    assert any(message.key == str(leftover.path) for message in window.banner.messages)  # still offered
    answer(monkeypatch, ANSWERS.Discard)
    click(window, leftover)
    assert (notes(window), leftover.path.exists()) == ("crashed", True)
    assert window.isWindowModified()


def test_of_two_none_is_lost(window: MainWindow, leave: Leave, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one, two = leave("one", "two")
    offered(window, one, two)
    click(window, one)
    asked = answer(monkeypatch, ANSWERS.Cancel)
    click(window, two)
    assert (len(asked), notes(window)) == (1, "one")
    assert one.path.exists()
    assert two.path.exists()
    answer(monkeypatch, ANSWERS.Save)
    saved = tmp_path / "one.npp"
    monkeypatch.setattr(save_dialog.QFileDialog, "getSaveFileName", lambda *about: (str(saved), ""))
    click(window, two)
    assert (notes(window), open_project(saved).project.notes) == ("two", "one")
    assert not one.path.exists()
    assert two.path.exists()


def test_it_goes_when_it_is_saved(window: MainWindow, leave: Leave, tmp_path: Path) -> None:
    file = tmp_path / "lesson1.npp"
    [leftover] = leave("crashed", file=file)
    offered(window, leftover)
    assert '"lesson1" as it was at' in window.banner.messages[0].text
    click(window, leftover)
    assert window.windowTitle().startswith("lesson1[*]")
    assert leftover.path.exists()
    assert window.file_controller.save()
    assert open_project(file).project.notes == "crashed"
    assert list(leftover.path.parent.iterdir()) == []


def test_a_save_that_fails_keeps_it(window: MainWindow, leave: Leave, tmp_path: Path) -> None:
    [leftover] = leave("crashed", file=tmp_path / "no folder" / "lesson1.npp")
    offered(window, leftover)
    click(window, leftover)
    assert not window.file_controller.save()
    assert leftover.path.exists()


def test_a_file_that_was_saved_later_is_not_overwritten(window: MainWindow, leave: Leave, tmp_path: Path) -> None:
    file = tmp_path / "lesson1.npp"
    [leftover] = leave("older", file=file)
    save_project(Project(notes="newer"), file)
    offered(window, leftover)
    assert "saved later" in window.banner.messages[0].text
    click(window, leftover)
    assert (notes(window), window.file_controller.path) == ("older", None)


def test_it_goes_when_it_is_discarded(window: MainWindow, leave: Leave, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = leave("one", "two")
    offered(window, one, two)
    click(window, one, "Discard it")
    assert not one.path.exists()
    click(window, two)
    answer(monkeypatch, ANSWERS.Cancel)
    assert not window.file_controller.new()
    assert two.path.exists()
    answer(monkeypatch, ANSWERS.Discard)
    assert window.file_controller.new()
    assert not two.path.exists()


@pytest.mark.parametrize(("button", "there"), [(ANSWERS.Cancel, True), (ANSWERS.Discard, False)])
def test_closing_asks_about_recovered_work_and_keeps_it_after_cancel(
    button: QMessageBox.StandardButton, there: bool, window: MainWindow, leave: Leave, monkeypatch: pytest.MonkeyPatch
) -> None:
    [leftover] = leave("crashed")
    offered(window, leftover)
    click(window, leftover)
    answer(monkeypatch, button)
    assert window.close() is not there
    assert leftover.path.exists() is there


def test_discard_without_having_left_keeps_it(window: MainWindow, leave: Leave, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open, Discard, and then no file is chosen: the project is still here, and so is what was kept of it."""
    [leftover] = leave("crashed")
    offered(window, leftover)
    click(window, leftover)
    answer(monkeypatch, ANSWERS.Discard)
    monkeypatch.setattr(save_dialog.QFileDialog, "getOpenFileName", lambda *about: ("", ""))
    assert not window.file_controller.open()
    assert (notes(window), leftover.path.exists()) == ("crashed", True)


def test_what_cannot_be_opened_changes_nothing(window: MainWindow, leave: Leave) -> None:
    [leftover] = leave("crashed")
    leftover.path.write_bytes(b"damaged")
    offered(window, leftover)
    click(window, leftover)
    assert notes(window) == ""
    assert leftover.path.with_suffix(".damaged").read_bytes() == b"damaged"
