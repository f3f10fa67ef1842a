"""The formulas of features as code for PyTorch, on columns x1, x2, … of all rows; what has no column in it is computed here."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from engine.exporters.formula_tree import FormulaWriter
from engine.exporters.reference_formulas import FUNCTIONS, OPERATORS
from engine.exporters.source_code.formula_text import LEVELS, NEGATIVE, POWER, Text

LIMITS = {"max": ("torch.maximum", "min"), "min": ("torch.minimum", "max")}  # of two columns; of a column and a number
SIMPLE = re.compile(r"-?[\w.]+")


class TorchFormula(FormulaWriter[Text]):
    """`used`: the indices of the columns that the formulas asked for so far."""

    def __init__(self) -> None:
        self.used: set[int] = set()

    def number(self, value: float) -> Text:
        text = repr(value).removesuffix(".0") if math.isfinite(value) else f'float("{value}")'
        return Text(text, NEGATIVE if text.startswith("-") else Text("").level, is_constant=True)

    def input(self, index: int) -> Text:
        self.used.add(index)
        return Text(f"x{index + 1}")

    def negative(self, value: Text) -> Text:
        if value.is_constant:
            return self.number(-_value(value))
        return Text(f"-{value.within(POWER)}", NEGATIVE)

    def binary(self, sign: str, left: Text, right: Text) -> Text:
        if left.is_constant and right.is_constant:
            with np.errstate(all="ignore"):
                return self.number(float(OPERATORS[sign](_value(left), _value(right))))
        if sign == "**":
            base, exponent = left.within(POWER + 1), right.within(NEGATIVE)
            space = "" if SIMPLE.fullmatch(base) and SIMPLE.fullmatch(exponent) else " "  # as formatters of code have it
            return Text(f"{base}{space}**{space}{exponent}", POWER)
        return Text(f"{left.within(LEVELS[sign])} {sign} {right.within(LEVELS[sign] + 1)}", LEVELS[sign])

    def call(self, function: str, values: Sequence[Text]) -> Text:
        if all(one.is_constant for one in values):
            with np.errstate(all="ignore"):
                return self.number(float(FUNCTIONS[function](*map(_value, values))))
        if function not in LIMITS:
            return Text(f"torch.{function}({values[0].text})")
        of_two, of_one = LIMITS[function]
        columns = [one.text for one in values if not one.is_constant]
        numbers = [one for one in values if one.is_constant]
        text = columns[0]
        for column in columns[1:]:
            text = f"{of_two}({text}, {column})"
        if not numbers:
            return Text(text) if len(columns) > 1 else values[0]
        return Text(f"torch.clamp({text}, {of_one}={self.call(function, numbers).text})")


def _value(constant: Text) -> float:
    """The number that `TorchFormula.number` wrote."""
    return float(constant.text.removeprefix('float("').removesuffix('")'))
