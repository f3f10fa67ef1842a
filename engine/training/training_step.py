"""One whole training step, recorded: forward pass, backward pass, and the update of θ.

The network's gradient stays that of the loss on the data. What the optimizer gets is that gradient plus the penalty's, clipped.
Layers with the same learning rate are updated together, frozen ones not at all. What is switched off costs nothing.

Where the optimizer multiplies the gradient anyway, it also multiplies by the loss's own factor, such as 1 / rows: a call less.
The gradient itself gets that factor only by `RecordedStep.finish`, called before it is read, once for any number of steps.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.core.arrays import Array
from engine.core.shared_calls import record_divided
from engine.core.tape import Call, Tape
from engine.network.network import Network
from engine.network.parameter_layout import LayerInfo
from engine.optim.gradient_clipping import NoClip
from engine.optim.optimizers import LearningRate, Optimizer, Prepare, StepVectors
from engine.optim.regularizers import NoPenalty, Weights, record_after_step, record_before_step
from engine.recipe.recipe import Recipe


@dataclass(frozen=True, eq=False)
class RecordedStep:
    """prepare: called before each step, if not None. outputs: the layers' buffers with their bias rows.

    finish: the calls, once after the last of some steps, that complete the gradient.
    """

    prepare: Prepare | None
    outputs: list[Array]
    finish: tuple[Call, ...] = ()


def record_step(
    network: Network,
    tape: Tape,
    recipe: Recipe,
    x: Array,
    targets: Array,
    optimizer_state: Array,
    rate: LearningRate | None = None,
) -> RecordedStep:
    """Record a step on a batch: x is (inputs + 1, rows), targets (outputs, rows). Without a `rate` the optimizer's is used."""
    outputs = network.record(tape, x)
    gradient = recipe.loss.record(tape, tape.units(outputs[-1]), targets)
    folds = recipe.optimizer.folds_grad_scale and recipe.clip == NoClip() and recipe.penalty == NoPenalty()
    scale = tape.without_scale(gradient) if folds else 1.0
    tape.record_backward(gradient)
    rate, grad = rate or LearningRate(recipe.optimizer.lr), network.grad
    vectors = StepVectors(network.theta, grad, optimizer_state, rate, 1.0, network.grads, scale)
    prepare = record_update(tape, recipe, network, vectors)
    finish: Call = np.multiply, (grad, tape.number(scale), grad)
    return RecordedStep(prepare, outputs, (finish,) if scale != 1 else ())


def record_update(tape: Tape, recipe: Recipe, network: Network, vectors: StepVectors) -> Prepare | None:
    """Record what comes after the gradient: penalty, clipping, optimizer. Returns what to call before each step, or None."""
    parts = list(trained_parts(network))
    weights = _weights(network, vectors.rate)
    grad = record_before_step(recipe.penalty, tape, weights, vectors.grad)
    tape.watch("theta_decayed", network.theta)
    tape.watch("grad_penalised", grad)
    grad = recipe.clip.record(tape, grad, tuple(part for part, _multiplier in parts))
    tape.watch("grad_clipped", grad)
    whole = vectors if grad is vectors.grad else replace(vectors, grad=grad, grads=None)
    prepares = [record_optimizer(tape, recipe.optimizer, whole.part(part, multiplier)) for part, multiplier in parts]
    tape.watch("theta_stepped", network.theta)
    record_after_step(recipe.penalty, tape, weights)
    return _together([prepare for prepare in prepares if prepare is not None])


def record_optimizer(tape: Tape, optimizer: Optimizer, vectors: StepVectors) -> Prepare | None:
    """Record the optimizer's step: for many parameters in parts, which threads share."""
    return record_divided(tape, vectors.theta.size, lambda: optimizer.record(tape, vectors))


def trained_parts(network: Network) -> Iterator[tuple[slice, float]]:
    """Where in θ the layers lie that are not frozen, with their learning-rate multipliers; equal neighbours are one part."""
    start, stop, multiplier = 0, 0, math.nan
    for block, info in zip(network.blocks, network.layers, strict=True):
        if block.frozen or not info.parameters:
            continue
        if (info.start, block.rate) != (stop, multiplier):
            if stop > start:
                yield slice(start, stop), multiplier
            start, multiplier = info.start, block.rate
        stop = info.stop
    if stop > start:
        yield slice(start, stop), multiplier


def weight_places(info: LayerInfo) -> Iterator[tuple[slice, tuple[int, ...]]]:
    """Where a layer's weights lie in θ, and their shapes: its matrices. What has one dimension is a bias, a scale or a slope."""
    at = info.start
    for _name, shape in info.shapes:
        stop = at + math.prod(shape)
        if len(shape) > 1:
            yield slice(at, stop), shape
        at = stop


def _weights(network: Network, rate: LearningRate) -> Weights:
    multipliers, matrices = np.zeros(network.theta.size), []
    for block, info in zip(network.blocks, network.layers, strict=True):
        for place, shape in () if block.frozen else weight_places(info):
            multipliers[place] = block.rate
            matrices.append(network.theta[place].reshape(-1, shape[-1]))
    return Weights(network.theta, multipliers, tuple(matrices), rate)


def _together(prepares: list[Prepare]) -> Prepare | None:
    if len(prepares) < 2:
        return prepares[0] if prepares else None

    def prepare(t: int) -> None:
        for one in prepares:
            one(t)

    return prepare
