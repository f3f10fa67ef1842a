"""Texts and numbers as C writes them, so that no name can break the code, whatever the compiler's character set."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.core.arrays import Array
from engine.exporters.source_code.exact_numbers import number_texts

PER_LINE = 10  # numbers


def comment(text: str) -> str:
    """A name for a comment: on one line, letters of any script, and nothing that ends or opens one."""
    kept = "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in text)
    for dangerous in ("*/", "/*", "??/", "@_"):  # @_ is where the prefix of the names goes
        kept = kept.replace(dangerous, f"{dangerous[:-1]} {dangerous[-1]}")
    return kept


def string(text: str) -> str:
    """A string literal of its bytes in UTF-8: what is not plain ASCII is in octal, and no three letters are a trigraph."""
    written = []
    for byte in text.encode("utf-8", "surrogatepass"):
        letter = chr(byte)
        if letter in '"\\?':
            written.append(f"\\{letter}")
        else:
            written.append(letter if 32 <= byte < 127 and letter != "@" else f"\\{byte:03o}")
    return f'"{"".join(written)}"'


def number(value: float) -> str:
    """A float: its shortest exact text, with a point or an exponent, and the f that keeps it from being double."""
    return f"{number_texts(np.array([value], np.float32))[0][0]}f"


def array(name: str, values: Array, title: str) -> str:
    """A constant array of floats, row after row."""
    shape = " x ".join(map(str, values.shape))
    rows = number_texts(values.astype(np.float32))
    lines = [", ".join(f"{text}f" for text in row[i : i + PER_LINE]) for row in rows for i in range(0, len(row), PER_LINE)]
    numbers = ",\n    ".join(lines)
    return f"/* {title}: {shape} */\nstatic const float {name}[{values.size}] NET_CONST = {{\n    {numbers}\n}};"


def rows_of(name: str, values: Sequence[Sequence[float]]) -> str:
    """A constant table of floats; NaN is NAN."""
    lines = (", ".join("NAN" if value != value else number(value) for value in row) for row in values)
    numbers = ",\n    ".join(f"{{{line}}}" for line in lines)
    return f"static const float {name}[{len(values)}][{len(values[0])}] = {{\n    {numbers}\n}};"
