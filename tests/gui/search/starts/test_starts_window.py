"""The window of many starts by itself: what it says and draws of a frame, and what mouse and keys do in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from engine.data.datasets import DATASETS
from engine.inspection.surfaces.input_grid import Plane
from engine.nn.activations import Tanh
from engine.nn.layers.dense import Dense
from engine.optim.optimizers import SGD
from engine.recipe.recipe import Block, Recipe
from engine.search.executors.in_process import InProcess
from engine.search.many_starts import ManyStarts, Start
from engine.search.start_goal import LOSS, TRAINING, StartGoal
from engine.training.prepare import prepare
from gui.plotting.scale import Scale
from gui.plotting.surfaces.small_map import MapSource
from gui.search.starts import starts_text
from gui.search.starts.curve_fan import median_of
from gui.search.starts.end_histogram import Ending, bars_of
from gui.search.starts.start_wall import sorted_seeds
from gui.search.starts.starts_frame import StartsFrame
from gui.search.starts.starts_window import StartsWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
GATE = Recipe(data=DATASETS["xor_gate"](), blocks=(Block(1, Dense(2, Tanh())),), optimizer=SGD(0.5), batch=4)
EPOCHS, COUNT = 300, 8


@pytest.fixture(scope="module")
def frame() -> StartsFrame:
    data = prepare(GATE)
    many = ManyStarts(GATE, data)
    starts = many.run(range(1, COUNT + 1), EPOCHS, InProcess(data, with_test_rows=True))
    surfaces = {one.seed: many.surface(one, Plane(), 8) for one in starts}
    pictures = {seed: MapSource(data, GATE.loss, surface) for seed, surface in surfaces.items() if surface is not None}
    return StartsFrame(GATE, data, EPOCHS, COUNT, {one.seed: one for one in starts}, pictures)


@pytest.fixture
def window(qtbot: Any, frame: StartsFrame) -> Iterator[StartsWindow]:
    made = StartsWindow(GATE, frame.data.task)
    made.resize(1180, 720)
    made.form.count.set_value(COUNT)
    made.form.epochs.set_value(EPOCHS)
    made.form.goal.goal = StartGoal()
    made.form.changed.emit()
    made.show()
    yield made
    made.close()
    made.deleteLater()


def test_it_says_how_many_reach_the_goal_and_where_the_others_end(window: StartsWindow, frame: StartsFrame) -> None:
    assert "8 seeds" in window.headline.text()
    window.show_frame(frame)
    reached = sum(one.outcome(StartGoal()).reached is not None for one in frame.starts.values())
    assert 0 < reached < COUNT
    assert window.headline.text().startswith(f"{reached} of 8 starts reach the goal:")
    assert "95 % interval" in window.headline.text()
    assert "end alike" in window.detail.text()


def test_the_wall_is_sorted_by_loss_and_marks_who_reached_the_goal(window: StartsWindow, frame: StartsFrame) -> None:
    window.show_frame(frame)
    tiles = window.wall.model_.tiles
    losses = [frame.starts[tile.seed].curve.last("train_loss") for tile in tiles]
    assert losses == sorted(losses)
    assert [tile.reached for tile in tiles] == sorted((bool(tile.reached) for tile in tiles), reverse=True)
    assert all(tile.picture is not None for tile in tiles)


def test_another_goal_counts_anew_without_training(window: StartsWindow, frame: StartsFrame) -> None:
    window.show_frame(frame)
    window.form.goal.measure.setCurrentIndex(window.form.goal.measure.findData(LOSS))
    window.form.goal.measure.chosen.emit(LOSS)
    window.form.goal.loss_box.value_changed.emit(1000.0, "")
    assert window.form.goal.goal == StartGoal(LOSS, 1000.0, TRAINING)
    assert window.headline.text().startswith("8 of 8 starts reach the goal: 100 %")


def test_by_keys_alone_a_start_is_found_and_adopted(qtbot: Any, window: StartsWindow, frame: StartsFrame) -> None:
    window.show_frame(frame)
    window.wall.setFocus()
    window.wall.select(window.wall.model_.tiles[0].seed)
    QTest.keyClick(window.wall, Qt.Key.Key_Right)
    seed = window.wall.model_.tiles[1].seed
    assert window.wall.seed == seed
    assert window.looked_at.text.startswith(f"Seed {seed}: loss ")
    assert window.adopt_button.text() == f"Adopt seed {seed}"
    with qtbot.waitSignal(window.adopt, timeout=1000) as caught:
        QTest.keyClick(window.wall, Qt.Key.Key_Return)
    assert caught.args == [seed]


def test_by_mouse_a_picture_is_named_selected_and_adopted(qtbot: Any, window: StartsWindow, frame: StartsFrame) -> None:
    window.show_frame(frame)
    wall = window.wall
    place = wall.visualRect(wall.model_.index(2)).center()
    seed = wall.model_.tiles[2].seed
    QTest.mouseClick(wall.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert wall.seed == seed
    wall.entered.emit(wall.model_.index(5))
    assert window.looked_at.text.startswith(f"Seed {wall.model_.tiles[5].seed}: ")
    with qtbot.waitSignal(window.adopt, timeout=1000) as caught:
        QTest.mouseDClick(wall.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == [seed]
    with qtbot.waitSignal(window.adopt, timeout=1000):
        window.adopt_button.click()


def test_a_bar_and_a_curve_select_their_start(window: StartsWindow, frame: StartsFrame) -> None:
    window.show_frame(frame)
    histogram = window.charts.losses
    histogram.plot_area.grab()
    bars = histogram.bars
    last = max(i for i, inside in enumerate(bars.inside) if inside)
    middle = histogram.plot_area.point_at(float(bars.edges[last : last + 2].mean()), 0.5)
    QTest.mouseClick(histogram.plot_area.viewport(), Qt.MouseButton.LeftButton, pos=middle.toPoint())
    assert window.wall.seed == bars.inside[last][0].seed
    fan, best = window.charts.fan, window.wall.model_.tiles[0].seed
    curve = frame.starts[best].curve
    at = fan.plot_area.point_at(float(curve.epochs[-1]), float(np.log10(curve.last("train_loss"))))
    QTest.mouseClick(fan.plot_area.viewport(), Qt.MouseButton.LeftButton, pos=(at - QPointF(2, -1)).toPoint())
    assert window.wall.seed is not None
    assert frame.starts[window.wall.seed].outcome(StartGoal()).reached is not None


def test_what_is_selected_stays_so_while_others_come_and_order_changes(window: StartsWindow, frame: StartsFrame) -> None:
    seeds = list(frame.starts)[:3]
    window.show_frame(replace(frame, starts={seed: frame.starts[seed] for seed in seeds}, running=True))
    window.wall.select(seeds[1])
    window.show_frame(frame)
    assert window.wall.seed == seeds[1]
    worse = replace(frame.starts[seeds[1]].curve, values=frame.starts[seeds[1]].curve.values + 100)
    window.show_frame(replace(frame, starts={**frame.starts, seeds[1]: replace(frame.starts[seeds[1]], curve=worse)}))
    assert window.wall.seed == seeds[1]
    assert window.wall.currentIndex().row() == COUNT - 1


def test_there_is_nothing_to_start_when_all_that_is_chosen_is_trained(window: StartsWindow, frame: StartsFrame) -> None:
    window.show_frame(frame)
    assert not window.form.start.isEnabled()
    window.form.epochs.set_value(2 * EPOCHS)
    window.form.epochs.value_changed.emit(2 * EPOCHS, "")
    assert window.form.start.isEnabled()
    window.show_frame(replace(frame, wanted=20))
    assert window.form.start.text() == "Go on"
    window.show_base(replace(GATE, batch=2), frame.data.task, True)
    assert starts_text.CHANGED in window.detail.text()


def test_a_start_that_diverged_comes_last_and_cannot_be_adopted(window: StartsWindow, frame: StartsFrame) -> None:
    seed = 1
    gone = {**frame.starts, seed: Start(seed, 12, diverged=True)}
    window.show_frame(replace(frame, starts=gone, pictures={k: v for k, v in frame.pictures.items() if k != seed}))
    assert window.wall.model_.tiles[-1].seed == seed
    window.wall.select(seed)
    assert window.looked_at.text == f"Seed {seed} diverged at epoch 12."
    assert not window.adopt_button.isEnabled()
    assert "1 diverged" in window.detail.text()
    window.grab()


def test_numbers_behind_the_plots_are_all_there(window: StartsWindow, frame: StartsFrame) -> None:
    window.show_frame(frame)
    columns = window.charts.fan.columns()
    assert list(columns) == ["epoch", *(f"seed {seed}" for seed in range(1, COUNT + 1))]
    assert columns["seed 3"][-1] == frame.starts[3].curve.last("train_loss")
    assert sorted(window.charts.losses.columns()["seed"]) == list(range(1, COUNT + 1))


def test_the_median_is_that_of_all_curves(frame: StartsFrame) -> None:
    curves = [one.curve for one in frame.starts.values()]
    epochs, places = median_of(curves, "train_loss")
    assert epochs[-1] == EPOCHS
    assert places[-1] == pytest.approx(np.log10(np.median([one.last("train_loss") for one in curves])))


def test_bars_hold_every_value_once_the_smallest_and_the_largest_too() -> None:
    values = [0.001, 0.0011, 0.3, 0.5, 0.0, np.nan]
    bars = bars_of([Ending(seed, value, True) for seed, value in enumerate(values)], Scale(True))
    assert sorted(one.seed for inside in bars.inside for one in inside) == [0, 1, 2, 3]
    one = bars_of([Ending(1, 0.5, True), Ending(2, 0.5, False)], Scale(False))
    assert [len(inside) for inside in one.inside] == [2]
    assert sorted_seeds({1: 0.5, 2: float("nan"), 3: 0.1}) == [3, 1, 2]
