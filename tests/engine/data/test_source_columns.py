"""What inputs were in their file: encoded, decoded, filled and written as data, worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.data.source_columns import (
    SourceColumn,
    are_plain,
    columns_from_data,
    columns_to_data,
    decode,
    encode,
    filled,
    number_columns,
)

NAN = np.nan
NUMBER = SourceColumn("x", "number", ("x",))
FILLED = SourceColumn("x", "number", ("x",), missing="mean", fill=2.5)
TOLD = SourceColumn("x", "number", ("x", "x = missing"), missing="level", fill=9.0)
TWO = SourceColumn("s", "category", ("s = b",), ("a", "b"))
THREE = SourceColumn("c", "category", ("c = a", "c = b", "c = c"), ("a", "b", "c"))
MOST = SourceColumn("c", "category", ("c = a", "c = b", "c = c"), ("a", "b", "c"), missing="most", fill="b")
OWN = SourceColumn("c", "category", ("c = a", "c = b", "c = missing"), ("a", "b", "missing"), missing="level", fill="missing")
ORDER = SourceColumn("o", "ordered", ("o",), ("low", "mid", "high"))
UNKNOWN = SourceColumn("o", "ordered", ("o",), ("low", "mid", "high"), missing="most")


@pytest.mark.parametrize(
    ("column", "values", "inputs"),
    [
        (NUMBER, [1, NAN], [[1], [NAN]]),
        (FILLED, [1, NAN], [[1], [2.5]]),
        (TOLD, [1, NAN], [[1, 0], [9, 1]]),
        (TWO, [0, 1, NAN], [[0], [1], [NAN]]),
        (THREE, [0, 2, NAN], [[1, 0, 0], [0, 0, 1], [NAN, NAN, NAN]]),
        (MOST, [0, NAN], [[1, 0, 0], [0, 1, 0]]),
        (OWN, [1, NAN], [[0, 1, 0], [0, 0, 1]]),
        (ORDER, [0, 2, NAN], [[0], [2], [NAN]]),
        (UNKNOWN, [1, NAN], [[1], [NAN]]),
    ],
)
def test_values_become_inputs(column: SourceColumn, values: list[float], inputs: list[list[float]]) -> None:
    np.testing.assert_array_equal(column.encode(np.array(values, float)), inputs)


@pytest.mark.parametrize(
    ("column", "inputs", "values"),
    [
        (NUMBER, [[1], [NAN]], [1, NAN]),
        (TOLD, [[1, 0], [9, 1], [3, 0.5]], [1, NAN, 3]),
        (TWO, [[0], [1]], [0, 1]),
        (THREE, [[0, 0, 1], [1, 0, 0], [0, 0, 0]], [2, 0, NAN]),
        (ORDER, [[2], [1]], [2, 1]),
    ],
)
def test_inputs_become_values_again(column: SourceColumn, inputs: list[list[float]], values: list[float]) -> None:
    np.testing.assert_array_equal(column.decode(np.array(inputs, float)), values)


def test_columns_lie_side_by_side() -> None:
    columns = (ORDER, THREE, TOLD, TWO)
    values = np.array([[2, 0, 5, 1], [0, 2, 7, 0.0]])
    inputs = encode(columns, values)
    assert inputs.tolist() == [[2, 1, 0, 0, 5, 0, 1], [0, 0, 0, 1, 7, 0, 0]]
    np.testing.assert_array_equal(decode(columns, inputs), values)
    np.testing.assert_array_equal(THREE.codes(["c", "a", "z"]), [2, 0, NAN])
    assert are_plain(number_columns(("a", "b")))
    assert not are_plain((NUMBER, FILLED))
    assert not are_plain((NUMBER, TWO))


@pytest.mark.parametrize(
    ("column", "missing", "fill"),
    [
        (NUMBER, "rows", None),
        (NUMBER, "mean", 2.5),
        (NUMBER, "median", 1.5),
        (NUMBER, "level", 1.5),
        (NUMBER, "most", 1.0),
        (OWN, "level", "missing"),
        (ORDER, "most", "mid"),
    ],
)
def test_gaps_are_filled_by_what_is_known(column: SourceColumn, missing: str, fill: float | str | None) -> None:
    values = np.array([2, 1, NAN, 1, 6.0] if column.kind == "number" else [2, 1, NAN, 1, 0])
    wanted = SourceColumn(column.name, column.kind, column.inputs, column.levels, missing)
    assert filled(wanted, values).fill == fill
    assert filled(wanted, np.array([NAN])).fill is None


def test_columns_are_written_as_data_and_read_again() -> None:
    columns = (NUMBER, FILLED, TOLD, TWO, THREE, MOST, OWN, ORDER)
    data = columns_to_data(columns)
    assert data[0] == {"name": "x", "kind": "number", "inputs": ["x"], "missing": "rows"}
    assert data[5] == {
        "name": "c",
        "kind": "category",
        "inputs": ["c = a", "c = b", "c = c"],
        "missing": "most",
        "levels": ["a", "b", "c"],
        "fill": "b",
    }
    names = tuple(name for column in columns for name in column.inputs)
    assert columns_from_data(data, names) == columns
    assert columns_from_data(None, ("a", "b")) == number_columns(("a", "b"))
    one = SourceColumn("c", "category", ("c = a",), ("a",))
    assert columns_from_data(columns_to_data((one,)), one.inputs) == (one,)
    whole = columns_from_data([{"name": "x", "kind": "number", "inputs": ["x"], "missing": "mean", "fill": 2}], ("x",))
    assert type(whole[0].fill) is float


GOOD: dict[str, Any] = {
    "name": "c",
    "kind": "category",
    "inputs": ["c = b"],
    "missing": "most",
    "levels": ["a", "b"],
    "fill": "b",
}
PLAIN: dict[str, Any] = {"name": "x", "kind": "number", "inputs": ["c = b"], "missing": "mean", "fill": 1.5}


@pytest.mark.parametrize(
    "change",
    [
        {"name": 3},
        {"kind": "colour"},
        {"missing": "never"},
        {"missing": None},
        {"levels": ["a", "a"]},
        {"levels": ["a", "b", "c"]},
        {"levels": ["a"]},
        {"levels": []},
        {"levels": "ab"},
        {"levels": ["a", 3]},
        {"inputs": ["c = a"]},
        {"inputs": ["c = b", "c = c"]},
        {"inputs": "c = b"},
        {"fill": "z"},
        {"fill": 1},
    ],
)
def test_a_damaged_category_is_refused(change: dict[str, Any]) -> None:
    assert columns_from_data([GOOD], ("c = b",))[0].fill == "b"
    with pytest.raises(ValueError, match="description of the table's columns is damaged"):
        columns_from_data([GOOD | change], ("c = b",))


@pytest.mark.parametrize(
    "change",
    [
        {"levels": ["a"]},
        {"missing": "level"},
        {"fill": "b"},
        {"fill": NAN},
        {"fill": True},
        {"inputs": []},
        {"kind": "category"},
    ],
)
def test_a_damaged_column_of_numbers_is_refused(change: dict[str, Any]) -> None:
    assert columns_from_data([PLAIN], ("c = b",))[0].fill == 1.5
    with pytest.raises(ValueError, match="description of the table's columns is damaged"):
        columns_from_data([PLAIN | change], ("c = b",))


@pytest.mark.parametrize("data", [{}, [3], "x", [PLAIN, 3], [], [PLAIN, PLAIN]])
def test_data_that_are_no_columns_are_refused(data: Any) -> None:
    with pytest.raises(ValueError, match="description of the table's columns is damaged"):
        columns_from_data(data, ("c = b",))


def test_one_ordered_level_of_many_is_one_input() -> None:
    data = {"name": "o", "kind": "ordered", "inputs": ["o"], "missing": "rows", "levels": ["a", "b", "c"]}
    assert columns_from_data([data], ("o",)) == (SourceColumn("o", "ordered", ("o",), ("a", "b", "c")),)
    with pytest.raises(ValueError, match="damaged"):
        columns_from_data([data | {"inputs": ["o", "p", "q"]}], ("o", "p", "q"))
