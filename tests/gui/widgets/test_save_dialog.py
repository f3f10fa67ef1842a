"""Every dialog that asks where to save completes the name, and asks before the completed name overwrites a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, QSettings
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget

from gui.widgets import save_dialog
from gui.widgets.save_dialog import ask_save_path, completed
from gui.window.main_window import MainWindow
from tests.program_start import ROOT

KINDS = {".npz": "NumPy", ".safetensors": "Safetensors"}


class Answers:
    """What the user types in the file dialog, time after time, and whether a file may be replaced."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *typed: object, replace: bool = False, chosen: str = "") -> None:
        self.typed, self.replace, self.chosen = list(typed), replace, chosen
        self.suggested: list[str] = []
        self.asked: list[Path] = []
        monkeypatch.setattr(QFileDialog, "getSaveFileName", self._type)
        monkeypatch.setattr(save_dialog, "may_replace", self._agree)

    def _type(self, parent: QWidget, title: str, start: str, filters: str) -> tuple[str, str]:
        self.suggested.append(start)
        return str(self.typed.pop(0)), self.chosen

    def _agree(self, parent: QWidget, path: Path) -> bool:
        self.asked.append(path)
        return self.replace


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("network", "network.npz"),
        ("v1.5", "v1.5.npz"),
        ("v1.5.NPZ", "v1.5.NPZ"),
        ("a.safetensors", "a.safetensors"),
        ("network.", "network.npz"),
        ("network.npz ", "network.npz"),
        (".npz", ".npz.npz"),
        ("a.npp", "a.npp.npz"),
        ("신경망 1.0", "신경망 1.0.npz"),
        ("folder.x/net", "folder.x/net.npz"),
    ],
)
def test_a_name_is_completed(typed: str, path: str) -> None:
    assert completed(typed, tuple(KINDS), ".npz") == Path(path)


def test_a_completed_name_does_not_overwrite_unasked(tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "network.npz").touch()
    answers = Answers(monkeypatch, tmp_path / "network", tmp_path / "other")
    assert ask_save_path(QWidget(), "Export", "a.npz", KINDS, "f") == tmp_path / "other.npz"
    assert answers.asked == [tmp_path / "network.npz"]
    assert answers.suggested[1] == str(tmp_path / "network.npz")  # the dialog comes back with the name to change
    answers = Answers(monkeypatch, tmp_path / "network", replace=True)
    assert ask_save_path(QWidget(), "Export", "a.npz", KINDS, "f") == tmp_path / "network.npz"
    assert len(answers.asked) == 1


def test_a_name_typed_in_full_was_asked_about_by_the_system(
    tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "network.npz").touch()
    answers = Answers(monkeypatch, tmp_path / "network.npz")
    assert ask_save_path(QWidget(), "Export", "a.npz", KINDS, "f") == tmp_path / "network.npz"
    assert answers.asked == []


def test_the_chosen_kind_completes_it_and_giving_up_is_none(
    tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    Answers(monkeypatch, tmp_path / "net", chosen="Safetensors (*.safetensors)")
    assert ask_save_path(QWidget(), "Export", "a.npz", KINDS, "f") == tmp_path / "net.safetensors"
    Answers(monkeypatch, "")
    assert ask_save_path(QWidget(), "Export", "a.npz", KINDS, "f") is None


def test_the_folder_is_remembered_while_it_is_there(tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    there = tmp_path / "there"
    there.mkdir()
    Answers(monkeypatch, there / "net.npz")
    ask_save_path(QWidget(), "Export", "a.npz", KINDS, "f")
    answers = Answers(monkeypatch, "")
    ask_save_path(QWidget(), "Export", "a.npz", KINDS, "f")
    assert answers.suggested == [str(there / "a.npz")]
    QSettings().setValue("f", str(tmp_path / "gone"))
    answers = Answers(monkeypatch, "")
    ask_save_path(QWidget(), "Export", "a.npz", KINDS, "f")
    assert answers.suggested == [str(Path(QDir.homePath()) / "a.npz")]


@pytest.mark.parametrize(("button", "replaces"), [("Replace", True), ("Choose another name", False), ("", False)])
def test_a_file_is_replaced_only_by_the_button_that_says_so(
    button: str, replaces: bool, tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press(box: QMessageBox) -> int:
        assert '"a.npz"' in box.text()
        assert box.defaultButton().text() == "Choose another name"
        for one in box.findChildren(QPushButton):
            if one.text() == button:
                one.click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press)
    assert save_dialog.may_replace(QWidget(), tmp_path / "a.npz") is replaces


def test_the_question_about_several_files_names_them_all(tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: seen.append(box.text()))
    assert not save_dialog.may_replace(QWidget(), tmp_path / "a.npz", tmp_path / "a.h")
    assert seen == ['There are files of these names already: "a.npz", "a.h". Replace them?']


SAVES: dict[str, tuple[str, Callable[[MainWindow], object]]] = {
    "project": (".npp", lambda window: window.file_controller.save_as()),
    "runs": (".csv", lambda window: window.run_list_controller.list._save()),
    **{
        f"loss as {kind}": (f".{kind}", lambda window, kind=kind: window.views["loss"].header._ask(kind))
        for kind in ("png", "svg", "csv")
    },
}


@pytest.mark.parametrize("name", SAVES)
def test_each_dialog_of_the_window(name: str, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    suffix, save = SAVES[name]
    there = tmp_path / f"v1.5{suffix}"
    there.write_text("kept", encoding="utf-8")
    Answers(monkeypatch, tmp_path / "v1.5", "")
    save(window)
    assert there.read_text(encoding="utf-8") == "kept"
    Answers(monkeypatch, tmp_path / "v1.5", replace=True)
    save(window)
    assert there.read_bytes() != b"kept"
    assert list(tmp_path.iterdir()) == [there]


def test_saving_an_unchanged_project_under_another_name_changes_the_title(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        Answers(monkeypatch, tmp_path / name)
        assert window.file_controller.save_as()
        assert window.windowTitle().startswith(f"{name}[*]")


def test_no_other_place_asks_where_to_save() -> None:
    sources = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in (ROOT / "gui").rglob("*.py")}
    asking = [path for path, text in sources.items() if "getSaveFile" in text or "AcceptSave" in text]
    assert asking == ["gui/widgets/save_dialog.py"]
