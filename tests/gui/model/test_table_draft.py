"""What is decided about a table before it is used: each decision is about the columns that were meant, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.data.csv_files.choices import ReadingChoices
from engine.data.csv_files.reader import preview_csv
from engine.data.csv_files.sketch import ColumnSketch
from engine.data.datasets.csv_file import CsvFile
from gui.model.table_draft import TableDraft, changed, draft_of, in_names, reading_differs, with_levels

TABLE = "id,size,grade,kind\n" + "\n".join(f"{i},{i * i % 7 / 2},{'lmh'[i % 3]},{'fern' if i % 2 else 'moss'}" for i in range(24))


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ColumnSketch]:
    path: Path = tmp_path_factory.mktemp("tables") / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    return {column.name: column for column in preview_csv(path).columns}


def test_toggle_leaves_out_and_uses_again(columns: dict[str, ColumnSketch]) -> None:
    assert (columns["id"].role, columns["kind"].role) == ("out", "target")
    both = [columns["id"], columns["size"]]
    assert {one.name: one.role for one in changed(TableDraft(), both, "toggle", "").choices.columns} == {
        "id": "out",
        "size": "out",
    }
    assert changed(TableDraft(), [columns["id"]], "toggle", "").choices.of("id").role == "input"


def test_the_column_to_predict_is_one_and_is_never_left_out(columns: dict[str, ColumnSketch]) -> None:
    draft = changed(TableDraft(), [columns["grade"]], "role", "target")
    assert draft.label == "grade"
    assert changed(draft, list(columns.values()), "role", "target") == draft
    assert not changed(TableDraft(), [columns["kind"]], "toggle", "").choices.of("kind").decides


def test_as_suggested_takes_every_decision_back(columns: dict[str, ColumnSketch]) -> None:
    draft = changed(TableDraft(), [columns["grade"]], "role", "out")
    assert changed(draft, [columns["grade"]], "role", "") == TableDraft()
    ordered = with_levels(TableDraft(), columns["grade"], ("l", "m", "h"))
    assert changed(ordered, [columns["grade"]], "kind", "") == TableDraft()


def test_a_mean_is_for_numbers_only(columns: dict[str, ColumnSketch]) -> None:
    draft = changed(TableDraft(), [columns["size"], columns["grade"]], "missing", "mean")
    assert [one.name for one in draft.choices.columns] == ["size"]


def test_what_was_decided_is_proposed_again(columns: dict[str, ColumnSketch]) -> None:
    draft = TableDraft("kind", "classification", ReadingChoices(separator=";"))
    draft = changed(draft, [columns["size"]], "role", "out")
    assert draft_of(draft.dataset("t.csv", "", "kind")) == draft
    assert draft_of(CsvFile("t.csv", "kind")) == TableDraft("kind")
    assert in_names(draft, ["a", "b"]).label == ""


def test_only_other_cells_or_numbers_are_another_reading(columns: dict[str, ColumnSketch]) -> None:
    assert not reading_differs(TableDraft(), changed(TableDraft(), [columns["size"]], "toggle", ""))
    assert reading_differs(TableDraft(), TableDraft(choices=ReadingChoices(header="no")))


def test_of_several_columns_all_are_left_out_unless_all_are_out(columns: dict[str, ColumnSketch]) -> None:
    all_out = changed(TableDraft(), [columns["id"], columns["kind"]], "toggle", "")
    assert [(one.name, one.role) for one in all_out.choices.columns] == [("id", "input")], "the target is none of them"


def test_a_decision_about_one_column_leaves_the_others(columns: dict[str, ColumnSketch]) -> None:
    draft = changed(TableDraft(), [columns["size"]], "missing", "mean")
    draft = changed(draft, [columns["grade"]], "role", "out")
    draft = changed(draft, [columns["size"]], "missing", "median")
    assert [(one.name, one.role, one.missing) for one in draft.choices.columns] == [("grade", "out", ""), ("size", "", "median")]
    rows = changed(TableDraft(), [columns["size"], columns["grade"]], "missing", "rows")
    assert [one.name for one in rows.choices.columns] == ["size", "grade"]


def test_a_column_that_is_no_longer_predicted_leaves_the_guess(columns: dict[str, ColumnSketch]) -> None:
    draft = changed(TableDraft(task="number"), [columns["grade"]], "role", "target")
    assert (draft.label, draft.task) == ("grade", "number")
    assert changed(draft, [columns["size"]], "role", "").label == "grade"
    assert changed(draft, [columns["grade"]], "role", "") == TableDraft()
    assert changed(draft, [columns["grade"]], "role", "out").label == "grade"
    assert in_names(draft, ["a", "grade"]) is draft
    assert in_names(draft, ["a"]) == TableDraft()
    assert in_names(TableDraft(task="number"), ["a"]).task == "number"


def test_levels_are_those_of_an_ordered_column(columns: dict[str, ColumnSketch]) -> None:
    draft = with_levels(TableDraft(), columns["grade"], ("l", "m", "h"))
    assert draft.choices.of("grade").levels == ("l", "m", "h")
    assert changed(draft, [columns["grade"]], "kind", "ordered") == draft
    assert changed(draft, [columns["grade"]], "kind", "category").choices.of("grade").levels == ()
