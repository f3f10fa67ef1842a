"""The speed beside Play: changed while it trains, full speed at one click, remembered."""

from __future__ import annotations

from dataclasses import replace

from engine.recipe.recipe import Recipe
from gui.model.project import Project
from gui.model.speeds import FIRST, FULL, SPEEDS, Speed
from gui.panels.run.speed_bar import SpeedBar
from gui.settings import preference_store
from gui.training.frame import Frame
from gui.window.main_window import MainWindow
from tests.gui.view_builders import trained_snapshot


def test_the_slider_goes_through_all_speeds_and_says_each(qtbot) -> None:
    bar, chosen = SpeedBar(), []
    qtbot.addWidget(bar)
    bar.chosen.connect(chosen.append)
    bar.chosen.connect(bar.show_speed)
    bar.show_frame(Frame(trained_snapshot(steps=0)))
    for at in range(bar.slider.minimum(), bar.slider.maximum() + 1):
        bar.slider.setValue(at)
        assert bar.text.text() == bar.slider.accessibleDescription() == bar.speed.text
    assert set(chosen) == set(SPEEDS)
    assert chosen[-1] == FULL


def test_full_speed_is_one_click_away_and_the_next_goes_back(qtbot) -> None:
    bar = SpeedBar()
    qtbot.addWidget(bar)
    bar.chosen.connect(bar.show_speed)
    bar.show_speed(Speed(epochs=3))
    bar.full.click()
    assert bar.speed == FULL
    assert bar.full.isChecked()
    bar.full.click()
    assert bar.speed == Speed(epochs=3)
    assert not bar.full.isChecked()


def test_where_an_epoch_is_a_single_step_the_speed_in_use_stays(qtbot) -> None:
    bar, chosen = SpeedBar(), []
    qtbot.addWidget(bar)
    bar.chosen.connect(chosen.append)
    bar.show_speed(FIRST)
    bar.show_frame(Frame(trained_snapshot(replace(Recipe(), batch=250), steps=0)))
    assert bar.speed == FIRST
    assert bar.text.text() == FIRST.text
    assert not chosen


def test_a_change_reaches_the_thread_while_it_trains_and_is_remembered(window: MainWindow, qtbot) -> None:
    window.run_controller.toggle_play()
    qtbot.waitUntil(lambda: window.trainer.frame.running and window.trainer.frame.snapshot.step > 100)
    window.run_bar.speed_bar.chosen.emit(Speed(steps=1))
    qtbot.waitUntil(lambda: window.trainer.frame.steps_per_second == 1)
    assert window.run_bar.speed.text() == "1"
    assert preference_store.preferences().speed == Speed(steps=1)
    window.run_controller.toggle_play()
    other = MainWindow(Project())
    qtbot.addWidget(other)
    assert other.run_bar.speed_bar.speed == Speed(steps=1)
    other.close()
