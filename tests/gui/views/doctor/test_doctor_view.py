"""The doctor's panel, the table of layers, and the window of the gradient check."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.diagnosis.gradient_check import check_batch
from engine.diagnosis.health_report import HealthCheck, HealthReport, health_report
from engine.nn.activations import ReLU, Sigmoid, Tanh
from engine.nn.initializers import INITIALIZERS
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import LOSSES
from engine.recipe.recipe import Block, Recipe
from engine.training.measuring.layer_statistics import GRADIENT_STATISTICS
from engine.training.session import Session
from gui.model.project import Project
from gui.style import text_size
from gui.training.frame import Frame
from gui.views.doctor.doctor_view import NO_FAULT, NO_MORE, TRAIN, WELL, WORK_ON, DoctorView, looked_at
from gui.views.gradients.check_window import about, in_words
from gui.views.gradients.gradients_view import BANDS, NOW, STEPS, UPDATE, GradientsView
from gui.views.gradients.layer_table import HEADS
from gui.views.intents import ApplyRemedy, CheckGradients, SelectLayer
from gui.window.main_window import MainWindow
from gui.window.slots.slot import LEAST_WIDTH
from tests.engine.builders import snapshot_of
from tests.gui.view_builders import Opened, fed

ZEROS = INITIALIZERS["zeros"]()
DEEP = Recipe(blocks=tuple(Block(i, Dense(6, Sigmoid())) for i in range(1, 9)))


@pytest.fixture
def examined() -> Frame:
    """A frame of a deep network of sigmoids, which has one trouble."""
    session = Session(DEEP)
    session.advance(200)
    return Frame(snapshot_of(session, HealthCheck()))


def report_of(frame: Frame) -> HealthReport:
    assert frame.snapshot is not None
    return frame.snapshot[HealthCheck()]


def with_report(frame: Frame, report: HealthReport, running: bool = False) -> Frame:
    assert frame.snapshot is not None
    return Frame(dataclasses.replace(frame.snapshot, results={HealthCheck(): report}), running)


def without_trouble(frame: Frame, running: bool) -> Frame:
    return with_report(frame, dataclasses.replace(report_of(frame), verdicts=()), running)


def again(frame: Frame, running: bool) -> Frame:
    """The same found by another look."""
    return with_report(frame, dataclasses.replace(report_of(frame)), running)


def test_a_trouble_is_a_sentence_with_numbers_and_one_cure(opened: Opened, examined: Frame) -> None:
    view, wanted, layers = opened(DoctorView), [], []
    view.intent.connect(lambda intent: (wanted if isinstance(intent, ApplyRemedy) else layers).append(intent))
    view.show_frame(examined)
    (card,) = view.cards.values()
    (verdict,) = report_of(examined).verdicts
    assert card.sentence.text() == verdict.sentence
    assert card.evidence.text() == verdict.evidence
    (row,) = card.rows
    assert row.text.text() == verdict.remedy.text
    assert "from the start" in row.button.toolTip()
    card.resize(card.sizeHint())
    card.layout().activate()
    tops = [part.mapTo(card, part.rect().topLeft()).y() for part in (card.sentence, row.button, card.evidence)]
    assert tops == sorted(tops)  # what to do stands before the numbers: in a low window these are scrolled to
    assert not view.well.isVisible()
    row.button.click()
    assert wanted == [ApplyRemedy(verdict.remedy)]
    card.show_layer.click()
    assert layers == [SelectLayer(verdict.block)]
    assert card.show_layer.text() == "Show Dense 1"


def test_a_healthy_network_is_told_so_and_what_was_looked_at(opened: Opened) -> None:
    view = opened(DoctorView)
    fed(view, steps=2000)
    assert view.well.text() == WELL
    assert view.well.isVisible()
    for word in ("3 layers", "250 training rows"):
        assert word in view.looked_at.text()


def test_while_it_trains_a_verdict_comes_and_goes_only_when_two_looks_agree(opened: Opened, examined: Frame) -> None:
    view = opened(DoctorView)
    view.show_frame(without_trouble(examined, running=True))
    counts = []
    for frame in (again(examined, True), again(examined, True), without_trouble(examined, True), again(examined, True)):
        view.show_frame(frame)
        counts.append(len(view.cards))
    view.show_frame(without_trouble(examined, True))
    view.show_frame(without_trouble(examined, True))
    assert [*counts, len(view.cards)] == [0, 1, 1, 1, 0]
    view.show_frame(again(examined, False))  # at rest it is as it is
    assert len(view.cards) == 1


def test_new_numbers_leave_the_card_where_it_is(opened: Opened, examined: Frame) -> None:
    view = opened(DoctorView)
    view.show_frame(examined)
    (card,) = view.cards.values()
    (verdict,) = report_of(examined).verdicts
    other = dataclasses.replace(verdict, evidence="Mean gradient 1.0e-09 in Dense 1, 2.0e-03 in Output.")
    view.show_frame(with_report(examined, dataclasses.replace(report_of(examined), verdicts=(other,))))
    assert list(view.cards.values()) == [card]
    assert card.evidence.text() == other.evidence


def test_one_click_tries_the_cure_and_undo_takes_it_back(qtbot: Any) -> None:
    window = MainWindow(Project(DEEP))
    qtbot.addWidget(window)
    try:
        window.resize(1280, 720)
        window.show()
        window.layout_controller.show_view("doctor")
        window.trainer.play()
        view = window.views["doctor"]
        qtbot.waitUntil(lambda: bool(view.cards))
        window.trainer.pause()
        qtbot.waitUntil(lambda: not window.trainer.frame.running and bool(view.cards))
        next(iter(view.cards.values())).rows[0].button.click()
        recipe = window.document.project.recipe
        assert {type(block.layer.activation) for block in recipe.blocks} == {Tanh}  # its layers are narrow
        assert window.document.undo_stack.count() == 1
        qtbot.waitUntil(lambda: window.trainer.frame.snapshot.step == 0)
        window.document.undo_stack.undo()
        assert window.document.project.recipe == DEEP
        qtbot.waitUntil(lambda: window.trainer.frame.snapshot.step > 0)
        window.views["gradients"].check.click()
        qtbot.waitUntil(lambda: window.trainer.frame.gradient_check is not None)
    finally:
        window.document.undo_stack.setClean()
        window.close()


def test_the_table_has_each_layers_numbers(opened: Opened) -> None:
    view = opened(GradientsView)
    view.statistic = NOW
    assert view.requests() == {HealthCheck()}
    recipe = Recipe(blocks=(Block(1, Dense(4, ReLU())), Block(2, Dropout()), Block(3, Dense(2))))
    session = Session(recipe)
    session.advance(50)
    snapshot = snapshot_of(session, HealthCheck())
    report = snapshot[HealthCheck()]
    view.show_frame(Frame(snapshot))
    rows = {row.name: row.values for row in view.table.rows}
    assert list(rows) == ["Dense 1", "Dropout 1", "Dense 2", "Output"]
    first = report.layers[0]
    norm = snapshot.gradients[0, GRADIENT_STATISTICS.index("l2")]
    np.testing.assert_allclose(rows["Dense 1"], (norm, first.update_ratio, first.dead, first.saturated))
    a = session.network.outputs_of_layers(session.data.x(session.data.train))[1]  # ReLU is flat where it gives 0
    assert first.saturated == ((a == 0).mean(1) > 0.5).mean()
    assert np.isnan(rows["Dropout 1"]).all()
    np.testing.assert_allclose(rows["Dense 2"][3], report.layers[2].saturated)
    assert list(view.columns()) == ["layer number", *HEADS]
    view.statistic = "l2"
    assert view.requests() == frozenset()


def test_the_step_beside_the_weights_is_drawn_from_the_history(opened: Opened) -> None:
    view = opened(GradientsView)
    view.statistic = UPDATE
    snapshot = fed(view)
    for name, column in (("Dense 1", "update:1"), ("Output", "update:0")):
        np.testing.assert_allclose(view.plot.drawn(name)[1][1:], np.log10(snapshot.history.column(column)[2][1:]))
    assert [one.band for one in view.plot._bands] == list(STEPS)
    view.statistic = "mean"
    assert [one.band for one in view.plot._bands] == list(BANDS)


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, 1e300])
def test_sick_numbers_leave_the_table_readable(opened: Opened, examined: Frame, value: float) -> None:
    view = opened(GradientsView)
    view.statistic = NOW
    report = report_of(examined)
    layers = tuple(dataclasses.replace(one, update_ratio=value) for one in report.layers)
    view.show_frame(with_report(examined, dataclasses.replace(report, layers=layers)))
    assert not view.grab().isNull()


def checked(recipe: Recipe, seconds: float = 5.0, weight: float | None = None) -> tuple[str, str]:
    session = Session(recipe)
    session.advance(3)
    if weight is not None:
        session.network.theta[:] = weight
    check = check_batch(session, seconds)
    return in_words(check.found), about(check)


def test_the_check_says_in_words_what_it_found_and_what_it_left_out() -> None:
    right, on_what = checked(Recipe())
    assert right.startswith("Backpropagation is right")
    assert "Step 3, on the 10 rows" in on_what
    assert "sample" not in on_what
    _, dropping = checked(Recipe(blocks=(Block(1, Dense(4)), Block(2, Dropout()))))
    assert "Dropout" in dropping
    _, large = checked(Recipe(blocks=(Block(1, Dense(300)), Block(2, Dense(300)))), seconds=0.0)
    assert "random sample" in large
    broken, _ = checked(Recipe(), weight=np.nan)
    assert broken.startswith("It cannot be checked")
    _, kinked = checked(Recipe(blocks=(Block(1, Dense(4, ReLU(), ZEROS), frozen=True), Block(2, Dense(2)))))
    assert "kink" in kinked


def test_the_button_opens_the_window_and_the_next_frame_fills_it(opened: Opened) -> None:
    view, asked = opened(GradientsView), []
    view.intent.connect(asked.append)
    session = Session(Recipe())
    view.show_frame(Frame(snapshot_of(session)))
    view.check.click()
    assert asked == [CheckGradients()]
    assert view.check_window.isVisible()
    check = check_batch(session, 5.0)
    view.show_frame(Frame(snapshot_of(session), gradient_check=check))
    table = view.check_window.table
    assert [table.item(row, 0).text() for row in range(table.rowCount())] == ["Dense 1", "Dense 2", "Output"]
    assert {table.item(row, 3).text() for row in range(table.rowCount())} == {"right"}
    view.check_window.repeat.click()
    assert len(asked) == 2
    view.check_window.close()


def test_a_network_that_has_hardly_begun_is_not_called_well(opened: Opened) -> None:
    view = opened(DoctorView)
    fed(view, steps=3)
    assert view.well.text() == NO_FAULT
    assert view.looked_at.text().startswith(WORK_ON.format(input="x₁"))


@pytest.mark.parametrize(("step", "settled", "said"), [(0, False, TRAIN), (9, False, WORK_ON), (9000, True, NO_MORE)])
def test_advice_without_a_verdict_fits_the_run_and_names_a_column_there_is(step: int, settled: bool, said: str) -> None:
    text = looked_at(HealthReport(step, 10, 2, (), (), learns=False, settled=settled), "x")
    assert text.startswith(said.format(input="x"))


def test_a_loss_that_no_longer_falls_is_settled() -> None:
    """The outlier among ten points keeps R² low, however right the line is."""
    session = Session(Recipe(data=DATASETS["outlier"](), blocks=(), loss=LOSSES["mae"](), train_share=1.0))
    assert not health_report(session).settled
    session.advance(20_000)
    report = health_report(session)
    assert report.settled


@pytest.mark.parametrize("share", [1.0, 1.6])
def test_a_card_fits_into_the_narrowest_slot(qtbot: Any, examined: Frame, share: float) -> None:
    text_size.choose(share)
    try:
        view = DoctorView()
        qtbot.addWidget(view)
        view.resize(LEAST_WIDTH, 300)
        view.show()
        view.show_frame(examined)
        qtbot.waitUntil(lambda: view.page.height() > 300)
        assert view.page.width() == view.page.parentWidget().width(), "no more than what the scroll area shows"
        (card,) = view.cards.values()
        (row,) = card.rows
        assert row.button.y() >= row.text.geometry().bottom()
    finally:
        text_size.choose(1.0)
