"""The laws of a training run: the same recipe gives the same bits, however it is driven, stopped and saved; and it learns."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.datasets import DATASETS
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.inspection.surfaces.input_grid import Plane
from engine.inspection.surfaces.neuron_maps import NeuronMaps
from engine.nn.initializers import INITIALIZERS
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS, SGD, Adam
from engine.recipe.recipe import Recipe, Seeds
from engine.training.checkpoint import checkpoint_from
from engine.training.history import ROOM
from engine.training.session import Session
from tests.engine.builders import dense, snapshot_of, stack
from tests.engine.training.comparable_runs import RAGGED, after, fingerprint, recipe_with


@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_the_division_into_calls_makes_no_difference(optimizer: str) -> None:
    recipe = recipe_with(optimizer)
    at_once, in_parts, one_by_one = (Session(recipe, RAGGED) for _ in range(3))
    for part in (1, 2, 3, 94, 300, 7, 593):
        in_parts.advance(part)
    for _ in range(1000):
        one_by_one.advance(1)
    assert after(at_once, 1000) == fingerprint(in_parts) == fingerprint(one_by_one)
    assert at_once.step == 1000


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=12))
def test_any_division_gives_the_same_bits(parts: list[int]) -> None:
    one, other = Session(Recipe(), RAGGED), Session(Recipe(), RAGGED)
    for part in parts:
        assert one.advance(part) == part
    assert after(other, sum(parts)) == fingerprint(one)


def test_a_time_limit_changes_when_not_what() -> None:
    one, other = Session(Recipe(), RAGGED), Session(Recipe(), RAGGED)
    while one.step < 500:
        assert one.advance(500 - one.step, seconds=0.0002) >= 1
    assert after(other, 500) == fingerprint(one)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_same_start_is_the_same_run(optimizer: str) -> None:
    session = Session(recipe_with(optimizer), RAGGED)
    first = after(session, 150)
    session.restart()
    assert (session.step, len(session.history)) == (0, 1)
    assert after(session, 150) == first


@pytest.mark.parametrize("steps", [0, 1, 3, 4, 150, 1500])
@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_a_checkpoint_continues_bit_for_bit(optimizer: str, steps: int) -> None:
    """From the middle of an epoch as from its end, through plain arrays and JSON, into another session."""
    recipe = recipe_with(optimizer)
    session = Session(recipe, RAGGED)
    if steps:
        session.advance(steps)
    before, kept = fingerprint(session), session.checkpoint()
    later = after(session, 333)
    session.restore(recipe, kept)
    assert fingerprint(session) == before
    assert after(session, 333) == later
    other = Session(recipe, RAGGED)
    other.advance(77)
    other.restore(recipe, checkpoint_from(kept.to_arrays(), json.loads(json.dumps(kept.meta()))))
    assert fingerprint(other) == before
    assert after(other, 333) == later


def test_each_seed_has_its_own_effect() -> None:
    def start_and_end(seeds: Seeds) -> tuple[bytes, bytes]:
        session = Session(Recipe(seeds=seeds))
        start = session.network.theta.tobytes()
        session.advance(30)
        return start, session.network.theta.tobytes()

    usual = start_and_end(Seeds(1, 1, 1))
    for seeds, same_start in ((Seeds(1, 2, 1), False), (Seeds(1, 1, 2), True), (Seeds(2, 1, 1), True)):
        start, end = start_and_end(seeds)
        assert (start == usual[0]) == same_start
        assert end != usual[1]


def test_every_row_is_seen_once_an_epoch_in_a_new_order() -> None:
    session = Session(Recipe(batch=32), RAGGED)
    orders = []
    for epoch in range(1, 4):
        session.advance(4)
        assert (session.epoch, session.step) == (epoch, 4 * epoch)
        orders.append(session.batches.position().order)
        assert np.array_equal(np.sort(orders[-1]), np.arange(103))
    assert not np.array_equal(orders[0], orders[1])


@pytest.mark.parametrize("loss", LOSSES.names())
def test_the_gradient_of_a_ragged_batch_is_the_mean_over_its_own_rows(loss: str) -> None:
    """103 rows in batches of 32: 32, 32, 32 and 7. Each gradient is that of a session whose only batch these rows are."""
    recipe = Recipe(blocks=stack(dense(5)), loss=LOSSES[loss](), batch=32, optimizer=SGD(0.05))
    session = Session(recipe, RAGGED, np.float64)
    for rows in (slice(0, 32), slice(32, 64), slice(64, 96), slice(96, 103)):
        theta = session.network.theta.copy()
        session.advance(1)
        own = session.batches.position().order[rows]
        alone = Session(dataclasses.replace(recipe, batch=4096), dataclasses.replace(RAGGED, train=RAGGED.train[own]), np.float64)
        alone.network.theta[:] = theta
        alone.advance(1)
        assert session.network.grad == pytest.approx(alone.network.grad, rel=1e-10, abs=1e-14)
        assert session.network.theta == pytest.approx(theta - 0.05 * session.network.grad, rel=1e-14)


@pytest.mark.parametrize("batch", [1, 7, 103, 4096])
def test_any_batch_size_trains(batch: int) -> None:
    session = Session(Recipe(batch=batch), RAGGED)
    session.advance(5 * session.batches.count)
    assert session.epoch == 5
    assert session.divergence is None


def test_a_snapshot_is_a_copy_of_now() -> None:
    session = Session(Recipe())
    session.advance(100)
    surface, maps = DecisionSurface(Plane(), 20), NeuronMaps(Plane(), 8)
    shot = snapshot_of(session, surface, maps)
    theta = session.network.theta.copy()
    session.advance(100)
    assert np.array_equal(shot.theta, theta)
    assert not shot.theta.flags.writeable
    assert shot.step == 100
    assert shot.parameters == 25
    assert shot[surface].values.shape == (1, 20, 20)
    assert shot[maps].layers[1].shape == (4, 8, 8)
    assert shot.gradients.shape == (3, 3)
    assert shot.history.steps[-1] <= 100
    low, high, mean = shot.history.column("train_loss")
    assert mean[-1] == pytest.approx(shot.scores.train_loss)
    assert np.isfinite([low, high]).all()


def test_before_the_first_step_there_are_no_gradients() -> None:
    session = Session(Recipe())
    assert np.isnan(snapshot_of(session).gradients).all()
    assert np.isnan(session.history.view().column("grad_l2:1")[2]).all()
    assert np.isfinite(session.history.view().column("train_loss")[2]).all()


def test_a_snapshot_changes_nothing() -> None:
    looking, blind = Session(recipe_with("adam"), RAGGED), Session(recipe_with("adam"), RAGGED)
    for _ in range(20):
        snapshot_of(looking, DecisionSurface(Plane(), 10), NeuronMaps(Plane(), 5))
        looking.advance(7)
    blind.advance(140)
    assert fingerprint(looking) == fingerprint(blind)


def test_history_stays_bounded_in_a_long_run() -> None:
    session = Session(Recipe(blocks=()), RAGGED)
    session.advance(20_000)
    assert len(session.history) < ROOM
    steps = session.history.steps
    assert steps[0] < 32
    assert steps[-1] > 20_000 - 2 * session.history.stride


def test_the_default_network_learns_the_circle() -> None:
    session = Session(Recipe())
    session.advance(60_000)
    assert snapshot_of(session).scores.test_loss < 0.02


def test_iris_is_learned() -> None:
    recipe = Recipe(
        data=DATASETS["iris"](),
        blocks=stack(Dense(16), Dense(16)),
        optimizer=Adam(0.01),
        batch=16,
        standardise=True,
        train_share=DATASETS["iris"].train_share,
    )
    session = Session(recipe)
    while session.epoch < 200:
        session.advance(session.batches.count)
    assert snapshot_of(session).scores.test_metric >= 0.95


def test_zero_weights_stay_symmetric() -> None:
    zeros = INITIALIZERS["zeros"]()
    session = Session(Recipe(blocks=stack(Dense(4, weights=zeros)), output_weights=zeros), RAGGED)
    session.advance(200)
    W = session.network.theta[:12].reshape(3, 4)
    assert np.array_equal(W, np.tile(W[:, :1], (1, 4)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types_are_kept_through_a_run(dtype: type) -> None:
    session = Session(recipe_with("adam"), RAGGED, dtype)
    session.advance(50)
    arrays = (session.network.theta, session.network.grad, session.optimizer_state, session.checkpoint().theta)
    assert {a.dtype for a in arrays} == {np.dtype(dtype)}
    assert snapshot_of(session, DecisionSurface(Plane(), 5)).theta.dtype == dtype


def test_memory_that_fades_ends_at_nothing_and_not_at_the_smallest_number() -> None:
    """0.9 times the smallest float32 is rounded to itself; processors take their time with such numbers."""
    session = Session(Recipe(optimizer=Adam()))
    session.history.stride = 64
    smallest = np.finfo(np.float32).smallest_subnormal
    session.optimizer_state[0, 0] = 0.9 * smallest
    assert session.optimizer_state[0, 0] == smallest
    session.advance(63)
    session.optimizer_state[:, 0] = smallest, 1e-30
    theta = session.network.theta[0].copy()
    session.network.grad[0] = 0
    session._after_steps()
    assert session.optimizer_state[0, 0] == smallest  # not due yet
    session.step = 64
    session._after_steps()
    assert session.optimizer_state[:, 0].tolist() == [0, np.float32(1e-30)]
    assert session.network.theta[0] == theta
