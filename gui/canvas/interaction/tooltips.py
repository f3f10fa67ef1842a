"""The canvas in words: the text that appears where the mouse rests, and what a screen reader says."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF

from engine.core.number_format import format_number
from gui.canvas.diagram.diagram import INPUTS, Diagram, DiagramLayer
from gui.canvas.interaction.hit_testing import unit_name
from gui.canvas.items.block_face import ACTIVATION, FOLD, FROZEN, MINUS, OFF, PLUS
from gui.canvas.items.block_item import BIAS, BlockItem
from gui.canvas.items.links_item import LinksItem
from gui.canvas.scene import NetworkScene

PARTS = {
    MINUS: "One neuron less (Ctrl+Down).",
    PLUS: "One neuron more (Ctrl+Up).",
    FROZEN: "Frozen: training leaves this layer as it is. Click, or Ctrl+F, to let it learn again.",
    OFF: "Off: the network passes this layer over. Click, or Ctrl+B, to switch it on.",
    FOLD: "Show all neurons of this layer, or some (Ctrl+U).",
    ACTIVATION: "Choose the activation: what a neuron does with its weighted sum. (Alt+Down)",
}

BRACKET_TIP = (
    "A residual block: drag this over the layers that a way around is to bridge,\n"
    "or click to bridge the selected ones (Ctrl+G). Try it in a deep network whose first layers do not learn."
)


def tip_at(net: NetworkScene, at: QPointF) -> str:
    """What to say about a point of the scene; empty when there is nothing to say."""
    if net.notes.trouble.button().contains(at):
        return "Mend it so. Ctrl+Z takes it back."
    if net.bracket.handle().contains(at):
        return BRACKET_TIP
    block_id = net.block_at(at)
    if block_id == INPUTS:
        here = net.inputs.mapFromScene(at)
        unit = net.inputs.unit_at(here.x(), here.y())
        if unit is not None:
            return f"Input {net.plan.ends.inputs[unit]}\nDelete switches it off once it is clicked."
        if net.inputs.on_button(here.x(), here.y()):
            return "Choose what the network is given: columns, squares, products, your own formulas (Enter)."
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


def spoken(plan: Diagram, selection: int | str | None, unit: int | None = None) -> str:
    """The selection in words, for screen readers. `unit` is the neuron of it that the keyboard is on."""
    if selection not in (None, INPUTS) and all(stop.id != selection for stop in plan.stops):
        return ""  # its block has just gone, and another one is about to be selected
    if selection is not None and unit is not None:
        what = "Delete switches it off, Enter shows all inputs" if selection == INPUTS else "Enter changes its numbers"
        return f"{unit_name(plan, selection, unit)}. {what}."
    if selection is None:
        return f"{len(plan.hidden)} layers, {plan.parameters} parameters. Left and right arrows select a block."
    if selection == INPUTS:
        return f"Inputs: {', '.join(plan.ends.inputs)}. Enter chooses others."
    stop = plan.stop(int(selection))
    if not stop.enabled:
        return f"{stop.name}: off, the network passes it over"
    inside = f", around {', '.join(inner.name for inner in stop.inside[:-1])}" if stop.inside else ""
    frozen = ", frozen" if stop.frozen else ""
    return f"{stop.name}: {stop.units_out} units, {stop.parameters} parameters{inside}{frozen}"


def _block_tip(plan: Diagram, block: BlockItem, x: float, y: float) -> str:
    if block.back.problem:
        return block.back.problem
    zone = block.zone_at(x, y)
    if zone:
        return PARTS[zone]
    stop, meter = block.face.stop, block.meter()
    chip = block.chip_at(x, y)
    if chip is not None:
        return _inner_tip(stop, chip)
    unit = block.unit_at(x, y)
    if unit is not None and unit < stop.units_out:
        return _unit_tip(plan, block, unit, x, y)
    if stop.parameters and meter.y - 6 <= y <= meter.bottom + 4:
        if math.isnan(block.gradient):
            return "Gradient of this layer's weights: none before the first step."
        return (
            f"Gradient of this layer's weights, √Σg²: {format_number(block.gradient)}\nThe bar is logarithmic, from 10⁻⁶ to 10."
        )
    return ""


def _inner_tip(stop: DiagramLayer, chip: int) -> str:
    """One of the layers inside a residual block."""
    inner = stop.inside[chip]
    if chip == len(stop.inside) - 1:
        return (
            f"A linear layer leads {inner.units_in} values back to {inner.units_out},\n"
            f"so that both ways can be added: {inner.parameters:,} parameters."
        )
    numbers = f"{inner.parameters:,} parameters" if inner.parameters else "nothing to train"
    widths = f"{inner.units_in} values in, {inner.units_out} out"
    return f"{inner.name} inside {stop.name}: {widths}, {numbers}.\nDouble-click to change it."


def _unit_tip(plan: Diagram, block: BlockItem, unit: int, x: float, y: float) -> str:
    name, box = unit_name(plan, block.face.stop.id, unit), block.form.cells[unit]
    bias = None if block.biases is None else float(block.biases[unit])
    if bias is not None and math.hypot(x - box.x, y - box.bottom) <= BIAS + 3:
        return f"Bias of {name}: {format_number(bias, 4)}"
    lines = [name[0].upper() + name[1:]]
    if bias is not None:
        lines.append(f"Bias {format_number(bias, 4)}")
    if not block.atlas.is_empty:
        middle = "½" if block.shows_chances else "0"
        scale = "" if block.shows_chances else f"; full colour at ±{format_number(block.atlas.scale(unit), 6)}"
        lines.append(f"Blue is above {middle}, orange below{scale}.")
    return "\n".join(lines)


def _link_tip(plan: Diagram, stop: DiagramLayer, links: LinksItem, at: QPointF) -> str:
    found = links.link_at(at.x(), at.y())
    if found is not None:
        i, j, weight = found
        at_stop = plan.stops.index(stop)
        before = plan.stops[at_stop - 1].id if at_stop else INPUTS
        return f"Weight {format_number(weight, 4)}\nfrom {unit_name(plan, before, i)} to {unit_name(plan, stop.id, j)}"
    if links.hidden_count and links.gap is not None and at.y() > links.gap.bottom:
        return f"Only the strongest links are drawn; {links.hidden_count:,} weaker ones are not."
    return ""


def _general(stop: DiagramLayer, plan: Diagram) -> str:
    """A layer as a whole: shapes in words."""
    if not stop.enabled:
        return f"{stop.name} is off: the network passes it over. Ctrl+B switches it on."
    if stop.inside:
        way = " → ".join(str(inner.units_out) for inner in stop.inside)
        return f"{stop.name}: adds what the layers inside make of the input to the input.\nWidths: {stop.units_in} → {way}"
    shapes = " and ".join(f"{name} {' × '.join(map(str, shape))}" for name, shape in stop.layer.shapes(stop.units_in).items())
    out = f"Output: {plan.batch} rows of a batch × {stop.units_out} values"
    return f"{stop.name}: {shapes or 'nothing to train'}\n{out}"
