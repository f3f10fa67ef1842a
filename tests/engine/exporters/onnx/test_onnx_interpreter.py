"""What each operator of ONNX computes, beside numbers worked out by its definition: https://onnx.ai/onnx/operators."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.exporters.onnx.onnx_graph import BOOL, DOUBLE, FLOAT, INT64, OnnxGraph, OnnxNode, OnnxValue, exact_key
from engine.exporters.onnx.onnx_interpreter import OPERATORS, computed, needed, run_graph

E = math.e
Z = [-2.0, 0.0, 0.5]
X = [[1.0, 2.0, 6.0], [4.0, 4.0, 4.0]]
W = [[1.0, 0.0], [0.0, 2.0], [1.0, -1.0]]


def result(op: str, *inputs: Any, opset: int = 13, kind: type = np.float64, **attributes: Any) -> Array:
    arrays: list[Any] = [
        None if one is None else np.array(one, float if np.array(one).dtype.kind == "f" else None) for one in inputs
    ]
    names = tuple(f"i{place}" for place in range(len(arrays)))
    return computed(OnnxNode(op, names, ("y",)), dict(zip(names, arrays, strict=True)), attributes, kind, opset)


def gelu(z: float) -> float:
    return z * (1 + math.erf(z / math.sqrt(2))) / 2


def tanh_gelu(z: float) -> float:
    return z * (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))) / 2


SELU = 1.0507009873554804934, 1.6732632423543772848


@pytest.mark.parametrize(
    ("op", "inputs", "attributes", "expected"),
    [
        ("Abs", [Z], {}, [2, 0, 0.5]),
        ("Add", [Z, [1.0, 2.0, 3.0]], {}, [-1, 2, 3.5]),
        ("ArgMax", [X], {}, [[1, 1, 0]]),
        ("ArgMax", [X], {"axis": 1}, [[2], [0]]),
        ("ArgMax", [X], {"axis": 1, "keepdims": 0}, [2, 0]),
        ("Atan", [Z], {}, [math.atan(-2), 0, math.atan(0.5)]),
        ("BatchNormalization", [X, [1.0, 2.0, 4.0], [0.5, 0.0, 1.0], [1.0, 0.0, 4.0], [1.0, 4.0, 9.0]], {"epsilon": 0.0},
            [[0.5, 2, 4 * 2 / 3 + 1], [3.5, 4, 1]]),
        ("BatchNormalization", [[[1.0]], [1.0], [0.0], [0.0], [0.0]], {}, [[1 / math.sqrt(1e-5)]]),
        ("Celu", [Z], {}, [E**-2 - 1, 0, 0.5]),
        ("Celu", [Z], {"alpha": 2.0}, [2 * (E**-1 - 1), 0, 0.5]),
        ("Clip", [Z], {"min": -1.0, "max": 0.25}, [-1, 0, 0.25]),
        ("Clip", [Z], {"min": -1.0}, [-1, 0, 0.5]),
        ("Clip", [Z], {}, Z),
        ("Clip", [Z, -1.0, 0.25], {}, [-1, 0, 0.25]),
        ("Clip", [Z, -1.0], {}, [-1, 0, 0.5]),
        ("Clip", [Z, None, 0.25], {}, [-2, 0, 0.25]),
        ("Concat", [X, X], {"axis": 1}, [row + row for row in X]),
        ("Concat", [X, X], {"axis": 0}, X + X),
        ("Constant", [], {"value": np.array([3.0])}, [3]),
        ("Cos", [Z], {}, [math.cos(-2), 1, math.cos(0.5)]),
        ("Div", [Z, [2.0, 4.0, 0.25]], {}, [-1, 0, 2]),
        ("Dropout", [Z], {}, Z),
        ("Elu", [Z], {}, [E**-2 - 1, 0, 0.5]),
        ("Elu", [Z], {"alpha": 0.5}, [(E**-2 - 1) / 2, 0, 0.5]),
        ("Equal", [[1, 2], [1, 3]], {}, [True, False]),
        ("Erf", [Z], {}, [math.erf(-2), 0, math.erf(0.5)]),
        ("Erfc", [Z], {}, [math.erfc(-2), 1, math.erfc(0.5)]),
        ("Exp", [Z], {}, [E**-2, 1, math.sqrt(E)]),
        ("Flatten", [[X, X]], {}, [[1, 2, 6, 4, 4, 4]] * 2),
        ("Gather", [X, [1]], {}, [X[1]]),
        ("Gather", [X, [2, 0]], {"axis": 1}, [[6, 1], [4, 4]]),
        ("Gelu", [Z], {}, [gelu(z) for z in Z]),
        ("Gelu", [Z], {"approximate": "none"}, [gelu(z) for z in Z]),
        ("Gelu", [Z], {"approximate": "tanh"}, [tanh_gelu(z) for z in Z]),
        ("Gemm", [X, W], {}, [[7, -2], [8, 4]]),
        ("Gemm", [X, W, [1.0, 10.0]], {}, [[8, 8], [9, 14]]),
        ("Gemm", [X, W, None], {}, [[7, -2], [8, 4]]),
        ("Gemm", [X, W, [1.0, 10.0]], {"alpha": 2.0, "beta": 0.5}, [[14.5, 1], [16.5, 13]]),
        ("Gemm", [X, np.transpose(W)], {"transB": 1}, [[7, -2], [8, 4]]),
        ("Gemm", [np.transpose(X), W], {"transA": 1, "transB": 0}, [[7, -2], [8, 4]]),
        ("Greater", [Z, 0.0], {}, [False, False, True]),
        ("GreaterOrEqual", [Z, 0.0], {}, [False, True, True]),
        ("HardSigmoid", [[-3.0, 1.0, 3.0]], {}, [0, 0.7, 1]),
        ("HardSigmoid", [[-3.0, 0.5, 3.0]], {"alpha": 0.5, "beta": 0.25}, [0, 0.5, 1]),
        ("HardSwish", [[-4.0, -1.5, 3.0, 4.0]], {}, [0, -1.5 * 0.25, 3, 4]),
        ("Identity", [Z], {}, Z),
        ("IsNaN", [[math.nan, 1.0]], {}, [True, False]),
        ("LayerNormalization", [X, [1.0, 1.0, 2.0]], {"epsilon": 0.0},
            [[-2 / math.sqrt(14 / 3), -1 / math.sqrt(14 / 3), 6 / math.sqrt(14 / 3)], [math.nan] * 3]),
        ("LayerNormalization", [X[1:], [1.0] * 3, [0.5, 1.0, 2.0]], {}, [[0.5, 1, 2]]),
        ("LayerNormalization", [[[-0.001, 0.001]], [1.0, 1.0], None], {},
            [[-0.001 / math.sqrt(1.1e-5), 0.001 / math.sqrt(1.1e-5)]]),
        ("LeakyRelu", [Z], {}, [-0.02, 0, 0.5]),
        ("LeakyRelu", [Z], {"alpha": 0.25}, [-0.5, 0, 0.5]),
        ("Less", [Z, 0.0], {}, [True, False, False]),
        ("LessOrEqual", [Z, 0.0], {}, [True, True, False]),
        ("Log", [[1.0, E]], {}, [0, 1]),
        ("MatMul", [X, W], {}, [[7, -2], [8, 4]]),
        ("Max", [Z, 0.25, [-3.0, 1.0, 0.0]], {}, [0.25, 1, 0.5]),
        ("Min", [Z, 0.25, [-3.0, 1.0, 0.0]], {}, [-3, 0, 0]),
        ("Mish", [Z], {}, [z * math.tanh(math.log(1 + E**z)) for z in Z]),
        ("Mul", [Z, [3.0, 1.0, 4.0]], {}, [-6, 0, 2]),
        ("Neg", [Z], {}, [2, 0, -0.5]),
        ("PRelu", [Z, [0.25]], {}, [-0.5, 0, 0.5]),
        ("Pow", [Z, 2.0], {}, [4, 0, 0.25]),
        ("Reciprocal", [[-2.0, 0.5]], {}, [-0.5, 2]),
        ("ReduceMean", [X], {"axes": [1]}, [[3], [4]]),
        ("Relu", [Z], {}, [0, 0, 0.5]),
        ("Reshape", [X, [3, 2]], {}, [[1, 2], [6, 4], [4, 4]]),
        ("Reshape", [X, [0, -1, 1]], {}, [[[1], [2], [6]], [[4], [4], [4]]]),
        ("Scaler", [X], {"offset": [1.0, 2.0, 3.0], "scale": [2.0, 1.0, 0.5]}, [[0, 0, 1.5], [6, 2, 0.5]]),
        ("Selu", [Z], {}, [SELU[0] * SELU[1] * (E**-2 - 1), 0, SELU[0] * 0.5]),
        ("Selu", [Z], {"alpha": 2.0, "gamma": 3.0}, [6 * (E**-2 - 1), 0, 1.5]),
        ("Sigmoid", [Z], {}, [1 / (1 + E**2), 0.5, 1 / (1 + E**-0.5)]),
        ("Sign", [Z], {}, [-1, 0, 1]),
        ("Sin", [Z], {}, [math.sin(-2), 0, math.sin(0.5)]),
        ("Softmax", [[[0.0, math.log(3)], [1000.0, 1000.0]]], {}, [[0.25, 0.75], [0.5, 0.5]]),
        ("Softmax", [[[0.0, 5.0], [math.log(3), 5.0]]], {"axis": 0}, [[0.25, 0.5], [0.75, 0.5]]),
        ("Softplus", [Z], {}, [math.log(1 + E**z) for z in Z]),
        ("Softsign", [Z], {}, [-2 / 3, 0, 1 / 3]),
        ("Sqrt", [[4.0, 9.0]], {}, [2, 3]),
        ("Squeeze", [[[[1.0], [2.0]]]], {}, [1, 2]),
        ("Sub", [Z, [1.0, 2.0, 3.0]], {}, [-3, -2, -2.5]),
        ("Tan", [Z], {}, [math.tan(-2), 0, math.tan(0.5)]),
        ("Tanh", [Z], {}, [math.tanh(-2), 0, math.tanh(0.5)]),
        ("Transpose", [X], {}, np.transpose(X).tolist()),
        ("Unsqueeze", [Z], {}, [Z]),
        ("Where", [[True, False, True], Z, [7.0, 8.0, 9.0]], {}, [-2, 8, 0.5]),
    ],
)  # fmt: skip
def test_an_operator_computes_what_onnx_says(op: str, inputs: Any, attributes: dict[str, Any], expected: Any) -> None:
    np.testing.assert_allclose(result(op, *inputs, **attributes), expected, rtol=1e-7, atol=1e-12)
    assert result(op, *inputs, **attributes).shape == np.shape(expected)


def test_every_operator_stands_in_the_table() -> None:
    [table] = [mark for mark in test_an_operator_computes_what_onnx_says.pytestmark if mark.name == "parametrize"]
    assert {row[0] for row in table.args[1]} | {"Cast"} == set(OPERATORS)


def test_softmax_is_over_the_second_dimension_before_version_13() -> None:
    x = np.arange(8.0).reshape(2, 2, 2)
    for opset, axis in ((12, 1), (13, -1)):
        np.testing.assert_allclose(result("Softmax", x, opset=opset).sum(axis), 1)


@pytest.mark.parametrize(("to", "kind"), [(FLOAT, np.float32), (DOUBLE, np.float64), (INT64, np.int64), (BOOL, np.bool_)])
def test_cast_makes_numbers_of_the_types_of_onnx(to: int, kind: type) -> None:
    found = result("Cast", Z, to=to, kind=np.float32)
    assert found.dtype == kind
    assert np.array_equal(found, np.array(Z).astype(kind))


def test_small_probabilities_are_exact_and_large_ones_do_not_overflow() -> None:
    np.testing.assert_allclose(result("Sigmoid", [-700.0, 700.0, -1000.0]), [math.exp(-700), 1, 0], rtol=1e-12)


@pytest.mark.parametrize(
    ("node", "says"),
    [
        (OnnxNode("Loop", ("x",), ("y",), name="n"), "The operator Loop of its node n is not known here."),
        (OnnxNode("Abs", ("x",), ("y",), domain="mine"), "The operator Abs of its node y is not known here."),
        (OnnxNode("Abs", ("z",), ("y",)), "Its node y (Abs) cannot be computed."),
        (OnnxNode("Cast", ("x",), ("y",), {"to": 8}), "Its node y (Cast) cannot be computed."),
        (OnnxNode("Gemm", ("x",), ("y",)), "Its node y (Gemm) cannot be computed."),
    ],
)
def test_what_cannot_be_computed_is_named(node: OnnxNode, says: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        computed(node, {"x": np.array(X)}, node.attributes, np.float64, 13)
    assert str(caught.value) == says


@pytest.mark.parametrize("domain", ["", "ai.onnx", "ai.onnx.ml"])
def test_operators_of_onnx_are_known_by_their_domains(domain: str) -> None:
    assert computed(OnnxNode("Neg", ("x",), ("y",), domain=domain), {"x": np.ones(1)}, {}, np.float64, 13) == -1


# -- whole graphs
GRAPH = OnnxGraph(
    inputs=(OnnxValue("x", 1),),
    outputs=(OnnxValue("c", 1),),
    nodes=(
        OnnxNode("Mul", ("x", "tenth"), ("a",)),
        OnnxNode("LeakyRelu", ("x",), ("b",), {"alpha": 0.1}, "b"),
        OnnxNode("Neg", ("a",), ("c",)),
    ),
    constants={"tenth": np.array([0.1], np.float32), "whole": np.array([7])},
    exact={"tenth": [0.1], exact_key("b", "alpha"): 0.1},
)


def test_in_float64_numbers_are_the_exact_ones() -> None:
    x = np.array([[-1.0]])
    values = run_graph(GRAPH, {"x": x}, np.float64)
    assert (values["a"].item(), values["b"].item(), values["c"].item()) == (-0.1, -0.1, 0.1)
    assert values["whole"].dtype == np.int64
    values = run_graph(GRAPH, {"x": x})
    assert {values[name].dtype for name in "abc"} == {np.dtype(np.float32)}
    assert (values["a"].item(), values["c"].item()) == (-float(np.float32(0.1)), float(np.float32(0.1)))


def test_only_what_a_tensor_is_computed_by_is_computed() -> None:
    assert [node.outputs[0] for node in needed(GRAPH.nodes, "c")] == ["a", "c"]
    assert set(run_graph(GRAPH, {"x": np.ones((1, 1))}, np.float64, "c")) == {"", "x", "tenth", "whole", "a", "c"}


def test_whole_numbers_that_are_given_stay_whole() -> None:
    assert run_graph(GRAPH, {"x": np.array([[2]])}, np.float32, "x")["x"].dtype == np.int64
