"""Activations and losses as texts of a graph. One that has no row here cannot be drawn; to add one, add a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.core.arrays import Array
from engine.inspection.computation_graph.graph_text import shown_name, text_of_value
from engine.nn.activations import Activation
from engine.nn.losses import Loss

ACTIVATION_TEXTS: dict[str, Callable[[Any], str]] = {  # by the stable name; {z} is what it is applied to
    "identity": lambda f: "{z}",
    "tanh": lambda f: "tanh({z})",
    "relu": lambda f: "relu({z})",
    "sigmoid": lambda f: "sigmoid({z})",
    "sine": lambda f: "sin({z})",
    "sign": lambda f: "sign({z})",
    "leaky_relu": lambda f: f"max({{z}}, {text_of_value(f.leak)}{{z}})",
    "prelu": lambda f: f"max({{z}}, 0) + ({text_of_value(f.start_slope)})min({{z}}, 0)",
    "softplus": lambda f: "log(1 + e^({z}))",
    "softsign": lambda f: "{z}/(1 + abs({z}))",
    "hard_tanh": lambda f: "max(−1, min(1, {z}))",
}


ERRORS = {  # losses that are the mean over the outputs of a function of score and target
    "mse": "({s} − {t})^2",
    "mae": "abs({s} − {t})",
    "tanh_mse": "(tanh({s}) − {t})^2",
    "log_cosh": "log((e^({s} − {t}) + e^({t} − {s}))/2)",
}


@dataclass(frozen=True)
class WrittenLoss:
    """The definition of L from the scores s, or s₁, s₂, …; and the values of the variables that are the targets."""

    text: str
    values: dict[str, float]


def activation_text(activation: Activation) -> str | None:
    """f(z) with {z} for what f is applied to; None where there is no text of it."""
    name = activation.kind
    if name not in ACTIVATION_TEXTS or getattr(activation, "straight_through", False):  # its training slope is not its own
        return None
    return ACTIVATION_TEXTS[name](activation)


def total(terms: Sequence[str], most: int = 3) -> str:
    """A sum: with plus signs up to `most` terms, as one node that adds them all beyond."""
    return " + ".join(terms) if len(terms) <= most else f"sum({', '.join(terms)})"


def nodes_of_total(terms: int, most: int = 3) -> int:
    """How many nodes such a sum is."""
    return terms - 1 if terms <= most else 1


def loss_text(loss: Loss, targets: Array) -> WrittenLoss | None:
    """The loss of one row with these encoded targets, (outputs,); None where there is no text of it."""
    name, one = loss.kind, len(targets) == 1
    scores = ["s"] if one else [f"s{i + 1}" for i in range(len(targets))]
    names = ["t"] if one else [f"t{i + 1}" for i in range(len(targets))]
    values = dict(zip(names, map(float, targets), strict=True))
    s, t = [shown_name(score) for score in scores], [shown_name(target) for target in names]
    pairs = list(zip(s, t, strict=True))
    if name == "cross_entropy" and one:
        if abs(values["t"]) == 1:
            return WrittenLoss("L = log(1 + e^−(t s))", values)
        return WrittenLoss("L = log(1 + e^s) − y s", {"y": (values["t"] + 1) / 2})
    if name == "cross_entropy":
        whole = f"log({total([f'e^{score}' for score in s])})"
        if sorted(targets)[-1] == 1:
            return WrittenLoss(f"L = {whole} − {s[int(targets.argmax())]}", {})
        return WrittenLoss(f"L = {whole} − ({total([f'{target} {score}' for score, target in pairs])})", values)
    if name == "perceptron":
        return WrittenLoss("L = max(−(t s), 0)", values)  # at 0 = 0 the first one gets the gradient, as in the engine
    if name == "hinge" and one:
        return WrittenLoss("L = max(0, 1 − t s)", values)
    if name == "hinge":
        true = s[int(targets.argmax())]
        parts = [f"max(0, 1 + {score} − {true})" for score in s if score != true]
        return WrittenLoss(f"L = ({total(parts)})/{len(s)}", {})
    pattern = ERRORS.get(name)
    if pattern is None:
        return None
    parts = [pattern.format(s=score, t=target) for score, target in pairs]
    return WrittenLoss(f"L = {parts[0]}" if one else f"L = ({total(parts)})/{len(parts)}", values)
