"""Gradients that do not arrive, grow on the way, or are the same for all neurons of a layer."""

from __future__ import annotations

import numpy as np

from engine.core.number_format import format_count, format_number
from engine.core.translation import _, joined
from engine.diagnosis.evidence import Evidence
from engine.diagnosis.symptoms import (
    ENOUGH_STEPS,
    UNSCALED,
    bounded_layers,
    first_gradient,
    gradient_of_steps,
    has_not_learned,
    hidden_blocks,
    initializer_of,
    is_narrow,
    shortfall,
    trained_layers,
)
from engine.diagnosis.verdict import Verdict
from engine.inspection.unit_health import activation_of
from engine.nn.activations import Activation, Identity, ReLU, Sign, Tanh
from engine.nn.initializers import INITIALIZERS
from engine.nn.losses import CrossEntropy, Loss, PerceptronLoss, ZeroOneLoss
from engine.recipe.recipe import OUTPUT, Recipe
from engine.recipe.remedies import ClipGradient, Remedy, SetActivation, SetInitializer, SetLoss
from engine.recipe.structure_remedies import Together

VANISHED = 5e-3  # mean gradient of the first layer, beside that of the last
EXPLODED = 30.0  # norm of the gradient beside that of the weights
DEEP = 4  # layers with parameters from which on gradients multiply up


def no_slope(evidence: Evidence) -> list[Verdict]:
    """An activation whose slope is 0 for every sum, or a loss whose slope is: no gradient reaches what is before it."""
    if evidence.recipe.loss.kind == ZeroOneLoss.kind:
        return [_flat_loss(evidence.recipe.loss)]
    flat = [(one.id, found) for one in hidden_blocks(evidence.recipe) if (found := activation_of(one.layer)) and is_flat(found)]
    order = [one.layer.id for one in evidence.layers]
    last = max((order.index(block) for block, _found in flat if block in order), default=-1)
    cannot = [one for one in evidence.layers[: last + 1] if one.layer.parameters]
    if not cannot:
        return []
    blocks, activation = tuple(block for block, _found in flat), flat[0][1]
    names = joined((one.layer.name for one in cannot), ", ")
    remedies: list[Remedy] = [SetActivation(_("Tanh, a step with a slope."), Tanh(), blocks)]
    if isinstance(activation, Sign):
        text = _("Straight through: keep the step, and let the backward pass use a slope of 1 between −1 and 1.")
        remedies.append(SetActivation(text, Sign(straight_through=True), blocks))
    sentence = _("{activation} has slope 0: {layers} cannot learn.")
    numbers = _("f′ is 0 for every sum, so the gradient that the backward pass brings to {layer} is exactly {gradient}.")
    return [
        Verdict(
            "no_slope",
            _("{activation} has slope 0.").format(activation=_(activation.label)),
            sentence.format(activation=_(activation.label), layers=names),
            numbers.format(layer=cannot[0].layer.name, gradient=format_number(cannot[0].gradient_l2, 2)),
            remedies[0],
            blocks[0],
            tuple(remedies[1:]),
        )
    ]


def _flat_loss(loss: Loss) -> Verdict:
    """The share of mistakes cannot be trained with; two losses for the same two classes can."""
    return Verdict(
        "no_slope",
        _("{loss} has slope 0.").format(loss=_(loss.label)),
        _("The loss counts mistakes: a small step changes none of them, so no weight knows which way to go."),
        _("Its gradient is exactly 0 for every score."),
        SetLoss(_("Cross entropy, which falls with every step in the right direction."), CrossEntropy()),
        OUTPUT,
        (SetLoss(_("The perceptron's loss, which keeps the sign and moves at mistakes."), PerceptronLoss()),),
    )


def is_flat(activation: Activation) -> bool:
    """Whether its slope is 0 for every sum. Two units, of opposite sums: softmax is always 1 for one alone."""
    z = np.linspace(-30.0, 30.0, 601)
    return not np.asarray(activation.derivative(np.stack([z, -z], 1))).any()


def symmetric_start(evidence: Evidence) -> list[Verdict]:
    """All units of a layer have the same weights, so they stay the same."""
    if not evidence.alike:
        return []
    names = joined((one.layer.name for one in evidence.layers if one.layer.id in evidence.alike), ", ")
    ids = (*(one.layer.id for one in evidence.layers if one.layer.id != OUTPUT), OUTPUT)
    sentence = _(
        "All neurons of {layers} are alike, so they get the same gradient and stay alike: together they do no more than one."
    )
    return [
        Verdict(
            "symmetric_start",
            _("All neurons of a layer are alike."),
            sentence.format(layers=names),
            _("Their incoming and outgoing weights are equal at step {step}.").format(step=format_count(evidence.step)),
            SetInitializer(_("Start again with random weights (Xavier)."), ids),
            evidence.alike[0],
        )
    ]


