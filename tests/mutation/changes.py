"""Small changes of Python source, one at a time, as a mistake would make them (DeMillo, Lipton & Sayward 1978)."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor"}


@dataclass(frozen=True)
class Change:
    """The `index`-th change that the file at `path` allows: in which line, and what becomes of what."""

    path: str
    index: int
    line: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.before}  →  {self.after}"


def changes(path: Path, root: Path) -> list[Change]:
    """All changes of one file, in the order of the tree."""
    tree, name = ast.parse(path.read_text(encoding="utf-8")), path.relative_to(root).as_posix()
    return [
        Change(name, i, getattr(old, "lineno", 0), _text(old), _text(new)) for i, (_way, old, new) in enumerate(_changes(tree))
    ]


def changed_source(source: str, index: int) -> str:
    """The source with its `index`-th change, without comments."""
    tree = ast.parse(source)
    way, _old, new = list(_changes(tree))[index]
    parent, field, place = way
    if place is None:
        setattr(parent, field, new)
    else:
        getattr(parent, field)[place] = new
    return ast.unparse(tree)


Way = tuple[ast.AST, str, int | None]  # a field of a node, and the position where the field is a list


def _changes(tree: ast.Module) -> Iterator[tuple[Way, ast.AST, ast.AST]]:
    for way, node in _expressions(tree):
        for new in _variants(node):
            yield way, node, ast.copy_location(new, node)


def _expressions(node: ast.AST) -> Iterator[tuple[Way, ast.AST]]:
    """All nodes with the way to them, without annotations, decorators, and the `strict=` of zip, which tells what is known."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list"):
            continue
        for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not (isinstance(child, ast.keyword) and child.arg == "strict"):
                yield (node, field, place), child
                yield from _expressions(child)


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS:
        yield _with(node, ops=[COMPARISONS[type(node.ops[0])]()])
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in ARITHMETIC and not _is_of_text(node):
        yield _with(node, op=ARITHMETIC[type(node.op)]())
    elif isinstance(node, ast.BoolOp):
        yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield copy.deepcopy(node.operand)
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        yield _with(node, func=ast.Name(CALLS[node.func.id], ast.Load()))


def _with(node: ast.AST, **fields: object) -> ast.AST:
    new = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _is_of_text(node: ast.BinOp | ast.AugAssign) -> bool:
    """Whether it joins or fills texts: no arithmetic."""
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
    return any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str)) for side in sides
    )


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:100]
