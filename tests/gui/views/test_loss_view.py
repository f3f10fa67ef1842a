"""The loss: what is drawn is the history."""

from __future__ import annotations

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
