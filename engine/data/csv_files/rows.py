"""Text to rows of cells: finds the separator between columns, respects quotes, and checks that all rows are equally long."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from engine.core.cancellation import check
from engine.core.number_format import format_count
from engine.core.translation import N_, _, ngettext
from engine.data.csv_files.encoding import CsvText
from engine.files.file_problem import FileProblem

DELIMITERS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("pipe")}
MAX_COLUMNS = 1000
MAX_ROWS = 5_000_000
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
    count = text.count("\n") or text.count("\r")
    if count > MAX_ROWS:
        message = _('"{file}" has {count} lines; at most {most} can be read. Save a part of its rows as a file of its own.')
        raise FileProblem(message.format(file=source.name, count=format_count(count), most=format_count(MAX_ROWS)))
    told = re.match(r"sep=([,;\t|])\r?\n", text)  # the line in which Excel declares the separator
    if told:
        text, first_line = text[told.end() :], 2
    delimiter = told[1] if told else find_delimiter(text)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for line, row in _records(source.name, text, delimiter, first_line):
            if len(rows) % 1024 == 0:
                check()
            rows.append(row)
            lines.append(line)
            if len(rows) == most:
                break
    except FileProblem:
        if source.whole or len(rows) < 2:  # the last row of a part of the file may be half a row
            raise
    if not rows:
        text = _('"{file}" holds no data, only blank lines or separators. Choose a file with rows of numbers.')
        raise FileProblem(text.format(file=source.name))
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
            message = _(
                '"{file}", line {line}: a {separator} must follow the closing quote ("). '
                'Write a quote within a quoted text twice ("").'
            )
        else:
            message = _(
                '"{file}", line {line}: a quote (") is opened there and never closed. '
                "Close it or remove it; if the file was cut off, copy it again."
            )
        raise FileProblem(message.format(file=name, line=start, separator=_(DELIMITERS[delimiter]))) from problem


def _check_widths(name: str, rows: list[list[str]], lines: list[int], width: int, delimiter: str) -> None:
    if width > MAX_COLUMNS:
        text = _('"{file}" has {count} columns; at most {most} can be read. Save the columns you need as a file of their own.')
        raise FileProblem(text.format(file=name, count=format_count(width), most=format_count(MAX_COLUMNS)))
    if width == 1:
        text = _(
            '"{file}" has only one column. At least one input and one label column are needed, '
            "separated by commas, semicolons, tabs or pipes (|)."
        )
        raise FileProblem(text.format(file=name))
    for row, line in zip(rows, lines, strict=True):
        if len(row) != width:
            text = ngettext(
                '"{file}", line {line} has {count} field, but the other lines have {width}. Add what is missing or remove what '
                'is too much; a text with a {separator} in it must stand in quotes (").',
                '"{file}", line {line} has {count} fields, but the other lines have {width}. Add what is missing or remove what '
                'is too much; a text with a {separator} in it must stand in quotes (").',
                len(row),
            )
            if line == lines[-1] and len(row) < width:
                text += " " + _("If the file was cut off there, copy it again.")
            separator = _(DELIMITERS[delimiter])
            raise FileProblem(text.format(file=name, line=line, count=len(row), width=width, separator=separator))


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
    except csv.Error:  # reported with its line when all rows are split
        pass
    return rows
