"""The line of names above the rows of a file: whether there is one, and what the columns are called."""

from __future__ import annotations

from itertools import pairwise

from engine.core.number_format import format_count
from engine.core.quoting import shortened, unique_name
from engine.core.translation import _
from engine.data.csv_files.columns import COPY, LONGEST_NAME, NUMBERED
from engine.data.csv_files.numbers import NumberFormat, is_missing
from engine.data.csv_files.rows import CsvRows
from engine.data.csv_files.target import listed
from engine.files.file_problem import FileProblem


def has_header(rows: CsvRows, label: str, numbers: NumberFormat) -> bool:
    """Whether the first row holds names: it has the label's name, or most columns of numbers begin with a text.

    Years and other whole numbers that count up are names too, beside a text and above numbers of another kind.
    """
    first, rest = rows.head[0], rows.head[1:]
    if label and not label.isdecimal() and label in map(str.strip, first):
        return True
    texts = [numbers.read(cell) is None and (not cell.strip() or not is_missing(cell)) for cell in first]
    if not rest:
        return all(texts)
    votes = 0
    for i, is_text in enumerate(texts):
        below = [row[i] for row in rest if not is_missing(row[i])]
        count = sum(numbers.read(cell) is not None for cell in below)
        if below and count >= 0.9 * len(below):
            votes += 1 if is_text else -1
    if votes < 0 and _are_years(first, rest):
        return True
    if votes == 0:  # no column tells: a line of texts that never come again is a line of names
        return all(texts) and not any(cell in (row[i] for row in rest) for i, cell in enumerate(first))
    return votes > 0


def check_names(rows: CsvRows) -> None:
    """Raise FileProblem for a name so long that it is none, as when a quote in the first line is closed far below."""
    longest = max(rows.head[0], key=len)
    if len(longest) > LONGEST_NAME:
        message = _(
            '"{file}", line {line}: the column name "{name}" has {count} letters; at most {most} are possible. Shorten it.'
        )
        where = {"file": rows.name, "line": rows.lines[0], "name": shortened(longest)}
        raise FileProblem(message.format(**where, count=format_count(len(longest)), most=LONGEST_NAME))


def repair_names(header: tuple[str, ...]) -> tuple[list[str], tuple[str, ...]]:
    """Names that are neither empty nor alike, and a note on what was changed."""
    names: list[str] = []
    repaired: list[str] = []
    for number, cell in enumerate(header, start=1):
        wanted = " ".join(cell.split()) or NUMBERED.format(number=number)
        name = unique_name(wanted, names, COPY)
        if name != wanted or not cell.strip():
            repaired.append(name)
        names.append(name)
    if not repaired:
        return names, ()
    note = _("Columns without a name, or with one already taken, are now called {names}.")
    return names, (note.format(names=listed(repaired, 8)),)


def _are_years(first: tuple[str, ...], rest: tuple[tuple[str, ...], ...]) -> bool:
    """Whether the first row has years that count up by one, and the rows below have other numbers."""
    years = [int(cell) for cell in map(str.strip, first) if cell.isdecimal() and len(cell) == 4 and 1800 <= int(cell) <= 2200]
    if len(years) < 2 or len(years) < len(first) - 2 or any(later - year != 1 for year, later in pairwise(years)):
        return False
    return not any(cell.strip() in first and cell.strip().isdecimal() for row in rest for cell in row)
