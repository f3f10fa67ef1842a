"""How a file writes its numbers: one decimal mark and one thousands mark for all columns, found, chosen, or asked for.

A guess that may be wrong by a factor of a thousand is never made: 1,234 beside 0.5, or 1.010 beside 990, is a FileProblem that
names line, column and cell, unless somebody says which mark it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.core.cancellation import report
from engine.core.number_format import format_count, format_number
from engine.core.quoting import shortened
from engine.core.translation import _, ngettext
from engine.data.csv_files.choices import NO_THOUSANDS, ReadingChoices
from engine.data.csv_files.columns import MOSTLY, Column, one_line, parse_column, parse_with_unit, texts_of
from engine.data.csv_files.numbers import MINUS_SIGNS, MISSING, NumberFormat, are_of_one_size, grouped, surely_grouped
from engine.data.csv_files.rows import SPLITTING, CsvRows
from engine.files.file_problem import FileProblem

GUESSES = ReadingChoices()


@dataclass(frozen=True)
class Parsed:
    """The columns of a file. problem: why its numbers cannot be told, for whoever wants to use them."""

    columns: list[Column]
    numbers: NumberFormat
    notes: tuple[str, ...] = ()
    problem: FileProblem | None = None


def parse_columns(rows: CsvRows, names: list[str], choices: ReadingChoices) -> Parsed:
    """What the columns of these rows, which are below the line of names, hold."""
    words = words_of(choices)
    numbers = first_format(rows.delimiter, choices)
    columns: list[Column] = []
    for name, cells in zip(names, rows.columns, strict=True):
        report(SPLITTING + (1 - SPLITTING) * len(columns) / len(names))
        columns.append(parse_column(name, cells, numbers, words))
    notes: tuple[str, ...] = ()
    if choices.rules > 1:
        plain = columns
        columns = [parse_with_unit(column, numbers, words, choices.rules > 2) for column in columns]
        if not choices.thousands:
            numbers, notes = _with_thousands(columns, numbers)
        if numbers.thousands and not choices.thousands:
            columns = [_again(column, numbers, words) for column in columns]
            pairs = zip(plain, columns, strict=True)
            plain = [column if column.affix is None else _again(one, numbers, words) for one, column in pairs]
        columns, doubts = _without_doubtful_units(plain, columns) if choices.rules > 2 else (columns, ())
        notes = (*_on_units(plain, columns), *doubts, *notes)
    problem = _problem_of(rows, columns, numbers, choices)
    if problem is None:
        notes = (*notes, *_on_commas(columns, numbers))
    return Parsed(columns, numbers, notes, problem)


def check_marks(rows: CsvRows, columns: list[Column], choices: ReadingChoices = GUESSES) -> tuple[str, ...]:
    """Raise FileProblem where the decimal or thousands mark cannot be told; returns a note on decimal commas."""
    numbers = first_format(rows.delimiter, choices)
    problem = _problem_of(rows, columns, numbers, choices)
    if problem is not None:
        raise problem
    return _on_commas(columns, numbers)


def words_of(choices: ReadingChoices) -> frozenset[str]:
    """The words that mean a missing value, in lower case; no word at all always does."""
    return MISSING if choices.words is None else frozenset({"", *(word.strip().lower() for word in choices.words)})


def first_format(delimiter: str, choices: ReadingChoices) -> NumberFormat:
    """How numbers are written as far as the choices and the separator say: between commas there are no decimal commas."""
    thousands = "" if choices.thousands == NO_THOUSANDS else choices.thousands
    comma, point = delimiter != ",", True
    if choices.decimal:
        comma, point = choices.decimal == ",", choices.decimal == "."
    return NumberFormat(comma and thousands != ",", point and thousands != ".", thousands)


def _with_thousands(columns: list[Column], numbers: NumberFormat) -> tuple[NumberFormat, tuple[str, ...]]:
    """With the thousands mark that a text among them has beyond doubt."""
    for column, text in texts_of(columns):
        bare = column.affix.strip(text) if column.affix is not None else text
        mark = surely_grouped(bare)
        if not mark or (column.is_text and not _is_numbers(column)):
            continue
        changed = replace(numbers, thousands=mark)
        if mark in (".", ","):
            changed = NumberFormat(comma=mark == ".", point=mark == ",", thousands=mark)
        value = changed.read(bare)
        if value is not None:
            note = _('Marks between thousands were passed over: "{cell}" in column "{column}" is {number}.')
            number = format_number(value, 9)
            return changed, (note.format(cell=shortened(text), column=shortened(column.name), number=number),)
    return numbers, ()


def _is_numbers(column: Column) -> bool:
    """Whether nearly all texts of a column are numbers once thousands marks are passed over."""
    texts = list(column.levels)
    bare = [column.affix.strip(text) if column.affix is not None else text for text in texts]
    return sum(bool(grouped(text)) or text.lstrip("+-").isdecimal() for text in bare) >= MOSTLY * len(texts)


def _again(column: Column, numbers: NumberFormat, words: frozenset[str]) -> Column:
    """The column by another way to write numbers, if that can make a difference."""
    if not (column.texts or column.commas or column.points):
        return column
    return replace(parse_column(column.name, column.cells, numbers, words), affix=column.affix)


def _without_doubtful_units(plain: list[Column], columns: list[Column]) -> tuple[list[Column], tuple[str, ...]]:
    """Columns whose numbers without the unit may be in another one stay as they are in `plain`: 900 beside 1.2k, 0.05 beside 5 %.

    Returns notes on them, too.
    """
    found, notes = [], []
    for bare, column in zip(plain, columns, strict=True):
        cell = _doubtful(bare, column)
        found.append(bare if cell else column)
        if cell:
            note = _(
                "“{column}” was not read as numbers: “{cell}” is without “{mark}” and may be in another unit. "
                "Write the unit behind each number, or behind none."
            )
            notes.append(note.format(column=shortened(column.name), cell=shortened(cell), mark=_mark_of(column)))
    return found, tuple(notes)


def _doubtful(bare: Column, column: Column) -> str:
    """A cell whose number may be in another unit than those that have one, "" when there is none. bare: read without units."""
    if column.affix is None:
        return ""
    if column.affix.multiplies:
        without = (text for text in bare.levels if not column.affix.is_behind(text))
        return bare.cells[bare.first_number()].strip() if bare.numbers else next(without, "")
    is_bare = ~np.isnan(bare.values)
    others = column.values[~is_bare & ~np.isnan(column.values)]
    return "" if are_of_one_size(bare.values[is_bare], others) else bare.cells[bare.first_number()].strip()


def _mark_of(column: Column) -> str:
    return "" if column.affix is None else " … ".join(filter(None, (column.affix.before, column.affix.behind)))


def _on_units(plain: list[Column], columns: list[Column]) -> tuple[str, ...]:
    """What was passed over around numbers, and how many were without it. plain: the columns read without units."""
    notes = []
    for bare, column in zip(plain, columns, strict=True):
        if column.affix is None or not column.numbers:
            continue
        note = _("“{mark}” was passed over in the numbers of column “{column}”.")
        if bare.numbers:
            note = ngettext(
                "“{mark}” was passed over in the numbers of column “{column}”; {count} number without it, “{cell}”, was taken as "
                "if it had it.",
                "“{mark}” was passed over in the numbers of column “{column}”; {count} numbers without it, first “{cell}”, "
                "were taken as if they had it.",
                bare.numbers,
            )
        cell = shortened(bare.cells[bare.first_number()].strip()) if bare.numbers else ""
        slots = {"mark": _mark_of(column), "column": shortened(column.name), "cell": cell}
        notes.append(note.format(count=format_count(bare.numbers), **slots))
    return tuple(notes)


def on_minus(text: str, columns: list[Column]) -> tuple[str, ...]:
    """A note where a sign of typesetters was read as a minus."""
    signs = [sign for sign in MINUS_SIGNS if sign in text]
    if not signs:
        return ()
    found = [column.name for column in columns if column.numbers and _has_minus(column, signs)]
    if not found:
        return ()
    return (_("The sign “−” was read as a minus in {names}.").format(names=", ".join(f"“{shortened(name)}”" for name in found)),)


def _has_minus(column: Column, signs: list[str]) -> bool:
    numbers = (cell for cell, is_text in zip(column.cells, column.text.tolist(), strict=True) if not is_text)
    return any(sign in cell for cell in numbers for sign in signs)


def _on_commas(columns: list[Column], numbers: NumberFormat) -> tuple[str, ...]:
    with_comma = [c for c in columns if c.commas and not c.is_text]
    if not with_comma or numbers.thousands == ",":
        return ()
    column = with_comma[0]
    row = next(r for r, cell in enumerate(column.cells) if "," in cell and not column.text[r])
    note = _('Commas were read as decimal commas: "{cell}" in column "{column}" is {number}.')
    number = format_number(float(column.values[row]), 6)
    return (note.format(cell=shortened(column.cells[row].strip()), column=shortened(column.name), number=number),)


def _problem_of(rows: CsvRows, columns: list[Column], numbers: NumberFormat, choices: ReadingChoices) -> FileProblem | None:
    """Why the decimal mark, or a thousands mark, cannot be told."""
    used = [column for column in columns if choices.of(column.name).role != "out"]
    with_point = [c for c in used if c.points and not c.is_text]
    with_comma = [c for c in used if c.commas and not c.is_text]
    if with_comma and with_point and not numbers.thousands and not choices.decimal:
        column = with_comma[0]
        row = next(r for r, cell in enumerate(column.cells) if "," in cell and not column.text[r])
        message = _(
            '"{file}", line {line}, column "{column}": "{cell}" has a comma, but other numbers of the file have a decimal '
            "point. Write all numbers with a decimal point and without thousands separators (1234.5)."
        )
        return _at(rows, column, row, message)
    for column in used:
        marked = sum(count for text, count in column.levels.items() if grouped(text)) if column.texts else 0
        # Among names a single 1,234 is just another text.
        if marked and column.texts - marked < MOSTLY * (column.texts + column.numbers) and not choices.thousands:
            cells = zip(column.cells, column.text.tolist(), strict=True)
            row = next(row for row, (cell, is_text) in enumerate(cells) if is_text and grouped(one_line(cell)))
            message = _(
                '"{file}", line {line}, column "{column}": "{cell}" has thousands separators, or a decimal mark that the rest of '
                "the file has not. Say which it is when you open the file, or write numbers without them and with a decimal "
                "point (1234.5)."
            )
            return _at(rows, column, row, message)
    if numbers.comma and numbers.point and not choices.decimal and not choices.thousands and choices.rules > 1:
        return _thousands_or_decimals(rows, with_point)
    return None


def _thousands_or_decimals(rows: CsvRows, with_point: list[Column]) -> FileProblem | None:
    """Where commas may be decimals, and every point stands before three digits beside whole numbers, it may be either mark."""
    doubtful: tuple[Column, int] | None = None
    for column in with_point:
        pointed = [row for row, cell in enumerate(column.cells) if "." in cell and not column.text[row]]
        for row in pointed:
            cell = column.cells[row].strip().lstrip("+-")
            if grouped(cell) != "." or cell.startswith("0"):
                return None  # a decimal point beyond doubt
        whole = len(pointed) < column.numbers
        doubtful = doubtful or ((column, pointed[0]) if whole else None)
    if doubtful is None:
        return None
    message = _(
        '"{file}", line {line}, column "{column}": "{cell}" may have a decimal point or a mark between thousands. '
        "Say which it is when you open the file, or write numbers without thousands marks and with a decimal point (1234.5)."
    )
    return _at(rows, *doubtful, message)


def _at(rows: CsvRows, column: Column, row: int, message: str) -> FileProblem:
    return FileProblem(message.format(cell=shortened(column.cells[row].strip()), **place(rows, row, column.name)))


def place(source: CsvRows, row: int, column: str) -> dict[str, object]:
    """Where in the file a cell is, as the slots file, line and column of a sentence."""
    return {"file": source.name, "line": source.lines[row], "column": shortened(column)}
