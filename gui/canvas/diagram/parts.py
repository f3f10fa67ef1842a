"""What on the canvas can be pointed at, as plain values: a neuron, a weight, a button, a layer's name; and what it is called.

To add a kind of part: a class here, its name in `CanvasPart`, a place in `hit_testing.hit`, and a row in each table by kind:
`PRESS`, `CURSOR` and `DOUBLE_CLICK` in `mouse`, `TIP` in `tooltips`.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.core.translation import _
from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.diagram import Diagram

WEIGHTS, BIASES = "weights", "biases"


@dataclass(frozen=True)
class Neuron:
    """A unit of a layer, or an input."""

    block_id: int
    unit: int


@dataclass(frozen=True)
class Weight:
    """A trained number: index (from, to) in a layer's weights, which is a link; or (neuron,) in its biases, which is a dot."""

    block_id: int
    array: str
    index: tuple[int, ...]


@dataclass(frozen=True)
class RemedyButton:
    """The button that applies the remedy of the problem on show."""


@dataclass(frozen=True)
class BracketHandle:
    """The handle that is dragged to make a residual block."""


@dataclass(frozen=True)
class InputsButton:
    """The button below the inputs, to choose which there are."""


@dataclass(frozen=True)
class BlockPart:
    """A part of a block that acts like a button; `name` is one of `block_face`'s zones."""

    block_id: int
    name: str


@dataclass(frozen=True)
class InnerLayer:
    """One of the layers inside a residual block."""

    block_id: int
    index: int


@dataclass(frozen=True)
class GradientMeter:
    """The bar that shows the size of a layer's gradient."""

    block_id: int


@dataclass(frozen=True)
class HiddenLinks:
    """The text that says how many links to a layer are not drawn."""

    block_id: int


@dataclass(frozen=True)
class BlockName:
    """The heading of a hidden layer, where its name stands."""

    block_id: int


@dataclass(frozen=True)
class BlockBody:
    """The rest of a block, or of the inputs column."""

    block_id: int


@dataclass(frozen=True)
class Empty:
    """Nothing: the empty canvas."""


CanvasPart = (
    RemedyButton
    | BracketHandle
    | InputsButton
    | BlockPart
    | Neuron
    | Weight
    | InnerLayer
    | GradientMeter
    | HiddenLinks
    | BlockName
    | BlockBody
    | Empty
)
Target = Neuron | Weight  # a part that can be highlighted, selected and edited


@dataclass(frozen=True)
class Hit:
    """The part at a point, and the block under the point: a link also runs over the edge of the block that it leads to."""

    part: CanvasPart
    block_id: int | None

    @property
    def target(self) -> Target | None:
        """The neuron or trained number that was hit."""
        return self.part if isinstance(self.part, Neuron | Weight) else None


def exists(diagram: Diagram, target: Target) -> bool:
    """Whether a network has it."""
    if target.block_id == INPUT:
        return isinstance(target, Neuron) and target.unit < len(diagram.ends.inputs)
    layer = next((layer for layer in diagram.layers if layer.id == target.block_id), None)
    if layer is None:
        return False
    if isinstance(target, Neuron):
        return target.unit < layer.units_out
    shape = layer.spec.shapes(layer.units_in).get(target.array, ())
    return layer.has_neurons and len(shape) == len(target.index) and all(i < n for i, n in zip(target.index, shape, strict=True))


def of_neuron(diagram: Diagram, neuron: Neuron) -> list[Weight]:
    """The trained numbers that make a neuron: its bias, then the weights of its incoming links."""
    if neuron.block_id == INPUT:
        return []
    layer = diagram.layer(neuron.block_id)
    if not layer.has_neurons:
        return []
    incoming = [Weight(layer.id, WEIGHTS, (unit, neuron.unit)) for unit in range(layer.units_in)]
    return [Weight(layer.id, BIASES, (neuron.unit,)), *incoming]


def name_of(diagram: Diagram, target: Target) -> str:
    """'neuron 2 of Dense 1', 'weight from x₁ to neuron 2 of Dense 1', 'bias of the output'."""
    if isinstance(target, Neuron):
        return unit_name(diagram, target.block_id, target.unit)
    if target.array == BIASES:
        return _("bias of {neuron}").format(neuron=unit_name(diagram, target.block_id, target.index[0]))
    before, (start, end) = diagram.before(target.block_id), target.index
    names = unit_name(diagram, before, start), unit_name(diagram, target.block_id, end)
    return _("weight from {start} to {end}").format(start=names[0], end=names[1])


def unit_name(diagram: Diagram, block_id: int, unit: int) -> str:
    """What one unit is called: an input's name, a class, or 'neuron 2 of Dense 1'."""
    if block_id == INPUT:
        return diagram.ends.inputs[unit]
    layer = diagram.layer(block_id)
    if block_id == OUTPUT:
        name = diagram.ends.outputs[unit]
        return _("output “{name}”").format(name=name) if name else _("the output")
    text = _("neuron {number} of {layer}") if layer.has_neurons else _("unit {number} of {layer}")
    return text.format(number=unit + 1, layer=layer.name)
