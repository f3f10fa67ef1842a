"""A stage on the canvas: its layers are marked, and its numbers stand on the neurons and links that the network has."""

from __future__ import annotations

import numpy as np

from engine.network.parameter_layout import INPUT
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Block, Recipe
from gui.canvas.scene import NetworkScene
from gui.plotting.live_numbers import format_live
from gui.views.intents import UnitNumbers


def texts(scene: NetworkScene) -> list[str]:
    return [text for _place, text in scene.stage.labels()]


def test_numbers_stand_on_neurons_and_links(qapp: object) -> None:
    scene = NetworkScene(Recipe())
    links = np.arange(8.0).reshape(2, 4) / 7
    scene.stage.show_stage((1,), (UnitNumbers(INPUT, np.array([0.5, -0.25])), UnitNumbers(1, np.arange(4.0), links)))
    assert scene.stage.isVisible()
    assert texts(scene) == [format_live(x) for x in (0.5, -0.25, 0, 1, 2, 3, *links.ravel())]
    box = scene.layout.place(1).box
    for middle, _text in scene.stage.labels()[2:6]:
        assert box.x < middle.x() < box.right


def test_what_the_network_no_longer_has_is_left_out(qapp: object) -> None:
    scene = NetworkScene(Recipe())
    scene.stage.show_stage((1,), (UnitNumbers(1, np.arange(4.0), np.ones((2, 4))), UnitNumbers(9, np.ones(3))))
    recipe = Recipe()
    scene.set_recipe(Recipe(blocks=(recipe.blocks[1],)))
    assert texts(scene) == []
    scene.stage.show_stage((), ())
    assert not scene.stage.isVisible()


def test_many_numbers_are_not_written(qapp: object) -> None:
    scene = NetworkScene(Recipe())
    scene.set_recipe(Recipe(blocks=(Block(1, Dense(7)), Block(2, Dense(5)))))
    links = np.full((7, 5), np.nan)
    links[:, 2] = 1.0
    scene.stage.show_stage((), (UnitNumbers(1, np.ones(7)), UnitNumbers(2, None, links)))
    assert len(texts(scene)) == 7 + 7
    scene.stage.show_stage((), (UnitNumbers(2, None, np.ones((7, 5))),))
    assert texts(scene) == []
