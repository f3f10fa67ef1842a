"""The view of a computation graph by mouse and keys: walking, editing, dragging, typing, asking, and one's own network."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.inspection.computation_graph.graph_text import text_of_value
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.training.frame import Frame
from gui.views import VIEWS
from gui.views.computation_graph.asking.questions import ANSWERED, COMPLETED
from gui.views.computation_graph.graph_examples import EXAMPLES, LOSS, NEURON
from gui.views.computation_graph.graph_view import WALKED, GraphView
from gui.views.computation_graph.picture.graph_camera import LARGEST, SMALLEST
from gui.views.computation_graph.value_editor_line import dragged_value
from gui.views.intents import ReportAction
from tests.engine.builders import snapshot_of, stack
from tests.gui.view_builders import Opened, trained_snapshot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(opened: Opened) -> GraphView:
    shown: GraphView = opened(VIEWS["graph"])
    shown.resize(900, 420)
    QApplication.processEvents()
    return shown


def node(view: GraphView, name: str) -> int:
    return next(i for i, one in enumerate(view.state.graph.nodes) if one.short == name)


def gradient(view: GraphView, name: str) -> float:
    return view.state.passes.gradients[node(view, name)]


def middle(view: GraphView, name: str) -> QPoint:
    return view.canvas.node_rect(node(view, name)).center().toPoint()


def press(view: GraphView, *keys: Qt.Key) -> None:
    view.canvas.setFocus()
    for key in keys:
        QTest.keyClick(view.canvas, key)


def typed(line: Any, text: str) -> None:
    line.setFocus()
    line.selectAll()
    line.insert(text)  # QTest types ASCII only
    line.textEdited.emit(text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def reported(view: GraphView) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    view.intent.connect(lambda intent: found.append((intent.action, intent.value)) if isinstance(intent, ReportAction) else None)
    return found


def test_it_opens_with_the_neuron_of_the_textbook(view: GraphView) -> None:
    assert round(gradient(view, "x₁"), 4) == -0.5898
    assert view.text.text.startswith("∂f/∂w₀ = −0.1966")
    assert view.walk.stage == view.walk.last


# -- walking
def test_keys_walk_forward_and_then_backward(view: GraphView) -> None:
    told = reported(view)
    press(view, Qt.Key.Key_Home)
    assert view.walk.stage == 0
    assert "Nothing is computed yet" in view.text.text
    press(view, Qt.Key.Key_Right)
    assert view.text.text == "Multiply: w₀x₀ = 2 × (−1) = −2"
    press(view, *[Qt.Key.Key_Right] * 7)
    assert view.walk.present == view.state.graph.output
    assert not view.walk.backwards
    press(view, Qt.Key.Key_Right)
    assert "The way back begins here" in view.text.text
    press(view, Qt.Key.Key_Left)
    assert not view.walk.backwards
    press(view, *[Qt.Key.Key_Right] * 9)
    assert view.walk.stage == view.walk.last
    assert told == [(WALKED, 8.0)]
    press(view, Qt.Key.Key_Home, Qt.Key.Key_End)
    assert view.walk.stage == view.walk.last


def test_buttons_walk_and_know_where_the_ends_are(view: GraphView) -> None:
    buttons = view.buttons.buttons
    assert not buttons["next"].isEnabled()
    QTest.mouseClick(buttons["start"], LEFT)
    assert not buttons["back"].isEnabled()
    QTest.mouseClick(buttons["next"], LEFT)
    QTest.mouseClick(buttons["next"], LEFT)
    QTest.mouseClick(buttons["back"], LEFT)
    assert view.walk.stage == 1


def test_play_goes_from_the_start_to_the_end_and_stops(view: GraphView) -> None:
    press(view, Qt.Key.Key_Space)
    assert view.buttons.is_playing
    assert view.walk.stage == 0
    for _tick in range(view.walk.last):
        assert view.buttons.is_playing
        view.buttons.tick()
    assert not view.buttons.is_playing
    assert view.walk.stage == view.walk.last


def test_playing_stops_when_something_is_edited_or_the_view_is_hidden(view: GraphView) -> None:
    view.buttons.play()
    QTest.mouseDClick(view.canvas, LEFT, pos=middle(view, "w₀"))
    assert not view.buttons.is_playing
    view.editing.line.close_line()
    view.buttons.play()
    typed(view.lines.expression, "x y")
    assert not view.buttons.is_playing
    view.buttons.play()
    view.hide()
    assert not view.buttons.is_playing


# -- nodes by keys
def test_every_node_is_reached_by_keys_and_spoken(view: GraphView) -> None:
    spoken = set()
    for _node in view.state.graph.nodes:
        press(view, Qt.Key.Key_Down)
        spoken.add(view.canvas.accessibleDescription())
    assert len(spoken) == len(view.state.graph.nodes)
    assert "w₁, 3 of 13: value −3, gradient −0.3932." in spoken
    press(view, Qt.Key.Key_Home)
    assert "gradient not known yet" in view.canvas.accessibleDescription()


def test_a_click_explains_a_node(view: GraphView) -> None:
    QTest.mouseClick(view.canvas, LEFT, pos=middle(view, "w₁x₁"))
    assert "∂f/∂x₁ = gradient × the other factor = 0.1966 × (−3) = −0.5898" in view.text.text


# -- values
def test_enter_edits_a_value_and_everything_follows(view: GraphView) -> None:
    press(view, Qt.Key.Key_Return)
    assert view.editing.line.isVisible()
    typed(view.editing.line, "1/2")
    assert view.editing.line.isVisible()  # no number of this line
    typed(view.editing.line, "-1.5")
    assert not view.editing.line.isVisible()
    assert view.state.values["w0"] == -1.5
    assert "w₀ = −1.5" in view.lines.values.text()
    assert view.canvas.hasFocus()


def test_escape_leaves_a_value(view: GraphView) -> None:
    QTest.mouseDClick(view.canvas, LEFT, pos=middle(view, "x₁"))
    QTest.keyClicks(view.editing.line, "77")
    QTest.keyClick(view.editing.line, Qt.Key.Key_Escape)
    assert not view.editing.line.isVisible()
    assert view.state.values["x1"] == -2


def test_an_operation_cannot_be_edited(view: GraphView) -> None:
    QTest.mouseDClick(view.canvas, LEFT, pos=middle(view, "w₁x₁"))
    press(view, Qt.Key.Key_Return)
    assert not view.editing.line.isVisible()


def test_a_drag_changes_a_value_while_it_goes_on(view: GraphView) -> None:
    at = middle(view, "w₂")
    QTest.mousePress(view.canvas, LEFT, pos=at)
    QTest.mouseMove(view.canvas, at - QPoint(0, 50))
    assert view.state.values["w2"] == pytest.approx(-2.5)
    QTest.mouseMove(view.canvas, at + QPoint(0, 20))
    assert view.state.values["w2"] == pytest.approx(-3.2)
    QTest.mouseRelease(view.canvas, LEFT, pos=at + QPoint(0, 20))
    QTest.mouseMove(view.canvas, at)
    assert view.state.values["w2"] == pytest.approx(-3.2)


def test_dragged_values_are_round_and_bounded() -> None:
    assert dragged_value(0.1, 20) == pytest.approx(0.3)
    assert dragged_value(1234.0, 1) == 1240
    assert dragged_value(1e12, 1e6) == 1e12
    assert text_of_value(dragged_value(-3.0, 7)) in ("−2.93", "−2.9300000000000002")


def test_a_value_without_a_result_is_refused_and_the_former_graph_stays(view: GraphView) -> None:
    typed(view.lines.expression, "log(x)")
    before = view.state
    press(view, Qt.Key.Key_Return)
    typed(view.editing.line, "-1")
    assert view.state is before
    assert "needs numbers above 0, but gets −1" in view.text.text


# -- the lines
def test_a_typed_expression_is_drawn_with_ones_for_what_has_no_value(view: GraphView) -> None:
    typed(view.lines.expression, "g = w0 k + k")
    assert view.lines.values.text() == "w₀ = 2, k = 1"
    typed(view.lines.values, "k = 5, w0 = 3")
    assert view.state.passes.values[-1] == 20
    typed(view.lines.expression, EXAMPLES[0].text)
    assert view.state.values["x1"] == -2  # kept from before


@pytest.mark.parametrize(
    "text", ["log(0)", "1/0", "foo(x)", "x +", "x" * 10_000, "exp(exp(exp(9)))", "(" * 60, "x^x^x^", "a=b=c", "ㅋㅋ("]
)
def test_a_wrong_expression_is_told_and_the_former_graph_stays(view: GraphView, text: str) -> None:
    before = view.state
    typed(view.lines.expression, text)
    assert view.state is before
    assert view.text.text.endswith(".")
    QTest.keyClick(view.lines.expression, Qt.Key.Key_Escape)
    assert view.lines.expression.text() == before.text


def test_wrong_values_are_told(view: GraphView) -> None:
    before = view.state
    typed(view.lines.values, "w0 = 1e999")
    assert view.state is before
    assert "too large" in view.text.text


def test_sigmoids_are_folded_and_unfolded(view: GraphView) -> None:
    before = len(view.state.graph.nodes)
    QTest.mouseClick(view.sigmoid, LEFT)
    assert len(view.state.graph.nodes) == before - 3
    QTest.mouseClick(view.sigmoid, LEFT)
    assert len(view.state.graph.nodes) == before


@pytest.mark.parametrize("example", EXAMPLES, ids=[one.name for one in EXAMPLES])
def test_every_example_is_drawn_and_walked(view: GraphView, example: Any) -> None:
    view.choose_example(example.name)
    assert view.lines.expression.text() == example.text
    for what in ("start", *["next"] * view.walk.last):
        view.walk_to(what)
        view.canvas.grab()
        assert view.text.text


# -- questions
def test_ask_me_hides_gradients_until_they_are_typed(view: GraphView) -> None:
    told = reported(view)
    view.questions.chooser.setCurrentIndex(1)
    assert not view.buttons.isEnabled()
    bar = view.questions.bar
    QTest.mouseClick(view.canvas, LEFT, pos=middle(view, "x₁"))
    assert bar.prompt.text() == "∂f/∂x₁ ="
    assert bar.field.hasFocus()
    typed(bar.field, "3")
    assert "Multiply swaps" in view.text.text
    typed(bar.field, "-.59")
    for answer in ("0.20", "-0.20", "0.39", "-.39"):
        typed(bar.field, answer)
    assert told == [(ANSWERED, 1.0), (ANSWERED, 2.0), (ANSWERED, 3.0), (ANSWERED, 4.0), (ANSWERED, 5.0), (COMPLETED, 5.0)] or (
        told[-1] == (COMPLETED, 5.0)
    )
    assert "All 5 are right" in view.text.text
    assert not bar.field.isVisible()
    view.questions.chooser.setCurrentIndex(0)
    assert not bar.isVisible()


def test_a_hidden_number_is_neither_painted_nor_spoken(view: GraphView) -> None:
    view.questions.chooser.setCurrentIndex(1)
    assert "gradient not known yet" in view.canvas.accessibleDescription()
    shown = view.canvas.grab().toImage()
    view.set_value("x0", -1.0)
    assert view.questions.round is not None
    assert view.canvas.grab().toImage() == shown


def test_hint_and_escape(view: GraphView) -> None:
    view.questions.chooser.setCurrentIndex(2)
    QTest.mouseClick(view.questions.bar.hint, LEFT)
    first = view.text.text
    QTest.mouseClick(view.questions.bar.hint, LEFT)
    assert view.text.text != first
    QTest.keyClick(view.questions.bar.field, Qt.Key.Key_Escape)
    assert view.questions.round is None


def test_another_value_begins_the_questions_anew(view: GraphView) -> None:
    view.questions.chooser.setCurrentIndex(1)
    typed(view.questions.bar.field, "-0.1966")
    assert view.questions.round.right == 1  # type: ignore[union-attr]
    view.set_value("w0", 3.0)
    assert view.questions.round.right == 0  # type: ignore[union-attr]


# -- one's own network
def test_a_neuron_of_the_network_follows_the_training_until_it_is_changed(view: GraphView) -> None:
    session = Session(Recipe())
    view.show_frame(Frame(snapshot_of(session)))
    view.choose_example(NEURON)
    first = view.state.passes.values[-1]
    session.advance(50)
    view.show_frame(Frame(snapshot_of(session)))
    assert view.state.passes.values[-1] != first
    view.set_value("b", 0.25)
    session.advance(50)
    view.show_frame(Frame(snapshot_of(session)))
    assert view.state.values["b"] == 0.25


def test_the_pointed_at_neuron_and_the_chosen_row_are_drawn(view: GraphView) -> None:
    view.show_frame(Frame(trained_snapshot()))
    view.choose_example(NEURON)
    view.show_neuron((2, 1))
    assert view.own_row.neuron.currentText() == "Dense 2, neuron 2"
    assert "w₄ x₄" in view.lines.expression.text()
    view.show_neuron(None)
    before = view.state.values["x1"]
    view.highlight_rows(np.array([3]))
    assert view.own_row.row.value == 4
    assert view.state.values["x1"] != before
    view.highlight_rows(np.array([10**6]))
    assert view.own_row.row.value == 500


def test_the_loss_of_a_row_is_drawn_and_one_that_is_too_large_is_told(view: GraphView) -> None:
    view.show_frame(Frame(trained_snapshot()))
    view.choose_example(LOSS)
    assert len(view.state.graph.nodes) == 64
    assert not view.own_row.neuron.isVisible()
    view.show_frame(Frame(trained_snapshot(Recipe(blocks=stack(Dense(32), Dense(32))))))
    assert "choose a neuron instead" in view.text.text
    assert len(view.state.graph.nodes) == 64
    view.choose_example(EXAMPLES[1].name)
    assert view.own_row.isHidden()


def test_without_a_network_a_sentence_says_so(view: GraphView) -> None:
    view.choose_example(LOSS)
    assert view.text.text == "There is no network yet."


# -- the picture
def test_zoom_pan_and_fit(view: GraphView) -> None:
    camera = view.canvas.camera
    fitted = camera.zoom
    press(view, Qt.Key.Key_Plus)
    assert camera.zoom > fitted
    press(view, *[Qt.Key.Key_Plus] * 20)
    assert camera.zoom == LARGEST
    press(view, *[Qt.Key.Key_Minus] * 40)
    assert camera.zoom == SMALLEST
    press(view, Qt.Key.Key_0)
    assert camera.zoom == fitted
    wheel(view, 120, Qt.KeyboardModifier.ControlModifier)
    assert camera.zoom > fitted
    QTest.mouseClick(view.fit, LEFT)
    assert camera.zoom == fitted
    press(view, *[Qt.Key.Key_Plus] * 6)
    before = QPointF(camera.origin)
    wheel(view, 120, Qt.KeyboardModifier.NoModifier)
    assert camera.origin != before
    QTest.mouseDClick(view.canvas, LEFT, pos=QPoint(view.canvas.width() - 2, 2))


def wheel(view: GraphView, turn: int, held: Qt.KeyboardModifier) -> None:
    at = QPointF(view.canvas.rect().center())
    no, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(at, view.canvas.mapToGlobal(at), QPoint(), QPoint(0, turn), no, held, phase, False)
    QApplication.sendEvent(view.canvas, event)


@pytest.mark.parametrize("size", [(1, 1), (60, 40), (400, 200), (1900, 1000)])
def test_any_size_is_painted(view: GraphView, size: tuple[int, int]) -> None:
    for name in (EXAMPLES[0].name, LOSS):
        view.show_frame(Frame(trained_snapshot()))
        view.choose_example(name)
        view.canvas.resize(*size)
        view.canvas.grab()


def test_nothing_is_painted_again_while_nothing_changes(view: GraphView) -> None:
    painted = []
    view.canvas.paintEvent = lambda event: painted.append(event)  # type: ignore[method-assign]
    session = Session(Recipe())
    for _frame in range(5):
        session.advance(1)
        view.show_frame(Frame(snapshot_of(session)))
        QApplication.processEvents()
    assert not painted
