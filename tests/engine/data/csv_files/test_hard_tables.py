"""Tables as other programs and people write them: what each is read as, and what is said about it. Files: `tests/cases/csv`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from engine.data.csv_files.choices import ColumnChoice, ReadingChoices, choices_text, read_choices
from engine.data.csv_files.reader import preview_csv, read_csv, read_with_sketch
from engine.data.datasets.csv_file import CsvFile
from engine.data.source_columns import encode
from engine.data.table import Table
from engine.files.file_problem import FileProblem

CASES = Path(__file__).parents[3] / "cases" / "csv"
OUT = "is left out: it counts up by one"


@dataclass(frozen=True)
class Right:
    """What a file is read as. said: parts of its notes."""

    inputs: tuple[str, ...]
    target: str
    classes: tuple[str, ...] = ()
    rows: int = 8
    said: tuple[str, ...] = ()


RIGHT = {
    "F01_semicolon_one_decimal_comma.csv": Right(
        ("Ort = Bonn", "Ort = Kiel", "Ort = Ulm", "Art = y", "Note"), "Klasse", ("a", "b"), 6, ('"1,7" in column "Note" is 1.7',)
    ),
    "F03_header_ends_with_comma.csv": Right(("r",), "diagnosis", ("B", "M"), 4, ("“id” " + OUT,)),
    "F04_rows_end_with_comma.csv": Right(("b",), "y", ("0", "1"), 6, ("neither a name nor a value", "“a” " + OUT)),
    "F06_class_minus_vanishes.csv": Right(("b",), "label", ("+", "-", "0"), 12),
    "F08_class_NA_vanishes.csv": Right(("pop",), "region", ("AS", "EU", "NA"), 12),
    "F09_mixed_column_blocks_file.csv": Right(("age",), "survived", ("0", "1"), 8, ("“ticket” is left out: it has texts",)),
    "F10_row_numbers_tell_the_class.csv": Right(("noise",), "kind", ("a", "b", "c"), 90, ("“Id” " + OUT,)),
    "F11_years_as_names.csv": Right(("2019", "2020"), "2021", (), 6, ("“region” is left out: it holds 6 different texts",)),
    "F13_last_column_all_different_texts.csv": Right(("temp",), "hum", (), 28, ("“date” is left out",)),
    "F14_label_named_diagnosis_first.csv": Right(("r", "t"), "diagnosis", ("B", "M")),
    "F18_spaces.txt": Right(("column 1", "column 2"), "column 3", ("0", "1")),
    "F20_comment_lines.csv": Right(("b",), "y", ("0", "1"), 8, ("2 lines above the table were passed over",)),
    "F21_ctrl_z_at_end.csv": Right(("b",), "y", ("0", "1")),
    "F23_numbers_1e200.csv": Right(("a",), "y", ("0", "1"), 12),
    "F24_names_with_less_than.csv": Right(("age<30",), "kind", ("a", "b"), 20, ("“CO <mg/m3>” " + OUT,)),
    "F25_class_with_newline.csv": Right(("b",), "kind", ("in side", "out side"), 20),
    "F26_true_false_inputs.csv": Right(("a = True", "b = True"), "out", ("False", "True"), 16, ("0 for “False”, 1 for “True”",)),
    "F27_percent_and_money.csv": Right(("rate", "price"), "y", ("0", "1"), 8, ("“%” was passed over", "“$” was", "1,000.5")),
    "F28_preview_differs.csv": Right(("a", "b"), "y", (), 400),
    "F29_unicode_minus.csv": Right(("a", "b"), "y", ("0", "1")),
    "F30_excel_missing.csv": Right(("a", "b"), "y", ("0", "1"), 7, ('"#N/A" in "a"',)),
    "F32_quoted_sep_line.csv": Right(("b",), "y", ("0", "1")),
}


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir()))
def test_every_case_is_read_as_it_should_be(name: str) -> None:
    if name == "F16_point_thousands_silent.csv":
        with pytest.raises(FileProblem, match=r'line 5, column "price": "1\.010" may have a decimal point or a mark between'):
            read_csv(CASES / name)
        return
    right, (table, sketch) = RIGHT[name], read_with_sketch(CASES / name)
    assert (table.input_names, table.target_name, table.classes) == (right.inputs, right.target, right.classes)
    assert len(table.target) == right.rows
    said = "\n".join(table.notes)
    assert [part for part in right.said if part not in said] == []
    assert (sketch.label, sketch.task == "regression") == (table.target_name, table.task.is_regression)
    assert encoded(table).tolist() == table.inputs.tolist()


def encoded(table: Table) -> np.ndarray:
    """The inputs, made again from one value for each column, which `SourceColumn.encode` documents."""
    starts = np.cumsum([0, *(len(column.inputs) for column in table.columns)])
    values = []
    for _column, start, end in zip(table.columns, starts, starts[1:], strict=False):
        part = table.inputs[:, start:end]
        values.append(part[:, 0] if end - start == 1 else part.argmax(1).astype(float))
    return encode(table.columns, np.stack(values, axis=1))


@pytest.mark.parametrize(
    ("choices", "first", "fourth"),
    [(ReadingChoices(thousands="."), 950, 1010), (ReadingChoices(decimal="."), 950, 1.01)],
)
def test_a_doubtful_mark_is_read_as_somebody_says(choices: ReadingChoices, first: float, fourth: float) -> None:
    table = read_csv(CASES / "F16_point_thousands_silent.csv", choices=choices)
    assert table.inputs[[0, 3], 0].tolist() == [first, fourth]


def test_a_doubtful_mark_is_shown_in_the_sketch() -> None:
    sketch = preview_csv(CASES / "F16_point_thousands_silent.csv")
    assert '"1.010" may have a decimal point' in sketch.problem
    assert sketch.names == ("price", "b", "y")


def read(text: str, tmp_path: Path, choices: ReadingChoices | None = None, label: str = "") -> Table:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return read_csv(path, label, choices=choices or ReadingChoices())


GAPS = "a,colour,y\n" + "1,red,0\n3,,1\n?,blue,0\n5,red,1\n7,green,0\n9,red,1\n"


@pytest.mark.parametrize(
    ("missing", "third", "rows"), [("mean", 5, 6), ("median", 5, 6), ("most", 1, 6), ("rows", 5, 5), ("level", 5, 6)]
)
def test_a_missing_number_is_filled_as_chosen(tmp_path: Path, missing: str, third: float, rows: int) -> None:
    table = read(GAPS, tmp_path, ReadingChoices(fill=missing))
    assert (len(table.target), table.inputs[2, 0]) == (rows, third)
    assert ("a = missing" in table.input_names) == (missing == "level")
    if missing != "rows":
        assert "Missing values of “a” (1) are" in "\n".join(table.notes)


def test_gaps_are_filled_from_the_training_rows_alone(tmp_path: Path) -> None:
    table = read(GAPS, tmp_path, ReadingChoices(fill="mean"))
    filled = table.filled_by(np.array([0, 1, 2]))
    assert filled.inputs[2, 0] == 2
    assert table.inputs[2, 0] == 5
    assert filled.columns[0].fill == 2


def test_a_missing_category_is_a_level_of_its_own_unless_chosen_otherwise(tmp_path: Path) -> None:
    table = read(GAPS, tmp_path)
    assert table.input_names == ("a", "colour = blue", "colour = green", "colour = red", "colour = missing")
    choices = ReadingChoices().with_column(ColumnChoice("colour", missing="most"))
    assert read(GAPS, tmp_path, choices).inputs[1].tolist() == [3, 0, 0, 1]


def test_levels_in_an_order_are_numbers(tmp_path: Path) -> None:
    text = "size,w,y\n" + "S,1.5,0\nL,3.5,1\nM,2.5,0\nS,1.5,1\n" * 2
    choices = ReadingChoices().with_column(ColumnChoice("size", kind="ordered", levels=("S", "M", "L")))
    table = read(text, tmp_path, choices)
    assert table.inputs[:4, 0].tolist() == [0, 2, 1, 0]
    assert "“size” is read as numbers from 0: S < M < L." in table.notes


def test_columns_are_used_or_left_out_as_chosen(tmp_path: Path) -> None:
    text = "id,a,b,y\n" + "".join(f"{i + 1},{i % 3},{i * i},{i % 2}\n" for i in range(8))
    assert read(text, tmp_path).input_names == ("a", "b")
    choices = ReadingChoices(columns=(ColumnChoice("id", role="input"), ColumnChoice("b", role="out")))
    assert read(text, tmp_path, choices).input_names == ("id", "a")


def test_words_for_missing_are_those_chosen(tmp_path: Path) -> None:
    text = "a,b,y\n" + "1,2,0\n-9,4,1\n3,5,0\n7,8,1\n" * 4
    table = read(text, tmp_path, ReadingChoices(words=("-9",)))
    assert 'Taken for a missing value: "-9" in "a".' in table.notes


@pytest.mark.parametrize(("header", "names"), [("yes", ("1", "2")), ("no", ("column 1", "column 2"))])
def test_the_first_line_holds_names_if_somebody_says_so(tmp_path: Path, header: str, names: tuple[str, ...]) -> None:
    table = read("1,2,3\n" + "4,5.5,6\n7,8,9\n" * 4, tmp_path, ReadingChoices(header=header))
    assert table.input_names == names


@pytest.mark.parametrize("name", ["결과", "합격", "분류", "Diagnosis", "outcome", "survived", "churn"])
def test_known_names_are_the_target(tmp_path: Path, name: str) -> None:
    assert read(f"{name},a,b\n" + "1,2.5,7\n0,3.5,9\n" * 4, tmp_path).target_name == name


@pytest.mark.parametrize("name", ["학번", "수험번호", "customer_id", "PassengerId", "No"])
def test_ids_are_left_out(tmp_path: Path, name: str) -> None:
    rows = "".join(f"{20210000 + 37 * i},{i % 4}.5,{i % 2}\n" for i in range(12))
    table = read(f"{name},score,pass\n" + rows, tmp_path)
    assert table.input_names == ("score",)
    assert f"“{name}” is left out" in table.notes[0]


def test_a_few_texts_among_many_numbers_count_as_missing(tmp_path: Path) -> None:
    text = "a,b,y\n" + "".join(f"{'oops' if i == 7 else i * i},{i % 5},{i % 2}\n" for i in range(40))
    table = read(text, tmp_path)
    assert len(table.target) == 39
    assert "“a” has 1 text among its numbers, “oops”: it counts as missing." in table.notes


def test_choices_are_one_text_that_is_read_back() -> None:
    columns = (ColumnChoice("a<b", "out"), ColumnChoice("크기", kind="ordered", missing="most", levels=("소", "대")))
    choices = ReadingChoices("cp949", ";", ",", ".", "#", "no", ("", "x"), "mean", "ordered", columns)
    assert read_choices(choices_text(choices)) == choices
    assert read_choices(choices_text(ReadingChoices())) == ReadingChoices()
    assert choices_text(ReadingChoices()) == '{"rules":3}'


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"encoding":"nonsense"}',
        '{"columns":[{}]}',
        '{"header":"perhaps"}',
        '{"other":1}',
        '{"rules":4}',
        '{"words":[1]}',
    ],
)
def test_damaged_choices_are_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_choices(text)


def test_a_table_of_an_earlier_version_keeps_its_inputs() -> None:
    path = str(CASES / "F26_true_false_inputs.csv")
    with pytest.raises(FileProblem, match="no column to learn from"):
        CsvFile(path).make(np.random.default_rng())
    earlier = CsvFile(str(CASES / "F10_row_numbers_tell_the_class.csv"), "kind")
    assert earlier.make(np.random.default_rng()).input_names == ("Id", "noise")
    now = replace(earlier, reading=choices_text(ReadingChoices()))
    assert now.make(np.random.default_rng()).input_names == ("noise",)
