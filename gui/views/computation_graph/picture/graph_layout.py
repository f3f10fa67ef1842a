"""Where the nodes and edges of a graph lie: in layers from left to right, with few crossings.

A node stands just before the first node that uses it. In each layer the order follows the neighbours' (barycentre method of
Sugiyama et al. 1981); places are then as near to the neighbours' as distances allow (least squares).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import QRectF

from engine.inspection.computation_graph.graph import Edge, Graph

SWEEPS = 10


@dataclass(frozen=True)
class Sizes:
    """In pixels: of each node, (width, height); of an edge's label; between layers beside labels, and between neighbours."""

    nodes: Sequence[tuple[float, float]]
    label: float
    port: float  # distance of two inputs of a node
    gap: float = 30.0
    apart: float = 8.0
    bend: float = 12.0  # height of a place where an edge passes a layer


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def rect(self) -> QRectF:
        return QRectF(self.left, self.top, self.width, self.height)


@dataclass(frozen=True)
class GraphLayout:
    """`boxes` of the nodes; `paths` of the edges: from the source, by places (x from, x to, y), to the port of the target."""

    boxes: tuple[Box, ...]
    paths: dict[Edge, tuple[tuple[float, float, float], ...]]
    width: float
    height: float
    layers: tuple[int, ...]  # of the nodes


@dataclass
class _Item:
    """A node, or a place where an edge passes a layer. Changes: `at` is its order in the layer, `y` its middle."""

    layer: int
    height: float
    node: int = -1
    at: float = 0.0
    y: float = 0.0
    before: list[tuple[_Item, float]] = field(default_factory=list)  # sources, and how far below the middle they arrive
    after: list[tuple[_Item, float]] = field(default_factory=list)


def lay_out(graph: Graph, sizes: Sizes) -> GraphLayout:
    """A layout whose top left corner is (0, 0)."""
    layers = layers_of(graph)
    items = [
        _Item(layer, max(height, sizes.port * len(node.inputs)), i)
        for i, (node, layer, (_width, height)) in enumerate(zip(graph.nodes, layers, sizes.nodes, strict=True))
    ]
    chains = {edge: _chain(edge, items, sizes, len(graph.nodes[edge.target].inputs)) for edge in graph.edges}
    columns: list[list[_Item]] = [[] for _layer in range(max(layers) + 1)]
    for item in (*_by_depth(graph, items), *(bend for chain in chains.values() for bend in chain)):
        columns[item.layer].append(item)
    _order(columns)
    _place(columns, sizes.apart)
    return _drawn(graph, sizes, items, chains, layers)


def layers_of(graph: Graph) -> tuple[int, ...]:
    """Of each node: as far to the right as the nodes that use it allow, the output last."""
    distance = [0] * len(graph.nodes)
    for at in reversed(range(len(graph.nodes))):
        for source in graph.nodes[at].inputs:
            distance[source] = max(distance[source], distance[at] + 1)
    return tuple(max(distance) - one for one in distance)


def port_offset(slot: int, count: int, port: float) -> float:
    """How far below the middle of a node its input arrives."""
    return (slot - (count - 1) / 2) * port


def crossings(columns: Sequence[Sequence[_Item]]) -> int:
    """How many pairs of edges cross between neighbouring layers."""
    count = 0
    for column in columns[1:]:
        ends = [(source.at, item.at + offset * 1e-4) for item in column for source, offset in item.before]
        count += sum((a - c) * (b - d) < 0 for i, (a, b) in enumerate(ends) for c, d in ends[:i])
    return count


def _chain(edge: Edge, items: list[_Item], sizes: Sizes, inputs: int) -> list[_Item]:
    """The places where an edge passes layers; connects source, places and target."""
    source, target = items[edge.source], items[edge.target]
    bends = [_Item(layer, sizes.bend) for layer in range(source.layer + 1, target.layer)]
    chain = [source, *bends, target]
    for one, other in pairwise(chain):
        offset = port_offset(edge.slot, inputs, sizes.port) if other is target else 0.0
        one.after.append((other, offset))
        other.before.append((one, offset))
    return bends


def _by_depth(graph: Graph, items: list[_Item]) -> list[_Item]:
    """From the output backwards, inputs in their order: a tree comes without crossings."""
    found: dict[int, None] = {}
    waiting = [graph.output]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found[at] = None
            waiting.extend(reversed(graph.nodes[at].inputs))
    return [items[at] for at in found]


