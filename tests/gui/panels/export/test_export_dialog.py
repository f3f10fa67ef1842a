"""The dialog of an export: what is asked for, what became of it, and what is not overwritten."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication

from engine.exporters import EXPORTERS
from engine.exporters.moments import BEST, NOW, Moment, moments_of
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import Proof
from engine.optim.stopping import NoImprovement
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.panels.export import export_dialog
from gui.panels.export.export_dialog import ExportDialog
from gui.panels.export.export_form import FOLDER, ExportForm
from gui.panels.export.export_order import ExportOrder
from gui.panels.export.format_row import FormatRow
from tests.engine.exporters.test_verification import WithProgram
from tests.gui.window_actions import turn_wheel


@pytest.fixture(scope="module")
def moments() -> tuple[Moment, ...]:
    session = Session(Recipe(stops=(NoImprovement(patience=500),)))
    session.advance(5 * session.batches.count)
    return moments_of(session)


@pytest.fixture
def dialog(moments: tuple[Moment, ...], tmp_path: Path, qtbot) -> ExportDialog:
    QSettings().setValue(FOLDER, str(tmp_path))
    dialog = ExportDialog(moments, "circle")
    qtbot.addWidget(dialog)
    return dialog


def ordered(dialog: ExportDialog) -> list[ExportOrder]:
    found: list[ExportOrder] = []
    dialog.wanted.connect(found.append)
    dialog.export.click()
    return found


def test_the_order_has_what_was_chosen(dialog: ExportDialog, tmp_path: Path) -> None:
    assert [dialog.form.weights.itemText(i).split(":")[0] for i in range(dialog.form.weights.count())] == ["Now", "Best epoch"]
    dialog.form.weights.setCurrentIndex(1)
    dialog.rows["safetensors"].box.click()
    dialog.form.name.setText("my net")
    dialog.form.data_name.click()
    (order,) = ordered(dialog)
    assert order.moment.kind == BEST
    assert [order.path(cls) for cls in order.formats] == [tmp_path / "my net.npz", tmp_path / "my net.safetensors"]
    assert order.model.data_name == ""
    assert order.model.scores is not None
    assert not dialog.export.isEnabled()  # until what runs it says that it is done
    dialog.reject()
    assert dialog.isHidden() or dialog.is_running
    dialog.show_done()
    assert dialog.export.isEnabled()
    assert not dialog.open_folder.isHidden()


def test_formats_and_folder_are_remembered(dialog: ExportDialog, moments: tuple[Moment, ...], tmp_path: Path, qtbot) -> None:
    dialog.rows["npz"].box.click()
    dialog.rows["safetensors"].box.click()
    ordered(dialog)
    again = ExportDialog(moments, "circle")
    qtbot.addWidget(again)
    assert [cls.kind for cls in again.order.formats] == ["safetensors"]
    assert Path(again.form.folder.text()) == tmp_path
    assert again.order.moment.kind == NOW


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda dialog: dialog.form.name.setText("  "), "a name"),
        (lambda dialog: dialog.form.name.setText("a/b"), "any of these letters"),
        (lambda dialog: dialog.form.folder.setText("/no such folder"), 'no folder "/no such folder"'),
        (lambda dialog: dialog.rows["npz"].box.setChecked(False), "at least one format"),
    ],
)
def test_what_is_missing_is_said(change, says: str, dialog: ExportDialog) -> None:
    change(dialog)
    assert says in dialog.hint.text()
    assert not dialog.export.isEnabled()
    assert dialog.hint.property("tone") == ("muted" if says == "at least one format" else "error")


@pytest.fixture
def form(moments: tuple[Moment, ...], qtbot) -> ExportForm:
    form = ExportForm(moments, "circle")
    qtbot.addWidget(form)
    return form


def test_a_name_that_no_file_can_have_is_not_shown_as_one(form: ExportForm) -> None:
    form.name.setText("a/b")
    assert form.shown_name == ""
    form.name.setText(" b ")
    assert form.shown_name == "b"


def test_the_home_folder_can_be_typed(form: ExportForm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    form.folder.setText("~")
    assert form.problem() == ""
    assert form.stem == tmp_path / "circle"
    form.folder.setText(" ")
    assert form.problem() == "Choose a folder for the files."


def test_the_wheel_changes_no_weights(form: ExportForm) -> None:
    box = form.weights
    box.setCurrentIndex(1)
    turn_wheel(box)
    assert box.currentIndex() == 1


def test_formats_have_their_turns_and_the_end_says_what_failed(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.rows["safetensors"].box.click()
    ordered(dialog)
    dialog.show_running("npz")
    assert dialog.rows["npz"].outcome.text() == "Writing and trying it…"
    assert dialog.rows["safetensors"].outcome.text() == "Waiting…"
    assert not dialog.rows["npz"].box.isEnabled()
    assert dialog.list.isEnabled()  # it can be scrolled meanwhile
    dialog.show_problem("npz", "The disk is full.")
    dialog.show_running("safetensors")
    dialog.show_proof("safetensors", Proof(1e-7, 500, tmp_path / "circle.safetensors"), "")
    dialog.show_done()
    assert dialog.hint.text() == "1 format was not written: its line says why."
    assert dialog.hint.property("tone") == "error"
    dialog.rows["npz"].clear()
    dialog.show_done()
    assert str(tmp_path) in dialog.hint.text()


def test_what_is_left_can_be_stopped(dialog: ExportDialog, tmp_path: Path) -> None:
    stopped: list[bool] = []
    dialog.stopped.connect(lambda: stopped.append(True))
    for kind in ("safetensors", "json"):
        dialog.rows[kind].box.click()
    ordered(dialog)
    dialog.show_running("npz")
    dialog.show_proof("npz", Proof(1e-7, 500, tmp_path / "circle.npz"), "")
    dialog.show_running("safetensors")
    assert dialog.close_button.text() == "Stop"
    dialog.close_button.click()
    assert stopped == [True]
    assert "✓" in dialog.rows["npz"].outcome.text()
    assert [dialog.rows[kind].outcome.text() for kind in ("safetensors", "json")] == ["Stopped: not written."] * 2
    assert dialog.export.isEnabled()
    assert dialog.close_button.text() == "Close"


def test_files_that_are_there_are_asked_about_once(dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Path, ...]] = []
    monkeypatch.setattr(export_dialog, "may_replace", lambda parent, *paths: bool(asked.append(paths)))
    dialog.rows["safetensors"].box.click()
    for name in ("circle.npz", "circle.safetensors"):
        (tmp_path / name).write_text("kept")
    assert ordered(dialog) == []
    assert asked == [(tmp_path / "circle.npz", tmp_path / "circle.safetensors")]
    assert dialog.export.isEnabled()


def test_a_table_that_a_script_would_replace_is_asked_about_too(moments: tuple[Moment, ...], tmp_path: Path) -> None:
    (tmp_path / "iris_train.csv").write_text("the user's own")
    order = ExportOrder(moments[0], (EXPORTERS["npz"], EXPORTERS["torch_training"]), tmp_path / "iris")
    assert order.there_already() == [tmp_path / "iris_train.csv"]


def test_outcomes_stand_in_their_rows_and_code_can_be_copied(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.show_proof("npz", Proof(1e-7, 500, tmp_path / "circle.npz", "NumPy 2.0"), "import numpy")
    dialog.show_problem("safetensors", "The disk is full.")
    row = dialog.rows["npz"]
    assert "run by NumPy 2.0 on 500 rows" in row.outcome.text()
    row.copy.click()
    assert QGuiApplication.clipboard().text() == "import numpy"
    assert "The disk is full." in dialog.rows["safetensors"].outcome.text()
    row.box.click()  # what became of the last order does not stand beside another one
    assert row.outcome.isHidden()


class Refusing(WithProgram):
    """Holds no network with a scaling."""

    label, kind = "Refusing", "refusing"

    def __init__(self) -> None:
        super().__init__(lambda x: x, "No scaling: use NumPy arrays.")


class Lacking(Refusing):
    extra: ClassVar[str] = "abacus"
    modules: ClassVar[tuple[str, ...]] = ("no_such_package",)


@pytest.mark.parametrize(("format", "says"), [(Refusing, "use NumPy arrays."), (Lacking, "install what it takes")])
def test_a_format_that_does_not_fit_says_why(
    format: type[WithProgram], says: str, qtbot, moments: tuple[Moment, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = FormatRow(format)
    qtbot.addWidget(row)
    row.box.setChecked(True)
    row.show_model(replace(moments[0].model))
    assert isinstance(moments[0].model, TrainedModel)
    assert not row.is_wanted
    assert says in row.outcome.text()
    assert row.copy.isHidden() == (format is Refusing)
    if format is Lacking:
        row.copy.click()
        assert "-m pip install" in QGuiApplication.clipboard().text()
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        row.show_model(moments[0].model)
        assert row.copy.isHidden()
        assert "cannot write .npz files" in row.outcome.text()
