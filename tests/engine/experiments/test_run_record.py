"""A run as a value: what it was, how it did, and its curves in few numbers."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np

from engine.experiments.run_record import record_run, start_of
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Recipe
from engine.training.history import first_at_most
from engine.training.session import Session


def test_what_is_kept_of_a_run() -> None:
    session = Session(Recipe(optimizer=Adam(0.05)))
    start = session.scores().train_loss
    session.advance(150)
    record, view = record_run(session, 7), session.history.view()
    assert (record.number, record.steps, record.epochs, record.parameters) == (7, 150, session.epoch, session.network.theta.size)
    assert (record.recipe, record.scores) == (session.recipe, session.scores())
    assert record.seconds == session.control.seconds
    assert record.key == (session.recipe, 150, session.scores().train_loss)
    assert start_of(session) == start
    assert record.to_target == first_at_most(view, "train_loss", 0.1 * start)
    assert record.history.mean.dtype == np.float32
    assert len(record.history.steps) <= 256


def test_the_loss_at_the_start_is_the_first_that_is_known() -> None:
    def session(step: int, first: float, losses: list[float], ended: bool = False) -> SimpleNamespace:
        view = SimpleNamespace(column=lambda name: (None, np.array(losses), None))
        history = SimpleNamespace(ended=ended, view=lambda: view)
        return SimpleNamespace(timeline=(SimpleNamespace(step=step, train_loss=first),), history=history)

    assert start_of(session(0, 0.7, [0.5])) == 0.7  # type: ignore[arg-type]
    assert start_of(session(3, 0.7, [math.nan, 0.5, 0.4])) == 0.5  # type: ignore[arg-type]
    assert start_of(session(0, 0.7, [0.5], ended=True)) == 0.5  # type: ignore[arg-type]
    assert math.isnan(start_of(session(3, 0.7, [math.inf])))  # type: ignore[arg-type]
    without = session(0, 0.7, [0.5])
    without.timeline = ()
    assert start_of(without) == 0.5  # type: ignore[arg-type]
