"""A neuron, or the loss of one row, of the user's own network, as the text of a graph with the present numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.translation import _
from engine.inspection.computation_graph.graph_builder import MOST_NODES, graph_of
from engine.inspection.computation_graph.graph_text import shown_name
from engine.inspection.computation_graph.written_formulas import activation_text, loss_text, nodes_of_total, total
from engine.inspection.snapshot import Snapshot
from engine.network.parameter_layout import LayerInfo, arrays_of
from engine.nn.activations import Activation, Identity
from engine.nn.layers import Layer
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout

LETTERS = "uvwpqrkmn"  # of the weights, by layer


class Unwritable(ValueError):
    """Why the network, or a part of it, cannot be shown as a graph, as a sentence that says what to choose instead."""


@dataclass(frozen=True)
class WrittenGraph:
    """A text for `graph_of`, and the values of its variables by name."""

    text: str
    values: dict[str, float]


def neurons_of(snapshot: Snapshot) -> tuple[tuple[LayerInfo, int], ...]:
    """The layers with weighted sums, first layer first, and how many neurons each has."""
    return tuple((info, info.units_out) for layer, info in _stack(snapshot) if isinstance(layer, Dense))


def neuron_graph(snapshot: Snapshot, layer: int, unit: int, row: int, whole_sigmoid: bool = False) -> WrittenGraph:
    """a = f(w₁x₁ + … + b) of one neuron, for a row of the table; the x are what the layer before gives. Raises Unwritable."""
    x = _scaled_row(snapshot, row)
    for one, info in _stack(snapshot):
        arrays = _arrays(snapshot, info)
        if info.id != layer:
            x = one.predict(arrays, x)
            continue
        if not isinstance(one, Dense):
            text = _("{layer} has no weighted sums: choose a neuron of a dense layer.")
            raise Unwritable(text.format(layer=info.name))
        unit = min(unit, info.units_out - 1)
        activation = one.activation.with_parameters(arrays)
        count = 3 * info.units_in + 1 + nodes_of_total(info.units_in + 1) + _cost(activation, whole_sigmoid)
        if count > MOST_NODES:
            text = _("This neuron has {inputs} inputs: its graph would have {count} nodes, more than {most}.")
            slots = {"inputs": format_count(info.units_in), "count": format_count(count), "most": MOST_NODES}
            raise Unwritable(text.format(**slots))
        values = {}
        for i in range(info.units_in):
            values[f"w{i + 1}"] = float(arrays["weights"][i, unit])
            values[f"x{i + 1}"] = float(x[0, i])
        values["b"] = float(arrays["biases"][unit])
        terms = [f"{shown_name(f'w{i + 1}')} {shown_name(f'x{i + 1}')}" for i in range(info.units_in)]
        return WrittenGraph(_activated("a", "z", total([*terms, "b"]), activation, info), values)
    raise Unwritable(_("This layer is no longer there: choose another neuron."))


def loss_graph(snapshot: Snapshot, row: int, whole_sigmoid: bool = False) -> WrittenGraph:
    """The loss of one row of the table, without class weights; Dropout is off, as when predicting. Raises Unwritable."""
    stack, data, loss = _stack(snapshot), snapshot.data, snapshot.recipe.loss
    targets = loss.encode(data.y(np.array([row])), data.task)[:, 0]
    written = loss_text(loss, targets)
    if written is None:
        text = _("The loss {loss} cannot be drawn as a graph: choose a neuron instead.")
        raise Unwritable(text.format(loss=_(loss.label)))
    for layer, info in stack:
        if not isinstance(layer, Dense | ActivationLayer | Dropout):
            text = _("The graph of a loss has dense layers, activations and dropout only, not {layer}: choose a neuron instead.")
            raise Unwritable(text.format(layer=info.name))
    _check_size(stack, snapshot, len(graph_of(written.text, whole_sigmoid).nodes) - len(targets), whole_sigmoid)
    values = {f"x{i + 1}": float(value) for i, value in enumerate(_scaled_row(snapshot, row)[0])}
    names, parts, number = list(values), list[str](), 0
    last = stack[-1][1].id
    for layer, info in stack:
        if isinstance(layer, Dropout):
            continue
        arrays = _arrays(snapshot, info)
        output = "s" if info.id == last else "h"
        after = [_numbered(output, number + 1 if output == "h" else 0, j, info.units_out) for j in range(info.units_out)]
        if isinstance(layer, ActivationLayer):
            activation = layer.activation.with_parameters(arrays)
            if isinstance(activation, Identity):
                continue
            parts += [
                f"{shown_name(name)} = {_function_of(activation, shown_name(z))}" for name, z in zip(after, names, strict=True)
            ]
        else:
            assert isinstance(layer, Dense)
            letter, activation = LETTERS[min(number, len(LETTERS) - 1)], layer.activation.with_parameters(arrays)
            for j, name in enumerate(after):
                terms = []
                for i, x_name in enumerate(names):
                    weight = f"{letter}{i + 1}{j + 1}"
                    values[weight] = float(arrays["weights"][i, j])
                    terms.append(f"{shown_name(weight)} {shown_name(x_name)}")
                bias = f"b{number + 1}{j + 1}"
                values[bias] = float(arrays["biases"][j])
                z = f"z{number + 1}{j + 1}"
                parts.append(_activated(name, z, total([*terms, shown_name(bias)], 2), activation, info))
        names, number = after, number + 1
    return WrittenGraph("; ".join((*parts, written.text)), values | written.values)


def _numbered(letter: str, number: int, unit: int, units: int) -> str:
    """h₁₂, the second of the first layer; the only score is s, the second of several s₂."""
    if number:
        return f"{letter}{number}{unit + 1}"
    return letter if units == 1 else f"{letter}{unit + 1}"


def _activated(name: str, z: str, inside: str, activation: Activation, info: LayerInfo) -> str:
    """The definition of a neuron's output; of its sum too, where the activation needs that more than once."""
    pattern = activation_text(activation)
    if pattern is None:
        text = _("The activation of {layer} cannot be drawn as a graph: choose a neuron of another layer.")
        raise Unwritable(text.format(layer=info.name))
    before = ""
    if pattern.count("{z}") > 1:
        before, inside = f"{shown_name(z)} = {inside}; ", shown_name(z)
    return f"{before}{shown_name(name)} = {pattern.format(z=inside)}"


