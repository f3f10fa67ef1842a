"""Texts of people, of any script, in generated code: as comments and as strings that nothing in them can end."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable

WIDTH = 100


def printable(text: str) -> str:
    """The text on one line, letters of any script; what cannot be printed is written as an escape."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in text)


def literal(text: str) -> str:
    """The text as a string of Python."""
    return '"' + "".join(f"\\{letter}" if letter in '"\\' else printable(letter) for letter in text) + '"'


def number(value: float) -> str:
    """A number of Python; `NAN` is one that the file names so."""
    if math.isnan(value):
        return "NAN"
    return repr(float(value)) if math.isfinite(value) else f'float("{value}")'


def comment(text: str, indent: str = "") -> str:
    """Lines of comment."""
    return textwrap.fill(
        printable(text),
        WIDTH,
        initial_indent=f"{indent}# ",
        subsequent_indent=f"{indent}# ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def listed(name: str, items: Iterable[str]) -> str:
    """`NAME = [...]`, on one line where it fits, otherwise an item a line."""
    items = list(items)
    line = f"{name} = [{', '.join(items)}]"
    return line if len(line) <= WIDTH else "\n".join([f"{name} = [", *(f"    {item}," for item in items), "]"])
