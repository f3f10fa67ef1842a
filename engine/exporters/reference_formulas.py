"""Computes the formulas of an exported file without the engine's own parser and evaluator: a proof must not depend on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.exporters.formula_tree import FormulaWriter

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": np.true_divide,
    "**": np.float_power,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": np.fabs,
    "atan": np.arctan,
    "cos": np.cos,
    "exp": np.exp,
    "log": np.log,
    "max": lambda *values: reduce(np.maximum, values),
    "min": lambda *values: reduce(np.minimum, values),
    "sign": np.sign,
    "sin": np.sin,
    "sqrt": np.sqrt,
    "tan": np.tan,
    "tanh": np.tanh,
}


class Values(FormulaWriter[Any]):
    """A formula's values, (rows,) or one number, of raw inputs (rows, inputs)."""

    def __init__(self, raw: Array) -> None:
        self.raw = raw

    def number(self, value: float) -> float:
        return value

    def input(self, index: int) -> Array:
        column: Array = self.raw[:, index]
        return column

    def negative(self, value: Any) -> Any:
        return -value

    def binary(self, sign: str, left: Any, right: Any) -> Any:
        return OPERATORS[sign](left, right)

    def call(self, function: str, values: Sequence[Any]) -> Any:
        return FUNCTIONS[function](*values)


def computed(formulas: Sequence[str], raw: Array) -> Array:
    """The formulas' values, (rows, formulas), of raw inputs (rows, inputs). Raises ValueError for what is no formula."""
    values = np.empty((len(raw), len(formulas)))
    writer = Values(raw)
    with np.errstate(all="ignore"):
        for i, formula in enumerate(formulas):
            values[:, i] = writer.of(formula, raw.shape[1])
    return values
