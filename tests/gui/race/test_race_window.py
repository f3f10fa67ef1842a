"""The race through the window: it starts at once, leaves the training thread alone, and its winner can be adopted and undone."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from engine.data.datasets import DATASETS
from engine.data.datasets.csv_file import CsvFile
from engine.experiments.race import Race
from engine.experiments.variants import Runner, optimizers
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.inspection.surfaces.input_grid import Plane
from engine.nn.activations import ReLU
from engine.nn.layers.dense import Dense
from engine.nn.losses import MeanSquaredError
from engine.optim.optimizers import SGD, Adam
from engine.recipe.recipe import Block, Recipe
from gui.model import edits
from gui.race import standings_text
from gui.race.race_frame import RaceFrame
from gui.race.race_job import RaceJob
from gui.race.race_window import CHANGED

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
WILD = Recipe(blocks=tuple(Block(i, Dense(8, ReLU())) for i in (1, 2, 3)), loss=MeanSquaredError())


@pytest.fixture
def race(qtbot, window):
    window.race_controller.open()
    qtbot.waitUntil(lambda: len(window.race_controller.racer.frame.snapshots) == 5)
    return window.race_controller


def frame_after(steps: int, base: Recipe, runners: tuple[Runner, ...]) -> RaceFrame:
    race = Race(base, runners)
    with np.errstate(all="ignore"):
        race.advance(steps)
        return RaceFrame(race.base, race.runners, race.snapshots(), race.starts, race.step)


def run(qtbot, race, steps: int = 30) -> None:
    race.window.start.click()
    qtbot.waitUntil(lambda: race.racer.frame.step > steps)


def test_nobody_who_does_not_race_pays_for_it(window) -> None:
    assert window.race_controller.window is None
    assert not window.race_controller.racer.is_alive
    assert not any(timer.isActive() for timer in window.race_controller.racer.findChildren(QTimer))


def test_one_button_starts_five_optimizers_from_one_start(qtbot, race) -> None:
    frame = race.racer.frame
    assert frame.step == 0
    assert len({snapshot.theta.tobytes() for snapshot in frame.snapshots}) == 1
    assert race.window.headline.text() == standings_text.READY
    run(qtbot, race)
    assert "leads" in race.window.headline.text()
    race.window.start.click()
    qtbot.waitUntil(lambda: not race.racer.frame.running)
    assert len({snapshot.step for snapshot in race.racer.frame.snapshots}) == 1


def test_only_one_of_both_trains(qtbot, window, race) -> None:
    window.trainer.play()
    qtbot.waitUntil(lambda: window.trainer.frame.running)
    run(qtbot, race)
    qtbot.waitUntil(lambda: not window.trainer.frame.running)
    window.trainer.step_batch()
    qtbot.waitUntil(lambda: not race.racer.frame.running)


def test_the_winner_is_adopted_with_its_weights_and_undone(qtbot, window, race) -> None:
    before = window.document.project
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.epoch == 1)
    trained = window.trainer.frame.snapshot.theta
    run(qtbot, race, 200)
    race.window.runners.cards[4].button.click()
    qtbot.waitUntil(lambda: not race.racer.frame.running)
    winner = race.racer.frame.snapshots[4]
    qtbot.waitUntil(lambda: np.array_equal(window.trainer.frame.snapshot.theta, winner.theta))
    assert window.document.project.recipe.optimizer == Adam()
    assert window.trainer.frame.snapshot.step == winner.step
    assert window.document.undo_stack.undoText() == "Adopt Adam 0.01"
    window.document.undo_stack.undo()
    qtbot.waitUntil(lambda: np.array_equal(window.trainer.frame.snapshot.theta, trained))
    assert window.document.project == before
    window.document.undo_stack.redo()
    qtbot.waitUntil(lambda: np.array_equal(window.trainer.frame.snapshot.theta, winner.theta))


def test_closing_ends_the_thread_and_opening_begins_anew(qtbot, race) -> None:
    run(qtbot, race)
    race.window.close()
    assert not race.racer.is_alive
    race.open()
    qtbot.waitUntil(lambda: len(race.racer.frame.snapshots) == 5)
    assert race.racer.frame.step == 0


def test_the_main_window_takes_a_running_race_with_it(qtbot, window, race) -> None:
    run(qtbot, race)
    window.document.undo_stack.setClean()
    window.close()
    assert not race.racer.is_alive
    assert not race.window.isVisible()


def test_a_minimised_race_waits(qtbot, race) -> None:
    run(qtbot, race)
    race.window.showMinimized()
    qtbot.waitUntil(lambda: not race.racer.frame.running)


def test_runners_come_and_go_within_two_to_six(qtbot, race) -> None:
    field = race.window.runners
    for _ in range(4):
        field.add_button.click()
    assert len(field.cards) == 6
    assert not field.add_button.isEnabled()
    qtbot.waitUntil(lambda: len(race.racer.frame.snapshots) == 6)
    while field.cards[0].close_button.isEnabled():
        field.cards[0].close_button.click()
    assert len(field.cards) == 2
    qtbot.waitUntil(lambda: len(race.racer.frame.snapshots) == 2)


def test_a_choice_sets_all_back_to_the_start(qtbot, race) -> None:
    run(qtbot, race)
    card = race.window.runners.cards[0]
    card.activation.setCurrentIndex(card.activation.findData("relu"))
    card.activation.activated.emit(card.activation.currentIndex())
    qtbot.waitUntil(lambda: race.racer.frame.runners[:1] == (Runner(SGD(), ReLU()),))
    assert race.racer.frame.step == 0
    assert card.name.text() == "SGD 0.03, ReLU"
    card.lr.line.selectAll()
    QTest.keyClicks(card.lr.line, "0.5")
    QTest.keyClick(card.lr.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: race.racer.frame.runners[:1] == (Runner(SGD(lr=0.5), ReLU()),))


@pytest.mark.parametrize(("name", "count"), [("Learning rates", 4), ("Activation functions", 3), ("Optimizers", 5)])
def test_sets_line_up(qtbot, race, name: str, count: int) -> None:
    race.window.runners.set_buttons[name].click()
    wanted = race.window.runners.runners
    assert len(wanted) == count
    qtbot.waitUntil(lambda: race.racer.frame.runners == wanted)


def test_a_race_not_begun_follows_the_network_and_one_that_has_says_so(qtbot, window, race) -> None:
    document = window.document
    document.edit("Add", edits.insert_layer(document.project, 1, Dense(3, ReLU())))
    qtbot.waitUntil(lambda: race.racer.frame.base == document.project.recipe)
    run(qtbot, race)
    document.edit("Rate", edits.with_recipe(document.project, optimizer=Adam()))
    assert CHANGED not in race.window.detail.text()
    document.edit("Add", edits.insert_layer(document.project, 1, Dense(3, ReLU())))
    assert CHANGED in race.window.detail.text()
    race.window.over.click()
    qtbot.waitUntil(lambda: race.racer.frame.base == document.project.recipe)
    assert CHANGED not in race.window.detail.text()


def test_what_cannot_be_trained_is_said(qtbot, window, race) -> None:
    data = CsvFile(path="/nowhere.csv")
    recipe = dataclasses.replace(window.document.project.recipe, data=data)
    window.document.edit("Data", dataclasses.replace(window.document.project, recipe=recipe))
    qtbot.waitUntil(lambda: bool(race.racer.frame.problem))
    assert race.window.headline.text() == race.racer.frame.problem
    assert not race.window.start.isEnabled()


def test_charts_draw_a_line_for_each_runner_and_any_layer(qtbot, race) -> None:
    run(qtbot, race)
    race.window.start.click()
    qtbot.waitUntil(lambda: not race.racer.frame.running)
    charts, frame = race.window.charts, race.racer.frame
    names = ["SGD 0.03", "Momentum 0.03", "AdaGrad 0.1", "RMSProp 0.01", "Adam 0.01"]
    assert [curve.name for curve in charts.loss.source] == names
    assert [curve.name for curve in charts.gradient.source] == names
    assert len({curve.colour for curve in charts.loss.source}) == 5
    assert charts.gradient.source[1].now == pytest.approx(np.sqrt(np.nansum(frame.snapshots[1].gradients[:, 0] ** 2)))
    charts.layer.setCurrentIndex(charts.layer.findData(2))
    assert charts.gradient.source[0].now == pytest.approx(frame.snapshots[0].gradients[1, 0])
    race.window.rows.set_value("test")
    race.window._redraw()
    assert charts.loss.source[2].now == frame.snapshots[2].scores.test_loss


def test_choices_are_remembered(qtbot, window, race) -> None:
    race.window.rows.set_value("test")
    race.window.target.set_value(0.01)
    race.window.charts.log.setChecked(False)
    race.window.close()
    again = type(race.window)(Recipe(), optimizers(Recipe()))
    qtbot.addWidget(again)
    assert (again.rows.value(), again.target.value(), again.charts.log.isChecked()) == ("test", 0.01, False)


@pytest.mark.parametrize("kind", ["circle", "iris", "plane", "three_arms"])
def test_every_kind_of_data_has_its_small_picture(qtbot, window, race, kind: str) -> None:
    data = DATASETS[kind]()
    window.document.edit("Data", edits.set_data(window.document.project, data, data.make(np.random.default_rng(1))))
    qtbot.waitUntil(lambda: race.racer.frame.base.data == data and bool(race.racer.frame.snapshots))
    picture = race.window.runners.cards[0].picture
    qtbot.waitUntil(lambda: not picture._image.isNull())
    assert len({picture.grab().toImage().pixel(x, x) for x in range(0, picture.side, 4)}) > 2


def test_the_words_name_leader_last_target_and_who_waits() -> None:
    frame = frame_after(600, Recipe(), optimizers(Recipe()))
    headline, detail = standings_text.headline(frame, "training", 0.1), standings_text.detail(frame, "training", 0.1)
    losses = [snapshot.scores.train_loss for snapshot in frame.snapshots]
    leader = ("SGD 0.03", "Momentum 0.03", "AdaGrad 0.1", "RMSProp 0.01", "Adam 0.01")[int(np.argmin(losses))]
    assert headline.startswith(f"Step 600: {leader} leads with a training loss of ")
    assert "SGD 0.03 not yet" in detail
    assert detail.index("Momentum 0.03 after ") < detail.index("Adam 0.01 after ")


def test_the_words_name_who_dropped_out() -> None:
    frame = frame_after(400, WILD, (Runner(SGD(lr=0.01)), Runner(SGD(lr=10.0))))
    assert "SGD 0.01 leads" in standings_text.headline(frame, "training", 0.5)
    assert standings_text.detail(frame, "training", 0.5).endswith("Dropped out: SGD 10.")
    frame = frame_after(1000, WILD, (Runner(SGD(lr=9.0)), Runner(SGD(lr=10.0))))
    assert "all have dropped out" in standings_text.headline(frame, "training", 0.5)
    assert standings_text.detail(frame, "training", 0.5) == "Dropped out: SGD 9 and SGD 10."


def test_a_race_of_large_networks_publishes_less_not_later() -> None:
    run = RaceJob()
    run.line_up(Recipe(), optimizers(Recipe()), None)
    requests = frozenset({DecisionSurface(Plane(), 40)})
    assert run.frame(requests) is not None
    assert run.frame(requests) is None
    run.play()
    run.tick()
    assert run.race.step > 0
    assert run.frame(requests) is not None  # it plays
    run.tick()
    run.frame_budget.spend(10.0)
    assert run.frame(requests) is None  # training's turn


def test_different_losses_are_compared_by_the_metric_and_it_is_said(race, qtbot):
    race.window.runners.set_buttons["Losses"].click()
    qtbot.waitUntil(lambda: len(race.racer.frame.snapshots) == 5)
    assert [card.name.text() for card in race.window.runners.cards][:2] == ["SGD 0.03, Cross entropy", "SGD 0.03, MSE"]
    run(qtbot, race, 100)
    race.window.start.click()
    qtbot.waitUntil(lambda: not race.racer.frame.running)
    assert "Different losses have different units" in race.window.headline.text()
    assert "the metric compares them" in race.window.detail.text()
    assert race.window.charts.loss.y_axis.labelText == "Accuracy" or "Accuracy" in race.window.charts._titles[0].text
    assert all("Accuracy" in card.first.text for card in race.window.runners.cards)
    assert not race.window.charts.log.isEnabled()
    race.window.runners.set_buttons["Optimizers"].click()
    qtbot.waitUntil(lambda: len(race.racer.frame.snapshots) == 5 and race.racer.frame.runners[0].loss is None)
    assert race.window.charts.log.isEnabled()
