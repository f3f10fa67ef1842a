"""Pieces of trials are trained as a session trains them, and resume exactly."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.nn.activations import ReLU
from engine.nn.layers.dense import Dense
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.schedules import Plateau
from engine.recipe.recipe import Block, Recipe
from engine.search.work import run_item as module
from engine.search.work.learning_trace import TRACED
from engine.search.work.prepared_rows import PreparedRows
from engine.search.work.run_item import run_item
from engine.search.work.state_bytes import state_from
from engine.search.work.work_item import WorkItem
from engine.training.prepare import prepare
from engine.training.session import Session

IRIS = Recipe(
    data=DATASETS["iris"](), blocks=(Block(1, Dense(4)),), optimizer=OPTIMIZERS["adam"](), validation_share=0.2, standardise=True
)


@pytest.fixture(scope="module")
def rows() -> PreparedRows:
    return PreparedRows(prepare(IRIS))


def item(until: int, state: bytes | None = None, judge: str = "accuracy", recipe: Recipe = IRIS) -> WorkItem:
    return WorkItem(0, 0, recipe, 0, 0, judge, until, state)


def test_a_piece_is_trained_as_a_session_trains(rows: PreparedRows) -> None:
    result = run_item(rows, item(20))
    session = Session(IRIS)
    session.advance(20 * session.batches.count)
    state = state_from(result.state)
    assert np.array_equal(state.theta, session.network.theta)
    assert np.array_equal(state.optimizer_state, session.optimizer_state)
    assert result.score == session.scores().validation_metric
    assert (result.epochs, result.parameters, result.diverged, result.problem) == (20, session.network.theta.size, False, "")


def test_a_session_goes_on_from_the_state_bit_for_bit(rows: PreparedRows) -> None:
    state = state_from(run_item(rows, item(7)).state)
    session, whole = Session(IRIS), Session(IRIS)
    session.restore(IRIS, state)
    session.advance(50)
    whole.advance(7 * whole.batches.count + 50)
    assert session.step == whole.step
    assert np.array_equal(session.network.theta, whole.network.theta)


def test_in_parts_it_is_the_same_to_the_last_bit(rows: PreparedRows) -> None:
    whole, parts = run_item(rows, item(21)), run_item(rows, item(5))
    for until in (13, 21):
        parts = run_item(rows, item(until, parts.state))
    assert (parts.state, parts.score) == (whole.state, whole.score)


def test_a_divergence_is_an_answer(rows: PreparedRows) -> None:
    wild = replace(
        IRIS, optimizer=replace(OPTIMIZERS["sgd"](), lr=10.0), blocks=(Block(1, Dense(64, ReLU())), Block(2, Dense(64, ReLU())))
    )
    result = run_item(rows, item(200, recipe=wild))
    assert result.diverged
    assert math.isnan(result.score)
    assert (result.state, result.problem) == (b"", "")


def test_what_cannot_be_trained_is_answered_in_english(rows: PreparedRows) -> None:
    too_many = replace(item(3), folds=100, fold=0)
    assert "too few for 100 folds" in run_item(rows, too_many).problem


def test_a_trace_is_what_a_session_measures_after_each_epoch_and_goes_on_in_the_next_piece() -> None:
    rows = PreparedRows(prepare(IRIS), with_test_rows=True)
    first = run_item(rows, replace(item(2), traces=True))
    second = run_item(rows, replace(item(5, first.state), traces=True))
    assert (first.trace[:, 0].tolist(), second.trace[:, 0].tolist()) == ([0, 1, 2], [3, 4, 5])
    session = Session(IRIS)
    for row in (*first.trace, *second.trace):
        scores = session.scores()
        assert row[1:].tolist() == pytest.approx([getattr(scores, name) for name in TRACED])
        session.advance(session.batches.count)
    assert len(run_item(rows, item(2)).trace) == 0


def test_a_schedule_that_needs_scores_sees_them_after_each_epoch(rows: PreparedRows) -> None:
    recipe = replace(IRIS, schedule=Plateau(patience=1, factor=0.5))
    result = run_item(rows, item(12, recipe=recipe))
    session = Session(recipe)
    session.advance(12 * session.batches.count)
    assert np.array_equal(state_from(result.state).theta, session.network.theta)
    assert state_from(result.state).control.memories == session.control.memories


def test_numbers_are_checked_at_multiples_of_sixteen_epochs_whatever_the_pieces(
    rows: PreparedRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(module, "flush_subnormal", lambda state: flushed.append(len(state)))
    run_item(rows, item(15))
    assert flushed == []
    first = run_item(rows, item(16))
    assert len(flushed) == 1
    run_item(rows, item(33, first.state))
    assert len(flushed) == 2


def test_too_little_memory_is_an_answer(rows: PreparedRows, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(*_about: object) -> None:
        raise MemoryError

    monkeypatch.setattr(module, "build", build)
    result = run_item(rows, item(3))
    assert (result.problem, result.state) == ("There was not enough memory to train this network.", b"")


def test_where_no_rows_are_kept_it_is_judged_on_those_it_learns_from() -> None:
    recipe = Recipe(DATASETS["xor_gate"](), batch=4)
    result = run_item(PreparedRows(prepare(recipe)), item(3, judge="loss", recipe=recipe))
    session = Session(recipe)
    session.advance(3 * session.batches.count)
    assert result.score == pytest.approx(session.scores().train_loss)
