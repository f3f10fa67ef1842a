"""How long tables take to read, in seconds of the processor: numbers alone, with texts, and many columns for a dialog.

    python -m tests.bench.reading

Beside it, in the same run, what Python's csv module takes to split the same text. Ends with 1 when a goal is missed.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.data.csv_files.reader import preview_csv, read_csv

ROWS, COLUMNS, WIDE = 100_000, 16, 1000


def numbers(rows: int, columns: int) -> str:
    values = np.random.default_rng(0).normal(size=(rows, columns)).round(4)
    lines = (",".join(map(str, row)) for row in values.tolist())
    return ",".join(f"c{i}" for i in range(columns)) + "\n" + "\n".join(lines) + "\n"


def with_texts(text: str) -> str:
    head, *lines = text.splitlines()
    towns = ("Seoul", "Busan", "Daegu", "Incheon")
    return head + ",town,kind\n" + "".join(f"{line},{towns[i % 4]},{'ab'[i * 7 % 11 % 2]}\n" for i, line in enumerate(lines))


def seconds(work: Callable[[], object]) -> float:
    """The least of three times."""
    times = []
    for _ in range(3):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def main() -> int:
    plain = numbers(ROWS, COLUMNS)
    cases = (
        (f"{ROWS:,} x {COLUMNS} numbers", plain, read_csv, 1.0),
        ("the same with two columns of text", with_texts(plain), read_csv, 2.5),
        (f"the beginning of 300 x {WIDE:,} numbers", numbers(300, WIDE), preview_csv, 1.0),
    )
    missed = False
    print(f"{'':40}{'read':>8}{'goal':>8}{'csv module':>12} s")
    with tempfile.TemporaryDirectory() as folder:
        for name, text, read, goal in cases:
            path = Path(folder) / "table.csv"
            path.write_text(text, encoding="utf-8")
            took = seconds(lambda path=path, read=read: read(path))
            split = seconds(lambda text=text: list(csv.reader(io.StringIO(text))))
            missed |= took > goal
            print(f"{name:40}{took:8.2f}{goal:8.1f}{split:12.2f}{'  missed' if took > goal else ''}", flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
