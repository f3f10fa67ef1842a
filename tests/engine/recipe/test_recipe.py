"""A recipe is plain data and comes back equal; what is damaged is said in a sentence."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from engine.data.datasets import DATASETS
from engine.nn.activations import ACTIVATIONS
from engine.nn.initializers import INITIALIZERS
from engine.nn.layers import LAYERS
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import LOSSES
from engine.optim.gradient_clipping import CLIPS
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import PENALTIES
from engine.optim.schedules import SCHEDULES
from engine.optim.stopping import STOPS
from engine.recipe.recipe import FORMAT, Block, Recipe, Seeds, recipe_from_data, recipe_to_data
from tests.engine.builders import stack


def through_json(recipe: Recipe) -> Recipe:
    return recipe_from_data(json.loads(json.dumps(recipe_to_data(recipe))))


def recipes() -> list[Recipe]:
    """The default one, and it with each entry of each family in turn."""
    start = Recipe()
    found = [start, Recipe(blocks=()), Recipe(seeds=Seeds(5, 6, 7), batch=3, train_share=0.25, standardise=True)]
    found += [dataclasses.replace(start, data=cls()) for cls in DATASETS]
    found += [dataclasses.replace(start, loss=cls()) for cls in LOSSES]
    found += [dataclasses.replace(start, optimizer=cls()) for cls in OPTIMIZERS]
    found += [dataclasses.replace(start, blocks=stack(cls())) for cls in LAYERS]
    found += [dataclasses.replace(start, output_weights=cls()) for cls in INITIALIZERS]
    found += [dataclasses.replace(start, blocks=stack(Dense(3, cls()))) for cls in ACTIVATIONS]
    found += [dataclasses.replace(start, schedule=cls()) for cls in SCHEDULES]
    found += [dataclasses.replace(start, clip=cls()) for cls in CLIPS]
    found += [dataclasses.replace(start, penalty=cls()) for cls in PENALTIES]
    found += [dataclasses.replace(start, stops=(cls(),)) for cls in STOPS]
    found += [dataclasses.replace(start, stops=tuple(cls() for cls in STOPS))]
    found += [dataclasses.replace(start, blocks=(Block(1, Dense(3), "mine", 2.5, True), Block(2, Dense(2), rate=0.0)))]
    return found


@pytest.mark.parametrize("recipe", recipes(), ids=str)
def test_a_recipe_comes_back_equal_from_json(recipe: Recipe) -> None:
    back = through_json(recipe)
    assert back == recipe
    assert recipe_to_data(back) == recipe_to_data(recipe)


def test_names_and_ids_come_back() -> None:
    recipe = Recipe(blocks=(Block(9, Dense(2), "mine"), Block(4, Dropout(0.3)), Block(5, Dense(3))))
    assert through_json(recipe) == recipe
    assert recipe.names() == {9: "mine", 4: "Dropout 1", 5: "Dense 2", 0: "Output"}


def test_a_recipe_from_before_there_were_schedules_reads_as_one_without() -> None:
    data = recipe_to_data(Recipe())
    for name in ("schedule", "clip", "penalty", "stops"):
        del data[name]
    for block in data["blocks"]:
        del block["rate"], block["frozen"]
    assert recipe_from_data(json.loads(json.dumps(data))) == Recipe()


def damaged(**changes: Any) -> dict[str, Any]:
    return {**recipe_to_data(Recipe()), **changes}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (None, "no network"),
        ([], "no network"),
        ({}, "no network"),
        (damaged(format="1"), "no network"),
        (damaged(format=FORMAT + 1), "update the program"),
        (damaged(blocks=None), "list of layers"),
        (damaged(blocks=[3]), "list of layers"),
        (damaged(blocks=[{"id": 1, "layer": {"kind": "no such"}}]), "There is no layer 'no such'"),
        (damaged(blocks=[{"id": 1, "layer": {"kind": "dense", "units": 0}}]), "Neurons must be from 1 to"),
        (damaged(blocks=[{"id": 1, "layer": {"kind": "dense", "units": 2.5}}]), "whole number"),
        (damaged(blocks=[{"id": 1, "layer": {"kind": "dense", "colour": 1}}]), "no setting 'colour'"),
        (damaged(blocks=[{"id": 1, "layer": {"kind": "dense"}, "rate": 11}]), "Rate multiplier must be from 0 to 10"),
        (damaged(blocks=[{"id": 1, "layer": {"kind": "dense"}, "frozen": 1}]), "Frozen must be yes or no"),
        (damaged(schedule={"kind": "no such"}), "There is no schedule 'no such'"),
        (damaged(penalty={"kind": "l1", "strength": -1}), "Strength must be from 0 to 10"),
        (damaged(stops={"kind": "steps"}), "Stop rules must be a list"),
        (damaged(stops=[{"kind": "steps"}, {"kind": "steps"}]), "must be different"),
        (damaged(blocks=[{"id": 0, "layer": {"kind": "dense"}}]), "ids"),
        (damaged(blocks=[{"id": True, "layer": {"kind": "dense"}}]), "ids"),
        (damaged(blocks=[{"id": 1, "layer": {"kind": "dense"}}] * 2), "ids"),
        (damaged(blocks=[{"id": 1, "name": 5, "layer": {"kind": "dense"}}]), "name must be a text"),
        (damaged(optimizer={"kind": "adam", "lr": float("nan")}), "must be a number"),
        (damaged(optimizer={"kind": "adam", "lr": "fast"}), "must be a number"),
        (damaged(loss="mse"), "'kind'"),
        (damaged(data={"kind": "circle", "rows": -5}), "Points must be"),
        (damaged(batch=0), "Batch size must be"),
        (damaged(standardise=1), "yes or no"),
        (damaged(seeds=3), "seeds"),
        (damaged(seeds={"data": 1, "more": 2}), "seeds"),
        (damaged(seeds={"data": -1}), "Data seed"),
    ],
)
def test_damage_is_said_in_a_sentence(data: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        recipe_from_data(data)


def test_missing_fields_take_their_defaults() -> None:
    assert recipe_from_data({"format": 1, "data": {"kind": "circle"}, "blocks": []}) == Recipe(blocks=())


def test_data_key_tells_what_the_data_depend_on() -> None:
    start = Recipe()
    same = dataclasses.replace(start, batch=3, loss=LOSSES["mse"](), seeds=Seeds(1, 8, 9), blocks=())
    assert same.data_key() == start.data_key()
    for other in ({"train_share": 0.3}, {"standardise": True}, {"seeds": Seeds(2, 1, 1)}, {"data": DATASETS["xor"]()}):
        assert dataclasses.replace(start, **other).data_key() != start.data_key()
