"""Divergence: finding the first number that was not finite.

Training does not check every step: that would be too expensive. When some steps have ended in numbers that are not finite, the
run goes back to the last state known to be finite and trains again, step by step, checking every quantity. A run depends on its
state alone, so the same numbers come again; the run ends in the state before the bad step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array, are_finite
from engine.core.number_format import format_number
from engine.core.translation import N_, _
from engine.network.network import Network
from engine.network.parameter_layout import LayerInfo
from engine.nn.losses import Loss, mean_loss
from engine.recipe.class_weights import minimised
from engine.training.checkpoint import Checkpoint
from engine.training.training_loop import TrainingLoop

CAUSES = {
    "activation": N_("Weights or inputs had grown too large. {rate}"),
    "loss": N_("The scores had grown too large. {rate}"),
    "gradient": N_("The gradient exploded in the backward pass. {rate} Clipping the gradient helps as well."),
    "optimizer memory": N_(
        "The squared gradient was too large for the number format. {rate} Clipping the gradient helps as well."
    ),
    "running statistic": N_("What the layer was given had grown too large. {rate}"),
    "weight": N_("The step was too large. {rate}"),
}
PLACES = {
    "activation": N_("an activation of {layer}"),
    "loss": N_("the loss"),
    "gradient": N_("the gradient of {layer}"),
    "optimizer memory": N_("the optimizer memory of {layer}"),
    "running statistic": N_("a running statistic of {layer}"),
    "weight": N_("a weight of {layer}"),
}
RATE = N_("The learning rate, {lr}, is probably too large: make it smaller, then press Play.")
DATA = N_("The numbers in the data are probably too large: standardise the inputs.")


@dataclass(frozen=True)
class Divergence:
    """Training met a number that is not finite and went back to the state before that step.

    step: the one that computed it; 0 is the start. quantity: a key of PLACES, such as 'weight'. layer: its name, and block: its
    id; empty and None for the loss.
    """

    step: int
    quantity: str
    layer: str
    block: int | None
    cause: str

    @property
    def where(self) -> str:
        """'an activation of Dense 1', 'the loss'."""
        return _(PLACES[self.quantity]).format(layer=self.layer)

    def __str__(self) -> str:
        text = _("Training stopped at step {step:,}: {where} was no longer a finite number. {cause}")
        return text.format(step=self.step, where=self.where, cause=self.cause)


@dataclass(frozen=True)
class NotFinite:
    """A quantity that is not finite, and the layer it belongs to; None for the loss."""

    quantity: str
    layer: LayerInfo | None = None

    def report(self, step: int, lr: float) -> Divergence:
        """As the divergence of a step that used this learning rate."""
        rate = _(RATE).format(lr=format_number(lr, 6))
        cause = _(CAUSES[self.quantity]).format(rate=rate) if step else _(DATA)
        name, block = ("", None) if self.layer is None else (self.layer.name, self.layer.id)
        return Divergence(step, self.quantity, name, block, cause)


def trace_divergence(loop: TrainingLoop, good: Checkpoint, noticed_at: int) -> tuple[Divergence, Checkpoint]:
    """Train again from a state known to be finite, to the first step with a number that is not.

    noticed_at: the step after which something was not finite. Returns the report, and the state before the bad step; the loop is
    left in that state.
    """
    bad_step, number = noticed_at, first_in_state(loop.network, loop.optimizer_state) or NotFinite("loss")
    before, at, threads = good, good.counters, loop.control.threads
    loop.load(good)
    loop.control.threads = threads  # each step as it was trained
    while at.step < noticed_at:
        before = loop.state(at, good.history)
        at = loop.run(at, 1)
        found = first_in_step(loop.network, loop.optimizer_state, minimised(loop.recipe, loop.data).loss, *loop.batches.last())
        if found is not None:
            bad_step, number = at.step, found
            break
    else:
        before = good
    loop.load(before)
    return number.report(bad_step, loop.control.rate(max(bad_step - 1, 0))), before


def first_in_step(network: Network, state: Array, loss: Loss, outputs: list[Array], targets: Array) -> NotFinite | None:
    """The first quantity of a step just done that is not finite, in the order in which they were computed.

    outputs: each layer's, (units + 1, rows), the scores' last; targets: (outputs, rows), as the loss encodes them.
    """
    layers = network.layers
    for info, out in zip(layers, outputs, strict=True):
        if not _finite(out):
            return NotFinite("activation", info)
    if not np.isfinite(mean_loss(loss, outputs[-1][:-1].astype(np.float64), targets.astype(np.float64))):
        return NotFinite("loss")
    for info in reversed(layers):
        if not _finite(network.grad[info.start : info.stop]):
            return NotFinite("gradient", info)
    return first_in_state(network, state)


def first_in_state(network: Network, state: Array) -> NotFinite | None:
    """The first quantity that is not finite in the state of a run: optimizer memory, weights, running statistics."""
    for info in network.layers:
        own = slice(info.start, info.stop)
        if not _finite(state[:, own]):
            return NotFinite("optimizer memory", info)
        if not _finite(network.theta[own]):
            return NotFinite("weight", info)
        if not _finite(network.buffers[info.buffer_start : info.buffer_stop]):
            return NotFinite("running statistic", info)
    return None


def is_finite(network: Network) -> bool:
    """Whether θ and the running statistics are finite: quick enough to ask after every few steps."""
    return are_finite(network.theta) and are_finite(network.buffers)


def _finite(numbers: Array) -> bool:
    return bool(np.isfinite(numbers).all())
