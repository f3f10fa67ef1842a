"""The hit test: which part of the network is at a point of the scene. All that the mouse can do begins here."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF

from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.geometry import HEADING_HEIGHT
from gui.canvas.diagram.parts import (
    BIASES,
    WEIGHTS,
    BlockBody,
    BlockName,
    BlockPart,
    BracketHandle,
    CanvasPart,
    Empty,
    GradientMeter,
    HiddenLinks,
    Hit,
    InnerLayer,
    InputsButton,
    Neuron,
    RemedyButton,
    Target,
    Weight,
)
from gui.canvas.items.block_item import BIAS
from gui.canvas.scene import NetworkScene


def hit(net: NetworkScene, at: QPointF) -> Hit:
    """What is on top at a point: callout and bracket, then what a block shows, then the links, then the block itself."""
    block_id = net.block_at(at)
    part = _above(net, at)
    if part is None and block_id is not None:
        part = _on_inputs(net, at) if block_id == INPUT else _on_block(net, block_id, at)
    part = part or _on_links(net, at) or _behind(net, block_id, at)
    return Hit(part, net.hints.problem_block if isinstance(part, RemedyButton) else block_id)


def value_of(net: NetworkScene, weight: Weight) -> float | None:
    """The number as the frame on show has it; None while it has not."""
    array = net.links[weight.block_id].weights if weight.array == WEIGHTS else net.blocks[weight.block_id].biases
    inside = array is not None and all(i < n for i, n in zip(weight.index, array.shape, strict=True))
    return float(array[weight.index]) if array is not None and inside else None


def point_of(net: NetworkScene, target: Target) -> QPointF:
    """The point of the scene to show its card at: a neuron's or bias's place, the middle of a link."""
    if isinstance(target, Neuron) or target.array == BIASES:
        unit = target.unit if isinstance(target, Neuron) else target.index[0]
        item = net.inputs if target.block_id == INPUT else net.blocks[target.block_id]
        if unit < len(item.form.cells):
            box = item.form.cells[unit]
            return item.mapToScene(box.x, box.bottom)
        return item.mapToScene(item.form.in_x, float(item.form.ports[unit]))
    gap = net.links[target.block_id].gap
    assert gap is not None
    start, end = target.index
    return QPointF((gap.left + gap.right) / 2, float(gap.starts[start] + gap.ends[end]) / 2)


def _above(net: NetworkScene, at: QPointF) -> CanvasPart | None:
    """What lies over all blocks."""
    if net.hints.problem.button().contains(at):
        return RemedyButton()
    return BracketHandle() if net.bracket.handle().contains(at) else None


def _on_inputs(net: NetworkScene, at: QPointF) -> CanvasPart | None:
    here = net.inputs.mapFromScene(at)
    if net.inputs.on_button(here.x(), here.y()):
        return InputsButton()
    unit = net.inputs.unit_at(here.x(), here.y())
    return None if unit is None else Neuron(INPUT, unit)


def _on_block(net: NetworkScene, block_id: int, at: QPointF) -> CanvasPart | None:
    """What a block shows at a point; biases lie over neurons."""
    item = net.blocks[block_id]
    here = item.mapFromScene(at)
    x, y = here.x(), here.y()
    zone, inner, unit = item.zone_at(x, y), item.inner_at(x, y), item.unit_at(x, y)
    if zone:
        return BlockPart(block_id, zone)
    if inner is not None:
        return InnerLayer(block_id, inner)
    if unit is not None and unit < item.face.layer.units_out:
        box = item.form.cells[unit]
        on_bias = math.hypot(x - box.x, y - box.bottom) <= BIAS + 3
        return Weight(block_id, BIASES, (unit,)) if on_bias and item.biases is not None else Neuron(block_id, unit)
    return GradientMeter(block_id) if item.on_meter(x, y) else None


def _on_links(net: NetworkScene, at: QPointF) -> CanvasPart | None:
    """A link within reach, or the text below links of which not all are drawn."""
    below: HiddenLinks | None = None
    for block_id in net.diagram.ids[1:]:
        links = net.links[block_id]
        if links.isVisible() and links.contains(at):
            link = links.link_at(at.x(), at.y())
            if link is not None:
                return Weight(block_id, WEIGHTS, link[:2])
            if links.hidden_count and links.gap is not None and at.y() > links.gap.bottom:
                below = below or HiddenLinks(block_id)
    return below


def _behind(net: NetworkScene, block_id: int | None, at: QPointF) -> CanvasPart:
    """What is left: a block as a whole, or nothing."""
    if block_id is None:
        return Empty()
    heading = HEADING_HEIGHT * net.layout.text
    named = block_id not in (INPUT, OUTPUT) and net.blocks[block_id].mapFromScene(at).y() < heading
    return BlockName(block_id) if named else BlockBody(block_id)
