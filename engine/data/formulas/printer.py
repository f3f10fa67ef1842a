"""From a syntax tree to text: plain, as files keep it and `parser.read` reads it, or for people, with x₁² and sin x₁."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.data.formulas.functions import CONSTANTS, FUNCTIONS
from engine.data.formulas.syntax_tree import Apply, Column, ColumnIndex, Node, Number

LEVELS = {"+": 1, "-": 1, "*": 2, "/": 2, "negative": 3, "**": 4}
ATOM = 5
LONGEST_NAME = 60  # characters; with a longer one a formula would be too long
_SYMBOL = re.compile(r"[^\W\d_][₀-₉]*")  # x₁: short enough to be multiplied without a sign


def text_of(node: Node) -> str:
    """The plain text, in Python's notation: equal trees, equal texts."""
    return _written(node, _column_text)[0]


def pretty(node: Node, names: tuple[str, ...]) -> str:
    """For people: the columns by name, x₁² for a square, x₁x₂ for a product, sin x₁ without brackets where that is clear."""
    if isinstance(node, ColumnIndex):
        return names[node.index]
    if isinstance(node, Apply) and node.symbol in FUNCTIONS and node.symbol != "abs" and len(node.arguments) == 1:
        argument = _pretty(node.arguments[0], names)[0]
        if _SYMBOL.fullmatch(argument):
            return f"{node.symbol} {argument}"
    return _pretty(node, names)[0]


def reference(name: str, place: int, names: tuple[str, ...]) -> str:
    """How a formula names a column: by its name where that can be written, else by its number, x1, x2, …"""
    unwritable = len(name) > LONGEST_NAME or all(closing in name for closing in ("]", '"', "'"))
    if name.translate(_DIGITS) == f"x{place + 1}" or names.count(name) > 1 or unwritable:
        return f"x{place + 1}"
    return _column_text(Column(name, quoted=not _is_bare(name)))


_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def _is_bare(name: str) -> bool:
    known = name in FUNCTIONS or name in CONSTANTS or re.fullmatch(r"x\d+", name)
    return re.fullmatch(r"[^\W\d]\w*", name) is not None and not known and not re.search("[²³₀-₉]", name)


def _column_text(column: Column | ColumnIndex) -> str:
    if isinstance(column, ColumnIndex):
        return f"x{column.index + 1}"
    if not column.quoted:
        return column.name
    quotes = next(pair for pair in ("[]", '""', "''") if pair[1] not in column.name)
    return f"{quotes[0]}{column.name}{quotes[1]}"


def _written(node: Node, column: Callable[[Column | ColumnIndex], str]) -> tuple[str, int]:
    """A text and how tightly it binds."""
    if isinstance(node, Number):
        return node.name or f"{node.value!r}".removesuffix(".0"), ATOM
    if not isinstance(node, Apply):
        return column(node), ATOM
    parts = [_written(argument, column) for argument in node.arguments]
    if node.symbol not in LEVELS:
        return f"{node.symbol}({', '.join(text for text, _ in parts)})", ATOM
    level = LEVELS[node.symbol]
    if node.symbol == "negative":
        return f"-{_in_brackets(parts[0], level)}", level
    if node.symbol == "**":
        return f"{_in_brackets(parts[0], ATOM)}**{_in_brackets(parts[1], LEVELS['negative'])}", level
    left, right = _in_brackets(parts[0], level), _in_brackets(parts[1], level + 1)
    return (f"{left} {node.symbol} {right}" if level == 1 else f"{left}{node.symbol}{right}"), level


def _pretty(node: Node, names: tuple[str, ...]) -> tuple[str, int]:
    if isinstance(node, Number):
        return ("π" if node.name == "pi" else _written(node, _column_text)[0]), ATOM
    if not isinstance(node, Apply):
        name = names[node.index] if isinstance(node, ColumnIndex) else node.name
        return (name if re.fullmatch(r"\w+", name) else f"[{name}]"), ATOM
    parts = [_pretty(argument, names) for argument in node.arguments]
    if node.symbol not in LEVELS:
        return f"{node.symbol}({', '.join(text for text, _ in parts)})", ATOM
    level = LEVELS[node.symbol]
    if node.symbol == "negative":
        return f"−{_in_brackets(parts[0], level)}", level
    if node.symbol == "**":
        base, raised = _in_brackets(parts[0], ATOM), node.arguments[1]
        small = {2.0: "²", 3.0: "³"}.get(raised.value) if isinstance(raised, Number) else None
        return f"{base}{small or '^' + _in_brackets(parts[1], ATOM)}", level
    left, right = _in_brackets(parts[0], level), _in_brackets(parts[1], level + 1)
    if node.symbol == "*":
        close = _SYMBOL.fullmatch(left) and _SYMBOL.fullmatch(parts[1][0].rstrip("²³"))
        return f"{left}{'' if close else '·'}{right}", level
    sign = "−" if node.symbol == "-" else node.symbol
    return (f"{left} {sign} {right}" if level == 1 else f"{left}{sign}{right}"), level


def _in_brackets(part: tuple[str, int], least: int) -> str:
    text, level = part
    return text if level >= least else f"({text})"
