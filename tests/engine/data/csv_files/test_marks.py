"""Decimal and thousands marks of a whole file: what is read, what is noted, and where it is asked for instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.data.csv_files.choices import ColumnChoice, ReadingChoices
from engine.data.csv_files.reader import read_csv
from engine.data.table import Table
from engine.files.file_problem import FileProblem

Read = Any
TARGET = ("0", "1", "0", "1", "1", "0", "1", "0", "0", "1", "1", "0", "1", "0", "0", "1", "1", "0", "1", "0")


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """A table of one column a, in a file between semicolons or other marks, with a target y behind it."""

    def made(*cells: str, mark: str = ";", names: str = "a", **choices: Any) -> Table:
        path = tmp_path / "t.csv"
        rows = [f"{cell}{mark}{y}" for cell, y in zip(cells, TARGET, strict=False)]
        path.write_text("\n".join([f"{names}{mark}y", *rows]) + "\n", encoding="utf-8")
        return read_csv(path, "y", choices=ReadingChoices(**choices))

    return made


def inputs(table: Table) -> list[float]:
    return [float(x) for x in table.inputs[:, 0]]


def test_decimal_commas_are_noted_with_the_first(read: Read) -> None:
    table = read("3", "+1,5", "-2,25", "7")
    assert inputs(table) == [3, 1.5, -2.25, 7]
    assert table.notes == ('Commas were read as decimal commas: "+1,5" in column "a" is 1.5.',)
    assert read("3", "1", "2", "7").notes == ()


@pytest.mark.parametrize(
    ("cells", "numbers", "note"),
    [
        (
            ("1.234.567", "2.000.000", "5", "3.000,5"),
            [1234567, 2000000, 5, 3000.5],
            'Marks between thousands were passed over: "1.234.567" in column "a" is 1,234,567.',
        ),
        (
            ("1,234.5", "2,000", "5", "7"),
            [1234.5, 2000, 5, 7],
            'Marks between thousands were passed over: "1,234.5" in column "a" is 1,234.5.',
        ),
        (
            ("1 234", "2 000", "5", "7"),
            [1234, 2000, 5, 7],
            'Marks between thousands were passed over: "1 234" in column "a" is 1,234.',
        ),
        (
            ("$1,234,567", "$2", "$3", "$4"),
            [1234567, 2, 3, 4],
            'Marks between thousands were passed over: "1,234,567" in column "a" is 1,234,567.',
        ),
    ],
)
def test_thousands_marks_beyond_doubt_are_passed_over(read: Read, cells: tuple[str], numbers: list[float], note: str) -> None:
    table = read(*cells)
    assert inputs(table) == numbers
    assert note in table.notes


@pytest.mark.parametrize(
    ("cells", "choices", "sentence"),
    [
        (
            ("1.5", "1,5", "2.5", "3.5"),
            {},
            '"t.csv", line 3, column "a": "1,5" has a comma, but other numbers of the file have a decimal point. '
            "Write all numbers with a decimal point and without thousands separators (1234.5).",
        ),
        (
            ("1.010", "990", "1.200", "3"),
            {},
            '"t.csv", line 2, column "a": "1.010" may have a decimal point or a mark between thousands. '
            "Say which it is when you open the file, or write numbers without thousands marks and with a decimal point (1234.5).",
        ),
        (
            ("990", "5", "-1.200", "3"),
            {},
            '"t.csv", line 4, column "a": "-1.200" may have a decimal point or a mark between thousands. '
            "Say which it is when you open the file, or write numbers without thousands marks and with a decimal point (1234.5).",
        ),
        (
            ("990", "5", "1,200", "3"),
            {"decimal": "."},
            '"t.csv", line 4, column "a": "1,200" has thousands separators, or a decimal mark that the rest of the file has not. '
            "Say which it is when you open the file, or write numbers without them and with a decimal point (1234.5).",
        ),
    ],
)
def test_a_mark_that_cannot_be_told_is_asked_for(read: Read, cells: tuple[str], choices: dict[str, str], sentence: str) -> None:
    with pytest.raises(FileProblem) as problem:
        read(*cells, **choices)
    assert str(problem.value) == sentence


@pytest.mark.parametrize(
    ("cells", "choices", "numbers"),
    [
        (("1.010", "990", "1.20", "3"), {}, [1.01, 990, 1.2, 3]),  # one with two digits behind the point decides
        (("0.010", "990", "1.200", "3"), {}, [0.01, 990, 1.2, 3]),  # no group begins with 0
        (("1.010", "2.990", "1.200", "3.001"), {}, [1.01, 2.99, 1.2, 3.001]),  # no whole number beside them
        (("1.010", "990", "1.200", "3"), {"decimal": "."}, [1.01, 990, 1.2, 3]),
        (("1.010", "990", "1.200", "3"), {"thousands": "."}, [1010, 990, 1200, 3]),
        (("1.010", "990", "1.200", "3"), {"thousands": "none"}, [1.01, 990, 1.2, 3]),
        (("1.010", "990", "1.200", "3"), {"rules": 1}, [1.01, 990, 1.2, 3]),
        (("1,200", "990", "5", "3"), {"thousands": ","}, [1200, 990, 5, 3]),
    ],
)
def test_what_tells_the_mark(read: Read, cells: tuple[str], choices: dict[str, Any], numbers: list[float]) -> None:
    assert inputs(read(*cells, **choices)) == numbers


def test_between_commas_points_are_decimals(read: Read) -> None:
    assert inputs(read("1.010", "990", "1.200", "3", mark=",")) == [1.01, 990, 1.2, 3]


def test_columns_that_are_left_out_do_not_decide(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b;y\n1,5;1.5;0\n2;2.5;1\n3;4.5;0\n5;7;1\n", encoding="utf-8")
    with pytest.raises(FileProblem, match="has a comma, but other numbers of the file have a decimal point"):
        read_csv(path, "y")
    table = read_csv(path, "y", choices=ReadingChoices(columns=(ColumnChoice("b", "out"),)))
    assert inputs(table) == [1.5, 2, 3, 5]


def test_units_and_minus_signs_are_noted(read: Read) -> None:
    table = read("$5 kg", "−3 kg", "$2 kg", "$7kg")
    assert inputs(table) == [5, -3, 2, 7]
    assert table.notes == (
        "“$ … kg” was passed over in the numbers of column “a”.",
        "The sign “−” was read as a minus in “a”.",
    )
    assert read("5 %", "3 %", "2 %", "7 %").notes == ("“%” was passed over in the numbers of column “a”.",)


@pytest.mark.parametrize(
    ("cells", "values", "said"),
    [
        (("12 kg", "13 kg", "14", "9 kg"), [12, 13, 14, 9], "“kg”; 1 number without it, “14”, was taken as if it had it."),
        (("5 %", "3", "2", "7 %", "8%"), [5, 3, 2, 7, 8], "“%”; 2 numbers without it, first “3”, were taken as if they had it."),
        (("$1,200.5", "$900", "950", "$7,100"), [1200.5, 900, 950, 7100], "“$”; 1 number without it, “950”, was taken"),
        (("0", "0", "3 m", "2 m", "4 m"), [0, 0, 3, 2, 4], "“m”; 2 numbers without it, first “0”, were taken as if"),
    ],
)
def test_numbers_without_the_unit_of_most_are_in_it_and_are_noted(
    read: Read, cells: tuple[str, ...], values: list[float], said: str
) -> None:
    table = read(*cells)
    assert inputs(table) == values
    assert said.replace("”;", "” was passed over in the numbers of column “a”;", 1) in table.notes[0]


@pytest.mark.parametrize(
    ("cells", "cell", "mark"),
    [
        (("12 %", "30 %", "45 %", "0.12"), "0.12", "%"),  # a share
        (("1.2 km", "3 km", "2.5 km", "800"), "800", "km"),  # metres
        (("1.2k", "900k", "3k", "900"), "900", "k"),  # of one size, but a multiplier
        (("3만", "5만", "4만", "7"), "7", "만"),
        (("$5k", "$6k", "$7k", "$8", "$9k"), "$8", "$ … k"),
        (("$5M", "$6M", "$7M", "8", "$9M"), "8", "$ … M"),
    ],
)
def test_numbers_that_may_be_in_another_unit_are_never_mixed_with_the_rest(
    read: Read, cells: tuple[str, ...], cell: str, mark: str
) -> None:
    table = read(*(f"{one};{number**2}" for number, one in enumerate(cells)), names="a;b")
    assert "a" not in table.input_names
    assert table.notes[0] == (
        f"“a” was not read as numbers: “{cell}” is without “{mark}” and may be in another unit. "
        "Write the unit behind each number, or behind none."
    )


@pytest.mark.parametrize(
    ("cells", "rules"),
    [
        (("5 kg", "6 g", "7 kg", "8"), 3),
        (("5 kg", "6 kg", "7", "8"), 3),
        (("5 kg", "6 kg", "red", "7 kg", "8"), 3),
        (("12 kg", "13 kg", "14", "9 kg"), 2),
    ],
)
def test_two_units_or_a_unit_at_half_of_the_numbers_stay_texts(read: Read, cells: tuple[str, ...], rules: int) -> None:
    table = read(*(f"{one};{number**2}" for number, one in enumerate(cells)), names="a;b", rules=rules)
    assert "a" not in table.input_names
    assert not any("passed over" in note for note in table.notes)


def test_a_table_of_earlier_rules_keeps_its_reading_of_units(read: Read) -> None:
    cells = ("1.2k", "2k", "3k", "4k", "5k", "6k", "7k", "8k", "9k", "900")
    assert inputs(read(*cells, rules=2)) == [1.2, 2, 3, 4, 5, 6, 7, 8, 9, 900]


def test_a_single_grouped_number_among_names_is_a_name(read: Read) -> None:
    table = read(*["x", "y"] * 9, "1,234", "z", mark=";")
    assert "a = 1,234" in table.input_names


def test_the_line_of_a_mark_is_that_of_the_first_text_that_has_one(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,y\n5,0\nx,1\n"1,234",0\n' + "7,1\n" * 12, encoding="utf-8")
    with pytest.raises(FileProblem, match=r'line 4, column "a": "1,234" has thousands separators'):
        read_csv(path, "y")


def test_the_comma_that_is_noted_is_that_of_a_number(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;y\n3;0\nx, z;1\n1,5;0\n" + "7;1\n" * 40, encoding="utf-8")
    assert 'Commas were read as decimal commas: "1,5" in column "a" is 1.5.' in read_csv(path, "y").notes
