"""The microscope by keys and mouse: its stages, what lights up, rows, questions, and doing the step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.inspection.step_stages.next_step import NextStep
from engine.nn.activations import ReLU
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from gui.training.frame import Frame
from gui.views.intents import HighlightRows, PauseTraining, ReportAction, ShowStage, StepOnce
from gui.views.microscope import reported
from gui.views.microscope.microscope_view import MicroscopeView
from gui.views.microscope.sheet_table import tallest
from gui.views.microscope.sheets.written import number
from tests.engine.builders import snapshot_of
from tests.gui.view_builders import Opened, fed


def keys_of(view: MicroscopeView) -> list[str]:
    return [stage.key for stage in view._stages]


def shown_key(view: MicroscopeView) -> str:
    assert view.stage is not None
    return view.stage.key


def said(view: MicroscopeView) -> list[object]:
    found: list[object] = []
    view.intent.connect(found.append)
    return found


def show(view: MicroscopeView, session: Session) -> None:
    view.show_frame(Frame(snapshot_of(session, *view.requests())))


def test_left_and_right_go_through_the_stages_home_and_end_to_the_ends(opened: Opened) -> None:
    view = opened(MicroscopeView)
    fed(view)
    intents = said(view)
    assert keys_of(view)[:3] == ["inputs", "forward 1", "forward 2"]
    assert shown_key(view) == "inputs"
    view.setFocus()
    for key, wanted in (
        (Qt.Key.Key_Right, "forward 1"),
        (Qt.Key.Key_Right, "forward 2"),
        (Qt.Key.Key_Left, "forward 1"),
        (Qt.Key.Key_End, "weights"),
        (Qt.Key.Key_Right, "weights"),
        (Qt.Key.Key_Home, "inputs"),
    ):
        QTest.keyClick(view, key)
        assert shown_key(view) == wanted
    actions = [one for one in intents if isinstance(one, ReportAction)]
    assert ReportAction(reported.STAGE, 2.0) in actions
    assert ReportAction(reported.LAST_STAGE, float(len(keys_of(view)))) in actions
    assert not view.stage_bar.back.isEnabled()
    QTest.mouseClick(view.stage_bar.forward, Qt.MouseButton.LeftButton)
    assert shown_key(view) == "forward 1"


def test_arrow_keys_in_the_table_move_among_its_numbers(opened: Opened) -> None:
    view = opened(MicroscopeView)
    fed(view)
    view.stage_bar.list.go_to(1)
    table = view.page.table
    table.setFocus()
    table.look_at((0, 1))
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert table.cells.highlighted == (0, 2)
    assert shown_key(view) == "forward 1"
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.cells.highlighted == (1, 2)


def test_pointing_at_a_number_lights_those_that_made_it_and_puts_them_into_the_rule(opened: Opened) -> None:
    view = opened(MicroscopeView)
    snapshot = fed(view)
    view.stage_bar.list.go_to(1)
    trace = snapshot[NextStep()]
    table = view.page.table
    intents = said(view)
    z_row, neuron = 3, 2
    at = table.visualRect(table.cells.index(z_row, neuron + 1)).center()
    QTest.mouseMove(table.viewport(), at)
    table.entered.emit(table.cells.index(z_row, neuron + 1))
    assert view.page.worked.text.startswith("z = Σ a w + b:  z₃ = ")
    lit = [cell for cell in np.ndindex(5, 5) if table.cells._ground(cell) is not None]
    assert lit == [(0, 0), (0, 3), (1, 0), (1, 3), (2, 0), (2, 3), (3, 3)]
    stage = next(one for one in reversed(intents) if isinstance(one, ShowStage))
    assert stage.layers == (1,)
    np.testing.assert_array_equal(stage.numbers[1].units, trace.layers[0].values["a"][:, 0])
    weights = trace.layers[0].own(trace.vectors["theta"])["weights"]
    np.testing.assert_array_equal(stage.numbers[1].links[:, neuron], weights[:, neuron])
    assert np.isnan(np.delete(stage.numbers[1].links, neuron, 1)).all()


def test_the_numbers_of_the_table_are_the_steps(opened: Opened) -> None:
    view = opened(MicroscopeView)
    snapshot = fed(view)
    trace = snapshot[NextStep()]
    view.subject.number.setValue(4)
    view.stage_bar.list.go_to(1)
    sheet = view.page.table.cells.sheet
    values = [sheet.value(3, column) for column in range(1, 5)]
    np.testing.assert_array_equal(values, trace.layers[0].values["z"][:, 3].astype(float))
    assert list(view.page.columns())[1] == "2 1"


def test_do_this_step_asks_for_one_and_goes_on_at_the_first_stage(opened: Opened) -> None:
    view, session = opened(MicroscopeView), Session(Recipe())
    session.advance(12)
    show(view, session)
    view.stage_bar.list.go_to(99)
    after = view._look.trace.vectors["theta_after"]
    intents = said(view)
    QTest.mouseClick(view.do, Qt.MouseButton.LeftButton)
    assert StepOnce() in intents
    assert ReportAction(reported.STEPPED, 12.0) in intents
    session.advance(1)
    np.testing.assert_array_equal(session.network.theta, after)
    show(view, session)
    assert shown_key(view) == "inputs"
    assert view._look.trace.step == 13


def test_a_chosen_row_is_shown_in_the_batch_or_alone(opened: Opened) -> None:
    view, session = opened(MicroscopeView), Session(Recipe())
    show(view, session)
    rows = view._look.trace.rows
    view.choose_row(int(rows[6]))
    assert view.subject.is_batch
    assert view._look.at == 6
    assert view.subject.number.text() == "7 / 10"
    other = int(session.data.test[0])
    view.choose_row(other)
    assert view.requests() == {NextStep(other)}
    show(view, session)
    assert view._look.trace.rows.tolist() == [other]
    assert view.subject.number.value() == other + 1
    assert not view.do.isEnabled()
    assert "choose Batch" in view.do.toolTip()


def test_the_shown_row_is_ringed_while_the_view_can_be_seen(opened: Opened) -> None:
    view = opened(MicroscopeView)
    snapshot = fed(view)
    intents = said(view)
    view.subject.number.setValue(2)
    row = snapshot[NextStep()].rows[1]
    assert [one.rows.tolist() for one in intents if isinstance(one, HighlightRows)][-1] == [row]
    view.hide()
    assert isinstance(intents[-2], ShowStage)
    assert not intents[-2].layers
    assert not len(intents[-1].rows)


def test_while_training_goes_on_it_asks_for_nothing_and_offers_to_pause(opened: Opened) -> None:
    view, session = opened(MicroscopeView), Session(Recipe())
    view.show_frame(Frame(snapshot_of(session), running=True))
    QApplication.processEvents()
    assert view.requests() == frozenset()
    assert view.pause.isVisible()
    intents = said(view)
    QTest.mouseClick(view.pause, Qt.MouseButton.LeftButton)
    assert PauseTraining() in intents
    view.show_frame(Frame(snapshot_of(session)))
    assert view.requests() == {NextStep()}
    show(view, session)
    assert shown_key(view) == "inputs"
    assert not view.pause.isVisible()


def test_a_stage_stays_with_its_layer_and_one_that_is_gone_gives_way(opened: Opened) -> None:
    view = opened(MicroscopeView)
    fed(view)
    view.stage_bar.list.go_to(keys_of(view).index("backward 2"))
    fed(view, Recipe(blocks=(Block(2, Dense(3, ReLU())),)))
    assert shown_key(view) == "backward 2"
    fed(view, Recipe(blocks=()))
    assert shown_key(view) in keys_of(view)


def test_looking_back_and_a_problem_keep_the_step_from_being_done(opened: Opened) -> None:
    view, session = opened(MicroscopeView), Session(Recipe())
    show(view, session)
    assert view.do.isEnabled()
    frame = Frame(snapshot_of(session, *view.requests()))
    for changed in (replace(frame, now=9), replace(frame, problem="no")):
        view.show_frame(changed)
        QApplication.processEvents()
        assert not view.do.isEnabled()
    view.show_frame(frame)
    QApplication.processEvents()
    assert view.do.isEnabled()


@pytest.fixture
def asking(opened: Opened) -> MicroscopeView:
    """A view that asks for a number of the first layer, of a single row."""
    view = opened(MicroscopeView, 700, 600)
    fed(view)
    view.stage_bar.list.go_to(1)
    QTest.mouseClick(view.ask, Qt.MouseButton.LeftButton)
    return view


def typed(view: MicroscopeView, text: str) -> str:
    bar = view.page.ask_bar
    bar.line.clear()
    QTest.keyClicks(bar.line, text)
    QTest.keyClick(bar.line, Qt.Key.Key_Return)
    return bar.said.text


def test_an_answer_within_a_hundredth_is_right(asking: MicroscopeView) -> None:
    intents, bar = said(asking), asking.page.ask_bar
    cell, value = bar.question.cell, bar.question.value
    assert asking.page.table.cells.data(asking.page.table.cells.index(*cell)) == "?"
    assert "= ?" in asking.page.worked.text
    answer = typed(asking, f"{value * 1.009:.6f}".replace(".", ","))
    assert answer.startswith("Right")
    assert ReportAction(reported.ANSWERED, 1.0) in intents
    assert asking.page.table.cells.data(asking.page.table.cells.index(*cell)) != "?"
    QTest.mouseClick(bar.another, Qt.MouseButton.LeftButton)
    assert bar.question.cell != cell


def test_a_wrong_answer_gets_the_rule_and_a_second_one_the_numbers(asking: MicroscopeView) -> None:
    intents, question = said(asking), asking.page.ask_bar.question
    first = typed(asking, f"{question.value * 1.02:.6f}")
    assert question.worked.rule in first
    assert question.worked.sum not in first
    second = typed(asking, f"{question.value * 0.98:.6f}")
    assert question.worked.sum in second
    assert intents.count(ReportAction(reported.ANSWERED, 0.0)) == 2
    assert typed(asking, "what?").startswith("“what?”")
    assert intents.count(ReportAction(reported.ANSWERED, 0.0)) == 2
    fraction = f"{question.value * 7:.6f}/7"
    assert typed(asking, fraction).startswith("Right")


def test_every_stage_with_numbers_to_work_out_asks_for_one_that_is_not_nothing(asking: MicroscopeView) -> None:
    asked = set()
    for at, stage in enumerate(asking._stages):
        asking.stage_bar.list.go_to(at)
        question = asking.page.ask_bar.question
        if question is not None:
            asked.add(stage.key)
            assert abs(question.value) > 1e-9
    assert {"forward 1", "prediction", "loss", "delta", "backward 2", "backward 1", "weights"} <= asked


def test_a_question_takes_the_keyboard_and_lets_the_stage_keys_through_while_nothing_is_typed(asking: MicroscopeView) -> None:
    line = asking.page.ask_bar.line
    assert asking.focusWidget() is line
    asking.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(line, Qt.Key.Key_Right)
    assert shown_key(asking) == "forward 2"
    QTest.keyClicks(line, "12")
    QTest.keyClick(line, Qt.Key.Key_Left)
    assert shown_key(asking) == "forward 2"


def test_a_stage_to_begin_at_is_waited_for_and_the_first_is_the_usual_one(opened: Opened) -> None:
    view = opened(MicroscopeView)
    fed(view)
    view.stage_bar.list.go_to(7)
    intents = said(view)
    view.begin_at("")
    assert shown_key(view) == "inputs"
    assert not any(isinstance(one, ReportAction) for one in intents)
    view.begin_at("forward 3")
    assert shown_key(view) == "inputs"
    fed(view, Recipe(blocks=(Block(3, Dense(3, ReLU())),)))
    assert shown_key(view) == "forward 3"
    fed(view)
    fed(view, Recipe(blocks=(Block(3, Dense(3, ReLU())),)))
    assert shown_key(view) != "prediction"


def test_titles_begin_with_the_direction_and_a_number_that_is_its_own_sum_stands_once(opened: Opened) -> None:
    view = opened(MicroscopeView, 700, 600)
    fed(view)
    titles = [stage.title for stage in view._stages]
    assert titles[1] == "→ Forward: Dense 1"
    assert "← Backward: Output" in titles
    assert view.page.words.text.startswith("A batch is the rows of one step, here n = 10.")
    assert view.page.worked.text.count("=") == 1


def test_in_little_room_the_words_stand_first_and_the_rule_once_a_number_is_pointed_at(opened: Opened) -> None:
    view = opened(MicroscopeView, 324, 225)
    fed(view)
    view.stage_bar.list.go_to(1)
    assert view.page.worked.text.startswith("Forward: ")
    assert view.do.text() == "Do this step"
    assert view.do.isVisible()
    view.page.table.entered.emit(view.page.table.cells.index(3, 2))
    assert view.page.worked.text.startswith("z = Σ a w + b:  z₂ = ")


def test_heads_and_numbers_are_never_cut(opened: Opened) -> None:
    view = opened(MicroscopeView, 324, 225)
    fed(view, Recipe(blocks=(Block(1, Dense(9, ReLU())),)))
    view.stage_bar.list.go_to(1)
    table = view.page.table
    head = table.horizontalHeader()
    assert head.height() >= tallest(head.fontMetrics()) + 3
    assert table.verticalHeader().defaultSectionSize() >= tallest(table.fontMetrics())
    width = head.defaultSectionSize()
    whole = table.viewport().width() // width
    assert table.viewport().width() - whole * width < whole
    sheet = table.cells.sheet
    widest = max(table.fontMetrics().horizontalAdvance(number(sheet.value(i, 1))) for i in range(4))
    assert widest < width
