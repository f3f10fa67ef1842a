"""Pure functions that look inside a network. They change nothing; they are called when a picture is wanted, not each step."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.inspection.nearest_rows import nearest_inputs
from engine.inspection.snapshot import Look, NeuronMap, Surface
from engine.network.network import Network
from engine.network.parameter_layout import INPUT
from engine.nn.losses import Loss


def axes_of(data: Data, look: Look) -> tuple[int, ...]:
    """The axes that are asked for, as far as the data have them."""
    return tuple(axis for axis in look.axes if axis < data.inputs) or (0,)


def grid(data: Data, look: Look, resolution: int) -> Array:
    """What the network sees of a grid over the axes of `look`: (points, network inputs), the first axis running fastest.

    Axes and held values are those of the raw inputs.
    """
    axes = axes_of(data, look)
    if look.follow and data.inputs > len(axes):
        points = nearest_inputs(data, axes, resolution)
    else:
        held = np.array(look.fixed) if len(look.fixed) == data.inputs else data.table.inputs[data.train].mean(0)
        points = np.tile(held, (resolution ** len(axes), 1))
    ticks = [np.linspace(*data.domain(axis), resolution) for axis in axes]
    for axis, column in zip(axes, np.meshgrid(*ticks), strict=True):
        points[:, axis] = column.ravel()
    return data.seen(points)


def surface(network: Network, data: Data, loss: Loss, look: Look, points: Array) -> Surface:
    """Predictions over `points`, a grid made for `look` at its resolution."""
    axes = axes_of(data, look)
    predictions = loss.link(network.scores(points))
    if data.task.is_regression:
        predictions = data.target_scaling.undo(predictions)
    y_domain = data.domain(axes[1]) if len(axes) > 1 else (0.0, 0.0)
    values = predictions.reshape(network.outputs, -1, look.resolution)
    return Surface(axes, data.domain(axes[0]), y_domain, values)


def neuron_maps(network: Network, look: Look, points: Array) -> dict[int, Array]:
    """Each layer's outputs over `points`, a grid at map resolution: by layer id, (units, height, width)."""
    width = look.map_resolution
    return {i: a.reshape(len(a), len(points) // width, width) for i, a in network.outputs_of_layers(points).items()}


def neuron_map(network: Network, look: Look, points: Array) -> NeuronMap | None:
    """The outputs of the unit that `look` names over `points`, a grid at its resolution; None when there is no such unit."""
    assert look.neuron is not None
    layer, unit = look.neuron
    units = {INPUT: network.inputs} | {info.id: info.units_out for info in network.layers}
    if not 0 <= unit < units.get(layer, 0):
        return None
    values = points[:, unit].copy() if layer == INPUT else network.output_of_unit(points, layer, unit)
    return NeuronMap(look.neuron, values.reshape(-1, look.resolution))
