"""Choices about reading a table as one text: everything that is allowed at its limits, and each kind of damage."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.data.csv_files.choices import ColumnChoice, ReadingChoices, choices_text, read_choices
from engine.data.csv_files.marks import first_format, words_of
from engine.data.csv_files.numbers import MISSING, NumberFormat, affix_of, is_missing


@pytest.mark.parametrize(
    "data",
    [
        {"words": [str(i) for i in range(50)]},
        {"words": ["a" * 500]},
        {"words": None},
        {"encoding": ""},
        {"encoding": "LATIN-1"},
        {"rules": 1},
        {"columns": [{"name": "a" * 500, "levels": [str(i) for i in range(1000)], "kind": "ordered"}]},
        {"columns": [{"name": "a", "levels": []}]},
        {"separator": "blanks", "decimal": ",", "thousands": "none", "comment": "//", "header": "no", "fill": "level"},
    ],
)
def test_what_is_allowed_is_read(data: dict[str, Any]) -> None:
    found = read_choices(json.dumps(data))
    assert read_choices(choices_text(found)) == found
    assert all(data[name] == getattr(found, name) for name in data if isinstance(data[name], str | int))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"words": [str(i) for i in range(51)]}, "How the table is to be read is damaged at 'words'."),
        ({"words": ["a" * 501]}, "How the table is to be read is damaged at 'words'."),
        ({"words": ["a", "a"]}, "How the table is to be read is damaged at 'words'."),
        ({"words": "a"}, "How the table is to be read is damaged at 'words'."),
        ({"zoom": 1, "other": 1}, "How the table is to be read is damaged at 'other'."),
        ({"columns": {}}, "How the table is to be read is damaged at 'columns'."),
        ({"columns": [3]}, "How the table is to be read is damaged at 'columns'."),
        ({"columns": [{"name": ""}]}, "How the table is to be read is damaged at 'columns'."),
        ({"columns": [{"name": "a" * 501}]}, "How the table is to be read is damaged at 'columns'."),
        ({"columns": [{"name": 3}]}, "How the table is to be read is damaged at 'columns'."),
        ({"columns": [{"name": "a", "more": 1}]}, "How the table is to be read is damaged at 'columns'."),
        ({"columns": [{"name": "a"}, {"name": "a"}]}, "How the table is to be read is damaged at 'columns'."),
        ({"columns": [{"name": "a", "levels": ["x"] * 2}]}, "How the table is to be read is damaged at 'levels'."),
        (
            {"columns": [{"name": "a", "levels": [str(i) for i in range(1001)]}]},
            "How the table is to be read is damaged at 'levels'.",
        ),
        (
            {"columns": [{"name": "a", "role": "both"}]},
            "How the table is to be read is damaged: role must be one of '', 'input', 'out', not 'both'.",
        ),
        ({"decimal": 3}, "How the table is to be read is damaged: decimal must be one of '', '.', ',', not 3."),
        ({"rules": 4}, "A newer version of this program decided how the table is to be read: update the program."),
        ({"encoding": "hex"}, "This program knows no encoding 'hex'. Try utf-8, cp949 or cp1252."),
        ({"encoding": 3}, "This program knows no encoding 3. Try utf-8, cp949 or cp1252."),
        ({"encoding": "a" * 41}, f"This program knows no encoding '{'a' * 39}…'. Try utf-8, cp949 or cp1252."),
    ],
)
def test_damage_is_said_at_its_place(data: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as problem:
        read_choices(json.dumps(data))
    assert str(problem.value) == sentence


@pytest.mark.parametrize(
    ("text", "said"), [("{", "it is no JSON"), ("[" * 100_000, "it is no JSON"), ("3", "it must be an object")]
)
def test_what_is_no_object_is_damaged(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_choices(text)


def test_only_what_was_decided_stands_in_the_text() -> None:
    choices = ReadingChoices(separator=";", columns=(ColumnChoice("b", "out"), ColumnChoice("c", levels=("x",))))
    assert choices_text(choices) == (
        '{"rules":3,"separator":";","columns":[{"name":"b","role":"out"},{"name":"c","levels":["x"]}]}'
    )
    assert read_choices("") == ReadingChoices(rules=1)


def test_a_choice_replaces_the_one_before_about_its_column() -> None:
    one = ReadingChoices().with_column(ColumnChoice("a", "out")).with_column(ColumnChoice("b", "input"))
    assert one.of("a") == ColumnChoice("a", "out")
    assert one.of("c") == ColumnChoice("c")
    assert one.with_column(ColumnChoice("a", "input")).columns == (ColumnChoice("b", "input"), ColumnChoice("a", "input"))
    assert one.with_column(ColumnChoice("a")).columns == (ColumnChoice("b", "input"),)
    decide = [ColumnChoice("a", *values) for values in (("out",), ("", "number"), ("", "", "rows"), ("", "", "", ("x",)), ())]
    assert [choice.decides for choice in decide] == [True, True, True, True, False]


# -- numbers
@pytest.mark.parametrize(
    ("delimiter", "choices", "numbers"),
    [
        (",", ReadingChoices(), NumberFormat(False, True, "")),
        (";", ReadingChoices(), NumberFormat(True, True, "")),
        (";", ReadingChoices(decimal="."), NumberFormat(False, True, "")),
        (",", ReadingChoices(decimal=","), NumberFormat(True, False, "")),
        (";", ReadingChoices(thousands=","), NumberFormat(False, True, ",")),
        (";", ReadingChoices(thousands="."), NumberFormat(True, False, ".")),
        (";", ReadingChoices(thousands=" "), NumberFormat(True, True, " ")),
        (";", ReadingChoices(thousands="none"), NumberFormat(True, True, "")),
    ],
)
def test_how_numbers_are_written_as_far_as_it_is_said(delimiter: str, choices: ReadingChoices, numbers: NumberFormat) -> None:
    assert first_format(delimiter, choices) == numbers


@pytest.mark.parametrize(
    ("numbers", "cell", "value"),
    [
        (NumberFormat(), "1.5", 1.5),
        (NumberFormat(), "1,5", None),
        (NumberFormat(comma=True), "1,5", 1.5),
        (NumberFormat(comma=True), "1.5", 1.5),
        (NumberFormat(comma=True, point=False), "1.5", None),
        (NumberFormat(comma=True, point=False), "-12", -12),
        (NumberFormat(comma=True, point=False), "１２", None),
        (NumberFormat(thousands=","), "1,234.5", 1234.5),
        (NumberFormat(thousands=","), "12,34", None),
        (NumberFormat(comma=True, point=False, thousands="."), "-1.234,5", -1234.5),
        (NumberFormat(comma=True, point=False, thousands="."), "1.234.567", 1234567),
        (NumberFormat(thousands=" "), "1\u00a0234", 1234),
        (NumberFormat(thousands="'"), "1’234", 1234),
        (NumberFormat(), "\u22125", -5),
        (NumberFormat(), "\u00a05 ", 5),
        (NumberFormat(), "1e400", None),
        (NumberFormat(), "", None),
    ],
)
def test_a_cell_is_a_number_by_one_way_to_write_them(numbers: NumberFormat, cell: str, value: float | None) -> None:
    assert numbers.read(cell) == value


def test_words_for_a_missing_value() -> None:
    assert words_of(ReadingChoices()) is MISSING
    assert words_of(ReadingChoices(words=(" NIL ", "-9"))) == {"", "nil", "-9"}
    assert [is_missing(cell) for cell in ("", " NA ", "n.a.", "#N/A", "결측", "0", "no")] == [True] * 5 + [False] * 2


def test_an_affix_is_the_same_around_all_numbers() -> None:
    assert [affix_of(cells) for cells in (["5", "6"], ["5 kg", "red"], ["~5 kg", "6 g"], [])] == [None] * 4
    found = affix_of(["US$5 m", "6", "us$7"])
    assert found is None  # two ways to write the currency
    found = affix_of(["US$5 m", "6 m", "7"])
    assert found is not None
    assert (found.before, found.behind) == ("US$", "m")
