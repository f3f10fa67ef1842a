"""What the setup suggests contains what the network has, and can be read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.nn.activations import ACTIVATIONS
from engine.nn.initializers import INITIALIZERS
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.optim.optimizers import OPTIMIZERS, SGD, Adam
from engine.optim.regularizers import PENALTIES
from engine.recipe.recipe import Block, Recipe
from engine.recipe.short_form import entry_from
from engine.search.settings import SETTINGS
from engine.search.space import dimension_from
from gui.search.setup.suggestions import suggested


def entry(family: Any, text: str) -> Any:
    return entry_from(family, text)


OWN = {
    "layers": "12,dropout:0.25,3:relu",
    "activation": "elu:alpha=0.5",
    "initializer": "he",
    "dropout": "0.25",
    "optimizer": "momentum:lr=0.02:beta=0.7",
    "batch": "50",
    "penalty": "l2:strength=0.03",
}
HE = INITIALIZERS["he"]()
OTHER = Recipe(
    blocks=(
        Block(1, Dense(12, entry(ACTIVATIONS, OWN["activation"]), weights=HE)),
        Block(2, Dropout(0.25)),
        Block(3, Dense(3, entry(ACTIVATIONS, "relu"), weights=HE)),
    ),
    output_weights=HE,
    optimizer=entry(OPTIMIZERS, OWN["optimizer"]),
    batch=50,
    penalty=entry(PENALTIES, OWN["penalty"]),
)


@pytest.mark.parametrize("recipe", [Recipe(), OTHER], ids=["default", "other"])
@pytest.mark.parametrize("name", SETTINGS.names())
def test_all_suggestions_can_be_read_and_applied(name: str, recipe: Recipe) -> None:
    dimension = dimension_from(f"{name}={suggested(name, recipe)}")
    for value in dimension.grid():
        SETTINGS[name]().apply(recipe, value)


@pytest.mark.parametrize("name", OWN)
def test_what_the_network_has_is_among_them_once(name: str) -> None:
    values = suggested(name, OTHER).split("|")
    assert values.count(OWN[name]) == 1
    usual = SETTINGS[name].usual.split("|")
    assert set(values) == {OWN[name], *usual}
    if name in ("optimizer", "penalty", "batch"):
        assert SETTINGS[name]().apply(OTHER, dimension_from(f"{name}={OWN[name]}").values[0]) == OTHER


def test_the_usual_ones_are_enough_where_the_network_has_one_of_them() -> None:
    assert suggested("optimizer", Recipe()) == SETTINGS["optimizer"].usual
    assert suggested("batch", replace(Recipe(), batch=32)) == SETTINGS["batch"].usual


@pytest.mark.parametrize(
    ("optimizer", "text"), [(SGD(0.03), "0.001..1:log"), (Adam(0.01), "0.001..0.1:log"), (SGD(10.0), "1..10:log")]
)
def test_rates_lie_around_the_present_one_within_what_is_allowed(optimizer: SGD, text: str) -> None:
    assert suggested("lr", replace(Recipe(), optimizer=optimizer)) == text


def test_layers_that_cannot_be_written_are_left_out() -> None:
    recipe = replace(Recipe(), blocks=(Block(1, Residual()),))
    assert suggested("layers", recipe) == SETTINGS["layers"].usual
