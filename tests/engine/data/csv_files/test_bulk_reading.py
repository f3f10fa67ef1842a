"""Tables are read many cells at a time, and give the very table that cell by cell does."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from engine.core.cancellation import Cancelled, cancellable, reporting
from engine.data.csv_files import cells as cells_module
from engine.data.csv_files import columns as columns_module
from engine.data.csv_files import rows as rows_module
from engine.data.csv_files.choices import ReadingChoices
from engine.data.csv_files.reader import read_csv
from engine.data.table import Table
from engine.files.file_problem import FileProblem

TABLES = 90
NUMBERS = ("{:.3f}", "{:.0f}", "{:.2e}", "{:+.1f}", " {:.2f}", "{:.1f} ", "−{:.1f}", "{:,.1f}", "{:.1f}%")
SELDOM = (
    "",
    "NA",
    " na ",
    "?",
    "-",
    "oops",
    "1_000",
    "inf",
    "nan",
    "１２",
    "0x10",
    "1 2",
    "1,5",
    "1.5",
    "5 kg",
    "#N/A",
    "NaN",
    "é",
)


def table_text(chance: random.Random) -> str:
    """A table whose cells are mostly of one kind in each column, with oddities here and there, in cells and between lines."""
    delimiter, width, rows = chance.choice(",;\t|"), chance.randint(2, 5), chance.choice([5, 230, 700])
    columns = [column(chance, rows, chance.choice([0, 0, 0.004, 0.2])) for _ in range(width)]
    lines = [delimiter.join(cell.replace(delimiter, "") for cell in row) for row in zip(*columns, strict=True)]
    if chance.random() < 0.7:
        lines.insert(0, delimiter.join(f"n{i}" for i in range(width)) + chance.choice(["", "", delimiter]))
    for _ in range(chance.choice([0, 0, 3])):
        lines.insert(chance.randint(1, len(lines)), chance.choice(["", "  ", delimiter * (width - 1), " " + delimiter]))
    if chance.random() < 0.1:
        lines.insert(chance.randint(1, len(lines)), "1" + delimiter * width)
    end = chance.choice(["\n", "\r\n"])
    return end.join(lines) + chance.choice(["", end, end * 2])


def column(chance: random.Random, rows: int, odd: float) -> list[str]:
    form = chance.choice([*NUMBERS, *NUMBERS[:3] * 4, "word"])
    usual = [chance.choice("abc") if form == "word" else form.format(chance.gauss(0, 1000)) for _ in range(rows)]
    few = chance.sample(SELDOM, 2)
    return [chance.choice(few) if chance.random() < odd else cell for cell in usual]


def outcome(path: Path, choices: ReadingChoices) -> tuple[object, ...]:
    try:
        found: Table = read_csv(path, choices=choices)
    except FileProblem as problem:
        return (str(problem),)
    arrays = (found.inputs.tobytes(), found.target.tobytes(), [(i, one.tobytes()) for i, one in found.unfilled])
    return (*arrays, found.input_names, found.target_name, found.classes, found.notes, found.columns, found.rows_in_file)


def test_blocks_are_read_as_cells_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    read = 0
    for seed in range(TABLES):
        chance = random.Random(seed)
        path.write_text(table_text(chance), encoding="utf-8", newline="")
        choices = chance.choice([ReadingChoices(), ReadingChoices(fill="mean"), ReadingChoices(words=("oops", "-9"))])
        quick = outcome(path, choices)
        with monkeypatch.context() as careful:
            careful.setattr(rows_module, "is_plain", lambda text: False)
            careful.setattr(columns_module, "_quick_block", lambda *anything: None)
            assert outcome(path, choices) == quick, seed
        with monkeypatch.context() as small:
            small.setattr(cells_module, "BLOCK_CELLS", 10)
            small.setattr(rows_module, "PIECE", 7)
            small.setattr(columns_module, "MOST_KNOWN", 3)
            assert outcome(path, choices) == quick, seed
        read += len(quick) > 1
    assert read > TABLES / 3


def test_reading_says_how_far_it_is_and_can_be_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "PIECE", 100)
    path = tmp_path / "t.csv"
    path.write_text("a,b,y\n" + "1.5,2,0\n3,4.5,1\n" * 100)
    shares: list[float] = []
    with reporting(shares.append):
        read_csv(path)
    assert shares == sorted(shares)
    assert (shares[0], len(set(shares)) > 5, max(shares) < 1) == (0, True, True)
    with pytest.raises(Cancelled), cancellable(lambda: True):
        read_csv(path)


def test_a_number_of_any_length_is_the_one_that_python_reads(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    numbers = [f"{x:.17g}" for x in np.random.default_rng(1).normal(size=300) * 1e5]
    path.write_text("a,y\n" + "".join(f"{x},{i % 2}\n" for i, x in enumerate(numbers)))
    assert read_csv(path).inputs[:, 0].tolist() == list(map(float, numbers))
