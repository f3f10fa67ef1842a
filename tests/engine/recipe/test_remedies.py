"""What a remedy changes in a recipe, and that it changes nothing else; and an edit in a few words."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from engine.nn.activations import Identity, ReLU, Tanh
from engine.nn.initializers import He, Xavier
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.nn.losses import MeanSquaredError
from engine.optim.gradient_clipping import ClipNorm
from engine.optim.optimizers import SGD, Adam, Momentum
from engine.optim.regularizers import L2
from engine.optim.schedules import Cosine
from engine.optim.stopping import STOPS, NoImprovement
from engine.recipe import remedies as one
from engine.recipe import structure_remedies as other
from engine.recipe.diff import change_text, setting_changes
from engine.recipe.layer_changes import with_hyperparameter
from engine.recipe.recipe import Block, Recipe, Seeds

BLOCKS = (Block(3, Dense(4, Tanh())), Block(7, Dropout(0.5)), Block(2, Dense(8, ReLU()), frozen=True, rate=0.0))
START = Recipe(blocks=BLOCKS, stops=(NoImprovement(9),))


def with_blocks(*blocks: Block) -> Recipe:
    return dataclasses.replace(START, blocks=blocks)


A, B, C = BLOCKS


@pytest.mark.parametrize(
    ("remedy", "wanted", "restarts"),
    [
        (
            one.SetActivation("", ReLU(), (3, 7)),
            with_blocks(dataclasses.replace(A, layer=Dense(4, ReLU())), B, C),
            False,
        ),
        (
            one.SetInitializer("", (2,), He()),
            with_blocks(A, B, dataclasses.replace(C, layer=Dense(8, ReLU(), He()))),
            True,
        ),
        (one.SetInitializer("", (0,), He()), dataclasses.replace(START, output_weights=He()), True),
        (one.SetLearningRate("", 0.5), dataclasses.replace(START, optimizer=SGD(0.5)), False),
        (one.SetLoss("", MeanSquaredError()), dataclasses.replace(START, loss=MeanSquaredError()), False),
        (one.SetUnits("", 3, 5), with_blocks(dataclasses.replace(A, layer=Dense(5, Tanh())), B, C), False),
        (one.Standardise(""), dataclasses.replace(START, standardise=True), True),
        (one.ClipGradient(""), dataclasses.replace(START, clip=ClipNorm(1.0)), True),
        (one.AddDropout(""), with_blocks(*BLOCKS, Block(8, Dropout(0.2))), False),
        (one.AddPenalty(""), dataclasses.replace(START, penalty=L2(0.001)), False),
        (
            other.Together("", (one.SetLearningRate("", 0.5), one.AddPenalty(""))),
            dataclasses.replace(START, optimizer=SGD(0.5), penalty=L2()),
            False,
        ),
        (
            other.Together("", (one.SetLearningRate("", 0.5), one.Standardise(""))),
            dataclasses.replace(START, optimizer=SGD(0.5), standardise=True),
            True,
        ),
        (other.AddHiddenLayer("", 6), with_blocks(*BLOCKS, Block(8, Dense(6, Tanh(), Xavier()))), True),
        (other.SetInputs("", ("x**2",)), dataclasses.replace(START, inputs=("x**2",)), True),
        (other.Unfreeze(""), with_blocks(A, B, dataclasses.replace(C, frozen=False, rate=1.0)), False),
        (
            other.SetStartBias("", (3, 7)),
            START,  # biases start at 0 already
            True,
        ),
        (
            other.SetStartBias("", (3, 7), 0.5),
            with_blocks(dataclasses.replace(A, layer=Dense(4, Tanh(), bias=0.5)), B, C),
            True,
        ),
        (other.SetWidths("", (3, 2), 6), with_blocks(dataclasses.replace(A, layer=Dense(6, Tanh())), B, C), True),
        (other.SetOptimizer("", Adam()), dataclasses.replace(START, optimizer=Adam()), True),
        (other.StopEarly(""), dataclasses.replace(START, stops=(NoImprovement(20),)), True),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_remedy_changes_what_it_says_and_nothing_else(remedy: one.Remedy, wanted: Recipe, restarts: bool) -> None:
    assert remedy.apply(START) == wanted
    assert remedy.restarts is restarts


def test_a_rate_beyond_the_optimizers_range_is_the_nearest_in_it() -> None:
    rates = [one.with_learning_rate(START, lr).optimizer.lr for lr in (0.0, 1e-6, 0.3, 10.0, 99.0)]
    assert rates == [1e-6, 1e-6, 0.3, 10.0, 10.0]


def test_a_first_layer_has_the_first_id_and_other_stop_rules_stay() -> None:
    assert one.AddDropout("", 0.4).apply(dataclasses.replace(START, blocks=())).blocks == (Block(1, Dropout(0.4)),)
    steps = STOPS["steps"]()
    stops = other.StopEarly("", 5).apply(dataclasses.replace(START, stops=(steps, NoImprovement(9)))).stops
    assert stops == (steps, NoImprovement(5))


def test_a_hyperparameter_changes_in_all_layers_inside_too() -> None:
    inner = Residual((Dense(4, Tanh()), Dense(4, Identity()), ActivationLayer(Tanh())))
    wanted = Residual((Dense(4, ReLU()), Dense(4, Identity()), ActivationLayer(ReLU())))
    assert with_hyperparameter(inner, "activation", ReLU()) == wanted
    assert with_hyperparameter(inner, "units", 6) == Residual((Dense(6, Tanh()), Dense(6, Identity()), ActivationLayer(Tanh())))
    assert with_hyperparameter(Dropout(0.5), "units", 6) == Dropout(0.5)
    assert with_hyperparameter(Dropout(0.5), "rate", 0.1) == Dropout(0.1)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"optimizer": SGD(0.1)}, "Learning rate 0.03 → 0.1"),
        ({"optimizer": Momentum()}, "Optimizer SGD → Momentum"),
        ({"batch": 16, "shuffle": False}, "Batch size 10 → 16; Shuffle on → off"),
        ({"schedule": Cosine(), "clip": ClipNorm()}, "Schedule Constant → Cosine; Gradient clipping None → By norm"),
        ({"class_weights": "balanced"}, "Class weights None → Balanced"),
        ({"stops": ()}, "Stop rules {stop} → none"),
        ({"batch": 16, "shuffle": False, "output_bias": 1.0}, "an edit"),
        ({}, "an edit"),
        ({"batch": 16, "blocks": ()}, "an edit"),
        ({"batch": 16, "standardise": True}, "an edit"),
        ({"seeds": Seeds(weights=5)}, "an edit"),
    ],
)
def test_an_edit_in_a_few_words(changes: dict[str, Any], text: str) -> None:
    after = dataclasses.replace(START, **changes)
    assert change_text(START, after, "an edit") == text.format(stop=NoImprovement.label)


def test_all_changes_of_settings_are_listed() -> None:
    after = dataclasses.replace(START, batch=16, shuffle=False, output_bias=1.25, blocks=())
    assert setting_changes(START, after) == ("Output bias 0 → 1.25", "Batch size 10 → 16", "Shuffle on → off")
