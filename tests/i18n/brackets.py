"""Letters that stand outside the brackets of the bracketing language: texts that nobody marked for translation."""

from __future__ import annotations

import re
from pathlib import Path

from engine.core import translation

OPENING, CLOSING = "⟦⟧"
ALLOWED = {  # what may stand outside, and why
    r"x₁x₂|iris\.csv|[A-Za-zα-ωΑ-Ω][₀-₉0-9²³ₜᵗᵀ′″]*": "names of mathematics, such as x₁, θ and f′, and of a file",
    r"(sepal|petal) (length|width)( \(cm\))?|setosa|versicolor|virginica|inside|outside|height|shape|species": "columns, classes",
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
    """All that was translated while it is on: lines of a wrapped text have their brackets on other lines."""

    def __init__(self) -> None:
        self._texts: set[str] = set()

    def __enter__(self) -> Record:
        original = translation.Shown.__new__

        def new(cls: type[translation.Shown], text: str, *about: object) -> translation.Shown:
            self._texts.add(" ".join(text.split()))
            return original(cls, text, *about)  # type: ignore[arg-type]

        self._original, translation.Shown.__new__ = original, new  # type: ignore[method-assign, assignment]
        return self

    def __exit__(self, *problem: object) -> None:
        translation.Shown.__new__ = self._original  # type: ignore[method-assign]

    def is_piece(self, text: str) -> bool:
        piece = " ".join(text.split()).strip("… ")
        return any(piece in whole and not outside(whole) for whole in self._texts if len(whole) > len(piece))
