"""Categories as inputs, the classes of a target, and how many of each there may be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.data.csv_files.choices import ColumnChoice, ReadingChoices
from engine.data.csv_files.inputs import float_of, with_distinct_inputs
from engine.data.csv_files.reader import read_csv
from engine.data.source_columns import SourceColumn
from engine.data.table import Table
from engine.files.file_problem import FileProblem


def read(
    folder: Path, cells: list[object], *choices: ColumnChoice, target: list[object] | None = None, task: str = "auto"
) -> Table:
    rows = zip(cells, target or [i % 2 for i in range(len(cells))], strict=True)
    (folder / "t.csv").write_text("a,y\n" + "".join(f"{cell},{y}\n" for cell, y in rows), encoding="utf-8")
    return read_csv(folder / "t.csv", "y", task, choices=ReadingChoices(columns=choices))


CATEGORY, ORDERED = ColumnChoice("a", kind="category"), ColumnChoice("a", kind="ordered")


def test_two_levels_are_one_input_and_three_are_three(tmp_path: Path) -> None:
    two = read(tmp_path, ["p", "q", "p", "q"])
    assert (two.input_names, two.inputs[:, 0].tolist()) == (("a = q",), [0, 1, 0, 1])
    assert two.notes == ("“a” became one input: 0 for “p”, 1 for “q”.",)
    three = read(tmp_path, ["r", "p", "q", "p", "q", "p"])
    assert three.input_names == ("a = p", "a = q", "a = r")
    assert three.inputs[:2].tolist() == [[0, 0, 1], [1, 0, 0]]
    assert three.notes == ("“a” became 3 inputs, one for each of its values.",)


def test_levels_of_numbers_are_sorted_by_size(tmp_path: Path) -> None:
    table = read(tmp_path, [10, 9, 2, 10, 9, 2], CATEGORY)
    assert table.input_names == ("a = 2", "a = 9", "a = 10")
    assert [float_of(text) for text in ("2", "1,5", "x")] == [2, 1.5, float("inf")]


@pytest.mark.parametrize(
    ("missing", "columns", "second"),
    [
        ("", 3, [0, 0, 1]),
        ("level", 3, [0, 0, 1]),
        ("most", 1, [0]),
        ("mean", 1, [0]),
        ("median", 1, [0]),
        ("rows", 1, [1]),
    ],
)
def test_a_missing_level_is_a_level_or_what_was_chosen(tmp_path: Path, missing: str, columns: int, second: list[float]) -> None:
    table = read(tmp_path, ["p", "", "q", "p", "q", "p"], ColumnChoice("a", kind="category", missing=missing))
    assert table.inputs.shape == (5 if missing == "rows" else 6, columns)
    assert table.inputs[1].tolist() == second


def test_an_ordered_column_has_one_input(tmp_path: Path) -> None:
    cells = ["low", "high", "mid", "low", "high", ""]
    chosen = ColumnChoice("a", kind="ordered", levels=("low", "mid", "none"))
    table = read(tmp_path, list(cells), chosen)
    assert table.inputs[:, 0].tolist() == [0, 2, 1, 0, 2]  # the row without a value is left out
    assert table.notes[:2] == (
        '“a” has no value "none", which its order names.',
        "“a” is read as numbers from 0: low < mid < high.",
    )
    many = read(tmp_path, [f"n{i}" for i in range(9)] * 2, ORDERED)
    assert many.notes == ("“a” is read as numbers from 0: n0 < n1 < n2 < n3 < n4 < n5 < n6 < n7 ….",)
    eight = read(tmp_path, [f"n{i}" for i in range(8)] * 2, ORDERED)
    assert eight.notes == ("“a” is read as numbers from 0: n0 < n1 < n2 < n3 < n4 < n5 < n6 < n7.",)
    category = read(tmp_path, ["p", "q", "p", "q"], ColumnChoice("a", kind="category", levels=("q", "z")))
    assert category.notes == ("“a” became one input: 0 for “p”, 1 for “q”.",)  # an order means nothing there


def test_a_category_has_fifty_levels_and_an_order_a_thousand(tmp_path: Path) -> None:
    assert read(tmp_path, [f"n{i}" for i in range(50)], CATEGORY).inputs.shape == (50, 50)
    with pytest.raises(FileProblem, match=r'column "a" has 51 different values; a category has at most 50\. Leave it out'):
        read(tmp_path, [f"n{i}" for i in range(51)], CATEGORY)
    assert read(tmp_path, [f"n{i}" for i in range(1000)], ORDERED).inputs.shape == (1000, 1)
    with pytest.raises(FileProblem, match="has 1,001 different values; a category has at most 1000"):
        read(tmp_path, [f"n{i}" for i in range(1001)], ORDERED)


def test_no_two_inputs_have_one_name() -> None:
    columns = [SourceColumn("a = b", "number", ("a = b",)), SourceColumn("a", "category", ("a = b", "a = c"), ("b", "c"))]
    found = with_distinct_inputs([*columns, columns[0]])
    assert [one.inputs for one in found] == [("a = b",), ("a = b (2)", "a = c"), ("a = b (3)",)]


# -- classes
def test_classes_are_sorted_and_numbers_are_classes_by_value(tmp_path: Path) -> None:
    texts = read(tmp_path, [5, 9, 7, 6], target=["q", "p", " q ", "r  s"])
    assert (texts.classes, texts.target.tolist()) == (("p", "q", "r s"), [1, 0, 1, 2])
    numbers = read(tmp_path, [5, 9, 7, 6], target=["10", "2.0", "+2", "2.5"], task="classification")
    assert (numbers.classes, numbers.target.tolist()) == (("2", "2.5", "10"), [2, 0, 0, 1])


def test_a_hundred_classes_and_names_of_five_hundred_letters_are_possible(tmp_path: Path) -> None:
    rows = [i * i % 97 for i in range(101)]
    assert len(read(tmp_path, rows[:100], target=[f"n{i:03}" for i in range(100)], task="classification").classes) == 100
    with pytest.raises(FileProblem, match=r'"y" has 101 different classes; at most 100 are possible\. Choose another label'):
        read(tmp_path, list(rows), target=[f"n{i:03}" for i in range(101)], task="classification")
    with pytest.raises(FileProblem, match="It is probably a number: choose the task regression"):
        read(tmp_path, list(rows), target=[i / 2 for i in range(101)], task="classification")
    names = ["p", "q" * 500] * 2
    assert read(tmp_path, [5, 9, 7, 6], target=list(names)).classes == ("p", "q" * 500)
    with pytest.raises(FileProblem, match=r'the class "q+…" has 501 letters; at most 500 are possible\. Shorten it'):
        read(tmp_path, [5, 9, 7, 6], target=["p", "q" * 501] * 2)
    with pytest.raises(FileProblem, match='column "y": every row has the class "p", so there is nothing to tell apart'):
        read(tmp_path, [5, 9, 7, 6], target=["p"] * 4)


def test_the_label_is_found_by_its_name_then_by_its_number(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("1,a,A,b\n" + "".join(f"{i * i % 7},{i % 3},{i % 5},{i % 2}\n" for i in range(12)))

    def target(label: str) -> str:
        return read_csv(tmp_path / "t.csv", label, choices=ReadingChoices(header="yes")).target_name

    assert [target(label) for label in ("a", "A", "B", " b ", "1", "2", "4")] == ["a", "A", "b", "b", "1", "a", "b"]
    for label in ("0", "5", "c"):
        with pytest.raises(FileProblem, match=r"by its number, 1 to 4\."):
            target(label)


def test_a_number_to_learn_must_vary(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r'column "y": every row has the value 2\.5, so there is nothing to learn'):
        read(tmp_path, [5, 9, 7, 6], target=[2.5] * 4, task="regression")
    table = read(tmp_path, [5, 9, 7, 6], target=[2.5, 2.5, 2.5, 3.0], task="regression")
    np.testing.assert_array_equal(table.target, [2.5, 2.5, 2.5, 3])
