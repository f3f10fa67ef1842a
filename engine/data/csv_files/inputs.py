"""The columns of a file that are inputs, as numbers: categories become inputs of 0 and 1, and gaps are filled."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count, format_number
from engine.core.quoting import shortened, unique_name
from engine.core.translation import _, ngettext
from engine.data.csv_files.choices import ReadingChoices
from engine.data.csv_files.columns import COPY, Column, counts_of, one_line
from engine.data.csv_files.roles import MOST_LEVELS, MOST_ORDERED, Role, ordered_levels
from engine.data.csv_files.target import listed
from engine.data.source_columns import MISSING_LEVEL, SourceColumn
from engine.files.file_problem import FileProblem


@dataclass(frozen=True)
class InputColumn:
    """A column of the file as an input. values: (rows,) numbers, or codes of levels; NaN where a value is missing."""

    source: SourceColumn
    values: Array

    @property
    def gaps(self) -> Array:
        """Where a value is missing, (rows,) bool."""
        return np.isnan(self.values)

    @property
    def drops_rows(self) -> bool:
        """Whether rows without its value are left out."""
        return self.source.missing == "rows"


def input_column(file: str, column: Column, role: Role, choices: ReadingChoices) -> tuple[InputColumn, tuple[str, ...]]:
    """A column as the role and the choices say, and notes on what is not obvious. Raises FileProblem for too many levels."""
    missing = choices.of(column.name).missing
    if role.kind == "number":
        return _number(column, missing or choices.fill or "rows")
    return _category(file, column, role.kind, choices, missing)


def _number(column: Column, missing: str) -> tuple[InputColumn, tuple[str, ...]]:
    notes: tuple[str, ...] = ()
    if column.texts:
        cell = shortened(column.cells[column.first_text()].strip())
        text = ngettext(
            "“{name}” has {count} text among its numbers, “{cell}”: it counts as missing.",
            "“{name}” has {count} texts among its numbers, the first is “{cell}”: they count as missing.",
            column.texts,
        )
        notes = (text.format(name=shortened(column.name), count=format_count(column.texts), cell=cell),)
    source = SourceColumn(column.name, "number", (column.name,), missing=missing)
    if not np.isnan(column.values).any():
        source = SourceColumn(column.name, "number", (column.name,))
    elif missing == "level":
        source = SourceColumn(column.name, "number", (column.name, f"{column.name} = {MISSING_LEVEL}"), missing=missing)
    return InputColumn(source, column.values), notes


def _category(file: str, column: Column, kind: str, choices: ReadingChoices, missing: str) -> tuple[InputColumn, tuple[str, ...]]:
    counts = counts_of(column.cells, ~column.missing)
    levels = _levels(column, kind, list(counts), choices)
    most = MOST_ORDERED if kind == "ordered" else MOST_LEVELS
    if len(levels) > most:
        message = _('"{file}", column "{column}" has {count} different values; a category has at most {most}. Leave it out.')
        where = {"file": file, "column": shortened(column.name)}
        raise FileProblem(message.format(count=format_count(len(levels)), most=most, **where))
    gaps = column.gaps > 0
    missing = (missing or "level") if gaps else "rows"
    if missing in ("mean", "median"):
        missing = "most"
    if missing == "level" and kind == "ordered":
        missing = "rows"
    notes: tuple[str, ...] = ()
    unknown = [level for level in choices.of(column.name).levels if level not in levels]
    if unknown and kind == "ordered":
        text = _("“{name}” has no value {levels}, which its order names.")
        notes = (text.format(name=shortened(column.name), levels=listed(unknown, 8)),)
    if missing == "level":
        levels = (*levels, MISSING_LEVEL)
    name = column.name
    if kind == "ordered":
        inputs: tuple[str, ...] = (name,)
        order = " < ".join(shortened(level) for level in levels[:8]) + (" …" if len(levels) > 8 else "")
        notes += (_("“{name}” is read as numbers from 0: {levels}.").format(name=shortened(name), levels=order),)
    elif len(levels) == 2:
        inputs = (f"{name} = {levels[1]}",)
        text = _("“{name}” became one input: 0 for “{first}”, 1 for “{second}”.")
        notes = (text.format(name=shortened(name), first=shortened(levels[0]), second=shortened(levels[1])),)
    else:
        inputs = tuple(f"{name} = {level}" for level in levels)
        notes = (_in_words(name, levels),)
    source = SourceColumn(name, kind, inputs, levels, missing)
    level_of = {cell: one_line(cell) for cell in dict.fromkeys(column.cells)}
    codes = source.codes([level_of[cell] for cell in column.cells])
    codes[column.missing] = np.nan
    return InputColumn(source, codes), notes


def _in_words(name: str, levels: tuple[str, ...]) -> str:
    """What became of a category of one level, or of three and more."""
    if len(levels) == 1:
        text = _("“{name}” is “{value}” in every row that has a value, so it tells no rows apart.")
        return text.format(name=shortened(name), value=shortened(levels[0]))
    text = _("“{name}” became {count} inputs, one for each of its values.")
    return text.format(name=shortened(name), count=len(levels))


def _levels(column: Column, kind: str, texts: list[str], choices: ReadingChoices) -> tuple[str, ...]:
    """The levels in order: as chosen, then those not named; numbers by size, texts by letter."""
    chosen = tuple(level for level in choices.of(column.name).levels if level in texts) if kind == "ordered" else ()
    rest = [text for text in texts if text not in chosen]
    if column.is_numeric:
        return (*chosen, *sorted(rest, key=float_of))
    return (*chosen, *(ordered_levels(rest) if not chosen else sorted(rest)))


def ordered_levels_of(column: Column, kind: str, choices: ReadingChoices, most: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The levels of a category in order and how often each occurs; of more than `most` the most frequent ones."""
    counts = counts_of(column.cells, ~column.missing)
    if len(counts) > most:
        frequent = counts.most_common(most)
        return tuple(level for level, _count in frequent), tuple(count for _level, count in frequent)
    levels = _levels(column, kind, list(counts), choices)
    return levels, tuple(counts[level] for level in levels)


def float_of(text: str) -> float:
    """The number in a cell, with either decimal mark; infinity for a text, so that texts are sorted behind numbers."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("inf")


def on_fills(columns: list[InputColumn]) -> tuple[str, ...]:
    """A note on each column whose gaps are filled."""
    notes = []
    for column in columns:
        count, source = int(np.count_nonzero(column.gaps)), column.source
        if column.drops_rows or not count:
            continue
        texts = {
            "mean": _("Missing values of “{name}” ({count}) are filled with the mean of the training rows."),
            "median": _("Missing values of “{name}” ({count}) are filled with the median of the training rows."),
            "most": _("Missing values of “{name}” ({count}) are filled with the most frequent value of the training rows."),
            "level": _("Missing values of “{name}” ({count}) are told to the network by an input of their own."),
        }
        notes.append(texts[source.missing].format(count=format_number(count, 9), name=shortened(source.name)))
    return tuple(notes)


def with_distinct_inputs(columns: list[SourceColumn]) -> tuple[SourceColumn, ...]:
    """The same columns, with no two names of inputs alike."""
    taken: set[str] = set()
    found = []
    for column in columns:
        names = []
        for wanted in column.inputs:
            name = unique_name(wanted, taken, COPY)
            taken.add(name)
            names.append(name)
        found.append(replace(column, inputs=tuple(names)))
    return tuple(found)
