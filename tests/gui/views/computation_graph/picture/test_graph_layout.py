"""The layout of graphs: from left to right, nothing on top of anything, trees without crossings, and the same each time."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine.inspection.computation_graph.graph import Graph
from engine.inspection.computation_graph.graph_builder import graph_of
from engine.inspection.computation_graph.own_network import loss_graph
from gui.views.computation_graph.graph_examples import EXAMPLES
from gui.views.computation_graph.picture.graph_layout import GraphLayout, Sizes, lay_out
from tests.gui.view_builders import trained_snapshot

LABEL, PORT = 60.0, 28.0
TEXTS = [one.text for one in EXAMPLES] + ["x", "5", "x + x", "max(a, b, c, a) + exp(a)b", loss_graph(trained_snapshot(), 0).text]


def layout_of(graph: Graph) -> GraphLayout:
    return lay_out(graph, Sizes([(40.0, 24.0)] * len(graph.nodes), LABEL, PORT))


@pytest.mark.parametrize("text", TEXTS)
def test_edges_lead_to_the_right_and_nothing_overlaps(text: str) -> None:
    graph = graph_of(text)
    layout = layout_of(graph)
    for edge in graph.edges:
        assert layout.layers[edge.source] < layout.layers[edge.target]
        start, *_between, end = layout.paths[edge]
        assert start[0] == layout.boxes[edge.source].right
        assert end[1] == layout.boxes[edge.target].left
        assert start[1] <= end[0]  # there is room for the numbers
    assert max(layout.layers) == layout.layers[graph.output]
    rects = [box.rect for box in layout.boxes]
    assert not any(one.adjusted(1, 1, -1, -1).intersects(other) for i, one in enumerate(rects) for other in rects[:i])
    assert min(rect.top() for rect in rects) >= -1e-6
    assert max(rect.bottom() for rect in rects) <= layout.height + 1e-6


@pytest.mark.parametrize("text", TEXTS)
def test_the_numbers_of_a_node_do_not_lie_on_each_other(text: str) -> None:
    graph = graph_of(text)
    layout = layout_of(graph)
    ends: dict[int, list[float]] = {}
    for edge in graph.edges:
        ends.setdefault(edge.target, []).append(layout.paths[edge][-1][2])
    assert all(second - first >= PORT - 1e-6 for places in ends.values() for first, second in pairwise(places))


def straight_crossings(graph: Graph, layout: GraphLayout) -> int:
    """Between neighbouring layers, as many as there would be with straight lines."""
    ends = [
        (layout.layers[edge.source], layout.boxes[edge.source].middle, layout.paths[edge][-1][2])
        for edge in graph.edges
        if layout.layers[edge.target] == layout.layers[edge.source] + 1
    ]
    return sum(a == d and (b - e) * (c - f) < 0 for i, (a, b, c) in enumerate(ends) for d, e, f in ends[:i])


def test_a_tree_has_no_crossings_and_a_network_few() -> None:
    for example in EXAMPLES:
        graph = graph_of(example.text)
        assert straight_crossings(graph, layout_of(graph)) == 0, example.name
    graph = graph_of(TEXTS[-1])
    assert straight_crossings(graph, layout_of(graph)) <= 60


def test_the_same_graph_is_laid_out_the_same() -> None:
    assert layout_of(graph_of(TEXTS[-1])) == layout_of(graph_of(TEXTS[-1]))
