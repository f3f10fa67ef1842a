"""The rules of activations and losses in symbols. What is not listed is written f(z), f′(z) and L."""

from __future__ import annotations

from dataclasses import dataclass

from engine.core.number_format import format_number
from engine.nn.activations import Activation
from engine.nn.activations.classic import Sign
from engine.nn.losses import Loss
from gui.views.microscope.sheets.put_in import put_in
from gui.views.microscope.sheets.written import bracketed

ACTIVATION_RULES = {  # by kind: f and f′
    "identity": ("z", "1"),
    "tanh": ("tanh z", "1 − a²"),
    "sigmoid": ("1 / (1 + e⁻ᶻ)", "a (1 − a)"),
    "relu": ("max(0, z)", "1 (z > 0), 0 (z ≤ 0)"),
    "sign": ("sign z", "0"),
    "leaky_relu": ("z (z > 0), {leak} z (z ≤ 0)", "1 (z > 0), {leak} (z ≤ 0)"),
    "prelu": ("z (z > 0), s z (z ≤ 0)", "1 (z > 0), s (z ≤ 0)"),
    "elu": ("z (z > 0), {alpha} (eᶻ − 1) (z ≤ 0)", "1 (z > 0), a + {alpha} (z ≤ 0)"),
    "selu": ("1.051 z (z > 0), 1.758 (eᶻ − 1) (z ≤ 0)", "1.051 (z > 0), a + 1.758 (z ≤ 0)"),
    "softsign": ("z / (1 + |z|)", "(1 − |a|)²"),
    "hard_tanh": ("min(1, max(−1, z))", "1 (|z| < 1), 0 (|z| ≥ 1)"),
    "hard_sigmoid": ("min(1, max(0, z/6 + ½))", "1/6 (|z| < 3), 0 (|z| ≥ 3)"),
    "softplus": ("ln(1 + eᶻ)", "1 − e⁻ᵃ"),
    "gelu": ("z Φ(z)", "Φ(z) + z φ(z)"),
    "silu": ("z σ(z)", "σ(z) + a (1 − σ(z))"),
    "mish": ("z tanh(ln(1 + eᶻ))", "f′(z)"),
    "sine": ("sin z", "cos z"),
    "softmax": ("eᶻ / Σ eᶻ", "f′(z)"),
}


def activation_rules(activation: Activation) -> tuple[str, str]:
    """f and f′, the numbers of its settings put in."""
    if isinstance(activation, Sign) and activation.straight_through:
        return "sign z", "1 (|z| ≤ 1), 0 (|z| > 1)"
    f, slope = ACTIVATION_RULES.get(activation.kind, ("f(z)", "f′(z)"))
    settings = {name: format_number(float(getattr(activation, name, 0.0)), 4) for name in ("leak", "alpha")}
    return f.format(**settings), slope.format(**settings)


def activation_of(activation: Activation, z: float, slope: float) -> str:
    """f with its argument put in; of a function with two branches the one that z is on. `slope` is what PReLU has learned."""
    f = activation_rules(activation)[0]
    if "Σ" in f:
        return ""
    if " (z > 0), " in f:
        above, _sign, below = f.partition(" (z > 0), ")
        f = above if z > 0 else below.removesuffix(" (z ≤ 0)")
    return put_in(f.replace("e⁻ᶻ", "e^(−z)").replace("eᶻ", "e^z"), {"z": z, "s": slope}, 1, bracketed)


@dataclass(frozen=True)
class LossRule:
    """link: how the prediction p comes from the score s; loss of a row; delta, its gradient with respect to the score."""

    link: str
    loss: str
    delta: str


PLAIN = LossRule("p = f(s)", "L(s, t)", "δ = ∂L/∂s")
LOSS_RULES = {  # by kind, for a single output and for several
    ("cross_entropy", 1): LossRule("p = 1 / (1 + e⁻ˢ)", "L = −y ln p − (1 − y) ln(1 − p)", "δ = p − y"),
    ("cross_entropy", 2): LossRule("pᵢ = eˢⁱ / Σ eˢʲ", "L = −Σ y ln p", "δ = p − y"),
    ("mse", 1): LossRule("p = s", "L = (s − t)²", "δ = 2 (s − t)"),
    ("mse", 2): LossRule("p = s", "L = 1/k Σ (s − t)²", "δ = 2/k (s − t)"),
    ("mae", 1): LossRule("p = s", "L = |s − t|", "δ = sign(s − t)"),
    ("mae", 2): LossRule("p = s", "L = 1/k Σ |s − t|", "δ = 1/k sign(s − t)"),
    ("huber", 1): LossRule("p = s", "L = ½ e² (|e| < d), d (|e| − ½ d); e = s − t", "δ = min(d, max(−d, s − t))"),
    ("huber", 2): LossRule("p = s", "L = 1/k Σ …, e = s − t", "δ = 1/k min(d, max(−d, s − t))"),
    ("log_cosh", 1): LossRule("p = s", "L = ln cosh(s − t)", "δ = tanh(s − t)"),
    ("log_cosh", 2): LossRule("p = s", "L = 1/k Σ ln cosh(s − t)", "δ = 1/k tanh(s − t)"),
    ("perceptron", 1): LossRule("p = sign s", "L = max(0, −t s)", "δ = −t (t s ≤ 0), 0 (t s > 0)"),
    ("zero_one", 1): LossRule("p = sign s", "L = ¼ (sign s − t)²", "δ = 0"),
    ("tanh_mse", 1): LossRule("p = tanh s", "L = (p − t)²", "δ = 2 (p − t) (1 − p²)"),
    ("tanh_mse", 2): LossRule("p = tanh s", "L = 1/k Σ (p − t)²", "δ = 2/k (p − t) (1 − p²)"),
    ("hinge", 1): LossRule("p = s", "L = max(0, 1 − t s)", "δ = −t (t s < 1), 0 (t s ≥ 1)"),
    ("hinge", 2): LossRule("p = s", "L = 1/k Σⱼ max(0, 1 − sₜ + sⱼ)", "δⱼ = 1/k (sⱼ > sₜ − 1), 0; δₜ = −Σ δⱼ"),
}


def loss_rule(loss: Loss, outputs: int, weighted: bool) -> LossRule:
    """`weighted`: rows count as much as the weight c of their class."""
    rule = LOSS_RULES.get((loss.kind, min(outputs, 2)), PLAIN)
    if not weighted:
        return rule
    return LossRule(rule.link, rule.loss.replace("L = ", "L = c · (", 1) + ")", rule.delta.replace("= ", "= c · (", 1) + ")")
