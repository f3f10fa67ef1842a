"""Many starts through the main window: trained in a thread, adopted and undone, and ended with the window."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.search import many_starts
from engine.search.executors.in_process import InProcess
from engine.search.executors.workers import NoWorkers
from engine.search.many_starts import adoptable
from gui.controllers.experiments.starts_controller import StartsController
from gui.model import edits
from gui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def starts(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> StartsController:
    controller = window.experiments.starts
    assert controller.window is None  # who does not open them does not pay for them
    monkeypatch.setattr(many_starts, "PIECE_SECONDS", 0.02)  # so long ends what is given up
    controller.runner._open_workers = lambda data: InProcess(data, with_test_rows=True)
    controller.open()
    assert controller.window is not None
    controller.window.form.count.set_value(4)
    controller.window.form.epochs.set_value(20)
    return controller


def train(qtbot: Any, starts: StartsController) -> None:
    starts.window.form.start.click()
    qtbot.waitUntil(lambda: not starts.runner.is_running and len(starts.runner.frame.starts) == 4)


def test_one_is_adopted_with_weights_and_curve_and_undone(qtbot: Any, window: MainWindow, starts: StartsController) -> None:
    window.trainer.play()
    qtbot.waitUntil(lambda: window.trainer.frame.running)
    train(qtbot, starts)
    qtbot.waitUntil(lambda: not window.trainer.frame.running)
    before, start = window.document.project, starts.runner.frame.starts[3]
    starts.window.wall.select(3)
    starts.window.adopt_button.click()
    theta = adoptable(before.recipe, start)[1].theta
    qtbot.waitUntil(lambda: np.array_equal(window.trainer.frame.snapshot.theta, theta))
    seeds, snapshot = window.document.project.recipe.seeds, window.trainer.frame.snapshot
    assert (seeds.data, seeds.weights, seeds.order) == (before.recipe.seeds.data, 3, 3)
    assert snapshot.epoch == 20
    assert snapshot.history.column("train_loss")[2][-1] == start.curve.last("train_loss")
    assert window.document.undo_stack.undoText() == "Adopt seed 3"
    window.document.undo_stack.undo()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.recipe == before.recipe)
    assert window.document.project == before


def test_more_starts_keep_those_that_are_trained_and_another_network_begins_anew(
    qtbot: Any, window: MainWindow, starts: StartsController
) -> None:
    train(qtbot, starts)
    kept = starts.runner.frame.starts[1]
    starts.window.form.count.set_value(6)
    starts.toggle()
    qtbot.waitUntil(lambda: not starts.runner.is_running and len(starts.runner.frame.starts) == 6)
    assert starts.runner.frame.starts[1] is kept
    recipe = replace(window.document.project.recipe, batch=20)
    window.document.edit("Batch", edits.with_recipe(window.document.project, batch=20))
    assert "was changed" in starts.window.detail.text()
    starts.toggle()
    qtbot.waitUntil(lambda: not starts.runner.is_running and len(starts.runner.frame.starts) == 6)
    assert starts.runner.frame.base == recipe
    assert starts.runner.frame.starts[1].state != kept.state


def test_why_none_can_be_trained_stands_in_the_window(qtbot: Any, starts: StartsController) -> None:
    def none(_data: object) -> InProcess:
        raise NoWorkers("There are none.")

    starts.runner._open_workers = none
    starts.toggle()
    qtbot.waitUntil(lambda: not starts.runner.is_running)
    assert starts.window.headline.text() == "There are none."
    assert starts.window.form.start.isEnabled()


def test_stopped_they_are_kept_and_the_main_training_stops_them(qtbot: Any, window: MainWindow, starts: StartsController) -> None:
    starts.window.form.epochs.set_value(100_000)
    starts.toggle()
    qtbot.waitUntil(lambda: len(starts.runner.frame.starts) > 0)
    window.trainer.play()
    qtbot.waitUntil(lambda: not starts.runner.is_running)
    assert starts.runner.frame.can_go_on
    assert starts.window.form.start.text() == "Go on"
    window.trainer.pause()


def test_closing_the_main_window_ends_them(qtbot: Any, window: MainWindow, starts: StartsController) -> None:
    starts.window.form.epochs.set_value(100_000)
    starts.toggle()
    window.document.undo_stack.setClean()
    window.close()
    assert not starts.window.isVisible()
    assert not starts.runner.is_running
