"""Gradients that are 0, grow or vanish, exactly at the limits, and what is offered against it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.diagnosis.evidence import Evidence
from engine.diagnosis.layer_health import LayerHealth
from engine.diagnosis.rules.gradient_rules import (
    exploding_gradient,
    is_flat,
    no_slope,
    symmetric_start,
    vanishing_gradient,
)
from engine.nn.activations import ACTIVATIONS, Identity, ReLU, Sigmoid, Sign, Tanh
from engine.nn.initializers import He, Normal, Xavier
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Recipe
from engine.recipe.remedies import ClipGradient, SetActivation, SetInitializer
from engine.recipe.structure_remedies import Together
from engine.training.divergence import Divergence
from tests.engine.builders import stack
from tests.engine.diagnosis.evidences import evidence, facts, history, layer, scored

LEARNED, STUCK = history(train_loss=[1.0, 0.1, 0.1, 0.1]), history(train_loss=[1.0, 0.9, 0.9, 0.9])


@pytest.mark.parametrize("name", ACTIVATIONS.names())
def test_the_step_alone_is_flat(name: str) -> None:
    assert is_flat(ACTIVATIONS[name]()) == (name == "sign")
    assert not is_flat(Sign(straight_through=True))


def test_all_layers_up_to_the_last_step_cannot_learn() -> None:
    recipe = Recipe(blocks=stack(Dense(4, ReLU()), Dense(4, Sign()), Dense(4, Tanh())))
    layers = layer(1, l2=0.1234), layer(9, parameters=0), layer(2), layer(3), layer(0)
    (found,) = no_slope(evidence(recipe, layers=layers))
    assert (found.block, found.short) == (2, "Sign (step) has slope 0.")
    assert found.sentence == "Sign (step) has slope 0: Dense 1, Dense 2 cannot learn."
    assert found.evidence == ("f′ is 0 for every sum, so the gradient that the backward pass brings to Dense 1 is exactly 0.12.")
    offered = [(one.activation, one.blocks) for one in found.remedies if isinstance(one, SetActivation)]
    assert offered == [(Tanh(), (2,)), (Sign(straight_through=True), (2,))]
    assert no_slope(evidence(recipe, layers=(layer(2, parameters=0), layer(0)))) == []  # nothing before it could learn anyway
    assert no_slope(evidence(recipe, layers=(layer(1), layer(0)))) == []  # the step is not among the layers


def test_neurons_that_are_alike_get_random_weights_and_those_of_the_output_too() -> None:
    layers = layer(1), layer(2), layer(3), layer(0)
    (found,) = symmetric_start(evidence(step=1200, layers=layers, alike=(2, 3)))
    assert found.block == 2
    assert found.sentence == (
        "All neurons of Dense 2, Dense 3 are alike, so they get the same gradient and stay alike: together they do no more than "
        "one."
    )
    assert found.evidence == "Their incoming and outgoing weights are equal at step 1,200."
    assert found.remedy == SetInitializer("Start again with random weights (Xavier).", (1, 2, 3, 0), Xavier())
    assert symmetric_start(evidence(layers=layers)) == []


def steep(*changed: LayerHealth, step: int = 0, count: int = 4, **changes: Any) -> Evidence:
    """Layers with parameters, the changed ones first and then usual ones."""
    usual = [layer(i) for i in range(1, count + 1)]
    return evidence(step=step, layers=(*changed, *usual[len(changed) :]), **changes)


HOT = layer(1, l2=124.6, norm=4.0)
DIVERGED = Divergence(3, "weight", "Dense 1", 1, "The step was too large.")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (steep(layer(1, l2=124.0, norm=4.0)), True),
        (steep(layer(1, l2=120.0, norm=4.0)), False),  # thirty times the weights
        (steep(layer(1, l2=124.0, norm=0.0)), False),
        (steep(layer(1, l2=0.5, norm=0.01)), True),
        (steep(layer(1, l2=float("inf"), norm=4.0)), False),
        (steep(HOT, count=3), False),  # gradients multiply up in deep networks only
        (steep(HOT, step=1), False),  # it learns
        (steep(HOT, step=1, history=LEARNED), False),
        (steep(HOT, step=1, history=STUCK), True),
        (steep(HOT, step=1, divergence=DIVERGED), True),
        (steep(HOT, step=1, history=history(train_loss=[10.0, 0.1, 0.1, 0.1])), False),
        (steep(HOT, step=1, history=history(train_loss=[10.5, 0.1, 0.1, 0.1])), True),  # beyond measure from the start
        (steep(layer(1), layer(2), start_norms=((2, 0.5),), history=history(grad_l2_of_2=[20.0])), True),
        (steep(layer(1), layer(2), start_norms=((2, 1.0),), history=history(grad_l2_of_2=[20.0])), False),
        (steep(layer(1), layer(2), history=history(grad_l2_of_2=[400.0])), False),  # beside weights that are not known
    ],
)
def test_a_gradient_explodes_exactly_at_the_limits(given: Evidence, found: bool) -> None:
    assert [one.name for one in exploding_gradient(given)] == ["exploding_gradient"] * found


def test_what_is_said_of_an_exploding_gradient_names_the_worst_layer() -> None:
    (found,) = exploding_gradient(steep(layer(1, l2=200.0), layer(2, l2=1246.0, norm=3.14159)))
    assert (found.block, found.evidence) == (2, "Dense 2: gradient 1,200, weights 3.1 (L2 norms).")


@pytest.mark.parametrize(
    ("blocks", "remedy"),
    [
        (stack(Dense(8, Tanh()), Dense(8, ReLU())), ClipGradient("Shorten long gradients: clip them to a norm of 1.")),
        (
            stack(Dense(8, Tanh()), Dense(8, Tanh(), Normal(3.0))),
            SetInitializer("Start again with weights that fit the layers' sizes (Xavier).", (2,), Xavier()),
        ),
        (
            stack(Dense(8, ReLU()), Dense(8, Tanh(), Normal(3.0))),
            SetInitializer("Start again with weights that fit the layers' sizes (He).", (2,), He()),
        ),
    ],
)
def test_start_weights_are_blamed_for_an_explosion_where_they_do_not_fit(blocks: Any, remedy: Any) -> None:
    assert exploding_gradient(steep(HOT, recipe=Recipe(blocks=blocks)))[0].remedy == remedy


def gradients(*means: float, step: int = 50, **changes: Any) -> Evidence:
    """Layers of these mean gradients, in a run that is stuck."""
    layers = tuple(layer(i, mean=mean) for i, mean in enumerate(means, 1))
    return replace(evidence(step=step, layers=layers, history=STUCK), **changes)


BEHIND = {"data": facts(agreement=0.61), "scores": scored(0.0)}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (gradients(0.009, 1.0, 1.0, 2.0), True),
        (gradients(0.01, 1.0, 1.0, 2.0), False),  # five thousandths
        (gradients(0.009, 1.0, 2.0), False),
        (gradients(0.0, 2.0), True),  # nothing at all arrives
        (gradients(0.0, 0.0), False),
        (gradients(1.0, 2.0), False),
        (gradients(0.009), False),
        (gradients(0.009, 1.0, 1.0, 2.0, history=LEARNED), False),
        (gradients(0.009, 1.0, 1.0, 2.0, history=LEARNED, **BEHIND), True),
        (gradients(0.009, 1.0, 1.0, 2.0, step=49, history=LEARNED, **BEHIND), False),
        (gradients(0.009, 1.0, 1.0, 2.0, history=LEARNED, data=facts(agreement=0.6), scores=scored(0.0)), False),
    ],
)
def test_a_gradient_vanishes_exactly_at_the_limits(given: Evidence, found: bool) -> None:
    assert [one.name for one in vanishing_gradient(given)] == ["vanishing_gradient"] * found


def test_what_is_said_of_a_vanishing_gradient_compares_the_first_layer_with_the_last() -> None:
    (found,) = vanishing_gradient(gradients(0.001234, 3.0, 3.0, 1.234))
    assert found.block == 1
    assert found.evidence == "Mean size of the gradient of one weight: 0.0012 in Dense 1, 1.2 in Dense 4."


HE, XAVIER = (
    "Start again with weights that fit the layers' sizes (He).",
    "Start again with weights that fit the layers' sizes (Xavier).",
)


@pytest.mark.parametrize(
    ("layers", "remedy"),
    [
        ((Dense(8, ReLU()), Dense(4, ReLU())), SetInitializer(HE, (1, 2), He())),
        ((Dense(8, Tanh(), Normal(0.01)), Dense(8, Tanh())), SetInitializer(XAVIER, (1,), Xavier())),
        ((Dense(8, Identity(), Normal(0.01)),), SetInitializer(XAVIER, (1,), Xavier())),
    ],
)
def test_start_weights_are_blamed_where_the_activation_is_not(layers: tuple[Dense, ...], remedy: Any) -> None:
    assert vanishing_gradient(gradients(0.0, 2.0, recipe=Recipe(blocks=stack(*layers))))[0].remedy == remedy


@pytest.mark.parametrize(
    ("layers", "changed"),
    [
        ((Dense(8, ReLU()), Dense(8, Sigmoid())), (2,)),
        ((Dense(8, Tanh()), Dense(8, Sigmoid(), Normal(0.01))), (1, 2)),
        ((Dense(4, Tanh()), Dense(8, Tanh())), (1, 2)),  # narrow, but tanh does not squash
        ((Dense(4, Sigmoid()),), (1,)),  # one layer is no chain
    ],
)
def test_activations_with_limits_become_relu(layers: tuple[Dense, ...], changed: tuple[int, ...]) -> None:
    remedy = vanishing_gradient(gradients(0.0, 2.0, recipe=Recipe(blocks=stack(*layers))))[0].remedy
    assert remedy == Together(
        "Start again with ReLU, whose slope is 1 and not a fraction, and weights that suit it (He).",
        (SetActivation("", ReLU(), changed, restarts=True), SetInitializer("", changed, He())),
    )


@pytest.mark.parametrize("order", [1, -1])
def test_in_narrow_layers_those_that_squash_become_tanh_with_all_others(order: int) -> None:
    recipe = Recipe(blocks=stack(*[Dense(8, Tanh(), Normal(0.01)), Dense(7, Sigmoid())][::order]))
    remedy = vanishing_gradient(gradients(0.0, 2.0, recipe=recipe))[0].remedy
    assert isinstance(remedy, Together)
    assert remedy.text.startswith("Start again with tanh in all layers, whose slope is 1 at 0")
    assert remedy.parts == (SetActivation("", Tanh(), (1, 2), restarts=True), SetInitializer("", (1, 2), Xavier()))
