"""Neurons, links and biases under the mouse: what is highlighted, what the editor sets, and that undo is exact."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from engine.network.parameter_layout import INPUT
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import OUTPUT, Block, Recipe
from gui.canvas.diagram.diagram import EndNames, diagram_of
from gui.canvas.diagram.parts import BIASES, WEIGHTS, Neuron, Weight, name_of, of_neuron
from gui.canvas.interaction.hit_testing import hit
from gui.canvas.items.highlight import DIM, link_filters
from gui.canvas.items.link_curves import LinkFilter
from gui.canvas.popups.value_editor import OWN_MS
from gui.model.edits import remove_layer, replace_layer
from tests.gui.canvas import drag_events
from tests.gui.canvas.canvas_builders import assert_picture_is_project, document_of, frame_of, make_canvas, undo_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def canvas(qtbot):
    canvas = make_canvas(qtbot, Recipe())
    canvas.show_frame(frame_of(canvas))
    canvas.weights_set = []
    document_of(canvas).changed.connect(lambda change: canvas.weights_set.extend(weights_of(change)))
    return canvas


def weights_of(change):
    return () if change.memento is None else change.memento.weights


def last_edit(canvas):
    """The number that was set last."""
    return canvas.weights_set[-1]


def on_neuron(canvas, block_id, unit):
    item = canvas.net.inputs if block_id == INPUT else canvas.net.blocks[block_id]
    box = item.form.cells[unit]
    return canvas.mapFromScene(item.mapToScene(box.x + box.w / 2, box.y + box.h / 2))


def on_bias(canvas, block_id, unit):
    item = canvas.net.blocks[block_id]
    box = item.form.cells[unit]
    return canvas.mapFromScene(item.mapToScene(box.x, box.bottom))


def on_link(canvas, block_id, start, end, share=0.5):
    gap = canvas.net.links[block_id].gap
    ease = share**2 * (3 - 2 * share)
    y = gap.starts[start] * (1 - ease) + gap.ends[end] * ease
    return canvas.mapFromScene(QPointF(gap.left + share * (gap.right - gap.left), y))


def point_at(canvas, at):
    drag_events.move(canvas, at, buttons=drag_events.NONE)


def test_a_neuron_under_the_mouse_is_told_and_its_links_stand_out(canvas):
    told = []
    canvas.neuron_hovered.connect(told.append)
    point_at(canvas, on_neuron(canvas, 1, 2))
    assert told == [(1, 2)]
    assert canvas.net.links[1]._highlighted == LinkFilter(end=2)
    assert canvas.net.links[2]._highlighted == LinkFilter(start=2)
    assert canvas.net.links[OUTPUT]._dims
    assert canvas.net.links[OUTPUT]._highlighted is None
    assert canvas.net.blocks[OUTPUT].opacity() == pytest.approx(DIM)
    assert canvas.net.blocks[2].opacity() == 1
    canvas.viewport().repaint()
    point_at(canvas, QPoint(2, 2))
    assert told == [(1, 2), None]
    assert canvas.net.blocks[OUTPUT].opacity() == 1
    assert not canvas.net.links[OUTPUT]._dims


def test_an_input_is_told_as_such(canvas):
    told = []
    canvas.neuron_hovered.connect(told.append)
    point_at(canvas, on_neuron(canvas, INPUT, 1))
    assert told == [(INPUT, 1)]


def test_layers_without_neurons_pass_the_highlight_on():
    diagram = diagram_of(Recipe(blocks=(Block(1, Dense(3)), Block(2, Dropout()), Block(3, Dense(2)))), EndNames())
    assert link_filters(diagram, Neuron(1, 1)) == {1: LinkFilter(end=1), 2: LinkFilter(start=1), 3: LinkFilter(start=1)}
    assert link_filters(diagram, Neuron(3, 0)) == {3: LinkFilter(end=0), 2: LinkFilter(), OUTPUT: LinkFilter(start=0)}
    assert link_filters(diagram, Neuron(INPUT, 0)) == {1: LinkFilter(start=0)}


def test_a_click_keeps_a_neuron_highlighted_until_escape_or_a_click_elsewhere(canvas):
    at = on_neuron(canvas, 1, 0)
    for leave in (lambda: QTest.keyClick(canvas, Qt.Key.Key_Escape), lambda: drag_events.click(canvas, QPoint(2, 2))):
        drag_events.click(canvas, at)
        point_at(canvas, QPoint(2, 2))
        assert canvas.hover.neuron == Neuron(1, 0)
        point_at(canvas, on_neuron(canvas, 2, 1))
        assert canvas.hover.neuron == Neuron(1, 0)
        point_at(canvas, QPoint(2, 2))
        leave()
        assert canvas.hover.neuron is None
    drag_events.click(canvas, at)
    drag_events.click(canvas, at)
    point_at(canvas, QPoint(2, 2))
    assert canvas.hover.neuron is None


def test_up_and_down_travel_through_the_neurons_of_a_block(canvas):
    canvas.select(1)
    seen = []
    canvas.neuron_hovered.connect(seen.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(canvas, key)
    assert seen == [(1, 0), (1, 1), (1, 0), None, (2, 1)]
    assert "neuron 2 of Dense 2" in canvas.accessibleDescription()


def test_the_highlighted_neuron_goes_with_its_layer(canvas):
    canvas.select(1)
    canvas.hover.pin(Neuron(1, 3))
    document = document_of(canvas)
    document.edit("smaller", replace_layer(document.project, 1, Dense(3)))
    assert canvas.hover.neuron is None
    canvas.hover.pin(Neuron(1, 2))
    document.edit("gone", remove_layer(document.project, 1))
    assert canvas.hover.neuron is None
    assert_picture_is_project(canvas)


def test_a_link_and_a_bias_are_found_under_the_mouse(canvas):
    assert hit(canvas.net, canvas.at(on_link(canvas, 1, 1, 3, 0.9))).part == Weight(1, WEIGHTS, (1, 3))
    assert hit(canvas.net, canvas.at(on_bias(canvas, 2, 1))).part == Weight(2, BIASES, (1,))
    point_at(canvas, on_link(canvas, 1, 1, 3, 0.9))
    assert "from x₂ to neuron 4 of Dense 1" in canvas.number_editing.card.text()
    assert canvas.number_editing.card.isVisible()
    assert canvas.net.links[1]._picked == (1, 3)
    canvas.viewport().repaint()
    point_at(canvas, on_bias(canvas, OUTPUT, 0))
    assert canvas.number_editing.card.text().startswith("Bias of the output\n0")
    canvas.viewport().repaint()
    point_at(canvas, QPoint(2, 2))
    assert not canvas.number_editing.card.isVisible()


@pytest.mark.parametrize(("text", "value"), [("0,5", 0.5), ("1/3", 1 / 3), ("-2e-3", -0.002)])
def test_a_clicked_link_takes_a_typed_number(canvas, text, value):
    drag_events.click(canvas, on_link(canvas, 2, 3, 0, 0.2))
    line = canvas.number_editing.editor.line
    assert line.isVisible()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    edit = last_edit(canvas)
    assert (edit.layer, edit.array, edit.index) == (2, WEIGHTS, (3, 0))
    assert edit.value == pytest.approx(value)
    assert undo_text(canvas).startswith("Weight from neuron 4 of Dense 1 to neuron 1 of Dense 2: ")
    assert not canvas.number_editing.editor.isVisible()


def test_escape_leaves_the_number_and_nonsense_is_explained(canvas):
    drag_events.click(canvas, on_bias(canvas, 1, 0))
    line = canvas.number_editing.editor.line
    QTest.keyClicks(line, "five")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert line.isVisible()
    assert "not a number" in line.toolTip()
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not canvas.number_editing.editor.isVisible()
    assert not document_of(canvas).undo_stack.canUndo()


def test_arrows_nudge_and_undo_as_one(canvas, clock):
    before = canvas.net.blocks[1].biases[0]
    canvas.number_editing.edit(Weight(1, BIASES, (0,)))
    line = canvas.number_editing.editor.line
    for key, keys in ((Qt.Key.Key_Up, drag_events.NO_KEYS), (Qt.Key.Key_Up, drag_events.NO_KEYS), (Qt.Key.Key_Down, SHIFT)):
        QTest.keyClick(line, key, keys)
    assert last_edit(canvas).value == pytest.approx(before + 0.19)
    assert document_of(canvas).undo_stack.count() == 1
    assert line.isVisible()
    canvas.show_frame(frame_of(canvas))  # from before the edit: the editor keeps what was set
    assert line.value == pytest.approx(before + 0.19)
    clock.advance(OWN_MS)  # by now frames are from after the edit
    canvas.show_frame(frame_of(canvas))
    assert line.value == pytest.approx(before)
    QTest.keyClick(line, Qt.Key.Key_Up)
    canvas.show_frame(frame_of(canvas))
    assert line.value == pytest.approx(before + 0.1)
    document_of(canvas).undo_stack.undo()
    canvas.show_frame(frame_of(canvas))
    assert line.value == pytest.approx(before)


def test_enter_on_a_neuron_edits_its_bias_and_tab_goes_to_its_weights(canvas):
    canvas.select(2)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    editor = canvas.number_editing.editor
    seen = [editor.weight]
    for _ in range(5):
        QTest.keyClick(editor.line, Qt.Key.Key_Tab)
        seen.append(editor.weight)
    assert seen == [*of_neuron(canvas.net.diagram, Neuron(2, 0)), Weight(2, BIASES, (0,))]
    QTest.keyClick(editor.line, Qt.Key.Key_Backtab)
    assert editor.weight == Weight(2, WEIGHTS, (3, 0))
    assert name_of(canvas.net.diagram, editor.weight) == "weight from neuron 4 of Dense 1 to neuron 1 of Dense 2"


def test_a_click_elsewhere_keeps_what_was_typed(canvas):
    canvas.number_editing.edit(Weight(1, BIASES, (0,)))
    QTest.keyClicks(canvas.number_editing.editor.line, "0.25")
    drag_events.click(canvas, QPoint(2, 2))
    assert last_edit(canvas).value == 0.25
    assert not canvas.number_editing.editor.isVisible()


def test_the_editor_closes_when_its_layer_goes(canvas):
    canvas.number_editing.edit(Weight(1, BIASES, (3,)))
    document = document_of(canvas)
    document.edit("smaller", replace_layer(document.project, 1, Dense(2)))
    assert not canvas.number_editing.editor.isVisible()
    assert np.isfinite(frame_of(canvas).snapshot.theta).all()
