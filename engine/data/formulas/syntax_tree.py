"""The nodes of a formula: numbers, columns of the table, and functions or operators applied to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Number:
    """A constant; `name` is 'pi' or 'e' when it was written so."""

    value: float
    name: str = ""


@dataclass(frozen=True)
class Column:
    """A column by the name in the text; `x2` may mean the second one. `quoted`: only a column of exactly that name is meant.

    `at` is its position in the text, for messages.
    """

    name: str
    quoted: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ColumnIndex:
    """A column by its index in the table, from 0."""

    index: int


@dataclass(frozen=True)
class Apply:
    """A symbol of `functions.SYMBOLS` with its arguments; `negative` is the minus before one."""

    symbol: str
    arguments: tuple[Node, ...]


Node = Number | Column | ColumnIndex | Apply


def columns_of(node: Node) -> Iterator[Column | ColumnIndex]:
    """The columns of a formula, from left to right, each as often as it occurs."""
    if isinstance(node, Apply):
        for argument in node.arguments:
            yield from columns_of(argument)
    elif not isinstance(node, Number):
        yield node
