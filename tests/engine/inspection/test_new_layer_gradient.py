"""A layer that was added after the last step has no gradient yet, which is something else than a gradient of 0."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from tests.engine.builders import stack


def test_an_added_layer_and_the_one_that_it_changes_have_no_gradient_before_the_next_step() -> None:
    session = Session(Recipe(blocks=stack(Dense(4), Dense(2))))
    session.advance(5)
    recipe = session.recipe
    session.adopt(replace(recipe, blocks=(*recipe.blocks, Block(9, Dense(3)))))
    builder = SnapshotBuilder(session)
    names = [info.name for info in session.network.layers]
    unknown = np.isnan(builder.build().gradients[:, 0]).tolist()
    assert dict(zip(names, unknown, strict=True)) == {"Dense 1": False, "Dense 2": False, "Dense 3": True, "Output": True}
    session.advance(1)
    assert not np.isnan(builder.build().gradients).any()
