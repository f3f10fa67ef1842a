"""Formulas of inputs as NumPy expressions of x1, x2, …, each a vector of one number for each row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce

from engine.exporters.source_code.formula_text import NEGATIVE, POWER, FormulaText, Text

CALLS = {"abs": "np.abs", "atan": "np.arctan", "max": "np.maximum", "min": "np.minimum"}  # the others are called as in formulas


class NumpyFormula(FormulaText):
    """In float64, as the engine computes features."""

    def number(self, value: float) -> Text:
        return Text(repr(value) if math.isfinite(value) else "np.inf", is_constant=True)

    def input(self, index: int) -> Text:
        return Text(f"x{index + 1}")

    def special(self, sign: str, left: Text, right: Text) -> Text:
        if left.is_constant:  # two plain numbers of Python raise an error where NumPy has infinity or NaN
            function = "np.true_divide" if sign == "/" else "np.float_power"
            return Text(f"{function}({left.text}, {right.text})", is_constant=right.is_constant)
        return Text(f"{left.within(POWER + 1)} ** {right.within(NEGATIVE).removesuffix('.0')}", POWER)

    def called(self, function: str, values: Sequence[str]) -> str:
        name = CALLS.get(function, f"np.{function}")
        if function in ("max", "min"):
            return reduce(lambda one, other: f"{name}({one}, {other})", values) if len(values) > 1 else f"np.asarray({values[0]})"
        return f"{name}({values[0]})"
