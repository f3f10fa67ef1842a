"""When a network is called too simple, exactly at the limits, and what is offered instead."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.diagnosis.evidence import Evidence
from engine.diagnosis.rules.capacity_rules import few_neurons, one_line, wrong_loss
from engine.nn.activations import Identity, ReLU, Tanh
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES, CrossEntropy
from engine.optim.optimizers.adam import Adam
from engine.recipe.recipe import OUTPUT, Block, Recipe
from engine.recipe.remedies import SetActivation, SetLoss
from engine.recipe.structure_remedies import AddHiddenLayer, SetInputs, SetOptimizer, SetWidths, Together
from tests.engine.builders import stack
from tests.engine.diagnosis.evidences import evidence, facts, history, layer, scored

SQUARES = Recipe(loss=LOSSES["mse"]())
LEVEL = history(train_loss=np.full(32, 0.5))
FALLING = history(train_loss=np.repeat([1.0, 0.5, 0.25, 0.125], 8))


def names(rule: Any, found: Evidence) -> list[str]:
    return [one.name for one in rule(found)]


@pytest.mark.parametrize(
    ("recipe", "step", "classes", "agreement", "found"),
    [
        (SQUARES, 200, 3, 0.04, True),
        (SQUARES, 199, 3, 0.04, False),
        (SQUARES, 200, 2, 0.04, False),
        (SQUARES, 200, 3, 0.03, False),  # no more than that: the data may not allow it
        (Recipe(loss=CrossEntropy()), 200, 3, 0.04, False),
        (Recipe(loss=LOSSES["hinge"]()), 200, 3, 0.04, False),
    ],
)
def test_a_loss_for_numbers_is_wrong_for_three_classes(
    recipe: Recipe, step: int, classes: int, agreement: float, found: bool
) -> None:
    data = facts(task_classes=classes, agreement=agreement)
    assert names(wrong_loss, evidence(recipe, step, data=data, scores=scored(0.0))) == ["wrong_loss"] * found


def test_what_is_said_of_a_wrong_loss() -> None:
    (found,) = wrong_loss(evidence(SQUARES, 1200, data=facts(task_classes=3, agreement=0.98), scores=scored(0.61)))
    assert (found.block, found.short) == (OUTPUT, "The loss does not fit classes.")
    assert found.sentence == ("MSE compares numbers, but these are 3 classes: most of its gradient goes into “not this class”.")
    assert found.evidence == (
        "After 1,200 steps 61 % of the training rows are right; their nearest neighbours alone would get 98 % right."
    )
    assert found.remedies == (SetLoss("Cross entropy, the loss for classes.", CrossEntropy()),)
    assert wrong_loss(evidence(SQUARES, 1200, scores=scored(0.61))) == []


LINEAR = Recipe(blocks=stack(Dense(4, Identity()), Dropout(0.1), Dense(3, Identity())))


@pytest.mark.parametrize(
    ("recipe", "step", "agreement", "rows", "found"),
    [
        (LINEAR, 200, 0.13, LEVEL, True),
        (Recipe(blocks=()), 200, 0.13, LEVEL, True),
        (LINEAR, 199, 0.13, LEVEL, False),
        (LINEAR, 200, 0.12, LEVEL, False),
        (LINEAR, 200, 0.13, FALLING, False),
        (Recipe(blocks=stack(Dense(4, Identity()), Dense(4, Tanh()))), 200, 0.13, LEVEL, False),
        (Recipe(blocks=stack(Dense(4, Identity()), Residual((Dense(4, ReLU()),)))), 200, 0.13, LEVEL, False),
    ],
)
def test_one_line_is_too_little_where_neighbours_do_better_and_the_loss_has_settled(
    recipe: Recipe, step: int, agreement: float, rows: Any, found: bool
) -> None:
    given = evidence(recipe, step, data=facts(agreement=agreement), scores=scored(0.0), history=rows)
    assert names(one_line, given) == ["one_line"] * found
    assert one_line(replace(given, data=None)) == []


def test_a_disabled_layer_with_a_bend_does_not_bend() -> None:
    recipe = Recipe(blocks=(Block(1, Dense(4, Tanh()), enabled=False),))
    given = evidence(recipe, 200, data=facts(), scores=scored(0.5), history=LEVEL)
    assert names(one_line, given) == ["one_line"]


def test_what_is_offered_instead_of_one_line() -> None:
    given = evidence(LINEAR, 500, data=facts(curves=(("x1*x2",), ("x1**2", "x2**2"))), scores=scored(0.5), history=LEVEL)
    (found,) = one_line(given)
    assert found.sentence == "The network draws one straight line; these classes need a bend."
    assert found.evidence == (
        "After 500 steps 50 % of the training rows are right; their nearest neighbours alone would get 95 % right."
    )
    bend, widen, product = found.remedies
    assert isinstance(bend, SetActivation)
    assert (bend.activation, bend.blocks) == (Tanh(), (1, 3))
    assert isinstance(widen, AddHiddenLayer)
    assert (widen.units, widen.text) == (8, "Add a hidden layer of 8 tanh neurons.")
    assert isinstance(product, SetInputs)
    assert product.inputs == ("x1", "x2", "x1*x2")


def test_a_network_without_layers_gets_one_with_a_neuron_for_each_class_and_only_the_inputs_it_lacks() -> None:
    recipe = Recipe(blocks=(), inputs=("x1", "x1**2"))
    data = facts(task_classes=9, curves=(("x1**2", "x2**2"),))
    widen, squares = one_line(evidence(recipe, 500, data=data, scores=scored(0.5), history=LEVEL))[0].remedies
    assert isinstance(widen, AddHiddenLayer)
    assert widen.units == 9
    assert isinstance(squares, SetInputs)
    assert squares.inputs == ("x1", "x1**2", "x2**2")
    assert squares.text == "Add x2² to the inputs."


def test_numbers_to_learn_are_said_as_r2() -> None:
    data = facts(task_classes=0, agreement=0.912)
    (found,) = one_line(evidence(LINEAR, 500, data=data, scores=scored(0.523), history=LEVEL))
    assert found.sentence == "The network draws one straight line; these numbers need a bend."
    assert found.evidence == "After 500 steps R² is 0.52; the nearest neighbours alone would reach 0.91."
    narrow = evidence(
        Recipe(blocks=stack(Dense(2))), 1000, data=data, scores=scored(0.523), history=LEVEL, layers=(layer(1, (2, 2)),)
    )
    assert few_neurons(narrow)[0].evidence == "After 1,000 steps R² is 0.52; the nearest neighbours alone would reach 0.91."


def narrow(units: tuple[int, ...], classes: int, agreement: float, step: int = 1000, rows: Any = LEVEL) -> Evidence:
    """A network of layers with so many units, and how well the neighbours predict beside its own 0."""
    layers = tuple(layer(i, (2, n)) for i, n in enumerate(units, 1))
    data = facts(task_classes=classes, agreement=agreement)
    recipe = Recipe(blocks=stack(*map(Dense, units)))
    return evidence(recipe, step, layers=(*layers, layer(0, (2, 1))), data=data, scores=scored(0.0), history=rows)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (narrow((4,), 2, 0.11), True),
        (narrow((4,), 2, 0.1), False),
        (narrow((5,), 2, 0.11), False),
        (narrow((4,), 2, 0.11, 999), False),
        (narrow((4,), 2, 0.11, rows=FALLING), False),
        (narrow((8, 4), 2, 0.11), True),  # the narrowest counts
        (narrow((5,), 15, 0.06, rows=FALLING), True),  # three classes a neuron
        (narrow((5,), 14, 0.06, rows=FALLING), False),
        (narrow((5,), 15, 0.05, rows=FALLING), False),
        (narrow((16,), 2, 0.26, 2000), True),  # a small network that was trained for long
        (narrow((17,), 2, 0.26, 2000), False),
        (narrow((16,), 2, 0.25, 2000), False),
        (narrow((16,), 2, 0.26, 1999), False),
        (narrow((16,), 2, 0.26, 2000, FALLING), False),
        (narrow((8, 8), 2, 0.26, 2000), True),
        (narrow((8, 9), 2, 0.26, 2000), False),
        (narrow((5, 5, 5), 2, 0.26, 2000), False),  # three layers are not shallow
        (replace(narrow((4,), 2, 0.9), data=None), False),
        (narrow((), 2, 0.9), False),
    ],
)
def test_too_few_neurons_exactly_at_the_limits(given: Evidence, found: bool) -> None:
    assert names(few_neurons, given) == ["few_neurons"] * found


def test_a_small_network_with_a_layer_that_has_no_width_is_not_judged() -> None:
    given = narrow((8,), 2, 0.5, 2000)
    assert names(few_neurons, given) == ["few_neurons"]
    other = layer(7, (8, 8))  # it learns, but its neurons cannot be set
    assert names(few_neurons, replace(given, layers=(*given.layers, other))) == []


def test_narrow_layers_are_widened_to_eight_or_to_one_neuron_for_each_class() -> None:
    (found,) = few_neurons(narrow((8, 1, 4), 2, 0.5))
    assert (found.block, found.short) == (2, "Dense 2 has too few neurons.")
    assert found.sentence == "1 neuron in Dense 2 is too few: what it lets through is not enough to tell these rows apart."
    assert found.remedy == SetWidths("Start again with 8 neurons in Dense 2, Dense 3.", (2, 3), 8)
    assert few_neurons(narrow((4,), 2, 0.5, 2000))[0].remedy == SetWidths("Start again with 8 neurons in Dense 1.", (1,), 8)
    (found,) = few_neurons(narrow((12, 3), 9, 0.5))
    assert found.sentence == "3 neurons in Dense 2 are few for 9 classes: all that tells them apart must pass through them."
    assert found.remedy == SetWidths("Start again with 9 neurons in Dense 2.", (2,), 9)


@pytest.mark.parametrize(("units", "wide"), [((5, 6), 16), ((6, 10), 20), ((10, 6), 20)])
def test_a_small_network_is_doubled_and_gets_a_layer_more(units: tuple[int, ...], wide: int) -> None:
    remedy = few_neurons(narrow(units, 2, 0.5, 2000))[0].remedy
    assert isinstance(remedy, Together)
    assert remedy.text == (
        f"Start again with {wide} neurons in Dense 1, Dense 2, one more hidden layer of {wide // 2}, and Adam (rate 0.01)."
    )
    widths, added, optimizer = remedy.parts
    assert isinstance(widths, SetWidths)
    assert (widths.blocks, widths.units) == ((1, 2), wide)
    assert isinstance(added, AddHiddenLayer)
    assert added.units == wide // 2
    assert isinstance(optimizer, SetOptimizer)
    assert optimizer.optimizer == Adam(lr=0.01)
