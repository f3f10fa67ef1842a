"""Rows become columns in blocks, and are found in them again."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from engine.data.csv_files import cells as cells_module
from engine.data.csv_files import rows as rows_module
from engine.data.csv_files.cells import HEAD_ROWS, Transposer
from engine.data.csv_files.reader import read_csv
from engine.files.file_problem import FileProblem

COUNT = 3 * HEAD_ROWS + 5


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of the least size, and pieces of few letters."""
    monkeypatch.setattr(cells_module, "BLOCK_CELLS", 10)
    monkeypatch.setattr(rows_module, "PIECE", 7)


def transposed(count: int) -> Transposer:
    made = Transposer()
    for i in range(count):
        made.add([str(i), str(-i)])
    return made


@pytest.mark.parametrize("count", [1, HEAD_ROWS - 1, HEAD_ROWS, HEAD_ROWS + 1, 2 * HEAD_ROWS, COUNT])
def test_columns_hold_all_rows(count: int) -> None:
    made = transposed(count)
    first, second = made.columns()
    assert list(first) == [str(i) for i in range(count)]
    below = second.below()
    assert [below[i] for i in range(len(below))] == [str(-i) for i in range(1, count)] == list(below)
    assert [cell for block in below.blocks() for cell in block] == list(below)
    assert len(first) == count
    assert made.head == tuple((str(i), str(-i)) for i in range(min(count, HEAD_ROWS)))
    first.release()
    assert list(first) == []


@pytest.mark.parametrize("odd", [3, HEAD_ROWS, COUNT - 1])
def test_the_first_row_of_another_width_is_noted(odd: int) -> None:
    made = Transposer()
    for i in range(COUNT):
        made.add(["1"] if i in (odd, COUNT - 1) else ["1", "2"])
    made.finish()
    assert made.odd == (odd, 1)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_is_split_in_pieces_at_its_lines(end: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [f'{i},{i * i},"{"ab"[i % 2]}{end}c"' for i in range(COUNT)]
    path.write_bytes((end.join(["x,y,kind", *rows]) + end).encode())
    table = read_csv(path)
    assert table.inputs[:, 0].tolist() == [i * i for i in range(COUNT)]
    assert table.classes == ("a c", "b c")
    path.write_bytes((end.join(["x,y,kind", *rows, "1,2"]) + end).encode())
    with pytest.raises(FileProblem, match=f"line {2 + 2 * COUNT} has 2 fields"):
        read_csv(path)


def test_the_collector_of_garbage_is_not_kept_busy_by_a_long_table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It stops all threads, the window's too, for the longer the more objects it has to follow: rows as lists were one each."""
    monkeypatch.undo()
    path, rows = tmp_path / "t.csv", 20_000
    path.write_text("".join(f"{i},{i + 1},{'ab'[i % 2]}\n" for i in range(rows)), encoding="utf-8")
    before, most = len(gc.get_objects()), 0

    def count(phase: str, info: dict[str, int]) -> None:
        nonlocal most
        if phase == "stop" and info["generation"] == 0:
            most = max(most, len(gc.get_objects(generation=1)) + len(gc.get_objects(generation=2)) - before)

    gc.collect()
    gc.callbacks.append(count)
    try:
        read_csv(path)
    finally:
        gc.callbacks.remove(count)
    assert most < rows * 0.75


def lines_added(lines: list[str], before: int = 0) -> Transposer:
    """After a first block, which says the width, `before` more rows, then these lines."""
    made = transposed(HEAD_ROWS + before)
    made.add_lines(lines, ",")
    return made


@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize("count", [1, HEAD_ROWS - 1, HEAD_ROWS])
def test_lines_become_the_rows_that_they_are_one_by_one(count: int, before: int) -> None:
    made = lines_added([f"{i},b" for i in range(count)], before)
    assert made.count == HEAD_ROWS + before + count
    first, second = made.columns()
    assert list(first)[HEAD_ROWS + before :] == [str(i) for i in range(count)]
    assert list(second)[HEAD_ROWS + before :] == ["b"] * count


@pytest.mark.parametrize(
    ("line", "cells", "odd"),
    [
        (" 1,2", ("1", "2"), None),  # blanks before a cell are none of it
        ("1, 2", ("1", "2"), None),
        ("1,2 ", ("1", "2 "), None),
        ("1,2,3", None, 3),
        ("1", None, 1),
    ],
)
def test_a_line_that_is_not_plain_is_read_by_the_rules_of_csv(line: str, cells: tuple[str, str] | None, odd: int | None) -> None:
    made = lines_added([line, *["7,8"] * (HEAD_ROWS - 1)])
    made.finish()
    assert made.odd == (None if odd is None else (HEAD_ROWS, odd))
    if cells is not None:
        assert tuple(column[HEAD_ROWS] for column in made.columns()) == cells


def test_a_block_has_room_until_it_is_full() -> None:
    made = Transposer()
    assert made.room == HEAD_ROWS
    made.add(["1", "2"])
    assert (made.room, made.count, made.width) == (HEAD_ROWS - 1, 1, 0)
    for _row in range(HEAD_ROWS - 1):
        made.add(["1", "2"])
    assert (made.room, made.count, made.width) == (HEAD_ROWS, HEAD_ROWS, 2)


@pytest.mark.parametrize(
    ("row", "width", "first", "cut"),
    [
        (["a", "b", ""], 2, ("a", "b"), 1),
        (["a", "b", "", ""], 2, ("a", "b"), 2),
        (["a"], 3, ("a", "", ""), 0),
        (["a", "b", ""], 0, ("a", "b", ""), 0),
        (["a", "b"], 2, ("a", "b"), 0),
    ],
)
def test_the_first_row_is_made_as_wide_as_the_others(row: list[str], width: int, first: tuple[str, ...], cut: int) -> None:
    made = Transposer()
    made.add_first(row, width)
    made.finish()
    assert (made.head, made.cut) == ((first,), cut)


def test_most_of_the_first_rows_say_the_width() -> None:
    made = Transposer()
    for row in (["title"], ["a", "b"], ["1", "2"]):
        made.add(row)
    made.finish()
    assert (made.width, made.odd) == (2, (0, 1))
    cells = transposed(3).columns()[0]
    assert (cells[0], cells[2], len(cells), len(cells.below()), cells.below()[0]) == ("0", "2", 3, 2, "1")
    assert list(cells.below().below().blocks()) == [("2",)]
