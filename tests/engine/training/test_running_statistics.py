"""Running statistics travel with the weights: in checkpoints, files, edits, undo, snapshots, exports; no optimizer sees them."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from engine.exporters.trained_model import TrainedModel
from engine.network.parameter_layout import arrays_of
from engine.nn.activations import PReLU
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Block, Recipe
from engine.training.checkpoint import checkpoint_from
from engine.training.memento import Memento, apply_edit, swap
from engine.training.session import Session
from tests.engine.builders import small_data, snapshot_of, stack
from tests.engine.training.comparable_runs import RAGGED, after, fingerprint

NORMS = Recipe(
    blocks=(Block(1, BatchNorm()), Block(2, Residual((BatchNorm(0.3), Dense(3)))), Block(3, Dense(4)), Block(4, LayerNorm())),
    batch=32,
)


def started(recipe: Recipe = NORMS, steps: int = 70) -> Session:
    session = Session(recipe, RAGGED)
    session.advance(steps)
    return session


def test_they_lie_apart_from_theta_by_name() -> None:
    network = started().network
    names = [name for info in network.layers for name, _ in info.buffer_shapes]
    inside = "batch_norm_1."
    assert names == ["running_mean", "running_variance", f"{inside}running_mean", f"{inside}running_variance"]
    assert network.buffers.shape == (8,)
    assert [(info.buffer_start, info.buffer_stop) for info in network.layers] == [(0, 4), (4, 8), (8, 8), (8, 8), (8, 8)]
    arrays = arrays_of(network.layers[1], network.theta, network.buffers)
    assert np.shares_memory(arrays["batch_norm_1.running_mean"], network.buffers)
    assert "batch_norm_1.running_mean" not in arrays_of(network.layers[1], network.theta)


@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_only_the_batches_move_them(optimizer: str) -> None:
    """At first the weights are the same, whatever the rule: so is what the first step makes of the running statistics."""
    one = started(dataclasses.replace(NORMS, optimizer=OPTIMIZERS[optimizer]()), 1)
    assert np.array_equal(one.network.buffers, started(steps=1).network.buffers)
    assert one.optimizer_state.shape[1] == one.network.theta.size


def test_one_step_is_worked_out() -> None:
    session = Session(NORMS, RAGGED)
    session.advance(1)
    x = session.data.x(session.data.train)[session.batches.position().order[:32]]
    expected = np.concatenate([0.1 * x.mean(0), 0.9 + 0.1 * x.var(0, ddof=1)])
    assert session.network.buffers[:4] == pytest.approx(expected, rel=1e-5)


def test_same_start_begins_them_anew() -> None:
    session = started(steps=0)
    first, start = after(session, 50), Session(NORMS, RAGGED).network.buffers
    assert not np.array_equal(session.network.buffers, start)
    session.restart()
    assert np.array_equal(session.network.buffers, start)
    assert after(session, 50) == first


def test_a_saved_run_goes_on_bit_for_bit() -> None:
    session = started()
    kept, later = session.checkpoint(), after(session, 200)
    other = Session(NORMS, RAGGED)
    other.restore(NORMS, checkpoint_from(kept.to_arrays(), json.loads(json.dumps(kept.meta()))))
    assert after(other, 200) == later


def test_a_state_saved_before_there_were_any_is_read_for_a_network_that_has_none() -> None:
    session = Session(Recipe(), RAGGED)
    session.advance(20)
    arrays = session.checkpoint().to_arrays()
    del arrays["buffers"]
    kept = checkpoint_from(arrays, session.checkpoint().meta())
    before = fingerprint(session)
    session.restore(Recipe(), kept)
    assert fingerprint(session) == before
    norms = started()
    arrays = norms.checkpoint().to_arrays()
    del arrays["buffers"]
    with pytest.raises(ValueError, match="another network"):
        norms.restore(NORMS, checkpoint_from(arrays, norms.checkpoint().meta()))


@pytest.mark.parametrize("wrong", [np.full(8, np.nan), np.zeros((2, 4)), np.zeros(8, int)])
def test_damaged_ones_are_said(wrong: np.ndarray) -> None:
    kept = started().checkpoint()
    with pytest.raises(ValueError, match="damaged"):
        checkpoint_from({**kept.to_arrays(), "buffers": wrong}, kept.meta())


def test_an_edit_keeps_those_of_the_layers_that_stay_and_undo_brings_back_the_others() -> None:
    session, memento = started(), Memento()
    old, before, kept = session.recipe, fingerprint(session), session.network.buffers.copy()
    new = dataclasses.replace(old, blocks=(Block(9, BatchNorm()), *old.blocks[1:]))
    apply_edit(session, new, memento)
    assert session.network.buffers[:4].tolist() == [0, 0, 1, 1]
    assert np.array_equal(session.network.buffers[4:], kept[4:])
    edited = after(session, 45)
    swap(session, old, memento)
    assert fingerprint(session) == before
    swap(session, new, memento)
    assert fingerprint(session) == edited


def test_a_layer_that_becomes_another_kind_and_back_begins_them_anew() -> None:
    session = started()
    session.adopt(dataclasses.replace(NORMS, blocks=(Block(1, LayerNorm()), *NORMS.blocks[1:])))
    assert session.network.buffers.size == 4
    session.adopt(NORMS)
    assert session.network.buffers[:4].tolist() == [0, 0, 1, 1]


def test_an_activation_that_learns_a_slope_of_its_own_leaves_them() -> None:
    session = started()
    kept = session.network.buffers[4:].copy()
    block = Block(2, Residual((BatchNorm(0.3), Dense(3, PReLU()))))
    session.adopt(dataclasses.replace(NORMS, blocks=(NORMS.blocks[0], block, *NORMS.blocks[2:])))
    assert np.array_equal(session.network.buffers[4:], kept)


def test_layers_that_change_places_take_theirs_along() -> None:
    recipe = Recipe(blocks=(Block(1, BatchNorm()), Block(2, BatchNorm(0.5))), batch=32)
    session = started(recipe)
    first, second = session.network.buffers[:4].copy(), session.network.buffers[4:].copy()
    session.adopt(dataclasses.replace(recipe, blocks=recipe.blocks[::-1]))
    assert np.array_equal(session.network.buffers, np.concatenate([second, first]))


def test_a_divergence_takes_them_back_too() -> None:
    session = started(dataclasses.replace(NORMS, optimizer=OPTIMIZERS["sgd"](lr=0.01)), 64)
    good = session.network.buffers.copy()
    session.network.buffers[0] = np.inf
    with np.errstate(all="ignore"):  # as the training thread has it
        session.advance(1)
    assert session.divergence is not None
    assert np.isfinite(session.network.buffers).all()
    assert np.abs(session.network.buffers - good).max() < 1


def test_a_ragged_last_batch_of_one_row_is_trained_without_harm() -> None:
    session = Session(dataclasses.replace(NORMS, batch=17), small_data(35))  # 17, 17, 1
    with np.errstate(all="raise", under="ignore"):
        session.advance(90)
    assert session.divergence is None
    assert np.isfinite(session.network.buffers).all()
    assert np.isfinite(session.network.grad).all()


def test_batches_of_one_row_train_too() -> None:
    session = Session(dataclasses.replace(NORMS, batch=1), small_data(20))
    start = snapshot_of(session).scores.train_loss
    session.advance(400)
    assert snapshot_of(session).scores.train_loss < start


def test_a_snapshot_and_a_model_predict_with_those_of_their_moment() -> None:
    session = started()
    snapshot = snapshot_of(session)
    model, x = TrainedModel.of(snapshot), session.data.table.inputs
    now = session.network.scores(session.data.scaling.apply(x)).T
    session.advance(50)
    assert not snapshot.buffers.flags.writeable
    assert model.predict(x) == pytest.approx(session.recipe.loss.link(now.T).T, abs=1e-6)


def test_it_learns_with_every_norm_in_the_way() -> None:
    session = Session(Recipe(blocks=stack(Dense(8), BatchNorm(), Residual(), LayerNorm()), batch=16))
    session.advance(1500)
    assert snapshot_of(session).scores.test_metric > 0.95
