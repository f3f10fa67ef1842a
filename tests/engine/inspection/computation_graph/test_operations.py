"""Each operation at numbers worked by hand: its value, its slopes, how it is written, and how its rule is worked out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.inspection.computation_graph.graph import CONSTANT, VARIABLE, GraphNode
from engine.inspection.computation_graph.operations import OPERATIONS

S = 1 / (1 + math.exp(-2))


@pytest.mark.parametrize(
    ("kind", "inputs", "number", "value", "slopes", "written", "worked"),
    [
        ("add", (2.0, -3.0, 4.0), 0, 3, (1, 1, 1), "2 + (−3) + 4", ("1", "1", "1")),
        ("add_number", (2.0,), -3, -1, (1,), "2 + (−3)", ("1",)),
        ("subtract", (2.0, -3.0), 0, 5, (1, -1), "2 − (−3)", ("1", "(−1)")),
        ("multiply", (2.0, -3.0), 0, -6, (-3, 2), "2 × (−3)", ("(−3)", "2")),
        ("multiply_number", (-2.0,), 3, -6, (3,), "3 × (−2)", ("3",)),
        ("divide", (6.0, -3.0), 0, -2, (-1 / 3, -2 / 3), "6 ÷ (−3)", ("1/(−3)", "(−6/(−3)²)")),
        ("negative", (-2.0,), 0, 2, (-1,), "−(−2)", ("(−1)",)),
        ("reciprocal", (-2.0,), 0, -0.5, (-0.25,), "1 ÷ (−2)", ("(−1/(−2)²)",)),
        ("power", (-2.0,), 3, -8, (12,), "(−2)^3", ("3·(−2)^2",)),
        ("power", (-2.0,), 0, 1, (0,), "(−2)^0", ("0·(−2)^(−1)",)),
        ("power", (4.0,), 1, 4, (1,), "4^1", ("1·4^0",)),
        ("power_of", (2.0, 3.0), 0, 8, (12, 8 * math.log(2)), "2^3", ("3·2^2", "8·log(2)")),
        ("power_of", (2.0, 0.0), 0, 1, (0, math.log(2)), "2^0", ("0·2^(−1)", "1·log(2)")),
        ("power_of", (2.0, 1.0), 0, 2, (1, 2 * math.log(2)), "2^1", ("1·2^0", "2·log(2)")),
        ("exp", (0.0,), 0, 1, (1,), "exp(0)", ("1",)),
        ("log", (2.0,), 0, math.log(2), (0.5,), "log(2)", ("1/2",)),
        ("sqrt", (4.0,), 0, 2, (0.25,), "√(4)", ("1/(2·2)",)),
        ("abs", (-4.0,), 0, 4, (-1,), "|−4|", ("(−1)",)),
        ("abs", (0.0,), 0, 0, (0,), "|0|", ("0",)),
        ("sign", (-4.0,), 0, -1, (0,), "sign(−4)", ("0",)),
        ("max", (1.0, 3.0, 3.0), 0, 3, (0, 1, 0), "max(1, 3, 3)", ("0", "1", "0")),
        ("min", (1.0, 1.0, 3.0), 0, 1, (1, 0, 0), "min(1, 1, 3)", ("1", "0", "0")),
        ("relu", (2.0,), 0, 2, (1,), "ReLU(2)", ("1",)),
        ("relu", (0.5,), 0, 0.5, (1,), "ReLU(0.5)", ("1",)),
        ("relu", (0.0,), 0, 0, (0,), "ReLU(0)", ("0",)),
        ("relu", (-2.0,), 0, 0, (0,), "ReLU(−2)", ("0",)),
        ("tanh", (2.0,), 0, math.tanh(2), (1 - math.tanh(2) ** 2,), "tanh(2)", ("(1 − 0.964²)",)),
        ("sigmoid", (2.0,), 0, S, (S * (1 - S),), "σ(2)", ("0.8808·(1 − 0.8808)",)),
        ("sin", (2.0,), 0, math.sin(2), (math.cos(2),), "sin(2)", ("cos(2)",)),
        ("cos", (2.0,), 0, math.cos(2), (-math.sin(2),), "cos(2)", ("(−sin(2))",)),
        ("tan", (2.0,), 0, math.tan(2), (1 + math.tan(2) ** 2,), "tan(2)", ("(1 + (−2.185)²)",)),
        ("atan", (2.0,), 0, math.atan(2), (0.2,), "atan(2)", ("1/(1 + 2²)",)),
    ],
)
def test_an_operation_by_hand(
    kind: str,
    inputs: tuple[float, ...],
    number: float,
    value: float,
    slopes: tuple[float, ...],
    written: str,
    worked: tuple[str, ...],
) -> None:
    operation, x = OPERATIONS[kind], [np.float64(one) for one in inputs]
    y = operation.compute(x, number)
    assert y == pytest.approx(value, abs=1e-15)
    assert operation.slopes(x, y, number) == pytest.approx(slopes, abs=1e-15)
    plain = [f"{one:g}".replace("-", "−") for one in inputs]
    assert operation.formula(plain, f"{number:g}".replace("-", "−")) == written
    assert tuple(operation.worked(x, y, number, i) for i in range(len(x))) == worked


@pytest.mark.parametrize(
    ("node", "label", "short"),
    [
        (GraphNode(VARIABLE, name="w12", text="w₁₂"), "w₁₂", "w₁₂"),
        (GraphNode(CONSTANT, number=3.0, text="3"), "3", "3"),
        (GraphNode("add_number", (0,), number=3.0, text="x + 3"), "+3", "x + 3"),
        (GraphNode("add_number", (0,), number=0.0, text="x"), "+0", "x"),
        (GraphNode("add_number", (0,), number=-3.0, text="x − 3"), "−3", "x − 3"),
        (GraphNode("multiply_number", (0,), number=3.0, text="3x"), "×3", "3x"),
        (GraphNode("multiply_number", (0,), number=0.0, text="0x"), "×0", "0x"),
        (GraphNode("multiply_number", (0,), number=-3.0, text="−3x"), "×(−3)", "−3x"),
        (GraphNode("power", (0,), number=2.0, text="x²"), "x^2", "x²"),
        (GraphNode("exp", (0,), text="e" * 16), "exp", "e" * 16),
        (GraphNode("exp", (0,), text="e" * 17), "exp", "[exp]"),
        (GraphNode("exp", (0,), name="q", text="e" * 17), "exp", "q"),
    ],
)
def test_what_stands_in_a_node_and_what_it_is_called(node: GraphNode, label: str, short: str) -> None:
    assert (node.label, node.short) == (label, short)
    assert node.is_leaf is not bool(node.inputs)
