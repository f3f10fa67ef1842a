"""The text of one cell as a number, by strict rules, and which texts mean that a value is missing.

Python's own `float` is too lenient for that: it accepts `1_000`, `inf`, `nan` and full-width digits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array

MISSING = frozenset(  # compared in lower case
    {
        *("", "na", "n/a", "n.a.", "nan", "-nan", "?", "null", "-", "none", "nil", "<na>", "#n/a", "#n/a n/a", "#na", "결측"),
        *("#value!", "#ref!", "#div/0!", "#num!", "#name?", "#null!", "1.#ind", "1.#qnan", "-1.#ind", "-1.#qnan"),
    }
)
MINUS = str.maketrans({"\u2212": "-", "\ufe63": "-", "\uff0d": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'"})
OF_NUMBERS = b"0123456789eE+-., "  # the characters of numbers, whatever the decimal mark
_POINT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?", re.ASCII)
MINUS_SIGNS = "\u2212\ufe63\uff0d"
_GROUPED = re.compile(r"[+-]?\d{1,3}([,.' ])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?", re.ASCII)
_SURELY_GROUPED = re.compile(r"[+-]?\d{1,3}([,.' ])\d{3}(?:(?:\1\d{3})+|(?:\1\d{3})*(?!\1)[.,]\d+)", re.ASCII)
_AFFIXED = re.compile(r"([+-]?)\s*([^\d\s+\-.,]{1,4}\s?)?([+-]?[\d.,][\d.,' eE]*?)\s*([^\d\s.,+\-'][^\d]{0,7})?")
# Behind a number these multiply it, so one without them is another number: beside 1.2k stands 900.
_MULTIPLIERS = frozenset({"k", "mn", "mio", "mio.", "mil", "mill", "mill.", "bn", "mrd", "mrd.", "th", "tsd", "tsd."})
_MULTIPLIERS_OF_MONEY = frozenset({"m", "b", "t"})  # elsewhere metres, bits and tonnes
_LARGE, _KOREAN_MULTIPLIERS = frozenset("MBT"), "십백천만억조"
SAME_SIZE = 10.0  # by which numbers of one unit may differ in the middle; per cents and shares differ by 100
_PREFIXES = frozenset({"$", "€", "£", "¥", "₩", "₹", "us$", "usd", "eur", "gbp", "krw", "jpy", "#", "~", "≈"})


@dataclass(frozen=True)
class NumberFormat:
    """How a file writes numbers.

    comma: whether 0,5 is a number; point: whether 0.5 is. thousands: the mark between groups of three digits, "" for none.
    """

    comma: bool = False
    point: bool = True
    thousands: str = ""

    def read(self, cell: str) -> float | None:
        """The number in a cell, or None."""
        cell = cell.strip()
        if not cell.isascii():
            cell = cell.translate(MINUS).strip()
        if self.thousands and self.thousands in cell and _GROUPED.fullmatch(cell):
            cell = cell.replace(self.thousands, "")
        if self.point and _POINT.fullmatch(cell):
            value = float(cell)
        elif self.comma and _COMMA.fullmatch(cell):
            value = float(cell.replace(",", "."))
        elif not self.point and cell.lstrip("+-").isdecimal() and cell.isascii():
            value = float(cell)
        else:
            return None
        return value if math.isfinite(value) else None


def parse_number(cell: str, decimal_comma: bool) -> float | None:
    """The number in a cell, or None. `decimal_comma`: whether 0,5 is one."""
    return NumberFormat(comma=decimal_comma).read(cell)


def is_missing(cell: str, words: frozenset[str] = MISSING) -> bool:
    """Whether a cell means that there is no value. `words` are in lower case."""
    return cell.strip().lower() in words


def grouped(cell: str) -> str:
    """The mark between the groups of three digits that a cell may be written with, "" when it has none."""
    found = _GROUPED.fullmatch(cell.strip().translate(MINUS))
    return found[1] if found else ""


def surely_grouped(cell: str) -> str:
    """As `grouped`, where it can be no decimal mark: 1,234,567 and 1,234.5 and 1 234, but not 1,234."""
    found = _SURELY_GROUPED.fullmatch(cell.strip().translate(MINUS))
    if found is not None:
        return found[1]
    mark = grouped(cell)
    return mark if mark in (" ", "'") else ""


@dataclass(frozen=True)
class Affix:
    """What stands before and behind every number of a column: a currency, a unit, a per cent sign."""

    before: str
    behind: str

    @property
    def multiplies(self) -> bool:
        """Whether a number without it is another number."""
        if self.behind.lower() in _MULTIPLIERS or self.behind in _LARGE or self.behind.startswith(tuple(_KOREAN_MULTIPLIERS)):
            return True
        return bool(self.before) and self.behind.lower() in _MULTIPLIERS_OF_MONEY

    def is_behind(self, cell: str) -> bool:
        """Whether something stands behind the number of a cell that has one."""
        found = _AFFIXED.fullmatch(cell.strip().translate(MINUS))
        return found is None or bool(found[4])

    def strip(self, cell: str) -> str:
        """The number without them; the text itself where they are not there."""
        own = cell.strip()
        found = _AFFIXED.fullmatch(own.translate(MINUS))
        if found is None:
            return cell
        before, behind = (found[2] or "").strip(), (found[4] or "").strip()
        if before not in ("", self.before) or behind not in ("", self.behind):
            return cell
        return own[slice(*found.span(1))] + own[slice(*found.span(3))].strip()  # with its own sign, of which a note may tell


def affix_of(cells: Iterable[str]) -> Affix | None:
    """What all of these texts have around a number, None when they have not the same, or no number."""
    seen: set[tuple[str, str]] = set()
    for cell in cells:
        found = _AFFIXED.fullmatch(cell.strip().translate(MINUS))
        if found is None:
            return None
        seen.add(((found[2] or "").strip(), (found[4] or "").strip()))
    before, behind = {one for one, _other in seen} - {""}, {other for _one, other in seen} - {""}
    if len(before) > 1 or len(behind) > 1 or not (before or behind):
        return None
    if any(one.lower() not in _PREFIXES for one in before):
        return None
    return Affix("".join(before), "".join(behind))


def are_of_one_size(some: Array, others: Array) -> bool:
    """Whether numbers may be in one unit: zeros apart, neither kind is ten times as large as the other in the middle."""
    sizes = [np.abs(values[values != 0]) for values in (some, others)]
    if not all(map(len, sizes)):
        return True
    low, high = sorted(float(np.median(one)) for one in sizes)
    return high < SAME_SIZE * low
