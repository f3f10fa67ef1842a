"""Texts of graphs: definitions such as "q = x + y; f = q z", the last of which is the output, and values such as "x = −2, y = 5".

They are read by the parser of formulas, with products without a sign, and with names that are letters and then figures:
w₀x₀ is w₀ times x₀.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.core.number_format import format_count, format_number
from engine.core.translation import N_, _
from engine.data.formulas.functions import CONSTANTS, FUNCTIONS, Symbol
from engine.data.formulas.grammar import Grammar
from engine.data.formulas.parser import read
from engine.data.formulas.syntax_tree import Apply, Column, Node, columns_of
from engine.data.formulas.tokenizer import FormulaProblem, place
from engine.inspection.computation_graph.operations import OPERATIONS

OUTPUT = "f"  # the name of an output that is not named
LONGEST, MOST_DEFINITIONS, MOST_PARTS = 4000, 100, 300
LARGEST = 1e12  # size of a value


def _function(name: str, least: int = 1, most: int | None = 1) -> Symbol:
    return Symbol(name, OPERATIONS["add" if name == "sum" else name].compute, least, most)


NAME = re.compile(r"[^\W\d]+\d*")
GRAMMAR = Grammar(
    {
        **{name: symbol for name, symbol in FUNCTIONS.items() if name in OPERATIONS},
        **{name: _function(name) for name in ("relu", "sigmoid")},
        "sum": _function("sum", 2, None),
    },
    empty=N_("Type an expression, such as (x + y)z or 1/(1 + e^−x)."),
    unfinished=N_("The expression ends too early: a number, a name or a function is missing at its end."),
    missing=N_("Before the {sign} at {place} a number, a name or a function is missing."),
    call="x",
    products=True,
    name=NAME,
    longest=LONGEST,
)
_SMALL = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_PLAIN = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_DEFINITION = re.compile(r"\s*(?P<name>[^\W\d]+\d*)\s*=")


@dataclass(frozen=True)
class Definition:
    """One part of a text: a name, and the tree of what it stands for."""

    name: str
    tree: Node


def shown_name(name: str) -> str:
    """w₀ for w0."""
    letters = name.rstrip("0123456789")
    return letters + name[len(letters) :].translate(_SMALL)


def definitions_of(text: str) -> tuple[Definition, ...]:
    """The definitions of a text, each of which may use those before it. Raises FormulaProblem with a sentence."""
    if len(text) > LONGEST:
        problem = _("An expression has at most {most} letters, this one has {count}: make it shorter.")
        raise FormulaProblem(problem.format(most=format_count(LONGEST), count=format_count(len(text))))
    parts = list(_parts(text))
    if len(parts) > MOST_DEFINITIONS:
        problem = _("An expression has at most {most} parts, this one has {count}: make it shorter.")
        raise FormulaProblem(problem.format(most=MOST_DEFINITIONS, count=format_count(len(parts))))
    found: list[Definition] = []
    for at, part in parts or [(0, "")]:
        plain = part.translate(_PLAIN)
        named = _DEFINITION.match(plain)
        begins = named.end() if named is not None else 0
        tree = read(" " * (at + begins) + part[begins:], GRAMMAR)
        if size_of(tree) > MOST_PARTS:
            problem = _("This expression has more than {most} numbers, names and signs: make it shorter.")
            raise FormulaProblem(problem.format(most=MOST_PARTS))
        quoted = next((one for one in columns_of(tree) if isinstance(one, Column) and one.quoted), None)
        if quoted is not None:
            problem = _("Names have no quotation marks or brackets here ({place}): write {name}.")
            raise FormulaProblem(problem.format(place=place(quoted.at), name="x₁"), quoted.at)
        name = named["name"] if named is not None else _unnamed(found)
        _check_name(name, found)
        found.append(Definition(name, tree))
    return tuple(found)


def names_in(definitions: tuple[Definition, ...]) -> tuple[str, ...]:
    """The variables: names that are used and not defined, in the order of their first use. Raises FormulaProblem."""
    found: dict[str, None] = {}
    known: set[str] = set()
    later = {definition.name: number for number, definition in enumerate(definitions)}
    for number, definition in enumerate(definitions):
        for column in columns_of(definition.tree):
            assert isinstance(column, Column)
            if column.name not in known:
                if later.get(column.name, -1) >= number:
                    problem = _("{name} at {place} is defined only there or later: define it before it is used.")
                    raise FormulaProblem(problem.format(name=shown_name(column.name), place=place(column.at)), column.at)
                found[column.name] = None
        known.add(definition.name)
    return tuple(found)


def values_of(text: str) -> dict[str, float]:
    """The values in a text such as "w₀ = 2, x₀ = −1". Raises FormulaProblem with a sentence."""
    if len(text) > LONGEST:
        problem = _("The values have at most {most} letters, these have {count}: remove some.")
        raise FormulaProblem(problem.format(most=format_count(LONGEST), count=format_count(len(text))))
    found: dict[str, float] = {}
    for at, part in _parts(text, ",;\n"):
        named = _DEFINITION.match(part.translate(_PLAIN))
        if named is None:
            problem = _("At {place} a name and its value are missing: write them as x = 2, y = −3.")
            raise FormulaProblem(problem.format(place=place(at)), at)
        found[named["name"]] = value_of(part[named.end() :], shown_name(named["name"]))
    return found


def value_of(text: str, name: str) -> float:
    """One value as it is typed. Raises FormulaProblem with a sentence that names what it is of."""
    plain = text.strip().replace("−", "-")
    power = re.fullmatch(r"(?:(?P<first>.*)[×·*])?10(?:\^)?(?P<power>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", plain)
    if power is not None:  # as numbers are shown
        plain = f"{power['first'] or '1'}e{power['power'].translate(_RAISED)}"
    if not re.fullmatch(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", plain.replace(",", ""), re.ASCII):
        raise FormulaProblem(_("{name} needs a number, such as 0.5 or −2.").format(name=name))
    value = float(plain.replace(",", ""))
    if not abs(value) <= LARGEST:
        problem = _("The value of {name} is too large: use one from {low} to {high}.")
        raise FormulaProblem(problem.format(name=name, low=format_number(-LARGEST), high=format_number(LARGEST)))
    return value


_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def text_of_values(values: Mapping[str, float]) -> str:
    """As `values_of` reads it, with all figures of each number."""
    return ", ".join(f"{shown_name(name)} = {text_of_value(value)}" for name, value in values.items())


def text_of_value(value: float) -> str:
    """As short as it can be without a loss."""
    text = repr(float(value)).removesuffix(".0")
    return f"−{text[1:]}" if text.startswith("-") else text


def _parts(text: str, separators: str = ";\n") -> Iterator[tuple[int, str]]:
    """What stands between the separators, and where it begins; nothing for what is empty."""
    at = 0
    for part in re.split(f"[{separators}]", text):
        if part.strip():
            yield at, part
        at += len(part) + 1


def _unnamed(before: list[Definition]) -> str:
    taken = {one.name for one in before}
    return next(name for name in (OUTPUT, *(f"{OUTPUT}{i}" for i in range(1, MOST_DEFINITIONS + 2))) if name not in taken)


def _check_name(name: str, before: list[Definition]) -> None:
    if name in GRAMMAR.functions or name in CONSTANTS:
        raise FormulaProblem(_("{name} has a meaning of its own: choose another name.").format(name=name))
    if any(one.name == name for one in before):
        raise FormulaProblem(_("{name} is defined twice: choose another name.").format(name=shown_name(name)))


def size_of(node: Node) -> int:
    """How many parts a tree has, however deep it is."""
    count, waiting = 0, [node]
    while waiting:
        one = waiting.pop()
        count += 1
        if isinstance(one, Apply):
            waiting.extend(one.arguments)
    return count
