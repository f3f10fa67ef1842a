"""The views of how good predictions are: what they draw, say and save is what the snapshot's own weights give."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from engine.core.number_format import format_number
from engine.core.translation import _
from engine.data.datasets import DATASETS
from engine.inspection.predicted_classes import PredictedClasses
from engine.inspection.predictions.predicted_numbers import PredictedNumbers
from engine.inspection.predictions.roc_curves import RocRequest
from engine.nn.losses import MeanSquaredError
from engine.nn.metrics import METRICS
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.plotting.live_numbers import format_live
from gui.style import text_size
from gui.style.colour_schemes import colour_of_test, colour_of_training
from gui.training.frame import Frame
from gui.views.quality.class_scores_view import ClassScoresView
from gui.views.quality.class_table import HEADS
from gui.views.quality.predicted_view import PredictedView
from gui.views.quality.residuals_view import ResidualsView, histogram_of
from gui.views.quality.roc_view import RocView
from gui.views.quality.row_dots import RowDots, dot_size
from tests.engine.builders import snapshot_of
from tests.engine.inspection.predictions.test_predictions import energy
from tests.gui.painted_texts import recorded
from tests.gui.view_builders import Opened, close, fed, move_mouse, rows_of

IRIS = Recipe(data=DATASETS["iris"](), standardise=True)
NUMBERS = Recipe(loss=MeanSquaredError(), standardise=True)
NUMBER_VIEWS, CLASS_VIEWS = (PredictedView, ResidualsView), (ClassScoresView, RocView)


def point_at(view: Any, x: float, y: float) -> None:
    at = view.plot_area.point_at(x, y)
    move_mouse(view.plot_area, view.plot_area.mapToScene(at.toPoint()))


def test_a_dot_stands_at_each_rows_numbers_and_the_sentence_is_in_the_targets_units(opened: Opened) -> None:
    view = opened(PredictedView)
    snapshot = fed(view, NUMBERS, 200, energy())
    found = snapshot[PredictedNumbers()]
    assert found is not None
    np.testing.assert_array_equal(view.dots.x, found.true)
    np.testing.assert_array_equal(view.dots.y, found.predicted)
    assert view.dots.train == len(snapshot.data.train)
    assert view.x_axis.title == "True energy (MWh)"
    assert format_number(found.test.mean_error) in view.explanation.text()
    assert [entry.value for entry in view.legend.entries] == [f"R² {format_live(p.r2)}" for p in (found.train, found.test)]
    (left, right), (low, high), _place = view.plot_area.area()
    assert (left, right) == (low, high)  # the diagonal is from corner to corner
    assert low < min(found.true.min(), found.predicted.min())
    assert high > max(found.true.max(), found.predicted.max())


@pytest.mark.parametrize("kind", NUMBER_VIEWS)
def test_pointing_at_a_dot_names_its_row(opened: Opened, kind: type[Any]) -> None:
    view = opened(kind)
    snapshot = fed(view, NUMBERS, 200, energy())
    found = snapshot[PredictedNumbers()]
    at = len(found.rows) - 1
    point_at(view, float(view.dots.x[at]), float(view.dots.y[at]))
    near = view.pointed
    assert near is not None
    text = view.explanation.text()
    assert f"Row {found.rows[near] + 1} " in text
    assert ("too low" in text) == (found.residuals[near] > 0)
    assert format_live(float(found.true[near])) in text
    view._hover(None)
    assert "Row" not in view.explanation.text()


def test_the_residuals_histogram_counts_every_row_once(opened: Opened) -> None:
    view = opened(ResidualsView)
    snapshot = fed(view, NUMBERS, 200, energy())
    found = snapshot[PredictedNumbers()]
    np.testing.assert_array_equal(view.dots.y, found.true - found.predicted)
    assert view.histogram.isVisible()
    assert view.histogram.area()[1] == view.plot_area.area()[1]  # both have the same axis upwards
    assert histogram_of(found.residuals, 1.0).sum() == pytest.approx(1)  # what is beyond counts at the ends
    assert histogram_of(np.array([0.0, 0.0, 9.0, np.nan]), 1.0).tolist() == [0] * 12 + [0.5] + [0] * 11 + [0.25]
    assert format_number(found.test.half) in view.explanation.text()
    view.resize(240, 300)
    QApplication.processEvents()
    assert not view.histogram.isVisible()


def test_training_rows_are_filled_and_test_rows_hollow(opened: Opened) -> None:
    view = opened(PredictedView)
    fed(view, NUMBERS, 20, energy())
    view.dots = RowDots(np.arange(2), np.array([4900.0, 5100.0]), np.array([5100.0, 4900.0]), 1)
    image = view.plot_area.grab().toImage()

    def colour(i: int, right: float) -> QColor:
        at = view.plot_area.point_at(float(view.dots.x[i]), float(view.dots.y[i])) + QPointF(right, 0)
        return image.pixelColor((at * image.devicePixelRatio()).toPoint())

    assert close(colour(0, 0), colour_of_training(), 12)
    assert not close(colour(1, 0), colour_of_test(), 60)
    assert any(close(colour(1, right), colour_of_test(), 90) for right in (1.5, 2.0, 2.5, 3.0))


def test_precision_and_recall_are_the_metrics_class_by_class(opened: Opened) -> None:
    view = opened(ClassScoresView)
    snapshot = fed(view, IRIS, 60)
    found, scores = snapshot[PredictedClasses()], view.scores()
    assert found is not None
    assert scores.rows.sum() == len(snapshot.data.test)  # test rows first
    target, said = snapshot.data.table.target[found.rows[found.train :]], found.classes[found.train :]
    picked = np.eye(3)[said].T
    for name in ("precision", "recall", "f1"):
        assert scores.mean(getattr(scores, name)) == pytest.approx(METRICS[name]().value(picked, target))
    assert [row[0] for row in view.table.inside.texts[:-1]] == list(snapshot.data.table.classes)
    assert snapshot.data.table.classes[0] in view.table.inside.accessibleName()
    view.part.setCurrentIndex(1)
    assert view.scores().rows.sum() == len(snapshot.data.train)


@pytest.mark.parametrize("width", [200, 240, 320, 700])
def test_no_number_of_a_class_is_cut_off_however_narrow_the_view_is(opened: Opened, width: int) -> None:
    view = opened(ClassScoresView)
    fed(view, IRIS, 0)
    view.resize(width, 300)
    QApplication.processEvents()
    inside = view.table.inside
    rows = 1234567
    scores = view.scores()
    inside.show_rows(
        ("a class with a name far too long for its column", "b", "c"), dataclasses.replace(scores, rows=scores.rows + rows)
    )
    with recorded() as painted:
        inside.grab()
    texts = [one.text for one in painted]
    wanted = [text for row in inside.texts for text in row[1:]] + [_(head) for head in HEADS[1:]]
    assert not [text for text in wanted if text not in texts]
    places = inside._places()
    assert places[0].left() == 0
    assert all(a.right() <= b.left() for a, b in itertools.pairwise(places))  # no number is painted over another


def test_the_roc_of_the_chosen_class_is_drawn_and_named(opened: Opened) -> None:
    view = opened(RocView)
    session = Session(IRIS)
    session.advance(60)
    view.show_frame(Frame(snapshot_of(session)))
    view.positive.setCurrentIndex(2)
    assert view.requests() == {RocRequest(2)}
    snapshot = snapshot_of(session, *view.requests())
    view.show_frame(Frame(snapshot))
    found = snapshot[RocRequest(2)]
    assert found is not None
    assert found.train is not None
    assert found.test is not None
    assert [entry.value for entry in view.legend.entries[:2]] == [f"area {c.area:.4f}" for c in (found.train, found.test)]
    assert snapshot.data.table.classes[2] in view.explanation.text()
    at = len(found.test.wrong) // 2
    point_at(view, float(found.test.wrong[at]), float(found.test.found[at]))
    assert "of its rows are found" in view.explanation.text()


def test_of_two_classes_the_second_is_to_be_found_first(opened: Opened) -> None:
    view = opened(RocView)
    assert view.requests() == {RocRequest(1)}
    snapshot = fed(view, Recipe(), 60)
    assert view.positive.currentText() == f"Find {snapshot.data.table.classes[1]}"
    assert not view._hint.isVisible()


@pytest.mark.parametrize("kind", [*NUMBER_VIEWS, *CLASS_VIEWS])
def test_data_of_the_other_task_are_referred_to_the_views_for_them(opened: Opened, kind: type[Any]) -> None:
    view = opened(kind)
    fed(view, NUMBERS, 5, energy()) if kind in CLASS_VIEWS else fed(view)
    hint = view.hint if kind is ClassScoresView else view._hint
    assert hint.isVisible()
    assert "only" in hint.text()
    assert "see" in hint.text()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 0.0, 1e30])
@pytest.mark.parametrize("kind", NUMBER_VIEWS)
def test_sick_numbers_leave_a_picture(opened: Opened, kind: type[Any], value: float) -> None:
    view = opened(kind)
    session = Session(NUMBERS, energy())
    session.advance(3)
    view.show_frame(Frame(snapshot_of(session, *view.requests())))
    with np.errstate(all="ignore"):
        session.network.theta[:] = value
        view.show_frame(Frame(snapshot_of(session, *view.requests())))
        QApplication.processEvents()
        assert not view.grab().isNull()


@pytest.mark.parametrize("kind", [*NUMBER_VIEWS, *CLASS_VIEWS])
def test_a_view_that_changes_its_data_draws_the_new_ones(opened: Opened, kind: type[Any]) -> None:
    """Numbers, classes, another number of classes, one after the other in one view."""
    view = opened(kind)
    five = rows_of(2, np.arange(60) % 5, tuple("abcde"))
    for recipe, data in ((NUMBERS, energy()), (IRIS, None), (Recipe(), five), (Recipe(), None), (NUMBERS, energy(12))):
        fed(view, dataclasses.replace(recipe), 5, data)
        canvas = QImage(view.size(), QImage.Format.Format_RGB32)
        view.render(canvas)


def test_dots_are_small_where_they_are_many_or_the_plot_is_small() -> None:
    assert dot_size(400 * 300, 100) == dot_size(400 * 300, 1) == 7.0
    assert dot_size(150 * 100, 250) == dot_size(400 * 300, 20_000) == 4.0


def test_of_a_number_no_empty_chooser_of_classes_is_offered(opened: Opened) -> None:
    view = opened(RocView)
    fed(view, NUMBERS, 5, energy())
    assert view.positive.isHidden()
    fed(view, steps=5)
    assert not view.positive.isHidden()


def test_a_dot_is_meant_from_further_away_where_texts_and_dots_are_larger(opened: Opened) -> None:
    view = opened(PredictedView)
    fed(view, NUMBERS, 5, energy())
    dots = RowDots(np.arange(1), np.array([5000.0]), np.array([5000.0]), 1)
    beside = view.plot_area.point_at(5000.0, 5000.0) + QPointF(20.0, 0.0)
    assert dots.nearest(view.plot_area, beside) is None
    text_size.choose(1.6)
    try:
        assert dots.nearest(view.plot_area, view.plot_area.point_at(5000.0, 5000.0) + QPointF(20.0, 0.0)) == 0
    finally:
        text_size.choose(1.0)
