"""Why does it not learn? Plain words for what an examination shows, with the numbers behind them and one cure each.

To add a diagnosis, write a function with `@_rule(name, causes)`: it returns verdicts, or none. It is not asked when one of its
`causes` was found before, because that one explains it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.core.number_format import format_number, format_percent
from engine.core.params import params_of
from engine.core.translation import _
from engine.diagnosis.evidence import Evidence
from engine.diagnosis.layer_health import LayerHealth
from engine.inspection.unit_health import FLAT, activation_of, is_bounded
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

MOST = 0.75  # share of a layer's units from which a trouble is the layer's
VANISHED = 1e-3  # mean gradient of the first layer, beside that of the last
EXPLODED = 100.0  # gradient's norm beside the weights'
BLOCKED = 0.01  # median slope of a layer's units, beside the steepest: hardly any gradient comes through
DEEP = 4  # layers with parameters from which gradients multiply up
TINY_STEP, FAIR_STEP, HUGE_STEP = 1e-5, 1e-3, 0.1  # ‖Δθ‖ / ‖θ‖
GUESSED = ("normal", "uniform", "ones")  # start weights that do not look at a layer's size


@dataclass(frozen=True)
class Verdict:
    """What is wrong: a stable name, one sentence, the numbers behind it, and one cure. `block`: the layer's id, None for all."""

    name: str
    sentence: str
    evidence: str
    remedy: Remedy
    block: int | None = None


Rule = Callable[[Evidence], list[Verdict]]
_RULES: list[tuple[frozenset[str], Rule]] = []


def diagnose(found: Evidence) -> tuple[Verdict, ...]:
    """All that is wrong, causes first; nothing when all is well."""
    verdicts: list[Verdict] = []
    for causes, rule in _RULES:
        if not causes & {verdict.name for verdict in verdicts}:
            verdicts += rule(found)
    return tuple(verdicts)


def _rule(*causes: str) -> Callable[[Rule], Rule]:
    def put(rule: Rule) -> Rule:
        _RULES.append((frozenset(causes), rule))
        return rule

    return put


@_rule()
def symmetric_start(found: Evidence) -> list[Verdict]:
    if not found.alike:
        return []
    names = " and ".join(one.layer.name for one in found.layers if one.layer.id in found.alike)
    ids = (*(one.layer.id for one in found.layers if one.layer.id != OUTPUT), OUTPUT)
    return [
        Verdict(
            "symmetric_start",
            f"All neurons of {names} are alike, so they get the same gradient and stay alike: together they do no more than one.",
            f"Their incoming and outgoing weights are equal at step {found.step:,}.",
            SetInitializer("Start again with random weights (Xavier).", ids),
            found.alike[0],
        )
    ]


@_rule("symmetric_start")
def exploding_gradient(found: Evidence) -> list[Verdict]:
    trained = _trained(found)
    ratio = {one.layer.id: one.gradient_l2 / one.weight_norm for one in trained if one.weight_norm > 0}
    worst = max(trained, key=lambda one: ratio.get(one.layer.id, 0.0), default=None)
    if worst is None or len(trained) < DEEP or not ratio.get(worst.layer.id, 0.0) > EXPLODED:
        return []
    guessed = tuple(block.id for block in found.recipe.blocks if _start_of(found.recipe, block.id) in GUESSED)
    cure: Remedy = ClipGradient("Shorten long gradients: clip them to a norm of 1.")
    if guessed:
        cure = SetInitializer("Start again with weights that fit the layers' sizes (Xavier).", guessed)
    return [
        Verdict(
            "exploding_gradient",
            "The gradient explodes: on its way back through the layers it grows instead of staying in size.",
            _("{layer}: gradient {gradient}, weights {weights} (L2 norms).").format(
                layer=worst.layer.name,
                gradient=format_number(worst.gradient_l2, 2),
                weights=format_number(worst.weight_norm, 2),
            ),
            cure,
            worst.layer.id,
        )
    ]


