"""What the history holds beside losses and gradients: how far each step moved each layer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.nn.layers.dense import Dense
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Recipe
from engine.training.history_rows import history_columns
from engine.training.session import Session
from tests.engine.builders import stack


def updates(session: Session) -> np.ndarray:
    """(rows, layers) as the history has them."""
    ids = [info.id for info in session.network.layers if info.parameters]
    view = session.history.view()
    return np.stack([view.column(f"update:{i}")[2] for i in ids], 1)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_the_update_ratio_is_that_of_the_step_before_the_row(optimizer: str) -> None:
    recipe = Recipe(optimizer=OPTIMIZERS[optimizer]())
    session, wanted = Session(recipe), []
    before = session.network.theta.astype(np.float64)
    for _ in range(30):
        session.advance(1)
        after = session.network.theta.astype(np.float64)
        places = [slice(info.start, info.stop) for info in session.network.layers]
        wanted.append([np.linalg.norm(after[p] - before[p]) / np.linalg.norm(before[p]) for p in places])
        before = after
    whole = Session(recipe)
    whole.advance(30)
    for one in (session, whole):
        assert np.isnan(updates(one)[0]).all()
        np.testing.assert_allclose(updates(one)[1:], wanted, rtol=1e-5)
    assert whole.network.theta.tobytes() == session.network.theta.tobytes()


def test_rows_that_are_further_apart_tell_of_their_last_step_only() -> None:
    session, twin = Session(Recipe()), Session(Recipe())
    session.history.stride = twin.history.stride = 64
    session.advance(64)
    twin.advance(63)
    before = twin.network.theta.astype(np.float64)
    twin.advance(1)
    info = twin.network.layers[0]
    moved = (twin.network.theta - before)[info.start : info.stop]
    expected = np.linalg.norm(moved) / np.linalg.norm(before[info.start : info.stop])
    np.testing.assert_allclose([updates(one)[-1, 0] for one in (session, twin)], expected, rtol=1e-5)


def test_a_frozen_layer_does_not_move_and_one_without_weights_has_no_column() -> None:
    blocks = tuple(replace(block, frozen=block.id == 1) for block in stack(Dense(4), Dense(2)))
    session = Session(Recipe(blocks=blocks))
    session.advance(10)
    assert (updates(session)[1:, 0] == 0).all()
    assert (updates(session)[1:, 1] > 0).all()
    assert {"update:0", "update:1", "update:2"} <= set(history_columns(session.network, session.data))
