"""The computation graph: variables, numbers and operations as nodes, each after those that it is computed from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from engine.inspection.computation_graph.graph_text import shown_name
from engine.inspection.computation_graph.operation import number_text
from engine.inspection.computation_graph.operations import OPERATIONS

VARIABLE, CONSTANT = "variable", "constant"


@dataclass(frozen=True)
class GraphNode:
    """`kind` is VARIABLE, CONSTANT, or the name of a row of `OPERATIONS`; `inputs` are the nodes it uses, by index.

    `name` is that of a variable, or of what the text defines; `number` a constant's value, or the number of an operation that
    has one. `text` is what the node computes, as people write it.
    """

    kind: str
    inputs: tuple[int, ...] = ()
    name: str = ""
    number: float = 0.0
    text: str = ""

    @property
    def is_leaf(self) -> bool:
        """Whether it is a variable or a constant."""
        return not self.inputs

    @property
    def label(self) -> str:
        """What stands in the node."""
        if self.kind == VARIABLE:
            return shown_name(self.name)
        if self.kind == CONSTANT:
            return self.text
        symbol, number = OPERATIONS[self.kind].symbol, number_text(self.number)
        if self.kind == "add_number":
            return number if self.number < 0 else f"+{number}"
        if self.kind == "multiply_number":
            return f"×({number})" if self.number < 0 else f"×{number}"
        return f"x^{number}" if self.kind == "power" else symbol

    @property
    def short(self) -> str:
        """What the node is called in a sentence: its name, or what it computes; where that is long, its label, as [exp]."""
        if self.name:
            return shown_name(self.name)
        return self.text if len(self.text) <= MOST_LETTERS else f"[{self.label}]"


MOST_LETTERS = 16


@dataclass(frozen=True)
class Edge:
    """From `source` into the slot `slot` of `target`."""

    source: int
    target: int
    slot: int


@dataclass(frozen=True)
class Graph:
    """The last node is the output."""

    nodes: tuple[GraphNode, ...]

    @property
    def output(self) -> int:
        """The index of the output's node."""
        return len(self.nodes) - 1

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """All edges, by the node that they lead to."""
        return tuple(self._edges())

    @cached_property
    def variables(self) -> tuple[int, ...]:
        """The nodes whose value can be chosen."""
        return tuple(i for i, node in enumerate(self.nodes) if node.kind == VARIABLE)

    @cached_property
    def operations(self) -> tuple[int, ...]:
        """The nodes that are computed, in an order in which they can be."""
        return tuple(i for i, node in enumerate(self.nodes) if not node.is_leaf)

    @cached_property
    def uses(self) -> tuple[tuple[Edge, ...], ...]:
        """By node, the edges that lead from it."""
        found: list[list[Edge]] = [[] for _node in self.nodes]
        for edge in self.edges:
            found[edge.source].append(edge)
        return tuple(map(tuple, found))

    def _edges(self) -> Iterator[Edge]:
        for target, node in enumerate(self.nodes):
            for slot, source in enumerate(node.inputs):
                yield Edge(source, target, slot)
