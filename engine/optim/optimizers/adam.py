"""Adam and its variants: a decayed mean of the gradient, divided by the root of a decayed mean of its square."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.tape import Tape
from engine.core.translation import N_
from engine.optim.optimizers.base import (
    OPTIMIZERS,
    SMALL,
    Optimizer,
    Prepare,
    StepVectors,
    epsilon,
    learning_rate,
    nan_where_zero,
    record_decay,
    weight_decay,
)

MEMORY = (N_("decayed sum"), N_("decayed sum of squares"))
MOMENTS = ("m ← {beta1} m + {1-beta1} g", "s ← {beta2} s + {1-beta2} g²")
STEP = "θ ← θ − {lr} · m / (1 − {beta1}ᵗ) / (√(s / (1 − {beta2}ᵗ)) + {eps})"
BETA1 = {"low": 0.0, "high": 0.999, "help": "Memory of the mean gradient."}
BETA2 = {"low": 0.0, "high": 0.99999, "help": "Memory of the mean squared gradient."}


@OPTIMIZERS.add("adam", "Adam")
@dataclass(frozen=True)
class Adam(Optimizer):
    """First and second moments with bias correction (Kingma and Ba 2015).

    m = beta1 m + (1 - beta1) grad; s = beta2 s + (1 - beta2) grad²;
    theta = theta - lr m̂ / (√ŝ + eps), with m̂ = m / (1 - beta1^t), ŝ = s / (1 - beta2^t).

    The state holds the decayed sums M = m / (1 - beta1) and S = s / (1 - beta2) instead, which saves two calls:
    M = beta1 M + grad; S = beta2 S + grad². All constants together are then two numbers per step:
    theta = theta - lr_t M / (√S + eps_t). The price: in float32 S overflows at a steady gradient of 5 · 10¹⁷, where s would
    overflow at 2 · 10¹⁹; that is reported as a divergence.
    """

    memory = MEMORY
    rule = (*MOMENTS, STEP)
    lr: float = learning_rate(0.01)
    beta1: float = param(0.9, "Beta 1", **BETA1)
    beta2: float = param(0.999, "Beta 2", **BETA2)
    eps: float = epsilon(1e-8)

    def record(self, tape: Tape, vectors: StepVectors) -> Prepare | None:
        return _record(tape, vectors, self.beta1, self.beta2, self.eps)

    def step_sizes(self, state: Array, t: int, lr: float) -> Array:
        return _step_sizes(state[1], t, lr, self.beta2, self.eps)


@OPTIMIZERS.add("adamw", "AdamW")
@dataclass(frozen=True)
class AdamW(Optimizer):
    """Adam with weight decay of its own (Loshchilov and Hutter 2019): theta = (1 - lr decay) theta, then Adam's step.

    Unlike an L2 penalty, the decay is not divided by the root of the squares. As in PyTorch, biases decay too.
    """

    memory = MEMORY
    rule = ("θ ← θ − {lr} · {decay} θ", *MOMENTS, STEP)
    lr: float = learning_rate(0.01)
    beta1: float = param(0.9, "Beta 1", **BETA1)
    beta2: float = param(0.999, "Beta 2", **BETA2)
    eps: float = epsilon(1e-8)
    decay: float = weight_decay(0.01)

    def record(self, tape: Tape, vectors: StepVectors) -> Prepare | None:
        kept = vectors.lr(-self.decay, 1.0)
        tape.record(np.multiply, vectors.theta, kept, vectors.theta)
        return _record(tape, vectors, self.beta1, self.beta2, self.eps)

    def step_sizes(self, state: Array, t: int, lr: float) -> Array:
        return _step_sizes(state[1], t, lr, self.beta2, self.eps)


@OPTIMIZERS.add("nadam", "NAdam")
@dataclass(frozen=True)
class NAdam(Optimizer):
    """Adam that looks ahead as Nesterov does (Dozat 2016).

    With m, s, ŝ as in Adam, mu_t = beta1 (1 - ½ 0.96^(t decay)) and P_t = mu_1 … mu_t:
    theta = theta - lr ((1 - mu_t) / (1 - P_t) grad + mu_{t+1} / (1 - P_{t+1}) m) / (√ŝ + eps).
    """

    memory = MEMORY
    rule = (
        *MOMENTS,
        "µₜ = {beta1} (1 − ½ · 0.96^({decay} t))",
        "a = (1 − µₜ) / (1 − µ₁⋯µₜ)",
        "b = µₜ₊₁ / (1 − µ₁⋯µₜ₊₁)",
        "θ ← θ − {lr} (a g + b m) / (√(s / (1 − {beta2}ᵗ)) + {eps})",
    )
    lr: float = learning_rate(0.01)
    beta1: float = param(0.9, "Beta 1", **BETA1)
    beta2: float = param(0.999, "Beta 2", **BETA2)
    eps: float = epsilon(1e-8)
    decay: float = param(0.004, "Momentum decay", low=0.0, high=1.0, help="How soon the look-ahead reaches its full strength.")

    def record(self, tape: Tape, vectors: StepVectors) -> Prepare | None:
        ahead, now, eps_t = (tape.number(0) for _ in range(3))
        (total, _), step, own = vectors.state, tape.empty(vectors.theta.size), tape.empty(vectors.theta.size)
        _record_sums(tape, vectors, (self.beta1, self.beta2), step)
        root = _record_root(tape, vectors.state[1], eps_t, tape.empty(vectors.theta.size))
        tape.record(np.multiply, total, ahead, step)
        tape.record(np.multiply, vectors.grad, now, own)
        tape.record(np.add, step, own, step)
        tape.record(np.divide, step, root, step)
        tape.record(np.subtract, vectors.theta, step, vectors.theta)
        beta1, beta2 = self.beta1, self.beta2
        product, product_at = 1.0, 0  # P_t

        def mu(t: int) -> float:
            return float(beta1 * (1 - 0.5 * 0.96 ** (t * self.decay)))

        def prepare(t: int) -> None:
            nonlocal product, product_at
            if t < product_at:
                product, product_at = 1.0, 0
            while product_at < t:
                # below 1e-17 it does not change 1 - P_t, and a run resumed from a file need not count up to its step
                product_at, product = (product_at + 1, product * mu(product_at + 1)) if product > 1e-17 else (t, 0.0)
            scale = (1 - beta2) ** 0.5 / (1 - beta2**t) ** 0.5  # √ŝ = scale √S
            lr, following = vectors.rate.value * vectors.multiplier, mu(t + 1)
            now[()] = lr * (1 - mu(t)) / (1 - product) / scale
            ahead[()] = lr * following * (1 - beta1) / (1 - product * following) / scale
            eps_t[()] = self.eps / scale

        return prepare

    def step_sizes(self, state: Array, t: int, lr: float) -> Array:
        return _step_sizes(state[1], t, lr, self.beta2, self.eps)


@OPTIMIZERS.add("amsgrad", "AMSGrad")
@dataclass(frozen=True)
class AMSGrad(Optimizer):
    """Adam whose step sizes never grow again (Reddi et al. 2018): it divides by the root of the largest s so far, not of s."""

    memory = (*MEMORY, N_("largest sum of squares"))
    rule = (*MOMENTS, "r ← max(r, s)", STEP.replace("√(s", "√(r"))
    lr: float = learning_rate(0.01)
    beta1: float = param(0.9, "Beta 1", **BETA1)
    beta2: float = param(0.999, "Beta 2", **BETA2)
    eps: float = epsilon(1e-8)

    def record(self, tape: Tape, vectors: StepVectors) -> Prepare | None:
        return _record(tape, vectors, self.beta1, self.beta2, self.eps)

    def step_sizes(self, state: Array, t: int, lr: float) -> Array:
        return _step_sizes(state[2], t, lr, self.beta2, self.eps)


def _record(tape: Tape, vectors: StepVectors, beta1: float, beta2: float, eps: float) -> Prepare:
    """Record Adam's step. A third row of the state holds the largest sum of squares so far."""
    lr_t, eps_t = tape.number(0), tape.number(0)
    total, squares, *largest = vectors.state
    step = tape.empty(vectors.theta.size)
    _record_sums(tape, vectors, (beta1, beta2), step)
    for most in largest:
        tape.clip(squares, most, math.inf, most)
        squares = most
    _record_root(tape, squares, eps_t, step)
    tape.record(np.divide, total, step, step)
    tape.record(np.multiply, step, lr_t, step)
    tape.record(np.subtract, vectors.theta, step, vectors.theta)
    return _corrections(vectors, lr_t, eps_t, beta1, beta2, eps)


