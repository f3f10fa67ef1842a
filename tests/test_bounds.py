"""The bounds on a network hold wherever one comes in: project file, clipboard, drag, edit, command line, session."""

from __future__ import annotations

import json
import time
from dataclasses import astuple, replace
from typing import Any

import pytest
from PySide6.QtCore import QMimeData

from engine.cli.arguments import job_from
from engine.nn.layers.dense import Dense
from engine.nn.layers.residual import Residual
from engine.recipe.limits import MOST_ID, MOST_IN_ALL, MOST_LAYERS, MOST_NAME, MOST_NESTED, layers_objection
from engine.recipe.recipe import Block, Recipe, recipe_from_data, recipe_to_data
from engine.recipe.recipe_problem import RecipeProblem
from engine.training import training_loop
from engine.training.session import Session
from gui.model.clipboard_text import layers_from_text, layers_to_text
from gui.model.edits import insert_layer, next_id, rename_layer, with_recipe
from gui.model.project import Project
from gui.palette.layer_mime import MIME, from_mime

DENSE = {"kind": "dense", "units": 1}


def nested(depth: int, layer: Any = DENSE) -> Any:
    """Residual blocks as plain data, so many inside one another."""
    for _depth in range(depth):
        layer = {"kind": "residual", "inside": [layer]}
    return layer


def recipe_data(layers: list[Any]) -> Any:
    return {**recipe_to_data(Recipe()), "blocks": [{"id": 1 + i, "layer": layer} for i, layer in enumerate(layers)]}


TOO_MUCH = {
    "one too many": [DENSE] * (MOST_LAYERS + 1),
    "30,000": [DENSE] * 30_000,
    "too many inside": [{"kind": "residual", "inside": [DENSE] * 9}],
    "too many in all": [{"kind": "residual", "inside": [nested(1)] * 8}] * MOST_LAYERS,
    "nested": [nested(MOST_NESTED + 1)],
    "nested deep": [nested(200)],
    "wide and nested": [{"kind": "residual", "inside": [{"kind": "residual", "inside": [DENSE] * 2000}] * 8}] * 8,
}


@pytest.mark.parametrize("layers", TOO_MUCH.values(), ids=TOO_MUCH)
def test_a_file_or_clipboard_with_too_many_layers_is_a_sentence_at_once(layers: list[Any]) -> None:
    began = time.process_time()
    with pytest.raises(ValueError, match=r"(at most \d+|1 to 8|than the 450).*"):
        recipe_from_data(recipe_data(layers))
    text = json.dumps({"program": "Network Playground", "layers_format": 1, "layers": [{"layer": layer} for layer in layers]})
    with pytest.raises(ValueError, match=r"\w\.$"):
        with_recipe(Project(), blocks=layers_from_text(text))
    assert time.process_time() - began < 1


@pytest.mark.parametrize("layer", [nested(MOST_NESTED + 1), nested(30), {"kind": "dense", "units": 10**400}, 3])
def test_a_dragged_layer_beyond_the_bounds_is_a_sentence(layer: Any) -> None:
    mime = QMimeData()
    mime.setData(MIME, json.dumps(layer).encode())
    with pytest.raises(ValueError, match=r"^.{10,120}\.$"):
        insert_layer(Project(), 0, from_mime(mime))


def test_what_is_just_allowed_is_allowed_wherever_a_network_comes_in() -> None:
    layers = [nested(MOST_NESTED), *[DENSE] * (MOST_LAYERS - 1)]
    recipe = recipe_from_data(recipe_data(layers))
    assert len(layers_from_text(layers_to_text(recipe.blocks))) == MOST_LAYERS
    allowed = with_recipe(Project(), blocks=recipe.blocks).recipe.blocks
    assert [block.layer for block in allowed] == [block.layer for block in recipe.blocks]
    Session(recipe).advance(1)
    assert layers_objection([Residual((Dense(1),) * 8)] * MOST_LAYERS) == ""
    assert MOST_LAYERS * 9 == MOST_IN_ALL


