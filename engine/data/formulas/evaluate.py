"""Computes a formula over the rows of a table, and explains where and why the result is not a finite number."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count, format_number
from engine.core.translation import _
from engine.data.formulas.functions import SYMBOLS
from engine.data.formulas.printer import pretty
from engine.data.formulas.syntax_tree import Apply, Column, ColumnIndex, Node, Number, columns_of
from engine.data.formulas.tokenizer import FormulaProblem, place

LARGEST = 1e30  # its square would overflow float32


def evaluate(node: Node, raw: Array) -> Array:
    """The formula's value for each row, (rows,), of raw inputs (rows, columns). Its columns must be resolved.

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
    """Why a formula is not a usable number in one row, (1, columns): the innermost operation that fails."""
    places = sorted({column.index for column in columns_of(node) if isinstance(column, ColumnIndex)})
    where = _("row {number}").format(number=format_count(number + 1))
    if places:
        values = (_("{column} is {value}").format(column=names[i], value=format_number(row[0, i], 6)) for i in places[:3])
        where = _("{row}, where {values}").format(row=where, values=", ".join(values))
    culprit = _culprit(node, row)
    what = [float(evaluate(argument, row)[0]) for argument in culprit.arguments] if culprit is not None else []
    if culprit is None:
        pass
    elif (culprit.symbol == "/" and what[1] == 0) or (culprit.symbol == "**" and what[0] == 0):
        text = _("The formula divides by zero in {row}. Add something to what it divides by, or choose another formula.")
        return text.format(row=where)
    elif (needs := SYMBOLS[culprit.symbol].needs) and not what[0] > 0:
        text = _("{function} needs {numbers} but gets {value} in {row}. Use abs(…) inside it, or another formula.")
        return text.format(function=culprit.symbol, numbers=_(needs), value=format_number(what[0], 6), row=where)
    elif culprit.symbol == "**" and what[0] < 0:
        base, power = (format_number(one, 6) for one in what)
        text = _("{base} has no power {power} in {row}. Use abs(…) for the base, or a whole exponent.")
        return text.format(base=base, power=power, row=where)
    if culprit is None or culprit == node:
        return _("The formula gives too large a number in {row}. Scale it down.").format(row=where)
    text = _("{part} gives too large a number in {row}. Scale it down.")
    return text.format(part=pretty(culprit, names), row=where)


def _culprit(node: Node, row: Array) -> Apply | None:
    """The innermost operation whose result is not finite although all its arguments are."""
    if not isinstance(node, Apply):
        return None
    for argument in node.arguments:
        found = _culprit(argument, row)
        if found is not None:
            return found
    return None if np.isfinite(evaluate(node, row)).all() else node


def resolved(node: Node, names: tuple[str, ...]) -> Node:
    """The formula with each column's name replaced by its index. Raises FormulaProblem for a name that no column has."""
    if isinstance(node, Apply):
        return Apply(node.symbol, tuple(resolved(argument, names) for argument in node.arguments))
    return ColumnIndex(_place(node, names)) if isinstance(node, Column) else node


def _place(column: Column, names: tuple[str, ...]) -> int:
    if column.name in names:
        return names.index(column.name)
    number = column.name[1:]
    if not column.quoted and column.name[:1] == "x" and number.isdecimal() and 1 <= int(number) <= len(names):
        return int(number) - 1
    text = _("There is no column “{name}” ({place}); there are {names}. They are also x1 to x{count}, in order.")
    if len(names) == 1:
        text = _("There is no column “{name}” ({place}): the only one is {names}, which x1 means too.")
    shown = ", ".join(names[:6]) + (" …" if len(names) > 6 else "")
    where = place(column.at)
    raise FormulaProblem(text.format(name=column.name, place=where, names=shown, count=len(names)), column.at)
