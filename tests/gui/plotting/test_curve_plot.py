"""Curves over steps: no numbers make them unreadable, and what is drawn is what they say."""

from __future__ import annotations

import dataclasses
import math
import warnings

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from gui.plotting.curves.curve_plot import CurvePlot
from gui.plotting.curves.curves import Band, curve, history_curve, pooled, y_range
from gui.plotting.scale import Scale
from gui.style import text_size
from tests.gui.view_builders import Opened, history_of, move_mouse, shown_plot


def test_zeros_among_numbers_are_drawn_and_marked(opened: Opened) -> None:
    plot = shown_plot(opened)
    plot.show_curves([curve("a", "#112233", range(6), [1, 0.1, 0, 0, 0.1, 1])], Scale(log=True))
    _, y = plot.drawn("a")
    np.testing.assert_allclose(y, [0, -1, plot.scale.lane, plot.scale.lane, -1, 0])
    np.testing.assert_array_equal(plot.placed[0].zeros, [2, 3])


HARD: dict[str, list[float]] = {
    "nothing": [],
    "one": [0.5],
    "constant": [0.25] * 50,
    "zeros": [0.0] * 50,
    "not a number": [np.nan] * 50,
    "gaps": [1, np.nan, 2, np.inf, 3, -np.inf] * 10,
    "huge": [1e300, 1e-300] * 20,
    "largest": [1.7e308, -1.7e308] * 20,
    "smallest": [5e-324] * 10,
    "spike": [1.0] * 200 + [1e300] + [1.0] * 200,
    "negative": [-3.0, -2.0, -1.0] * 9,
    "long": list(np.linspace(1, 2, 5000)),
}


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("values", HARD.values(), ids=HARD.keys())
def test_hard_numbers_stay_readable(opened: Opened, values: list[float], log: bool) -> None:
    plot = shown_plot(opened)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(2):
            plot.show_curves([curve("a", "#112233", range(len(values)), values)], Scale(log=log))
            QApplication.processEvents()
            plot.grab()
    (x0, x1), (y0, y1) = plot.plot_area.getViewBox().viewRange()
    assert np.isfinite([x0, x1, y0, y1]).all()
    assert x0 < x1
    assert y0 < y1
    drawn = plot.drawn("a")[1]
    if np.isfinite(drawn).any():
        seen = (drawn >= y0) & (drawn <= y1)
        assert seen[np.isfinite(drawn)].mean() > 0.45
        assert len(plot.y_axis.ticks(y0, y1, 200)) >= 1


def test_objects_and_matrices_do_not_pass_the_gate() -> None:
    for bad in ([[1, 2]], [1, 2, 3]):
        with pytest.raises(ValueError, match="numbers in a row"):
            curve("a", "#112233", [0, 1], bad)
    with pytest.raises((ValueError, TypeError)):
        curve("a", "#112233", [0, 1], [object(), object()])


def test_pooling_keeps_extremes_and_mean() -> None:
    values = np.random.default_rng(1).normal(size=1000)
    merged = pooled(curve("a", "#112233", np.arange(1000), values), 130)
    groups = values.reshape(-1, 8)
    np.testing.assert_array_equal(merged.low, groups.min(1))
    np.testing.assert_array_equal(merged.high, groups.max(1))
    np.testing.assert_allclose(merged.y, groups.mean(1), atol=1e-12)
    np.testing.assert_allclose(merged.x, np.arange(1000).reshape(-1, 8).mean(1))


def test_ranges_stay_while_they_serve(opened: Opened) -> None:
    plot, seen = shown_plot(opened), []
    for n in range(1000, 1040):
        plot.show_curves([curve("a", "#112233", np.arange(n), np.linspace(1, 0.5, n))], Scale())
        seen.append(str(plot.plot_area.getViewBox().viewRange()))
    assert len(set(seen)) == 1


def test_missing_columns_are_empty_curves() -> None:
    assert history_curve(history_of({"a": [1, 2]}), "b", "B", "#112233").points == 0


def test_log_range_without_positive_numbers_is_a_range() -> None:
    scale, (low, high) = y_range([curve("a", "#112233", [0, 1], [0, -1])], Scale(log=True))
    assert low < scale.lane < high


def test_a_long_envelope_is_drawn_in_bars_within_its_curve(opened: Opened) -> None:
    plot = shown_plot(opened)
    x = np.arange(400)
    plot.show_curves(
        [curve("a", "#3366aa", x, np.full(400, 0.5), np.full(400, 0.25), np.full(400, 0.75))], Scale(limits=(0.0, 1.0))
    )
    QApplication.processEvents()
    image, plot_area = plot.plot_area.grab().toImage(), plot.plot_area
    ground = image.pixelColor(plot_area.point_at(200, 0.9).toPoint())
    for height, inside in ((0.7, True), (0.3, True), (0.8, False), (0.2, False)):
        assert (image.pixelColor(plot_area.point_at(200, height).toPoint()) != ground) == inside


def test_outliers_are_marked_at_the_rim_and_do_not_flatten_the_rest(opened: Opened) -> None:
    plot = shown_plot(opened)
    y = np.linspace(0.5, 0.05, 400)
    y[200] = 1e-9
    plot.show_curves([curve("a", "#cc1122", np.arange(400), y)], Scale(log=True, close=True))
    (_, (low, high), _) = plot.plot_area.area()
    assert high - low < 3, "decades"
    QApplication.processEvents()
    image = plot.plot_area.grab().toImage()
    rim = plot.plot_area.point_at(200, low).toPoint()
    red = [image.pixelColor(rim.x() + dx, rim.y() - 4).red() > 180 for dx in (-1, 0, 1)]
    assert any(red)