def _function_of(activation: Activation, z: str) -> str:
    pattern = activation_text(activation)
    if pattern is None:
        raise Unwritable(_("An activation of this network cannot be drawn as a graph: choose a neuron instead."))
    return pattern.format(z=z)


def _check_size(stack: Sequence[tuple[Layer, LayerInfo]], snapshot: Snapshot, of_loss: int, whole_sigmoid: bool) -> None:
    """Raises Unwritable where the graph of the loss would have too many nodes, and says how many."""
    count = snapshot.data.network_inputs + of_loss
    for layer, info in stack:
        arrays = _arrays(snapshot, info)
        if isinstance(layer, Dense):
            weights = info.units_in * info.units_out
            each = 1 + nodes_of_total(info.units_in + 1, 2) + _cost(layer.activation.with_parameters(arrays), whole_sigmoid)
            count += 2 * weights + info.units_out * each
        elif isinstance(layer, ActivationLayer):
            count += info.units_out * _cost(layer.activation.with_parameters(arrays), whole_sigmoid)
    if count > MOST_NODES:
        text = _("The graph of this network's loss would have {count} nodes, more than {most}: choose a neuron instead.")
        raise Unwritable(text.format(count=format_count(count), most=MOST_NODES))


def _cost(activation: Activation, whole_sigmoid: bool) -> int:
    """How many nodes an activation is."""
    pattern = activation_text(activation)
    return 0 if pattern in (None, "{z}") else len(graph_of(str(pattern).format(z="z"), whole_sigmoid).nodes) - 1


def _stack(snapshot: Snapshot) -> list[tuple[Layer, LayerInfo]]:
    blocks = snapshot.recipe.stack(snapshot.data.task.outputs)
    return [(block.layer, info) for block, info in zip(blocks, snapshot.layers, strict=True)]


def _arrays(snapshot: Snapshot, info: LayerInfo) -> dict[str, Array]:
    return arrays_of(info, snapshot.theta.astype(np.float64), snapshot.buffers.astype(np.float64))


def _scaled_row(snapshot: Snapshot, row: int) -> Array:
    """(1, inputs)"""
    return snapshot.data.x(np.array([row]))
