"""Text to rows of cells: finds the separator between columns, respects quotes, and checks that all rows are equally long."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.core.cancellation import check, report
from engine.core.number_format import format_count
from engine.core.translation import N_, _, joined, ngettext
from engine.data.csv_files.cells import MOST_COLUMNS, Cells, Transposer, rows_of
from engine.data.csv_files.choices import ReadingChoices
from engine.data.csv_files.encoding import CsvText
from engine.data.table_files.separator import below_comments, delimiter_of, width_of_names
from engine.files.file_problem import FileProblem

DELIMITERS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("pipe"), " ": N_("spaces")}
LONGEST_CELL = 100_000_000  # letters; Python's own limit, 131,072, blames the quotes
MAX_ROWS = 5_000_000
_BLANKS = re.compile(r"[ \t]+")
_AT_ENDS = re.compile(r"^ | $", re.MULTILINE)
SPLITTING = 0.5  # share of the time of reading a file that it takes to split it into cells
PIECE = 1_000_000  # letters of a text that are split at a time
EARLIER = ReadingChoices(rules=1)


@dataclass(frozen=True)
class CsvRows:
    """A table of texts, all rows of one length.

    head: its first rows; columns: the cells of all rows; lines: the number of the line in the file on which each row begins.
    notes: what was passed over, as sentences.
    """

    name: str
    head: tuple[tuple[str, ...], ...]
    columns: tuple[Cells, ...]
    lines: tuple[int, ...]
    delimiter: str
    notes: tuple[str, ...] = ()

    def below(self) -> CsvRows:
        """All but the first row."""
        columns = tuple(cells.below() for cells in self.columns)
        return replace(self, head=self.head[1:], columns=columns, lines=self.lines[1:])

    def release(self) -> None:
        """Free the cells, which nobody uses any more."""
        for cells in self.columns:
            cells.release()


def split_rows(source: CsvText, most: int | None = None, choices: ReadingChoices = EARLIER, fewest_columns: int = 2) -> CsvRows:
    """The rows of a text, or its first `most` ones, without blank ones. Raises FileProblem naming the line at fault."""
    text, first_line = source.text, 1
    count = text.count("\n") or text.count("\r")
    if count > MAX_ROWS:
        message = _('"{file}" has {count} lines; at most {most} can be read. Save a part of its rows as a file of its own.')
        raise FileProblem(message.format(file=source.name, count=format_count(count), most=format_count(MAX_ROWS)))
    told = re.match(r'"?sep=([,;\t|])"?[,;\t|]*\r?\n', text)  # the line in which Excel declares the separator
    if told:
        text, first_line = text[told.end() :], 2
    text = text.rstrip("\x1a")  # the end of a text in DOS
    text, skipped = below_comments(text, choices)
    first_line += skipped
    delimiter = delimiter_of(text, told[1] if told else source.separator, choices)
    if delimiter == " ":
        text = _AT_ENDS.sub("", _BLANKS.sub(" ", text.replace("\r\n", "\n")))
    wanted = width_of_names(text, delimiter)
    rows = Transposer()
    lines: list[int] = []
    try:
        try:
            if most is None and is_plain(text):
                lines = _add_lines(rows, text, delimiter, first_line, wanted)
            else:
                _add_records(rows, lines, _records(source.name, text, delimiter, first_line, rows), wanted, most)
        except FileProblem:
            if source.whole or len(lines) < 2:  # the last row of a part of the file may be half a row
                raise
        if not lines:
            text = _('"{file}" holds no data, only blank lines or separators. Choose a file with rows of numbers.')
            raise FileProblem(text.format(file=source.name))
        rows.finish()
        _check_widths(source.name, rows, lines, delimiter, fewest_columns)
    except BaseException:
        rows.release()
        raise
    notes = source.notes
    if skipped:
        note = ngettext(
            "{count} line above the table was passed over.", "{count} lines above the table were passed over.", skipped
        )
        notes += (note.format(count=skipped),)
    if choices.rules > 1:
        notes += _on_additions(rows, told is not None)
    found = CsvRows(source.name, rows.head, rows.columns(), tuple(lines), delimiter, notes)
    return _without_empty_end(found) if choices.rules > 1 else found


def is_plain(text: str) -> bool:
    """Whether each line of a text is a row, so that they can be split many at a time: no cell is quoted."""
    return '"' not in text and text.count("\r") == text.count("\r\n")


def _add_records(
    rows: Transposer, lines: list[int], records: Iterator[tuple[int, list[str]]], wanted: int, most: int | None
) -> None:
    """Add all rows, or the first `most`, and to `lines` where they begin. wanted: the width of the first row, 0: as it is."""
    for line, row in records:
        if len(lines) % 1024 == 0:
            check()
        if lines:
            rows.add(row)
        else:
            rows.add_first(row, wanted)
        lines.append(line)
        if len(lines) == most:
            break


def _add_lines(rows: Transposer, text: str, delimiter: str, first_line: int, wanted: int) -> list[int]:
    """As `_add_records` with all rows of a plain text, block by block; returns where the rows begin."""
    lines: list[int] = []
    waiting: list[str] = []
    done = 0
    for piece in _pieces(text, "\n"):
        report(SPLITTING * done / len(text))
        done += len(piece)
        found = piece.removesuffix("\n").replace("\r\n", "\n").removesuffix("\r").split("\n")
        numbers = range(first_line, first_line + len(found))
        first_line += len(found)
        blank = [not line.replace(delimiter, "").strip() for line in found]
        if any(blank):
            rows.blank += sum(is_blank and bool(line) for line, is_blank in zip(found, blank, strict=True))
            found = [line for line, is_blank in zip(found, blank, strict=True) if not is_blank]
            lines += [number for number, is_blank in zip(numbers, blank, strict=True) if not is_blank]
        else:
            lines += numbers
        waiting += found
        if wanted and not rows.count and waiting:
            rows.add_first(next(rows_of(waiting[:1], delimiter)), wanted)
            del waiting[0]
        while len(waiting) >= rows.room:
            block, waiting = waiting[: rows.room], waiting[rows.room :]
            rows.add_lines(block, delimiter)
    rows.add_lines(waiting, delimiter)
    return lines


def _without_empty_end(rows: CsvRows) -> CsvRows:
    """Without last columns that have neither a name nor a value: lines often end with a separator."""
    width = len(rows.columns)
    while width > 1 and not any(map(str.strip, rows.columns[width - 1])):
        width -= 1
    if width == len(rows.columns):
        return rows
    dropped = len(rows.columns) - width
    note = ngettext(
        "The last column has neither a name nor a value and was left out.",
        "The last {count} columns have neither a name nor a value and were left out.",
        dropped,
    )
    head = tuple(row[:width] for row in rows.head)
    return replace(rows, head=head, columns=rows.columns[:width], notes=(*rows.notes, note.format(count=dropped)))


def _on_additions(rows: Transposer, told: bool) -> tuple[str, ...]:
    """Notes on what other programs add to a table, and is no part of it."""
    notes = [_("The first line tells the separator and was passed over.")] if told else []
    if rows.cut:
        note = ngettext(
            "The line of names ends with a separator: a last column with neither a name nor a value was left out.",
            "The line of names ends with separators: {count} last columns with neither a name nor a value were left out.",
            rows.cut,
        )
        notes.append(note.format(count=rows.cut))
    if rows.blank:
        note = ngettext(
            "{count} row without any value was passed over.", "{count} rows without any value were passed over.", rows.blank
        )
        notes.append(note.format(count=format_count(rows.blank)))
    return tuple(notes)


def _records(name: str, text: str, delimiter: str, first_line: int, rows: Transposer) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the number of its first line; `rows` counts the blank ones."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True, skipinitialspace=True)
    start = first_line
    try:
        for row in reader:
            if any(row) and any(map(str.strip, row)):
                yield start, row
            elif row:
                rows.blank += 1
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
    done = 0
    for piece in _pieces(text, "\n" if "\n" in text else "\r"):
        report(SPLITTING * done / len(text))
        done += len(piece)
        yield from io.StringIO(piece, newline="")


def _pieces(text: str, end: str) -> Iterator[str]:
    """The text in pieces of whole lines."""
    start = 0
    while start < len(text):
        stop = text.find(end, start + PIECE) + 1 or len(text)
        yield text[start:stop]
        start = stop


def _check_widths(name: str, rows: Transposer, lines: list[int], delimiter: str, fewest: int) -> None:
    width = rows.width
    if width > MOST_COLUMNS:
        text = _('"{file}" has {count} columns; at most {most} can be read. Save the columns you need as a file of their own.')
        raise FileProblem(text.format(file=name, count=format_count(width), most=format_count(MOST_COLUMNS)))
    if width < fewest:
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
