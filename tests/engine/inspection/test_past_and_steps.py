"""What a session was at a keyframe, how far its layers step, and what is remembered between pictures of layers."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.inspection import hidden_space, weight_history
from engine.inspection.hidden_space import GRID_POINTS, HiddenSpace, LastDirections, principal
from engine.inspection.past_session import session_at
from engine.inspection.step_sizes import EffectiveStepSizes
from engine.inspection.unit_health import health_of_layers, unit_health
from engine.inspection.weight_history import KeyframeCounts, sampled_weights
from engine.inspection.workspace import COARSEST, Workspace
from engine.nn.activations import PReLU, ReLU, Tanh
from engine.nn.layers.dense import Dense
from engine.nn.layers.residual import Residual
from engine.optim.optimizers import SGD, Adam
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import dense, network_for, small_data, snapshot_of, stack


def test_a_session_at_a_keyframe_has_its_weights_and_goes_on_from_there() -> None:
    session = Session(Recipe(), small_data(40))
    session.advance(60)
    keyframe = session.timeline[3]
    assert 0 < keyframe.step < 60
    past = session_at(session, keyframe.step)
    assert past is not None
    assert (past.step, session.step) == (keyframe.step, 60)
    assert past.network.theta.tobytes() == keyframe.state.theta.tobytes()
    assert session_at(session, 10**6) is None


def test_a_session_at_a_keyframe_that_no_longer_fits_is_none() -> None:
    session = Session(Recipe(), small_data(40))
    session.advance(10)
    keyframe = session.timeline[1]
    broken = replace(keyframe, recipe=replace(keyframe.recipe, blocks=stack(Dense(9))))
    odd: Any = SimpleNamespace(timeline=(broken,), recipe=session.recipe, data=session.data, history=session.history)
    assert session_at(odd, keyframe.step) is None


def test_plain_descent_steps_as_far_as_its_rate_in_every_layer() -> None:
    session = Session(Recipe(optimizer=SGD(0.25)), small_data(40))
    session.advance(3)
    assert snapshot_of(session, EffectiveStepSizes())[EffectiveStepSizes()] == pytest.approx([0.25] * 3)
    adaptive = Session(Recipe(optimizer=Adam(0.01)), small_data(40))
    adaptive.advance(3)
    found = snapshot_of(adaptive, EffectiveStepSizes())[EffectiveStepSizes()]
    assert len(found) == 3
    assert len(set(found.tolist())) == 3


@pytest.mark.parametrize(("wanted", "detail", "points"), [(100, 1.0, 100), (100, 0.5, 50), (100, 0.1, COARSEST), (10, 0.1, 10)])
def test_pictures_are_as_fine_as_there_is_time_for(wanted: int, detail: float, points: int) -> None:
    workspace = Workspace()
    assert (workspace.detail, workspace.training) == (1.0, False)
    workspace.detail = detail
    assert workspace.points(wanted) == points
    assert workspace.memory(list) is workspace.memory(list)
    assert workspace.memory(dict) == {}


def test_of_many_weights_every_nth_is_counted_and_no_bias(monkeypatch: pytest.MonkeyPatch) -> None:
    network = network_for(Recipe(blocks=stack(dense(4))), 2, 1)
    info = network.layers[0]
    assert sampled_weights(info, network.theta).tolist() == network.theta[:8].tolist()
    for most, step in ((8, 1), (7, 2), (4, 2), (3, 3)):
        monkeypatch.setattr(weight_history, "MOST_WEIGHTS", most)
        assert sampled_weights(info, network.theta).tolist() == network.theta[:8:step].tolist()


def test_weights_of_all_moments_share_a_range_and_are_counted_once() -> None:
    session = Session(Recipe(blocks=stack(dense(4))), small_data(40))
    session.advance(40)
    session.network.theta[:8] = 0.01
    counts = KeyframeCounts()
    first = counts.history(session.network, 1, session.timeline, session.step)
    assert first is not None
    alike = [one for one in session.timeline if one.step < session.step]
    assert first.edges[-1] >= max(np.abs(one.state.theta[:8]).max() for one in (alike[0], alike[-1])) > 0.01
    kept = dict(counts._counts)
    assert set(kept) == {id(one) for one in alike}
    session.network.theta[:8] = 0.02
    counts.history(session.network, 1, session.timeline, session.step)
    assert all(counts._counts[key] is value for key, value in kept.items())
    assert counts.history(session.network, 1, alike[2:], session.step).counts.shape[0] == len(alike) - 1  # type: ignore[union-attr]
    alone = counts.history(session.network, 1, (), session.step)
    assert alone is not None
    assert (alone.steps.tolist(), alone.counts.sum(), alone.layer) == ([40], 8, 1)
    assert counts.history(session.network, 9, (), 0) is None
    moved = replace(alike[2], recipe=replace(session.recipe, blocks=(replace(session.recipe.blocks[0], id=5),)))
    assert len(counts.history(session.network, 1, (moved,), session.step).steps) == 1  # type: ignore[union-attr]


def test_directions_are_kept_for_one_layer() -> None:
    last = LastDirections()
    assert last.of(1) is None
    last.layer, last.directions = 1, np.eye(2)
    assert last.of(1) is last.directions
    assert last.of(2) is None


def test_principal_directions_by_hand() -> None:
    rows = np.array([[3.0, -3.0, 0.0, 0.0], [0.0, 0.0, 1.0, -1.0], [0.0, 0.0, 0.0, 0.0]])
    directions, shares = principal(rows, None)
    assert np.abs(directions).round(9).tolist() == [[1, 0, 0], [0, 1, 0]]
    assert directions.sum() == pytest.approx(2), "the largest part is positive"
    assert shares == pytest.approx((0.9, 0.1))
    turned, _shares = principal(rows, np.array([[-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))
    assert turned.round(9).tolist() == [[-1, 0, 0], [0, 1, 0]]
    across, _shares = principal(rows, np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]))
    assert np.abs(across).round(9).tolist() == [[1, 0, 0], [0, 1, 0]], "neither side: as it is"
    other, _shares = principal(rows, np.ones((2, 5)))
    assert other.round(9).tolist() == [[1, 0, 0], [0, 1, 0]], "of another layer"
    even = principal(np.eye(3), None)[1]
    assert even == pytest.approx((1 / 3, 1 / 3)), "what a third direction has is no part of it"
    assert principal(np.zeros((3, 4)), None)[1] == (0.0, 0.0)
    assert principal(np.array([[2.0], [0.0], [0.0]]), None)[1] == (1.0, 0.0)


def test_the_hidden_space_is_centred_on_the_training_rows_and_holds_at_most_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hidden_space, "MOST_ROWS", 30)
    session = Session(Recipe(blocks=stack(dense(4), dense(1))), small_data(40, test_rows=35))
    found = snapshot_of(session, HiddenSpace(1))[HiddenSpace(1)]
    assert found is not None
    assert (found.method, found.train, len(found.rows), found.points.shape) == ("pca", 30, 60, (2, 60))
    assert found.grid.shape == (2, GRID_POINTS, GRID_POINTS)
    assert found.points[:, :30].mean(1) == pytest.approx([0, 0], abs=1e-6)
    one = snapshot_of(session, HiddenSpace(2))[HiddenSpace(2)]
    assert one is not None
    assert (one.method, np.ptp(one.points[1])) == ("one", 0.0)
    session.network.theta[:] = np.inf
    with np.errstate(all="ignore"):
        wild = snapshot_of(session, HiddenSpace(2))[HiddenSpace(2)]
    assert wild is not None
    assert np.isfinite(wild.points).all()


def test_units_watched_on_further_rows_and_by_their_own_activation() -> None:
    network = network_for(Recipe(blocks=stack(dense(2, ReLU()), dense(2, PReLU()))), 2, 1)
    dead = np.zeros((2, 6))
    outputs = {1: dead, 2: dead, 0: dead[:1]}
    health = health_of_layers(network, outputs)
    assert health[1] is not None
    assert (health[1].dead_share, health[1].saturated_share, health[0]) == (1.0, 1.0, None)
    awake = health_of_layers(network, outputs, [np.full((3, 2), 50.0), np.full((3, 2), -50.0)])
    assert awake[1] is not None
    assert awake[1].dead_share < 1
    inside = network_for(Recipe(blocks=stack(Residual((dense(2, PReLU()),)))), 2, 1)
    assert health_of_layers(inside, {1: dead})[1] is None, "it ends with a sum"
    half = unit_health(Tanh(), np.array([[0.999, 0.0], [0.999, 0.999]]))
    assert half is not None
    assert half.saturated.tolist() == [False, True]
    assert half.saturated_share == 0.5
