"""The canvas in words: the text that appears where the mouse rests, and what a screen reader says."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF

from engine.recipe import OUTPUT
from gui.canvas.block_item import BIAS, BlockItem
from gui.canvas.face import ACTIVATION, MINUS, PLUS
from gui.canvas.links_item import LinksItem
from gui.canvas.plan import INPUTS, Plan, Stop
from gui.canvas.scene import NetworkScene

PARTS = {
    MINUS: "One neuron less (Ctrl+Down).",
    PLUS: "One neuron more (Ctrl+Up).",
    ACTIVATION: "Choose the activation: what a neuron does with its weighted sum.",
}


def tip_at(net: NetworkScene, at: QPointF) -> str:
    """What to say about a point of the scene; empty when there is nothing to say."""
    block_id = net.block_at(at)
    if block_id == INPUTS:
        here = net.inputs.mapFromScene(at)
        unit = net.inputs.unit_at(here.x(), here.y())
        if unit is not None:
            return f"Input {net.plan.ends.inputs[unit]}"
    elif block_id is not None:
        block = net.blocks[int(block_id)]
        here = block.mapFromScene(at)
        tip = _block_tip(net.plan, block, here.x(), here.y())
        if tip:
            return tip
    for stop in net.plan.stops:
        links = net.links[stop.id]
        if links.isVisible() and links.contains(at):
            tip = _link_tip(net.plan, stop, links, at)
            if tip:
                return tip
    if block_id == INPUTS:
        return "The inputs: what the network is given."
    return "" if block_id is None else _general(net.plan.stop(int(block_id)), net.plan)


def spoken(plan: Plan, selection: int | str | None) -> str:
    """The selection in words, for screen readers."""
    if selection is None:
        return f"{len(plan.hidden)} layers, {plan.parameters} parameters. Left and right arrows select a block."
    if selection == INPUTS:
        return f"Inputs: {', '.join(plan.ends.inputs)}"
    stop = plan.stop(int(selection))
    return f"{stop.name}: {stop.units_out} units, {stop.parameters} parameters"


def unit_name(plan: Plan, block_id: int | str, unit: int) -> str:
    """What one unit is called: an input's name, a class, or 'neuron 2 of Dense 1'."""
    if block_id == INPUTS:
        return plan.ends.inputs[unit]
    stop = plan.stop(int(block_id))
    if block_id == OUTPUT:
        return f"output “{plan.ends.outputs[unit]}”" if plan.ends.outputs[unit] else "the output"
    return f"{'neuron' if stop.has_neurons else 'unit'} {unit + 1} of {stop.name}"


def _block_tip(plan: Plan, block: BlockItem, x: float, y: float) -> str:
    if block.back.problem:
        return block.back.problem
    zone = block.zone_at(x, y)
    if zone:
        return PARTS[zone]
    stop, meter = block.face.stop, block.meter()
    unit = block.unit_at(x, y)
    if unit is not None and unit < stop.units_out:
        return _unit_tip(plan, block, unit, x, y)
    if stop.has_neurons and meter.y - 6 <= y <= meter.bottom + 4:
        if math.isnan(block.gradient):
            return "Gradient of this layer's weights: none before the first step."
        return f"Gradient of this layer's weights, √Σg²: {block.gradient:.3g}\nThe bar is logarithmic, from 10⁻⁶ to 10."
    return ""


def _unit_tip(plan: Plan, block: BlockItem, unit: int, x: float, y: float) -> str:
    name, box = unit_name(plan, block.face.stop.id, unit), block.form.cells[unit]
    bias = None if block.biases is None else float(block.biases[unit])
    if bias is not None and math.hypot(x - box.x, y - box.bottom) <= BIAS + 3:
        return f"Bias of {name}: {bias:.4g}"
    lines = [name[0].upper() + name[1:]]
    if bias is not None:
        lines.append(f"Bias {bias:.4g}")
    if not block.atlas.is_empty:
        middle = "½" if block.shows_chances else "0"
        scale = "" if block.shows_chances else f"; full colour at ±{block.atlas.scale(unit):g}"
        lines.append(f"Blue is above {middle}, orange below{scale}.")
    return "\n".join(lines)


def _link_tip(plan: Plan, stop: Stop, links: LinksItem, at: QPointF) -> str:
    found = links.link_at(at.x(), at.y())
    if found is not None:
        i, j, weight = found
        at_stop = plan.stops.index(stop)
        before = plan.stops[at_stop - 1].id if at_stop else INPUTS
        return f"Weight {weight:.4g}\nfrom {unit_name(plan, before, i)} to {unit_name(plan, stop.id, j)}"
    if links.hidden_count and links.gap is not None and at.y() > links.gap.bottom:
        return f"Only the strongest links are drawn; {links.hidden_count:,} weaker ones are not."
    return ""


def _general(stop: Stop, plan: Plan) -> str:
    """A layer as a whole: shapes in words."""
    shapes = " and ".join(f"{name} {' × '.join(map(str, shape))}" for name, shape in stop.layer.shapes(stop.units_in).items())
    out = f"Output: {plan.batch} rows of a batch × {stop.units_out} values"
    return f"{stop.name}: {shapes or 'nothing to train'}\n{out}"
