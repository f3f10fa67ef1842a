"""What is said of the node that is chosen: to everybody below the graph, and to a screen reader."""

from __future__ import annotations

from engine.core.translation import _
from engine.inspection.computation_graph.explanations import backward_text, forward_text
from engine.inspection.computation_graph.operation import number_text
from gui.views.computation_graph.asking.question_round import QuestionRound
from gui.views.computation_graph.graph_state import GraphState
from gui.views.computation_graph.graph_walk import Walk


def explanation(state: GraphState, walk: Walk, node: int) -> str:
    """The sentence of a node as far as the walk is: how its value comes about, or its local rule."""
    if not state.graph.operations:
        return forward_text(state.graph, state.passes, node)
    if walk.stage == 0:
        return _("Nothing is computed yet: step on with the right arrow, or press Play.")
    known = walk.has_propagated(node) if not state.graph.nodes[node].is_leaf else walk.has_gradient(node)
    if known:
        return backward_text(state.graph, state.passes, node)
    if walk.has_value(node):
        return forward_text(state.graph, state.passes, node)
    return _("{node} is not computed yet.").format(node=state.graph.nodes[node].short)


def spoken(state: GraphState, walk: Walk, node: int, asked: QuestionRound | None) -> str:
    """A node with its numbers, as far as they are to be seen."""
    one, count = state.graph.nodes[node], len(state.graph.nodes)
    unknown = _("not known yet")
    sees_value = walk.has_value(node) and not (asked is not None and asked.hides_value(node))
    sees_gradient = walk.has_gradient(node) and not (asked is not None and asked.hides_gradient(node))
    value = number_text(state.passes.values[node]) if sees_value else unknown
    gradient = number_text(state.passes.gradients[node]) if sees_gradient else unknown
    text = _("{node} ({label}), {place} of {count}: value {value}, gradient {gradient}.")
    if one.is_leaf:
        text = _("{node}, {place} of {count}: value {value}, gradient {gradient}.")
    slots = {"node": one.short, "label": one.label, "place": node + 1, "count": count, "value": value, "gradient": gradient}
    return text.format(**slots)
