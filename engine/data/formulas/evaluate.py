"""Computes a formula over a table, and says in words where and why the result is not a finite number."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.data.formulas.functions import SYMBOLS
from engine.data.formulas.printer import pretty
from engine.data.formulas.syntax_tree import Apply, Column, ColumnIndex, Node, Number, columns_of
from engine.data.formulas.tokenizer import FormulaProblem, place

LARGEST = 1e30  # beyond this float32 has no room for a square


def evaluate(node: Node, raw: Array) -> Array:
    """The formula's value of each row, (rows,), of raw inputs (rows, columns). Its columns must be resolved to places.

    Where it is not defined, the value is not finite; nothing is raised.
    """
    with np.errstate(all="ignore"):
        return np.broadcast_to(np.asarray(_value(node, raw), np.float64), len(raw))


def check_finite(node: Node, raw: Array, names: tuple[str, ...]) -> None:
    """Raises FormulaProblem that names the first row in which the formula gives no usable number, and why."""
    wrong = ~(np.abs(evaluate(node, raw)) < LARGEST)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise FormulaProblem(_reason(node, raw[row : row + 1], row, names))


def _value(node: Node, raw: Array) -> Array | float:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Apply):
        values = [_value(argument, raw) for argument in node.arguments]
        result: Array = SYMBOLS[node.symbol].compute(*values)
        return result
    assert isinstance(node, ColumnIndex), f"{node} is not resolved"
    column: Array = raw[:, node.index]
    return column


def _reason(node: Node, row: Array, number: int, names: tuple[str, ...]) -> str:
    """Why a formula is not a usable number in one row, (1, columns): found at the innermost step that goes wrong."""
    places = sorted({column.index for column in columns_of(node) if isinstance(column, ColumnIndex)})
    where = f"in row {number + 1}"
    if places:
        where += f", where {', '.join(f'{names[i]} is {format_number(row[0, i], 6)}' for i in places[:3])}"
    culprit = _culprit(node, row)
    what = [float(evaluate(argument, row)[0]) for argument in culprit.arguments] if culprit is not None else []
    if culprit is None:
        pass
    elif (culprit.symbol == "/" and what[1] == 0) or (culprit.symbol == "**" and what[0] == 0):
        return f"The formula divides by zero {where}. Add something to what it divides by, or choose another formula."
    elif (needs := SYMBOLS[culprit.symbol].needs) and not what[0] > 0:
        value = format_number(what[0], 6)
        return f"{culprit.symbol} needs {needs} but gets {value} {where}. Use abs(…) inside it, or another formula."
    elif culprit.symbol == "**" and what[0] < 0:
        base, power = (format_number(one, 6) for one in what)
        return f"{base} has no power {power} {where}. Use abs(…) for the base, or a whole exponent."
    subject = "The formula" if culprit in (None, node) else pretty(culprit, names)
    return f"{subject} gives too large a number {where}. Scale it down."


def _culprit(node: Node, row: Array) -> Apply | None:
    """The innermost step whose result is not finite although all that goes into it is."""
    if not isinstance(node, Apply):
        return None
    for argument in node.arguments:
        found = _culprit(argument, row)
        if found is not None:
            return found
    return None if np.isfinite(evaluate(node, row)).all() else node


def resolved(node: Node, names: tuple[str, ...]) -> Node:
    """The formula with each column's name replaced by its place. Raises FormulaProblem for a name that no column has."""
    if isinstance(node, Apply):
        return Apply(node.symbol, tuple(resolved(argument, names) for argument in node.arguments))
    return ColumnIndex(_place(node, names)) if isinstance(node, Column) else node


def _place(column: Column, names: tuple[str, ...]) -> int:
    if column.name in names:
        return names.index(column.name)
    number = column.name[1:]
    if not column.quoted and column.name[:1] == "x" and number.isdecimal() and 1 <= int(number) <= len(names):
        return int(number) - 1
    unknown = f"There is no column “{column.name}” ({place(column.at)})"
    if len(names) == 1:
        raise FormulaProblem(f"{unknown}: the only one is {names[0]}, which x1 means too.", column.at)
    shown = ", ".join(names[:6]) + (" …" if len(names) > 6 else "")
    raise FormulaProblem(f"{unknown}; there are {shown}. They are also x1 to x{len(names)}, in order.", column.at)
