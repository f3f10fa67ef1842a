"""Sums, losses and activations as formulas: plus signs between few terms, one node for many."""

from __future__ import annotations

import numpy as np
import pytest

from engine.inspection.computation_graph.graph_builder import graph_of
from engine.inspection.computation_graph.written_formulas import activation_text, loss_text, nodes_of_total, total
from engine.nn.activations import Identity, LeakyReLU, PReLU, Sign
from engine.nn.losses import LOSSES, CrossEntropy, MeanSquaredError, PerceptronLoss


@pytest.mark.parametrize(
    ("terms", "text", "nodes"), [(["a"], "a", 0), (["a", "b", "c"], "a + b + c", 2), (["a", "b", "c", "d"], "sum(a, b, c, d)", 1)]
)
def test_a_sum_of_few_terms_is_written_out(terms: list[str], text: str, nodes: int) -> None:
    assert total(terms) == text
    assert nodes_of_total(len(terms)) == nodes


def test_losses_as_formulas() -> None:
    def text(loss: object, *targets: float) -> tuple[str, dict[str, float]]:
        written = loss_text(loss, np.array(targets))  # type: ignore[arg-type]  # a loss
        assert written is not None
        return written.text, written.values

    assert text(CrossEntropy(), 1.0) == ("L = log(1 + e^−(t s))", {"t": 1.0})
    assert text(CrossEntropy(), -1.0) == ("L = log(1 + e^−(t s))", {"t": -1.0})
    assert text(CrossEntropy(), 0.5) == ("L = log(1 + e^s) − y s", {"y": 0.75})
    assert text(CrossEntropy(), 0.0, 1.0) == ("L = log(e^s₁ + e^s₂) − s₂", {})
    smooth = text(CrossEntropy(), 0.25, 0.75)
    assert smooth == ("L = log(e^s₁ + e^s₂) − (t₁ s₁ + t₂ s₂)", {"t1": 0.25, "t2": 0.75})
    assert text(PerceptronLoss(), 1.0) == ("L = max(−(t s), 0)", {"t": 1.0})
    assert text(LOSSES["hinge"](), -1.0) == ("L = max(0, 1 − t s)", {"t": -1.0})
    three = "L = (max(0, 1 + s₁ − s₂) + max(0, 1 + s₃ − s₂))/3"
    assert text(LOSSES["hinge"](), -1.0, 1.0, -1.0) == (three, {})
    assert text(MeanSquaredError(), 2.0) == ("L = (s − t)^2", {"t": 2.0})
    assert text(MeanSquaredError(), 2.0, 3.0) == ("L = ((s₁ − t₁)^2 + (s₂ − t₂)^2)/2", {"t1": 2.0, "t2": 3.0})
    assert loss_text(LOSSES["zero_one"](), np.array([1.0])) is None


def test_activations_as_formulas() -> None:
    assert activation_text(Identity()) == "{z}"
    assert activation_text(LeakyReLU(0.25)) == "max({z}, 0.25{z})"
    assert activation_text(PReLU()) == "max({z}, 0) + (0.25)min({z}, 0)"
    assert activation_text(Sign()) == "sign({z})"
    assert activation_text(Sign(straight_through=True)) is None, "its training slope is not its own"


@pytest.mark.parametrize(("count", "most", "nodes"), [(2, 2, 1), (3, 2, 1), (3, 3, 2), (4, 3, 1), (4, 4, 3)])
def test_a_sum_is_so_many_nodes(count: int, most: int, nodes: int) -> None:
    names = [f"x{i}" for i in range(1, count + 1)]
    assert nodes_of_total(count, most) == nodes
    assert len(graph_of(total(names, most)).operations) == nodes