def test_the_command_line_and_a_session_keep_to_the_same_bound() -> None:
    with pytest.raises(ValueError, match="at most 50 layers"):
        job_from(["--layers", ",".join(["1"] * 51)])
    with pytest.raises(ValueError, match="at most 1000 inputs"):
        recipe_from_data({**recipe_data([DENSE]), "inputs": ["x1"] * 1001})
    with pytest.raises(RecipeProblem, match="at most 50 layers"):
        Session(Recipe(blocks=tuple(Block(1 + i, Dense(1)) for i in range(3000))))


def test_a_step_that_would_need_too_much_memory_is_refused_before_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, wide = 250, Recipe(blocks=(Block(1, Dense(1024)),), batch=4096)
    assert len(Session(wide).data.train) == rows  # the batch cannot be larger
    monkeypatch.setattr(training_loop, "MOST_ACTIVATIONS", 1025 * rows)
    with pytest.raises(RecipeProblem, match=r"A step on 250 rows would need 2.* MB .* make the batch, or the layers, smaller"):
        Session(wide)
    Session(replace(wide, batch=100))


@pytest.mark.parametrize("whole", [10**400, -(10**400), MOST_ID + 1, 0, 1.5, True])
def test_an_id_beyond_the_bounds_is_a_sentence(whole: Any) -> None:
    data = recipe_data([DENSE])
    data["blocks"][0]["id"] = whole
    with pytest.raises(ValueError, match="whole numbers above 0"):
        recipe_from_data(data)


def test_layers_can_be_added_to_one_with_the_largest_id() -> None:
    recipe = Recipe(blocks=(Block(MOST_ID, Dense(1)), Block(3, Dense(1))))
    assert next_id(recipe) not in (MOST_ID, 3)
    grown = insert_layer(Project(recipe), 0, Dense(2)).recipe
    assert recipe_from_data(recipe_to_data(grown)) == grown


def test_names_and_texts_have_a_bound() -> None:
    with pytest.raises(ValueError, match=f"at most {MOST_NAME} letters"):
        rename_layer(Project(), 1, "a" * (MOST_NAME + 1))
    assert rename_layer(Project(), 1, " a\n\tb ").recipe.blocks[0].name == "a b"
    data = recipe_data([DENSE])
    data["blocks"][0]["name"] = "a" * (MOST_NAME + 1)
    with pytest.raises(ValueError, match=f"at most {MOST_NAME} letters"):
        recipe_from_data(data)
    data = {**recipe_data([DENSE]), "data": {"kind": "csv_file", "path": "a" * 6000}}
    with pytest.raises(ValueError, match="at most 5,000 letters"):
        recipe_from_data(data)


def test_a_seed_that_is_a_whole_number_with_a_point_is_whole() -> None:
    recipe = recipe_from_data({**recipe_data([DENSE]), "seeds": {"data": 1.0, "weights": 2.0, "order": 3.0}})
    assert [type(seed) for seed in astuple(recipe.seeds)] == [int] * 3
    Session(recipe)
    with pytest.raises(ValueError, match="seed must be a whole number"):
        recipe_from_data({**recipe_data([DENSE]), "seeds": {"data": 1.5}})


@pytest.mark.parametrize("found", [0, -1, True, 1.0, None, "1", -(10**400)])
def test_a_recipe_of_no_format_is_none(found: Any) -> None:
    with pytest.raises(ValueError, match="no network of this program"):
        recipe_from_data({**recipe_data([DENSE]), "format": found})


@pytest.mark.parametrize("found", [2, 10**400])
def test_a_newer_format_has_its_sentence(found: int) -> None:
    with pytest.raises(ValueError, match=r"^A newer version wrote it .{,80}: update the program\.$"):
        recipe_from_data({**recipe_data([DENSE]), "format": found})


@pytest.mark.parametrize("name", ["batch", "train_share"])
@pytest.mark.parametrize("value", [10**400, -(10**400), float("inf"), float("nan"), True, "9" * 9000])
def test_a_number_beyond_all_numbers_is_a_short_sentence(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=r"^.{10,120}$"):
        recipe_from_data({**recipe_data([DENSE]), name: value})
