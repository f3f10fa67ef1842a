"""Puts numbers into a formula: 'w − 0.03 v' with w = 0.5 and v = −0.2 becomes '0.5 − 0.03 · (−0.2)'."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

# a letter alone, with what belongs to it: not within a word or behind another letter
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?ᵗ?|[a-zA-Zµηθ]+[₀-₉ₜ₊]*|.")
_FACTOR_ENDS, _FACTOR_BEGINS = re.compile(r"[\w)²ᵗ⁰-⁹]$"), re.compile(r"^[\w(√]")
FUNCTIONS = ("sign", "max", "min", "tanh", "sin", "cos", "ln")


def put_in(formula: str, numbers: Mapping[str, float], t: int, write: Callable[[float], str]) -> str:
    """Letters that have no number stay; ᵗ becomes the exponent `t`. Factors side by side get a dot between them."""
    pieces: list[str] = []
    for token in _TOKEN.findall(formula):
        value = numbers.get(token)
        if value is not None:
            pieces.append(write(value))
        elif token.endswith("ᵗ"):
            pieces.append(token[:-1] + exponent(t))
        else:
            pieces.append(token)
    text = ""
    for at, piece in enumerate(pieces):
        following = pieces[at + 1] if at + 1 < len(pieces) else ""
        is_gap = piece == " " and bool(_FACTOR_ENDS.search(text)) and bool(_FACTOR_BEGINS.search(following))
        text += " · " if is_gap and text.split(" ")[-1] not in FUNCTIONS else piece
    return text


def exponent(t: int) -> str:
    return str(t).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
