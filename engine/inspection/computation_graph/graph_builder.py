"""From definitions to a graph: operations are taken apart as textbooks do, 1/(1 + e^−s) into negate, exp, +1 and 1/x."""

from __future__ import annotations

import math

from engine.core.number_format import format_count
from engine.core.translation import _
from engine.data.formulas.printer import pretty
from engine.data.formulas.syntax_tree import Apply, Column, Node, Number
from engine.data.formulas.tokenizer import FormulaProblem
from engine.inspection.computation_graph.graph import CONSTANT, VARIABLE, Graph, GraphNode
from engine.inspection.computation_graph.graph_text import Definition, definitions_of, names_in, shown_name
from engine.inspection.computation_graph.operation import number_text

MOST_NODES = 100
_BINARY = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "**": "power_of"}


def graph_of(text: str, whole_sigmoid: bool = False) -> Graph:
    """The graph of a text. `whole_sigmoid`: 1/(1 + e^−s) is one node, σ; otherwise a sigmoid is taken apart.

    Raises FormulaProblem with a sentence.
    """
    definitions = definitions_of(text)
    variables = names_in(definitions)
    builder = _Builder(whole_sigmoid)
    for definition in definitions:
        builder.define(definition)
    found = builder.graph(definitions[-1].name, variables)
    if len(found.nodes) > MOST_NODES:
        problem = _("This graph would have {count} nodes, more than {most}: make the expression shorter.")
        raise FormulaProblem(problem.format(count=format_count(len(found.nodes)), most=MOST_NODES))
    return found


