"""Other rows begin another run, another loss another stretch of the same one; undo brings both sides back exactly."""

from __future__ import annotations

import dataclasses
import gc
import weakref

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Block, Recipe, Seeds
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.checkpoint import checkpoint_from
from engine.training.history import MOST_STRETCHES, as_at
from engine.training.memento import Memento, apply_edit, swap
from engine.training.session import Session
from engine.training.timeline import KeyframeProblem
from tests.engine.training.comparable_runs import fingerprint

XOR = DATASETS["xor"]()
OTHER_ROWS = {
    "data": {"data": XOR},
    "noise": {"data": DATASETS["circle"](noise=0.3)},
    "split": {"train_share": 0.7},
    "seed": {"seeds": Seeds(data=9)},
    "task": {"data": DATASETS["plane"](), "loss": LOSSES["mse"]()},
    "scale of the inputs": {"standardise": True},
}


def trained(steps: int = 60) -> Session:
    session = Session(Recipe())
    session.advance(steps)
    return session


@pytest.mark.parametrize("what", OTHER_ROWS)
def test_other_rows_are_another_run_and_undo_brings_back_the_one_before(what: str) -> None:
    session, memento = trained(), Memento()
    before, recipe = fingerprint(session), dataclasses.replace(Recipe(), **OTHER_ROWS[what])
    assert memento.ends_run(Recipe(), recipe)  # it goes to Runs
    apply_edit(session, recipe, memento)
    assert fingerprint(session) == fingerprint(Session(recipe))
    assert (session.step, len(session.history), len(session.timeline)) == (0, 1, 1)
    session.advance(25)
    after = fingerprint(session)
    swap(session, Recipe(), memento)
    assert fingerprint(session) == before
    swap(session, recipe, memento)
    assert fingerprint(session) == after


def test_the_weights_of_the_run_before_are_kept_when_asked_for() -> None:
    session, theta = trained(), None
    theta = session.network.theta.copy()
    recipe, keep = dataclasses.replace(Recipe(), data=XOR), Memento(keeps_weights=True)
    apply_edit(session, recipe, Memento())
    session.advance(30)
    fresh = fingerprint(session)
    apply_edit(session, recipe, keep)
    assert np.array_equal(session.network.theta, theta)
    assert not session.optimizer_state.any()
    assert not session.network.grad.any()
    assert (session.step, len(session.history), len(session.timeline)) == (0, 1, 1)
    assert session.history.view().column("train_loss")[2][0] == session.scores().train_loss
    assert [(mark.step, mark.text) for mark in session.history.marks] == [(0, "Weights kept from Circle")]
    swap(session, recipe, keep)
    assert fingerprint(session) == fresh
    swap(session, recipe, keep)
    assert np.array_equal(session.network.theta, theta)
    with pytest.raises(KeyframeProblem, match="no longer there"):
        apply_edit(session, recipe, Memento(keeps_weights=True))


def test_of_a_run_that_was_left_little_more_than_its_weights_is_kept() -> None:
    session = Session(dataclasses.replace(Recipe(), blocks=(Block(1, Dense(500)), Block(2, Dense(500))), optimizer=Adam()))
    session.advance(3)
    loop, theta = weakref.ref(session.loop), session.network.theta
    predicts = weakref.ref(session.network)
    apply_edit(session, dataclasses.replace(session.recipe, data=XOR), Memento())
    gc.collect()
    assert session.left is not None
    assert loop() is None
    assert predicts() is None  # with its gradient, and the tapes that it predicts by
    assert session.left.network.theta is theta
    kept = session.left.network.grads, session.left.optimizer_state, session.left.data.table.inputs, session.left.data.train
    assert sum(array.size for array in kept if 0 not in array.strides) == 0


def test_an_edit_that_cannot_be_trained_leaves_the_run_as_it_is() -> None:
    session = trained()
    with pytest.raises(RecipeProblem):
        apply_edit(session, dataclasses.replace(Recipe(), data=DATASETS["plane"]()), Memento())  # of a number, with cross entropy
    assert session.left is None
    assert session.step == 60


