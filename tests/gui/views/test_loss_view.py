"""The loss: what is drawn is the history."""

from __future__ import annotations

import dataclasses

import numpy as np

from gui.training.frame import Frame
from gui.views.loss_view import LossView
from tests.gui.view_builders import Opened, trained_snapshot


def test_loss_draws_the_history_as_it_is(opened: Opened) -> None:
    snapshot, view = trained_snapshot(steps=60), opened(LossView)
    view.show_frame(Frame(snapshot))
    for name, column in (("Training", "train_loss"), ("Test", "test_loss")):
        x, y = view.plot.drawn(name)
        np.testing.assert_array_equal(x, snapshot.history.steps)
        np.testing.assert_array_equal(y, snapshot.history.column(column)[2])


def test_the_header_says_how_far_apart_points_are_and_what_is_lost_between_them(opened: Opened) -> None:
    snapshot, view = trained_snapshot(steps=60), opened(LossView)
    for steps, said in (([0, 1, 2], False), ([0, 1, 9], True), ([0], False)):
        rows = np.ones((len(steps), len(snapshot.history.columns)))
        history = dataclasses.replace(snapshot.history, steps=np.array(steps, float), low=rows, high=rows, mean=rows)
        view.show_frame(Frame(dataclasses.replace(snapshot, history=history)))
        assert ("a point every 8 steps: a spike" in view.explanation.toolTip()) == said
