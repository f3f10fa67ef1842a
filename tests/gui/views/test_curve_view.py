"""What all views of curves do: symbols, read-out, log axis, marks, and the step that one looks back at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtWidgets import QApplication

from engine.inspection.snapshot import Snapshot
from engine.training.history import Mark
from gui.plotting.live_numbers import format_live
from gui.training.frame import Frame
from gui.views.gradients.gradients_view import GradientsView
from gui.views.loss_view import LossView
from gui.views.metric_view import MetricView
from tests.gui.view_builders import Opened, move_mouse, trained_snapshot


def test_one_point_is_a_symbol_and_the_hint_stays(opened: Opened) -> None:
    view = opened(LossView)
    view.show_frame(Frame(trained_snapshot(steps=0)))
    assert view.plot._hint.isVisible()
    assert [list(one.dots) for one in view.plot.placed] == [[0], [0]]
    view.show_frame(Frame(trained_snapshot(steps=20)))
    assert not view.plot._hint.isVisible()
    assert not any(one.has_symbols for one in view.plot.placed)


def test_hover_reads_the_values_at_that_step(opened: Opened) -> None:
    snapshot, view = trained_snapshot(steps=100), opened(LossView)
    view.show_frame(Frame(snapshot))
    assert view.plot.legend.entries[0].value == format_live(snapshot.scores.train_loss)
    box = view.plot.plot_area.getViewBox()
    step, y = 20.0, float(np.mean(box.viewRange()[1]))
    move_mouse(view.plot.plot_area, box.mapViewToScene(QPointF(step, y)))
    row = int(np.flatnonzero(view.plot.curves[0].x == view.plot._mouse)[0])
    assert abs(view.plot._mouse - step) < 3
    assert view.plot.legend.entries[0].value == format_live(float(view.plot.curves[0].y[row]))
    QApplication.sendEvent(view.plot.plot_area.viewport(), QEvent(QEvent.Type.Leave))
    assert view.plot.legend.entries[0].value == format_live(snapshot.scores.train_loss)


def test_log_toggle_keeps_the_numbers(opened: Opened) -> None:
    snapshot, view = trained_snapshot(steps=60), opened(LossView)
    view.show_frame(Frame(snapshot))
    view.log = True
    np.testing.assert_allclose(view.plot.drawn("Training")[1], np.log10(snapshot.history.column("train_loss")[2]))
    view.log = False
    np.testing.assert_array_equal(view.plot.drawn("Training")[1], snapshot.history.column("train_loss")[2])


def marked(snapshot: Snapshot, *marks: Mark) -> Snapshot:
    return replace(snapshot, history=replace(snapshot.history, marks=marks))


@pytest.mark.parametrize("view_class", [LossView, MetricView, GradientsView])
def test_marks_are_drawn_and_read_by_the_mouse(opened: Opened, view_class: type) -> None:
    view, snapshot = opened(view_class), trained_snapshot(steps=100)
    view.show_frame(Frame(snapshot))
    plain = view.plot.plot_area.grab().toImage()
    view.show_frame(Frame(marked(snapshot, Mark(50, "Learning rate 0.03 → 0.1"))))
    plot_area = view.plot.plot_area
    at, (_, _, place) = plot_area.point_at(50, 0), plot_area.area()
    flag = plot_area.grab().toImage().pixelColor(round(at.x()) + 2, round(place.top()) + 2)
    assert flag != plain.pixelColor(round(at.x()) + 2, round(place.top()) + 2)
    move_mouse(plot_area, plot_area.mapToScene(QPointF(at.x(), place.center().y()).toPoint()))
    assert "Learning rate 0.03 → 0.1" in view.plot.read_out()
    move_mouse(plot_area, plot_area.mapToScene(QPointF(at.x() + 60, place.center().y()).toPoint()))
    assert "Learning" not in view.plot.read_out()


def test_a_look_back_shows_its_step(opened: Opened) -> None:
    view, snapshot = opened(LossView), trained_snapshot(steps=100)
    view.show_frame(Frame(snapshot))
    plain = view.plot.plot_area.grab().toImage()
    view.show_frame(Frame(replace(snapshot, step=30), now=100))
    assert view.plot.plot_area.grab().toImage() != plain
