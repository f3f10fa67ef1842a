"""Why does it not learn? Each rule says in plain words what is wrong, with the numbers behind it and one remedy.

To add a diagnosis, write a function with `@_rule(*causes)`: it returns verdicts, or none. It is not asked when one of its
`causes` was found before, because that one explains it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.core.number_format import format_count, format_number, format_percent
from engine.core.translation import _, ngettext
from engine.diagnosis.evidence import Evidence
from engine.diagnosis.layer_health import LayerHealth
from engine.diagnosis.symptoms import (
    MOST,
    bounded_layers,
    first_loss,
    gradient_of_steps,
    has_not_learned,
    initializer_of,
    largest_step,
    recent,
    saturated_layers,
    trained_layers,
)
from engine.inspection.unit_health import FLAT
from engine.nn.activations import LeakyReLU, ReLU
from engine.nn.initializers import INITIALIZERS
from engine.nn.layers.dropout import Dropout
from engine.optim.regularizers import L2
from engine.recipe.recipe import OUTPUT, Recipe
from engine.recipe.remedies import (
    AddDropout,
    AddPenalty,
    ClipGradient,
    Remedy,
    SetActivation,
    SetInitializer,
    SetLearningRate,
    Standardise,
)

VANISHED = 1e-3  # mean gradient of the first layer, beside that of the last
EXPLODED = 100.0  # norm of the gradient beside that of the weights
DEEP = 4  # layers with parameters from which on gradients multiply up
TINY_STEP, FAIR_STEP, HUGE_STEP = 1e-5, 1e-3, 0.1  # ‖Δθ‖ / ‖θ‖
UNSCALED = ("normal", "uniform", "ones")  # initializers that do not take a layer's size into account


@dataclass(frozen=True)
class Verdict:
    """What is wrong: a stable name, one sentence, the numbers behind it, one remedy. `block`: the layer's id, None for all."""

    name: str
    sentence: str
    evidence: str
    remedy: Remedy
    block: int | None = None


Rule = Callable[[Evidence], list[Verdict]]
_RULES: list[tuple[frozenset[str], Rule]] = []


def diagnose(evidence: Evidence) -> tuple[Verdict, ...]:
    """All that is wrong, causes first; nothing when all is well."""
    verdicts: list[Verdict] = []
    for causes, rule in _RULES:
        if not causes & {verdict.name for verdict in verdicts}:
            verdicts += rule(evidence)
    return tuple(verdicts)


def _rule(*causes: str) -> Callable[[Rule], Rule]:
    def register(rule: Rule) -> Rule:
        _RULES.append((frozenset(causes), rule))
        return rule

    return register


@_rule()
def symmetric_start(evidence: Evidence) -> list[Verdict]:
    if not evidence.alike:
        return []
    names = ", ".join(one.layer.name for one in evidence.layers if one.layer.id in evidence.alike)
    ids = (*(one.layer.id for one in evidence.layers if one.layer.id != OUTPUT), OUTPUT)
    sentence = _(
        "All neurons of {layers} are alike, so they get the same gradient and stay alike: together they do no more than one."
    )
    return [
        Verdict(
            "symmetric_start",
            sentence.format(layers=names),
            _("Their incoming and outgoing weights are equal at step {step}.").format(step=format_count(evidence.step)),
            SetInitializer(_("Start again with random weights (Xavier)."), ids),
            evidence.alike[0],
        )
    ]


@_rule("symmetric_start")
def exploding_gradient(evidence: Evidence) -> list[Verdict]:
    layers = trained_layers(evidence)
    ratio = {one.layer.id: one.gradient_l2 / one.weight_norm for one in layers if one.weight_norm > 0}
    worst = max(layers, key=lambda one: ratio.get(one.layer.id, 0.0), default=None)
    if worst is None or len(layers) < DEEP or not ratio.get(worst.layer.id, 0.0) > EXPLODED:
        return []
    recipe = evidence.recipe
    unscaled = tuple(block.id for block in recipe.blocks if initializer_of(recipe, block.id) in UNSCALED)
    remedy: Remedy = ClipGradient(_("Shorten long gradients: clip them to a norm of 1."))
    if unscaled:
        remedy = SetInitializer(_("Start again with weights that fit the layers' sizes (Xavier)."), unscaled)
    return [
        Verdict(
            "exploding_gradient",
            _("The gradient explodes: on its way back through the layers it grows instead of staying in size."),
            _("{layer}: gradient {gradient}, weights {weights} (L2 norms).").format(
                layer=worst.layer.name,
                gradient=format_number(worst.gradient_l2, 2),
                weights=format_number(worst.weight_norm, 2),
            ),
            remedy,
            worst.layer.id,
        )
    ]


