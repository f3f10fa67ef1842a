"""What becomes of a network's layers, its link and its target in Keras. A new layer or activation gets a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from engine.exporters.exported_network import ExportedNetwork, Operation
from engine.exporters.keras.keras_graph import KerasGraph, KerasTensor
from engine.nn.activations import Activation

BY_NAME = {  # of activations that Keras knows by a word, and means the same by it
    "tanh": "tanh",
    "relu": "relu",
    "sigmoid": "sigmoid",
    "selu": "selu",
    "softplus": "softplus",
    "softsign": "softsign",
    "silu": "silu",
    "mish": "mish",
    "softmax": "softmax",
    "hard_sigmoid": "hard_sigmoid",
}
Activate = Callable[[KerasGraph, str, Operation, KerasTensor], KerasTensor]


def _identity(graph: KerasGraph, name: str, one: Operation, z: KerasTensor) -> KerasTensor:
    return z


def _leaky_relu(graph: KerasGraph, name: str, one: Operation, z: KerasTensor) -> KerasTensor:
    return graph.layer("LeakyReLU", name, z, one.units_out, negative_slope=_activation(one).leak)


def _elu(graph: KerasGraph, name: str, one: Operation, z: KerasTensor) -> KerasTensor:
    return graph.layer("ELU", name, z, one.units_out, alpha=_activation(one).alpha)


def _prelu(graph: KerasGraph, name: str, one: Operation, z: KerasTensor) -> KerasTensor:
    return graph.layer("PReLU", name, z, one.units_out, (one.arrays["slope"],), shared_axes=[1])


def _gelu(graph: KerasGraph, name: str, one: Operation, z: KerasTensor) -> KerasTensor:
    if _activation(one).formula == "exact":
        return graph.layer("Activation", name, z, one.units_out, activation="gelu")
    return graph.operation("Gelu", name, [z], one.units_out, approximate=True)


def _operation(class_name: str, **config: Any) -> Activate:
    return lambda graph, name, one, z: graph.operation(class_name, name, [z], one.units_out, **config)


OTHERS: dict[str, Activate] = {
    "identity": _identity,
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "prelu": _prelu,
    "gelu": _gelu,
    "hard_tanh": _operation("Clip", x_min=-1.0, x_max=1.0),
    "sign": _operation("Sign"),
    "sine": _operation("Sin"),
}


def _activation(one: Operation) -> Any:
    return one.layer.activation  # type: ignore[attr-defined]


def _activated(graph: KerasGraph, name: str, one: Operation, z: KerasTensor) -> KerasTensor:
    kind = _activation(one).kind
    if kind in OTHERS:
        return OTHERS[kind](graph, name, one, z)
    return graph.layer("Activation", name, z, one.units_out, activation=BY_NAME[kind])


def _dense(graph: KerasGraph, one: Operation, x: KerasTensor) -> KerasTensor:
    """The activation is the layer's own where Keras has a word for it."""
    own = BY_NAME.get(_activation(one).kind)
    arrays = (one.arrays["weights"], one.arrays["biases"])
    z = graph.layer("Dense", one.name, x, one.units_out, arrays, units=one.units_out, activation=own or "linear")
    return z if own else _activated(graph, f"{one.name}_activation", one, z)


def _activation_layer(graph: KerasGraph, one: Operation, x: KerasTensor) -> KerasTensor:
    return _activated(graph, one.name, one, x)


def _batch_norm(graph: KerasGraph, one: Operation, x: KerasTensor) -> KerasTensor:
    layer: Any = one.layer
    arrays = tuple(one.arrays[name] for name in ("scale", "shift", "running_mean", "running_variance"))
    kept = 1 - layer.momentum  # Keras names the share that is kept
    return graph.layer("BatchNormalization", one.name, x, one.units_out, arrays, momentum=kept, epsilon=layer.epsilon)


def _layer_norm(graph: KerasGraph, one: Operation, x: KerasTensor) -> KerasTensor:
    """Of values without their mean: Keras takes the variance as E x² - (E x)², which leaves nothing where all are nearly 1."""
    layer: Any = one.layer
    mean = graph.operation("Mean", f"{one.name}_mean", [x], 1, axis=-1, keepdims=True)
    x = graph.operation("Subtract", f"{one.name}_centred", [x, mean], one.units_out)
    arrays = (one.arrays["scale"], one.arrays["shift"])
    return graph.layer("LayerNormalization", one.name, x, one.units_out, arrays, epsilon=layer.epsilon)


def _residual(graph: KerasGraph, one: Operation, x: KerasTensor) -> KerasTensor:
    f = x
    for part in one.inside:
        f = LAYERS[part.layer.kind](graph, part, f)
    return graph.layer("Add", one.name, [x, f], one.units_out)


LAYERS: dict[str, Callable[[KerasGraph, Operation, KerasTensor], KerasTensor]] = {
    "dense": _dense,
    "activation": _activation_layer,
    "batch_norm": _batch_norm,
    "layer_norm": _layer_norm,
    "residual": _residual,
}


def unknown_part(operations: Iterable[Operation]) -> str:
    """The English label of the first layer or activation that has no line here; empty when all have one."""
    for operation in operations:
        layer = operation.layer
        activation = getattr(layer, "activation", None)
        if layer.kind not in LAYERS:
            return layer.label
        if isinstance(activation, Activation) and activation.kind not in BY_NAME.keys() | OTHERS.keys():
            return activation.label
        if inside := unknown_part(operation.inside):
            return inside
    return ""


def add_layers(graph: KerasGraph, network: ExportedNetwork, x: KerasTensor) -> KerasTensor:
    """The predictions, of what the first layer is given."""
    for operation in network.operations:
        x = LAYERS[operation.layer.kind](graph, operation, x)
    outputs = network.operations[-1].units_out
    if network.link == "sign":
        x = graph.operation("Sign", "predictions", [x], outputs)
    elif network.link != "identity":
        x = graph.layer("Activation", "predictions", x, outputs, activation=network.link)
    if not network.classes and (network.target_mean, network.target_deviation) != (0.0, 1.0):
        scale, offset = network.target_deviation, network.target_mean
        x = graph.layer("Rescaling", "target", x, outputs, scale=scale, offset=offset)
    return x


def standardised(graph: KerasGraph, network: ExportedNetwork, x: KerasTensor) -> KerasTensor:
    """In two steps where a mean has more digits than Keras' numbers of 32 bits: first it without them, then the rest."""
    mean, deviation = network.input_mean, network.input_deviation
    if not (mean.any() or (deviation != 1).any()):
        return x
    rounded = mean.astype(np.float32).astype(np.float64)
    variance = (deviation**2).tolist()
    if (np.abs(mean) > 10 * deviation).any():
        x = _normalization(graph, "centred", x, rounded.tolist(), [1.0] * len(mean))
        mean = mean - rounded
    return _normalization(graph, "standardised", x, mean.tolist(), variance)


def _normalization(graph: KerasGraph, name: str, x: KerasTensor, mean: list[float], variance: list[float]) -> KerasTensor:
    return graph.layer("Normalization", name, x, len(mean), axis=[-1], mean=mean, variance=variance)
