"""Curves y = f(x): formulas of the one letter x, as the dataset of points above and below a curve has them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.core.translation import N_, _
from engine.data.data_problem import DataProblem
from engine.data.formulas.evaluate import evaluate
from engine.data.formulas.functions import FUNCTIONS
from engine.data.formulas.grammar import Grammar
from engine.data.formulas.parser import read
from engine.data.formulas.printer import text_of
from engine.data.formulas.syntax_tree import Apply, Column, ColumnIndex, Node
from engine.data.formulas.tokenizer import FormulaProblem, place

OF_CURVES = Grammar(
    FUNCTIONS,
    empty=N_("Type a formula of x, such as 2*sin(x) or x**2/4 - 3."),
    unfinished=N_("The formula ends too early: a number, x or a function is missing at its end."),
    missing=N_("Before the {sign} at {place} a number, x or a function is missing."),
    call="x",
    products=True,
)
X = ("x", "x1")


def curve_text(text: str) -> str:
    """The formula in plain notation. Raises FormulaProblem with a sentence that names the place."""
    return text_of(_with_x(read(text, OF_CURVES), Column("x")))


@lru_cache(maxsize=32)
def curve_of(text: str) -> Node:
    """The formula with x as its only column, ready for `evaluate`. Raises FormulaProblem."""
    return _with_x(read(text, OF_CURVES), ColumnIndex(0))


def height(curve: Node, x: Array) -> Array:
    """f(x) of each x, (n,), which may be infinite. Raises DataProblem where it is no number."""
    y = evaluate(curve, x[:, np.newaxis])
    if np.isnan(y).any():
        at = format_number(float(x[np.isnan(y)][0]), 2)
        text = _("f(x) is no number at x = {x}: use abs(…) inside sqrt, log or a power, or choose another formula.")
        raise DataProblem(text.format(x=at))
    return y


def _with_x(node: Node, x: Node) -> Node:
    """The formula with `x` in place of its letter. Raises FormulaProblem for any other one."""
    if isinstance(node, Apply):
        return Apply(node.symbol, tuple(_with_x(argument, x) for argument in node.arguments))
    if isinstance(node, Column):
        if node.name not in X:
            text = _("“{name}” at {place} is unknown here: the formula may use x only.")
            raise FormulaProblem(text.format(name=node.name, place=place(node.at)), node.at)
        return x
    return node
