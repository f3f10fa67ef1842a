"""Optimizers. To add one, write a class with `@OPTIMIZERS.add(...)`.

An optimizer is a rule; what it remembers lies apart from it, in `state`: (memory, parameters), a row per entry of `memory`.
Formulas and defaults are PyTorch's. A rule is recorded as a few in-place calls on whole vectors.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.params import param
from engine.registry import Entry, Registry
from engine.table import Array
from engine.tape import Tape

Prepare = Callable[[int], None]  # called with the step's number, from 1, before the step

SMALL = 4096  # numbers up to which it pays to do several rows in one call
BLOCK = 32_768  # numbers per call: above that the arrays of one call no longer fit the cache together


@dataclass(frozen=True, eq=False)
class Vectors:
    """What a step works on, flat: θ, its gradient, and what the optimizer remembers, (memory, parameters)."""

    theta: Array
    grad: Array
    state: Array

    def blocks(self) -> Iterator[Vectors]:
        for start in range(0, self.theta.size, BLOCK):
            part = slice(start, start + BLOCK)
            yield Vectors(self.theta[part], self.grad[part], self.state[:, part])


class Optimizer(Entry, ABC):
    memory: ClassVar[tuple[str, ...]]  # names of what is remembered per parameter, beside θ and its gradient
    lr: float

    @abstractmethod
    def record(self, tape: Tape, vectors: Vectors) -> Prepare | None:
        """Record one step on `tape`; returns what must be called before each step, if anything."""


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")


def learning_rate(default: float) -> float:
    """The field every optimizer has."""
    rate: float = param(
        default,
        "Learning rate",
        low=1e-6,
        high=10.0,
        log=True,
        help="How far each step goes. Too small: slow. Too large: the loss jumps or explodes. Try a factor of 3 at a time.",
    )
    return rate


@OPTIMIZERS.add("sgd", "SGD")
@dataclass(frozen=True)
class SGD(Optimizer):
    """Stochastic gradient descent: theta = theta - lr grad."""

    memory = ()
    lr: float = learning_rate(0.03)

    def record(self, tape: Tape, vectors: Vectors) -> Prepare | None:
        lr = tape.number(self.lr)
        for v in vectors.blocks():
            step = tape.empty(v.theta.size)
            tape.do(np.multiply, v.grad, lr, step)
            tape.do(np.subtract, v.theta, step, v.theta)
        return None


@OPTIMIZERS.add("momentum", "Momentum")
@dataclass(frozen=True)
class Momentum(Optimizer):
    """Gradient descent with a velocity (Polyak 1964): v = beta v + grad; theta = theta - lr v."""

    memory = ("velocity",)
    lr: float = learning_rate(0.03)
    beta: float = param(0.9, "Momentum", low=0.0, high=0.999, help="Share of the velocity that is kept. 0 is plain SGD.")

    def record(self, tape: Tape, vectors: Vectors) -> Prepare | None:
        lr, beta = tape.number(self.lr), tape.number(self.beta)
        for v in vectors.blocks():
            velocity, step = v.state[0], tape.empty(v.theta.size)
            tape.do(np.multiply, velocity, beta, velocity)
            tape.do(np.add, velocity, v.grad, velocity)
            tape.do(np.multiply, velocity, lr, step)
            tape.do(np.subtract, v.theta, step, v.theta)
        return None


@OPTIMIZERS.add("adagrad", "AdaGrad")
@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """Steps that shrink where gradients were large (Duchi et al. 2011): s = s + grad²; theta = theta - lr grad / (√s + eps)."""

    memory = ("sum of squares",)
    lr: float = learning_rate(0.1)
    eps: float = param(1e-10, "Epsilon", low=1e-12, high=1e-2, log=True, help="Keeps the division finite.")

    def record(self, tape: Tape, vectors: Vectors) -> Prepare | None:
        lr, eps = tape.number(self.lr), tape.number(self.eps)
        for v in vectors.blocks():
            squares, step, root = v.state[0], tape.empty(v.theta.size), tape.empty(v.theta.size)
            tape.do(np.multiply, v.grad, v.grad, step)
            tape.do(np.add, squares, step, squares)
            tape.do(np.sqrt, squares, root)
            tape.do(np.add, root, eps, root)
            tape.do(np.multiply, v.grad, lr, step)
            tape.do(np.divide, step, root, step)
            tape.do(np.subtract, v.theta, step, v.theta)
        return None


@OPTIMIZERS.add("rmsprop", "RMSProp")
@dataclass(frozen=True)
class RMSProp(Optimizer):
    """AdaGrad that forgets (Tieleman and Hinton 2012): s = decay s + (1 - decay) grad²; theta = theta - lr grad / (√s + eps)."""

    memory = ("mean of squares",)
    lr: float = learning_rate(0.01)
    decay: float = param(0.99, "Decay", low=0.0, high=0.9999, help="Share of the old mean square that is kept.")
    eps: float = param(1e-8, "Epsilon", low=1e-12, high=1e-2, log=True, help="Keeps the division finite.")

    def record(self, tape: Tape, vectors: Vectors) -> Prepare | None:
        lr, eps, kept, new = (tape.number(x) for x in (self.lr, self.eps, self.decay, 1 - self.decay))
        for v in vectors.blocks():
            squares, step, root = v.state[0], tape.empty(v.theta.size), tape.empty(v.theta.size)
            tape.do(np.multiply, v.grad, v.grad, step)
            tape.do(np.multiply, step, new, step)
            tape.do(np.multiply, squares, kept, squares)
            tape.do(np.add, squares, step, squares)
            tape.do(np.sqrt, squares, root)
            tape.do(np.add, root, eps, root)
            tape.do(np.multiply, v.grad, lr, step)
            tape.do(np.divide, step, root, step)
            tape.do(np.subtract, v.theta, step, v.theta)
        return None


@OPTIMIZERS.add("adam", "Adam")
@dataclass(frozen=True)
class Adam(Optimizer):
    """First and second moments with bias correction (Kingma and Ba 2015).

    m = beta1 m + (1 - beta1) grad; s = beta2 s + (1 - beta2) grad²;
    theta = theta - lr m̂ / (√ŝ + eps), with m̂ = m / (1 - beta1^t), ŝ = s / (1 - beta2^t).

    Remembered are M = m / (1 - beta1) and S = s / (1 - beta2), sums that fade, which saves two calls: M = beta1 M + grad;
    S = beta2 S + grad². All constants together are then two numbers per step: theta = theta - lr_t M / (√S + eps_t).
    """

    memory = ("fading sum", "fading sum of squares")
    lr: float = learning_rate(0.01)
    beta1: float = param(0.9, "Beta 1", low=0.0, high=0.999, help="Memory of the mean gradient.")
    beta2: float = param(0.999, "Beta 2", low=0.0, high=0.99999, help="Memory of the mean squared gradient.")
    eps: float = param(1e-8, "Epsilon", low=1e-12, high=1e-2, log=True, help="Keeps the division finite.")

    def record(self, tape: Tape, vectors: Vectors) -> Prepare | None:
        lr_t, eps_t = tape.number(0), tape.number(0)
        for v in vectors.blocks():
            (total, squares), step = v.state, tape.empty(v.theta.size)
            record_fading(tape, v.state, (self.beta1, self.beta2))
            tape.do(np.add, total, v.grad, total)
            tape.do(np.multiply, v.grad, v.grad, step)
            tape.do(np.add, squares, step, squares)
            tape.do(np.sqrt, squares, step)
            tape.do(np.add, step, eps_t, step)
            tape.do(np.divide, total, step, step)
            tape.do(np.multiply, step, lr_t, step)
            tape.do(np.subtract, v.theta, step, v.theta)
        beta1, beta2, faded = self.beta1, self.beta2, math.inf  # faded: the step from which on both corrections are exactly 1
        eps = self.eps / (1 - beta2) ** 0.5
        lr = self.lr * (1 - beta1) / (1 - beta2) ** 0.5

        def prepare(t: int) -> None:
            nonlocal faded
            if t >= faded:
                return
            first, second = 1 - beta1**t, 1 - beta2**t
            root = second**0.5
            lr_t[()] = lr * root / first
            eps_t[()] = eps * root
            faded = t if first == second == 1 else math.inf

        return prepare


def record_fading(tape: Tape, state: Array, kept: tuple[float, ...]) -> None:
    """Record, for each row of `state` (memory, parameters): row = its share `kept` of row."""
    if state.size <= SMALL and state.flags.c_contiguous:  # all rows as one long one: a call costs more than its numbers
        rows = state.reshape(-1)
        tape.do(np.multiply, rows, np.repeat(np.array(kept, tape.dtype), state.shape[1]), rows)
        return
    for row, share in zip(state, kept, strict=True):
        tape.do(np.multiply, row, tape.number(share), row)
