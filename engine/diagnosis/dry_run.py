"""What training would do next, tried on copies: the gradient over many rows at once, and the step it leads to.

Nothing is recorded while training, so this costs nothing per step. Copies are float64, so that a step that is lost in float32's
rounding still shows.
"""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array
from engine.core.tape import Tape
from engine.network.network import Network
from engine.optim.optimizers import LearningRate, StepVectors
from engine.recipe.recipe import Recipe
from engine.training.training_step import record_update


def gradient_over(network: Network, recipe: Recipe, x: Array, targets: Array) -> Array:
    """The gradient of the mean loss over all rows together, (parameters,) float64, at the network's present θ.

    x: scaled inputs (rows, inputs); targets: as the loss encodes them, (outputs, rows). What draws numbers (Dropout) draws the
    same ones each time; running statistics stay as they are.
    """
    twin = float64_copy(network, recipe)
    rows = np.ones((twin.inputs + 1, len(x)))
    rows[:-1] = x.T
    tape = Tape(len(x), twin.dtype, training=True, room=twin.room(len(x)))
    scores = tape.units(twin.record(tape, rows)[-1])
    tape.record_backward(recipe.loss.record(tape, scores, np.asarray(targets, np.float64)))
    tape.run()
    return twin.grad


def step_for(network: Network, recipe: Recipe, gradient: Array, state: Array, taken: int, lr: float) -> Array:
    """Δθ, (parameters,) float64: how the next step would change θ if its mini-batch had this gradient.

    `state` is the optimizer's memory after `taken` steps, (memory, parameters). Penalty, clipping, frozen layers and rate
    multipliers count, as in training.
    """
    twin = float64_copy(network, recipe)
    twin.grad[:] = gradient
    tape = Tape(1, twin.dtype, training=True)
    prepare = record_update(tape, recipe, twin, StepVectors(twin.theta, twin.grad, state.astype(np.float64), LearningRate(lr)))
    if prepare is not None:
        prepare(taken + 1)
    tape.run()
    change: Array = twin.theta - network.theta
    return change


def float64_copy(network: Network, recipe: Recipe) -> Network:
    """The network that the recipe builds, with the parameters and running statistics of this one."""
    twin = Network(recipe, network.inputs, network.outputs, np.float64)
    twin.theta[:], twin.buffers[:] = network.theta, network.buffers
    return twin
