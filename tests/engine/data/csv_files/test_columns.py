"""What the cells of a column hold, and the units around its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from engine.data.csv_files.cells import Cells
from engine.data.csv_files.choices import ReadingChoices
from engine.data.csv_files.columns import Column, parse_column, parse_with_unit, texts_of
from engine.data.csv_files.numbers import MISSING, NumberFormat
from engine.data.csv_files.target import with_its_words

POINTS = NumberFormat()


def column(cells: Sequence[object], name: str = "a", numbers: NumberFormat = POINTS) -> Column:
    return parse_column(name, Cells([tuple(map(str, cells))]), numbers)


def test_cells_are_numbers_texts_and_gaps() -> None:
    found = column(["1", " 2.5 ", "", "NA", "red", "red  dark", " na "])
    np.testing.assert_array_equal(found.values, [1, 2.5] + [np.nan] * 5)
    assert found.missing.tolist() == [False, False, True, True, False, False, True]
    assert found.text.tolist() == [False, False, False, False, True, True, False]
    assert (found.numbers, found.texts, found.gaps, found.first_text()) == (2, 2, 3, 4)
    assert (found.words, found.commas, found.points) == (("NA", "na"), False, True)
    assert dict(found.levels) == {"red": 1, "red dark": 1}
    assert not found.is_numeric
    assert column(["1", ""]).is_numeric
    empty = column(["", ""])
    assert (empty.is_numeric, empty.is_text, empty.is_mixed) == (False, False, False)


def test_of_many_words_for_a_missing_value_twenty_are_kept() -> None:
    words = frozenset(f"w{i}" for i in range(25))
    found = parse_column("a", Cells([("1", *(f"w{i}" for i in range(25)))]), POINTS, words)
    assert found.words == tuple(f"w{i}" for i in range(20))
    assert parse_column("a", Cells([]), POINTS).values.tolist() == []


def test_a_code_for_a_missing_value_is_no_number() -> None:
    found = parse_column("a", Cells([("1", "-9", "-9.0")]), POINTS, frozenset({"", "-9"}))
    np.testing.assert_array_equal(found.values, [1, np.nan, -9])
    assert found.words == ("-9",)


@pytest.mark.parametrize(
    ("texts", "numbers", "is_text"), [(9, 1, True), (8, 1, False), (1, 0, True), (0, 5, False), (18, 2, True)]
)
def test_from_nine_texts_in_ten_on_it_is_a_column_of_text(texts: int, numbers: int, is_text: bool) -> None:
    found = column(["t"] * texts + ["1"] * numbers)
    assert found.is_text is is_text
    assert found.is_mixed is (texts > 0 and not is_text)


def test_words_that_come_again_beside_other_texts_are_classes() -> None:
    cells = ["NA", "EU", "NA", "-", "EU", "AS"]
    found = with_its_words(column(cells), ReadingChoices())
    assert dict(found.levels) == {"NA": 2, "EU": 2, "AS": 1}
    assert (found.words, found.gaps) == (("-",), 1)
    for choices in (ReadingChoices(words=("x",)), ReadingChoices(rules=1)):
        assert with_its_words(column(cells), choices).gaps == 3
    assert with_its_words(column(["NA", "1", "NA"]), ReadingChoices()).gaps == 2  # beside numbers they are gaps
    assert with_its_words(column(["NA", "EU", ""]), ReadingChoices()).gaps == 2  # once only


# -- units
@pytest.mark.parametrize(
    ("cells", "values", "affix"),
    [
        (["5 kg", "6 kg", "7.5kg"], [5, 6, 7.5], ("", "kg")),
        (["$5", "$ 6", "-$7"], [5, 6, -7], ("$", "")),
        (["5 %", "6 %", ""], [5, 6, np.nan], ("", "%")),
        (["€5.5k", "€6k", "€7k"], [5.5, 6, 7], ("€", "k")),
    ],
)
def test_a_unit_around_every_number_is_passed_over(cells: list[str], values: list[float], affix: tuple[str, str]) -> None:
    found = parse_with_unit(column(cells), POINTS, MISSING)
    np.testing.assert_array_equal(found.values, values)
    assert found.affix is not None
    assert (found.affix.before, found.affix.behind) == affix


@pytest.mark.parametrize(
    "cells",
    [
        ["5 kg", "6 g", "7 kg"],
        ["$5", "€6", "$7"],
        ["A5", "A6", "A7"],  # no currency
        ["5 kg", "red", "7 kg"],
        ["5", "6", "7"],
        ["5 kilograms", "6 kilograms", "7 kilograms"],
    ],
)
def test_what_is_no_unit_stays(cells: list[str]) -> None:
    before = column(cells)
    assert parse_with_unit(before, POINTS, MISSING) is before


def test_a_unit_strips_its_own_numbers_only() -> None:
    affix = parse_with_unit(column(["$5 kg", "$6 kg"]), POINTS, MISSING).affix
    assert affix is not None
    assert [affix.strip(cell) for cell in ("$5 kg", "5 kg", "$ -5", "+$5.5kg", "5 g", "€5", "red", "5")] == (
        ["5", "5", "-5", "+5.5", "5 g", "€5", "red", "5"]
    )


def test_texts_by_which_the_writing_of_numbers_is_judged() -> None:
    columns = [column(["a", "b", "a"], "x"), column([1, 2, 3], "y"), column(["c", 1, 2], "z")]
    assert [(one.name, text) for one, text in texts_of(columns)] == [("x", "a"), ("x", "b"), ("z", "c")]
