"""Residual blocks on the canvas: the bracket dragged over layers, the same by keys and menu, and what such a block shows."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from engine.core.language import KOREAN, LANGUAGES, in_language
from engine.core.translation import _
from engine.network.parameter_layout import INPUT, arrays_of
from engine.nn.activations import ReLU, Tanh
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import MOST_INSIDE, Residual
from engine.recipe.recipe import Block, Recipe
from engine.training.memento import apply_edit, swap
from engine.training.session import Session
from gui.canvas.diagram.geometry import PAD
from gui.canvas.diagram.selection import several
from gui.canvas.interaction.context_menu import canvas_menu
from gui.canvas.interaction.gestures.wrap_residual import AT_THE_INPUTS, AT_THE_OUTPUT
from gui.canvas.interaction.tooltips import tip_at
from gui.canvas.items.block_face import FROZEN, METER_LABEL, OFF
from gui.canvas.items.painting import text_width
from gui.style.theme import current
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
LAYERS = (Dense(3, Tanh()), Dense(4, ReLU()), Dense(3, Tanh()))


@pytest.fixture
def canvas(qtbot):
    canvas = make_canvas(qtbot, Recipe(blocks=tuple(Block(i, layer) for i, layer in enumerate(LAYERS, 1))))
    canvas.resize(1400, 480)
    return canvas


def blocks(canvas):
    return document_of(canvas).project.recipe.blocks


def handle(canvas):
    return canvas.mapFromScene(canvas.net.bracket.handle().center())


def over(canvas, block_id):
    """A point level with the handle, over the far part of a block."""
    box = canvas.net.layout.place(block_id).box
    return QPoint(canvas.mapFromScene(QPointF(box.x + 0.7 * box.w, 0)).x(), handle(canvas).y())


def test_the_bracket_stands_over_neighbours_that_are_selected_and_over_nothing_else(canvas):
    assert not canvas.net.bracket.isVisible()
    for chosen, there in (((1,), True), ((1, 2), True), ((1, 3), False), ((), False)):
        canvas.set_selection(several(chosen))
        assert canvas.net.bracket.isVisible() == there, chosen
    canvas.select(INPUT)
    assert not canvas.net.bracket.isVisible()
    canvas.select(1)
    QTest.keyClick(canvas, Qt.Key.Key_G, CONTROL)
    assert not canvas.net.bracket.isVisible()  # it is a residual block already


def test_dragged_over_layers_it_makes_one_residual_block_of_them_undoably(canvas):
    canvas.select(1)
    drag_events.drag(canvas, handle(canvas), over(canvas, 2))
    assert [block.layer.kind for block in blocks(canvas)] == ["residual", "dense"]
    assert blocks(canvas)[0].layer.inside == LAYERS[:2]
    assert canvas.selection == blocks(canvas)[0].id
    assert undo_text(canvas) == "Residual around 2 layers"
    assert_picture_is_project(canvas)
    document_of(canvas).undo_stack.undo()
    assert units(canvas) == [3, 4, 3]
    assert document_of(canvas).undo_stack.count() == 1
    assert_picture_is_project(canvas)


def test_it_is_dragged_to_the_left_too_and_a_click_bridges_the_selected(canvas):
    canvas.select(3)
    drag_events.drag(canvas, handle(canvas), over(canvas, 2) - QPoint(60, 0))
    assert blocks(canvas)[1].layer.inside == LAYERS[1:]
    document_of(canvas).undo_stack.undo()
    canvas.set_selection(several((2, 3)))
    drag_events.click(canvas, handle(canvas))
    assert blocks(canvas)[1].layer.inside == LAYERS[1:]


def test_while_dragging_it_says_what_the_block_will_be_and_nothing_happens_before(canvas):
    canvas.select(1)
    outcome = canvas.net.hints.outcome
    drag_events.press(canvas, handle(canvas))
    drag_events.move(canvas, over(canvas, 2))
    assert outcome.isVisible()
    assert outcome.text == (
        "A skip connection around Dense 1 and Dense 2: 2 → 4, then back to 2 by a linear layer. "
        "Dense 3 then gets 2 values, not 4: its weights start again."
    )
    drag_events.move(canvas, over(canvas, 1))
    assert outcome.text.startswith("A skip connection around Dense 1: 2 → 3, then back to 2")
    assert units(canvas) == [3, 4, 3]
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    drag_events.release(canvas, over(canvas, 2))
    assert units(canvas) == [3, 4, 3]
    assert not outcome.isVisible()
    assert canvas.net.bracket.isVisible()


@pytest.mark.parametrize(("end", "reason"), [(INPUT, AT_THE_INPUTS), (0, AT_THE_OUTPUT)])
def test_the_ends_are_refused_while_dragging(canvas, end, reason):
    canvas.select(2)
    at = over(canvas, end) + QPoint(-60 if end == INPUT else 0, 0)
    drag_events.press(canvas, handle(canvas))
    drag_events.move(canvas, at)
    assert canvas.net.hints.outcome.text == reason
    drag_events.release(canvas, at)
    assert units(canvas) == [3, 4, 3]
    assert notice(canvas) == reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"enabled": False}, "Dense 2 is off: switch it on first (Ctrl+B)."),
        ({"frozen": True}, "Dense 2 is not trained as Dense 1 is"),
        ({"rate": 0.5}, "Dense 2 is not trained as Dense 1 is"),
        ({"layer": Residual()}, "is a residual block already"),
    ],
)
def test_what_cannot_be_inside_is_refused_while_dragging(qtbot, change, reason):
    kept = {"layer": Dense(4)} | change
    canvas = make_canvas(qtbot, Recipe(blocks=(Block(1, Dense(4)), Block(2, **kept), Block(3, Dense(4)))))
    canvas.resize(1400, 480)
    canvas.select(1)
    drag_events.press(canvas, handle(canvas))
    drag_events.move(canvas, over(canvas, 3))
    assert reason in canvas.net.hints.outcome.text
    before = blocks(canvas)
    drag_events.release(canvas, over(canvas, 3))
    assert reason in notice(canvas)
    assert blocks(canvas) == before


def test_the_ninth_layer_is_refused_with_the_number(qtbot):
    canvas = make_canvas(qtbot, Recipe(blocks=tuple(Block(i, Dropout()) for i in range(1, MOST_INSIDE + 2))))
    canvas.set_selection(several(tuple(range(1, MOST_INSIDE + 2))))
    QTest.keyClick(canvas, Qt.Key.Key_G, CONTROL)
    assert notice(canvas) == "A residual block holds at most 8 layers, not 9: bridge fewer."


def test_layers_that_are_not_neighbours_are_refused(canvas):
    canvas.set_selection(several((1, 3)))
    QTest.keyClick(canvas, Qt.Key.Key_G, CONTROL)
    assert "stand side by side" in notice(canvas)
    assert units(canvas) == [3, 4, 3]


def test_by_keys_and_by_the_menu_it_is_made_and_taken_apart(canvas):
    canvas.select(1)
    QTest.keyClick(canvas, Qt.Key.Key_Right, SHIFT)
    QTest.keyClick(canvas, Qt.Key.Key_G, CONTROL)
    assert units(canvas) == ["residual", 3]
    QTest.keyClick(canvas, Qt.Key.Key_G, CONTROL | SHIFT)
    assert units(canvas) == [3, 4, 3]
    assert len(canvas.selected_layers) == 2
    entry(canvas, "Wrap in a residual block").trigger()
    assert units(canvas) == ["residual", 3]
    entry(canvas, "Take the residual block apart").trigger()
    assert units(canvas) == [3, 4, 3]


def entry(canvas, text):
    canvas.popups.menu = canvas_menu(canvas, canvas)
    return next(action for action in canvas.popups.menu.actions() if action.text().replace("&", "").split("\t")[0] == text)


def test_a_dense_layer_cannot_be_taken_apart(canvas):
    canvas.select(1)
    QTest.keyClick(canvas, Qt.Key.Key_G, CONTROL | SHIFT)
    assert notice(canvas) == "Dense 1 is no residual block: there is nothing inside to take out."


def test_the_layers_inside_are_shown_with_the_way_around_and_tell_what_they_are(qtbot):
    layer = Residual((Dense(5, Tanh()), BatchNorm(), Dropout(0.3)))
    canvas = make_canvas(qtbot, Recipe(blocks=(Block(1, layer),)))
    item = canvas.net.blocks[1]
    assert [inner.name for inner in item.face.layer.inside] == ["Dense", "Batch norm", "Dropout", "Dense"]
    assert [(inner.units_in, inner.units_out) for inner in item.face.layer.inside] == [(2, 5), (5, 5), (5, 5), (5, 2)]
    tips = [tip_at(canvas.net, item.mapToScene(chip.x + 5, chip.y + 5)) for chip in item.form.chips]
    assert tips[0].startswith("Dense inside Residual 1: 2 values in, 5 out, 15 parameters.")
    assert "leads 5 values back to 2" in tips[3]
    around = item.form.chips[0]
    assert has_ink(canvas, item.mapToScene(around.x + 20, around.y - 16))
    edited = []
    canvas.edit_wanted.connect(edited.append)
    at = canvas.mapFromScene(item.mapToScene(around.x + 5, around.y + 5))
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert edited == [1]


def has_ink(canvas, at):
    """Whether a line in the text colour passes within two pixels."""
    image = QImage(canvas.viewport().size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    canvas.render(painter)
    painter.end()
    point = canvas.mapFromScene(at)
    lightness = [image.pixelColor(point.x(), point.y() + by).lightness() for by in range(-3, 4)]
    dark = current().name == "dark"
    return max(lightness) > 150 if dark else min(lightness) < 100


@pytest.mark.parametrize("layer", [BatchNorm(), Residual()])
def test_a_slim_block_with_parameters_has_a_gradient_meter(qtbot, layer):
    canvas = make_canvas(qtbot, Recipe(blocks=(Block(1, layer), Block(2, Dense(3)))))
    canvas.show_frame(frame_of(canvas))
    item = canvas.net.blocks[1]
    meter = item.meter()
    assert meter.bottom < item.form.height
    assert "none before the first step" in tip_at(canvas.net, item.mapToScene(meter.x + 3, meter.y + 1))


def test_frozen_layers_bear_a_mark_and_a_click_on_it_thaws_them(canvas):
    canvas.set_selection(several((1, 2)))
    QTest.keyClick(canvas, Qt.Key.Key_F, CONTROL)
    assert [block.frozen for block in blocks(canvas)] == [True, True, False]
    assert undo_text(canvas) == "Freeze 2 layers"
    assert_picture_is_project(canvas)
    at = drag_events.on_part(canvas, 1, FROZEN)
    assert tip_at(canvas.net, canvas.at(at)).startswith("Frozen")
    drag_events.click(canvas, at)
    assert [block.frozen for block in blocks(canvas)] == [False, True, False]
    entry(canvas, "Freeze").trigger()
    assert [block.frozen for block in blocks(canvas)] == [True, True, False]
    entry(canvas, "Unfreeze").trigger()
    assert not any(block.frozen for block in blocks(canvas))


def test_a_layer_that_is_off_bears_a_mark_and_a_click_on_it_switches_it_on(canvas):
    canvas.select(2)
    QTest.keyClick(canvas, Qt.Key.Key_B, CONTROL)
    drag_events.click(canvas, drag_events.on_part(canvas, 2, OFF))
    assert all(block.enabled for block in blocks(canvas))


def test_the_trained_numbers_go_in_and_come_out_with_the_layers_and_undo_brings_all_back(canvas):
    document, session, changes = document_of(canvas), Session(document_of(canvas).project.recipe), []
    document.changed.connect(changes.append)
    session.advance(80)
    trained = session.checkpoint().to_arrays()
    first, second = (weights(session, block_id) for block_id in (1, 2))
    canvas.set_selection(several((1, 2)))
    QTest.keyClick(canvas, Qt.Key.Key_G, CONTROL)
    apply_edit(session, changes[-1].after.recipe, changes[-1].memento)
    new = blocks(canvas)[0].id
    assert weights(session, new, "dense_1.") == first
    assert weights(session, new, "dense_2.") == second
    QTest.keyClick(canvas, Qt.Key.Key_G, CONTROL | SHIFT)
    apply_edit(session, changes[-1].after.recipe, changes[-1].memento)
    assert [weights(session, block_id) for block_id in canvas.selected_layers] == [first, second]
    for _time in range(2):
        document.undo_stack.undo()
        swap(session, changes[-1].after.recipe, changes[-1].memento)
    now = session.checkpoint().to_arrays()
    assert [name for name, array in trained.items() if array.tobytes() != now[name].tobytes()] == []


def weights(session, block_id, part=""):
    info = next(info for info in session.network.layers if info.id == block_id)
    arrays = arrays_of(info, session.network.theta)
    return arrays[f"{part}weights"].tobytes(), arrays[f"{part}biases"].tobytes()


@pytest.mark.parametrize(("key", "keys"), [(Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_D, CONTROL)])
def test_keys_wait_until_the_mouse_lets_go_and_escape_puts_the_block_back(canvas, key, keys):
    canvas.select(2)
    at = drag_events.middle_of(canvas, 2)
    drag_events.press(canvas, at)
    drag_events.move(canvas, at + QPoint(60, 20))
    QTest.keyClick(canvas, key, keys)
    assert units(canvas) == [3, 4, 3]
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    drag_events.release(canvas, at + QPoint(60, 20))
    assert units(canvas) == [3, 4, 3]
    assert_picture_is_project(canvas)


def test_the_layers_inside_are_named_in_the_language_of_the_program(qtbot):
    with in_language(KOREAN):
        canvas = make_canvas(qtbot, Recipe(blocks=(Block(1, Residual((Dense(5, Tanh()),))),)))
        names = [inner.name for inner in canvas.net.blocks[1].face.layer.inside]
    assert names == ["완전 연결", "완전 연결"]


def test_the_gradient_meter_begins_after_its_label_however_wide_that_is(qtbot):
    item = make_canvas(qtbot, Recipe(blocks=(Block(1, Dense(5)),))).net.blocks[1]
    for language in LANGUAGES:
        with in_language(language):
            assert item.meter().x > PAD + text_width(_(METER_LABEL), scale=item.form.text)
