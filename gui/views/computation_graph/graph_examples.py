"""The examples of the menu. To add one, add a row; those of the user's own network are made in `own_row`."""

from __future__ import annotations

from dataclasses import dataclass

from engine.core.translation import N_


@dataclass(frozen=True)
class GraphExample:
    name: str  # stable
    title: str
    text: str
    values: str


EXAMPLES = (
    GraphExample(
        "sigmoid_neuron",
        N_("Sigmoid neuron"),
        "f = 1/(1 + e^−(w₀x₀ + w₁x₁ + w₂))",
        "w₀ = 2, x₀ = −1, w₁ = −3, x₁ = −2, w₂ = −3",
    ),
    GraphExample("sum_times", N_("Sum times a number"), "q = x + y; f = q z", "x = −2, y = 5, z = −4"),
    GraphExample("largest", N_("The larger one"), "f = 2max(x, y) + z w", "x = 3, y = −1, z = 2, w = −2"),
    GraphExample("fan_out", N_("Used twice"), "f = x·x + x", "x = 3"),
    GraphExample("squared_error", N_("Squared error"), "p = w x + b; L = (p − t)^2", "w = 0.5, x = 2, b = −1, t = 1"),
)
NEURON, LOSS = "own_neuron", "own_loss"
OWN = ((NEURON, N_("A neuron of your network")), (LOSS, N_("The loss of one row")))