def _order(columns: list[list[_Item]]) -> None:
    for column in columns:
        _number(column)
    best, order = crossings(columns), [list(column) for column in columns]
    for sweep in range(SWEEPS):
        if not best:
            break
        backwards = sweep % 2 == 0
        for column in reversed(columns) if backwards else columns:
            middles = {id(item): _barycentre(item, backwards) for item in column}
            column.sort(key=lambda item: middles[id(item)])
            _number(column)
        count = crossings(columns)
        if count < best:
            best, order = count, [list(column) for column in columns]
    for column, kept in zip(columns, order, strict=True):
        column[:] = kept
        _number(column)


def _number(column: list[_Item]) -> None:
    for at, item in enumerate(column):
        item.at = float(at)


def _barycentre(item: _Item, backwards: bool) -> float:
    ends = item.after if backwards else item.before
    return sum(other.at + 1e-4 * offset for other, offset in ends) / len(ends) if ends else item.at


def _place(columns: list[list[_Item]], apart: float) -> None:
    """Give each item its y: near its neighbours in the layers on both sides."""
    for column in columns:
        y = 0.0
        for item in column:
            item.y = y + item.height / 2
            y += item.height + apart
    for sweep in range(2 * SWEEPS + 1):
        backwards = sweep % 2 == 1
        for column in reversed(columns) if backwards else columns:
            wanted = [_wanted(item, backwards) for item in column]
            for item, y in zip(column, _kept_apart(column, wanted, apart), strict=True):
                item.y = y


def _wanted(item: _Item, backwards: bool) -> float:
    ends = (
        [other.y + offset for other, offset in item.after] if backwards else [other.y - offset for other, offset in item.before]
    )
    return sum(ends) / len(ends) if ends else item.y


def _kept_apart(column: Sequence[_Item], wanted: Sequence[float], apart: float) -> list[float]:
    """The places nearest to what is wanted, by least squares, at which no two items touch. Those that would, move together."""
    starts, y = [], 0.0
    for i, item in enumerate(column):
        y += (column[i - 1].height + item.height) / 2 + apart if i else 0.0
        starts.append(y)
    groups: list[tuple[float, int]] = []  # sum and number of those that move together
    for start, one in zip(starts, wanted, strict=True):
        total, count = one - start, 1
        while groups and groups[-1][0] / groups[-1][1] > total / count:
            more, number = groups.pop()
            total, count = total + more, count + number
        groups.append((total, count))
    shifts = [total / count for total, count in groups for _one in range(count)]
    return [start + shift for start, shift in zip(starts, shifts, strict=True)]


def _drawn(
    graph: Graph, sizes: Sizes, items: list[_Item], chains: dict[Edge, list[_Item]], layers: tuple[int, ...]
) -> GraphLayout:
    widths = [0.0] * (max(layers) + 1)
    for layer, (width, _height) in zip(layers, sizes.nodes, strict=True):
        widths[layer] = max(widths[layer], width)
    lefts, x = [], 0.0
    for width in widths:
        lefts.append(x)
        x += width + sizes.gap + sizes.label
    everything = [*items, *(bend for chain in chains.values() for bend in chain)]
    top = min(item.y - item.height / 2 for item in everything)
    boxes = tuple(
        Box(lefts[item.layer] + (widths[item.layer] - width) / 2, item.y - item.height / 2 - top, width, item.height)
        for item, (width, _height) in zip(items, sizes.nodes, strict=True)
    )
    paths = {}
    for edge, chain in chains.items():
        source, target = boxes[edge.source], boxes[edge.target]
        end = target.middle + port_offset(edge.slot, len(graph.nodes[edge.target].inputs), sizes.port)
        passed = [(lefts[bend.layer] - sizes.label / 2, lefts[bend.layer] + widths[bend.layer], bend.y - top) for bend in chain]
        edge_of_layer = lefts[layers[edge.source]] + widths[layers[edge.source]]
        paths[edge] = ((source.right, edge_of_layer, source.middle), *passed, (target.left - sizes.label, target.left, end))
    height = max(item.y + item.height / 2 for item in everything) - top
    return GraphLayout(boxes, paths, x - sizes.gap, height, layers)