@_rule("symmetric_start", "exploding_gradient")
def rate_too_large(found: Evidence) -> list[Verdict]:
    first, recent = _first_loss(found), _recent(found, "train_loss")
    step = _largest_step(found)
    if found.divergence is not None:
        evidence = str(found.divergence)
    elif found.step >= 10 and recent > 1.5 * first:
        evidence = f"Training loss {format_number(first)} at the start, {format_number(recent)} now."
    elif found.step >= 100 and step > HUGE_STEP and (recent > 0.8 * first or (_is_unlearned(found) and _saturated(found))):
        evidence = (
            f"A step changes a layer's weights by {format_percent(step, 0)}; training loss {format_number(first)} at the start, "
            f"{format_number(recent)} now."
        )
    else:
        return []
    lr = _round(found.recipe.optimizer.lr / 10)
    return [
        Verdict(
            "rate_too_large",
            "The learning rate is too large: steps jump over the valley instead of going down into it.",
            evidence,
            SetLearningRate(f"A tenth of the learning rate: {format_number(lr, 6)}.", lr, restarts=True),
        )
    ]


@_rule("symmetric_start")
def dead_units(found: Evidence) -> list[Verdict]:
    return [
        Verdict(
            "dead_units",
            f"Most neurons of {one.layer.name} are dead: they give 0 for every row, so no gradient reaches their weights.",
            f"{_count(one.dead, one)} give 0 on all training rows.",
            SetActivation("Leaky ReLU, which keeps a slope for negative sums.", LeakyReLU(), (one.layer.id,)),
            one.layer.id,
        )
        for one in found.layers
        if one.dead >= MOST
    ]


@_rule("symmetric_start", "rate_too_large", "exploding_gradient")
def saturated_units(found: Evidence) -> list[Verdict]:
    if not _is_unlearned(found):  # units that have found their answer are pressed against it, and rightly so
        return []
    return [
        Verdict(
            "saturated_units",
            f"Most neurons of {one.layer.name} are saturated: their sums are so large that the activation is flat there.",
            _(
                "On most training rows {count} lie where the activation has less than {share} of its steepest slope; the norm of "
                "the weights is {norm}."
            ).format(count=_count(one.saturated, one), share=format_percent(FLAT, 0), norm=format_number(one.weight_norm, 2)),
            _smaller_sums(found.recipe, one),
            one.layer.id,
        )
        for one in _saturated(found)
    ]


@_rule("symmetric_start", "dead_units", "saturated_units", "rate_too_large", "exploding_gradient")
def vanishing_gradient(found: Evidence) -> list[Verdict]:
    trained = _trained(found)
    if len(trained) < 2 or not _is_unlearned(found):
        return []
    first, last = trained[0], trained[-1]
    front, back = _steps_gradient(found, first), _steps_gradient(found, last)
    blocked = first.gradient_mean == 0 < last.gradient_mean
    if not blocked and (len(trained) < DEEP or not front < VANISHED * back):
        return []
    flat = tuple(b.id for b in found.recipe.blocks if (f := activation_of(b.layer)) is not None and is_bounded(f))
    ids = tuple(block.id for block in found.recipe.blocks)
    start = SetInitializer("Start again with weights that fit the layers' sizes (He).", ids, INITIALIZERS["he"]())
    return [
        Verdict(
            "vanishing_gradient",
            "The gradient vanishes: on its way back each layer makes it smaller, so the first layers hardly learn.",
            f"Mean gradient {format_number(front, 2)} in {first.layer.name}, {format_number(back, 2)} in {last.layer.name}.",
            SetActivation("ReLU, whose slope is 1 and not a fraction.", ReLU(), flat, restarts=True) if flat else start,
            first.layer.id,
        )
    ]


@_rule("symmetric_start", "dead_units", "saturated_units", "vanishing_gradient", "rate_too_large")
def rate_too_small(found: Evidence) -> list[Verdict]:
    step = _largest_step(found)
    steep = max((one.gradient_l2 / one.weight_norm for one in _trained(found) if one.weight_norm > 0), default=0.0)
    if not (0 <= step < TINY_STEP and steep > FAIR_STEP and _recent(found, "train_loss") > 0.8 * _first_loss(found)):
        return []
    lr = _round(found.recipe.optimizer.lr * (FAIR_STEP / step if step > 0 else 1000))
    return [
        Verdict(
            "rate_too_small",
            "The learning rate is too small: there is a way down, but the steps hardly move the weights.",
            f"A step changes no layer's weights by more than {format_number(step, 2)} of their size; around 0.001 is usual.",
            SetLearningRate(f"A larger learning rate: {format_number(lr, 6)}.", lr),
        )
    ]


