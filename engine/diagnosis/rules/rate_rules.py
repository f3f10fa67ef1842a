"""A learning rate that is too large or too small."""

from __future__ import annotations

from engine.core.number_format import format_count, format_number, format_percent
from engine.core.translation import _
from engine.diagnosis.evidence import Evidence
from engine.diagnosis.symptoms import (
    first_loss,
    has_not_learned,
    largest_early_step,
    largest_growth,
    largest_step,
    loss_fluctuation,
    recent,
    saturated_layers,
    shortfall,
    trained_layers,
)
from engine.diagnosis.verdict import Verdict
from engine.recipe.remedies import SetLearningRate

TINY_STEP, FAIR_STEP, HUGE_STEP = 2e-4, 1e-3, 0.1  # ‖Δθ‖ / ‖θ‖
WHOLE_STEP = 0.7  # of the first steps: they threw the weights somewhere else altogether
THROWN = 3.0  # weights beside those of the start, after such steps
JUMPY = 0.05  # by which share the loss goes up and down between two measurements
FALLEN = 0.02  # of the first loss: jumps below that are negligible


def rate_too_large(evidence: Evidence) -> list[Verdict]:
    """The loss has risen, or stays high while steps are large."""
    numbers = _signs_of_large_rate(evidence)
    if not numbers:
        return []
    lr = _one_digit(evidence.recipe.optimizer.lr / 10)
    while lr > 4 * _usual(evidence):
        lr = _one_digit(lr / 10)
    text = _("A smaller learning rate, from the start again: {rate}.").format(rate=format_number(lr, 6))
    return [
        Verdict(
            "rate_too_large",
            _("The learning rate is too large."),
            _("The learning rate is too large: steps jump over the valley instead of going down into it."),
            numbers,
            SetLearningRate(text, lr, restarts=True),
        )
    ]


def _usual(evidence: Evidence) -> float:
    """The optimizer's own default."""
    return float(type(evidence.recipe.optimizer)().lr)


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
    grown, layer = largest_growth(evidence)
    early, jumps = largest_early_step(evidence), loss_fluctuation(evidence)
    is_short = shortfall(evidence) > 0.05 or (jumps > JUMPY and now > FALLEN * first)
    if evidence.step >= 50 and layer is not None and early > WHOLE_STEP and grown > THROWN and is_short:
        sentence = _(
            "A single step changed a layer's weights by {step}; those of {layer} are now {grown} times as large as at the start."
        )
        return sentence.format(step=format_percent(early, 0), layer=layer.layer.name, grown=format_number(grown, 2))
    return ""


def rate_too_small(evidence: Evidence) -> list[Verdict]:
    """Steps hardly change the weights although there is a gradient."""
    step, early, layers = largest_step(evidence), largest_early_step(evidence), trained_layers(evidence)
    steep = max((one.gradient_l2 / one.weight_norm for one in layers if one.weight_norm > 0), default=0.0)
    first, now = first_loss(evidence), recent(evidence, "train_loss")
    stays = now > 0.8 * first or (now > 0.3 * first and shortfall(evidence) > 0.2)
    if evidence.step < 50 or not (0 <= step < TINY_STEP and not early > 2 * TINY_STEP and steep > FAIR_STEP and stays):
        return []
    lr = _one_digit(evidence.recipe.optimizer.lr * (FAIR_STEP / step if step > 0 else 1000))
    usual = _usual(evidence)
    lr = min(max(lr, usual), 10 * usual) if evidence.recipe.optimizer.lr < usual else lr
    numbers = _(
        "In {steps} steps the training loss went from {first} to {now}: a step changes no layer's weights by more than {step} "
        "of their size; around 0.001 is usual."
    )
    return [
        Verdict(
            "rate_too_small",
            _("The learning rate is too small."),
            _("The learning rate is too small: there is a way down, but the steps hardly move the weights."),
            numbers.format(
                steps=format_count(evidence.step),
                first=format_number(first),
                now=format_number(now),
                step=format_number(step, 2),
            ),
            SetLearningRate(_("A larger learning rate: {rate}.").format(rate=format_number(lr, 6)), lr),
        )
    ]


def _one_digit(lr: float) -> float:
    """A number that people would type."""
    return float(f"{lr:.0e}")