def exploding_gradient(evidence: Evidence) -> list[Verdict]:
    """Gradients far larger than the weights, now or in the first step, which may have thrown the weights to where none comes."""
    layers, start = trained_layers(evidence), dict(evidence.start_norms)
    if len(layers) < DEEP or (
        evidence.step and not has_not_learned(evidence) and evidence.divergence is None and not _is_wild(evidence)
    ):
        return []
    found = [(one.gradient_l2, one.weight_norm, one) for one in layers]
    found += [(first_gradient(evidence, one), start.get(one.layer.id, 0.0), one) for one in layers]
    known = [(g / w, g, w, one) for g, w, one in found if w > 0 and np.isfinite(g)]
    ratio, gradient, weights, worst = max(known, key=lambda one: one[0], default=(0.0, 0.0, 0.0, None))
    if worst is None or not ratio > EXPLODED:
        return []
    unscaled = unscaled_blocks(evidence.recipe)
    remedy: Remedy = ClipGradient(_("Shorten long gradients: clip them to a norm of 1."))
    if unscaled:
        remedy = SetInitializer(_("Start again with weights that fit the layers' sizes (Xavier)."), unscaled)
        if any(isinstance(activation_of(one.layer), ReLU) for one in hidden_blocks(evidence.recipe)):
            text = _("Start again with weights that fit the layers' sizes (He).")
            remedy = SetInitializer(text, unscaled, INITIALIZERS["he"]())
    return [
        Verdict(
            "exploding_gradient",
            _("The gradient explodes."),
            _("The gradient explodes: in the backward pass it grows from layer to layer instead of staying in size."),
            _("{layer}: gradient {gradient}, weights {weights} (L2 norms).").format(
                layer=worst.layer.name, gradient=format_number(gradient, 2), weights=format_number(weights, 2)
            ),
            remedy,
            worst.layer.id,
        )
    ]


def unscaled_blocks(recipe: Recipe) -> tuple[int, ...]:
    """Ids of the hidden blocks whose start weights do not fit the layer's size."""
    return tuple(block.id for block in hidden_blocks(recipe) if initializer_of(recipe, block.id) in UNSCALED)


def _is_wild(evidence: Evidence) -> bool:
    """Whether no loss after the first says anything, because that one was already beyond measure."""
    values = evidence.history.column("train_loss")[1] if "train_loss" in evidence.history.columns else np.empty(0)
    return bool(values.size and values[0] > 10)


def vanishing_gradient(evidence: Evidence) -> list[Verdict]:
    """The gradient of an early layer is a small part of that of the last."""
    layers = trained_layers(evidence)
    is_stuck = has_not_learned(evidence) or (evidence.step >= ENOUGH_STEPS and shortfall(evidence) > 0.6)
    if len(layers) < 2 or not is_stuck:
        return []
    first, last = layers[0], layers[-1]
    front, back = gradient_of_steps(evidence, first), gradient_of_steps(evidence, last)
    is_blocked = first.gradient_mean == 0 < last.gradient_mean
    if not is_blocked and (len(layers) < DEEP or not front < VANISHED * back):
        return []
    recipe, unscaled = evidence.recipe, unscaled_blocks(evidence.recipe)
    squashing = tuple(block for block in bounded_layers(recipe) if _steepest(recipe, block) < 0.9)
    ids = tuple(block.id for block in hidden_blocks(recipe))
    remedy: Remedy = SetInitializer(_("Start again with weights that fit the layers' sizes (He)."), ids, INITIALIZERS["he"]())
    if unscaled and not squashing:
        remedy = SetInitializer(_("Start again with weights that fit the layers' sizes (Xavier)."), unscaled)
    elif squashing and is_narrow(recipe):
        remedy = _against_narrow(recipe)
    elif bounded_layers(recipe):
        bounded, text = (
            bounded_layers(recipe),
            _("Start again with ReLU, whose slope is 1 and not a fraction, and weights that suit it (He)."),
        )
        parts = SetActivation("", ReLU(), bounded, restarts=True), SetInitializer("", bounded, INITIALIZERS["he"]())
        remedy = Together(text, parts)
    return [
        Verdict(
            "vanishing_gradient",
            _("The gradient vanishes."),
            _("The gradient vanishes: in the backward pass each layer makes it smaller, so the first layers hardly learn."),
            _("Mean size of the gradient of one weight: {front} in {first}, {back} in {last}.").format(
                front=format_number(front, 2), first=first.layer.name, back=format_number(back, 2), last=last.layer.name
            ),
            remedy,
            first.layer.id,
        )
    ]


def _against_narrow(recipe: Recipe) -> Remedy:
    """ReLU would leave a layer of few neurons dead from some starts; with tanh all layers learn from every one that was tried."""
    text = _(
        "Start again with tanh in all layers, whose slope is 1 at 0, and weights that suit it (Xavier). In layers as narrow as "
        "these, ReLU's neurons may all be dead."
    )
    ids = tuple(block.id for block in hidden_blocks(recipe))
    return Together(text, (SetActivation("", Tanh(), ids, restarts=True), SetInitializer("", ids)))


def _steepest(recipe: Recipe, block: int) -> float:
    """The largest slope of a block's activation."""
    f = next(activation_of(one.layer) for one in recipe.blocks if one.id == block) or Identity()
    return float(np.abs(f.derivative(np.linspace(-6.0, 6.0, 601)[:, np.newaxis])).max())
