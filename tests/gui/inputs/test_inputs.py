"""Switching the network's inputs: on the canvas, in the list to drag from, in the settings; by mouse and by keyboard."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtTest import QTest

from engine.data.datasets import DATASETS
from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT, Recipe
from engine.training.session import Session
from gui.document import Document
from gui.model import edits
from gui.model.input_edits import LAST, choices, switch_off, switch_on
from gui.model.project import Project
from gui.palette.input_mime import INPUT_MIME, from_mime, to_mime
from gui.palette.input_palette import ON, TEXT, InputPalette
from gui.panels.inspector.inspector import Inspector
from gui.training.frame import Frame
from gui.window.main_window import MainWindow
from tests.engine.builders import snapshot_of
from tests.gui.canvas.canvas_builders import assert_picture_is_project, document_of, frame_of, make_canvas, notice, undo_text
from tests.gui.canvas.drag_events import click, drop, enter, hover, in_gap, leave, middle_of
from tests.gui.window_actions import retype, shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

PLANE = ("x₁", "x₂")
CIRCLE = DATASETS["circle"]().make(np.random.default_rng(1))
IRIS = DATASETS["iris"]().make(np.random.default_rng(1))


def iris_project():
    return edits.set_data(Project(), DATASETS["iris"](), IRIS)


def names_on(project, columns=PLANE):
    return [choice.feature.name for choice in choices(project.recipe.inputs, columns) if choice.on]


@pytest.fixture
def canvas(qtbot):
    canvas = make_canvas(qtbot, Recipe())
    canvas.show_frame(frame_of(canvas))
    yield canvas
    canvas.popups.inputs.hide()


def train(canvas):
    """A frame of the project as it is now."""
    canvas.show_frame(frame_of(canvas))


def inputs_of(canvas):
    return document_of(canvas).project.recipe.inputs


def on_button(canvas):
    item, box = canvas.net.inputs, canvas.net.inputs.button()
    return canvas.mapFromScene(item.mapToScene(box.x + box.w / 2, box.y + box.h / 2))


def on_input(canvas, unit):
    item, box = canvas.net.inputs, canvas.net.inputs.form.cells[unit]
    return canvas.mapFromScene(item.mapToScene(box.x + box.w / 2, box.y + box.h / 2))


# -- what can be switched
def test_the_nine_features_are_offered_for_two_coordinates():
    offered = choices((), PLANE)
    assert [choice.feature.name for choice in offered] == [
        "x₁",
        "x₂",
        "x₁²",
        "x₂²",
        "x₁x₂",
        "sin x₁",
        "sin x₂",
        "cos x₁",
        "cos x₂",
    ]
    assert [choice.on for choice in offered] == [True, True, *[False] * 7]


def test_switching_on_and_off_keeps_the_order_and_comes_back_to_the_same_project():
    project = switch_on(Project(), "exp(x1)", CIRCLE)
    project = switch_on(switch_on(project, "x2**2", CIRCLE), "x1**2", CIRCLE)
    assert names_on(project) == ["x₁", "x₂", "x₁²", "x₂²", "exp x₁"]
    assert switch_on(project, " x₁ ** 2 ", CIRCLE) is project
    for text in ("x1**2", "exp(x1)", "x2**2"):
        project = switch_off(project, text, CIRCLE)
    assert project == Project()
    assert switch_on(switch_off(Project(), "x1", CIRCLE), "x1", CIRCLE) == Project()


def test_a_tables_columns_are_offered_by_name():
    project = switch_off(iris_project(), "[sepal width (cm)]", IRIS)
    assert project.recipe.inputs == ("[sepal length (cm)]", "[petal length (cm)]", "[petal width (cm)]")
    assert switch_on(project, "x2", IRIS) == iris_project()


def test_the_last_input_stays():
    project = switch_off(Project(), "x1", CIRCLE)
    with pytest.raises(ValueError, match="at least one input"):
        switch_off(project, "x2", CIRCLE)


@pytest.mark.parametrize(("kind", "kept"), [("spiral", ("x1", "x1**2")), ("plane", ("x1", "x1**2")), ("iris", ())])
def test_another_dataset_keeps_the_inputs_that_mean_the_same_there(kind, kept):
    project = switch_off(switch_on(Project(), "x1**2", CIRCLE), "x2", CIRCLE)
    data = DATASETS[kind]()
    assert edits.set_data(project, data, data.make(np.random.default_rng(1))).recipe.inputs == kept


# -- the popup on the canvas
def test_the_button_opens_the_inputs_and_a_click_switches(canvas):
    click(canvas, on_button(canvas))
    popup = canvas.popups.inputs
    assert popup.isVisible()
    tiles = popup.chooser.tiles.tiles
    assert [key for key, tile in tiles.items() if tile.isChecked()] == ["x1", "x2"]
    QTest.mouseClick(tiles["x1**2"], Qt.MouseButton.LeftButton)
    assert inputs_of(canvas) == ("x1", "x2", "x1**2")
    assert undo_text(canvas) == "Input x₁² on"
    assert popup.isVisible()
    assert canvas.net.diagram.ends.inputs == ("x₁", "x₂", "x₁²")  # at once, before a frame with it has come
    assert_picture_is_project(canvas)
    train(canvas)
    assert_picture_is_project(canvas)
    assert canvas.net.inputs.atlas._values.shape[0] == 3
    QTest.mouseClick(tiles["x1"], Qt.MouseButton.LeftButton)
    assert not tiles["x1"].isChecked()
    document_of(canvas).undo_stack.undo()
    document_of(canvas).undo_stack.undo()
    assert document_of(canvas).project == Project()
    assert tiles["x1"].isChecked()
    document_of(canvas).undo_stack.redo()
    assert tiles["x1**2"].isChecked()


def test_the_last_input_cannot_be_switched_off_in_the_popup(canvas):
    canvas.popups.choose_inputs()
    chooser = canvas.popups.inputs.chooser
    chooser.tiles.tiles["x1"].click()
    chooser.tiles.tiles["x2"].click()
    assert inputs_of(canvas) == ("x2",)
    assert chooser.tiles.tiles["x2"].isChecked()
    assert chooser.formula.message.text() == LAST


def test_keys_alone_will_do(canvas):
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    popup = canvas.popups.inputs
    assert popup.isVisible()
    tiles = popup.chooser.tiles.tiles
    QTest.keyClick(tiles["x1**2"], Qt.Key.Key_Return)
    QTest.keyClick(tiles["x2**2"], Qt.Key.Key_Space)
    assert inputs_of(canvas) == ("x1", "x2", "x1**2", "x2**2")
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert inputs_of(canvas) == ("x1**2", "x2**2")


def test_a_formula_is_checked_while_it_is_typed_and_added_by_enter(canvas):
    canvas.popups.choose_inputs()
    formula = canvas.popups.inputs.chooser.formula
    QTest.keyClicks(formula.line, "x1*x2**")
    assert "ends too early" in formula.message.text()
    QTest.keyClicks(formula.line, "2")
    assert formula.message.text() == "x₁x₂²: Enter adds it."
    QTest.keyClick(formula.line, Qt.Key.Key_Return)
    assert inputs_of(canvas) == ("x1", "x2", "x1*x2**2")
    assert formula.line.text() == ""
    assert canvas.popups.inputs.isVisible()
    tile = canvas.popups.inputs.chooser.tiles.tiles["x1*x2**2"]
    assert tile.isChecked()
    tile.click()
    assert "x1*x2**2" not in canvas.popups.inputs.chooser.tiles.tiles
    assert document_of(canvas).project == Project()


@pytest.mark.parametrize(
    ("text", "says"), [("log(x1)", "numbers above 0 but gets"), ("1/(x1-x1)", "divides by zero"), ("x3", "no column")]
)
def test_a_formula_that_cannot_be_is_refused_before_anything_is_lost(canvas, text, says):
    canvas.popups.choose_inputs()
    formula = canvas.popups.inputs.chooser.formula
    retype(formula.line, text)
    assert says in formula.message.text()
    assert formula.line.text() == text
    assert document_of(canvas).project == Project()
    assert document_of(canvas).undo_stack.count() == 0


def test_columns_of_a_table_are_ticked_off_and_on(qtbot):
    canvas = make_canvas(qtbot, iris_project().recipe)
    train(canvas)
    canvas.popups.choose_inputs()
    columns = canvas.popups.inputs.chooser.columns
    assert [columns.topLevelItem(row).text(0) for row in range(4)] == list(IRIS.input_names)
    for row in range(3):
        columns.topLevelItem(row).setCheckState(0, Qt.CheckState.Unchecked)
        qtbot.waitUntil(lambda row=row: len(inputs_of(canvas)) == 3 - row)
        assert undo_text(canvas).endswith("off")
    columns.topLevelItem(3).setCheckState(0, Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: canvas.popups.inputs.chooser.formula.message.text() == LAST)
    assert inputs_of(canvas) == ("[petal width (cm)]",)
    assert columns.topLevelItem(3).checkState(0) == Qt.CheckState.Checked
    assert canvas.popups.inputs.chooser.formula.message.text() == LAST
    columns.topLevelItem(0).setCheckState(0, Qt.CheckState.Checked)
    qtbot.waitUntil(lambda: len(inputs_of(canvas)) == 2)
    assert inputs_of(canvas) == ("[sepal length (cm)]", "[petal width (cm)]")
    train(canvas)
    assert_picture_is_project(canvas)
    canvas.popups.inputs.hide()


# -- on the canvas itself
def test_delete_switches_off_the_input_that_was_clicked(canvas):
    click(canvas, on_input(canvas, 0))
    assert canvas.net.inputs.highlighted == 0
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert inputs_of(canvas) == ("x2",)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert inputs_of(canvas) == ("x2",)
    assert notice(canvas) == LAST


def test_delete_goes_by_the_order_that_the_network_has(qtbot):
    canvas = make_canvas(qtbot, Recipe(inputs=("x2", "x1", "x1**2")))
    train(canvas)
    canvas.select(INPUT)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert inputs_of(canvas) == ("x1", "x1**2")


def test_a_frame_from_before_leaves_the_new_inputs_on_the_canvas(canvas):
    old = frame_of(canvas)
    canvas.switcher.set_enabled("x1**2", True)
    canvas.show_frame(old)
    assert canvas.net.diagram.ends.inputs == ("x₁", "x₂", "x₁²")
    assert_picture_is_project(canvas)


def test_maps_are_the_features_themselves(canvas):
    canvas.switcher.set_enabled("x1**2", True)
    train(canvas)
    x1, x2, square = canvas.net.inputs.atlas._values
    assert x1[:, 0] == pytest.approx(-np.ones(16))
    assert x2[-1] == pytest.approx(np.ones(16))
    assert square == pytest.approx(x1**2, abs=1e-6)


def test_weights_of_the_other_inputs_stay():
    session = Session(Recipe())
    session.advance(50)
    before = session.network.theta[: 2 * 4].copy()
    session.adopt(switch_on(Project(), "x1*x2", CIRCLE).recipe)
    assert np.array_equal(session.network.theta[: 2 * 4], before)


@pytest.fixture
def window(window: MainWindow) -> Iterator[MainWindow]:
    """Without its popup at the end."""
    yield window
    window.canvas.popups.inputs.hide()


def test_the_circle_is_learned_by_hand_without_a_hidden_layer(window, qtbot):
    """The exercise of every playground: squares in, hidden layers out. Six clicks and three keys."""
    canvas = window.canvas
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot is not None and canvas.switcher.data is not None)
    click(canvas, on_button(canvas))
    for key in ("x1**2", "x2**2", "x1", "x2"):
        QTest.mouseClick(canvas.popups.inputs.chooser.tiles.tiles[key], Qt.MouseButton.LeftButton)
    outside = canvas.popups.inputs.mapFromGlobal(canvas.viewport().mapToGlobal(middle_of(canvas, OUTPUT)))
    QTest.mouseClick(canvas.popups.inputs, Qt.MouseButton.LeftButton, pos=outside)  # a popup gets all clicks
    assert not canvas.popups.inputs.isVisible()
    assert canvas.selection == OUTPUT
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert document_of(canvas).project.recipe.blocks == ()
    assert inputs_of(canvas) == ("x1**2", "x2**2")
    window.run_controller.toggle_play()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.scores.test_metric == 1.0)
    window.run_controller.toggle_play()


# -- dragging
def near_inputs(canvas):
    box = canvas.net.layout.place(INPUT).box
    return canvas.mapFromScene(QPointF(box.x + box.w / 2, box.y + box.h / 2))


def test_an_input_is_dropped_on_the_column(canvas):
    assert drop(canvas, to_mime("x1*x2"), near_inputs(canvas))
    assert inputs_of(canvas) == ("x1", "x2", "x1*x2")
    assert canvas.selection == INPUT
    assert not canvas.net.inputs.wanted


def test_the_column_shows_where_it_would_land_and_elsewhere_nothing_happens(canvas):
    mime = to_mime("x1*x2")
    assert enter(canvas, mime, near_inputs(canvas))
    assert canvas.net.inputs.wanted
    hover(canvas, mime, in_gap(canvas, 2))
    assert not canvas.net.inputs.wanted
    assert "on the left" in notice(canvas)
    leave(canvas)
    assert notice(canvas) == ""
    drop(canvas, mime, in_gap(canvas, 2))
    assert inputs_of(canvas) == ()


JUNK = [(b"x1", "on already"), (b"\xff", "damaged"), (b"", "not an input"), (b"x" * 999, "not an input"), (b"x9", "no column")]


@pytest.mark.parametrize(("content", "says"), JUNK)
def test_what_cannot_be_dropped_says_why_while_dragging(canvas, content, says):
    mime = QMimeData()
    mime.setData(INPUT_MIME, content)
    assert enter(canvas, mime, near_inputs(canvas))
    assert says in notice(canvas)
    assert not hover(canvas, mime, near_inputs(canvas))
    leave(canvas)
    assert document_of(canvas).undo_stack.count() == 0


# -- the list to drag from
@pytest.fixture
def inputs_list(qtbot):
    made = shown(qtbot, InputPalette(Document(Project())))
    made.show_frame(Frame(snapshot_of(Session(Recipe()))))
    return made


def test_the_list_offers_all_and_shows_what_is_on(inputs_list):
    assert inputs_list.count() == 9
    assert [inputs_list.item(row).data(ON) for row in range(9)] == [True, True, *[False] * 7]
    assert not inputs_list.item(4).icon().isNull()
    assert inputs_list.item(4).data(Qt.ItemDataRole.AccessibleTextRole) == "x₁x₂, off"


def test_a_drag_carries_its_input(inputs_list):
    inputs_list.setCurrentRow(4)
    drag = inputs_list.drag()
    assert from_mime(drag.mimeData()) == inputs_list.item(4).data(TEXT) == "x1*x2"
    assert not drag.pixmap().isNull()
    drag.deleteLater()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_key_in_the_list_switches(inputs_list, key):
    inputs_list.setCurrentRow(2)
    QTest.keyClick(inputs_list, key)
    assert inputs_list.switcher.document.project.recipe.inputs == ("x1", "x2", "x1**2")
    assert inputs_list.currentRow() == 2
    QTest.keyClick(inputs_list, key)
    assert inputs_list.switcher.document.project == Project()


# -- the settings
def test_the_settings_show_the_same_inputs(qapp, qtbot):
    document = Document(Project())
    inspector = shown(qtbot, Inspector(document))
    inspector.show_frame(Frame(snapshot_of(Session(Recipe()))))
    inspector.show_selection(INPUT)
    tiles = inspector.inputs_page.chooser.tiles.tiles
    tiles["x1*x2"].click()
    assert document.project.recipe.inputs == ("x1", "x2", "x1*x2")
    document.undo_stack.undo()
    assert not tiles["x1*x2"].isChecked()
    recipe = dataclasses.replace(document.project.recipe, seeds=dataclasses.replace(document.project.recipe.seeds, data=9))
    document.edit("Other data", dataclasses.replace(document.project, recipe=recipe))
    assert not inspector.inputs_page.chooser.isEnabled()  # until the new data are there
    inspector.show_frame(Frame(snapshot_of(Session(recipe))))
    assert inspector.inputs_page.chooser.isEnabled()
