"""Formulas as text of a programming language, with no more brackets than it takes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from engine.exporters.formula_tree import FormulaWriter

SUM, PRODUCT, NEGATIVE, POWER, ATOM = range(1, 6)
LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT}


@dataclass(frozen=True)
class Text:
    """`level`: how tightly it binds. `is_constant`: no input is in it."""

    text: str
    level: int = ATOM
    is_constant: bool = False

    def within(self, least: int) -> str:
        """The text, in brackets where it binds less tightly."""
        return self.text if self.level >= least else f"({self.text})"


class FormulaText(FormulaWriter[Text]):
    """What languages have in common: + - * /, the sign and brackets. A subclass writes numbers, inputs, powers and calls."""

    def negative(self, value: Text) -> Text:
        return Text(f"-{value.within(POWER)}", NEGATIVE, value.is_constant)

    def binary(self, sign: str, left: Text, right: Text) -> Text:
        constant = left.is_constant and right.is_constant
        if sign == "**" or (sign == "/" and constant):
            return self.special(sign, left, right)
        level = LEVELS[sign]
        return Text(f"{left.within(level)} {sign} {right.within(level + 1)}", level, constant)

    @abstractmethod
    def special(self, sign: str, left: Text, right: Text) -> Text:
        """A power, or a constant divided by a constant, which may be 0."""

    def call(self, function: str, values: Sequence[Text]) -> Text:
        constant = all(one.is_constant for one in values)
        written = self.called(function, [one.text for one in values])
        return Text(written, is_constant=constant)

    @abstractmethod
    def called(self, function: str, values: Sequence[str]) -> str:
        """The call as one that needs no brackets."""
