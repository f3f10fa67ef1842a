"""What single nodes of a graph mean, from its output back to its input, without a file."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.exporters.onnx.onnx_graph import DOUBLE, FLOAT, INT64, OnnxNode
from engine.importers.layer_steps import Affine, Function, Linear, Skip
from engine.importers.onnx.activation_finder import GRID, activation_of, is_linear
from engine.importers.onnx.onnx_walk import Walk
from engine.nn.activations import ELU, GELU, Activation, LeakyReLU, PReLU, ReLU, SiLU, Softmax, Tanh
from tests.engine.importers.onnx.hand_made import V, W, graph, no_place, node, refused, steps


# -- matrices
@pytest.mark.parametrize(
    ("attributes", "weights", "biases"),
    [
        ({}, W, V),
        ({"alpha": 2.0, "beta": 0.5}, 2 * W, V / 2),
        ({"transB": 1}, W.T, V[:2]),
        ({"transA": 0, "transB": 0}, W, V),
    ],
)
def test_gemm_is_a_matrix_with_biases(attributes: dict[str, Any], weights: Array, biases: Array) -> None:
    [linear] = steps(node("Gemm", "x fc1.weight b", **attributes), **{"fc1.weight": W, "b": V[: len(biases)]})
    assert np.array_equal(linear.weights, weights)
    assert np.array_equal(linear.biases, biases)
    assert (linear.name, linear.weights.dtype, linear.biases.dtype) == ("fc1", np.float32, np.float32)


@pytest.mark.parametrize("inputs", ["x W", "x W -"])
def test_gemm_may_have_no_biases(inputs: str) -> None:
    assert steps(node("Gemm", inputs), W=W)[0].biases is None


def test_one_bias_is_that_of_every_unit() -> None:
    assert steps(node("Gemm", "x W b"), W=W, b=np.array([[5.0]]))[0].biases.tolist() == [5, 5, 5]


@pytest.mark.parametrize(
    ("inputs", "attributes"), [("x W b", {"transA": 1}), ("x V b", {}), ("x W two", {}), ("x x b", {}), ("x W x", {})]
)
def test_other_products_are_refused(inputs: str, attributes: dict[str, Any]) -> None:
    assert refused(node("Gemm", inputs, **attributes), W=W, V=V, b=V, two=V[:2]) == no_place("Gemm")


def test_mat_mul_is_a_matrix_alone() -> None:
    [linear] = steps(node("MatMul", "x fc.weight"), **{"fc.weight": W})
    assert isinstance(linear, Linear)
    assert (linear.biases, linear.name) == (None, "fc")
    assert np.array_equal(linear.weights, W)
    assert refused(node("MatMul", "x V"), V=V) == no_place("MatMul")


# -- scales and shifts
@pytest.mark.parametrize(
    ("op", "inputs", "scale", "shift"),
    [
        ("Add", "x c", [1], [1, 2, 4]),
        ("Add", "c x", [1], [1, 2, 4]),
        ("Mul", "x c", [1, 2, 4], [0]),
        ("Mul", "c x", [1, 2, 4], [0]),
        ("Sub", "x c", [1], [-1, -2, -4]),
        ("Sub", "c x", [-1], [1, 2, 4]),
        ("Div", "x c", [1, 0.5, 0.25], [0]),
        ("Add", "x one", [1], [3]),
        ("Mul", "x row", [1, 2, 4], [0]),
    ],
)
def test_arithmetic_with_a_constant(op: str, inputs: str, scale: list[float], shift: list[float]) -> None:
    [step] = steps(node(op, inputs), c=V, one=np.array(3.0), row=V[np.newaxis])
    assert isinstance(step, Affine)
    assert (step.scale.tolist(), step.shift.tolist()) == (scale, shift)


@pytest.mark.parametrize(
    ("op", "inputs"),
    [("Div", "c x"), ("Div", "x zeros"), ("Mul", "x x"), ("Mul", "x column"), ("Add", "x W"), ("Mul", "x words")],
)
def test_arithmetic_that_is_no_scale_and_shift_is_refused(op: str, inputs: str) -> None:
    words, zeros = np.array(["a"]), np.array([1.0, 0.0])
    assert refused(node(op, inputs), c=V, W=W, zeros=zeros, column=V[:, np.newaxis], words=words) == no_place(op)


def test_scaler_subtracts_then_multiplies() -> None:
    first, second = steps(node("Scaler", "x", offset=[1.0, 2.0], scale=[0.5, 4.0]))
    assert (first.scale.tolist(), first.shift.tolist()) == ([1], [-1, -2])
    assert (second.scale.tolist(), second.shift.tolist()) == ([0.5, 4], [0])
    first, second = steps(node("Scaler", "x"))
    assert [first.scale.item(), first.shift.item(), second.scale.item(), second.shift.item()] == [1, 0, 1, 0]
    assert refused(node("Scaler", "x", offset="ab")) == no_place("Scaler")
    assert refused(node("Scaler", "x", scale=[1, 2])) == no_place("Scaler")


# -- activation functions
def test_prelu_has_one_slope() -> None:
    [step] = steps(node("PRelu", "x s"), s=np.array([[0.25], [0.25]], np.float32))
    assert (step.activation, step.slope.tolist()) == (PReLU(), [0.25])
    assert refused(node("PRelu", "x s"), s=np.array([0.25, 0.5])) == no_place("PRelu")
    assert refused(node("PRelu", "x s"), s=np.array([])) == no_place("PRelu")


def test_softmax_is_over_the_units() -> None:
    for attributes in ({}, {"axis": 1}, {"axis": -1}):
        assert steps(node("Softmax", "x", **attributes))[0].activation == Softmax()
    assert refused(node("Softmax", "x", axis=0)) == no_place("Softmax")


@pytest.mark.parametrize("activation", [ReLU(), Tanh(), SiLU(), GELU(), GELU("tanh"), LeakyReLU(0.2), ELU(0.5)])
def test_a_function_is_known_by_its_values(activation: Activation) -> None:
    values = activation.function(GRID)
    assert activation_of(values) == activation
    assert activation_of(values + 1e-5) is None


def test_a_line_is_no_activation_function() -> None:
    assert is_linear(GRID, 3 * GRID - 2)
    assert is_linear(GRID, 0 * GRID)
    assert is_linear(GRID, 1e6 * GRID)
    assert not is_linear(GRID, np.maximum(GRID, 0))
    assert not is_linear(GRID, GRID + 1e-3 * np.tanh(GRID))


def test_a_function_of_two_branches_of_one_tensor_is_recognised() -> None:
    [step] = steps(node("Sigmoid", "x", "s"), node("Mul", "x s"))
    assert (step.activation, step.slope) == (SiLU(), None)


def silu_of(count: int) -> list[OnnxNode]:
    """x sigmoid(x), written with so many nodes."""
    chain = [node("Mul", f"{f'n{number - 1}' if number else 'x'} one", f"n{number}") for number in range(count - 2)]
    return [*chain, node("Sigmoid", f"n{count - 3}", "s"), node("Mul", "x s")]


def test_a_function_of_as_many_nodes_as_are_looked_at() -> None:
    [step] = steps(*silu_of(16), one=np.array(1.0))
    assert step.activation == SiLU()
    with pytest.raises(ValueError, match="fits into no network here"):
        steps(*silu_of(17), one=np.array(1.0))


def test_a_function_with_an_array_is_none() -> None:
    assert refused(node("Max", "x V"), V=V) == no_place("Max")
    assert refused(node("Max", "x text"), text=np.array("a")) == no_place("Max")
    assert steps(node("Max", "x zero"), zero=np.zeros(1))[0].activation == ReLU()


# -- what changes nothing
@pytest.mark.parametrize(
    ("op", "inputs", "attributes"),
    [
        ("Identity", "x", {}),
        ("Dropout", "x", {}),
        ("Cast", "x", {"to": FLOAT}),
        ("Cast", "x", {"to": DOUBLE}),
        ("Flatten", "x", {}),
        ("Flatten", "x", {"axis": 1}),
        ("Reshape", "x shape", {}),
    ],
)
def test_what_changes_nothing_is_no_step(op: str, inputs: str, attributes: dict[str, Any]) -> None:
    assert steps(node(op, inputs, **attributes), shape=np.array([-1, 3])) == []


@pytest.mark.parametrize(
    ("op", "inputs", "attributes"),
    [
        ("Cast", "x", {"to": INT64}),
        ("Cast", "x", {}),
        ("Flatten", "x", {"axis": 0}),
        ("Reshape", "x shape", {}),
        ("Reshape", "x x", {}),
        ("Squeeze", "x", {}),
        ("Unsqueeze", "x", {}),
    ],
)
def test_what_makes_other_rows_is_refused(op: str, inputs: str, attributes: dict[str, Any]) -> None:
    assert refused(node(op, inputs, **attributes), shape=np.array([3])) == no_place(op)


def test_a_second_result_of_a_node_is_not_its_first() -> None:
    with pytest.raises(ValueError, match="fits into no network here"):
        steps(OnnxNode("Dropout", ("x",), ("first", "y")))


# -- constants that are computed of others
def test_constants_are_computed() -> None:
    nodes = [node("Constant", "", "W", value=W), node("Transpose", "W", "T"), node("Mul", "T two", "U"), node("MatMul", "x U")]
    [linear] = steps(*nodes, two=np.array(2.0))
    assert np.array_equal(linear.weights, 2 * W.T)


def test_only_constants_of_few_numbers_are_computed() -> None:
    large = {"row": np.broadcast_to(np.float32(1), (1, 4000)), "column": np.broadcast_to(np.float32(1), (2000, 1))}
    half, less = node("Add", "row column", "a"), {"row": np.ones((1, 4001), np.float32)}
    assert "a" in Walk(graph(half, **large)).constants
    assert "a" not in Walk(graph(half, **{**large, **less})).constants
    assert "b" not in Walk(graph(half, node("Add", "row row", "b"), **large)).constants


@pytest.mark.parametrize(
    "made",
    [
        OnnxNode("Add", ("c", "c"), ("a",), domain="mine"),
        node("Abs", "c", "a"),
        node("Add", "c x", "a"),
        node("Add", "deep c", "a"),
        node("Add", "c pair", "a"),
        node("Reshape", "c pair", "a"),
    ],
)
def test_what_is_no_constant_stays_a_node(made: OnnxNode) -> None:
    assert "a" not in Walk(graph(made, c=V, deep=np.ones((1, 1, 3)), pair=np.array([2, 2]))).constants


def test_texts_are_no_numbers() -> None:
    walk = Walk(graph(words=np.array(["a"]), flag=np.array([True]), whole=np.array([1]), small=np.array([1], np.uint8), real=V))
    assert [name for name in walk.constants if walk.constant(name) is not None] == ["whole", "small", "real"]
    assert walk.constant("x") is None


# -- skips
def test_a_tensor_that_is_added_to_what_was_made_of_it_is_a_skip() -> None:
    for inputs in ("a b", "b a"):
        relu, skip = steps(node("Relu", "x", "a"), node("Tanh", "a", "b"), node("Add", inputs))
        assert isinstance(skip, Skip)
        assert [type(relu), *[type(one) for one in skip.inside]] == [Function, Function]
        assert (relu.activation, skip.inside[0].activation) == (ReLU(), Tanh())


def test_a_sum_of_two_ways_is_refused() -> None:
    nodes = [node("Relu", "x", "a"), node("MatMul", "x W", "b"), node("Add", "a b")]
    assert refused(*nodes, W=np.eye(2)) == no_place("Add")
    assert refused(node("Add", "x x")) == no_place("Add")


def nested(levels: int) -> list[OnnxNode]:
    """A softmax in so many skips, each around the one before."""
    last, nodes = "m", [node("Softmax", f"a{levels}", "m")]
    starts = [node("Softmax", "x" if level == 1 else f"a{level - 1}", f"a{level}") for level in range(1, levels + 1)]
    for level in range(levels, 0, -1):
        nodes.append(node("Add", f"a{level} {last}", f"s{level}" if level > 1 else "y"))
        last = f"s{level}"
    return [*starts, *nodes]


def test_skips_are_found_inside_others_but_not_without_end() -> None:
    depth, found = 0, steps(*nested(7))
    while len(found) == 2:
        assert isinstance(found[1], Skip)
        depth, found = depth + 1, list(found[1].inside)
    assert depth == 7
    assert "fits into no network here" in refused(*nested(8))
