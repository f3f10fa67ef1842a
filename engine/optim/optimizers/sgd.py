"""Gradient descent: plain, with momentum, and with Nesterov's momentum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.tape import Tape
from engine.core.translation import N_
from engine.optim.optimizers.base import OPTIMIZERS, Optimizer, Prepare, StepVectors, learning_rate


@OPTIMIZERS.add("sgd", "SGD")
@dataclass(frozen=True)
class SGD(Optimizer):
    """Stochastic gradient descent (Robbins and Monro 1951): theta = theta - lr grad."""

    memory = ()
    rule = ("θ ← θ − {lr} g",)
    folds_grad_scale = True
    one_step_size = True
    lr: float = learning_rate(0.03)

    def record(self, tape: Tape, vectors: StepVectors) -> Prepare | None:
        lr = vectors.lr(vectors.grad_scale)
        step = tape.empty(vectors.theta.size)
        tape.record(np.multiply, vectors.grad, lr, step)
        tape.record(np.subtract, vectors.theta, step, vectors.theta)
        return None

    def step_sizes(self, state: Array, t: int, lr: float) -> Array:
        return np.full(state.shape[1], lr)


@OPTIMIZERS.add("momentum", "Momentum")
@dataclass(frozen=True)
class Momentum(Optimizer):
    """Gradient descent with a velocity (Polyak 1964): v = beta v + grad; theta = theta - lr v.

    A constant gradient is thus followed 1 / (1 - beta) times as fast as by SGD.
    """

    memory = (N_("velocity"),)
    rule = ("v ← {beta} v + g", "θ ← θ − {lr} v")
    one_step_size = True
    lr: float = learning_rate(0.03)
    beta: float = param(0.9, "Momentum", low=0.0, high=0.999, help="Share of the velocity that is kept. 0 is plain SGD.")

    def record(self, tape: Tape, vectors: StepVectors) -> Prepare | None:
        lr, beta = vectors.lr(), tape.number(self.beta)
        velocity, step = vectors.state[0], tape.empty(vectors.theta.size)
        tape.record(np.multiply, velocity, beta, velocity)
        tape.record(np.add, velocity, vectors.grad, velocity)
        tape.record(np.multiply, velocity, lr, step)
        tape.record(np.subtract, vectors.theta, step, vectors.theta)
        return None

    def step_sizes(self, state: Array, t: int, lr: float) -> Array:
        return np.full(state.shape[1], lr / (1 - self.beta))


@OPTIMIZERS.add("nesterov", "Nesterov")
@dataclass(frozen=True)
class Nesterov(Optimizer):
    """Momentum that looks ahead (Nesterov 1983; Sutskever et al. 2013): v = beta v + grad; theta -= lr (grad + beta v).

    It slows down earlier than plain momentum where the gradient turns.
    """

    memory = (N_("velocity"),)
    rule = ("v ← {beta} v + g", "θ ← θ − {lr} (g + {beta} v)")
    one_step_size = True
    lr: float = learning_rate(0.03)
    beta: float = param(0.9, "Momentum", low=0.0, high=0.999, help="Share of the velocity that is kept. 0 is plain SGD.")

    def record(self, tape: Tape, vectors: StepVectors) -> Prepare | None:
        lr, beta = vectors.lr(), tape.number(self.beta)
        velocity, step = vectors.state[0], tape.empty(vectors.theta.size)
        tape.record(np.multiply, velocity, beta, velocity)
        tape.record(np.add, velocity, vectors.grad, velocity)
        tape.record(np.multiply, velocity, beta, step)
        tape.record(np.add, step, vectors.grad, step)
        tape.record(np.multiply, step, lr, step)
        tape.record(np.subtract, vectors.theta, step, vectors.theta)
        return None

    def step_sizes(self, state: Array, t: int, lr: float) -> Array:
        return np.full(state.shape[1], lr / (1 - self.beta))
