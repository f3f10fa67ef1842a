"""Links of wide layers: where they end, and which of them stand out; what the output block says of its scores."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from engine.recipe.recipe import OUTPUT, Block, Recipe
from gui.canvas.diagram.diagram import EndNames, diagram_of, link_of
from gui.canvas.diagram.geometry import arrange
from gui.canvas.items.link_curves import STRONG, Gap, link_groups
from gui.model.edits import fold_layer
from gui.model.project import Project
from gui.model.storage.project_file import project_from_data, project_to_data


def gap(units_in: int, units_out: int) -> Gap:
    return Gap(0.0, 50.0, np.linspace(-50, 50, units_in), np.linspace(-50, 50, units_out), False, 60.0)


@pytest.mark.parametrize("units", [11, 12, 13, 16])
def test_links_of_a_grid_end_level_with_their_neurons(units: int) -> None:
    recipe = Recipe(blocks=(Block(1, Dense(units)),))
    form = arrange(diagram_of(recipe, EndNames()), 40.0).place(1).form
    for cell, port in zip(form.cells, form.ports, strict=True):
        assert cell.y < port < cell.bottom
    assert (np.diff(form.ports) > 0).all(), "no two on one line"


def test_of_many_links_only_the_strongest_are_wide_and_coloured() -> None:
    weights = np.random.default_rng(1).normal(size=(12, 12))
    start, end = (one.ravel() for one in np.indices(weights.shape))
    groups = link_groups(gap(12, 12), weights, start, end, 400, fades=True)
    strong = sum(group.path.elementCount() // 2 for group in groups if group.width and group.path is not None)
    assert strong == STRONG
    grey = next(group for group in groups if group.width == 0)
    assert grey.sign == 0
    assert grey.path is not None, "the others are still there, so that it reads as fully connected"


def test_few_links_do_not_fade() -> None:
    weights = np.full((8, 8), 0.5)
    start, end = (one.ravel() for one in np.indices(weights.shape))
    assert all(group.sign == 1 for group in link_groups(gap(8, 8), weights, start, end, 400, fades=True))


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("name", LOSSES.names())
def test_the_outputs_activation_is_the_losses_link(name: str, outputs: int) -> None:
    loss = LOSSES[name]()
    scores = np.random.default_rng(2).normal(size=(outputs, 7))
    linked = loss.link(scores)
    np.testing.assert_allclose(link_of(loss, outputs).function(scores.T).T, linked, atol=1e-12)


def test_an_output_of_many_units_unfolds_and_is_saved_so() -> None:
    project = fold_layer(Project(Recipe()), OUTPUT, folded=False)
    assert project.unfolded == {OUTPUT}
    assert project_from_data(project_to_data(project)).unfolded == {OUTPUT}
    ends = dataclasses.replace(EndNames(), outputs=tuple(map(str, range(40))))
    diagram = diagram_of(project.recipe, ends, project.unfolded)
    assert len(arrange(diagram, 40.0).place(OUTPUT).form.cells) == 40
    assert fold_layer(project, OUTPUT, folded=True).unfolded == frozenset()
