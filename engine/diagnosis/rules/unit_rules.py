"""Neurons that are dead or saturated, and layers that are frozen."""

from __future__ import annotations

from engine.core.number_format import format_count, format_number, format_percent
from engine.core.translation import _, ngettext
from engine.diagnosis.evidence import Evidence
from engine.diagnosis.layer_health import LayerHealth
from engine.diagnosis.symptoms import (
    LARGE_BIAS,
    MOST,
    SHUT,
    UNSCALED,
    first_loss,
    has_not_learned,
    hidden_blocks,
    initializer_of,
    is_narrow,
    progress,
    recent,
    saturated_layers,
    shortfall,
    starts_large,
)
from engine.diagnosis.verdict import Verdict
from engine.inspection.unit_health import FLAT, activation_of
from engine.nn.activations import LeakyReLU, ReLU
from engine.recipe.recipe import Recipe
from engine.recipe.remedies import Remedy, SetActivation, SetInitializer, Standardise
from engine.recipe.structure_remedies import SetStartBias, Unfreeze

NARROW_LEAK = 0.1  # in a chain of narrow layers a leak of 0.01 lets next to nothing through
HALF_DEAD = 0.4  # share of a layer's units that is trouble where such a bias is the reason


def dead_units(evidence: Evidence) -> list[Verdict]:
    """Most units of a layer give 0 for every row."""
    sentence = _("Many neurons of {layer} are dead: they give 0 for every row, so no gradient reaches their weights.")
    low = low_biases(evidence.recipe)
    return [
        Verdict(
            "dead_units",
            _("Many neurons of {layer} are dead.").format(layer=one.layer.name),
            sentence.format(layer=one.layer.name),
            ngettext(
                "{dead} of {units} neuron gives 0 on all training rows.",
                "{dead} of {units} neurons give 0 on all training rows.",
                one.layer.units_out,
            ).format(dead=_units(one, one.dead), units=format_count(one.layer.units_out)),
            _against_dead(evidence.recipe, one),
            one.layer.id,
        )
        for one in evidence.layers
        if one.dead >= (HALF_DEAD if one.layer.id in low else MOST)
    ]


def low_biases(recipe: Recipe) -> tuple[int, ...]:
    """Ids of the layers whose biases start far below 0."""
    return tuple(block.id for block in hidden_blocks(recipe) if getattr(block.layer, "bias", 0.0) <= -LARGE_BIAS)


def _against_dead(recipe: Recipe, dead: LayerHealth) -> Remedy:
    """Biases that start far below 0 are the cause of all layers that have them, so all of them change."""
    low = low_biases(recipe)
    if low:
        return SetStartBias(_("Start again with biases of 0, so that sums can be positive."), low)
    if not is_narrow(recipe):
        text = _("Start again with Leaky ReLU, which keeps a slope for negative sums.")
        return SetActivation(text, LeakyReLU(), (dead.layer.id,), restarts=True)
    text = _("Start again with Leaky ReLU (leak {leak}) in all layers that can die: it keeps a slope for negative sums.")
    can_die = {one.id for one in hidden_blocks(recipe) if isinstance(activation_of(one.layer), ReLU | LeakyReLU)}
    text = text.format(leak=format_number(NARROW_LEAK))
    return SetActivation(text, LeakyReLU(NARROW_LEAK), tuple(sorted({dead.layer.id, *can_die})), restarts=True)


def saturated_units(evidence: Evidence) -> list[Verdict]:
    """Most units of a layer lie in a flat part of their activation."""
    layers = saturated_layers(evidence)
    if not has_not_learned(evidence):  # units that have found their answer lie at a limit, and rightly so
        layers = [one for one in layers if one.units is not None and one.units.slope < SHUT and _is_behind(evidence, one)]
    sentence = _("Most neurons of {layer} are saturated: their sums are so large that the activation is flat there.")
    return [
        Verdict(
            "saturated_units",
            _("Most neurons of {layer} are saturated.").format(layer=one.layer.name),
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
        for one in layers
    ]


def _is_behind(evidence: Evidence, saturated: LayerHealth) -> bool:
    """Whether the network could do better, although it has learned something; where its start is to blame, a little better."""
    return shortfall(evidence) > (0.02 if starts_large(evidence.recipe, saturated.layer.id) else 0.1)


def _smaller_sums(recipe: Recipe, saturated: LayerHealth) -> Remedy:
    block = saturated.layer.id
    unscaled = tuple(one.id for one in hidden_blocks(recipe) if initializer_of(recipe, one.id) in UNSCALED)
    if block in unscaled:
        return SetInitializer(_("Start again with smaller weights (Xavier)."), unscaled)
    if not recipe.standardise and block == recipe.blocks[0].id:
        return Standardise(_("Scale the inputs to mean 0 and deviation 1."))
    return SetActivation(_("ReLU, which has no upper limit."), ReLU(), (block,))


def all_frozen(evidence: Evidence) -> list[Verdict]:
    """Every hidden layer with weights is frozen, and what the output alone can learn is not enough."""
    parameters = {one.layer.id for one in evidence.layers if one.layer.parameters}
    hidden = [block for block in hidden_blocks(evidence.recipe) if block.id in parameters]
    is_short = shortfall(evidence) > 0.08 and progress(evidence) < 0.1
    if not hidden or not all(one.frozen or one.rate == 0 for one in hidden) or evidence.step < 100 or not is_short:
        return []
    numbers = ngettext(
        "{layers} hidden layer is frozen; in {steps} steps the training loss went from {first} to {now}.",
        "{layers} hidden layers are frozen; in {steps} steps the training loss went from {first} to {now}.",
        len(hidden),
    )
    return [
        Verdict(
            "all_frozen",
            _("All hidden layers are frozen."),
            _("All hidden layers are frozen: only the output learns, from what random weights make of the inputs."),
            numbers.format(
                layers=format_count(len(hidden)),
                steps=format_count(evidence.step),
                first=format_number(first_loss(evidence)),
                now=format_number(recent(evidence, "train_loss")),
            ),
            Unfreeze(_("Let all layers learn.")),
            hidden[0].id,
        )
    ]


def _units(one: LayerHealth, share: float) -> str:
    return format_count(round(share * one.layer.units_out))
