"""Slots, drawer and windows of the whole window: what the user wants of them happens, and is there again at the next start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, QSettings, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from engine.network.parameter_layout import INPUT
from engine.optim.optimizers import Adam
from engine.optim.regularizers import L2
from gui.canvas.interaction.context_menu import canvas_menu
from gui.model.edits import with_recipe
from gui.model.project import Project
from gui.model.templates import TEMPLATES
from gui.views import VIEWS
from gui.window.first_size import first_box
from gui.window.layout_controller import ARRANGEMENT
from gui.window.main_window import MainWindow
from gui.window.view_host import is_visible
from tests.gui.submenus import submenu

NARROW = 284  # pixels: the settings below hold the right column at least that wide
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


def test_no_view_widens_its_slot(window: MainWindow, qtbot) -> None:
    """Those of the greatest least width at any time stand for all: a slot asks none of them."""
    window.layout_controller.reset()
    stage, wide = window.stage, QWidget()
    qtbot.waitUntil(lambda: sum(stage.columns.sizes()) > 1000)
    before = stage.columns.sizes(), stage.regions["below"].sizes()
    for name in ("boundary", "loss"):
        window.views[name].layout().addWidget(wide)
        wide.setMinimumWidth(700)
        QApplication.processEvents()
        assert (stage.columns.sizes(), stage.regions["below"].sizes()) == before


def test_choosing_a_view_in_the_menu_shows_it(window: MainWindow, qtbot) -> None:
    """Each of them beside the first arrangement."""
    view = window.menus.menus["view"]
    for name in VIEWS:
        window.layout_controller.reset()
        entries = [action for menu in (view, *filter(None, map(submenu, view.actions()))) for action in menu.actions()]
        assert {action.text() for action in entries} >= {VIEWS[name].title for name in VIEWS}
        next(action for action in entries if action.text() == VIEWS[name].title).trigger()
        qtbot.waitUntil(lambda name=name: name in shown(window))
        before = shown(window)
        next(action for action in entries if action.text() == VIEWS[name].title).trigger()  # does not take it away
        QApplication.processEvents()
        assert shown(window) == before, name
        slot = window.board.slots[name]
        assert slot.view.minimumSizeHint().width() <= NARROW, f"what {name} shows is cut in the right column"
        assert slot.chooser.hasFocus() or not window.isActiveWindow(), name


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
    for pane in window.stage.drawer.panes:
        window.layout_controller.show_pane(pane)
        assert window.minimumSizeHint().width() <= 1264 - 200, "beside the network there is room for a slot's controls"
        assert window.minimumSizeHint().height() <= 640


# -- commands
def test_the_edit_menu_has_all_commands_of_the_networks_menu(window: MainWindow) -> None:
    """By what they are called, without access keys and states."""

    def words(menu) -> set[str]:
        return {action.text().replace("&", "").split("\t")[0].rstrip("…").lower() for action in menu.actions() if action.text()}

    edit = words(window.menus.menus["edit"]) | (words(window.menus.menus["view"]) & {"show numbers"})
    for selection in (1, None, INPUT):
        window.canvas.select(selection)
        menu = canvas_menu(window.canvas, window.canvas)
        for text in words(menu) - {"add before", "add after", "add before the output", "add by typing", "settings", "switch off"}:
            assert any(text in entry or entry in text or text in entry.split(" or ") for entry in edit), text
        menu.deleteLater()
    assert any(entry.startswith("add a layer by typing") for entry in edit)


def test_ctrl_k_works_from_anywhere(window: MainWindow, qtbot) -> None:
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window, 5000)
    window.run_bar.play.setFocus()
    QTest.keyClick(window.run_bar.play, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.canvas.popups.layer_entry.isVisible)
    window.canvas.popups.layer_entry.close_line()
    window.board.slots["loss"].fill.click()
    QTest.keyClick(window.run_bar.play, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.canvas.isVisible() and window.canvas.popups.layer_entry.isVisible())


def test_what_does_not_fit_the_selection_is_grey_while_the_menu_is_open(window: MainWindow) -> None:
    edit = window.menus.menus["edit"]
    found = {action.objectName(): action for action in edit.actions()}
    window.canvas.select(None)
    edit.aboutToShow.emit()
    assert not found["duplicate"].isEnabled()
    assert found["add_by_typing"].isEnabled()
    edit.aboutToHide.emit()
    window.canvas.select(1)
    edit.aboutToShow.emit()
    assert found["duplicate"].isEnabled()
    assert not found["move_left"].isEnabled()
    assert found["move_right"].isEnabled()
    edit.aboutToHide.emit()
    found["duplicate"].trigger()
    assert len(window.document.project.recipe.blocks) == 3


def test_keep_this_run_answers(window: MainWindow, qtbot) -> None:
    keep = window.menus.actions["keep_run"]
    keep.trigger()
    assert "no run to keep yet" in window.banner.text.text()
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.epoch == 1 and not window.trainer.frame.running)
    keep.trigger()
    qtbot.waitUntil(lambda: "is kept at step 25" in window.banner.text.text())
    assert window.banner.messages[0].actions[0].text == "Show Runs"
    window.banner.messages[0].actions[0].do()
    assert window.run_list_controller.list.isVisible()


def test_settings_are_not_the_smallest_panel_and_begin_at_their_top(window: MainWindow, qtbot) -> None:
    QSettings().remove(ARRANGEMENT)
    window.layout_controller.reset()
    QApplication.processEvents()
    settings = window.inspector
    assert settings.height() * settings.width() > window.board.slots["loss"].height() * window.board.slots["loss"].width() * 0.8
    window.canvas.select(1)
    QApplication.processEvents()
    bar = settings.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert settings.widget().height() <= max(
        settings.layer_page.heightForWidth(settings.layer_page.width()) + 24, settings.viewport().height()
    )
    window.canvas.select(2)
    assert bar.value() == 0


def test_regularisation_is_one_click_from_the_bar(window: MainWindow) -> None:
    bar = window.run_bar.hyperparameters
    assert bar.penalty.isVisible()
    assert not bar.strength.isVisible()
    bar.penalty.picked.emit(L2)
    assert isinstance(window.document.project.recipe.penalty, L2)
    assert bar.strength.isVisible()
    bar.strength.value_changed.emit(0.01, "")
    assert window.document.project.recipe.penalty.strength == 0.01
    assert window.document.undo_stack.undoText() == "Change regularisation strength"
    assert window.run_bar.minimumSizeHint().width() <= 1264


def test_another_project_selects_nothing_and_a_template_has_the_first_optimizer(window: MainWindow) -> None:
    window.canvas.select(1)
    window.document.edit("Adam", with_recipe(window.document.project, optimizer=Adam()))
    window.project_controller.use_template(TEMPLATES[3])
    assert window.document.project.recipe.optimizer == Project().recipe.optimizer
    window.canvas.select(1)
    window.document.undo_stack.setClean()
    window.unsaved.mark_saved(float("inf"))
    window.file_controller.new()
    assert window.canvas.selection is None


def test_a_name_is_never_cut_and_what_has_no_room_is_in_its_menu(window: MainWindow, qtbot) -> None:
    for name in ("metric", "confusion"):
        window.board.slots["loss"].split.click()
        window.layout_controller.show_view(name)
    window.layout_controller.show_pane("runs")
    window.stage.set_drawer_width(420)
    slots = [window.board.slots[name] for name in window.layout_controller.now.below]
    qtbot.waitUntil(lambda: all(slot.chooser.width() >= slot.chooser.sizeHint().width() for slot in slots), timeout=5000)
    for slot in slots:
        assert slot.fill.isVisible() or slot.chooser.width() + slot.fill.sizeHint().width() + 8 > slot.width()
        slot.chooser.menu().aboutToShow.emit()
        texts = [action.text() for action in slot.chooser.menu().actions()]
        for button in (slot.split, slot.own, slot.fill, slot.close_button):
            assert any(text and button.toolTip().startswith(text) for text in texts)


def test_choosing_in_an_own_window_while_another_part_fills_the_main_one(window: MainWindow, qtbot) -> None:
    window.board.wanted.emit("own window", "boundary", "")
    window.board.wanted.emit("fill", "boundary", "")  # it is alone already
    window.network_panel.fill.click()
    qtbot.waitUntil(lambda: not window.inspector.isVisible())
    window.board.wanted.emit("choose", "boundary", "confusion")
    assert "confusion" in window.layout_controller.now.own
    assert window.layout_controller.filler.filled is None


def test_the_network_fills_the_window_and_escape_goes_back_after_its_own_use(window: MainWindow, qtbot) -> None:
    window.network_panel.fill.click()
    qtbot.waitUntil(lambda: not shown(window), timeout=5000)
    assert not window.inspector.isVisible()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window, 5000)
    window.canvas.select(1)
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert window.canvas.selection is None
    assert not window.inspector.isVisible()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.inspector.isVisible, timeout=5000)
