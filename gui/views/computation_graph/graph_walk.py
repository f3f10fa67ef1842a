"""The walk through a graph, node by node: forward while values are computed, then backward while gradients are handed on."""

from __future__ import annotations

from dataclasses import dataclass

from engine.inspection.computation_graph.graph import Edge, Graph


@dataclass(frozen=True)
class Walk:
    """After `stage` steps: 0 is before the first operation. Each operation has a step forward, then one back; at `last` all is
    done, and no node is the present one.
    """

    graph: Graph
    stage: int

    @property
    def half(self) -> int:
        return len(self.graph.operations)

    @property
    def last(self) -> int:
        return 2 * self.half + 1 if self.half else 0

    @property
    def back(self) -> int:
        """How many operations have handed their gradient on."""
        return min(max(self.stage - self.half, 0), self.half)

    @property
    def backwards(self) -> bool:
        return self.stage > self.half

    @property
    def present(self) -> int | None:
        """The node that the last step was about; none before the first one."""
        if not 0 < self.stage < self.last:
            return None
        order = self.graph.operations
        return order[-self.back] if self.backwards else order[self.stage - 1]

    def at(self, stage: int) -> Walk:
        return Walk(self.graph, min(max(stage, 0), self.last))

    def has_value(self, node: int) -> bool:
        """Whether the node's value is computed by now."""
        return self.graph.nodes[node].is_leaf or node in self.graph.operations[: self.stage]

    def has_propagated(self, node: int) -> bool:
        """Whether its inputs have their gradients from it."""
        return self.back > 0 and node in self.graph.operations[-self.back :]

    def has_along(self, edge: Edge) -> bool:
        """Whether the gradient along the edge is known by now."""
        return self.has_propagated(edge.target)

    def has_gradient(self, node: int) -> bool:
        """Whether all of the node's gradient is known by now."""
        return (self.backwards or not self.half) and all(self.has_along(edge) for edge in self.graph.uses[node])


def whole_walk(graph: Graph) -> Walk:
    """At its end: all is known."""
    return Walk(graph, 0).at(2 * len(graph.operations) + 1)
