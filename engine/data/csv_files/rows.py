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
from engine.data.csv_files.choices import BLANKS, ReadingChoices
from engine.data.csv_files.encoding import CsvText
from engine.files.file_problem import FileProblem

DELIMITERS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("pipe"), " ": N_("spaces")}
GUESSED = ",;\t|"
LONGEST_CELL = 100_000_000  # letters; Python's own limit, 131,072, blames the quotes
MAX_ROWS = 5_000_000
_BLANKS = re.compile(r"[ \t]+")
_AT_ENDS = re.compile(r"^ | $", re.MULTILINE)
PIECE = 1_000_000  # letters of a text that are split at a time
EARLIER = ReadingChoices(rules=1)
_NUMBER = re.compile(r"\s*[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?\s*", re.ASCII)


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


def split_rows(source: CsvText, most: int | None = None, choices: ReadingChoices = EARLIER) -> CsvRows:
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
    text, skipped = _below_comments(text, choices)
    first_line += skipped
    delimiter = _delimiter(text, told[1] if told else "", choices)
    if delimiter == " ":
        text = _AT_ENDS.sub("", _BLANKS.sub(" ", text.replace("\r\n", "\n")))
    wanted = _width_of_names(text, delimiter)
    rows = Transposer()
    lines: list[int] = []
    try:
        try:
            for line, row in _records(source.name, text, delimiter, first_line):
                if len(lines) % 1024 == 0:
                    check()
                if not lines and wanted:
                    row = (row + [""] * wanted)[:wanted]
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
    notes: tuple[str, ...] = ()
    if skipped:
        note = ngettext(
            "{count} line above the table was passed over.", "{count} lines above the table were passed over.", skipped
        )
        notes = (note.format(count=skipped),)
    found = CsvRows(source.name, rows.head, rows.columns(), tuple(lines), delimiter, notes)
    return _without_empty_end(found) if choices.rules > 1 else found


def _below_comments(text: str, choices: ReadingChoices) -> tuple[str, int]:
    """The text without the lines of comments before its first row, and how many these are."""
    if choices.comment == "none" or choices.rules == 1:
        return text, 0
    marks = (choices.comment,) if choices.comment else ("#", "%")
    start = count = 0
    while text.startswith(marks, start):
        end = text.find("\n", start) + 1
        if not end or (not choices.comment and _is_header_with_hash(text[start : end - 1], text[end : end + 10_000])):
            break
        start, count = end, count + 1
    return text[start:], count


def _is_header_with_hash(line: str, below: str) -> bool:
    """Whether a line that begins with # is one of names, "#,height,kind": the line below is divided as often."""
    after = below.split("\n", 1)[0]
    return not after.startswith(("#", "%")) and any(line.count(mark) == after.count(mark) > 0 for mark in ",;\t|")


def _delimiter(text: str, told: str, choices: ReadingChoices) -> str:
    if choices.separator:
        return " " if choices.separator == BLANKS else choices.separator
    found = told or find_delimiter(text)
    if choices.rules > 1 and not told and _are_blanks_better(text, found):
        return " "
    return found


def _are_blanks_better(text: str, found: str) -> bool:
    """Whether runs of blanks divide the first lines evenly, and the separator that was found does not."""
    lines = [line for line in text[:1_000_000].splitlines()[: SAMPLE_ROWS + 1] if line.strip()]
    widths = Counter(len(line.split()) for line in lines)
    width, count = widths.most_common(1)[0] if widths else (1, 0)
    if width == 1 or count < 0.95 * len(lines):
        return False
    return found not in text[:1_000_000] or Counter(line.count(found) for line in lines).most_common(1)[0][1] < 0.8 * len(lines)


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


def _records(name: str, text: str, delimiter: str, first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank, with the number of its first line."""
    csv.field_size_limit(LONGEST_CELL)
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


def _width_of_names(text: str, delimiter: str) -> int:
    """How many fields the first row is to have where it differs from all others by empty fields at the end of either; else 0."""
    sample = _sample(text, delimiter)
    if len(sample) < 3:
        return 0
    first, rest = sample[0], sample[1:]
    width, count = Counter(map(len, rest)).most_common(1)[0]
    if len(first) > width > 1 and not any(map(str.strip, first[width:])):
        return width
    if 1 < len(first) < width and count == len(rest) and not any(cell.strip() for row in rest for cell in row[len(first) :]):
        return width
    return 0


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
    """The separator that splits the first rows most evenly, the first of them too, and then into the most numbers.

    The last matters for decimal commas: `0,5;1,5;a` splits evenly at its commas too, but into fewer numbers.
    """
    best, best_score = ",", (0.0, 0.0, 0.0, 0.0, 0)
    for delimiter in GUESSED:
        rows = _sample(text, delimiter)
        if not rows:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0]
        if width == 1:
            continue
        even = count / len(rows)
        cells = [cell for row in rows for cell in row if cell.strip()]
        numbers = sum(_is_number(cell, delimiter) for cell in cells) / max(1, len(cells))
        score = (float(even >= 0.8), float(len(rows[0]) > 1), numbers if even >= 0.8 else 0.0, even, width)
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
