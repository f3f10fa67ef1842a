"""The middle and the end of a graph: layers, activation functions and links as nodes, of operators that every program has.

To let another layer or activation travel, add what writes it to `LAYER_NODES` or `ACTIVATION_NODES`, by its kind.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from engine.exporters.exported_network import ExportedNetwork, Operation
from engine.exporters.onnx.onnx_graph import INT64, GraphBuilder, OnnxValue
from engine.nn.activations import ELU, GELU, Activation, LeakyReLU
from engine.nn.activations.rectified import SELU_ALPHA, SELU_SCALE
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.layer_norm import LayerNorm

PROBABILITIES, SCORES, PREDICTION, LABEL = "probabilities", "scores", "prediction", "label"
OUTPUT_NAMES = (PROBABILITIES, SCORES, PREDICTION, LABEL)


# -- activations: each writes f(z) and says its name
def _one(op: str) -> Callable[[GraphBuilder, Operation, Activation, str], str]:
    def write(graph: GraphBuilder, layer: Operation, f: Activation, z: str) -> str:
        return graph.node(op, [z], layer.name, layer.title)

    return write


def _identity(graph: GraphBuilder, layer: Operation, f: Activation, z: str) -> str:
    return z


def _leaky_relu(graph: GraphBuilder, layer: Operation, f: Activation, z: str) -> str:
    assert isinstance(f, LeakyReLU)
    return graph.node("LeakyRelu", [z], layer.name, layer.title, alpha=f.leak)


def _prelu(graph: GraphBuilder, layer: Operation, f: Activation, z: str) -> str:
    slope = graph.constant(f"{layer.name}.slope", layer.arrays["slope"])
    return graph.node("PRelu", [z, slope], layer.name, layer.title)


def _elu(graph: GraphBuilder, layer: Operation, f: Activation, z: str) -> str:
    assert isinstance(f, ELU)
    return graph.node("Elu", [z], layer.name, layer.title, alpha=f.alpha)


def _selu(graph: GraphBuilder, layer: Operation, f: Activation, z: str) -> str:
    return graph.node("Selu", [z], layer.name, layer.title, alpha=SELU_ALPHA, gamma=SELU_SCALE)


def _gelu(graph: GraphBuilder, layer: Operation, f: Activation, z: str) -> str:
    assert isinstance(f, GELU)
    name, title = layer.name, layer.title
    if f.formula == "exact":  # ½ z (1 + erf(z / √2)); ONNX has a node for it only since opset 20, which few programs know
        erf = graph.node(
            "Erf", [graph.node("Div", [z, graph.number(math.sqrt(2))], f"{name}.ratio", title)], f"{name}.erf", title
        )
        twice = graph.node("Mul", [z, graph.node("Add", [erf, graph.number(1.0)], f"{name}.sum", title)], f"{name}.twice", title)
        return graph.node("Mul", [twice, graph.number(0.5)], name, title)
    # z / (1 + e^-u), u = 2 √(2/π) (z + 0.044715 z³): the same as by tanh, which crashes OpenCV 4.14 and 5.0 and is less exact
    factor = -2 * math.sqrt(2 / math.pi)
    square = graph.node("Mul", [z, z], f"{name}.square", title)
    cubic = graph.node("Mul", [square, graph.number(factor * 0.044715)], f"{name}.cubic", title)
    inner = graph.node(
        "Mul", [z, graph.node("Add", [cubic, graph.number(factor)], f"{name}.factor", title)], f"{name}.inner", title
    )
    power = graph.node("Exp", [inner], f"{name}.power", title)
    return graph.node("Div", [z, graph.node("Add", [power, graph.number(1.0)], f"{name}.sum_of_power", title)], name, title)


def _silu(graph: GraphBuilder, layer: Operation, f: Activation, z: str) -> str:
    """z / (1 + e^-z), which unlike z sigmoid(z) keeps its digits below 0."""
    power = graph.node("Exp", [graph.node("Neg", [z], f"{layer.name}.negative", layer.title)], f"{layer.name}.power", layer.title)
    whole = graph.node("Add", [power, graph.number(1.0)], f"{layer.name}.sum_of_power", layer.title)
    return graph.node("Div", [z, whole], layer.name, layer.title)


def _mish(graph: GraphBuilder, layer: Operation, f: Activation, z: str) -> str:
    softplus = graph.node("Softplus", [z], f"{layer.name}.softplus", layer.title)
    return graph.node("Mul", [z, graph.node("Tanh", [softplus], f"{layer.name}.share", layer.title)], layer.name, layer.title)


def _hard_tanh(graph: GraphBuilder, layer: Operation, f: Activation, z: str) -> str:
    low, high = graph.scalar(-1.0), graph.scalar(1.0)
    return graph.node("Clip", [z, low, high], layer.name, layer.title)


def _hard_sigmoid(graph: GraphBuilder, layer: Operation, f: Activation, z: str) -> str:
    return graph.node("HardSigmoid", [z], layer.name, layer.title, alpha=1 / 6, beta=0.5)


def _softmax(graph: GraphBuilder, layer: Operation, f: Activation, z: str) -> str:
    return graph.node("Softmax", [z], layer.name, layer.title, axis=1)


ACTIVATION_NODES: dict[str, Callable[[GraphBuilder, Operation, Activation, str], str]] = {
    "tanh": _one("Tanh"),
    "relu": _one("Relu"),
    "sigmoid": _one("Sigmoid"),
    "identity": _identity,
    "sign": _one("Sign"),
    "leaky_relu": _leaky_relu,
    "prelu": _prelu,
    "elu": _elu,
    "selu": _selu,
    "softsign": _one("Softsign"),
    "hard_tanh": _hard_tanh,
    "hard_sigmoid": _hard_sigmoid,
    "softplus": _one("Softplus"),
    "gelu": _gelu,
    "silu": _silu,
    "mish": _mish,
    "sine": _one("Sin"),
    "softmax": _softmax,
}


# -- layers: each writes what it makes of x and says its name
def _dense(graph: GraphBuilder, layer: Operation, x: str) -> str:
    assert isinstance(layer.layer, Dense)
    f = layer.layer.activation
    weights = graph.constant(f"{layer.name}.weights", layer.arrays["weights"])
    biases = graph.constant(f"{layer.name}.biases", layer.arrays["biases"])
    name = layer.name if f.kind == "identity" else f"{layer.name}.sum"
    z = graph.node("Gemm", [x, weights, biases], name, layer.title, alpha=1.0, beta=1.0, transA=0, transB=0)
    return ACTIVATION_NODES[f.kind](graph, layer, f, z)


def _activation(graph: GraphBuilder, layer: Operation, x: str) -> str:
    assert isinstance(layer.layer, ActivationLayer)
    return ACTIVATION_NODES[layer.layer.activation.kind](graph, layer, layer.layer.activation, x)


def _batch_norm(graph: GraphBuilder, layer: Operation, x: str) -> str:
    """The running mean is subtracted first, and is 0 in the node: programs fold the node's numbers, which costs digits."""
    assert isinstance(layer.layer, BatchNorm)
    arrays = {name: graph.constant(f"{layer.name}.{name}", array) for name, array in layer.arrays.items()}
    zeros = graph.constant(f"{layer.name}.zeros", np.zeros(layer.units_in))
    centred = graph.node("Sub", [x, arrays["running_mean"]], f"{layer.name}.centred", layer.title)
    inputs = [centred, arrays["scale"], arrays["shift"], zeros, arrays["running_variance"]]
    return graph.node("BatchNormalization", inputs, layer.name, layer.title, epsilon=layer.layer.epsilon)


