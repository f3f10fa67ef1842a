"""What each action of a lesson does to a project, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from engine.experiments.descent.descent_settings import DescentSettings
from engine.nn.activations import ReLU
from engine.nn.initializers import He
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import Hinge
from engine.optim.optimizers import SGD, Adam
from engine.recipe.recipe import Block, Recipe, Seeds, recipe_to_data
from engine.training.memento import WeightEdit
from gui.model.lessons.lesson_actions import read_action
from gui.model.lessons.recipe_actions import block_at
from gui.model.lessons.start import Start, recipe_of_text
from gui.model.project import Axes, Project
from gui.model.templates import TEMPLATES, from_template

MIXED = Project(Recipe(blocks=(Block(5, Dense(4)), Block(6, Dropout()), Block(7, ActivationLayer(ReLU())), Block(8, Dense(2)))))


class Noting:
    """A learner that notes what it is told; edits change its project."""

    def __init__(self, project: Project) -> None:
        self.project, self.restarts, self.notes = project, False, list[Any]()

    def edit(self, text: str, after: Project, restart: bool = False, weights: tuple[WeightEdit, ...] = ()) -> None:
        self.project, self.restarts = after, restart
        self.notes += [text, *weights]

    def __getattr__(self, name: str) -> Any:
        return lambda *values: self.notes.append((name, *values))


def done(project: Project = MIXED, **action: Any) -> Noting:
    learner = Noting(project)
    read_action(action).do(learner)
    return learner


def layers(project: Project) -> list[str]:
    return [f"{block.layer.units}" if isinstance(block.layer, Dense) else block.layer.kind for block in project.recipe.blocks]


@pytest.mark.parametrize(
    ("action", "said", "after"),
    [
        ({"do": "layers", "to": "3:relu,dropout"}, "Change layers", ["3", "dropout"]),
        ({"do": "layers", "to": "none"}, "Change layers", []),
        ({"do": "add_layer", "layer": "9"}, "Add layer", ["4", "dropout", "activation", "2", "9"]),
        ({"do": "add_layer", "layer": "9,8", "at": 0}, "Add layer", ["9", "8", "4", "dropout", "activation", "2"]),
        ({"do": "add_layer", "layer": "9,8", "at": 1}, "Add layer", ["4", "9", "8", "dropout", "activation", "2"]),
        ({"do": "add_layer", "layer": "9,8", "at": 50}, "Add layer", ["4", "dropout", "activation", "2", "9", "8"]),
        ({"do": "remove_layer", "layer": 1}, "Remove layer", ["dropout", "activation", "2"]),
        ({"do": "remove_layer", "layer": 4}, "Remove layer", ["4", "dropout", "activation"]),
        ({"do": "neurons", "layer": 4, "to": 7}, "Change neurons", ["4", "dropout", "activation", "7"]),
    ],
)
def test_actions_on_layers(action: dict[str, Any], said: str, after: list[str]) -> None:
    learner = done(**action)
    assert (learner.notes, layers(learner.project), learner.restarts) == ([said], after, False)
    ids = [block.id for block in learner.project.recipe.blocks]
    assert len(set(ids)) == len(ids)


def test_new_layers_are_no_continuation_of_the_old_ones() -> None:
    assert [block.id for block in done(do="layers", to="4,2").project.recipe.blocks] == [9, 10]


@pytest.mark.parametrize(
    ("layer", "kinds"), [(0, ["elu", "elu", "elu"]), (1, ["elu", "relu", "tanh"]), (3, ["tanh", "elu", "tanh"])]
)
def test_an_activation_is_that_of_one_layer_or_of_all(layer: int, kinds: list[str]) -> None:
    blocks = done(do="activation", to="elu", layer=layer).project.recipe.blocks
    assert [block.layer.activation.kind for block in blocks if isinstance(block.layer, Dense | ActivationLayer)] == kinds


@pytest.mark.parametrize(
    ("action", "change"),
    [
        ({"do": "loss", "to": "hinge"}, {"loss": Hinge()}),
        ({"do": "optimizer", "to": "adam:lr=0.5"}, {"optimizer": Adam(0.5)}),
        ({"do": "rate", "to": 0.25}, {"optimizer": SGD(0.25)}),
        ({"do": "batch", "to": 4096}, {"batch": 4096}),
        ({"do": "standardise", "to": True}, {"standardise": True}),
        ({"do": "seed", "to": 9}, {"seeds": Seeds(1, 9, 1)}),
        ({"do": "seed", "of": "order", "to": 9}, {"seeds": Seeds(1, 1, 9)}),
    ],
)
def test_actions_on_settings(action: dict[str, Any], change: dict[str, Any]) -> None:
    learner = done(**action)
    assert learner.project.recipe == replace(MIXED.recipe, **change)
    assert learner.restarts == (action["do"] == "seed")
    assert learner.project.own_loss == (action["do"] == "loss")


def test_actions_that_start_again() -> None:
    fresh = done(do="initializer", to="he")
    assert fresh.restarts
    assert [block.layer.weights for block in fresh.project.recipe.blocks if isinstance(block.layer, Dense)] == [He(), He()]
    template = next(one for one in TEMPLATES if one.name == "Shallow")
    made = done(do="template", name="Shallow")
    assert (made.project, made.restarts, made.notes) == (from_template(MIXED, template), True, ["Template Shallow"])
    again = done(do="restart")
    assert (again.project, again.restarts, again.notes) == (MIXED, True, ["Same start"])


def test_another_dataset_comes_with_its_rows() -> None:
    project = done(do="dataset", to="iris").project
    assert (project.recipe.data.kind, project.axes, project.recipe.standardise) == ("iris", Axes((2, 3)), True)


@pytest.mark.parametrize(("layer", "block"), [(0, 0), (1, 5), (4, 8)])
def test_a_weight_is_set_in_the_layer_with_that_number(layer: int, block: int) -> None:
    edit = WeightEdit(block, "weights", (0, 1), 2.0)
    assert done(do="weight", layer=layer, place=[0, 1], to=2).notes == ["Change weight", edit]


def test_what_the_learner_is_told() -> None:
    assert done(do="train", epochs=3).notes == [("train", 3, 0)]
    assert done(do="train", steps=5).notes == [("train", 0, 5)]
    assert done(do="keep_run").notes == [("keep_run",)]
    assert done(do="view", name="boundary").notes == [("show_view", "boundary")]
    assert done(do="control", name="a", to=1).notes == [("use_control", "a", 1.0)]
    assert done(do="control", name="a").notes == [("use_control", "a", None)]
    assert done(do="predict").notes == [("predict", 1.0)]
    assert done(do="answer", values=[3, 4]).notes == [("answer", 1, (3.0, 4.0))]
    ((name, function, balls, settings, steps),) = done(do="descend", start=[-6.0], momentum=0.5).notes
    assert (name, function, balls, steps) == ("descend", "quartic", ("sgd",), 2000)
    assert isinstance(settings, DescentSettings)
    assert (settings.lr, settings.momentum, settings.condition) == (0.01, 0.5, 10.0)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ({"do": "train"}, "training needs either"),
        ({"do": "train", "epochs": 1, "steps": 1}, "training needs either"),
        ({"do": "train", "epochs": 5001}, "from 0 to 5000"),
        ({"do": "train", "steps": 1_000_001}, "from 0 to 1000000"),
        ({"do": "remove_layer", "layer": 5}, "no longer in the network"),
        ({"do": "remove_layer", "layer": 0}, "from 1 to 50"),
        ({"do": "neurons", "layer": 2, "to": 3}, "no number of neurons of its own"),
        ({"do": "neurons", "layer": 1, "to": 1025}, "from 1 to 1024"),
        ({"do": "rate", "to": -0.1}, "from 0 to"),
        ({"do": "rate", "to": 1000}, "Learning rate"),
        ({"do": "batch", "to": 0}, "from 1 to 4096"),
        ({"do": "batch", "to": 4097}, "from 1 to 4096"),
        ({"do": "dataset", "to": "csv_file"}, "a lesson brings no file of its own"),
        ({"do": "layers", "to": ",".join(["2"] * 51)}, "at most 50 layers"),
        ({"do": "weight", "layer": 9, "place": [0], "to": 1}, "no longer in the network"),
        ({"do": "weight", "layer": 0, "place": [1024], "to": 1}, "from 0 to 1023"),
        ({"do": "weight", "layer": 0, "place": [1, 1, 1, 1, 1], "to": 1}, "a list of 1 to 4"),
        ({"do": "descend", "balls": ["rocket"]}, "rocket"),
        ({"do": "descend", "start": [6.1]}, "from −6 to 6"),
        ({"do": "descend", "start": [-6.1]}, "from −6 to 6"),
        ({"do": "descend", "momentum": 1}, "from 0 to 0.999"),
        ({"do": "answer", "values": [1, 2, 3]}, "a list of 1 to 2"),
        ({"do": "answer", "goal": 0, "values": [1]}, "from 1 to 8"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(action: dict[str, Any], said: str) -> None:
    with pytest.raises((ValueError, KeyError), match=said):
        done(**action)


def test_layers_are_counted_from_1() -> None:
    assert [block_at(MIXED.recipe, k).id for k in (1, 4)] == [5, 8]
    for k in (0, 5):
        with pytest.raises(ValueError, match="no longer"):
            block_at(MIXED.recipe, k)


def test_a_start_is_made_from_its_parts() -> None:
    assert Start().project() == Project()
    project = Start(
        layers="3:relu", loss="hinge", optimizer="adam", batch=7, standardise=True, data_seed=2, weights_seed=3, order_seed=4
    ).project()
    assert project == Project(
        replace(
            Recipe(blocks=(Block(1, Dense(3, ReLU())),), loss=Hinge(), optimizer=Adam(), batch=7, standardise=True),
            seeds=Seeds(2, 3, 4),
        ),
        own_loss=True,
    )
    iris = Start(dataset="iris", standardise=True).project()
    assert (iris.recipe.data.kind, iris.axes, iris.recipe.standardise, iris.own_loss) == ("iris", Axes((2, 3)), True, False)
    spiral = Start(dataset="spiral").project().recipe
    assert (spiral.data.kind, spiral.standardise) == ("spiral", False)
    assert Start(dataset="spiral", standardise=True).project().recipe.standardise
    assert Start(layers="none").project().recipe.blocks == ()


def test_a_start_from_a_recipe_keeps_its_seeds_unless_others_are_given() -> None:
    whole = replace(MIXED.recipe, seeds=Seeds(5, 6, 7), batch=3, standardise=True)
    text = json.dumps(recipe_to_data(whole))
    assert recipe_of_text(text) == whole
    assert Start(recipe=text).project() == Project(whole)
    assert Start(recipe=text, weights_seed=2).project().recipe.seeds == Seeds(1, 2, 1)
    assert Start(recipe=text, batch=9).project().recipe == replace(whole, batch=9)
    with pytest.raises(ValueError, match=r"^the recipe is not valid JSON\.$"):
        recipe_of_text("{")
