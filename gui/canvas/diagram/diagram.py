"""What the canvas draws, as plain values: the layers in a row with their sizes, and which of a snapshot's layers fit them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from engine.core.number_format import format_number
from engine.core.params import params_of
from engine.core.translation import _
from engine.data.features import names_of
from engine.inspection.snapshot import Snapshot
from engine.network.parameter_layout import INPUT
from engine.nn.activations import ACTIVATIONS, Activation, Identity, Sigmoid, Sign, Softmax, Tanh
from engine.nn.layers import Layer
from engine.nn.layers.residual import Part, Residual
from engine.nn.losses import Loss
from engine.recipe.recipe import OUTPUT, Recipe

MOST_IN_GRID = 16  # neurons that a block shows; a layer with more is folded


@dataclass(frozen=True)
class EndNames:
    """The names at both ends of the network, and how many rows there are.

    Only the data know them: until a frame has come, the playground's two inputs.
    """

    inputs: tuple[str, ...] = ("x₁", "x₂")
    outputs: tuple[str, ...] = ("",)  # one per score: the class it speaks for, or empty when there is only one
    columns: tuple[str, ...] = ("x₁", "x₂")  # of the data, whether the network is given them or not
    rows: int = 0  # to train with; 0 until a frame has come

    @staticmethod
    def of(snapshot: Snapshot) -> EndNames:
        table = snapshot.data.table
        return EndNames(
            snapshot.data.feature_names,
            table.classes if table.task.outputs > 1 else ("",),
            table.input_names,
            len(snapshot.data.train),
        )

    def of_recipe(self, recipe: Recipe) -> EndNames:
        """With the inputs that the recipe makes of the same columns."""
        return replace(self, inputs=names_of(recipe.inputs, self.columns))


@dataclass(frozen=True)
class DiagramLayer:
    """One layer in the row. One that is not `enabled` passes on what it gets. `unfolded`: it shows all its neurons, however many
    there are. `frozen`: training leaves it as it is.
    """

    id: int
    name: str
    spec: Layer
    units_in: int
    units_out: int
    parameters: int
    enabled: bool = True
    unfolded: bool = False
    frozen: bool = False

    @property
    def holds_layers(self) -> bool:
        """Whether it is a residual block."""
        return isinstance(self.spec, Residual)

    @property
    def inside(self) -> tuple[DiagramLayer, ...]:
        """The layers of a residual block's main path, the projection back to its width last; none for other layers."""
        if not self.enabled or not isinstance(self.spec, Residual):
            return ()
        return tuple(_inner(self.id, part) for part in self.spec.parts(self.units_in))

    @property
    def has_neurons(self) -> bool:
        """Whether the layer makes values of its own; one that only transforms its inputs has none."""
        return self.enabled and "weights" in self.spec.shapes(self.units_in)

    @property
    def foldable(self) -> bool:
        """Whether it has more neurons than a block can well show."""
        return self.has_neurons and self.units_out > MOST_IN_GRID

    @property
    def resizable(self) -> bool:
        return self.id != OUTPUT and self.enabled and "units" in params_of(self.spec)

    @property
    def activation(self) -> tuple[str, Activation] | None:
        """The parameter that holds the layer's activation, and its value; None when it has none to choose."""
        if self.id == OUTPUT or not self.enabled:
            return None
        fields = params_of(self.spec).items()
        return next(((name, getattr(self.spec, name)) for name, about in fields if about.family is ACTIVATIONS), None)

    @property
    def setting(self) -> str:
        """The first number among the layer's settings, as text: 'Rate 0.2'; of one that holds layers, how many: '2 inside'."""
        if not self.enabled:
            return _("off")
        for name, about in params_of(self.spec).items():
            if about.many:
                return _("{count} {name:small}").format(count=len(getattr(self.spec, name)), name=_(about.label))
            if about.kind in (int, float):
                return _("{name} {value}").format(name=_(about.label), value=format_number(getattr(self.spec, name), 6))
        return ""


@dataclass(frozen=True)
class Diagram:
    """The whole row. The output layer is the last one."""

    ends: EndNames
    batch: int  # rows in one, at most as many as there are
    loss: str
    link: Activation  # what the loss makes predictions of the output's scores with
    layers: tuple[DiagramLayer, ...]

    @property
    def hidden(self) -> tuple[DiagramLayer, ...]:
        return self.layers[:-1]

    @property
    def hidden_ids(self) -> tuple[int, ...]:
        return tuple(layer.id for layer in self.hidden)

    @property
    def ids(self) -> tuple[int, ...]:
        """From left to right: INPUT, the hidden layers, OUTPUT."""
        return (INPUT, *(layer.id for layer in self.layers))

    @property
    def parameters(self) -> int:
        return sum(layer.parameters for layer in self.layers)

    @property
    def depth(self) -> int:
        """How many layers with weights there are, the output and those inside others included."""
        names = (name for layer in self.layers for name in layer.spec.shapes(layer.units_in))
        return sum(name.rpartition(".")[2] == "weights" for name in names)

    def layer(self, block_id: int) -> DiagramLayer:
        """Raises KeyError when no layer has that id."""
        for layer in self.layers:
            if layer.id == block_id:
                return layer
        raise KeyError(block_id)

    def before(self, block_id: int) -> int:
        """The id of the left neighbour of a layer: another layer, or INPUT."""
        ids = self.ids
        return ids[ids.index(block_id) - 1]


def diagram_of(recipe: Recipe, ends: EndNames, unfolded: frozenset[int] = frozenset()) -> Diagram:
    names, layers, units = recipe.names(), [], len(ends.inputs)
    for block in (*recipe.blocks, recipe.stack(len(ends.outputs))[-1]):
        parameters = _numbers(block.layer.shapes(units)) if block.enabled else 0
        out = block.layer.units_out(units) if block.enabled else units
        shows_all = block.id in unfolded
        layers.append(
            DiagramLayer(block.id, names[block.id], block.layer, units, out, parameters, block.enabled, shows_all, block.frozen)
        )
        units = out
    batch = min(recipe.batch, ends.rows or recipe.batch)
    return Diagram(ends, batch, recipe.loss.label, link_of(recipe.loss, len(ends.outputs)), tuple(layers))


def link_of(loss: Loss, outputs: int) -> Activation:
    """The activation that the link of a loss is, found by what it does to a few scores."""
    scores = np.linspace(-3.0, 2.0, 4 * outputs).reshape(outputs, 4)
    linked = loss.link(scores)
    several = Softmax() if outputs > 1 else Sigmoid()
    known = (Identity(), Sign(), Tanh(), several)
    return next((one for one in known if np.allclose(one.function(scores.T).T, linked)), several)


def fitting(diagram: Diagram, snapshot: Snapshot) -> dict[int, int]:
    """Where in `snapshot.layers` each block is found, by id: only those whose shape is still the diagram's."""
    found = {info.id: (at, info.units_in, info.units_out) for at, info in enumerate(snapshot.layers)}
    fits = {}
    for layer in diagram.layers:
        at, units_in, units_out = found.get(layer.id, (0, -1, -1))
        if layer.enabled and (units_in, units_out) == (layer.units_in, layer.units_out):
            fits[layer.id] = at
    return fits


def _inner(block_id: int, part: Part) -> DiagramLayer:
    layer, units_in = part.layer, part.units_in
    return DiagramLayer(block_id, _(layer.label), layer, units_in, layer.units_out(units_in), _numbers(part.shapes), None)


def _numbers(shapes: dict[str, tuple[int, ...]]) -> int:
    return sum(math.prod(shape) for shape in shapes.values())