def _layer_norm(graph: GraphBuilder, layer: Operation, x: str) -> str:
    """Of simple operations: ONNX has a node only since opset 17. The mean over a row is a product with 1/n."""
    assert isinstance(layer.layer, LayerNorm)
    name, title = layer.name, layer.title
    share = graph.constant(f"{name}.share", np.full((layer.units_in, 1), 1 / layer.units_in))
    scale = graph.constant(f"{name}.scale", layer.arrays["scale"])
    shift = graph.constant(f"{name}.shift", layer.arrays["shift"])
    centred = graph.node("Sub", [x, graph.node("MatMul", [x, share], f"{name}.mean", title)], f"{name}.centred", title)
    squares = graph.node("Mul", [centred, centred], f"{name}.squares", title)
    variance = graph.node("MatMul", [squares, share], f"{name}.variance", title)
    raised = graph.node("Add", [variance, graph.number(layer.layer.epsilon)], f"{name}.raised", title)
    deviation = graph.node("Sqrt", [raised], f"{name}.deviation", title)
    normalised = graph.node("Div", [centred, deviation], f"{name}.normalised", title)
    scaled = graph.node("Mul", [normalised, scale], f"{name}.scaled", title)
    return graph.node("Add", [scaled, shift], name, title)


def _residual(graph: GraphBuilder, layer: Operation, x: str) -> str:
    f = x
    for inner in layer.inside:
        f = LAYER_NODES[inner.layer.kind](graph, inner, f)
    return graph.node("Add", [x, f], layer.name, layer.title)


