"""The two passes over a graph: forward, every node's value; backward, reverse mode, the output's gradient along every edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.core.translation import _
from engine.inspection.computation_graph.graph import CONSTANT, VARIABLE, Edge, Graph
from engine.inspection.computation_graph.operation import number_text
from engine.inspection.computation_graph.operations import OPERATIONS


class GraphProblem(ValueError):
    """A graph has no value or no gradient at these numbers; the text is a sentence that says where and why. `node` is where."""

    def __init__(self, message: str, node: int) -> None:
        super().__init__(message)
        self.node = node


@dataclass(frozen=True)
class Passes:
    """By node: its value, and the output's gradient with respect to it, the sum of what comes back along its edges.

    `along` is that gradient edge by edge; `slopes`, by node, its local slopes ∂node/∂input.
    """

    values: tuple[float, ...]
    gradients: tuple[float, ...]
    along: Mapping[Edge, float]
    slopes: tuple[tuple[float, ...], ...]


def run_passes(graph: Graph, variables: Mapping[str, float]) -> Passes:
    """Both passes at these values of the variables, by name. Raises GraphProblem."""
    values = forward_pass(graph, variables)
    gradients, along, slopes = _backward_pass(graph, values)
    return Passes(values, gradients, along, slopes)


def forward_pass(graph: Graph, variables: Mapping[str, float]) -> tuple[float, ...]:
    """The value of every node. Raises GraphProblem at the first that has none."""
    values: list[float] = []
    with np.errstate(all="ignore"):
        for at, node in enumerate(graph.nodes):
            if node.kind == VARIABLE:
                value = variables[node.name]
            elif node.kind == CONSTANT:
                value = node.number
            else:
                inputs = [values[i] for i in node.inputs]
                value = float(OPERATIONS[node.kind].compute([np.float64(one) for one in inputs], node.number))
                if not np.isfinite(value):
                    raise GraphProblem(_reason(graph, at, inputs), at)
            values.append(float(value))
    return tuple(values)


def _backward_pass(
    graph: Graph, values: tuple[float, ...]
) -> tuple[tuple[float, ...], dict[Edge, float], tuple[tuple[float, ...], ...]]:
    gradients = [0.0] * len(graph.nodes)
    gradients[graph.output] = 1.0
    along: dict[Edge, float] = {}
    slopes: list[tuple[float, ...]] = [()] * len(graph.nodes)
    with np.errstate(all="ignore"):
        for at in reversed(graph.operations):
            node = graph.nodes[at]
            inputs = [np.float64(values[i]) for i in node.inputs]
            slopes[at] = tuple(map(float, OPERATIONS[node.kind].slopes(inputs, np.float64(values[at]), node.number)))
            for slot, (source, slope) in enumerate(zip(node.inputs, slopes[at], strict=True)):
                if not np.isfinite(slope):
                    if gradients[at] == 0 or graph.nodes[source].kind == CONSTANT:
                        slope = 0.0  # nothing depends on it
                    else:
                        text = _("{node} has no finite slope where {input} is {value}: change its value a little.")
                        slots = {"node": node.short, "input": graph.nodes[source].short, "value": number_text(values[source])}
                        raise GraphProblem(text.format(**slots), at)
                gradient = gradients[at] * slope
                if not np.isfinite(gradient):
                    text = _("The gradient of {node} is too large a number here: choose smaller values.")
                    raise GraphProblem(text.format(node=graph.nodes[source].short), at)
                along[Edge(source, at, slot)] = gradient
                gradients[source] += gradient
    return tuple(gradients), along, tuple(slopes)


def _reason(graph: Graph, at: int, inputs: list[float]) -> str:
    """Why an operation of these inputs has no value."""
    node = graph.nodes[at]
    operation = OPERATIONS[node.kind]
    if (node.kind == "divide" and inputs[1] == 0) or (node.kind == "reciprocal" and inputs[0] == 0):
        below = graph.nodes[node.inputs[-1]].short
        return _("{node} divides by {below}, which is 0 here: change a value.").format(node=node.short, below=below)
    if operation.needs and (inputs[0] < 0 or (inputs[0] == 0 and node.kind == "log")):
        text = _("{node} needs {numbers}, but gets {value} here: change a value.")
        return text.format(node=node.short, numbers=_(operation.needs), value=number_text(inputs[0]))
    exponent = inputs[-1] if node.kind == "power_of" else node.number
    if node.kind in ("power", "power_of") and inputs[0] == 0:
        return _("{node} divides by 0 here: change a value.").format(node=node.short)
    if node.kind in ("power", "power_of") and inputs[0] < 0 and exponent != round(exponent):
        text = _("{base} has no power {exponent} ({node}): change a value, or use a whole exponent.")
        return text.format(base=number_text(inputs[0]), exponent=number_text(exponent), node=node.short)
    return _("{node} is too large a number here: choose smaller values.").format(node=node.short)
