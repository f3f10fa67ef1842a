"""Looking back, going on from there, and the way out of a run that met a number that is not finite: through the window."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QSettings

from engine.data.datasets import DATASETS
from engine.inspection.activation_histograms import ActivationHistograms
from engine.inspection.hidden_space import HiddenSpace
from engine.inspection.predicted_classes import PredictedClasses
from engine.inspection.weight_history import WeightHistory
from engine.nn.activations import ReLU
from engine.nn.layers.dense import Dense
from engine.nn.losses import MeanSquaredError
from engine.optim.optimizers import SGD
from engine.recipe.recipe import Block, Recipe
from engine.recipe.remedies import with_learning_rate
from gui.model import edits
from gui.model.project import Project
from gui.views.intents import HighlightRows
from gui.widgets.banner import Action
from gui.window.main_window import MainWindow
from gui.window.view_host import read_settings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def step(window: MainWindow) -> int:
    return window.trainer.frame.snapshot.step


def train(qtbot, window: MainWindow, epochs: int) -> None:
    for epoch in range(window.trainer.frame.snapshot.epoch + 1, epochs + 1):
        window.trainer.step_epoch()
        qtbot.waitUntil(lambda epoch=epoch: window.trainer.frame.snapshot.epoch == epoch)


def test_the_bar_starts_closed_and_new_views_do_not_crowd_the_window(window) -> None:
    assert not window.timeline_controller.bar.isVisible()
    for name in ("weights", "activations", "hidden", "confusion"):
        assert not window.views[name].isVisible()
    window.layout_controller.show_view("weights")
    assert window.views["weights"].isVisible()
    window.layout_controller.reset()
    assert not window.views["weights"].isVisible()
    assert window.views["gradients"].isVisible()


def test_the_slider_looks_back_and_now_returns(qtbot, window) -> None:
    train(qtbot, window, 3)
    bar = window.timeline_controller.bar
    window.look_back.setChecked(True)
    bar.slider.setValue(4)
    wanted = window.trainer.frame.snapshot.timeline[4].step
    qtbot.waitUntil(lambda: window.trainer.frame.now == 75 and step(window) == wanted)
    assert f"step {wanted}" in bar.text.text()
    assert bar.on.isEnabled()
    bar.now.click()
    qtbot.waitUntil(lambda: window.trainer.frame.now is None)
    assert step(window) == 75
    assert not bar.on.isEnabled()


def test_closing_the_bar_returns_to_now(qtbot, window) -> None:
    train(qtbot, window, 1)
    window.look_back.setChecked(True)
    window.timeline_controller.bar.slider.setValue(2)
    qtbot.waitUntil(lambda: window.trainer.frame.now is not None)
    window.look_back.setChecked(False)
    qtbot.waitUntil(lambda: window.trainer.frame.now is None)


def test_going_on_from_another_network_brings_it_back_and_undo_the_new_one(qtbot, window) -> None:
    train(qtbot, window, 2)
    old = window.document.project.recipe
    window.document.edit("Add", edits.insert_layer(window.document.project, 1, Dense(3, ReLU())))
    train(qtbot, window, 3)
    window.look_back.setChecked(True)
    window.timeline_controller.bar.slider.setValue(3)
    qtbot.waitUntil(lambda: window.trainer.frame.now is not None)
    window.timeline_controller.bar.on.click()
    qtbot.waitUntil(lambda: window.trainer.frame.now is None)
    assert window.document.project.recipe == old
    assert len(window.document.project.recipe.blocks) == 2
    window.document.undo_stack.undo()
    qtbot.waitUntil(lambda: step(window) == 75)
    assert len(window.document.project.recipe.blocks) == 3


def explode(qtbot, window, lr: float) -> tuple[Action, ...]:
    """Make the present network wild, play, and return what the message offers."""
    wide = tuple(Block(i, Dense(8, ReLU())) for i in (1, 2, 3))
    recipe = dataclasses.replace(window.document.project.recipe, blocks=wide, loss=MeanSquaredError(), optimizer=SGD(lr=lr))
    window.document.edit("Wild", dataclasses.replace(window.document.project, recipe=recipe))
    window.trainer.play()
    qtbot.waitUntil(lambda: any(message.key == "divergence" for message in window.banner.messages))
    return next(message for message in window.banner.messages if message.key == "divergence").actions


def test_a_divergence_offers_a_moment_since_the_last_edit_with_a_rate_that_was_tried(qtbot, window) -> None:
    train(qtbot, window, 2)
    edited = step(window)
    slower, back = explode(qtbot, window, 10.0)
    wild = window.document.project.recipe
    recovery = window.trainer.frame.recovery
    assert recovery.moment.step >= edited
    assert back.text == f"Back to step {recovery.moment.step}"
    assert slower.text == f"Back to step {recovery.moment.step} with a learning rate of {recovery.lr:g}"
    slower.do()
    assert window.document.project.recipe == with_learning_rate(wild, recovery.lr)
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.divergence is None and step(window) == recovery.moment.step)
    assert window.document.undo_stack.undoText() == f"Go back to step {recovery.moment.step}"
    train(qtbot, window, 40)
    assert window.trainer.frame.snapshot.divergence is None
    assert window.trainer.frame.snapshot.scores.train_loss < recovery.moment.train_loss


def test_going_back_alone_changes_neither_data_nor_rate(qtbot, window) -> None:
    window.document.edit("Plane", dataclasses.replace(window.document.project, recipe=Recipe(data=DATASETS["plane"]())))
    _slower, back = explode(qtbot, window, 10.0)
    wild = window.document.project.recipe
    back.do()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.divergence is None)
    assert window.document.project.recipe == wild


def test_choices_in_views_come_back_with_the_next_window(qtbot, window) -> None:
    window.views["loss"].log = True
    window.views["gradients"].statistic = "max"
    window.view_host.save()
    QSettings().setValue("views/boundary", "{damaged")
    again = MainWindow(Project())
    assert again.views["loss"].log
    assert again.views["gradients"].statistic == "max"
    again.shutdown()
    again.deleteLater()


@pytest.mark.parametrize("bad", [None, 3, "", "[]", "{", '"text"', b"x"])
def test_damaged_settings_are_none(bad: object) -> None:
    assert read_settings(bad) == {}


def test_a_chosen_cell_lights_its_points_up_in_the_output(qtbot, window) -> None:
    rows = window.trainer.frame.snapshot.data.train[:4]
    window.views["confusion"].intent.emit(HighlightRows(rows))
    assert window.views["boundary"].drawing.highlighted.tolist() == rows.tolist()


def test_hidden_views_ask_for_nothing(window) -> None:
    rare = PredictedClasses | ActivationHistograms | WeightHistory | HiddenSpace
    assert not any(isinstance(request, rare) for request in window._requests())
    assert window._requests()
