"""Computes a graph of ONNX in NumPy, node by node: the reading of a file that needs no other program.

To let it compute another operator, add it to `OPERATORS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import shortened
from engine.core.translation import _
from engine.exporters.onnx.onnx_graph import BOOL, DOUBLE, FLOAT, INT64, OnnxGraph, OnnxNode, exact_key

_erf = np.frompyfunc(math.erf, 1, 1)


def unary(f: Callable[[Array], Any]) -> Callable[[Node], Any]:
    """An operator of one input."""
    return lambda node: f(node.inputs[0])


def binary(f: Callable[[Array, Array], Any]) -> Callable[[Node], Any]:
    """An operator of two inputs."""
    return lambda node: f(node.inputs[0], node.inputs[1])


@dataclass(frozen=True, eq=False)
class Node:
    """What an operator computes from: the values of its inputs, None for one that is left out, and its attributes."""

    inputs: list[Any]
    attributes: Mapping[str, Any]
    kind: type  # of floats
    opset: int

    def number(self, name: str, default: float) -> Any:
        return self.kind(self.attributes.get(name, default))


def run_graph(
    graph: OnnxGraph, feeds: dict[str, Array], dtype: type[np.floating[Any]] | None = None, only: str = ""
) -> dict[str, Array]:
    """The values of all tensors, by name; or only of the one of that name, and those that it is computed of.

    In the file's own types, or with all its floats in `dtype`, from its exact numbers.

    Raises ValueError with a sentence that names the node for what cannot be computed.
    """
    values: dict[str, Any] = {"": None}
    for name, array in graph.constants.items():
        wide = dtype is not None and array.dtype.kind == "f"
        values[name] = np.asarray(graph.exact.get(name, array), dtype) if wide else array
    kind = dtype or np.float32
    values |= {name: array.astype(kind) if array.dtype.kind == "f" else array for name, array in feeds.items()}
    for node in needed(graph.nodes, only) if only else graph.nodes:
        exact = {key: graph.exact.get(exact_key(node.name, key), value) for key, value in node.attributes.items()}
        attributes = node.attributes if dtype is None else exact
        values[node.outputs[0]] = computed(node, values, attributes, kind, graph.opset)
    return values


def needed(nodes: Sequence[OnnxNode], tensor: str) -> list[OnnxNode]:
    """The nodes that the tensor is computed by."""
    wanted, found = {tensor}, list[OnnxNode]()
    for node in reversed(nodes):
        if wanted & set(node.outputs):
            wanted |= set(node.inputs)
            found.append(node)
    return found[::-1]


def computed(node: OnnxNode, values: Mapping[str, Any], attributes: Mapping[str, Any], kind: type, opset: int) -> Array:
    """The first result of one node, whose inputs are among the values. Raises ValueError with a sentence."""
    if node.op not in OPERATORS or node.domain not in ("", "ai.onnx", "ai.onnx.ml"):
        raise ValueError(
            _("The operator {op} of its node {node} is not known here.").format(op=shortened(node.op), node=node.called)
        )
    try:
        with np.errstate(all="ignore"):
            return np.asarray(OPERATORS[node.op](Node([values[name] for name in node.inputs], attributes, kind, opset)))
    except (KeyError, ValueError, IndexError, TypeError, AttributeError, OverflowError, MemoryError) as problem:
        text = _("Its node {node} ({op}) cannot be computed.")
        raise ValueError(text.format(op=shortened(node.op), node=node.called)) from problem


def _gemm(node: Node) -> Any:
    a, b, *c = node.inputs
    a, b = (a.T if node.attributes.get("transA") else a), (b.T if node.attributes.get("transB") else b)
    product = node.number("alpha", 1.0) * (a @ b)
    return product + node.number("beta", 1.0) * c[0] if c and c[0] is not None else product


def _batch_norm(node: Node) -> Any:
    x, scale, shift, mean, variance = node.inputs
    return (x - mean) / np.sqrt(variance + node.number("epsilon", 1e-5)) * scale + shift


def _layer_norm(node: Node) -> Any:
    x, scale, *shift = node.inputs
    centred = x - x.mean(-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + node.number("epsilon", 1e-5)) * scale
    return scaled + shift[0] if shift and shift[0] is not None else scaled


def _softmax(node: Node) -> Any:
    x = node.inputs[0]
    axis = node.attributes.get("axis", -1 if node.opset >= 13 else 1)
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def _gelu(node: Node) -> Any:
    z = node.inputs[0]
    if node.attributes.get("approximate") == "tanh":
        return z * sigmoid(2 * math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))
    return z * (1 + erf(z / node.kind(math.sqrt(2)))) / 2


def _clip(node: Node) -> Any:
    limits = [node.attributes.get("min"), node.attributes.get("max")] if len(node.inputs) == 1 else [*node.inputs[1:], None][:2]
    low, high = (default if one is None else one for one, default in zip(limits, (-np.inf, np.inf), strict=True))
    return np.clip(node.inputs[0], low, high)


def _cast(node: Node) -> Any:
    kinds: dict[int, type] = {FLOAT: node.kind, DOUBLE: np.float64, INT64: np.int64, BOOL: np.bool_}
    return node.inputs[0].astype(kinds[node.attributes["to"]])


def _arg_max(node: Node) -> Any:
    return node.inputs[0].argmax(node.attributes.get("axis", 0), keepdims=bool(node.attributes.get("keepdims", 1)))


def _reshape(node: Node) -> Any:
    x, shape = node.inputs
    return x.reshape([x.shape[i] if size == 0 else int(size) for i, size in enumerate(shape)])


def _elu(node: Node) -> Any:
    z = node.inputs[0]
    return np.where(z > 0, z, node.number("alpha", 1.0) * np.expm1(np.minimum(z, 0)))


def _celu(z: Array, alpha: Any) -> Array:
    a: Array = np.maximum(z, 0) + np.minimum(0, alpha * np.expm1(np.minimum(z, 0) / alpha))
    return a


def _selu(node: Node) -> Any:
    z = node.inputs[0]
    alpha, gamma = node.number("alpha", 1.67326319217681884765625), node.number("gamma", 1.05070102214813232421875)
    return gamma * np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def erf(z: Array) -> Array:
    """The error function of each number, computed in float64."""
    exact: Array = np.asarray(_erf(z.astype(np.float64)), np.float64).astype(z.dtype)
    return exact


def sigmoid(z: Array) -> Array:
    """As e^-log(1 + e^-z), which is exact also where it is small, and cannot overflow."""
    a: Array = np.exp(-np.logaddexp(z.dtype.type(0), -z))
    return a


OPERATORS: dict[str, Callable[[Node], Any]] = {
    "Abs": unary(np.abs),
    "Add": binary(np.add),
    "ArgMax": _arg_max,
    "Atan": unary(np.arctan),
    "BatchNormalization": _batch_norm,
    "Cast": _cast,
    "Celu": lambda node: _celu(node.inputs[0], node.number("alpha", 1.0)),
    "Clip": _clip,
    "Concat": lambda node: np.concatenate(node.inputs, node.attributes["axis"]),
    "Constant": lambda node: node.attributes["value"],
    "Cos": unary(np.cos),
    "Div": binary(np.true_divide),
    "Dropout": lambda node: node.inputs[0],
    "Elu": _elu,
    "Equal": binary(np.equal),
    "Erf": unary(erf),
    "Erfc": unary(lambda z: 1 - erf(z)),  # no operator of ONNX, but files of Keras have it
    "Exp": unary(np.exp),
    "Flatten": lambda node: node.inputs[0].reshape(len(node.inputs[0]), -1),
    "Gather": lambda node: np.take(node.inputs[0], node.inputs[1], node.attributes.get("axis", 0)),
    "Gelu": _gelu,
    "Gemm": _gemm,
    "Greater": binary(np.greater),
    "GreaterOrEqual": binary(np.greater_equal),
    "HardSigmoid": lambda node: np.clip(node.number("alpha", 0.2) * node.inputs[0] + node.number("beta", 0.5), 0, 1),
    "HardSwish": unary(lambda z: z * np.clip(z / 6 + 0.5, 0, 1)),
    "Identity": unary(lambda x: x),
    "IsNaN": unary(np.isnan),
    "LayerNormalization": _layer_norm,
    "LeakyRelu": lambda node: np.where(node.inputs[0] > 0, node.kind(1), node.number("alpha", 0.01)) * node.inputs[0],
    "Less": binary(np.less),
    "LessOrEqual": binary(np.less_equal),
    "Log": unary(np.log),
    "MatMul": binary(np.matmul),
    "Max": lambda node: reduce(np.maximum, node.inputs),
    "Min": lambda node: reduce(np.minimum, node.inputs),
    "Mish": unary(lambda z: z * np.tanh(np.logaddexp(z.dtype.type(0), z))),
    "Mul": binary(np.multiply),
    "Neg": unary(np.negative),
    "PRelu": lambda node: np.where(node.inputs[0] > 0, node.inputs[0], node.inputs[1] * node.inputs[0]),
    "Pow": binary(lambda x, power: np.float_power(x, power).astype(x.dtype)),
    "Reciprocal": unary(lambda x: 1 / x),
    "ReduceMean": lambda node: node.inputs[0].mean(-1, keepdims=True),
    "Relu": unary(lambda z: np.maximum(z, 0)),
    "Reshape": _reshape,
    "Scaler": lambda node: (node.inputs[0] - node.attributes["offset"]) * node.attributes["scale"],
    "Selu": _selu,
    "Sigmoid": unary(sigmoid),
    "Sign": unary(np.sign),
    "Sin": unary(np.sin),
    "Softmax": _softmax,
    "Softplus": unary(lambda z: np.logaddexp(z.dtype.type(0), z)),
    "Softsign": unary(lambda z: z / (1 + np.abs(z))),
    "Sqrt": unary(np.sqrt),
    "Squeeze": lambda node: node.inputs[0].reshape([size for size in node.inputs[0].shape if size != 1]),
    "Sub": binary(np.subtract),
    "Tan": unary(np.tan),
    "Tanh": unary(np.tanh),
    "Transpose": unary(np.transpose),
    "Unsqueeze": lambda node: node.inputs[0].reshape([1, *node.inputs[0].shape]),
    "Where": lambda node: np.where(*node.inputs),
}