def test_data_that_are_passed_over_untrained_leave_the_weights_to_keep() -> None:
    session = trained()
    theta = session.network.theta.copy()
    for kind in ("xor", "spiral"):
        apply_edit(session, dataclasses.replace(Recipe(), data=DATASETS[kind]()), Memento())
    apply_edit(session, session.recipe, Memento(keeps_weights=True))
    assert np.array_equal(session.network.theta, theta)


def test_drawn_points_carry_the_run_on_with_a_least_of_their_own() -> None:
    session = trained()
    theta = session.network.theta.copy()
    apply_edit(session, dataclasses.replace(Recipe(), data=XOR), Memento(carries_on=True))
    assert session.step == 60
    assert np.array_equal(session.network.theta, theta)
    assert session.history.view().begins == 60


def test_losses_of_another_loss_are_kept_apart() -> None:
    session, mse = trained(), dataclasses.replace(Recipe(), loss=LOSSES["mse"]())
    before = session.history.view()
    session.adopt(mse)
    session.advance(40)
    now = session.history.view()
    losses = now.column("train_loss")[2]
    assert np.isnan(losses[now.steps < 60]).all()
    assert np.isfinite(losses[now.steps >= 60]).any()
    assert now.begins == 60
    assert [(one.last, one.loss) for one in now.ended] == [(60, "Cross entropy")]
    past = as_at(now, 59)
    assert np.array_equal(past.column("test_loss")[2][: len(before.steps)], before.column("test_loss")[2])
    assert np.isnan(past.column("test_loss")[2][len(before.steps) :]).all()
    assert as_at(now, 60).columns == now.columns


def test_stretches_stay_apart_however_long_the_run_becomes() -> None:
    session = trained(300)
    largest = session.history.view().column("train_loss")[1].max()
    session.adopt(dataclasses.replace(Recipe(), loss=LOSSES["mae"]()))
    least = session.scores().train_loss
    session.advance(4000)
    view = session.history.view()
    assert session.history.stride > 1
    assert np.nanmax(view.column("train_loss")[1]) <= max(least, 1.2)
    assert np.nanmax(as_at(view, 1).column("train_loss")[1]) == largest


def test_another_loss_at_the_start_is_measured_again() -> None:
    session = Session(Recipe())
    session.adopt(dataclasses.replace(Recipe(), loss=LOSSES["mse"]()))
    assert fingerprint(session) == fingerprint(Session(session.recipe))
    assert session.timeline[0].train_loss == session.scores().train_loss


def test_going_back_into_an_earlier_stretch_makes_it_the_present_one() -> None:
    session = trained()
    state = fingerprint(session)
    session.adopt(dataclasses.replace(Recipe(), loss=LOSSES["mse"]()))
    session.advance(200)
    step = max(keyframe.step for keyframe in session.timeline if keyframe.step < 60)
    apply_edit(session, Recipe(), Memento(keyframe=step))
    session.advance(60 - step)
    assert session.history.ended == ()
    assert not any("@" in name for name in session.history.columns)
    assert fingerprint(session) == state


def test_a_saved_run_has_its_stretches_and_settings_passed_over_leave_none() -> None:
    session = trained()
    for k in range(2 * MOST_STRETCHES):
        session.adopt(dataclasses.replace(Recipe(), loss=LOSSES["cross_entropy"](smoothing=0.01 * (k + 1))))
    assert len(session.history.ended) == 1
    session.advance(30)
    state = session.checkpoint()
    read = checkpoint_from(state.to_arrays(), state.meta())
    assert read.history.ended == state.history.ended
    again = Session(session.recipe)
    again.restore(session.recipe, read)
    again.advance(50)
    session.advance(50)
    assert again.history.rows.tobytes() == session.history.rows.tobytes()
    old = {name: value for name, value in state.meta().items() if name != "history_stretches"}
    assert checkpoint_from(state.to_arrays(), old).history.ended == ()


def test_only_the_newest_stretches_are_kept() -> None:
    session = trained()
    for k in range(MOST_STRETCHES + 5):
        session.adopt(dataclasses.replace(Recipe(), loss=LOSSES["cross_entropy"](smoothing=0.01 * (k + 1))))
        session.advance(5)
    ended = session.history.ended
    assert len(ended) == MOST_STRETCHES
    assert sum("@" in name for name in session.history.columns) == 2 * MOST_STRETCHES
