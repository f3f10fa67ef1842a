"""What a dialog shows of each column: bars worked by hand, gaps, and what will stand for them."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from engine.data.csv_files.choices import ColumnChoice, ReadingChoices
from engine.data.csv_files.reader import preview_csv
from engine.data.csv_files.sketch import ColumnSketch, TableSketch


def sketch(folder: Path, text: str, choices: ReadingChoices | None = None, label: str = "") -> TableSketch:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8")
    return preview_csv(path, choices=choices or ReadingChoices(), label=label)


def of_column(folder: Path, cells: list[object], choices: ReadingChoices | None = None) -> ColumnSketch:
    """A column beside a target of two classes."""
    return sketch(folder, "a,y\n" + "".join(f"{cell},{i % 2}\n" for i, cell in enumerate(cells)), choices).columns[0]


def test_twelve_bars_from_the_least_to_the_largest(tmp_path: Path) -> None:
    found = of_column(tmp_path, [0, 0.9, 1, 5, 11.9, 12, 12, 6.5])
    assert found.bars == (2, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 3)
    assert (found.low, found.high, found.different, found.missing) == (0, 12, 7, 0)
    assert found.mean == pytest.approx(49.3 / 8)
    shifted = of_column(tmp_path, [-24, -22.2, -22, -14, -0.2, 0, 0, -11])
    assert shifted.bars == found.bars


@pytest.mark.parametrize(
    ("cells", "bars"),
    [([5, 5, 5, 5], (4,)), ([-1.7e308, 1.7e308, 0, 0], (4,)), ([-8e307, 8e307, 0, 1], (1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1))],
)
def test_numbers_without_a_width_that_can_be_divided_are_one_bar(tmp_path: Path, cells: list[object], bars: tuple[int]) -> None:
    assert of_column(tmp_path, cells).bars == bars


def test_levels_have_a_bar_each(tmp_path: Path) -> None:
    found = of_column(tmp_path, ["red", "blue", "red", "", "red", "blue"])
    assert (found.levels, found.bars, found.different) == (("blue", "red"), (2, 3), 2)
    assert found.missing == pytest.approx(1 / 6)
    assert (found.fill, found.kind, found.is_numeric) == ("level", "category", False)
    assert all(map(math.isnan, (found.low, found.high, found.mean)))


def test_of_more_than_fifty_levels_the_most_frequent_are_shown(tmp_path: Path) -> None:
    choices = ReadingChoices(columns=(ColumnChoice("a", kind="category"),))
    fifty = of_column(tmp_path, [f"n{i:02}" for i in range(50)] * 2, choices)
    assert fifty.levels == tuple(f"n{i:02}" for i in range(50))
    more = of_column(tmp_path, [f"n{i:02}" for i in range(51)] + ["n50"] * 2, choices)
    assert (more.levels[:2], more.bars[:2], len(more.levels)) == (("n50", "n00"), (3, 1), 50)


@pytest.mark.parametrize(
    ("choices", "fill"),
    [
        (ReadingChoices(), "rows"),
        (ReadingChoices(fill="mean"), "mean"),
        (ReadingChoices(fill="mean", columns=(ColumnChoice("a", missing="most"),)), "most"),
        (ReadingChoices(columns=(ColumnChoice("a", kind="category"),)), "level"),
        (ReadingChoices(fill="mean", columns=(ColumnChoice("a", kind="category"),)), "level"),
        (ReadingChoices(columns=(ColumnChoice("a", kind="ordered"),)), "rows"),
    ],
)
def test_what_stands_for_a_gap(tmp_path: Path, choices: ReadingChoices, fill: str) -> None:
    assert of_column(tmp_path, [3, "", 4, 3, 4, 4], choices).fill == fill


def test_a_mistake_among_numbers_counts_as_a_gap_of_an_input_alone(tmp_path: Path) -> None:
    cells = [*(i * i for i in range(38)), "oops", ""]
    assert of_column(tmp_path, cells).missing == pytest.approx(2 / 40)
    text = "a,y\n" + "".join(f"{i % 7},{cell}\n" for i, cell in enumerate(cells))
    target = sketch(tmp_path, text, label="y").columns[1]
    assert (target.role, target.fill, target.missing) == ("target", "rows", pytest.approx(1 / 40))
    assert sum(target.bars) == 38


def test_the_marks_of_a_file(tmp_path: Path) -> None:
    plain = sketch(tmp_path, "a,y\n1.5,0\n2.5,1\n")
    assert (plain.separator, plain.decimal, plain.thousands, plain.delimiter, plain.kind) == (",", ".", "", "comma", "text")
    comma = sketch(tmp_path, "a;y\n1,5;0\n2,5;1\n")
    assert (comma.separator, comma.decimal, comma.delimiter, comma.has_header, comma.whole) == (";", ",", "semicolon", True, True)
    assert comma.names == ("a", "y")
    assert sketch(tmp_path, "a;y\n1;0\n2;1\n").decimal == "."
    groups = sketch(tmp_path, "a;y\n1.234.567;0\n2.000.000;1\n")
    assert groups.thousands == "."
