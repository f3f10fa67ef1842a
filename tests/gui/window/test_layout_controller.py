"""Slots, drawer and windows of the whole window: what the user wants of them happens, and is there again at the next start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, QSettings, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.model.project import Project
from gui.views import VIEWS
from gui.window.first_size import first_box
from gui.window.layout_controller import ARRANGEMENT
from gui.window.main_window import MainWindow
from gui.window.view_host import is_visible

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    QSettings().remove(ARRANGEMENT)
    yield
    QSettings().remove(ARRANGEMENT)


@pytest.fixture
def again(window: MainWindow) -> Iterator[MainWindow]:
    """A window after `window` has kept its arrangement; made when it is asked for."""
    made: list[MainWindow] = []

    def open_again() -> MainWindow:
        window.layout_controller.save()
        made.append(MainWindow(Project()))
        made[0].resize(1280, 720)
        made[0].show()
        return made[0]

    yield open_again
    for one in made:
        one.close()
        one.deleteLater()


def shown(window: MainWindow) -> set[str]:
    return {name for name, view in window.view_host.by_name.made.items() if is_visible(view)}


@pytest.mark.parametrize("name", VIEWS)
def test_choosing_a_view_in_the_menu_shows_it(window: MainWindow, qtbot, name: str) -> None:
    titles = {VIEWS[name].title for name in VIEWS}
    view = window.menus.menus["view"]
    entries = [action for menu in (view, *(one.menu() for one in view.actions() if one.menu())) for action in menu.actions()]
    entry = next(action for action in entries if action.text() == VIEWS[name].title)
    assert {action.text() for action in entries} >= titles
    entry.trigger()
    qtbot.waitUntil(lambda: name in shown(window))
    before = shown(window)
    entry.trigger()  # once more does not take it away
    QApplication.processEvents()
    assert shown(window) == before
    assert window.board.slots[name].chooser.hasFocus() or not window.isActiveWindow()


def test_only_what_is_visible_is_asked_for(window: MainWindow, qtbot) -> None:
    assert shown(window) == {"boundary", "loss", "gradients"}
    assert set(window.view_host.by_name.made) == {"boundary", "loss", "gradients"}
    window.layout_controller.show_view("hidden")
    qtbot.waitUntil(lambda: "hidden" in shown(window))
    wanted = window.views["hidden"].requests()
    assert wanted <= window._requests()
    window.board.slots["loss"].fill.click()
    qtbot.waitUntil(lambda: shown(window) == {"loss"})
    assert not wanted & window._requests()


def test_fill_and_back_by_the_button_and_by_escape(window: MainWindow, qtbot) -> None:
    slot = window.board.slots["gradients"]
    window.layout_controller.reset()
    QApplication.processEvents()
    sizes = window.stage.sizes()
    slot.fill.click()
    qtbot.waitUntil(lambda: shown(window) == {"gradients"})
    assert not window.canvas.isVisible()
    assert not window.inspector.isVisible()
    assert not window.stage.rail.isVisible()
    assert window.run_bar.isVisible()
    qtbot.waitUntil(lambda: slot.width() == window.stage.width())
    slot.fill.click()
    qtbot.waitUntil(window.canvas.isVisible)
    QApplication.processEvents()
    assert window.stage.sizes() == sizes
    slot.fill.click()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.canvas.isVisible() and window.stage.rail.isVisible())
    QApplication.processEvents()
    assert window.stage.sizes() == sizes


def test_a_view_in_its_own_window_and_back(window: MainWindow, qtbot) -> None:
    window.board.slots["loss"].own.click()
    own = window.board.windows["loss"]
    qtbot.waitUntil(lambda: "loss" in shown(window) and own.isVisible())
    assert own.windowTitle() == "Loss – Network Playground"
    assert window.views["loss"].window() is own
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: window.views["loss"].shown is window.trainer.frame.snapshot)
    own.close()
    qtbot.waitUntil(lambda: not window.board.windows)
    assert window.layout_controller.now.below == ("loss", "gradients")
    assert window.views["loss"].window() is window


def test_its_shortcuts_work_in_a_window_of_its_own(window: MainWindow, qtbot) -> None:
    window.board.slots["loss"].own.click()
    assert set(window.board.windows["loss"].actions()) >= {window.menus.actions["play"], window.menus.actions["undo"]}


def test_choose_split_and_close(window: MainWindow, qtbot) -> None:
    layout, slots = window.layout_controller, window.board.slots
    slots["loss"].view_chosen.emit("metric")
    assert layout.now.below == ("metric", "gradients")
    slots["metric"].view_chosen.emit("gradients")
    assert layout.now.below == ("gradients", "metric")
    slots["metric"].split.click()
    assert len(layout.now.below) == 3
    for name in layout.now.below:
        slots[name].close_button.click()
    assert layout.now.below == ()
    assert not window.stage.regions["below"].isVisible()
    layout.show_view("doctor")
    qtbot.waitUntil(lambda: "doctor" in shown(window))


def test_the_rail_chooses_and_closes(window: MainWindow, qtbot) -> None:
    rail, drawer = window.stage.rail, window.stage.drawer
    assert rail.buttons["data"].isChecked()
    assert window.data_panel.isVisible()
    rail.buttons["palette"].click()
    assert window.layer_list.isVisible()
    assert not window.data_panel.isVisible()
    assert [name for name, button in rail.buttons.items() if button.isChecked()] == ["palette"]
    before = window.canvas.width()
    rail.buttons["palette"].click()
    qtbot.waitUntil(lambda: window.canvas.width() > before)
    assert drawer.isHidden()
    assert not any(button.isChecked() for button in rail.buttons.values())


def test_the_arrangement_is_there_again(window: MainWindow, qtbot, again) -> None:
    layout = window.layout_controller
    layout.show_pane("runs")
    layout.show_view("weights")
    window.board.slots["boundary"].own.click()
    other = again()
    qtbot.waitUntil(lambda: shown(other) >= {"loss", "weights", "boundary"})
    assert other.layout_controller.now.below == ("loss", "weights")
    assert other.layout_controller.now.drawer == "runs"
    assert set(other.board.windows) == {"boundary"}
    other.layout_controller.reset()
    qtbot.waitUntil(lambda: shown(other) == {"boundary", "loss", "gradients"})
    assert other.layout_controller.now.drawer == "data"
    assert not other.board.windows


def test_windows_of_views_end_with_the_main_window(qtbot) -> None:
    window = MainWindow(Project())
    window.show()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot is not None)
    window.board.slots["loss"].own.click()
    window.close()
    assert not [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    window.deleteLater()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1280, 680), (1366, 728), (1920, 1080), (800, 600)])
def test_the_first_window_is_on_the_screen_with_its_frame(width: int, height: int) -> None:
    screen = QRect(0, 24, width, height)
    box = first_box(screen)
    assert screen.contains(box.adjusted(-8, -32, 8, 8))
    assert box.size().boundedTo(QSize(1200, 600)) == box.size() or box.width() >= min(width - 16, 1200)


def test_nothing_is_cut_at_the_smallest_usual_size(window: MainWindow, qtbot) -> None:
    assert window.minimumSizeHint().width() <= 1264
    assert window.minimumSizeHint().height() <= 640
