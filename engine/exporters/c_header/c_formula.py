"""Formulas of inputs as C expressions of x[0], x[1], …, in double. What has no input in it becomes one number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce

import numpy as np

from engine.exporters.reference_formulas import FUNCTIONS, OPERATORS
from engine.exporters.source_code.formula_text import ATOM, NEGATIVE, FormulaText, Text

CALLS = {"abs": "fabs", "max": "@_larger", "min": "@_smaller", "sign": "@_of_sign"}  # the others are called as in formulas
NOT_FINITE = {"HUGE_VAL": math.inf, "-HUGE_VAL": -math.inf, "(double)NAN": math.nan}


class CFormula(FormulaText):
    """Constants are computed here, in double: C would compute them in float."""

    def number(self, value: float) -> Text:
        text = repr(float(value))
        if not math.isfinite(value):
            text = next(name for name, one in NOT_FINITE.items() if repr(one) == text)
        return Text(text, NEGATIVE if text.startswith("-") else ATOM, is_constant=True)

    def input(self, index: int) -> Text:
        return Text(f"x[{index}]")

    def negative(self, value: Text) -> Text:
        return self.number(-_value(value)) if value.is_constant else super().negative(value)

    def binary(self, sign: str, left: Text, right: Text) -> Text:
        if left.is_constant and right.is_constant:
            with np.errstate(all="ignore"):
                return self.number(float(OPERATORS[sign](_value(left), _value(right))))
        return super().binary(sign, left, right)

    def special(self, sign: str, left: Text, right: Text) -> Text:
        return Text(f"pow({left.text}, {right.text})")

    def call(self, function: str, values: Sequence[Text]) -> Text:
        if all(one.is_constant for one in values):
            with np.errstate(all="ignore"):
                return self.number(float(FUNCTIONS[function](*map(_value, values))))
        return super().call(function, values)

    def called(self, function: str, values: Sequence[str]) -> str:
        name = CALLS.get(function, function)
        return reduce(lambda one, other: f"{name}({one}, {other})", values) if len(values) > 1 else f"{name}({values[0]})"


def _value(constant: Text) -> float:
    return NOT_FINITE[constant.text] if constant.text in NOT_FINITE else float(constant.text)
