"""One whole training step, recorded: forward, backward, and all that comes between the gradient and θ.

The gradient of the loss on the data stays as it is, for whoever looks at it. What the optimizer gets is that gradient, plus the
penalty's, clipped. Layers with the same learning rate are stepped together; frozen ones are left out. What is off costs nothing.

Where the optimizer multiplies the gradient anyway, the loss's own factor, such as 1 / rows, waits until then: a call less.
Whoever looks at the gradient calls `finish` before, once for any number of steps.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.core.arrays import Array
from engine.core.tape import Call, Tape
from engine.network.network import Network
from engine.network.parameter_layout import LayerInfo
from engine.optim.gradient_clipping import NoClip
from engine.optim.optimizers import LearningRate, Prepare, StepVectors
from engine.optim.regularizers import NoPenalty, Weights, record_after_step, record_before_step
from engine.recipe.recipe import Recipe


@dataclass(frozen=True, eq=False)
class RecordedStep:
    """`prepare` is to be called before each step, if anything; `outputs` are the layers' buffers, rows of ones included.

    `finish`: the calls, once after the last of some steps, that make the gradient what it is said to be.
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
    """Record a step on a batch: x is (inputs + 1, rows), targets (outputs, rows). Without a `rate` it is the optimizer's own."""
    outputs = network.record(tape, x)
    gradient = recipe.loss.record(tape, tape.units(outputs[-1]), targets)
    waits = recipe.optimizer.folds_grad_scale and recipe.clip == NoClip() and recipe.penalty == NoPenalty()
    unit = tape.without_scale(gradient) if waits else 1.0
    tape.record_backward(gradient)
    rate, grad = rate or LearningRate(recipe.optimizer.lr), network.grad
    prepare = record_update(
        tape, recipe, network, StepVectors(network.theta, grad, optimizer_state, rate, 1.0, network.grads, unit)
    )
    finish: Call = np.multiply, (grad, tape.number(unit), grad)
    return RecordedStep(prepare, outputs, (finish,) if unit != 1 else ())


def record_update(tape: Tape, recipe: Recipe, network: Network, vectors: StepVectors) -> Prepare | None:
    """Record what comes after the gradient: penalty, clipping, optimizer. Returns what is to be called before, if anything."""
    parts = list(trained_parts(network))
    weights = _weights(network, vectors.rate)
    grad = record_before_step(recipe.penalty, tape, weights, vectors.grad)
    grad = recipe.clip.record(tape, grad, tuple(part for part, _ in parts))
    all_of_it = vectors if grad is vectors.grad else replace(vectors, grad=grad, grads=None)
    prepares = [recipe.optimizer.record(tape, all_of_it.part(part, speed)) for part, speed in parts]
    record_after_step(recipe.penalty, tape, weights)
    return _together([prepare for prepare in prepares if prepare is not None])


def trained_parts(network: Network) -> Iterator[tuple[slice, float]]:
    """Where in θ the layers lie that are not frozen, with their learning-rate multipliers; neighbours alike are one part."""
    start, stop, speed = 0, 0, math.nan
    for block, info in zip(network.blocks, network.layers, strict=True):
        if block.frozen or not info.parameters:
            continue
        if (info.start, block.rate) != (stop, speed):
            if stop > start:
                yield slice(start, stop), speed
            start, speed = info.start, block.rate
        stop = info.stop
    if stop > start:
        yield slice(start, stop), speed


def weight_places(info: LayerInfo) -> Iterator[tuple[slice, tuple[int, ...]]]:
    """Where a layer's weights lie in θ, and their shapes: its matrices. What has one dimension is a bias, a scale or a slope."""
    at = info.start
    for _, shape in info.shapes:
        stop = at + math.prod(shape)
        if len(shape) > 1:
            yield slice(at, stop), shape
        at = stop


def _weights(network: Network, rate: LearningRate) -> Weights:
    speeds, matrices = np.zeros(network.theta.size), []
    for block, info in zip(network.blocks, network.layers, strict=True):
        for place, shape in () if block.frozen else weight_places(info):
            speeds[place] = block.rate
            matrices.append(network.theta[place].reshape(-1, shape[-1]))
    return Weights(network.theta, speeds, tuple(matrices), rate)


def _together(prepares: list[Prepare]) -> Prepare | None:
    if len(prepares) < 2:
        return prepares[0] if prepares else None

    def prepare(t: int) -> None:
        for one in prepares:
            one(t)

    return prepare
