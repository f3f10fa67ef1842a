"""Building on the canvas: drops, drags, keys, menus, and that the picture always is the project."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from engine.data.datasets import DATASETS
from engine.inspection.snapshot_builder import SnapshotBuilder
from engine.network.parameter_layout import INPUT
from engine.nn.activations import ACTIVATIONS, LeakyReLU, ReLU, Sigmoid
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.recipe.recipe import OUTPUT, Block, Recipe
from engine.training.session import Session
from gui.canvas.items.block_face import ACTIVATION, MINUS, PLUS
from gui.model.edits import MOST_LAYERS, set_data
from gui.model.project import Project
from gui.palette.layer_mime import MIME, to_mime
from gui.training.frame import Frame
from tests.gui.canvas import drag_events
from tests.gui.canvas.canvas_builders import assert_picture_is_project, document_of, make_canvas, notice, undo_text, units
from tests.gui.submenus import submenu

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def canvas(qtbot):
    return make_canvas(qtbot, Recipe())


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_layer_dropped_in_a_gap_lands_there(canvas, index):
    assert drag_events.drop(canvas, to_mime(Dense(7)), drag_events.in_gap(canvas, index))
    wanted = [4, 2]
    wanted.insert(index, 7)
    assert units(canvas) == wanted
    assert undo_text(canvas) == "Add Dense"
    assert canvas.selection == document_of(canvas).project.recipe.blocks[index].id
    assert_picture_is_project(canvas)


def test_the_gap_opens_under_a_drag_and_closes_when_it_leaves(canvas):
    before = canvas.net.layout.place(2).x
    mime = to_mime(Dropout())
    at = drag_events.in_gap(canvas, 1)
    assert drag_events.enter(canvas, mime, at)
    assert drag_events.hover(canvas, mime, at)
    assert canvas.net.hints.ghost.isVisible()
    assert canvas.net.hints.ghost.text == "Dropout"
    assert canvas.net.layout.place(2).x > before
    drag_events.leave(canvas)
    assert canvas.net.layout.place(2).x == before
    assert units(canvas) == [4, 2]
    assert_picture_is_project(canvas)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b'{"kind": "rocket"}',
        b'{"kind": "dense", "units": 1e99}',
        b'{"kind": ["dense"]}',
        b"\xff\xfe",
        b"x" * 20_000,
        b"[" * 9_000,
    ],
)
def test_a_junk_payload_is_refused_with_the_reason(canvas, raw):
    mime = QMimeData()
    mime.setData(MIME, raw)
    at = drag_events.in_gap(canvas, 1)
    drag_events.enter(canvas, mime, at)
    assert notice(canvas).endswith(".")
    assert not drag_events.hover(canvas, mime, at)
    assert not drag_events.let_go(canvas, mime, at)
    assert units(canvas) == [4, 2]
    assert notice(canvas) == ""


def test_a_drag_says_where_a_layer_would_disturb_what_was_learned(canvas):
    sigmoid = to_mime(Dense(4, Sigmoid()))
    at = drag_events.in_gap(canvas, 1)
    drag_events.enter(canvas, sigmoid, at)
    drag_events.hover(canvas, sigmoid, at)
    assert notice(canvas) == ""  # nothing was learned yet
    drag_events.leave(canvas)
    session = Session(canvas.document.project.recipe)
    session.advance(10)
    canvas.show_frame(Frame(SnapshotBuilder(session).build(())))
    at = drag_events.in_gap(canvas, 1)
    drag_events.enter(canvas, sigmoid, at)
    drag_events.hover(canvas, sigmoid, at)
    assert notice(canvas) == "Sigmoid cannot pass its input on unchanged: what was learned is disturbed."
    drag_events.leave(canvas)
    assert notice(canvas) == ""
    for mime in (to_mime(Dense(4, ReLU())), to_mime(Residual())):
        at = drag_events.in_gap(canvas, 1)
        drag_events.enter(canvas, mime, at)
        drag_events.hover(canvas, mime, at)
        assert notice(canvas) == ""
        drag_events.leave(canvas)


def test_typing_a_layer_says_where_it_would_disturb_what_was_learned(canvas):
    session = Session(canvas.document.project.recipe)
    session.advance(10)
    canvas.show_frame(Frame(SnapshotBuilder(session).build(())))
    line = canvas.popups.layer_entry
    canvas.popups.add_by_typing(1)
    QTest.keyClicks(line, "dense 4 sig")
    assert notice(canvas) == "Sigmoid cannot pass its input on unchanged: what was learned is disturbed."
    QTest.keyClick(line, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, "relu")
    assert notice(canvas) == ""
    QTest.keyClicks(line, " sig")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert notice(canvas) == ""


def test_a_drag_of_something_else_is_left_to_the_window(canvas):
    mime = QMimeData()
    mime.setText("dense")
    assert not drag_events.enter(canvas, mime, drag_events.in_gap(canvas, 0))


def test_one_layer_too_many_is_refused_while_dragging(qtbot):
    canvas = make_canvas(qtbot, Recipe(blocks=tuple(Block(i, Dense(1)) for i in range(1, MOST_LAYERS + 1))))
    assert not drag_events.drop(canvas, to_mime(Dense()), QPoint(50, 50))
    drag_events.enter(canvas, to_mime(Dense()), QPoint(50, 50))
    assert "at most 50 layers" in notice(canvas)
    drag_events.leave(canvas)
    canvas.add_layer(Dense())
    assert "at most 50 layers" in notice(canvas)
    assert len(units(canvas)) == MOST_LAYERS


def test_a_block_dragged_behind_another_moves_there(canvas):
    start, far = drag_events.middle_of(canvas, 1), drag_events.middle_of(canvas, OUTPUT)
    drag_events.drag(canvas, start, start + QPoint(40, 0), far)
    assert units(canvas) == [2, 4]
    assert undo_text(canvas) == "Move Dense 1"
    assert canvas.selection == 1
    assert_picture_is_project(canvas)


def test_a_block_dragged_to_where_it_was_changes_nothing(canvas):
    start = drag_events.middle_of(canvas, 1)
    drag_events.drag(canvas, start, start + QPoint(60, 30), start + QPoint(5, 0))
    assert not document_of(canvas).undo_stack.canUndo()
    assert_picture_is_project(canvas)


def test_a_press_that_trembles_is_no_drag(canvas):
    start = drag_events.middle_of(canvas, 2)
    end = start + QPoint(2, 1)
    drag_events.drag(canvas, start, end)
    assert canvas.selection == 2
    assert not document_of(canvas).undo_stack.canUndo()


def test_a_block_dragged_out_of_the_canvas_is_removed(canvas):
    start = drag_events.middle_of(canvas, 1)
    drag_events.drag(canvas, start, start + QPoint(0, 60), QPoint(start.x(), canvas.height() + 80))
    assert units(canvas) == [2]
    assert undo_text(canvas) == "Remove Dense 1"
    document_of(canvas).undo_stack.undo()
    assert units(canvas) == [4, 2]
    assert_picture_is_project(canvas)


def test_a_block_dragged_onto_the_bin_is_removed(canvas):
    start = drag_events.middle_of(canvas, 2)
    drag_events.press(canvas, start)
    drag_events.move(canvas, start + QPoint(0, 40))
    assert canvas._bin.isVisible()
    bin_at = canvas._bin.geometry().center()
    drag_events.move(canvas, bin_at)
    drag_events.release(canvas, bin_at)
    assert units(canvas) == [4]
    assert not canvas._bin.isVisible()


def test_escape_gives_a_drag_up(canvas):
    start = drag_events.middle_of(canvas, 1)
    drag_events.press(canvas, start)
    drag_events.move(canvas, drag_events.middle_of(canvas, OUTPUT))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert_picture_is_project(canvas)
    drag_events.release(canvas, drag_events.middle_of(canvas, OUTPUT))
    assert units(canvas) == [4, 2]
    assert canvas.selection == 1


def test_the_output_says_why_it_cannot_be_dragged(canvas):
    start = drag_events.middle_of(canvas, OUTPUT)
    drag_events.press(canvas, start)
    drag_events.move(canvas, start - QPoint(80, 0))
    assert "output stays last" in notice(canvas)
    drag_events.release(canvas, start - QPoint(80, 0))
    assert notice(canvas) == ""


def test_each_click_on_plus_and_minus_is_one_undo(canvas):
    for part in (PLUS, PLUS, MINUS):
        drag_events.click(canvas, drag_events.on_part(canvas, 1, part))
    assert units(canvas) == [5, 2]
    assert undo_text(canvas) == "Dense 1: 5 neurons"
    document_of(canvas).undo_stack.undo()
    assert units(canvas) == [6, 2]


def test_a_layer_keeps_its_last_neuron_and_says_so(canvas):
    for _ in range(3):
        drag_events.click(canvas, drag_events.on_part(canvas, 2, MINUS))
    assert units(canvas) == [4, 1]
    assert "from 1 to 1,024" in notice(canvas)


def test_the_activations_are_pictures_on_the_block(canvas):
    drag_events.click(canvas, drag_events.on_part(canvas, 1, ACTIVATION))
    popup = canvas.popups.activations.popup
    assert popup.isVisible()
    offered = popup.list.model()
    assert [offered.index(row, 0).data() for row in range(offered.rowCount())] == [cls.label for cls in ACTIVATIONS]
    assert popup.list.currentIndex().data() == "Tanh"
    assert popup.view.plot.accessibleName() == "f and f′ of Tanh"
    relu = offered.index(ACTIVATIONS.names().index("relu"), 0)
    QTest.mouseClick(popup.list.viewport(), Qt.MouseButton.LeftButton, pos=popup.list.visualRect(relu).center())
    assert canvas.popups.activations.popup is None
    assert document_of(canvas).project.recipe.blocks[0].layer.activation.kind == "relu"
    assert undo_text(canvas) == "Dense 1: ReLU"


def test_the_activation_is_chosen_with_the_keyboard(canvas):
    canvas.select(1)
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(canvas.popups.activations.popup.list, Qt.Key.Key_Right)
    QTest.keyClick(canvas.popups.activations.popup.list, Qt.Key.Key_Return)
    chosen = ACTIVATIONS.names()[ACTIVATIONS.names().index("tanh") + 1]
    assert document_of(canvas).project.recipe.blocks[0].layer.activation.kind == chosen
    entries(context_menu(canvas))["Activation…"].trigger()
    canvas.popups.menu.close()
    QTest.keyClick(canvas.popups.activations.popup.list, Qt.Key.Key_Escape)
    assert canvas.popups.activations.popup is None
    assert undo_text(canvas) == f"Dense 1: {ACTIVATIONS[chosen].label}"


def test_the_activation_in_use_keeps_its_numbers_when_it_is_chosen_again(canvas):
    canvas.settings.set_activation(1, "activation", LeakyReLU(0.3))
    before = document_of(canvas).undo_stack.count()
    canvas.popups.choose_activation(1)
    QTest.keyClick(canvas.popups.activations.popup.list, Qt.Key.Key_Return)
    assert document_of(canvas).project.recipe.blocks[0].layer.activation == LeakyReLU(0.3)
    assert document_of(canvas).undo_stack.count() == before


def test_an_edit_closes_the_list_of_activations_and_without_one_it_is_said(canvas):
    canvas.popups.choose_activation(1)
    canvas.commands.remove(1)
    assert canvas.popups.activations.popup is None
    canvas.select(OUTPUT)
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert "activation" in notice(canvas)


def test_arrows_travel_from_the_inputs_to_the_output(canvas):
    seen = []
    canvas.selected.connect(seen.append)
    for _ in range(5):
        QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert seen == [INPUT, 1, 2, OUTPUT]
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.selection == 2
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.selection == INPUT
    QTest.keyClick(canvas, Qt.Key.Key_End)
    assert canvas.selection == OUTPUT
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.selection is None


@pytest.mark.parametrize("modifier", [CONTROL, ALT])
def test_a_modifier_and_an_arrow_move_the_block(canvas, modifier):
    canvas.select(1)
    QTest.keyClick(canvas, Qt.Key.Key_Right, modifier)
    assert units(canvas) == [2, 4]
    QTest.keyClick(canvas, Qt.Key.Key_Right, modifier)
    QTest.keyClick(canvas, Qt.Key.Key_Left, modifier)
    assert units(canvas) == [4, 2]
    assert canvas.selection == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_removes_and_selects_the_neighbour(canvas, key):
    canvas.select(1)
    QTest.keyClick(canvas, key)
    assert units(canvas) == [2]
    assert canvas.selection == 2
    QTest.keyClick(canvas, key)
    assert units(canvas) == []
    assert canvas.selection is None
    assert_picture_is_project(canvas)


def test_the_ends_cannot_be_deleted(canvas):
    for end, says in ((INPUT, "go to it with"), (OUTPUT, "stay")):
        canvas.select(end)
        QTest.keyClick(canvas, Qt.Key.Key_Delete)
        assert says in notice(canvas)
    assert units(canvas) == [4, 2]


def test_control_d_duplicates_and_selects_the_copy(canvas):
    canvas.select(1)
    QTest.keyClick(canvas, Qt.Key.Key_D, CONTROL)
    assert units(canvas) == [4, 4, 2]
    assert canvas.selection == 3
    assert undo_text(canvas) == "Duplicate Dense 1"


def test_control_up_and_down_change_the_size(canvas):
    canvas.select(2)
    QTest.keyClick(canvas, Qt.Key.Key_Up, CONTROL)
    assert units(canvas) == [4, 3]
    QTest.keyClick(canvas, Qt.Key.Key_Down, CONTROL)
    assert units(canvas) == [4, 2]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_asks_for_the_settings(canvas, qtbot, key):
    canvas.select(2)
    with qtbot.waitSignal(canvas.edit_wanted) as asked:
        QTest.keyClick(canvas, key)
    assert asked.args == [2]


def test_letters_do_nothing(canvas):
    canvas.select(1)
    QTest.keyClicks(canvas, "dxacv+-")
    assert not document_of(canvas).undo_stack.canUndo()


def entries(menu):
    """Every action of a menu and its submenus, by its text without marks."""
    found = {}
    for action in menu.actions():
        if inner := submenu(action):
            found.update({f"{plain(action)}/{name}": one for name, one in entries(inner).items()})
        elif not action.isSeparator():
            found[plain(action)] = action
    return found


def plain(action):
    return action.text().split("\t")[0].replace("&", "")


def context_menu(canvas) -> QMenu:
    at = canvas.viewport().rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, canvas.viewport().mapToGlobal(at))
    QApplication.sendEvent(canvas.viewport(), event)
    return canvas.popups.menu


@pytest.mark.parametrize(
    ("entry", "wanted"),
    [
        ("Add before/Dense", [4, 4, 2]),
        ("Add after/Dropout", [4, 2, "dropout"]),
        ("Duplicate", [4, 2, 2]),
        ("Move left", [2, 4]),
        ("Remove", [4]),
    ],
)
def test_the_context_menu_edits(canvas, entry, wanted):
    canvas.select(2)
    menu = context_menu(canvas)
    found = entries(menu)
    assert not found["Move right"].isEnabled()
    found[entry].trigger()
    menu.close()
    assert units(canvas) == wanted
    assert_picture_is_project(canvas)


@pytest.mark.parametrize("chosen", [Residual((Dense(3),)), Dense(64)], ids=lambda layer: layer.kind)
@pytest.mark.parametrize("place", ["layer", INPUT, OUTPUT, None])
def test_each_letter_in_the_context_menu_means_one_entry(canvas, chosen, place):
    canvas.insert(chosen, 0)
    canvas.select(canvas.selection if place == "layer" else place)
    menu = context_menu(canvas)
    letters = [action.text().partition("&")[2][:1].lower() for action in menu.actions() if not action.isSeparator()]
    menu.close()
    assert all(letters)
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize(("place", "wanted"), [(INPUT, [4, 4, 2]), (OUTPUT, [4, 2, 4]), (None, [4, 2, 4])])
def test_the_menu_of_the_ends_and_of_the_empty_canvas_adds(canvas, place, wanted):
    canvas.select(place)
    menu = context_menu(canvas)
    next(action for name, action in entries(menu).items() if name.endswith("/Dense")).trigger()
    menu.close()
    assert units(canvas) == wanted


def test_add_layer_goes_behind_the_selected_block(canvas):
    canvas.add_layer(Dense(9))
    canvas.select(1)
    canvas.add_layer(Dense(8))
    canvas.select(INPUT)
    canvas.add_layer(Dense(7))
    assert units(canvas) == [7, 4, 8, 2, 9]


def test_undo_and_redo_bring_the_same_items_back(canvas):
    stack = document_of(canvas).undo_stack
    kept = canvas.net.blocks[2]
    canvas.select(1)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert canvas.net.blocks[2] is kept
    stack.undo()
    assert canvas.net.blocks[2] is kept
    assert_picture_is_project(canvas)
    stack.redo()
    assert_picture_is_project(canvas)


def test_a_project_that_is_opened_during_a_drag_ends_the_drag(canvas):
    drag_events.press(canvas, drag_events.middle_of(canvas, 1))
    drag_events.move(canvas, drag_events.middle_of(canvas, OUTPUT))
    document_of(canvas).open(Project(Recipe(blocks=(Block(5, Dense(3)),))))
    drag_events.move(canvas, drag_events.middle_of(canvas, OUTPUT))
    drag_events.release(canvas, drag_events.middle_of(canvas, OUTPUT))
    assert units(canvas) == [3]
    assert_picture_is_project(canvas)


def test_zoom_stays_within_its_limits(canvas):
    for notches in (500, -500):
        for _ in range(50):
            drag_events.turn_wheel(canvas, notches // 50, CONTROL)
        assert 0.05 <= canvas.zoom <= 4
    canvas.fit()
    assert 0.5 < canvas.zoom < 2


def test_other_data_change_the_recipe_and_the_network_stays(canvas):
    plane = DATASETS["plane"]()
    document_of(canvas).edit("Plane", set_data(document_of(canvas).project, plane, plane.make(np.random.default_rng(0))))
    assert canvas.net.diagram.loss == "MSE"
    assert_picture_is_project(canvas)
