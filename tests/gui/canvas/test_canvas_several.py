"""Several layers at once: selecting, moving, copying as text, switching off, folding; and rename and add by typing in place."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.network.parameter_layout import INPUT
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import OUTPUT, Block, Recipe
from engine.training.session import Session
from gui.canvas.diagram.selection import several
from gui.canvas.interaction.clipboard import behind
from gui.canvas.items.block_face import FOLD
from gui.model.edits import MOST_LAYERS
from tests.gui.canvas import drag_events
from tests.gui.canvas.canvas_builders import (
    assert_picture_is_project,
    document_of,
    frame_of,
    make_canvas,
    notice,
    undo_text,
    units,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KEY = Qt.Key


def stack(*sizes):
    return Recipe(blocks=tuple(Block(i, Dense(n)) for i, n in enumerate(sizes, 1)))


@pytest.fixture
def canvas(qtbot):
    canvas = make_canvas(qtbot, stack(2, 3, 4, 5))
    canvas.resize(1400, 480)
    return canvas


def press_with(canvas, keys, at):
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, keys, at)


def test_ctrl_click_takes_layers_in_and_out(canvas):
    for block_id in (1, 3, 4, 3):
        press_with(canvas, CONTROL, drag_events.middle_of(canvas, block_id))
    assert canvas.selected_layers == (1, 4)
    assert_picture_is_project(canvas)
    drag_events.click(canvas, drag_events.middle_of(canvas, 2))
    assert canvas.selected_layers == (2,)


def test_shift_and_arrows_or_a_click_stretch_the_selection(canvas):
    canvas.select(2)
    QTest.keyClick(canvas, KEY.Key_Right, SHIFT)
    QTest.keyClick(canvas, KEY.Key_Right, SHIFT)
    assert canvas.selected_layers == (2, 3, 4)
    QTest.keyClick(canvas, KEY.Key_Left, SHIFT)
    assert canvas.selected_layers == (2, 3)
    press_with(canvas, SHIFT, drag_events.middle_of(canvas, 1))
    assert canvas.selected_layers == (1, 2)
    QTest.keyClick(canvas, KEY.Key_A, CONTROL)
    assert canvas.selected_layers == (1, 2, 3, 4)
    QTest.keyClick(canvas, KEY.Key_Escape)
    assert canvas.selected_layers == ()


def test_a_rectangle_selects_what_it_touches(canvas):
    places = canvas.net.layout
    start = canvas.mapFromScene(QPointF(places.place(2).x - 20, places.bounds.y - 4))
    end = canvas.mapFromScene(QPointF(places.place(3).x + 10, places.place(3).y + 30))
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, SHIFT, start)
    drag_events.move(canvas, end)
    assert canvas._band.isVisible()
    drag_events.release(canvas, end)
    assert not canvas._band.isVisible()
    assert canvas.selected_layers == (2, 3)


@pytest.mark.parametrize(
    ("key", "keys", "wanted", "text"),
    [
        (KEY.Key_Delete, drag_events.NO_KEYS, [3, 5], "Remove 2 layers"),
        (KEY.Key_D, CONTROL, [2, 3, 4, 2, 4, 5], "Duplicate 2 layers"),
        (KEY.Key_Right, CONTROL, [3, 2, 4, 5], "Move 2 layers"),
        (KEY.Key_X, CONTROL, [3, 5], "Remove 2 layers"),
    ],
)
def test_keys_act_on_all_selected_layers_as_one_edit(canvas, key, keys, wanted, text):
    canvas.set_selection(several([1, 3]))
    QTest.keyClick(canvas, key, keys)
    assert units(canvas) == wanted
    assert undo_text(canvas) == text
    assert_picture_is_project(canvas)
    document_of(canvas).undo_stack.undo()
    assert units(canvas) == [2, 3, 4, 5]
    assert_picture_is_project(canvas)


def test_several_layers_are_dragged_together(canvas):
    canvas.set_selection(several([1, 3]))
    start = drag_events.middle_of(canvas, 3)
    drag_events.drag(canvas, start, start + QPoint(30, 0), drag_events.middle_of(canvas, OUTPUT))
    assert units(canvas) == [3, 5, 2, 4]
    assert canvas.selected_layers == (1, 3)
    assert_picture_is_project(canvas)
    start = drag_events.middle_of(canvas, 1)
    drag_events.drag(canvas, start, start + QPoint(0, 40), QPoint(start.x(), canvas.height() + 80))
    assert units(canvas) == [3, 5]
    assert_picture_is_project(canvas)


def test_copied_layers_are_pasted_into_another_window(canvas, qtbot):
    canvas.set_selection(several([2, 4]))
    QTest.keyClick(canvas, KEY.Key_C, CONTROL)
    other = make_canvas(qtbot, Recipe())
    other.select(1)
    QTest.keyClick(other, KEY.Key_V, CONTROL)
    assert units(other) == [4, 3, 5, 2]
    assert undo_text(other) == "Paste 2 layers"
    assert len(other.selected_layers) == 2
    assert_picture_is_project(other)


@pytest.mark.parametrize("text", ["", "hello", "{}", '{"program": "Network Playground", "layers_format": 1, "layers": [7]}'])
def test_a_text_without_layers_is_refused_in_a_sentence(canvas, text):
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(canvas, KEY.Key_V, CONTROL)
    assert notice(canvas).endswith(".")
    assert units(canvas) == [2, 3, 4, 5]


def test_too_many_pasted_layers_are_refused(qtbot):
    canvas = make_canvas(qtbot, stack(*[1] * (MOST_LAYERS - 1)))
    canvas.set_selection(several([1, 2]))
    QTest.keyClick(canvas, KEY.Key_C, CONTROL)
    QTest.keyClick(canvas, KEY.Key_V, CONTROL)
    assert "too many" in notice(canvas)
    assert len(units(canvas)) == MOST_LAYERS - 1


def test_a_layer_that_is_off_is_passed_over_and_comes_back(canvas):
    canvas.select(2)
    QTest.keyClick(canvas, KEY.Key_B, CONTROL)
    assert undo_text(canvas) == "Disable Dense 2"
    assert_picture_is_project(canvas)
    assert [info.id for info in Session(document_of(canvas).project.recipe).network.layers] == [1, 3, 4, OUTPUT]
    canvas.show_frame(frame_of(canvas))
    assert canvas.net.links[3].weights.shape == (2, 4)
    assert canvas.net.diagram.layer(2).setting == "off"
    canvas.viewport().repaint()
    QTest.keyClick(canvas, KEY.Key_B, CONTROL)
    assert document_of(canvas).project.recipe == stack(2, 3, 4, 5)


def test_a_large_layer_unfolds_and_folds_and_the_project_remembers(qtbot):
    canvas = make_canvas(qtbot, stack(200))
    canvas.show_frame(frame_of(canvas))
    assert len(canvas.net.blocks[1].form.cells) == 12
    drag_events.click(canvas, drag_events.on_part(canvas, 1, FOLD))
    assert len(canvas.net.blocks[1].form.cells) == 200
    assert document_of(canvas).project.unfolded == {1}
    canvas.show_frame(frame_of(canvas))
    canvas.viewport().repaint()
    assert_picture_is_project(canvas)
    canvas.select(1)
    QTest.keyClick(canvas, KEY.Key_U, CONTROL)
    assert len(canvas.net.blocks[1].form.cells) == 12
    document_of(canvas).undo_stack.undo()
    assert len(canvas.net.blocks[1].form.cells) == 200
    canvas.commands.remove(1)
    assert document_of(canvas).project.unfolded == set()


def test_f2_renames_in_place(canvas):
    canvas.select(2)
    QTest.keyClick(canvas, KEY.Key_F2)
    line = canvas.popups.name_editor
    assert line.isVisible()
    assert line.text() == "Dense 2"
    QTest.keyClicks(line, "Edges")
    QTest.keyClick(line, KEY.Key_Return)
    assert not line.isVisible()
    assert canvas.net.diagram.layer(2).name == "Edges"
    assert undo_text(canvas) == "Rename Dense 2"


def test_a_name_typed_by_an_input_method_is_taken(canvas):
    canvas.popups.rename(1)
    event = QInputMethodEvent("", [])
    event.setCommitString("은닉층")
    QApplication.sendEvent(canvas.popups.name_editor, event)
    QTest.keyClick(canvas.popups.name_editor, KEY.Key_Return)
    assert canvas.net.diagram.layer(1).name == "은닉층"


def test_a_double_click_on_the_name_renames_and_escape_leaves_it(canvas):
    at = drag_events.middle_of(canvas, 1)
    drag_events.click(canvas, at)
    QTest.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, drag_events.NO_KEYS, at)
    assert canvas.popups.name_editor.isVisible()
    QTest.keyClicks(canvas.popups.name_editor, "x")
    QTest.keyClick(canvas.popups.name_editor, KEY.Key_Escape)
    assert not canvas.popups.name_editor.isVisible()
    assert not document_of(canvas).undo_stack.canUndo()


def test_ctrl_k_adds_a_layer_by_typing(canvas):
    canvas.select(1)
    QTest.keyClick(canvas, KEY.Key_K, CONTROL)
    QTest.keyClicks(canvas.popups.layer_entry, "dense 8 rel")
    QTest.keyClick(canvas.popups.layer_entry, KEY.Key_Return)
    assert units(canvas) == [2, 8, 3, 4, 5]
    assert document_of(canvas).project.recipe.blocks[1].layer.activation.kind == "relu"
    assert canvas.selected_layers == (5,)
    assert not canvas.popups.layer_entry.isVisible()


def test_what_cannot_be_understood_stays_to_be_corrected(canvas):
    canvas.popups.add_by_typing(behind(canvas))
    QTest.keyClicks(canvas.popups.layer_entry, "dense blue")
    QTest.keyClick(canvas.popups.layer_entry, KEY.Key_Return)
    assert canvas.popups.layer_entry.isVisible()
    assert "blue" in canvas.popups.layer_entry.accessibleDescription()
    QTest.keyClick(canvas.popups.layer_entry, KEY.Key_Escape)
    assert not canvas.popups.layer_entry.isVisible()
    assert units(canvas) == [2, 3, 4, 5]


def test_a_double_click_on_a_gap_adds_there(canvas):
    at = drag_events.in_gap(canvas, 2)
    at.setY(canvas.mapFromScene(QPointF(0, -100)).y())
    drag_events.click(canvas, at)
    QTest.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, drag_events.NO_KEYS, at)
    QTest.keyClicks(canvas.popups.layer_entry, "drop")
    QTest.keyClick(canvas.popups.layer_entry, KEY.Key_Return)
    assert units(canvas) == [2, 3, "dropout", 4, 5]
    assert isinstance(document_of(canvas).project.recipe.blocks[2].layer, Dropout)


def test_the_ends_are_never_among_several(canvas):
    canvas.select(INPUT)
    QTest.keyClick(canvas, KEY.Key_Right, SHIFT)
    assert canvas.selected_layers == (1,)
    press_with(canvas, CONTROL, drag_events.middle_of(canvas, OUTPUT))
    assert canvas.selected_layers == ()
    assert canvas.selection == OUTPUT
    QTest.keyClick(canvas, KEY.Key_C, CONTROL)
    assert "cannot be copied" in notice(canvas)
