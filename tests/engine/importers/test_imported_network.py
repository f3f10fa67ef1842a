"""What a file says of a network becomes a recipe; what it does not say is as in a new one, and what it says wrongly is left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.data.preprocessing import Scaling
from engine.exporters.contents import Exported, exported_from
from engine.importers.adoption import candidates, present_objection
from engine.importers.imported_network import ImportedNetwork, model_of, recipe_of
from engine.importers.layer_steps import Linear
from engine.importers.named_arrays import imported_from
from engine.importers.network_of_steps import network_from
from engine.nn.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Recipe, Seeds
from engine.training.prepare import rows_of
from tests.engine.exporters.matrix import CLASSES
from tests.golden.written import NETWORKS, network

START = Recipe()


def read(**training: Any) -> ImportedNetwork:
    """A network of two classes whose file says this about its training, and nothing else."""
    exported = exported_from(network(classes=2, loss="cross_entropy"))
    return imported_from(Exported(exported.arrays, {**exported.metadata, "training": training}), "a.npz")


# -- what a file says about the training
@pytest.mark.parametrize(
    ("training", "field", "value"),
    [
        ({"batch": 1}, "batch", 1),
        ({"batch": 0}, "batch", None),
        ({"batch": True}, "batch", None),
        ({"batch": 2.0}, "batch", None),
        ({}, "batch", None),
        ({"step": 0}, "step", 0),
        ({"step": 7}, "step", 7),
        ({"step": -1}, "step", 0),
        ({"step": "7"}, "step", 0),
        ({}, "step", 0),
        ({"epoch": 1}, "epoch", 1),
        ({"epoch": -1}, "epoch", 0),
        ({"shuffle": False}, "shuffle", False),
        ({"shuffle": "no"}, "shuffle", None),
        ({"carry_over": True}, "carry_over", True),
        ({"class_weights": "balanced"}, "class_weights", "balanced"),
        ({"class_weights": "heavy"}, "class_weights", None),
        ({"seeds": {"data": 3, "weights": 4, "order": 5}}, "seeds", Seeds(3, 4, 5)),
        ({"seeds": {"data": 3, "weights": 4}}, "seeds", None),
        ({"seeds": {"data": -3, "weights": 4, "order": 5}}, "seeds", None),
        ({"data": "Circle"}, "data_name", "Circle"),
        ({"data": 3}, "data_name", ""),
        ({"optimizer": {"kind": "adam"}}, "optimizer", OPTIMIZERS["adam"]()),
        ({"optimizer": {"kind": "none"}}, "optimizer", None),
        ({"loss": {"kind": "cross_entropy"}}, "loss", LOSSES["cross_entropy"]()),
        ({"loss": {"kind": "mse"}}, "loss", LOSSES["cross_entropy"]()),
    ],
)
def test_what_is_said_is_believed_where_it_can_be(training: dict[str, Any], field: str, value: Any) -> None:
    found = getattr(read(**training), field)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("scores", [{"metric": 3}, {"train_loss": "x", "metric": "Accuracy"}, [], {"train_loss": 1.0}])
def test_scores_that_are_damaged_are_left(scores: Any) -> None:
    assert read(scores=scores).scores is None


def test_scores_are_those_of_the_file_and_nan_where_it_has_none() -> None:
    found = read(scores={"metric": "Accuracy", "train_loss": 0.5, "test_metric": 0.75, "validation_loss": 0.25}).scores
    assert found is not None
    assert (found.metric, found.train_loss, found.test_metric, found.validation_loss) == ("Accuracy", 0.5, 0.75, 0.25)
    assert np.isnan(found.test_loss)
    assert np.isnan(found.train_metric)
    assert found.validation_metric is None


# -- the recipe
def test_what_a_file_does_not_say_is_as_in_a_new_recipe() -> None:
    recipe = recipe_of(read())
    for name in ("batch", "shuffle", "class_weights", "seeds", "optimizer", "carry_over"):
        assert getattr(recipe, name) == getattr(START, name), name
    recipe = recipe_of(read(batch=3, shuffle=False, carry_over=True, class_weights="balanced", optimizer={"kind": "adam"}))
    assert (recipe.batch, recipe.shuffle, recipe.carry_over, recipe.class_weights) == (3, False, True, "balanced")
    assert recipe.optimizer == OPTIMIZERS["adam"]()


@pytest.mark.parametrize(
    ("mean", "deviation", "target", "is_scaled"),
    [
        ([0, 0], [1, 1], (0, 1), False),
        ([0, 1], [1, 1], (0, 1), True),
        ([0, 0], [1, 2], (0, 1), True),
        ([0, 0], [1, 1], (1, 1), True),
        ([0, 0], [1, 1], (0, 2), True),
    ],
)
def test_a_scaling_that_changes_something_is_part_of_the_recipe(
    mean: list[float], deviation: list[float], target: tuple[float, float], is_scaled: bool
) -> None:
    imported = replace(
        network_from([Linear(np.ones((2, 1), np.float32))], ""),
        scaling=Scaling(np.array(mean, float), np.array(deviation, float)),
        target_scaling=Scaling(np.array(target[:1], float), np.array(target[1:], float)),
    )
    recipe = recipe_of(imported)
    assert (recipe.standardise, recipe.scaling is not None) == (is_scaled, is_scaled)


def test_layers_keep_their_names_where_these_are_not_the_usual_ones() -> None:
    steps = [Linear(np.ones((2, 3), np.float32), name="first"), Linear(np.ones((3, 1), np.float32))]
    [block] = recipe_of(network_from(steps, "")).blocks
    assert (block.id, block.name) == (1, "first")
    steps = [Linear(np.ones((2, 3), np.float32)), Linear(np.ones((3, 1), np.float32))]
    assert [one.name for one in recipe_of(network_from(steps, "")).blocks] == [""]


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_come_back_as_they_were_written(name: str) -> None:
    model = NETWORKS[name]()
    imported = imported_from(exported_from(model), "a.npz")
    found = model_of(imported)
    assert found.theta.tobytes() == model.theta.tobytes()
    assert found.buffers.tobytes() == model.buffers.tobytes()
    assert (found.step, found.epoch) == (7, 3)
    assert (found.input_names, found.target_name, found.columns) == (model.input_names, model.target_name, model.columns)
    assert found.classes == CLASSES[: len(model.classes)]
    assert [one.column for one in found.features] == [one.column for one in model.features]
    assert not found.theta.flags.writeable
    assert not found.buffers.flags.writeable


def test_the_wider_of_two_types_holds_all_weights() -> None:
    single, double = np.ones((2, 2), np.float32), np.ones((2, 1), np.float64)
    assert model_of(network_from([Linear(single), Linear(double)], "")).theta.dtype == np.float64
    assert model_of(network_from([Linear(single), Linear(double.astype(np.float32))], "")).theta.dtype == np.float32


# -- tables that it can go on with
def test_the_present_data_fit_or_say_why_not() -> None:
    imported = network_from([Linear(np.ones((2, 2), np.float32))], "softmax")
    assert present_objection(imported, DATASETS["xor"]()) == ""
    assert present_objection(imported, DATASETS["iris"]()) == "It takes 2 inputs; these data have 4."
    assert present_objection(imported, DATASETS["csv_file"]()) != ""  # no file was chosen
    wide = network_from([Linear(np.ones((1, 2), np.float32))], "softmax")
    assert present_objection(wide, DATASETS["xor"]()) == "It takes 1 input; these data have 2."


def test_the_rows_are_those_of_the_seeds_of_the_file() -> None:
    imported = replace(network_from([Linear(np.ones((2, 2), np.float32))], "softmax"), seeds=Seeds(data=9))
    [first, *_others] = candidates(imported, DATASETS["circle"]())
    assert first.data == DATASETS["circle"]()
    assert np.array_equal(first.table.inputs, rows_of(Recipe(seeds=Seeds(data=9))).inputs)
    assert not np.array_equal(first.table.inputs, rows_of(Recipe()).inputs)
