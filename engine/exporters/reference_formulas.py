"""Computes the formulas of an exported file without the engine's own parser and evaluator: a proof must not depend on them.

A formula there is in Python's notation over x1, x2, …; Python's own parser reads it, and only what is listed here is computed.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _

OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: np.true_divide,
    ast.Pow: np.float_power,
    ast.USub: lambda a: -a,
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
CONSTANTS = {"pi": math.pi, "e": math.e}
LONGEST = 2000  # letters


def computed(formulas: Sequence[str], raw: Array) -> Array:
    """The formulas' values, (rows, formulas), of raw inputs (rows, inputs). Raises ValueError for what is no formula."""
    values = np.empty((len(raw), len(formulas)))
    with np.errstate(all="ignore"):
        for i, formula in enumerate(formulas):
            try:
                values[:, i] = _value(_parsed(formula), raw)
            except RecursionError:
                raise ValueError(_("The formula {formula}… is too deep.").format(formula=formula[:40])) from None
    return values


def _parsed(formula: str) -> ast.expr:
    if len(formula) > LONGEST:
        raise ValueError(_("The formula {formula}… is too long.").format(formula=formula[:40]))
    try:
        return ast.parse(formula, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(_("“{formula}” is no formula.").format(formula=formula)) from None


def _value(node: ast.expr, raw: Array) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name) if name in CONSTANTS:
            return CONSTANTS[name]
        case ast.Name(id=name) if name[:1] == "x" and name[1:].isdecimal() and 1 <= int(name[1:]) <= raw.shape[1]:
            return raw[:, int(name[1:]) - 1]
        case ast.UnaryOp(op=op, operand=operand) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_value(operand, raw))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return OPERATORS[type(op)](_value(left, raw), _value(right, raw))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](*(_value(argument, raw) for argument in arguments))
    raise ValueError(_("“{part}” means nothing in a formula.").format(part=ast.unparse(node)))
