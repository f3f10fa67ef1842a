"""View ▸ Presentation: everything large enough for a room, and back exactly. Ctrl with + and −: everything follows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from engine.nn.activations import Sigmoid
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Block, Recipe
from gui.model import edits
from gui.plotting.empty_hint import EmptyHint
from gui.settings import preference_store
from gui.style import style_sheet, text_size, theme
from gui.training.frame import Frame
from gui.views import VIEWS
from gui.window.main_window import MainWindow
from tests.gui.painted_texts import texts_of
from tests.gui.view_builders import Opened, fed

SMALLEST = 18  # pixels of a font that can be read from three metres


@pytest.fixture
def presented(styled: None, window: MainWindow, qtbot) -> Iterator[MainWindow]:
    """The window at 1920 × 1080, presented, with a frame of some training."""
    window.resize(1920, 1080)
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.epoch == 1)
    window.menus.actions["presentation"].trigger()
    window.showNormal()  # the screen of the tests is smaller
    text_size.present(True)
    window.resize(1920, 1080)
    assert (window.width(), window.height()) == (1920, 1080)
    yield window
    window.presentation.end()


@pytest.fixture(autouse=True)
def styled(qapp: QApplication, full_speed: None) -> Iterator[None]:
    """The program's style, in its normal size, and again afterwards."""
    style_sheet.apply_theme(qapp, "light")
    yield
    text_size.present(False)
    text_size.choose(1.0)


def too_small(texts) -> set[tuple[str, int]]:
    """Of those with a number in them."""
    return {(one.text, round(one.pixels)) for one in texts if any(c.isdigit() for c in one.text) and one.pixels < SMALLEST - 0.01}


def test_every_number_of_the_presented_window_can_be_read(presented: MainWindow, qtbot) -> None:
    qtbot.wait(0)
    texts = texts_of(presented)
    assert any(one.text == "12 parameters" for one in texts)  # on a block
    assert any(one.text == "0.03" for one in texts)  # in a field
    assert any(one.text in ("5", "−5") for one in texts)  # at a tick
    assert not too_small(texts)


def test_every_number_of_a_deep_network_can_be_read(presented: MainWindow, qtbot) -> None:
    deep = tuple(Block(k, Dense(4, Sigmoid())) for k in range(1, 8))
    presented.document.edit("deep", edits.with_recipe(presented.document.project, blocks=deep))
    qtbot.wait(0)
    assert not too_small(texts_of(presented.canvas))


@pytest.mark.parametrize("name", VIEWS)
def test_every_number_of_a_presented_view_can_be_read(opened: Opened, name: str) -> None:
    text_size.present(True)
    view = opened(VIEWS[name], 900, 500)
    fed(view, Recipe(), 300)
    assert not too_small(texts_of(view))


@pytest.mark.parametrize("name", VIEWS)
def test_every_text_of_a_view_follows_the_size_while_it_is_shown(opened: Opened, name: str) -> None:
    width, height = (700, 260) if name == "graph" else (1200, 800)  # a graph grows where it has more room than it needs
    view = opened(VIEWS[name], width, height)
    theme.events.changed.connect(view.retheme)
    snapshot = fed(view, Recipe(), 300)
    before = {one.text: one.pixels for one in texts_of(view)}
    text_size.choose(2.0)
    view.show_frame(Frame(snapshot))
    after = {one.text: one.pixels for one in texts_of(view)}
    same = before.keys() & after.keys()
    assert len(same) >= 4
    left = {text: (before[text], after[text]) for text in same if after[text] < 1.85 * before[text]}
    assert not left


@pytest.mark.parametrize("leave", ["F11", "Escape"])
def test_it_leaves_the_window_as_it_was(window: MainWindow, qtbot, leave: str) -> None:
    window.showNormal()
    window.resize(1280, 720)
    qtbot.wait(0)
    visible = [child for child in window.children() if child.isWidgetType() and child.isVisible()]
    places = {child: child.geometry() for child in visible}
    state, size = window.windowState(), window.size()
    window.menus.actions["presentation"].trigger()
    assert window.isFullScreen()
    assert window.presentation.is_on
    assert theme.scale() > 1.15
    assert not window.data_panel.isVisible()
    if leave == "F11":
        window.menus.actions["presentation"].trigger()
    else:
        window.canvas.setFocus()
        QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.size() == size)
    qtbot.wait(0)
    assert window.windowState() == state
    assert not window.menus.actions["presentation"].isChecked()
    assert theme.scale() == 1.0
    assert {child: child.geometry() for child in visible if child.isVisible()} == places


def test_a_window_that_closes_while_it_is_presented_opens_as_it_was(window: MainWindow) -> None:
    window.menus.actions["presentation"].trigger()
    window.close()
    assert not window.isFullScreen()
    assert theme.scale() == 1.0


def test_keys_change_the_size_of_all_texts_and_it_is_remembered(window: MainWindow) -> None:
    keys = {name: window.menus.actions[name].shortcuts() for name in ("larger_text", "smaller_text", "normal_text")}
    assert keys == {
        "larger_text": [QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")],
        "smaller_text": [QKeySequence("Ctrl+-")],
        "normal_text": [QKeySequence("Ctrl+0")],
    }
    for name, size in (("larger_text", 1.1), ("larger_text", 1.25), ("smaller_text", 1.1), ("normal_text", 1.0)):
        window.menus.actions[name].trigger()
        assert theme.scale() == preference_store.preferences().text_size == size


@pytest.mark.parametrize("kind", [QAbstractButton, QLabel])
def test_every_label_and_button_of_the_window_follows_the_size(window: MainWindow, qtbot, kind: type[QWidget]) -> None:
    """Also those that are not to be seen just now; but the hint of an empty plot takes the largest font that fits it."""
    texts = [one for one in window.findChildren(kind) if one.text() and not isinstance(one, EmptyHint)]
    before = {one: one.font().pointSizeF() for one in texts}
    text_size.choose(1.6)
    assert before
    assert not {one.text(): size for one, size in before.items() if one.font().pointSizeF() < 1.59 * size}


def test_a_low_slot_has_one_header_so_that_its_plot_has_the_height(presented: MainWindow, qtbot) -> None:
    loss = presented.views["loss"]
    assert loss.header.parent() is loss
    text_size.present(True, 720)
    presented.resize(1280, 720)
    qtbot.wait(0)
    assert loss.header.parent() is not loss  # in the slot's
    assert loss.header.isVisible()
    for name in ("loss", "gradients"):
        assert presented.views[name].plot.plot_area.area()[2].height() >= 75
    presented.resize(1280, 1000)
    qtbot.wait(0)
    assert loss.header.parent() is loss
    assert loss.header.title.isVisible()


def test_the_presented_right_column_belongs_to_its_views(presented: MainWindow) -> None:
    views, settings = presented.stage.right.sizes()
    assert views > 2 * settings > 0


def test_the_drawer_gives_its_room_to_the_network_while_texts_are_large(window: MainWindow, qtbot) -> None:
    window.resize(1280, 720)
    qtbot.wait(0)
    drawer = window.stage.drawer
    assert drawer.isVisible()
    text_size.choose(1.6)
    assert not drawer.isVisible()
    window.layout_controller.show_pane("data")  # it opens when it is wanted
    assert drawer.isVisible()
    for pane in drawer.panes:
        window.layout_controller.show_pane(pane)
        qtbot.wait(0)
        assert window.minimumSizeHint().width() <= 1280, pane
    window.layout_controller.show_pane("data")
    window.layout_controller.toggle_pane("data")
    text_size.choose(1.0)
    assert drawer.isVisible()
