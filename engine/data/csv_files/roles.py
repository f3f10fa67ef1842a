"""What each column is for, unless somebody says otherwise: an input, what is to be learned, or left out, with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from engine.core.number_format import format_count, format_percent
from engine.core.quoting import shortened
from engine.core.translation import _
from engine.data.csv_files.choices import ReadingChoices
from engine.data.csv_files.columns import Column

MOST_LEVELS = 50  # of a category that becomes inputs
MOST_ORDERED = 1000
MOSTLY_GAPS = 0.5  # from this share of missing values on, a column is left out
FEW_MISTAKES = 0.05  # share of texts among numbers that count as missing values
LEAST_IDS = 4  # rows: so few numbers may count up by chance
_ID_NAMES = re.compile(
    r"(.*[ _.\-])?(?i:id|uuid|guid|index|idx|no|nr|num|number|key|row|rownames|#)|.*[a-z](Id|ID)"
    r"|.*번호|순번|연번|학번|사번|아이디"
)
_YES = ("true", "yes", "y", "t", "on", "ja", "oui", "si", "예", "네", "참", "있음", "o")
_NO = ("false", "no", "n", "f", "off", "nein", "non", "아니오", "아니요", "거짓", "없음", "x")


@dataclass(frozen=True)
class Role:
    """kind: number, category or ordered, whatever the role. reason: why it is left out, as a sentence; "" where it is not."""

    role: str
    kind: str
    reason: str = ""


def is_yes_no(levels: tuple[str, ...]) -> bool:
    """Whether two levels are a yes and a no, the no first. Only beside an O is an X a no, and the other way round."""
    if len(levels) != 2:
        return False
    no, yes = levels[0].lower(), levels[1].lower()
    return no in _NO and yes in _YES and (no == "x") == (yes == "o")


def ordered_levels(texts: list[str]) -> tuple[str, ...]:
    """The levels of a category: by letter, but a no before its yes."""
    levels = tuple(sorted(texts))
    return levels[::-1] if is_yes_no(levels[::-1]) else levels


def looks_like_id(column: Column) -> bool:
    """Whether it is named as a number of rows is, and no value comes twice."""
    return _ID_NAMES.fullmatch(column.name.strip()) is not None and _never_repeats(column)


def counts_up(column: Column) -> bool:
    """Whether its numbers count up by one from row to row."""
    values = column.values
    if not column.is_numeric or column.gaps or len(values) < LEAST_IDS or not np.array_equal(values, np.round(values)):
        return False
    return bool(np.all(values[1:] == values[:-1] + 1))


def has_too_many_texts(column: Column) -> bool:
    """Whether its texts are names, dates or remarks rather than levels: nearly all differ, or there are too many."""
    count = len(column.levels)
    return count > MOST_LEVELS or (count > 3 and count > 0.6 * column.texts)


def roles_of(columns: list[Column], target: Column, choices: ReadingChoices) -> dict[str, Role]:
    """The role of each column by its name, the target's too. Where every input would be left out as an id, none is."""
    found = {column.name: _role(column, target, choices) for column in columns}
    if not any(role.role == "input" for role in found.values()):
        for column in columns:
            role = found[column.name]
            if role.role == "out" and column is not target and not choices.of(column.name).role and column.is_numeric:
                found[column.name] = Role("input", role.kind)
    return found


def _role(column: Column, target: Column, choices: ReadingChoices) -> Role:
    choice = choices.of(column.name)
    kind = choice.kind or ("number" if column.is_numeric or has_few_texts(column) else choices.categories or "category")
    if column is target:
        return Role("target", kind)
    if column.texts + column.numbers == 0:
        return Role("out", kind, _("“{name}” is left out: it is empty.").format(name=shortened(column.name)))
    if choice.role == "input" or (choice.kind and choice.role != "out"):
        return Role("input", kind)
    if choice.role == "out":
        return Role("out", kind)
    reason = _reason(column, kind, choices)
    return Role("out" if reason else "input", kind, reason)


def _reason(column: Column, kind: str, choices: ReadingChoices) -> str:
    """Why a column is suggested as left out."""
    name, rows = shortened(column.name), len(column.cells)
    if choices.rules == 1:
        return _("“{name}” is left out: it holds text.").format(name=name) if column.is_text else ""
    if column.is_numeric and counts_up(column):
        text = _("“{name}” is left out: it counts up by one from row to row, and a row's number tells nothing about new rows.")
        return text.format(name=name)
    if looks_like_id(column):
        text = _("“{name}” is left out: it names each row by a value of its own, which tells nothing about new rows.")
        return text.format(name=name)
    if column.gaps > MOSTLY_GAPS * rows:
        text = _("“{name}” is left out: {share} of its values are missing.")
        return text.format(name=name, share=format_percent(column.gaps / rows, 0))
    if column.is_mixed and kind != "number" and has_too_many_texts_among_numbers(column):
        row = column.first_text()
        text = _("“{name}” is left out: it has texts such as “{cell}” among its numbers.")
        return text.format(name=name, cell=shortened(column.cells[row].strip()))
    if column.is_text and len(column.levels) == 1 and not column.gaps:
        return _("“{name}” is left out: all its values are alike.").format(name=name)
    if column.is_text and has_too_many_texts(column):
        text = _("“{name}” is left out: it holds {count} different texts.")
        return text.format(name=name, count=format_count(len(column.levels)))
    return ""


def has_few_texts(column: Column) -> bool:
    """Whether it is a column of numbers with no text, or with a mistake here and there."""
    return column.texts <= FEW_MISTAKES * (column.texts + column.numbers)


def has_too_many_texts_among_numbers(column: Column) -> bool:
    """Whether a column of numbers and texts is no category: its numbers are measured, not a few codes."""
    numbers = column.values[~np.isnan(column.values)]
    return len(np.unique(numbers)) + len(column.levels) > max(2, min(MOST_LEVELS, len(column.cells) // 4))


def _never_repeats(column: Column) -> bool:
    if column.gaps:
        return False
    if column.is_numeric:
        whole = np.array_equal(column.values, np.round(column.values))
        return whole and len(np.unique(column.values)) == len(column.values)
    return column.numbers == 0 and len(column.levels) == column.texts