@_rule("symmetric_start", "exploding_gradient")
def rate_too_large(evidence: Evidence) -> list[Verdict]:
    numbers = _signs_of_large_rate(evidence)
    if not numbers:
        return []
    lr = _one_digit(evidence.recipe.optimizer.lr / 10)
    text = _("A tenth of the learning rate: {rate}.").format(rate=format_number(lr, 6))
    return [
        Verdict(
            "rate_too_large",
            _("The learning rate is too large: steps jump over the valley instead of going down into it."),
            numbers,
            SetLearningRate(text, lr, restarts=True),
        )
    ]


def _signs_of_large_rate(evidence: Evidence) -> str:
    """The numbers that speak for it, as a sentence; '' when none do."""
    first, now, step = first_loss(evidence), recent(evidence, "train_loss"), largest_step(evidence)
    losses = {"first": format_number(first), "now": format_number(now)}
    if evidence.divergence is not None:
        return str(evidence.divergence)
    if evidence.step >= 10 and now > 1.5 * first:
        return _("Training loss {first} at the start, {now} now.").format(**losses)
    is_stuck = now > 0.8 * first or (has_not_learned(evidence) and bool(saturated_layers(evidence)))
    if evidence.step >= 100 and step > HUGE_STEP and is_stuck:
        sentence = _("A step changes a layer's weights by {step}; training loss {first} at the start, {now} now.")
        return sentence.format(step=format_percent(step, 0), **losses)
    return ""


@_rule("symmetric_start")
def dead_units(evidence: Evidence) -> list[Verdict]:
    sentence = _("Most neurons of {layer} are dead: they give 0 for every row, so no gradient reaches their weights.")
    return [
        Verdict(
            "dead_units",
            sentence.format(layer=one.layer.name),
            ngettext(
                "{dead} of {units} neuron gives 0 on all training rows.",
                "{dead} of {units} neurons give 0 on all training rows.",
                one.layer.units_out,
            ).format(dead=_units(one, one.dead), units=format_count(one.layer.units_out)),
            SetActivation(_("Leaky ReLU, which keeps a slope for negative sums."), LeakyReLU(), (one.layer.id,)),
            one.layer.id,
        )
        for one in evidence.layers
        if one.dead >= MOST
    ]


@_rule("symmetric_start", "rate_too_large", "exploding_gradient")
def saturated_units(evidence: Evidence) -> list[Verdict]:
    if not has_not_learned(evidence):  # units that have found their answer lie at a limit, and rightly so
        return []
    sentence = _("Most neurons of {layer} are saturated: their sums are so large that the activation is flat there.")
    return [
        Verdict(
            "saturated_units",
            sentence.format(layer=one.layer.name),
            ngettext(
                "{saturated} of {units} neuron has less than {share} of the steepest slope on most training rows; the "
                "norm of the weights is {norm}.",
                "{saturated} of {units} neurons have less than {share} of the steepest slope on most training rows; the "
                "norm of the weights is {norm}.",
                one.layer.units_out,
            ).format(
                saturated=_units(one, one.saturated),
                units=format_count(one.layer.units_out),
                share=format_percent(FLAT, 0),
                norm=format_number(one.weight_norm, 2),
            ),
            _smaller_sums(evidence.recipe, one),
            one.layer.id,
        )
        for one in saturated_layers(evidence)
    ]


