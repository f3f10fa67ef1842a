"""Dead and saturated neurons and frozen layers, exactly at the limits, and what is offered against them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.diagnosis.evidence import Evidence
from engine.diagnosis.rules.unit_rules import all_frozen, dead_units, saturated_units
from engine.nn.activations import Identity, LeakyReLU, ReLU, Tanh
from engine.nn.initializers import Normal, Xavier
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import Block, Recipe
from engine.recipe.remedies import Remedy, SetActivation, SetInitializer, Standardise
from engine.recipe.structure_remedies import SetStartBias, Unfreeze
from tests.engine.builders import stack
from tests.engine.diagnosis.evidences import evidence, facts, history, layer, scored

LEVEL = history(train_loss=np.full(32, 0.5))
LEARNED = history(train_loss=[1.0, *[0.25] * 31])


@pytest.mark.parametrize(
    ("units", "dead", "bias", "found"),
    [
        (8, 6, 0.0, True),  # three quarters
        (8, 5, 0.0, False),
        (10, 4, -2.0, True),  # fewer where the biases are to blame
        (10, 3, -2.0, False),
        (10, 4, -1.9, False),
        (10, 4, 2.0, False),
    ],
)
def test_many_neurons_are_dead_exactly_at_the_limits(units: int, dead: int, bias: float, found: bool) -> None:
    recipe = Recipe(blocks=stack(Dense(units, ReLU(), bias=bias)))
    given = evidence(recipe, layers=(layer(1, (2, units), dead=dead), layer(0)))
    sentence = f"{dead} of {units} neurons give 0 on all training rows."
    assert [(one.evidence, one.block) for one in dead_units(given)] == [(sentence, 1)] * found


def cure(*layers: Dense, dead: int = 1, **changes: Any) -> Remedy:
    """What is offered where that layer is dead."""
    return dead_units(evidence(Recipe(blocks=stack(*layers)), layers=(layer(dead, dead=8),), **changes))[0].remedy


def test_dead_neurons_get_other_biases_or_a_leak() -> None:
    relu, low = Dense(8, ReLU()), Dense(8, ReLU(), bias=-2.0)
    assert cure(low, relu, low) == SetStartBias("Start again with biases of 0, so that sums can be positive.", (1, 3))
    leak = "Start again with Leaky ReLU, which keeps a slope for negative sums."
    assert cure(relu, relu) == SetActivation(leak, LeakyReLU(), (1,), restarts=True)
    narrow = "Start again with Leaky ReLU (leak 0.1) in all layers that can die: it keeps a slope for negative sums."
    found = cure(Dense(4, Tanh()), relu, Dense(8, LeakyReLU()), Dense(8, Identity()), dead=4)
    assert found == SetActivation(narrow, LeakyReLU(0.1), (2, 3, 4), restarts=True)


def saturated(
    units: int = 6, slope: float = 0.005, step: int = 50, blocks: Any = None, norm: float = 4.0, **changes: Any
) -> Evidence:
    """A tanh layer of eight neurons of which so many are saturated, in a run that has not learned."""
    recipe = Recipe(blocks=stack(Dense(8, Tanh()), Dense(8, Tanh())) if blocks is None else blocks)
    one = layer(1, (2, 8), norm=norm, dead=0, saturated=units, slope=slope)
    given = evidence(recipe, step, layers=(one, layer(0)), history=LEVEL, start_norms=((1, 4.0),))
    return replace(given, **changes)


RELU, LARGE = stack(Dense(8, ReLU())), stack(Dense(8, Tanh(), Normal(3.0)))
BEHIND, NEAR = ({"data": facts(agreement=share), "scores": scored(0.0)} for share in (0.11, 0.1))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (saturated(), True),
        (saturated(5), False),
        (saturated(slope=0.01), False),  # enough of the gradient comes through
        (saturated(step=49), False),  # it may still come out of it
        (saturated(step=49, slope=9e-5), True),
        (saturated(step=49, slope=1e-4), False),
        (saturated(step=0, blocks=LARGE), True),  # the start is to blame
        (saturated(step=0, blocks=stack(Dense(8, Tanh(), bias=2.0))), True),
        (saturated(step=0, blocks=stack(Dense(8, Tanh(), bias=-2.0))), True),
        (saturated(step=0, blocks=stack(Dense(8, Tanh(), bias=1.9))), False),
        (saturated(blocks=RELU), False),  # flat on one side only
        (saturated(norm=8.1), False),  # weights that grew draw a sharp edge
        (saturated(norm=8.0), True),
        (saturated(history=LEARNED, slope=9e-5), False),  # it has learned, and nothing says that more is possible
        (saturated(history=LEARNED, slope=9e-5, **BEHIND), True),
        (saturated(history=LEARNED, slope=9e-5, **NEAR), False),
        (saturated(history=LEARNED, slope=1e-4, **BEHIND), False),
        (saturated(history=LEARNED, slope=9e-5, blocks=LARGE, data=facts(agreement=0.021), scores=scored(0.0)), True),
        (saturated(history=LEARNED, slope=9e-5, blocks=LARGE, data=facts(agreement=0.02), scores=scored(0.0)), False),
    ],
)
def test_most_neurons_are_saturated_exactly_at_the_limits(given: Evidence, found: bool) -> None:
    assert [one.block for one in saturated_units(given)] == [1] * found


def test_what_is_said_of_saturated_neurons() -> None:
    assert saturated_units(saturated(norm=4.126))[0].evidence == (
        "6 of 8 neurons have less than 5 % of the steepest slope on most training rows; the norm of the weights is 4.1."
    )


def test_sums_are_made_smaller_by_weights_inputs_or_another_activation() -> None:
    xavier = SetInitializer("Start again with smaller weights (Xavier).", (1, 3), Xavier())
    large = Dense(8, Tanh(), Normal(3.0))
    assert saturated_units(saturated(blocks=stack(large, Dense(8), large)))[0].remedy == xavier
    scale, relu = (
        Standardise("Scale the inputs to mean 0 and deviation 1."),
        SetActivation("ReLU, which has no upper limit.", ReLU(), (1,)),
    )
    assert saturated_units(saturated(blocks=stack(Dense(8), large)))[0].remedy == scale
    scaled = replace(saturated().recipe, standardise=True)
    assert saturated_units(saturated(recipe=scaled))[0].remedy == relu
    later = Recipe(blocks=(Block(2, Dense(8)), Block(1, Dense(8))))
    assert saturated_units(saturated(recipe=later))[0].remedy == relu


def frozen(*blocks: Block, step: int = 100, agreement: float = 0.09, **changes: Any) -> Evidence:
    layers = tuple(layer(one.id, parameters=0 if isinstance(one.layer, Dropout) else None) for one in blocks)
    data = {"data": facts(agreement=agreement), "scores": scored(0.0), "history": LEVEL}
    return replace(evidence(Recipe(blocks=blocks), step, layers=(*layers, layer(0))), **{**data, **changes})


ICE = Block(2, Dense(4), frozen=True), Block(3, Dropout(0.1)), Block(4, Dense(4), rate=0.0)
FALLING = history(train_loss=np.repeat([1.0, 0.5, 0.25, 0.125], 8))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (frozen(*ICE), True),
        (frozen(*ICE, step=99), False),
        (frozen(*ICE, agreement=0.08), False),  # the output alone does well enough
        (frozen(*ICE, history=FALLING), False),
        (frozen(*ICE, Block(5, Dense(4))), False),
        (frozen(*ICE, Block(5, Dense(4), rate=1.0, enabled=False)), True),
        (frozen(*ICE, Block(5, Dense(4), rate=0.5)), False),
        (frozen(Block(3, Dropout(0.1))), False),
    ],
)
def test_all_layers_are_frozen_exactly_at_the_limits(given: Evidence, found: bool) -> None:
    said = "2 hidden layers are frozen; in 100 steps the training loss went from 0.5 to 0.5."
    assert [(one.evidence, one.block) for one in all_frozen(given)] == [(said, 2)] * found


def test_frozen_layers_are_let_learn() -> None:
    (found,) = all_frozen(frozen(*ICE[:1], step=1200, history=history(train_loss=[0.75, *[0.5] * 31])))
    assert found.evidence == "1 hidden layer is frozen; in 1,200 steps the training loss went from 0.75 to 0.5."
    assert found.remedy == Unfreeze("Let all layers learn.")
