"""The tokenizer: a formula's text cut into numbers, names and signs, each with its position."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.core.number_format import format_count
from engine.core.translation import _

LONGEST = 200  # characters of a formula
_NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
NAME = re.compile(r"[^\W\d]\w*")
_SIGN = re.compile(r"\*\*|[-+*/^(),]")
_CLOSING = {"[": "]", '"': '"', "'": "'"}
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_PLAIN = str.maketrans({"−": "-", "·": "*", "×": "*", "÷": "/", "\u00a0": " "})


class FormulaProblem(ValueError):
    """A formula cannot be used. The text says what is wrong and where; `position` counts letters from 0, None for the whole."""

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True)
class Token:
    """`kind` is 'number', 'name', 'quoted', 'end', or the sign itself."""

    kind: str
    text: str
    at: int

    def __str__(self) -> str:
        return _("the end") if self.kind == "end" else f"“{self.text}”"


def tokens_of(text: str, longest: int = LONGEST, name: re.Pattern[str] = NAME) -> Iterator[Token]:
    """The tokens of a text, and one that marks its end. x₁² is read as x1**2. Raises FormulaProblem."""
    if len(text) > longest:
        too_long = _("A formula has at most {most} letters, this one has {count}: make it shorter.")
        raise FormulaProblem(too_long.format(most=format_count(longest), count=format_count(len(text))))
    at = 0
    while at < len(text):
        letter = text[at].translate(_PLAIN)
        if letter.isspace():
            at += 1
        elif letter in _CLOSING:
            end = text.find(_CLOSING[letter], at + 1)
            if end < 0:
                problem = _("The {sign} at {place} is not closed: add a {closing}.")
                raise FormulaProblem(problem.format(sign=letter, place=place(at), closing=_CLOSING[letter]), at)
            yield Token("quoted", text[at + 1 : end], at)
            at = end + 1
        elif letter in "²³":
            yield Token("**", "**", at)
            yield Token("number", "2" if letter == "²" else "3", at)
            at += 1
        elif (found := _NUMBER.match(text, at)) is not None:
            yield Token("number", found[0], at)
            at = found.end()
        elif (found := name.match(text.translate(_SUBSCRIPTS), at)) is not None:
            letters = re.split("[²³]", found[0])[0]  # Python counts these as letters of a name, but they mean a power
            yield Token("name", letters, at)
            at += len(letters)
        elif (found := _SIGN.match(text.translate(_PLAIN), at)) is not None:
            yield Token("**" if found[0] == "^" else found[0], found[0], at)
            at = found.end()
        else:
            problem = _("“{sign}” at {place} means nothing in a formula: remove it.")
            raise FormulaProblem(problem.format(sign=text[at], place=place(at)), at)
    yield Token("end", "", len(text))


def place(at: int) -> str:
    """A position, counted from 0, in words."""
    return _("letter {number}").format(number=at + 1)
