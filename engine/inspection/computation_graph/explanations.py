"""What is said of a node: how its value comes about, its local rule with the numbers put in, and when an answer is right."""

from __future__ import annotations

import math

from engine.core.translation import _, joined, ngettext
from engine.inspection.computation_graph.graph import CONSTANT, VARIABLE, Edge, Graph
from engine.inspection.computation_graph.operation import in_brackets, number_text
from engine.inspection.computation_graph.operations import OPERATIONS
from engine.inspection.computation_graph.passes import Passes

CLOSE = 0.01  # an answer may be off by this share
MOST_SHOWN = 3  # inputs of a node in its worked rule


def forward_text(graph: Graph, passes: Passes, at: int) -> str:
    """Multiply: w₀x₀ = 2 × (−1) = −2"""
    node, value = graph.nodes[at], number_text(passes.values[at])
    if node.kind == VARIABLE:
        return _("{node} is a variable; its value is {value}.").format(node=node.short, value=value)
    if node.kind == CONSTANT:
        return _("{node} is a number that stays as it is.").format(node=node.short)
    operation = OPERATIONS[node.kind]
    worked = operation.formula([number_text(passes.values[i]) for i in node.inputs], number_text(node.number))
    text = _("{operation:big}: {node} = {worked} = {value}")
    return text.format(operation=_(operation.label), node=node.short, worked=worked, value=value)


def backward_text(graph: Graph, passes: Passes, at: int) -> str:
    """The rule by which a node hands its gradient to its inputs, in words and then with the numbers put in."""
    node = graph.nodes[at]
    parts = [_seed_text(graph)] if at == graph.output else []
    parts += [fan_out_text(graph, passes, at)] if len(graph.uses[at]) > 1 else []
    if node.is_leaf:
        parts += [_leaf_text(graph, passes, at)] if node.kind == VARIABLE and at != graph.output else []
        return joined(parts) if parts else forward_text(graph, passes, at)
    parts.append(rule_text(graph, at))
    edges = [Edge(source, at, slot) for slot, source in enumerate(node.inputs) if graph.nodes[source].kind != CONSTANT]
    worked = joined((worked_text(graph, passes, edge) for edge in edges[:MOST_SHOWN]), "; ")
    return joined((*parts, worked + (" …" if len(edges) > MOST_SHOWN else "")))


def rule_text(graph: Graph, at: int) -> str:
    """The local rule of an operation, as a sentence."""
    return _(OPERATIONS[graph.nodes[at].kind].rule)


def worked_text(graph: Graph, passes: Passes, edge: Edge) -> str:
    """∂f/∂x = gradient × the other factor = 0.1966 × (−3) = −0.5898"""
    node, source = graph.nodes[edge.target], graph.nodes[edge.source]
    operation = OPERATIONS[node.kind]
    inputs = [passes.values[i] for i in node.inputs]
    slots = {
        "output": graph.nodes[graph.output].short,
        "input": in_brackets(source.short),
        "factor": _(operation.factor),
        "gradient": number_text(passes.gradients[edge.target]),
        "slope": operation.worked(inputs, passes.values[edge.target], node.number, edge.slot),
        "result": number_text(passes.along[edge]),
    }
    if len(graph.uses[edge.source]) > 1:
        text = _("share of ∂{output}/∂{input} = gradient × {factor} = {gradient} × {slope} = {result}")
    else:
        text = _("∂{output}/∂{input} = gradient × {factor} = {gradient} × {slope} = {result}")
    return text.format(**slots)


def fan_out_text(graph: Graph, passes: Passes, at: int) -> str:
    """x is used twice, so its gradients add: 3 + 1 = 4."""
    uses = graph.uses[at]
    terms = " + ".join(in_brackets(number_text(passes.along[edge])) for edge in uses)
    text = ngettext(
        "{node} is used {count} time: {terms} = {total}.",
        "{node} is used {count} times, so its gradients add: {terms} = {total}.",
        len(uses),
    )
    total = number_text(passes.gradients[at])
    return text.format(node=graph.nodes[at].short, count=len(uses), terms=terms, total=total)


def is_right(answer: float, true: float) -> bool:
    """Within 1 %; or rounded to two significant figures, as in print: 0.20 for 0.1966."""
    if not math.isfinite(answer):
        return False
    if abs(true) < 1e-9:
        return abs(answer) < 1e-6
    if abs(answer - true) <= CLOSE * abs(true) * (1 + 1e-9):
        return True
    second = 10.0 ** (math.floor(math.log10(abs(true))) - 1)  # the place of the second figure
    is_short = abs(answer - float(f"{answer:.2g}")) <= 1e-9 * abs(answer)
    return is_short and abs(answer - true) <= 0.5 * second * (1 + 1e-9)


def _seed_text(graph: Graph) -> str:
    return _("The way back begins here: ∂{output}/∂{output} = 1.").format(output=graph.nodes[graph.output].short)


def _leaf_text(graph: Graph, passes: Passes, at: int) -> str:
    text = _("∂{output}/∂{input} = {gradient}: where {input} grows by a small h, {output} changes by about {factor}·h.")
    gradient = number_text(passes.gradients[at])
    slots = {"output": graph.nodes[graph.output].short, "input": graph.nodes[at].short, "gradient": gradient}
    return text.format(**slots, factor=in_brackets(gradient))