@_rule("symmetric_start", "dead_units", "saturated_units", "rate_too_large", "exploding_gradient")
def vanishing_gradient(evidence: Evidence) -> list[Verdict]:
    layers = trained_layers(evidence)
    if len(layers) < 2 or not has_not_learned(evidence):
        return []
    first, last = layers[0], layers[-1]
    front, back = gradient_of_steps(evidence, first), gradient_of_steps(evidence, last)
    is_blocked = first.gradient_mean == 0 < last.gradient_mean
    if not is_blocked and (len(layers) < DEEP or not front < VANISHED * back):
        return []
    bounded, ids = bounded_layers(evidence.recipe), tuple(block.id for block in evidence.recipe.blocks)
    remedy: Remedy = SetInitializer(_("Start again with weights that fit the layers' sizes (He)."), ids, INITIALIZERS["he"]())
    if bounded:
        remedy = SetActivation(_("ReLU, whose slope is 1 and not a fraction."), ReLU(), bounded, restarts=True)
    return [
        Verdict(
            "vanishing_gradient",
            _("The gradient vanishes: on its way back each layer makes it smaller, so the first layers hardly learn."),
            _("Mean gradient {front} in {first}, {back} in {last}.").format(
                front=format_number(front, 2), first=first.layer.name, back=format_number(back, 2), last=last.layer.name
            ),
            remedy,
            first.layer.id,
        )
    ]


@_rule("symmetric_start", "dead_units", "saturated_units", "vanishing_gradient", "rate_too_large")
def rate_too_small(evidence: Evidence) -> list[Verdict]:
    step, layers = largest_step(evidence), trained_layers(evidence)
    steep = max((one.gradient_l2 / one.weight_norm for one in layers if one.weight_norm > 0), default=0.0)
    stays = recent(evidence, "train_loss") > 0.8 * first_loss(evidence)
    if not (0 <= step < TINY_STEP and steep > FAIR_STEP and stays):
        return []
    lr = _one_digit(evidence.recipe.optimizer.lr * (FAIR_STEP / step if step > 0 else 1000))
    numbers = _("A step changes no layer's weights by more than {step} of their size; around 0.001 is usual.")
    return [
        Verdict(
            "rate_too_small",
            _("The learning rate is too small: there is a way down, but the steps hardly move the weights."),
            numbers.format(step=format_number(step, 2)),
            SetLearningRate(_("A larger learning rate: {rate}.").format(rate=format_number(lr, 6)), lr),
        )
    ]


@_rule("rate_too_large")
def overfitting(evidence: Evidence) -> list[Verdict]:
    train, test, first = recent(evidence, "train_loss"), recent(evidence, "test_loss"), first_loss(evidence)
    best = float(np.nanmin(evidence.history.column("test_loss")[2], initial=np.inf))
    if evidence.step < 100 or not (test > 1.2 * best and test > 1.3 * train and test - train > 0.1 * first > 0):
        return []
    return [
        Verdict(
            "overfitting",
            _("The network learns the training rows by heart: it gets better on them and worse on those it has not seen."),
            _("Training loss {train}, test loss {test}; the test loss was {best} at its best.").format(
                train=format_number(train), test=format_number(test), best=format_number(best)
            ),
            _against_overfitting(evidence.recipe),
        )
    ]


def _units(one: LayerHealth, share: float) -> str:
    return format_count(round(share * one.layer.units_out))


def _smaller_sums(recipe: Recipe, saturated: LayerHealth) -> Remedy:
    block = saturated.layer.id
    if initializer_of(recipe, block) in UNSCALED:
        return SetInitializer(_("Start again with smaller weights (Xavier)."), (block,))
    if not recipe.standardise and block == recipe.blocks[0].id:
        return Standardise(_("Scale the inputs to mean 0 and deviation 1."))
    return SetActivation(_("ReLU, which has no upper limit."), ReLU(), (block,))


def _against_overfitting(recipe: Recipe) -> Remedy:
    if recipe.blocks and not any(type(block.layer) is Dropout for block in recipe.blocks):
        return AddDropout(_("A dropout layer behind the last hidden layer."))
    return AddPenalty(_("A penalty on large weights (L2)."), L2(0.01))


def _one_digit(lr: float) -> float:
    """A number that people would type."""
    return float(f"{lr:.0e}")