@_rule("rate_too_large")
def overfitting(found: Evidence) -> list[Verdict]:
    train, test, first = _recent(found, "train_loss"), _recent(found, "test_loss"), _first_loss(found)
    best = float(np.nanmin(found.history.column("test_loss")[2], initial=np.inf))
    if found.step < 100 or not (test > 1.2 * best and test > 1.3 * train and test - train > 0.1 * first > 0):
        return []
    return [
        Verdict(
            "overfitting",
            "The network learns the training rows by heart: it gets better on them and worse on those it has not seen.",
            _("Training loss {train}, test loss {test}; the test loss was {best} at its best.").format(
                train=format_number(train), test=format_number(test), best=format_number(best)
            ),
            _against_overfitting(found.recipe),
        )
    ]


def _trained(found: Evidence) -> list[LayerHealth]:
    return [one for one in found.layers if one.layer.parameters]


def _largest_step(found: Evidence) -> float:
    """‖Δθ‖ / ‖θ‖ of all layers, now and lately; NaN when no layer has weights other than 0.

    Lately, because a rate that is too large drives units to where their slope is flat: the step of now can then be small.
    """
    columns = [f"update:{one.layer.id}" for one in _trained(found)]
    lately = [_recent(found, column) for column in columns if column in found.history.columns]
    ratios = [ratio for ratio in (*lately, *(one.update_ratio for one in _trained(found))) if not np.isnan(ratio)]
    return max(ratios, default=float("nan"))


def _saturated(found: Evidence) -> list[LayerHealth]:
    """Layers most of whose units lie in a flat part of an activation that has a limit on either side.

    On one side alone that is no trouble: ReLU is flat for every negative sum, and learns by the others. Nor is it as long as half
    of the outputs keep some slope: a first layer often has saturated units, because inputs are large, and learns all the same.
    """
    bounded = {b.id for b in found.recipe.blocks if (f := activation_of(b.layer)) is not None and is_bounded(f)}
    return [
        one
        for one in found.layers
        if one.layer.id in bounded and one.units is not None and one.saturated >= MOST and one.units.slope < BLOCKED
    ]


def _first_loss(found: Evidence) -> float:
    values = found.history.column("train_loss")[2]
    return float(values[0]) if values.size else float("nan")  # a start that is not finite has no row


def _recent(found: Evidence, column: str) -> float:
    """The median of the last quarter of the run."""
    values = found.history.column(column)[2]
    return float(np.median(values[-max(1, len(values) // 4) :])) if values.size else float("nan")


def _steps_gradient(found: Evidence, one: LayerHealth) -> float:
    """The mean magnitude that the steps of late had to go by, each on its own batch; of all rows where no step was measured.

    Over all rows the gradients of the batches cancel out where a network is stuck, and the last layer's looks small as well.
    """
    column = f"grad_mean:{one.layer.id}"
    recent = _recent(found, column) if column in found.history.columns else float("nan")
    return recent if np.isfinite(recent) else one.gradient_mean


def _count(share: float, one: LayerHealth) -> str:
    """'7 of 8 neurons'."""
    return f"{round(share * one.layer.units_out):,} of {one.layer.units_out:,} neurons"


def _is_unlearned(found: Evidence) -> bool:
    return _recent(found, "train_loss") > 0.5 * _first_loss(found)


def _start_of(recipe: Recipe, block: int) -> str:
    """The name of the initializer of a block's weights, '' when it has none."""
    layer = next(one.layer for one in recipe.blocks if one.id == block)
    names = [getattr(layer, name).kind for name, about in params_of(layer).items() if about.family is INITIALIZERS]
    return names[0] if names else ""


def _smaller_sums(recipe: Recipe, sick: LayerHealth) -> Remedy:
    own = (sick.layer.id,)
    if _start_of(recipe, sick.layer.id) in GUESSED:
        return SetInitializer("Start again with smaller weights (Xavier).", own)
    if not recipe.standardise and sick.layer.id == recipe.blocks[0].id:
        return Standardise("Scale the inputs to mean 0 and deviation 1.")
    return SetActivation("ReLU, which has no upper limit.", ReLU(), own)


def _against_overfitting(recipe: Recipe) -> Remedy:
    if recipe.blocks and not any(type(block.layer) is Dropout for block in recipe.blocks):
        return AddDropout("A dropout layer behind the last hidden layer.")
    return AddPenalty("A penalty on large weights (L2).", L2(0.01))


def _round(lr: float) -> float:
    """To one digit: a number that somebody would type."""
    return float(f"{lr:.0e}")
