"""Finding the first number that was not finite.

Training does not look at each step: that would cost. When a stretch of steps has ended in numbers that are not finite, the run is
taken back to the last state known to be good and the stretch is trained again, step by step, with every quantity looked at. As a
run depends on nothing but its state, the same numbers come again; the state before the bad step is what is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.core.translation import _
from engine.network.network import Network
from engine.network.parameter_layout import LayerInfo
from engine.nn.losses import Loss, mean_loss
from engine.recipe.recipe import Recipe
from engine.recipe.remedies import SetLearningRate

CAUSES = {
    "activation": "Weights or inputs had grown too large. {rate}",
    "loss": "The scores had grown too large. {rate}",
    "gradient": "The gradient exploded on its way back. {rate} Clipping the gradient helps as well.",
    "optimizer memory": "The squared gradient was too large for the number format. {rate} Clipping the gradient helps as well.",
    "running statistic": "What the layer was given had grown too large. {rate}",
    "weight": "The step was too large. {rate}",
}
RATE = "The learning rate, {lr}, is probably too large: make it smaller, then press Play."
DATA = "The numbers in the data are probably too large: standardise the inputs."


@dataclass(frozen=True)
class Found:
    """A quantity that is not finite, and the layer it is of; None for the loss."""

    quantity: str
    layer: LayerInfo | None = None

    def at(self, step: int, lr: float) -> Divergence:
        """As the report of a step, computed with that learning rate."""
        cause = CAUSES[self.quantity].format(rate=RATE.format(lr=format_number(lr, 6))) if step else DATA
        name, block = ("", None) if self.layer is None else (self.layer.name, self.layer.id)
        return Divergence(step, self.quantity, name, block, cause)


def first_in_step(network: Network, state: Array, loss: Loss, outputs: list[Array], targets: Array) -> Found | None:
    """The first quantity of a step just done that is not finite, in the order in which they were computed.

    outputs: each layer's, (units + 1, rows), the scores' last; targets: (outputs, rows), as the loss encodes them.
    """
    layers = network.layers
    for info, out in zip(layers, outputs, strict=True):
        if not _finite(out):
            return Found("activation", info)
    if not np.isfinite(mean_loss(loss, outputs[-1][:-1].astype(np.float64), targets.astype(np.float64))):
        return Found("loss")
    for info in reversed(layers):
        if not _finite(network.grad[info.start : info.stop]):
            return Found("gradient", info)
    return first_in_state(network, state)


def first_in_state(network: Network, state: Array) -> Found | None:
    """The first quantity that is not finite in what a run keeps: optimizer memory, weights, running statistics."""
    for info in network.layers:
        own = slice(info.start, info.stop)
        if not _finite(state[:, own]):
            return Found("optimizer memory", info)
        if not _finite(network.theta[own]):
            return Found("weight", info)
        if not _finite(network.buffers[info.buffer_start : info.buffer_stop]):
            return Found("running statistic", info)
    return None


def is_finite(network: Network) -> bool:
    """Whether θ and the running statistics are; quick, for every stretch of training."""
    theta, buffers = network.theta, network.buffers
    return bool((np.isfinite(theta.dot(theta)) or _finite(theta)) and _finite(buffers))


def half_the_rate(recipe: Recipe) -> SetLearningRate:
    """What to try first after a divergence."""
    return SetLearningRate(_("Half the learning rate"), recipe.optimizer.lr / 2)


def _finite(numbers: Array) -> bool:
    return bool(np.isfinite(numbers).all())


@dataclass(frozen=True)
class Divergence:
    """Training met a number that is not finite and went back to the state before that step.

    step: the one that computed it; 0 is the start. quantity: 'activation', 'loss', 'gradient', 'weight' …; layer: its name, and
    block its id, empty and None for the loss.
    """

    step: int
    quantity: str
    layer: str
    block: int | None
    cause: str

    @property
    def where(self) -> str:
        """'an activation of Dense 1', 'the loss'."""
        if not self.layer:
            return f"the {self.quantity}"
        article = {"gradient": "the", "optimizer memory": "the", "activation": "an"}.get(self.quantity, "a")
        return f"{article} {self.quantity} of {self.layer}"

    def __str__(self) -> str:
        return f"Training stopped at step {self.step:,}: {self.where} was no longer a finite number. {self.cause}"
