"""Text to rows of cells: finds the separator between columns, honours quotes, and sees that all rows are equally long."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from engine.data.csv_files.encoding import CsvText
from engine.files.file_problem import FileProblem

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
MAX_COLUMNS = 1000
SAMPLE_ROWS = 200
_NUMBER = re.compile(r"\s*[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?\s*", re.ASCII)


@dataclass(frozen=True)
class CsvRows:
    """Cells as text, all rows of one length. lines: the number of the line in the file on which each row begins."""

    name: str
    cells: tuple[list[str], ...]
    lines: tuple[int, ...]
    delimiter: str


def split_rows(source: CsvText, most: int | None = None) -> CsvRows:
    """The rows of a text, or its first `most` ones, without blank ones. Raises FileProblem naming the line at fault."""
    text, first_line = source.text, 1
    told = re.match(r"sep=([,;\t|])\r?\n", text)  # the line by which Excel tells itself the separator
    if told:
        text, first_line = text[told.end() :], 2
    delimiter = told[1] if told else find_delimiter(text)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for line, row in _records(source.name, text, delimiter, first_line):
            rows.append(row)
            lines.append(line)
            if len(rows) == most:
                break
    except FileProblem:
        if source.whole or len(rows) < 2:  # the last row of a beginning may well be half a row
            raise
    if not rows:
        raise FileProblem(f'"{source.name}" holds no data, only blank lines or separators. Choose a file with rows of numbers.')
    width = Counter(map(len, rows[:SAMPLE_ROWS])).most_common(1)[0][0]
    _check_widths(source.name, rows, lines, width, delimiter)
    return CsvRows(source.name, tuple(rows), tuple(lines), delimiter)


def _records(name: str, text: str, delimiter: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the number of its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    start = first_line
    try:
        for row in reader:
            if any(row) and any(map(str.strip, row)):
                yield start, row
            start = first_line + reader.line_num
    except csv.Error as problem:
        if "expected after" in str(problem):
            raise FileProblem(
                f'"{name}", line {start}: a {DELIMITERS[delimiter]} must follow the closing quote ("). '
                'Write a quote within a quoted text twice ("").'
            ) from problem
        raise FileProblem(
            f'"{name}", line {start}: a quote (") is opened there and never closed. '
            "Close it or remove it; if the file was cut off, copy it again."
        ) from problem


def _check_widths(name: str, rows: list[list[str]], lines: list[int], width: int, delimiter: str) -> None:
    if width > MAX_COLUMNS:
        raise FileProblem(
            f'"{name}" has {width:,} columns; at most {MAX_COLUMNS:,} can be read. '
            "Save the columns you need as a file of their own."
        )
    if width == 1:
        raise FileProblem(
            f'"{name}" has only one column. At least one input and one label column are needed, '
            "separated by commas, semicolons, tabs or pipes (|)."
        )
    for row, line in zip(rows, lines, strict=True):
        if len(row) != width:
            fields = "field" if len(row) == 1 else "fields"
            cut = " If the file was cut off there, copy it again." if line == lines[-1] and len(row) < width else ""
            raise FileProblem(
                f'"{name}", line {line} has {len(row)} {fields}, but the other lines have {width}. '
                f"Add what is missing or remove what is too much; a text with a {DELIMITERS[delimiter]} in it "
                f'must stand in quotes (").{cut}'
            )


def find_delimiter(text: str) -> str:
    """The separator that splits the first rows most evenly, and then into the most numbers.

    The second matters for decimal commas: `0,5;1,5;a` splits evenly at its commas too, but into fewer numbers.
    """
    best, best_score = ",", (0.0, 0.0, 0.0, 0)
    for delimiter in DELIMITERS:
        rows = _sample(text, delimiter)
        if not rows:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0]
        if width == 1:
            continue
        even = count / len(rows)
        cells = [cell for row in rows for cell in row]
        numbers = sum(_is_number(cell, delimiter) for cell in cells) / len(cells)
        score = (float(even >= 0.8), numbers if even >= 0.8 else 0.0, even, width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _is_number(cell: str, delimiter: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None and not (delimiter == "," and "," in cell)


def _sample(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text[:1_000_000], newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        for row in reader:
            if any(map(str.strip, row)):
                rows.append(row)
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:  # told with its line when the rows are split in earnest
        pass
    return rows
