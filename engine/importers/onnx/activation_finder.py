"""Recognises activation functions by what they compute, whatever nodes they are written with.

A few nodes that compute a number from a number are run on a grid, and compared with every activation there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from engine.core.arrays import Array
from engine.core.params import check_params
from engine.exporters.onnx.onnx_graph import OnnxNode
from engine.exporters.onnx.onnx_interpreter import computed
from engine.nn.activations import ACTIVATIONS, ELU, GELU, Activation, LeakyReLU

ELEMENTWISE = frozenset(
    {
        "Abs",
        "Add",
        "Atan",
        "Celu",
        "Clip",
        "Cos",
        "Div",
        "Elu",
        "Erf",
        "Erfc",
        "Exp",
        "Gelu",
        "Greater",
        "GreaterOrEqual",
        "HardSigmoid",
        "HardSwish",
        "LeakyRelu",
        "Less",
        "LessOrEqual",
        "Log",
        "Max",
        "Min",
        "Mish",
        "Mul",
        "Neg",
        "Pow",
        "Reciprocal",
        "Relu",
        "Selu",
        "Sigmoid",
        "Sign",
        "Sin",
        "Softplus",
        "Softsign",
        "Sqrt",
        "Sub",
        "Tan",
        "Tanh",
        "Where",
    }
)
MOST_NODES = 16  # of one activation function
GRID = np.concatenate([np.linspace(-9.0, 9.0, 181), np.array([-30.0, -0.01, 0.013, 30.0])])
CLOSE = 4e-6  # of float32's constants in other programs' files


def is_linear(z: Array, a: Array) -> bool:
    """Whether a is a number times z plus a number: no activation function, but a scale and a shift."""
    slope = (a[180] - a[0]) / (z[180] - z[0])
    return bool(np.allclose(a, a[0] + slope * (z - z[0]), rtol=0, atol=1e-5 * max(1.0, float(np.abs(a).max(initial=0.0)))))


def activation_before(
    tensor: str, producers: Mapping[str, OnnxNode], order: Mapping[str, int], constants: Mapping[str, Array], opset: int
) -> tuple[str, Activation] | None:
    """The activation function that ends in the tensor, and the tensor that it is computed of; None where there is none."""
    with np.errstate(all="ignore"):
        for source, nodes in _sources(tensor, producers, order, constants):
            found = _matching(source, nodes, tensor, constants, opset)
            if found is not None:
                return source, found
    return None


def _sources(
    tensor: str, producers: Mapping[str, OnnxNode], order: Mapping[str, int], constants: Mapping[str, Array]
) -> Iterator[tuple[str, list[OnnxNode]]]:
    """The tensors on which this one depends alone, number by number, from the nearest on; with the nodes between, in order."""
    waiting, nodes = {tensor}, list[OnnxNode]()
    while len(nodes) < MOST_NODES:
        last = max(waiting, key=lambda name: order.get(name, -1))
        node = producers.get(last)
        if node is None or node.op not in ELEMENTWISE or len(node.outputs) != 1:
            return
        given = [name for name in node.inputs if name]
        if any(constants[name].size != 1 or constants[name].dtype.kind not in "fi" for name in given if name in constants):
            return
        waiting = (waiting - {last}) | {name for name in given if name not in constants}
        nodes.insert(0, node)
        if not waiting:
            return
        if len(waiting) == 1:
            yield next(iter(waiting)), list(nodes)


def _matching(source: str, nodes: list[OnnxNode], tensor: str, constants: Mapping[str, Array], opset: int) -> Activation | None:
    values: dict[str, Array | None] = {"": None, source: GRID}
    for node in nodes:
        values |= {name: constants[name].astype(np.float64).reshape(()) for name in node.inputs if name in constants}
        try:
            values[node.outputs[0]] = computed(node, values, node.attributes, np.float64, opset)
        except ValueError:
            return None
    a = values[tensor]
    if a is None or a.shape != GRID.shape or not np.isfinite(a).all() or is_linear(GRID, a):
        return None
    return activation_of(a)


def activation_of(a: Array) -> Activation | None:
    """The activation function whose values at GRID these are."""
    for activation in _candidates(a):
        if np.allclose(activation.function(GRID), a, rtol=CLOSE, atol=CLOSE):
            return activation
    return None


def _candidates(a: Array) -> Iterator[Activation]:
    yield from (cls() for cls in ACTIVATIONS if cls.kind not in ("identity", "softmax", "prelu"))
    yield GELU("tanh")
    below = int(np.argmin(np.abs(GRID + 1)))  # where z is -1
    makers: list[tuple[Callable[[float], Activation], float]] = [(LeakyReLU, -a[below]), (ELU, -a[below] / (1 - np.exp(-1)))]
    for make, setting in makers:
        activation = make(float(np.format_float_positional(np.float32(setting), trim="0")))  # 0.2 for 0.20000000298
        try:
            check_params(activation)
        except ValueError:
            continue
        yield activation
