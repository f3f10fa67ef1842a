"""Every guess about a file is overruled in its dialog, by keys and by controls, and the last line says what is used then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.document import Document
from gui.model.project import Project
from gui.panels.data.data_panel import DataPanel
from gui.panels.data.opening.column_words import about
from gui.panels.data.opening.table_dialog import TableDialog
from gui.style.plain_text import plain
from tests.gui.window_actions import shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
NAME = "<b>size</b>"
ROWS = [f"{i};{i * i % 7},5;{'lmh'[i % 3]};{'' if i == 5 else i % 4};{'fern' if i % 2 else 'moss'}" for i in range(24)]
TABLE = "\n".join([f"no;{NAME};grade;gaps;kind", *ROWS])


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    made: Path = tmp_path_factory.mktemp("tables") / "t.csv"
    made.write_text(TABLE, encoding="utf-8")
    return str(made)


@pytest.fixture
def dialog(qtbot: QtBot, path: str) -> TableDialog:
    """The dialog with all that can be known of the file."""
    made = shown(qtbot, TableDialog(path))
    qtbot.waitUntil(made.ok.isEnabled)
    return made


def roles(dialog: TableDialog) -> list[str]:
    assert dialog.rows.cells.sketch is not None
    return [column.role for column in dialog.rows.cells.sketch.columns]


def test_it_says_what_was_understood_and_what_is_used(dialog: TableDialog) -> None:
    assert dialog.reading.sentence.text == "UTF-8, separated by semicolons, decimal comma, names in the first line."
    assert dialog.verdict.text() == "23 of 24 rows, 5 inputs from 3 columns, 2 classes"
    assert roles(dialog) == ["out", "input", "input", "input", "target"]
    assert not dialog.reading.fold.isVisible()


def test_keys_leave_out_use_and_predict(dialog: TableDialog, qtbot: QtBot) -> None:
    dialog.rows.select(1)
    dialog.rows.select(2, keeps=True)
    QTest.keyClick(dialog.rows, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: roles(dialog) == ["out", "out", "out", "input", "target"] and dialog.ok.isEnabled())
    assert dialog.verdict.text().startswith("23 of 24 rows, 1 input, ")
    QTest.keyClick(dialog.rows, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: roles(dialog) == ["out", "input", "input", "input", "target"] and dialog.ok.isEnabled())
    dialog.rows.select(2)
    QTest.keyClick(dialog.rows, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: roles(dialog)[2] == "target" and dialog.ok.isEnabled())
    assert dialog.label.value() == "grade"
    assert dialog.verdict.text().endswith("3 classes")


def test_a_column_that_is_left_out_says_why(dialog: TableDialog) -> None:
    dialog.rows.select(0)
    assert "counts up by one" in dialog.page.reason.text()
    dialog.rows.select(4)
    assert not dialog.page.kind.isEnabled()


def test_gaps_are_filled_as_chosen(dialog: TableDialog, qtbot: QtBot) -> None:
    dialog.rows.select(3)
    dialog.page.missing.set_value("median")
    dialog.page.missing.chosen.emit("median")
    qtbot.waitUntil(lambda: dialog.verdict.text() == "24 rows, 5 inputs from 3 columns, 2 classes")
    assert dialog.dataset is not None
    assert dialog.dataset.choices.of("gaps").missing == "median"


def test_the_line_of_names_is_overruled(dialog: TableDialog, qtbot: QtBot) -> None:
    control = dialog.reading.controls["header"]
    control.set_value("no")
    control.chosen.emit("no")
    qtbot.waitUntil(lambda: "no line of names" in dialog.reading.sentence.text and not dialog.progress.isVisible())
    assert dialog.rows.cells.sketch is not None
    assert dialog.rows.cells.sketch.names[0] == "column 1"


def test_what_a_workbook_or_an_arff_file_says_itself_is_no_choice(dialog: TableDialog) -> None:
    """Nothing separates the cells of a workbook; what was chosen earlier stays in sight."""
    sketch, row, choices = dialog.rows.cells.sketch, dialog.reading, dialog.reader.draft.choices
    assert sketch is not None
    row.unfold()
    row.show_choices(choices, replace(sketch, kind="workbook"))
    assert row.sentence.text == "Workbook, names in the first line."
    assert [name for name, one in row.controls.items() if not one.isVisible()] == ["encoding", "separator"]
    row.show_choices(replace(choices, separator=";"), replace(sketch, kind="workbook"))
    assert row.controls["separator"].isVisible()
    row.show_choices(choices, replace(sketch, kind="arff"))
    assert row.sentence.text.startswith("ARFF, UTF-8; ")
    assert not row.controls["separator"].isVisible()
    assert row.controls["encoding"].isVisible()


def test_where_the_marks_of_the_numbers_cannot_be_told_they_are_in_sight_to_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("price;b;y\n950;0;0\n960;1;0\n990;2;0\n1.010;3;1\n1.050;4;1\n1.200;5;1\n", encoding="utf-8")
    dialog = shown(qtbot, TableDialog(str(path)))
    qtbot.waitUntil(lambda: "may have a decimal point or a mark between thousands" in dialog.verdict.text())
    assert dialog.reading.controls["thousands"].isVisible()
    dialog.reading.controls["thousands"].chosen.emit(".")
    qtbot.waitUntil(dialog.ok.isEnabled)


def test_names_are_plain_text(dialog: TableDialog) -> None:
    dialog.rows.select(1)
    assert dialog.page.title.textFormat() == Qt.TextFormat.PlainText
    assert dialog.page.title.text() == NAME
    assert dialog.rows.cells.sketch is not None
    assert "&lt;b&gt;" in plain(about(dialog.rows.cells.sketch.columns[1]))


def test_the_table_in_use_is_edited_as_one_step(qtbot: QtBot, path: str) -> None:
    document = Document(Project())
    panel = shown(qtbot, DataPanel(document))
    panel.open_csv(path)
    qtbot.waitUntil(panel._dialog.ok.isEnabled)
    panel._dialog.ok.click()
    assert panel.file.facts.value("Task") == "classification, 2 classes"
    panel.file.change.click()
    again = panel._dialog
    qtbot.waitUntil(again.ok.isEnabled)
    again.rows.select(2)
    QTest.keyClick(again.rows, Qt.Key.Key_L)
    qtbot.waitUntil(lambda: again.ok.isEnabled() and roles(again)[2] == "out")
    again.ok.click()
    assert document.undo_stack.count() == 2
    assert document.undo_stack.undoText() == "Change how t.csv is read"
    assert document.project.recipe.data.choices.of("grade").role == "out"
    panel.file.change.click()
    qtbot.waitUntil(panel._dialog.ok.isEnabled)
    assert roles(panel._dialog)[2] == "out"
    panel._dialog.reject()


def test_the_choice_of_a_column_to_predict_is_taken_back_after_the_file_was_read_otherwise(
    dialog: TableDialog, qtbot: QtBot
) -> None:
    dialog.rows.select(1)
    QTest.keyClick(dialog.rows, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: roles(dialog)[1] == "target" and dialog.ok.isEnabled())
    dialog.reading.controls["thousands"].chosen.emit("'")
    qtbot.waitUntil(lambda: not dialog.ok.isEnabled())
    qtbot.waitUntil(dialog.ok.isEnabled)
    for _ in range(2):
        QTest.keyClick(dialog.rows, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(dialog.ok.isEnabled)
    assert roles(dialog)[-1] == "target"


def test_a_column_grows_with_what_becomes_of_it_and_none_shrinks(dialog: TableDialog, qtbot: QtBot) -> None:
    header, before = dialog.rows.horizontalHeader(), dialog.rows.columnWidth(3)
    dialog.rows.select(3)
    QTest.keyClick(dialog.rows, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: roles(dialog)[3] == "target" and dialog.ok.isEnabled())
    assert header.sectionSize(3) > before
    wide = header.sectionSize(3)
    QTest.keyClick(dialog.rows, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: roles(dialog)[3] == "input" and dialog.ok.isEnabled())
    assert header.sectionSize(3) == wide