class _Builder:
    """Changes as definitions are added."""

    def __init__(self, whole_sigmoid: bool) -> None:
        self._whole_sigmoid = whole_sigmoid
        self._nodes: list[GraphNode] = []
        self._named: dict[str, int] = {}

    def define(self, definition: Definition) -> None:
        at = self._node(definition.tree)
        node = self._nodes[at]
        if node.name:  # the same value under another name, as in "f = x"
            at = self._add("add_number", (at,), number=0.0, text=node.text)
            node = self._nodes[at]
        self._nodes[at] = GraphNode(node.kind, node.inputs, definition.name, node.number, node.text)
        self._named[definition.name] = at

    def graph(self, output: str, variables: tuple[str, ...]) -> Graph:
        """What the output depends on, variables in their order first."""
        needed, waiting = set[int](), [self._named[output]]
        while waiting:
            one = waiting.pop()
            if one not in needed:
                needed.add(one)
                waiting.extend(self._nodes[one].inputs)
        leaves = [self._named[name] for name in variables if self._named.get(name) in needed]
        order = leaves + [i for i in range(len(self._nodes)) if i in needed and i not in leaves and i != self._named[output]]
        order += [self._named[output]] * (self._named[output] not in leaves)
        place = {old: new for new, old in enumerate(order)}
        return Graph(
            tuple(
                GraphNode(node.kind, tuple(place[i] for i in node.inputs), node.name, node.number, node.text)
                for node in (self._nodes[i] for i in order)
            )
        )

    def _node(self, tree: Node) -> int:
        if isinstance(tree, Number):
            name = {"pi": "π"}.get(tree.name, tree.name)
            return self._add(CONSTANT, number=tree.value, text=name or number_text(tree.value))
        if isinstance(tree, Column):
            return self._variable(tree.name)
        assert isinstance(tree, Apply)
        return self._apply(tree, pretty(_with_shown_names(tree), ()))

    def _variable(self, name: str) -> int:
        if name not in self._named:
            self._named[name] = self._add(VARIABLE, name=name, text=shown_name(name))
        return self._named[name]

    def _apply(self, tree: Apply, text: str) -> int:
        inside = _inside_of_sigmoid(tree) if self._whole_sigmoid else None
        if inside is not None:
            return self._add("sigmoid", (self._node(inside),), text=text)
        symbol, arguments = tree.symbol, tree.arguments
        if symbol == "sigmoid":
            inner = self._node(arguments[0])
            return self._add("sigmoid", (inner,), text=text) if self._whole_sigmoid else self._taken_apart(inner, text)
        if symbol == "negative" and isinstance(arguments[0], Number):
            number = -arguments[0].value
            return self._add(CONSTANT, number=number, text=number_text(number))
        with_number = self._with_number(symbol, arguments, text)
        if with_number is not None:
            return with_number
        kind = "add" if symbol == "sum" else _BINARY.get(symbol, symbol)
        return self._add(kind, tuple(self._node(argument) for argument in arguments), text=text)

    def _with_number(self, symbol: str, arguments: tuple[Node, ...], text: str) -> int | None:
        """An operation one side of which is a number that belongs to the node: +1, ×2, 1/x, x², eˣ."""
        if len(arguments) != 2:
            return None
        left, right = arguments
        first, second = _number_of(left), _number_of(right)
        if symbol in "+*" and (first is None) != (second is None):
            kind, number = {"+": "add_number", "*": "multiply_number"}[symbol], second if first is None else first
            assert number is not None
            return self._add(kind, (self._node(left if first is None else right),), number=number, text=text)
        if symbol == "-" and second is not None and first is None:
            return self._add("add_number", (self._node(left),), number=-second, text=text)
        if symbol == "/" and first == 1 and second is None:
            return self._add("reciprocal", (self._node(right),), text=text)
        if symbol == "/" and second and first is None:
            return self._add("multiply_number", (self._node(left),), number=1 / second, text=text)
        if symbol == "**" and isinstance(left, Number) and left.name == "e":
            return self._add("exp", (self._node(right),), text=text)
        if symbol == "**" and second is not None and first is None:
            return self._add("power", (self._node(left),), number=second, text=text)
        return None

    def _taken_apart(self, inner: int, text: str) -> int:
        """1/(1 + e^−s) of the node s."""
        inside = self._nodes[inner].short
        for kind, number, written in (
            ("negative", 0.0, f"−{inside}"),
            ("exp", 0.0, f"e^(−{inside})"),
            ("add_number", 1.0, f"1 + e^(−{inside})"),
            ("reciprocal", 0.0, text),
        ):
            inner = self._add(kind, (inner,), number=number, text=written)
        return inner

    def _add(self, kind: str, inputs: tuple[int, ...] = (), name: str = "", number: float = 0.0, text: str = "") -> int:
        self._nodes.append(GraphNode(kind, inputs, name, number, text))
        return len(self._nodes) - 1


def _number_of(tree: Node) -> float | None:
    """The value of a number, with a minus before it or not."""
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Apply) and tree.symbol == "negative" and isinstance(tree.arguments[0], Number):
        return -tree.arguments[0].value
    return None


def _inside_of_sigmoid(tree: Node) -> Node | None:
    """s, if the tree is 1/(1 + e^−s)."""
    if not (isinstance(tree, Apply) and tree.symbol == "/" and _number_of(tree.arguments[0]) == 1):
        return None
    below = tree.arguments[1]
    if not (isinstance(below, Apply) and below.symbol == "+" and 1 in (parts := tuple(map(_number_of, below.arguments)))):
        return None
    power = below.arguments[1 - parts.index(1)]
    if not isinstance(power, Apply):
        return None
    base = power.arguments[0]
    raised = power.arguments[-1] if power.symbol == "exp" or (power.symbol == "**" and base == Number(math.e, "e")) else None
    return raised.arguments[0] if isinstance(raised, Apply) and raised.symbol == "negative" else None


def _with_shown_names(tree: Node) -> Node:
    """For the printer: w₀ for w0."""
    if isinstance(tree, Apply):
        return Apply(tree.symbol, tuple(_with_shown_names(argument) for argument in tree.arguments))
    return Column(shown_name(tree.name)) if isinstance(tree, Column) else tree