LAYER_NODES: dict[str, Callable[[GraphBuilder, Operation, str], str]] = {
    "dense": _dense,
    "activation": _activation,
    "batch_norm": _batch_norm,
    "layer_norm": _layer_norm,
    "residual": _residual,
}


def write_layers(graph: GraphBuilder, network: ExportedNetwork, x: str) -> str:
    """The name of the scores, (rows, outputs)."""
    for layer in network.operations:
        x = LAYER_NODES[layer.layer.kind](graph, layer, x)
    return x


def unknown_kinds(operations: tuple[Operation, ...]) -> Iterator[str]:
    """The kinds of layers and activations that nothing here writes."""
    for one in operations:
        if one.layer.kind not in LAYER_NODES:
            yield one.layer.kind
        activation = getattr(one.layer, "activation", None)
        if isinstance(activation, Activation) and activation.kind not in ACTIVATION_NODES:
            yield activation.kind
        yield from unknown_kinds(one.inside)


# -- the end
def write_outputs(graph: GraphBuilder, network: ExportedNetwork, scores: str) -> tuple[OnnxValue, ...]:
    """The results of the graph: predictions first, and for classes the number of the class second."""
    if not network.classes:
        _write_regression(graph, network, scores)
        return (OnnxValue(PREDICTION, 1),)
    if network.link in ("sigmoid", "softmax"):
        if network.link == "softmax":
            graph.named("Softmax", [scores], PROBABILITIES, axis=1)
        else:  # a column for each class, in order
            second = graph.node("Sigmoid", [scores], "probability_of_second_class")
            first = graph.node("Sub", [graph.number(1.0), second], "probability_of_first_class")
            graph.named("Concat", [first, second], PROBABILITIES, axis=1)
        graph.named("ArgMax", [PROBABILITIES], LABEL, axis=1, keepdims=0)
        return (OnnxValue(PROBABILITIES, len(network.classes)), OnnxValue(LABEL, 0, INT64))
    graph.named({"tanh": "Tanh", "sign": "Sign", "identity": "Identity"}[network.link], [scores], SCORES)
    outputs = len(network.classes) if len(network.classes) > 2 else 1
    if outputs > 1:
        graph.named("ArgMax", [SCORES], LABEL, axis=1, keepdims=0)
    else:
        positive = graph.node("Greater", [SCORES, graph.number(0.0)], "is_second_class")
        column = graph.node("Cast", [positive], "label_column", to=INT64)
        graph.named("Reshape", [column, graph.constant("label_shape", [-1], np.int64)], LABEL)
    return (OnnxValue(SCORES, outputs), OnnxValue(LABEL, 0, INT64))


def _write_regression(graph: GraphBuilder, network: ExportedNetwork, scores: str) -> None:
    """From the standardised target to its own units."""
    if (network.target_mean, network.target_deviation) == (0.0, 1.0):
        graph.named("Identity", [scores], PREDICTION)
        return
    deviation = graph.constant("target_deviation", [network.target_deviation])
    mean = graph.constant("target_mean", [network.target_mean])
    graph.named("Add", [graph.node("Mul", [scores, deviation], "prediction_without_mean"), mean], PREDICTION)
