"""What one training step computes, from the rows that go in to the new weights: all numbers are those that the step itself has.

Arrays of a pass are (units, rows); those of the update are flat like θ, (parameters,).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.core.arrays import Array
from engine.network.network import Network
from engine.network.parameter_layout import LayerInfo, named, slices_of
from engine.nn.layers import Layer
from engine.nn.layers.residual import Residual
from engine.recipe.recipe import Block, Recipe


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """One layer in the step, or one layer inside a residual block: `part` is then its name there, as "dense_1".

    `values` by what they are: x, its inputs; of the forward pass z, a, mask, mean, variance, xhat, f (what the chain of a
    residual block gives); of the backward pass da, slope (f'), dz, df and dx, the gradients of the loss with respect to them. a
    is always there. dx is missing where nobody needs it: at the first layer with weights.

    `arrays` are the names, slices of θ and shapes of what it trains.
    """

    info: LayerInfo
    block: Block
    layer: Layer
    part: str
    units_in: int
    values: Mapping[str, Array]
    arrays: tuple[tuple[str, slice, tuple[int, ...]], ...]
    buffers: tuple[tuple[str, slice], ...] = ()

    @property
    def key(self) -> tuple[int, str]:
        """What stays the same from step to step."""
        return self.info.id, self.part

    @property
    def units(self) -> int:
        return len(self.values["a"])

    def own(self, vector: Array) -> dict[str, Array]:
        """Its arrays by name, views of a vector that is laid out like θ."""
        return {name: vector[place].reshape(shape) for name, place, shape in self.arrays}


@dataclass(frozen=True, eq=False)
class StepTrace:
    """The step after `step` others, on these `rows` of the table. Nothing that happens later changes it.

    whole_batch: it is the step on the coming batch; otherwise on a single row, as a batch of its own.
    mean_factor: what the gradient of the weights is multiplied by at the end of the backward pass; 1 where δ has it already.
    `vectors`, all but `memory` like θ: theta, the weights before; grad, the gradient of the loss; grad_penalised, with the
    penalty's; grad_clipped, what the optimizer gets; theta_decayed, after a weight decay; theta_stepped, after the optimizer;
    theta_after, at the end; memory_before and memory_after, (memory, parameters). `numbers`: norm and clip_factor, if it is
    clipped by its norm.
    """

    recipe: Recipe
    step: int
    optimizer_step: int  # the number of this one, from 1
    rate: float
    whole_batch: bool
    rows: Array  # (n,)
    raw: Array  # (columns of the table, n)
    inputs: Array  # (inputs of the network, n), scaled
    truth: Array  # (n,), classes or numbers, as the table has them
    targets: Array  # (outputs, n), as the loss compares them
    layers: tuple[LayerTrace, ...]  # a residual block after the layers inside
    predictions: Array  # (outputs, n)
    losses: Array  # (n,)
    penalty: float  # what the penalty adds to the loss
    mean_factor: float
    vectors: Mapping[str, Array]
    buffers_after: Array  # of all layers: running means and variances
    numbers: Mapping[str, float] = field(default_factory=dict)

    @property
    def scores(self) -> Array:
        """(outputs, n): what the output layer gives."""
        return self.layers[-1].values["a"]

    @property
    def delta(self) -> Array:
        """(outputs, n): the gradient of the loss with respect to the scores."""
        return self.layers[-1].values["da"]

    @property
    def loss(self) -> float:
        """The mean over the rows."""
        return float(self.losses.mean())

    def layer(self, key: tuple[int, str]) -> LayerTrace:
        """Raises KeyError when there is none."""
        for one in self.layers:
            if one.key == key:
                return one
        raise KeyError(key)


def traced_layers(network: Network, kept: Mapping[tuple[str, ...], Mapping[str, Array]]) -> Iterator[LayerTrace]:
    """The layers in the order in which the forward pass ends with them; `kept` are their values by their path on the tape."""
    for block, info in zip(network.blocks, network.layers, strict=True):
        path, layer = (str(info.id),), block.layer
        if isinstance(layer, Residual):
            yield from _inside(block, info, layer, kept)
        own = slices_of(info)
        arrays = () if isinstance(layer, Residual) else tuple((name, own[name], shape) for name, shape in info.shapes)
        buffers = () if isinstance(layer, Residual) else _buffers(info, "")
        yield LayerTrace(info, block, layer, "", info.units_in, kept[path], arrays, buffers)


def _inside(
    block: Block, info: LayerInfo, residual: Residual, kept: Mapping[tuple[str, ...], Mapping[str, Array]]
) -> Iterator[LayerTrace]:
    places, shapes = slices_of(info), dict(info.shapes)
    for part in residual.parts(info.units_in):
        names = [f"{part.name}.{name}" for name in part.shapes]
        arrays = tuple((name.removeprefix(f"{part.name}."), places[name], shapes[name]) for name in names)
        buffers = _buffers(info, f"{part.name}.")
        yield LayerTrace(info, block, part.layer, part.name, part.units_in, kept[(str(info.id), part.name)], arrays, buffers)


def _buffers(info: LayerInfo, start: str) -> tuple[tuple[str, slice], ...]:
    """Where the running statistics with names that begin so lie in the flat vector of all of them."""
    places = named(np.arange(info.buffer_stop), info.buffer_start, info.buffer_shapes)
    return tuple(
        (name.removeprefix(start), slice(int(at[0]), int(at[-1]) + 1)) for name, at in places.items() if name.startswith(start)
    )
