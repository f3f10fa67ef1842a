"""From an output of a graph back to its input, node by node: the steps that other programs' exporters have written.

To read another operator, add what it means to `READERS`; an activation function needs nothing, see `activation_finder`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import shortened
from engine.core.translation import _
from engine.exporters.onnx.onnx_graph import DOUBLE, FLOAT, OnnxGraph, OnnxNode
from engine.exporters.onnx.onnx_interpreter import computed
from engine.importers.layer_steps import Affine, Function, Linear, Normalising, Skip, Step
from engine.importers.onnx.activation_finder import activation_before
from engine.importers.plain_arrays.array_groups import place_of
from engine.nn.activations import PReLU, Softmax
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.layer_norm import LayerNorm

DEEPEST = 6  # of skip connections inside others
FOLDED = frozenset(
    {
        "Add",
        "Cast",
        "Constant",
        "Div",
        "Flatten",
        "Identity",
        "Mul",
        "Neg",
        "Pow",
        "Reciprocal",
        "Reshape",
        "Sqrt",
        "Squeeze",
        "Sub",
        "Transpose",
        "Unsqueeze",
    }
)
MOST_FOLDED = 8_000_000  # numbers of constants that are computed of others
UNCHANGED = frozenset(
    {
        "Identity",
        "Dropout",
        "Cast",
        "Flatten",
        "Reshape",
        "Squeeze",
        "Unsqueeze",
    }
)  # of (rows, units)
Found = tuple[str, list[Step]]  # the tensor that steps start from, and the steps


class Walk:
    """A graph with the nodes by what they compute, and all constants, also those that are computed of others."""

    def __init__(self, graph: OnnxGraph) -> None:
        self.opset = graph.opset
        self.producers: dict[str, OnnxNode] = {}
        self.order: dict[str, int] = {}
        self.constants: dict[str, Array] = dict(graph.constants)
        left = MOST_FOLDED
        for number, node in enumerate(graph.nodes):
            for name in node.outputs:
                self.producers[name], self.order[name] = node, number
            left -= self._fold(node, left)

    def _fold(self, node: OnnxNode, most: int) -> int:
        """Compute the node if it is a constant, of at most so many numbers; returns how many it has."""
        given = [self.constants.get(name) for name in node.inputs]
        if node.op not in FOLDED or node.domain not in ("", "ai.onnx") or any(one is None or one.ndim > 2 for one in given):
            return 0
        try:
            size = math.prod(np.broadcast_shapes(*(one.shape for one in given if one is not None and node.op != "Reshape")))
            if size > most:
                return 0
            values = {name: self.constants[name] for name in node.inputs}
            self.constants[node.outputs[0]] = computed(node, values, node.attributes, np.float64, self.opset)
        except (ValueError, IndexError):
            return 0
        return size

    def constant(self, name: str) -> Array | None:
        """A constant of numbers; None for what is none."""
        array = self.constants.get(name)
        return array if array is not None and array.dtype.kind in "fiu" else None

    def steps(self, tensor: str, start: Collection[str], depth: int = 0) -> Found:
        """The steps from one of the tensors of `start` to the tensor. Raises ValueError with a sentence that names a node."""
        found: list[Step] = []
        while tensor not in start:
            node = self.producers.get(tensor)
            if node is None:
                raise ValueError(_("Its value {name} comes from nowhere.").format(name=shortened(tensor)))
            before = self._before(node, tensor, start, depth)
            if before is None or self.order.get(before[0], -1) >= self.order[tensor]:
                raise refusal(node)
            tensor, steps = before
            found += reversed(steps)
        return tensor, found[::-1]

    def _before(self, node: OnnxNode, tensor: str, start: Collection[str], depth: int) -> Found | None:
        if node.op in UNCHANGED and tensor == node.outputs[0] and self._is_unchanged(node):
            return node.inputs[0], []
        reader = READERS.get(node.op)
        found = reader(self, node) if reader is not None else None
        if found is not None:
            return found
        activation = activation_before(tensor, self.producers, self.order, self.constants, self.opset)
        if activation is not None:
            return activation[0], [Function(activation[1])]
        return self._layer_norm(node) or self._affine(node) or self._skip(node, start, depth)

    def _is_unchanged(self, node: OnnxNode) -> bool:
        if node.op == "Cast":
            return node.attributes.get("to") in (FLOAT, DOUBLE)
        if node.op == "Reshape":
            shape = self.constant(node.inputs[1])
            return shape is not None and shape.size == 2
        if node.op == "Flatten":
            return bool(node.attributes.get("axis", 1) == 1)
        return node.op in ("Identity", "Dropout")

    def _affine(self, node: OnnxNode) -> Found | None:
        """One of + - * / with a constant."""
        if len(node.inputs) != 2 or node.op not in ("Add", "Sub", "Mul", "Div"):
            return None
        left, right = (self.constant(name) for name in node.inputs)
        values = right if left is None else left
        if (left is None) == (right is None) or values is None or values.size != (values.shape[-1] if values.ndim else 1):
            return None
        return self._affine_of(node, values.astype(np.float64).ravel(), left is not None)

    def _affine_of(self, node: OnnxNode, values: Array, comes_first: bool) -> Found | None:
        one, zero = np.ones(1), np.zeros(1)
        source = node.inputs[1 if comes_first else 0]
        match node.op, comes_first:
            case "Add", _unused:
                return source, [Affine(one, values)]
            case "Mul", _unused:
                return source, [Affine(values, zero)]
            case "Sub", False:
                return source, [Affine(one, -values)]
            case "Sub", True:
                return source, [Affine(-one, values)]
            case "Div", False:
                return (source, [Affine(1 / values, zero)]) if values.all() else None
        return None

    def _skip(self, node: OnnxNode, start: Collection[str], depth: int) -> Found | None:
        """The sum of a tensor and of what steps make of it."""
        if node.op != "Add" or len(node.inputs) != 2 or depth > DEEPEST:
            return None
        for source, other in (node.inputs, node.inputs[::-1]):
            if self.order.get(source, -1) < self.order.get(other, -1):
                try:
                    return source, [Skip(tuple(self.steps(other, {source}, depth + 1)[1]))]
                except ValueError:
                    continue
        return None

    def _layer_norm(self, node: OnnxNode) -> Found | None:
        """(x - mean) / √(variance + epsilon), written with simple operations."""
        if node.op != "Div":
            return None
        centred, root = (self.producers.get(name) for name in node.inputs)
        if centred is None or root is None or (centred.op, root.op) != ("Sub", "Sqrt"):
            return None
        source = centred.inputs[0]
        raised = self.producers.get(root.inputs[0])
        if raised is None or raised.op != "Add" or self._mean_of(centred.inputs[1]) != source:
            return None
        epsilons = [self.constant(name) for name in raised.inputs]
        epsilon = next((one for one in epsilons if one is not None and one.size == 1), None)
        variance = next((name for name in raised.inputs if self.constant(name) is None), "")
        squares = self.producers.get(self._mean_of(variance))
        if epsilon is None or squares is None or not self._is_square(squares, node.inputs[0], source):
            return None
        layer = LayerNorm(_decimal(float(epsilon.item())))
        return source, [Normalising(layer, {"scale": np.ones(1, np.float32), "shift": np.zeros(1, np.float32)})]

    def _mean_of(self, tensor: str) -> str:
        """The tensor whose mean over the units this one is; '' where it is none."""
        node = self.producers.get(tensor)
        if node is None:
            return ""
        if node.op == "ReduceMean":
            given = self.constant(node.inputs[1]) if len(node.inputs) > 1 else None
            axes = node.attributes.get("axes") if given is None else given.tolist()
            return node.inputs[0] if axes in ([1], [-1]) and node.attributes.get("keepdims", 1) else ""
        share = self.constant(node.inputs[1]) if node.op == "MatMul" else None
        is_mean = share is not None and share.ndim == 2 and share.size > 0 and np.allclose(share, 1 / share.shape[0], rtol=1e-6)
        return node.inputs[0] if is_mean else ""

    def _is_square(self, node: OnnxNode, centred: str, source: str) -> bool:
        if node.op == "Mul":
            return node.inputs[0] == node.inputs[1] == centred
        power = self.constant(node.inputs[1]) if node.op == "Pow" else None
        base = self.producers.get(node.inputs[0])
        again = base is not None and base.op == "Sub" and base.inputs[0] == source and self._mean_of(base.inputs[1]) == source
        return power is not None and power.size == 1 and power.item() == 2 and (node.inputs[0] == centred or again)


def refusal(node: OnnxNode) -> ValueError:
    """That there is no layer here for a node."""
    text = _("Its node {node} ({op}) fits into no network here.")
    return ValueError(text.format(node=node.called, op=shortened(node.op)))


def _decimal(value: float) -> float:
    """What people meant by a float32: 0.00001 for 9.99999974e-06."""
    return float(str(np.float32(value)))


def _name_of(node: OnnxNode) -> str:
    """What the layer is called: by its weights, as PyTorch names them, 'fc1.weight'."""
    place = place_of(node.inputs[1])
    return "" if place is None else place[0]


# -- operators: each gives the tensor that it starts from and the steps; None where it is not what a network here can have
def _gemm(walk: Walk, node: OnnxNode) -> Found | None:
    about = node.attributes
    weights = walk.constant(node.inputs[1])
    if weights is None or weights.ndim != 2 or about.get("transA"):
        return None
    alpha, beta = about.get("alpha", 1.0), about.get("beta", 1.0)
    weights = weights.T if about.get("transB") else weights
    weights = weights if alpha == 1 else (weights * alpha).astype(weights.dtype)
    biases = None
    if len(node.inputs) > 2 and node.inputs[2]:
        given = walk.constant(node.inputs[2])
        if given is None or given.size not in (1, weights.shape[1]):
            return None
        given = given if beta == 1 else (given * beta).astype(given.dtype)
        biases = np.broadcast_to(given.ravel(), (weights.shape[1],))
    return node.inputs[0], [Linear(np.ascontiguousarray(weights), biases, _name_of(node))]


def _mat_mul(walk: Walk, node: OnnxNode) -> Found | None:
    weights = walk.constant(node.inputs[1])
    return None if weights is None or weights.ndim != 2 else (node.inputs[0], [Linear(weights, name=_name_of(node))])


def _batch_norm(walk: Walk, node: OnnxNode) -> Found | None:
    arrays = [walk.constant(name) for name in node.inputs[1:5]]
    if len(arrays) != 4 or any(array is None or array.ndim != 1 for array in arrays) or node.attributes.get("training_mode"):
        return None
    names = ("scale", "shift", "running_mean", "running_variance")
    momentum = 1 - _decimal(node.attributes.get("momentum", 0.9))
    layer = BatchNorm(round(momentum, 9), _decimal(node.attributes.get("epsilon", 1e-5)))
    given = {name: array for name, array in zip(names, arrays, strict=True) if array is not None}
    return node.inputs[0], [Normalising(layer, given, _name_of(node))]


def _layer_norm_node(walk: Walk, node: OnnxNode) -> Found | None:
    scale = walk.constant(node.inputs[1])
    shift = walk.constant(node.inputs[2]) if len(node.inputs) > 2 and node.inputs[2] else np.zeros_like(scale)
    if scale is None or shift is None or scale.ndim != 1 or node.attributes.get("axis", -1) not in (-1, 1):
        return None
    layer = LayerNorm(_decimal(node.attributes.get("epsilon", 1e-5)))
    return node.inputs[0], [Normalising(layer, {"scale": scale, "shift": shift}, _name_of(node))]


def _prelu(walk: Walk, node: OnnxNode) -> Found | None:
    slope = walk.constant(node.inputs[1])
    if slope is None or not slope.size or (slope != slope.flat[0]).any():
        return None  # a slope for each unit
    return node.inputs[0], [Function(PReLU(), slope.ravel()[:1])]


def _softmax(walk: Walk, node: OnnxNode) -> Found | None:
    return (node.inputs[0], [Function(Softmax())]) if node.attributes.get("axis", -1) in (-1, 1) else None


def _scaler(walk: Walk, node: OnnxNode) -> Found | None:
    offset, scale = (np.array(node.attributes.get(name) or [default]) for name, default in (("offset", 0.0), ("scale", 1.0)))
    if offset.ndim != 1 or scale.ndim != 1 or offset.dtype.kind != "f" or scale.dtype.kind != "f":
        return None
    return node.inputs[0], [Affine(np.ones(1), -offset), Affine(scale, np.zeros(1))]


READERS: dict[str, Callable[[Walk, OnnxNode], Found | None]] = {
    "BatchNormalization": _batch_norm,
    "Gemm": _gemm,
    "LayerNormalization": _layer_norm_node,
    "MatMul": _mat_mul,
    "PRelu": _prelu,
    "Scaler": _scaler,
    "Softmax": _softmax,
}
