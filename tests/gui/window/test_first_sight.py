"""The whole window as it opens at 1280 × 720: what must be in sight is, and the canvas tells the inspector what was clicked."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QCheckBox, QToolButton, QWidget

from engine.data.datasets import DATASETS
from gui.canvas.diagram.parts import Neuron, Weight
from gui.model import edits
from gui.style import text_size
from gui.views.low_scroll import LowScroll
from gui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def window(window: MainWindow) -> MainWindow:
    """With its panels where they are at first."""
    window.layout_controller.reset()
    return window


def seen(widget: QWidget) -> QRect:
    """Which part of a widget is on the screen, in its own coordinates."""
    return widget.visibleRegion().boundingRect()


def test_all_layers_and_the_first_inputs_are_in_sight(window, qtbot) -> None:
    window.layout_controller.show_pane("palette")
    layers, inputs = window.layer_list, window.input_list
    boxes = [layers.visualItemRect(layers.item(row)) for row in range(layers.count())]
    qtbot.waitUntil(lambda: all(seen(layers.viewport()).contains(box) for box in boxes))
    assert seen(inputs.viewport()).contains(inputs.visualItemRect(inputs.item(1)).center())


def test_the_data_panel_shows_all_sets_and_the_first_settings(window, qtbot) -> None:
    panel = window.data_panel
    qtbot.waitUntil(lambda: panel.gallery.visibleRegion().boundingRect() == panel.gallery.rect())
    noise = panel.form.editors["noise"]
    assert seen(noise).height() >= noise.height() - 4


def test_the_run_bar_leaves_the_height_to_the_network_and_the_settings(window, qtbot) -> None:
    assert window.run_bar.height() <= 84
    page, inspector = window.inspector.run_page, window.inspector
    loss = page.form.editors["loss"]  # the first group: what is chosen, what it is, and its own number
    smoothing = loss.form.editors["smoothing"]
    qtbot.waitUntil(lambda: seen(loss.note) == loss.note.rect())
    assert seen(smoothing.box.line).height() >= smoothing.box.line.height() - 4
    window.canvas.select(1)
    activation = inspector.layer_page.form().editors["activation"].picker
    qtbot.waitUntil(lambda: seen(activation) == activation.rect())


def test_a_message_moves_nothing_and_covers_only_the_heading_of_the_network(window, qtbot) -> None:
    """Nothing gives way to it: what one is about to click stays under the mouse, and a low screen is not cut."""

    def placed(part: QWidget) -> QRect:
        return QRect(part.mapTo(window, QPoint(0, 0)), part.size())

    slots = window.board.slots
    others = (
        window.run_bar,
        window.stage.drawer,
        window.stage.right,
        *(slots[name] for name in ("loss", "gradients", "boundary")),
    )
    before = [placed(part) for part in (*others, window.canvas)]
    window.messages.show_message("warning", "Something to tell, and as long as most messages are. " * 3)
    qtbot.waitUntil(window.banner.isVisible)
    assert seen(window.banner) == window.banner.rect()
    assert window.banner.text.height() >= window.banner.text.heightForWidth(window.banner.text.width())
    assert [placed(part) for part in (*others, window.canvas)] == before
    for part in others:
        assert not placed(window.banner).intersects(placed(part))
    assert placed(window.banner).bottom() < placed(window.canvas.viewport()).top() + 30, "the empty edge above the layers"
    window.messages.show_message("warning", "")
    assert window.banner.isHidden()


def test_what_is_clicked_in_the_network_has_its_page(window) -> None:
    window.canvas.select(1)
    window.canvas.hover.pin(Neuron(1, 2))
    assert window.inspector.page() is window.inspector.neuron_page
    window.canvas.number_editing.edit(Weight(2, "weights", (0, 1)))
    assert window.inspector.page() is window.inspector.weight_page
    window.canvas.number_editing.editor.close_editor()
    assert window.inspector.page() is window.inspector.weight_page
    window.canvas.select(2)
    assert window.inspector.page() is window.inspector.layer_page


def test_a_number_set_in_the_inspector_reaches_the_network(window, qtbot) -> None:
    window.canvas.hover.pin(Neuron(1, 2))
    box = window.inspector.neuron_page.incoming.boxes[0]
    box._change(1.25, "")
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.theta[2] == 1.25)
    assert window.inspector.page() is window.inspector.neuron_page
    window.document.undo_stack.undo()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.theta[2] != 1.25)


@pytest.mark.parametrize(("data", "size", "side"), [("circle", 1.0, 130), ("iris", 1.0, 110), ("circle", 1.6, 100)])
def test_a_small_window_stays_small_and_the_picture_large(window, qtbot, data: str, size: float, side: int) -> None:
    text_size.choose(size)
    try:
        document = window.document
        document.edit("data", edits.with_recipe(document.project, data=DATASETS[data]()))
        window.resize(1280, 720)
        qtbot.waitUntil(lambda: window.trainer.frame.snapshot.recipe.data == document.project.recipe.data)
        qtbot.waitUntil(lambda: window.size() == QSize(1280, 720))
        qtbot.waitUntil(lambda: window.views["boundary"].plot.side >= side)
        panel = window.data_panel
        assert panel.widget().minimumSizeHint().width() <= panel.viewport().width()  # nothing is cut at its right edge
        assert window.inspector.widget().minimumSizeHint().width() <= window.inspector.viewport().width()
    finally:
        text_size.choose(1.0)


def test_scores_and_choices_are_whole_with_the_timeline_open_whose_button_stays_in_place(window, qtbot) -> None:
    view, bar = window.views["boundary"], window.timeline_controller.bar
    window.resize(1264, 680)
    button = next(one for one in window.stage.rail.findChildren(QToolButton) if one.defaultAction() is window.look_back)
    qtbot.waitUntil(lambda: window.size() == QSize(1264, 680) and button.mapTo(window, QPoint(0, 0)).y() > 600)
    before = button.mapTo(window, QPoint(0, 0))
    button.click()
    qtbot.waitUntil(lambda: bar.height() > 20 and window.stage.columns.geometry().bottom() < bar.y())
    parts = (view.scores, *(box for box in view.findChildren(QCheckBox) if box.isVisible()))
    qtbot.waitUntil(lambda: all(seen(part) == part.rect() for part in parts))
    assert button.mapTo(window, QPoint(0, 0)) == before
    assert view.findChild(LowScroll).verticalScrollBar().maximum() == 0
    window.board.slots["loss"].fill.click()
    assert bar.isVisible()
