"""Letters that stand outside the brackets of the bracketing language: texts that nobody marked for translation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message

from engine.core import translation
from engine.core.language import Brackets
from tests.i18n.catalogues import entries, texts_of_the_code

OPENING, CLOSING = "⟦⟧"
ALLOWED = {  # what may stand outside, and why
    r"([a-z][₀-₉]){2}|iris\.csv|[A-Za-zα-ωΑ-Ω][₀-₉0-9²³ₜᵗᵀ′″]*": "names of mathematics: x₁, x₁x₂, θ, f′; and of a file",
    r"circle(\w*\.\w+)?|network\.npz": "files of exports",
    r"(sepal|petal) (length|width)( \(cm\))?|setosa|versicolor|virginica|species": "columns and classes of a file",
    "[ᵗᵀ]": "exponents",
    re.escape(str(Path.home())): "a folder",
    r"English|한국어": "each language by its own name",
    r"\b(tanh|sin|cos|exp|log|abs|sqrt|min|max|sigmoid|relu|pi|sign|e|lr)\b": "names of functions",
    r"R²|F1": "names of metrics",
    r"kB|MB|GB|Hz|cm|ms|s|min|dpi": "units",
}


def outside(text: str) -> str:
    """What stands outside of brackets, with its allowed names taken out; empty when it has no letters."""
    depth, found = 0, []
    for letter in text:
        if letter == OPENING:
            depth += 1
        elif letter == CLOSING:
            depth -= 1
            if depth < 0:  # its beginning was cut off
                depth, found = 0, []
        elif not depth:
            found.append(letter)
    rest = re.sub("|".join(rf"(?<![^\W\d])(?:{one})(?![^\W\d])" for one in ALLOWED), "", "".join(found))
    return rest.strip() if any(map(str.isalpha, rest)) else ""


class Record:
    """All that is translated while it is on.

    Lines of a wrapped text have their brackets on other lines; and brackets stand around a text too that no catalogue has.
    """

    def __init__(self) -> None:
        self._shown: set[str] = set()
        self.messages: set[str] = set()

    def __enter__(self) -> Record:
        shown, bracketed = translation.Shown.__new__, Brackets.gettext

        def new(cls: type[translation.Shown], text: str, *about: Any) -> translation.Shown:
            self._shown.add(" ".join(text.split()))
            return shown(cls, text, *about)

        def gettext(brackets: Brackets, message: str) -> str:
            self.messages.add(message)
            return bracketed(brackets, message)

        self._kept = shown, bracketed
        translation.Shown.__new__, Brackets.gettext = new, gettext  # type: ignore[method-assign, assignment]
        return self

    def __exit__(self, *problem: object) -> None:
        translation.Shown.__new__, Brackets.gettext = self._kept  # type: ignore[method-assign]

    def is_piece(self, text: str) -> bool:
        piece = " ".join(text.split()).strip("… ")
        return any(piece in whole and not outside(whole) for whole in self._shown if len(whole) > len(piece))

    def without_entry(self) -> set[str]:
        """What was asked for and is in no catalogue: it stays English in every language."""
        known = {text for message in entries(texts_of_the_code()) for text in _ids(message)}
        return self.messages - known


def _ids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (str(message.id),)