def test_the_ring_at_the_last_step_is_never_cut(opened: Opened) -> None:
    plot = shown_plot(opened)
    for n in range(90, 400, 7):
        plot.show_curves([curve("a", "#112233", np.arange(n), np.ones(n))], Scale())
        place = plot.plot_area.area()[2]
        assert plot.plot_area.point_at(n - 1, 1.0).x() + 6 <= place.right(), n


def test_the_curve_at_the_mouse_stands_out_in_the_legend(opened: Opened) -> None:
    plot = shown_plot(opened)
    x = np.arange(50)
    plot.show_curves([curve("low", "#112233", x, np.ones(50)), curve("high", "#445566", x, np.full(50, 2.0))], Scale())
    move_mouse(plot.plot_area, plot.plot_area.getViewBox().mapViewToScene(QPointF(20, 1.98)))
    assert plot.legend.focus == "high"


@pytest.mark.parametrize("falls", [False, True])
def test_the_name_of_a_band_lies_beside_the_curve(opened: Opened, falls: bool) -> None:
    plot = shown_plot(opened)
    plot.set_bands((Band("exploding: steps too large", 1e3, math.inf),))
    heights = np.logspace(-1, 20, 60)
    plot.show_curves([curve("a", "#112233", range(60), heights[::-1] if falls else heights)], Scale(log=True))
    plot.grab()
    label = plot._bands[0].label
    assert label.isVisible()
    (x0, x1), (y0, y1), place = plot.plot_area.area()
    x, y = plot.drawn("a")
    across = place.left() + (x - x0) / (x1 - x0) * place.width()
    down = place.bottom() - (y - y0) / (y1 - y0) * place.height()
    words = label.textItem.sceneBoundingRect()
    assert not any(words.contains(QPointF(*at)) for at in zip(across, down, strict=True))
    assert place.adjusted(-1, -1, 1, 1).contains(words)


def test_the_name_of_a_band_that_has_no_room_for_it_is_its_first_words(opened: Opened) -> None:
    plot = shown_plot(opened)
    plot.resize(300, 170)
    plot.set_bands((Band("exploding: steps too large", 1e3, math.inf),))
    heights = np.logspace(2, 20, 60)
    peak = np.where(abs(np.arange(60) - 30) < 3, 1e15, 1.0)
    lines = [curve(name, "#112233", range(60), values) for name, values in (("a", heights), ("b", peak))]
    plot.show_curves(lines, Scale(log=True))
    plot.grab()
    assert plot._bands[0].label.isVisible()
    assert plot._bands[0].label.textItem.toPlainText() == "exploding"
    plot.show_curves(lines[:1], Scale(log=True))
    plot.resize(900, 300)
    plot.grab()
    assert plot._bands[0].label.textItem.toPlainText() == "exploding: steps too large"


def test_the_sentence_of_an_empty_plot_lies_within_its_axes_however_wide_these_are(opened: Opened) -> None:
    plot = shown_plot(opened)
    plot.show_curves([curve("a", "#112233", [0.0], [2.5e41])], Scale())
    QApplication.processEvents()
    plot.grab()
    _, _, place = plot.plot_area.area()
    assert plot._hint.isVisible()
    assert plot._hint.geometry().left() + plot._hint.contentsMargins().left() > place.left()
    assert plot._hint.geometry().right() <= place.right() + 10


@pytest.mark.parametrize(("step", "asks"), [(0, True), (1, False)])
def test_a_single_value_after_the_first_step_needs_no_hint(opened: Opened, step: int, asks: bool) -> None:
    """A gradient's first value belongs to step 1: asking for a step there is wrong, and lies upon the value."""
    plot = shown_plot(opened)
    plot.show_curves([curve("a", "#112233", [step], [0.5])], Scale())
    assert plot._hint.isVisible() is asks


def test_dashes_leave_gaps_in_which_the_line_below_is_seen(opened: Opened) -> None:
    plot = shown_plot(opened)
    plain, dashed = curve("a", "#d00000", range(40), [1.0] * 40), curve("b", "#0000d0", range(40), [1.0] * 40)
    plot.show_curves([plain, dataclasses.replace(dashed, dashed=True)], Scale())
    assert [entry.mark for entry in plot.legend.entries] == ["line", "dashes"]
    picture = plot.plot_area.grab().toImage()
    at = plot.plot_area.point_at(20, 1)
    colours = [picture.pixelColor(x, round(at.y())) for x in range(round(at.x()), round(at.x()) + 44)]
    assert any(one.red() > one.blue() + 40 for one in colours)
    assert any(one.blue() > one.red() + 40 for one in colours)


def test_the_sentence_of_an_empty_plot_is_never_cut(opened: Opened) -> None:
    text_size.choose(1.6)
    try:
        plot = opened(lambda: CurvePlot("y", "Press Play, or step once, and each layer's gradient appears here."))
        for width, height, said in ((420, 400, True), (330, 170, True), (200, 90, False)):
            plot.resize(width, height)
            QApplication.processEvents()
            wanted = plot._hint.heightForWidth(plot._hint.width())
            assert wanted <= plot._hint.height() + 1
            assert bool(plot._hint.text()) is said
    finally:
        text_size.choose(1.0)
