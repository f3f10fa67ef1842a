"""The functions and operators of formulas. To add a function, add a row to `FUNCTIONS`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.core.translation import N_

CONSTANTS = {"pi": math.pi, "e": math.e}


@dataclass(frozen=True)
class Symbol:
    """`compute` gets one array per argument, `least` to `most` of them; `most` is None when there is no limit."""

    name: str
    compute: Callable[..., Any]
    least: int
    most: int | None
    needs: str = ""  # what its argument must be, for the message when the result is not a number


def _one(name: str, compute: Callable[..., Any], needs: str = "") -> Symbol:
    return Symbol(name, compute, 1, 1, needs)


FUNCTIONS = {
    symbol.name: symbol
    for symbol in (
        _one("abs", np.abs),
        _one("atan", np.arctan),
        _one("cos", np.cos),
        _one("exp", np.exp),
        _one("log", np.log, N_("numbers above 0")),
        Symbol("max", lambda *x: _folded(np.maximum, x), 2, None),
        Symbol("min", lambda *x: _folded(np.minimum, x), 2, None),
        _one("sign", np.sign),
        _one("sin", np.sin),
        _one("sqrt", np.sqrt, N_("numbers from 0 up")),
        _one("tan", np.tan),
        _one("tanh", np.tanh),
    )
}
OPERATORS = {
    symbol.name: symbol
    for symbol in (
        Symbol("+", np.add, 2, 2),
        Symbol("-", np.subtract, 2, 2),
        Symbol("*", np.multiply, 2, 2),
        Symbol("/", np.divide, 2, 2),
        Symbol("**", lambda base, exponent: np.power(base, exponent), 2, 2),
        Symbol("negative", np.negative, 1, 1),
    )
}
SYMBOLS = {**FUNCTIONS, **OPERATORS}


def _folded(compute: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    result = arguments[0]
    for argument in arguments[1:]:
        result = compute(result, argument)
    return result