def _record_sums(tape: Tape, vectors: StepVectors, kept: tuple[float, float], work: Array) -> None:
    """Record M = beta1 M + grad and S = beta2 S + grad²; `kept` is (beta1, beta2), `work` an array of (parameters,)."""
    sums = vectors.state[:2]
    total, squares = sums
    record_decay(tape, sums, kept)
    if vectors.grads is not None and vectors.grads.flags.c_contiguous and sums.flags.c_contiguous and sums.size <= SMALL:
        tape.record(np.square, vectors.grad, vectors.grads[1])
        tape.record(np.add, sums, vectors.grads, sums)  # both at once: for few numbers the call itself is the cost
        return
    tape.record(np.add, total, vectors.grad, total)
    tape.record(np.square, vectors.grad, work)
    tape.record(np.add, squares, work, squares)


def _record_root(tape: Tape, squares: Array, eps_t: Array, out: Array) -> Array:
    """Record out = √squares + eps_t."""
    tape.record(np.sqrt, squares, out)
    tape.record(np.add, out, eps_t, out)
    return out


def _corrections(
    vectors: StepVectors, lr_t: Array, eps_t: Array, beta1: float, beta2: float, eps: float
) -> Callable[[int], None]:
    """The function that sets Adam's two numbers, lr_t and eps_t, before step t: the bias corrections."""
    rate, last_lr = vectors.rate, math.nan
    constant_from = math.inf  # the step from which on both corrections are exactly 1
    scale = vectors.multiplier * (1 - beta1) / (1 - beta2) ** 0.5
    eps = eps / (1 - beta2) ** 0.5

    def prepare(t: int) -> None:
        nonlocal constant_from, last_lr
        if t >= constant_from and rate.value == last_lr:
            return
        first, second = 1 - beta1**t, 1 - beta2**t
        root = second**0.5
        lr_t[()] = rate.value * scale * root / first
        eps_t[()] = eps * root
        constant_from, last_lr = (t if first == second == 1 else math.inf), rate.value

    return prepare


def _step_sizes(squares: Array, t: int, lr: float, beta2: float, eps: float) -> Array:
    """lr / (√ŝ + eps) for decayed sums of squares S, (parameters,)."""
    corrected = nan_where_zero(squares) * ((1 - beta2) / (1 - beta2**t))
    return np.divide(lr, np.sqrt(corrected) + eps)
