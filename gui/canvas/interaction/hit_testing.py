"""What on the canvas can be pointed at within a block or a gap: a neuron, a weight, a bias; what it is called and where it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF

from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.diagram import INPUTS, Diagram
from gui.canvas.items.block_item import BIAS
from gui.canvas.scene import NetworkScene

WEIGHTS, BIASES = "weights", "biases"


@dataclass(frozen=True)
class Neuron:
    """A unit of a layer, or an input."""

    block_id: int | str
    unit: int


@dataclass(frozen=True)
class Weight:
    """A trained number: index (from, to) in a layer's weights, or (neuron,) in its biases."""

    block_id: int
    array: str
    index: tuple[int, ...]


Target = Neuron | Weight


def target_at(net: NetworkScene, at: QPointF) -> Target | None:
    """What is under a point of the scene: biases lie over neurons, and blocks over links."""
    block_id = net.block_at(at)
    if block_id == INPUTS:
        here = net.inputs.mapFromScene(at)
        unit = net.inputs.unit_at(here.x(), here.y())
        return None if unit is None else Neuron(INPUTS, unit)
    if block_id is not None:
        found = _within(net, int(block_id), at)
        if found is not None:
            return found
    for stop in net.plan.stops:
        links = net.links[stop.id]
        if links.isVisible() and links.contains(at):
            link = links.link_at(at.x(), at.y())
            if link is not None:
                return Weight(stop.id, WEIGHTS, link[:2])
    return None


def value_of(net: NetworkScene, weight: Weight) -> float | None:
    """The number as the frame on show has it; None while it has not."""
    array = net.links[weight.block_id].weights if weight.array == WEIGHTS else net.blocks[weight.block_id].biases
    inside = array is not None and all(i < n for i, n in zip(weight.index, array.shape, strict=True))
    return float(array[weight.index]) if array is not None and inside else None


def place_of(net: NetworkScene, target: Target) -> QPointF:
    """A point of the scene that stands for it: a neuron's or bias's place, the middle of a link."""
    if isinstance(target, Neuron) or target.array == BIASES:
        unit = target.unit if isinstance(target, Neuron) else target.index[0]
        item = net.inputs if target.block_id == INPUTS else net.blocks[int(target.block_id)]
        if unit < len(item.form.cells):
            box = item.form.cells[unit]
            return item.mapToScene(box.x, box.bottom)
        return item.mapToScene(item.form.in_x, float(item.form.ports[unit]))
    gap = net.links[target.block_id].gap
    assert gap is not None
    start, end = target.index
    return QPointF((gap.left + gap.right) / 2, float(gap.starts[start] + gap.ends[end]) / 2)


def exists(plan: Diagram, target: Target) -> bool:
    """Whether a network has it."""
    if target.block_id == INPUTS:
        return isinstance(target, Neuron) and target.unit < len(plan.ends.inputs)
    stop = next((stop for stop in plan.stops if stop.id == target.block_id), None)
    if stop is None:
        return False
    if isinstance(target, Neuron):
        return target.unit < stop.units_out
    shape = stop.layer.shapes(stop.units_in).get(target.array, ())
    return stop.has_neurons and len(shape) == len(target.index) and all(i < n for i, n in zip(target.index, shape, strict=True))


def of_neuron(plan: Diagram, neuron: Neuron) -> list[Weight]:
    """The trained numbers that make a neuron: its bias, then the weights of its incoming links."""
    if neuron.block_id == INPUTS:
        return []
    stop = plan.stop(int(neuron.block_id))
    if not stop.has_neurons:
        return []
    incoming = [Weight(stop.id, WEIGHTS, (unit, neuron.unit)) for unit in range(stop.units_in)]
    return [Weight(stop.id, BIASES, (neuron.unit,)), *incoming]


def name_of(plan: Diagram, target: Target) -> str:
    """'neuron 2 of Dense 1', 'weight from x₁ to neuron 2 of Dense 1', 'bias of the output'."""
    if isinstance(target, Neuron):
        return unit_name(plan, target.block_id, target.unit)
    if target.array == BIASES:
        return f"bias of {unit_name(plan, target.block_id, target.index[0])}"
    ids: list[int | str] = [INPUTS, *(stop.id for stop in plan.stops)]
    before = ids[ids.index(target.block_id) - 1]
    start, end = target.index
    return f"weight from {unit_name(plan, before, start)} to {unit_name(plan, target.block_id, end)}"


def unit_name(plan: Diagram, block_id: int | str, unit: int) -> str:
    """What one unit is called: an input's name, a class, or 'neuron 2 of Dense 1'."""
    if block_id == INPUTS:
        return plan.ends.inputs[unit]
    stop = plan.stop(int(block_id))
    if block_id == OUTPUT:
        return f"output “{plan.ends.outputs[unit]}”" if plan.ends.outputs[unit] else "the output"
    return f"{'neuron' if stop.has_neurons else 'unit'} {unit + 1} of {stop.name}"


def _within(net: NetworkScene, block_id: int, at: QPointF) -> Target | None:
    item = net.blocks[block_id]
    here = item.mapFromScene(at)
    unit = item.unit_at(here.x(), here.y())
    if unit is None or unit >= item.face.stop.units_out:
        return None
    box = item.form.cells[unit]
    on_bias = math.hypot(here.x() - box.x, here.y() - box.bottom) <= BIAS + 3
    return Weight(block_id, BIASES, (unit,)) if on_bias and item.biases is not None else Neuron(block_id, unit)
