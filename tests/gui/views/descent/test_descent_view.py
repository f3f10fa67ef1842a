"""The descent that one plays with: dragging, keys, typed numbers, playing, and what is said and reported of it."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from engine.experiments.descent.ball import MOST_STEPS, Outcome
from engine.experiments.descent.descent_reports import CONVERGED, DIVERGED, ENDED, WINNER
from engine.experiments.descent.descent_settings import DescentSettings
from engine.experiments.descent.example_functions import FUNCTIONS
from engine.optim.optimizers import OPTIMIZERS
from gui.settings import preference_store
from gui.style import style_sheet
from gui.training.frame import Frame
from gui.views.descent.ball_table import WIDEST
from gui.views.descent.ball_words import TEXTBOOK, outcome_in_words
from gui.views.descent.descent_view import DescentView
from gui.views.descent.stage_painting import StagePainter
from gui.views.intents import ReportAction
from gui.views.low_scroll import LowScroll
from tests.gui.driven_clock import DrivenClock
from tests.gui.view_builders import Opened, move_mouse

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def view(opened: Opened) -> DescentView:
    made: DescentView = opened(DescentView, 900, 600)
    made.player.seconds = math.inf  # however slow the machine
    return made


def run(view: DescentView, clock: DrivenClock, seconds: float) -> None:
    """Let its timer do what it does in so many seconds."""
    for _tick in range(round(seconds * 1000 / 50)):
        clock.advance(50)
        view.player.tick()


def reports(view: DescentView) -> list[ReportAction]:
    found: list[ReportAction] = []
    view.intent.connect(lambda intent: found.append(intent) if isinstance(intent, ReportAction) else None)
    return found


def type_into(view: DescentView, name: str, text: str) -> None:
    line = view.controls.form.editors[name].box.line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def at(view: DescentView, *place: float) -> QPoint:
    """Where a point is in the viewport of the picture."""
    y = place[1] if len(place) > 1 else float(view.player.descent.function.value(np.array(place)))
    return view.stage.plot_area.point_at(place[0], y).toPoint()


def choose(view: DescentView, function: str, *balls: str) -> None:
    view.controls.function.set_value(function)
    for kind, button in view.controls.chips.buttons.items():
        button.setChecked(kind in balls)


def test_one_press_of_play_shows_that_momentum_escapes(view: DescentView, clock: DrivenClock) -> None:
    said = reports(view)
    view.play.click()
    assert view.play.name == "Pause"
    run(view, clock, 10)
    plain, momentum = view.player.descent.balls
    assert plain.place[0] == pytest.approx(1.347, abs=1e-3)
    assert momentum.place[0] == pytest.approx(-1.473, abs=1e-3)
    assert "Arrived at the global minimum" in view.table.text()
    assert "Global minimum: Momentum (step 108). Local minimum: SGD (step 30)." in view.explanation.text
    assert "Add AdaGrad, RMSProp, Adam for a race." in view.explanation.text
    assert view.play.name == "Roll"
    assert not view.player.is_busy
    ended = [report.value for report in said if report.action == ENDED]
    assert ended == [plain.place[0], momentum.place[0]]
    assert [report.value for report in said if report.action == CONVERGED] == [0.01, 0.01]
    assert [report.action for report in said if report.action.startswith(WINNER)] == ["descent.winner.momentum"]
    assert len(said) == 5


def test_it_plays_as_many_steps_a_second_as_chosen(view: DescentView, clock: DrivenClock) -> None:
    view.controls.speed.set_value("10")
    view.play.click()
    run(view, clock, 3)
    assert view.player.descent.step == 30
    view.controls.speed.set_value("100")
    run(view, clock, 0.5)
    assert view.player.descent.step == 80


def test_pause_step_and_back(view: DescentView, clock: DrivenClock) -> None:
    view.play.click()
    run(view, clock, 1)
    view.play.click()
    run(view, clock, 1)
    assert view.player.descent.step == 30
    view.step.click()
    assert view.player.descent.step == 31
    assert not view.player.is_busy
    view.back.click()
    assert view.player.descent.step == 0
    view.step.click()
    assert [ball.steps for ball in view.player.descent.balls] == [1, 1]


def test_play_begins_again_when_all_have_arrived(view: DescentView, clock: DrivenClock) -> None:
    view.play.click()
    run(view, clock, 10)
    view.play.click()
    assert view.player.playing
    assert view.player.descent.step == 0


def test_the_start_is_dragged_with_the_mouse(view: DescentView) -> None:
    viewport = view.stage.plot_area.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at(view, -2.0))
    assert view.controls.settings.x == pytest.approx(-2.0, abs=0.02)
    view.step.click()
    moved = at(view, 1.0)
    QTest.mouseMove(viewport, moved)
    QApplication.processEvents()
    send_drag(view, QPointF(moved))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=moved)
    assert view.controls.settings.x == pytest.approx(1.0, abs=0.02)
    assert view.player.descent.start == (view.controls.settings.x,)
    assert view.player.descent.step == 1
    assert view.controls.form.editors["x"].value == view.controls.settings.x
    assert view.stage.hasFocus()


def send_drag(view: DescentView, place: QPointF) -> None:
    viewport, left = view.stage.plot_area.viewport(), Qt.MouseButton.LeftButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        QPointF(viewport.mapToGlobal(place.toPoint())),
        Qt.MouseButton.NoButton,
        left,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, event)


@pytest.mark.parametrize("name", FUNCTIONS.names())
def test_a_drag_far_outside_ends_at_the_edge_of_the_domain(view: DescentView, name: str) -> None:
    choose(view, name, "sgd")
    QTest.mousePress(view.stage.plot_area.viewport(), Qt.MouseButton.LeftButton, pos=at(view, *view.player.descent.start))
    for place in (QPointF(-900, -900), QPointF(5000, 5000)):
        send_drag(view, place)
        ends = view.player.descent.function.domain
        assert all(x in end for x, end in zip(view.player.descent.start, ends, strict=True))


def test_another_button_and_a_mouse_that_only_passes_move_nothing(view: DescentView) -> None:
    viewport = view.stage.plot_area.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.RightButton, pos=at(view, 0.0))
    QTest.mouseMove(viewport, at(view, 0.5))
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(2, viewport.height() - 2))  # on the axes
    assert view.controls.settings.x == 2.2


def test_arrow_keys_move_the_start(view: DescentView) -> None:
    choose(view, "himmelblau", "sgd")
    view.stage.setFocus()
    QTest.keyClick(view.stage, Qt.Key.Key_Right)
    QTest.keyClick(view.stage, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert view.player.descent.start == pytest.approx((0.12, 1.0))
    for _press in range(30):
        QTest.keyClick(view.stage, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert view.player.descent.start[1] == -5.0


def test_a_typed_start_outside_the_picture_is_moved_to_its_edge(view: DescentView) -> None:
    type_into(view, "x", "-5")
    assert view.player.descent.start == (-2.3,)
    assert view.controls.form.editors["x"].value == -2.3


@pytest.mark.parametrize(
    ("name", "text"), [("lr", "1e6"), ("lr", "0"), ("lr", "nan"), ("noise", "-1"), ("momentum", "1"), ("x", "99")]
)
def test_numbers_out_of_range_are_refused_with_a_sentence(view: DescentView, name: str, text: str) -> None:
    before = view.controls.settings
    type_into(view, name, text)
    assert view.controls.settings == before
    assert view.controls.form.editors[name].box.line.toolTip() != ""
    assert view.controls.form.editors[name].box.line.property("refused")


def test_too_large_a_rate_is_said_and_reported(view: DescentView, clock: DrivenClock) -> None:
    said = reports(view)
    type_into(view, "lr", "10")
    view.play.click()
    run(view, clock, 2)
    assert "Diverged at step" in view.table.text()
    assert "Try a smaller learning rate" in view.table.text()
    assert said == [ReportAction(DIVERGED, 10.0), ReportAction(DIVERGED, 10.0)]
    assert not view.grab().isNull()


def test_a_list_that_is_cut_can_be_scrolled_to_its_last_ball(qtbot: Any) -> None:
    table = QWidget()
    table.setFixedHeight(300)
    scroll = LowScroll("Where the balls are", table)
    qtbot.addWidget(scroll)
    scroll.resize(200, 60)
    scroll.show()
    assert scroll.verticalScrollBar().maximum() >= 240


def test_all_numbers_have_room_for_the_longest(view: DescentView, clock: DrivenClock) -> None:
    choose(view, "bowl", "sgd")
    assert view.table.widest() == WIDEST[0]
    type_into(view, "lr", "10")
    view.play.click()
    run(view, clock, 2)
    assert "\n" not in view.table.rows[0].outcome
    assert len(view.table.widest()) >= max(len(number) for _symbol, number in view.table.rows[0].numbers)
    assert view.table.rows[0].outcome.startswith("Diverged at step")
    assert "Try a smaller" not in view.table.rows[0].outcome, "the advice is in the tooltip: others need the room"


def test_the_tooltip_of_a_ball_has_its_formula_once(view: DescentView) -> None:
    tip = view.controls.chips.buttons["sgd"].toolTip
    assert tip().count("θ") == 2
    assert "theta" not in tip()
    assert "nothing here is random" in tip()
    type_into(view, "noise", "1")
    assert "nothing here is random" not in tip()


def test_the_bowl_says_where_its_edge_is(view: DescentView, clock: DrivenClock) -> None:
    choose(view, "bowl", "sgd")
    type_into(view, "condition", "100")
    assert view.controls.edge.text() == "Largest curvature λmax = 100: SGD diverges above a rate of 2/λmax = 0.02."
    assert view.controls.edge.isVisible()
    for rate, outcome in (("0.0199", Outcome.ARRIVED), ("0.0201", Outcome.DIVERGED)):
        type_into(view, "lr", rate)
        view.player.back(view.controls.descent())
        view.controls.speed.set_value("1000")
        view.play.click()
        run(view, clock, 20)
        assert view.player.descent.balls[0].outcome is outcome
    view.controls.chips.buttons["momentum"].setChecked(True)
    assert "Momentum above 0.038" in view.controls.edge.text()
    choose(view, "saddle", "sgd")
    assert not view.controls.edge.isVisible()


def test_only_numbers_that_matter_can_be_chosen(view: DescentView) -> None:
    def shown() -> set[str]:
        return {name for name, editor in view.controls.form.editors.items() if not editor.isHidden()}

    assert shown() == {"lr", "momentum", "noise", "x"}
    choose(view, "bowl", "sgd", "adam")
    assert shown() == {"lr", "noise", "condition", "x", "y"}
    view.controls.chips.buttons["nesterov"].setChecked(True)
    assert "momentum" in shown()


def test_a_change_while_it_plays_begins_again_and_is_soon_at_the_same_step(view: DescentView, clock: DrivenClock) -> None:
    view.play.click()
    run(view, clock, 2)
    before = view.player.descent
    view.controls.form.editors["momentum"].box.set_value(0.5)
    view.controls.form.editors["momentum"].value_changed.emit(0.5, "")
    run(view, clock, 0.5)
    assert view.player.descent is not before
    assert view.player.descent.step >= 60
    assert view.player.descent.balls[1].optimizer.beta == 0.5  # type: ignore[attr-defined]


def test_after_the_end_a_drag_shows_the_end_from_there(view: DescentView, clock: DrivenClock) -> None:
    view.play.click()
    run(view, clock, 10)
    QTest.mouseClick(view.stage.plot_area.viewport(), Qt.MouseButton.LeftButton, pos=at(view, -2.0))
    for _tick in range(100):
        view.player.tick()
    assert all(ball.outcome is Outcome.ARRIVED for ball in view.player.descent.balls)
    assert not view.player.is_busy


def test_switching_functions_while_it_plays_goes_back_to_their_own_start(view: DescentView, clock: DrivenClock) -> None:
    for name in FUNCTIONS.names()[1:] + FUNCTIONS.names()[:1]:
        view.play.click()
        run(view, clock, 1)
        assert view.player.playing
        view.controls.function.set_value(name)
        assert not view.player.playing
        assert view.player.descent.step == 0
        assert view.player.descent.start == FUNCTIONS[name].start
        assert view.controls.settings.lr == FUNCTIONS[name].rate
        assert FUNCTIONS[name].hint in view.explanation.text
        assert not view.grab().isNull()


def test_all_optimizers_can_roll_at_once_and_none(view: DescentView, clock: DrivenClock) -> None:
    choose(view, "beale", *OPTIMIZERS.names())
    view.play.click()
    run(view, clock, 2)
    assert len(view.table.rows) == len(OPTIMIZERS.names())
    assert len(view.values.curves) == len(OPTIMIZERS.names())
    choose(view, "beale")
    view.play.click()
    assert not view.player.playing
    view.step.click()
    assert view.player.descent.step == 0
    assert not view.grab().isNull()


@pytest.mark.parametrize("name", FUNCTIONS.names())
def test_large_noise_and_rate_leave_a_picture(view: DescentView, clock: DrivenClock, name: str) -> None:
    choose(view, name, *OPTIMIZERS.names())
    type_into(view, "noise", "100")
    type_into(view, "lr", "10")
    view.controls.speed.set_value("1000")
    view.play.click()
    for _second in range(4):
        run(view, clock, 0.2)
        assert not view.grab().isNull()


def test_the_rest_on_a_saddle_is_no_minimum(view: DescentView, clock: DrivenClock) -> None:
    choose(view, "saddle", "sgd")
    said = reports(view)
    type_into(view, "y", "0")
    view.controls.speed.set_value("1000")
    view.play.click()
    run(view, clock, 3)
    assert "this is no minimum" in view.table.text()
    assert [report.action for report in said] == [ENDED]


def test_pointing_reads_the_function_and_its_minima(view: DescentView) -> None:
    area = view.stage.plot_area
    move_mouse(area, QPointF(area.mapToScene(at(view, -1.473))))
    assert view.explanation.text == "Global minimum at x = −1.473: f = −5.444"
    choose(view, "himmelblau", "sgd")
    move_mouse(area, QPointF(area.mapToScene(at(view, 0.0, 0.0))))
    assert view.explanation.text.startswith("At (")
    move_mouse(area, QPointF(-5, -5))
    assert FUNCTIONS["himmelblau"].hint in view.explanation.text


def test_it_stops_when_hidden(view: DescentView, clock: DrivenClock) -> None:
    view.play.click()
    run(view, clock, 1)
    view.hide()
    assert not view.player.playing
    assert not view.player.is_busy
    view.show()
    assert not view.player.is_busy


def test_nothing_is_drawn_when_nothing_changes(view: DescentView, clock: DrivenClock) -> None:
    moved: list[int] = []
    view.player.moved.connect(lambda: moved.append(1))
    view.controls.speed.set_value("5")
    view.play.click()
    run(view, clock, 2)
    assert len(moved) <= 11  # ten steps, in forty ticks
    view.play.click()
    assert not view.player.is_busy


def test_choices_are_remembered_and_reset(opened: Opened, view: DescentView, clock: DrivenClock) -> None:
    usual = view.memory.values()
    choose(view, "bowl", "adam", "lion")
    for name, text in (("lr", "0.25"), ("noise", "0.5"), ("condition", "30"), ("x", "1.5"), ("y", "-2")):
        type_into(view, name, text)
    view.controls.speed.set_value("300")
    kept = view.memory.values()
    other = opened(DescentView, 900, 600)
    other.memory.restore(kept)
    assert other.memory.values() == kept
    assert other.controls.settings == view.controls.settings
    assert other.player.descent.start == (1.5, -2.0)
    assert other.controls.chips.chosen == ("adam", "lion")
    assert other.player.speed == 300
    other.controls.usual.click()
    assert other.memory.values() == usual
    assert other.player.descent.step == 0


@pytest.mark.parametrize("value", [None, "x", -1e9, float("nan"), 1e9, True, [], {}])
def test_damaged_choices_are_ignored(view: DescentView, value: Any) -> None:
    usual = view.memory.values()
    view.memory.restore({name: value for name in usual if not isinstance(usual[name], bool)})
    assert view.memory.values() == usual


def test_a_crowded_view_shows_controls_or_values(opened: Opened, clock: DrivenClock) -> None:
    view = opened(DescentView, 400, 200)
    assert view.show_values.isVisible()
    assert view.controls.form.isVisible()
    assert not view.values.isVisible()
    view.show_values.click()
    assert view.values.isVisible()
    assert not view.controls.form.isVisible()
    view.resize(1000, 640)
    QApplication.processEvents()
    assert view.values.isVisible()
    assert view.controls.form.isVisible()
    assert not view.show_values.isVisible()
    for size in ((300, 260), (260, 700), (120, 100), (1900, 1000)):
        view.resize(*size)
        QApplication.processEvents()
        assert not view.grab().isNull()


@pytest.mark.parametrize("width", [325, 288])
def test_the_slot_of_a_small_window_shows_the_optimizers_of_textbooks_and_whole_sentences(
    opened: Opened, clock: DrivenClock, width: int, qapp: QApplication
) -> None:
    style_sheet.apply_theme(qapp, style_sheet.choice())  # with its paddings, whatever ran before
    view = opened(DescentView, width, 206)  # below the network at 1280 x 720, beside the data or a lesson
    viewport = view.controls.viewport()
    for kind in TEXTBOOK:
        chip = view.controls.chips.buttons[kind]
        assert viewport.rect().contains(QRect(chip.mapTo(viewport, QPoint(0, 0)), chip.size())), kind
    for name in FUNCTIONS.names():
        view.controls.function.set_value(name)
        assert FUNCTIONS[name].hint == " ".join(view.explanation.lines()), name
        assert view.player.descent.function.formula in view.controls.function.toolTip()
    choose(view, "quartic", *TEXTBOOK)
    view.player.descent.advance(MOST_STEPS)
    view.draw()
    assert view.explanation.text == " ".join(view.explanation.lines())


@pytest.mark.parametrize("height", [60, 120, 160, 400])
@pytest.mark.parametrize("width", [60, 100, 160, 240, 700])
def test_names_of_minima_stay_in_the_picture_and_apart(view: DescentView, width: int, height: int) -> None:
    view.stage.plot_area.setFixedSize(width, height)
    QApplication.processEvents()
    area, image = view.stage.plot_area.area(), QImage(1, 1, QImage.Format.Format_RGB32)
    names = StagePainter(QPainter(image), area, view.player.descent.function).names()
    assert all(area[2].contains(room) for room, _name in names)
    assert not any(one.intersects(other) for (one, _), (other, _) in pairwise(names))
    if width >= 160 and height >= 120:
        assert [name.split()[0] for _room, name in names] == ["global", "local"]


def test_somebody_who_has_pressed_play_above_is_led_to_roll(view: DescentView, clock: DrivenClock) -> None:
    view.show_frame(Frame(None, running=True))
    assert view.explanation.text == "Play, above, trains the network. Press Roll here to let the balls roll."
    view.step.click()
    assert "Press Roll" not in view.explanation.text
    view.back.click()
    view.show_frame(Frame(None, running=False))
    assert FUNCTIONS["quartic"].hint in view.explanation.text


def test_saved_numbers_are_the_paths(view: DescentView, clock: DrivenClock) -> None:
    view.play.click()
    run(view, clock, 2)
    columns = view.columns()
    assert list(columns) == [
        "step",
        *("SGD x", "SGD f", "SGD gradient"),
        *("Momentum x", "Momentum f", "Momentum gradient"),
    ]
    np.testing.assert_array_equal(columns["Momentum x"], view.player.descent.balls[1].path[:, 0])


def test_values_are_logarithmic_where_all_are_positive(view: DescentView) -> None:
    assert not view.values.scale.log
    choose(view, "rosenbrock", "sgd")
    assert view.values.scale.log


def test_what_the_table_says_is_spoken_too(view: DescentView) -> None:
    view.step.click()
    assert view.table.accessibleDescription() == view.table.text() == view.table.toolTip()
    assert view.table.text().splitlines()[0].startswith("SGD: Step 1 x = 1.9401")


def test_traces_grow_in_their_image_as_if_they_were_painted_at_once(view: DescentView) -> None:
    choose(view, "himmelblau", "sgd", "momentum", "nadam")
    for _step in range(60):
        view.step.click()
        view.stage.plot_area.grab()
    grown = view.stage.plot_area.grab().toImage()
    view.stage.retheme()  # which paints all of it again
    view.stage.plot_area.setFixedSize(view.stage.plot_area.size() - QSize(1, 0))
    view.stage.plot_area.grab()
    view.stage.plot_area.setFixedSize(view.stage.plot_area.size() + QSize(1, 0))
    QApplication.processEvents()
    once = view.stage.plot_area.grab().toImage()
    assert grown.size() == once.size()
    places = [(x, y) for x in range(0, once.width(), 2) for y in range(0, once.height(), 2)]
    apart = sum(abs(grown.pixelColor(*at).lightness() - once.pixelColor(*at).lightness()) > 60 for at in places)
    assert apart <= 0.002 * len(places)  # the ends of short lines are painted over each other


def test_a_ball_that_never_settles_stops_in_the_end(view: DescentView) -> None:
    choose(view, "quartic", "lion")
    view.player.descent.advance(MOST_STEPS)
    view.draw()
    assert outcome_in_words(view.player.descent.balls[0]) == "Not there after 10,000 steps."


def test_every_part_can_be_reached_by_keyboard_and_has_a_name(view: DescentView) -> None:
    controls = [
        view.controls.function,
        view.play,
        view.step,
        view.back,
        view.controls.speed,
        view.controls.usual,
        view.stage,
        *view.controls.chips.buttons.values(),
    ]
    for control in controls:
        assert control.accessibleName()
        assert control.toolTip()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_whole_descent_at_once_ends_where_its_optimizer_takes_the_ball(view: DescentView) -> None:
    said = reports(view)
    view.run("quartic", ("momentum",), DescentSettings(x=2.2, lr=0.01, momentum=0.9), 2000)
    assert [report.value for report in said if report.action == ENDED] == [pytest.approx(-1.473, abs=0.001)]


@pytest.mark.parametrize(("motion", "interval"), [("usual", 33), ("reduced", 500)])
def test_balls_move_as_often_as_the_user_prefers(opened: Opened, motion: str, interval: int) -> None:
    preference_store.change(motion=motion)
    view = opened(DescentView)
    view.player.play(True)
    assert view.player._timer.interval() == interval
    view.player.play(False)
