"""Adaptive step sizes, one for each parameter: AdaGrad, and RMSProp and AdaDelta, whose steps do not shrink forever."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.params import param
from engine.core.tape import Tape
from engine.core.translation import N_
from engine.optim.optimizers.base import OPTIMIZERS, Optimizer, Prepare, StepVectors, epsilon, learning_rate, nan_where_zero


@OPTIMIZERS.add("adagrad", "AdaGrad")
@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """Steps that shrink where gradients were large (Duchi et al. 2011): s = s + grad²; theta = theta - lr grad / (√s + eps)."""

    memory = (N_("sum of squares"),)
    rule = ("s ← s + g²", "θ ← θ − {lr} g / (√s + {eps})")
    lr: float = learning_rate(0.1)
    eps: float = epsilon(1e-10)

    def record(self, tape: Tape, vectors: StepVectors) -> Prepare | None:
        lr, eps = vectors.lr(), tape.number(self.eps)
        squares, step, root = vectors.state[0], tape.empty(vectors.theta.size), tape.empty(vectors.theta.size)
        tape.record(np.square, vectors.grad, step)
        tape.record(np.add, squares, step, squares)
        tape.record(np.sqrt, squares, root)
        tape.record(np.add, root, eps, root)
        tape.record(np.multiply, vectors.grad, lr, step)
        tape.record(np.divide, step, root, step)
        tape.record(np.subtract, vectors.theta, step, vectors.theta)
        return None

    def step_sizes(self, state: Array, t: int, lr: float) -> Array:
        return np.divide(lr, np.sqrt(nan_where_zero(state[0])) + self.eps)


@OPTIMIZERS.add("rmsprop", "RMSProp")
@dataclass(frozen=True)
class RMSProp(Optimizer):
    """AdaGrad that forgets (Tieleman and Hinton 2012): s = decay s + (1 - decay) grad²; theta = theta - lr grad / (√s + eps)."""

    memory = (N_("mean of squares"),)
    rule = ("s ← {decay} s + {1-decay} g²", "θ ← θ − {lr} g / (√s + {eps})")
    lr: float = learning_rate(0.01)
    decay: float = param(0.99, "Decay", low=0.0, high=0.9999, help="Share of the old mean square that is kept.")
    eps: float = epsilon(1e-8)

    def record(self, tape: Tape, vectors: StepVectors) -> Prepare | None:
        lr, eps, kept, new = vectors.lr(), *(tape.number(x) for x in (self.eps, self.decay, 1 - self.decay))
        squares, step, root = vectors.state[0], tape.empty(vectors.theta.size), tape.empty(vectors.theta.size)
        tape.record(np.square, vectors.grad, step)
        tape.record(np.multiply, step, new, step)
        tape.record(np.multiply, squares, kept, squares)
        tape.record(np.add, squares, step, squares)
        tape.record(np.sqrt, squares, root)
        tape.record(np.add, root, eps, root)
        tape.record(np.multiply, vectors.grad, lr, step)
        tape.record(np.divide, step, root, step)
        tape.record(np.subtract, vectors.theta, step, vectors.theta)
        return None

    def step_sizes(self, state: Array, t: int, lr: float) -> Array:
        return np.divide(lr, np.sqrt(nan_where_zero(state[0])) + self.eps)


@OPTIMIZERS.add("adadelta", "AdaDelta")
@dataclass(frozen=True)
class AdaDelta(Optimizer):
    """RMSProp that finds its own learning rate, from the size of its earlier steps (Zeiler 2012).

    s = decay s + (1 - decay) grad²; d = √(u + eps) / √(s + eps) grad; u = decay u + (1 - decay) d²; theta = theta - lr d.
    """

    memory = (N_("mean of squares"), N_("mean of squared steps"))
    rule = (
        "s ← {decay} s + {1-decay} g²",
        "d = √(u + {eps}) / √(s + {eps}) g",
        "u ← {decay} u + {1-decay} d²",
        "θ ← θ − {lr} d",
    )
    lr: float = learning_rate(1.0)
    decay: float = param(0.9, "Decay", low=0.0, high=0.9999, help="Share of the old mean squares that is kept.")
    eps: float = param(1e-6, "Epsilon", low=1e-12, high=1e-2, log=True, help="Also sets how far the first steps go.")

    def record(self, tape: Tape, vectors: StepVectors) -> Prepare | None:
        lr, eps, kept, new = vectors.lr(), *(tape.number(x) for x in (self.eps, self.decay, 1 - self.decay))
        (squares, moved), step, root = vectors.state, tape.empty(vectors.theta.size), tape.empty(vectors.theta.size)
        tape.record(np.square, vectors.grad, step)
        tape.record(np.multiply, step, new, step)
        tape.record(np.multiply, squares, kept, squares)
        tape.record(np.add, squares, step, squares)
        tape.record(np.add, moved, eps, step)
        tape.record(np.sqrt, step, step)
        tape.record(np.add, squares, eps, root)
        tape.record(np.sqrt, root, root)
        tape.record(np.divide, step, root, step)
        tape.record(np.multiply, step, vectors.grad, step)
        tape.record(np.square, step, root)
        tape.record(np.multiply, root, new, root)
        tape.record(np.multiply, moved, kept, moved)
        tape.record(np.add, moved, root, moved)
        tape.record(np.multiply, step, lr, step)
        tape.record(np.subtract, vectors.theta, step, vectors.theta)
        return None

    def step_sizes(self, state: Array, t: int, lr: float) -> Array:
        squares, moved = state
        sizes: Array = lr * np.sqrt(moved + self.eps) / np.sqrt(nan_where_zero(squares) + self.eps)
        return sizes
