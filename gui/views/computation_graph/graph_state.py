"""What the view shows: a text with its graph, the values of its variables, and both passes at these values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.inspection.computation_graph.graph import Graph
from engine.inspection.computation_graph.graph_builder import graph_of
from engine.inspection.computation_graph.graph_text import text_of_values
from engine.inspection.computation_graph.passes import Passes, run_passes

UNGIVEN = 1.0  # the value of a variable that was given none


@dataclass(frozen=True, eq=False)
class GraphState:
    """`values` may hold more than the variables of the graph: what a former text needed, for when it comes back."""

    text: str
    values: Mapping[str, float]
    whole_sigmoid: bool
    graph: Graph
    passes: Passes

    @property
    def values_text(self) -> str:
        return text_of_values({self.graph.nodes[at].name: self.values[self.graph.nodes[at].name] for at in self.graph.variables})

    def with_values(self, values: Mapping[str, float]) -> GraphState:
        """The same graph at other values. Raises GraphProblem where it has no value or gradient there."""
        together = {**self.values, **values}
        return replace(self, values=together, passes=run_passes(self.graph, together))


def read_state(text: str, values: Mapping[str, float], whole_sigmoid: bool) -> GraphState:
    """Raises FormulaProblem or GraphProblem, both ValueErrors, with a sentence."""
    graph = graph_of(text, whole_sigmoid)
    together = dict(values)
    for at in graph.variables:
        together.setdefault(graph.nodes[at].name, UNGIVEN)
    return GraphState(text, together, whole_sigmoid, graph, run_passes(graph, together))
