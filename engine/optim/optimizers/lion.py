"""Lion: steps of one size, in the direction of the sign of a mean gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.tape import Tape
from engine.core.translation import N_
from engine.optim.optimizers.base import OPTIMIZERS, Optimizer, Prepare, StepVectors, learning_rate, nan_where_zero, weight_decay


@OPTIMIZERS.add("lion", "Lion")
@dataclass(frozen=True)
class Lion(Optimizer):
    """The sign of a mean gradient (Chen et al. 2023): theta -= lr (sign(beta1 m + (1 - beta1) grad) + decay theta).

    Then m = beta2 m + (1 - beta2) grad. Every parameter moves by lr, so it needs a smaller one than the others. PyTorch has no
    Lion; the defaults are the paper's, except for the learning rate.
    """

    memory = (N_("mean gradient"),)
    rule = ("θ ← θ − {lr} (sign({beta1} m + {1-beta1} g) + {decay} θ)", "m ← {beta2} m + {1-beta2} g")
    lr: float = learning_rate(0.003)
    beta1: float = param(0.9, "Beta 1", low=0.0, high=0.999, help="Share of the memory in the direction of a step.")
    beta2: float = param(0.99, "Beta 2", low=0.0, high=0.9999, help="Share of the mean gradient that is kept.")
    decay: float = weight_decay(0.0)

    def record(self, tape: Tape, vectors: StepVectors) -> Prepare | None:
        lr, shrunk = vectors.lr(), vectors.lr(-self.decay, 1.0)
        kept, new = (self.beta1, self.beta2), (1 - self.beta1, 1 - self.beta2)
        (kept1, kept2), (new1, new2) = map(tape.number, kept), map(tape.number, new)
        mean, step, own = vectors.state[0], tape.empty(vectors.theta.size), tape.empty(vectors.theta.size)
        tape.record(np.multiply, mean, kept1, step)
        tape.record(np.multiply, vectors.grad, new1, own)
        tape.record(np.add, step, own, step)
        tape.record(np.sign, step, step)
        tape.record(np.multiply, step, lr, step)
        if self.decay:
            tape.record(np.multiply, vectors.theta, shrunk, vectors.theta)
        tape.record(np.subtract, vectors.theta, step, vectors.theta)
        tape.record(np.multiply, mean, kept2, mean)
        tape.record(np.multiply, vectors.grad, new2, own)
        tape.record(np.add, mean, own, mean)
        return None

    def step_sizes(self, state: Array, t: int, lr: float) -> Array:
        return np.divide(lr, nan_where_zero(np.abs(state[0])))
