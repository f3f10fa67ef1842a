"""Text to rows of cells: finds the separator between columns, respects quotes, and checks that all rows are equally long."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.core.cancellation import check
from engine.core.number_format import format_count
from engine.core.translation import N_, _, joined, ngettext
from engine.data.csv_files.cells import MOST_COLUMNS, SAMPLE_ROWS, Cells, Transposer
from engine.data.csv_files.encoding import CsvText
from engine.files.file_problem import FileProblem

DELIMITERS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("pipe")}
MAX_ROWS = 5_000_000
PIECE = 1_000_000  # letters of a text that are split at a time
_NUMBER = re.compile(r"\s*[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?\s*", re.ASCII)


@dataclass(frozen=True)
class CsvRows:
    """A table of texts, all rows of one length.

    head: its first rows; columns: the cells of all rows; lines: the number of the line in the file on which each row begins.
    """

    name: str
    head: tuple[tuple[str, ...], ...]
    columns: tuple[Cells, ...]
    lines: tuple[int, ...]
    delimiter: str

    def below(self) -> CsvRows:
        """All but the first row."""
        columns = tuple(cells.below() for cells in self.columns)
        return replace(self, head=self.head[1:], columns=columns, lines=self.lines[1:])

    def release(self) -> None:
        """Free the cells, which nobody uses any more."""
        for cells in self.columns:
            cells.release()


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
    rows = Transposer()
    lines: list[int] = []
    try:
        try:
            for line, row in _records(source.name, text, delimiter, first_line):
                if len(lines) % 1024 == 0:
                    check()
                rows.add(row)
                lines.append(line)
                if len(lines) == most:
                    break
        except FileProblem:
            if source.whole or len(lines) < 2:  # the last row of a part of the file may be half a row
                raise
        if not lines:
            text = _('"{file}" holds no data, only blank lines or separators. Choose a file with rows of numbers.')
            raise FileProblem(text.format(file=source.name))
        rows.finish()
        _check_widths(source.name, rows, lines, delimiter)
    except BaseException:
        rows.release()
        raise
    return CsvRows(source.name, rows.head, rows.columns(), tuple(lines), delimiter)


def _records(name: str, text: str, delimiter: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the number of its first line."""
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True, skipinitialspace=True)
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


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends, whatever these are."""
    end, start = "\n" if "\n" in text else "\r", 0
    while start < len(text):
        stop = text.find(end, start + PIECE) + 1 or len(text)
        yield from io.StringIO(text[start:stop], newline="")
        start = stop


def _check_widths(name: str, rows: Transposer, lines: list[int], delimiter: str) -> None:
    width = rows.width
    if width > MOST_COLUMNS:
        text = _('"{file}" has {count} columns; at most {most} can be read. Save the columns you need as a file of their own.')
        raise FileProblem(text.format(file=name, count=format_count(width), most=format_count(MOST_COLUMNS)))
    if width == 1:
        text = _(
            '"{file}" has only one column. At least one input and one label column are needed, '
            "separated by commas, semicolons, tabs or pipes (|)."
        )
        raise FileProblem(text.format(file=name))
    if rows.odd is not None:
        number, count = rows.odd
        line = lines[number]
        text = ngettext(
            '"{file}", line {line} has {count} field, but the other lines have {width}. Add what is missing or remove what '
            'is too much; a text with a {separator} in it must stand in quotes (").',
            '"{file}", line {line} has {count} fields, but the other lines have {width}. Add what is missing or remove what '
            'is too much; a text with a {separator} in it must stand in quotes (").',
            count,
        )
        text = text.format(file=name, line=line, count=count, width=width, separator=_(DELIMITERS[delimiter]))
        cut = _("If the file was cut off there, copy it again.") if line == lines[-1] and count < width else ""
        raise FileProblem(joined((text, cut)))


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
