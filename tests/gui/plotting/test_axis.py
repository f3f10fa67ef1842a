"""Ranges, ticks and their labels, and numbers that change while training."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from engine.core.number_format import format_percent
from gui.plotting.axis import Axis
from gui.plotting.live_numbers import format_apart, format_live
from gui.plotting.scale import robust_range
from gui.plotting.tick_labels import log_ticks, nice_ticks, percent_texts, tick_texts


def test_an_outlier_does_not_flatten_the_rest() -> None:
    values = np.append(np.linspace(0, 1, 500), 1e9)
    low, high = robust_range(values) or (0, 0)
    assert low == 0
    assert high < 10


def test_numbers_are_short_and_true() -> None:
    assert format_live(0.02134) == "0.0213"
    assert format_live(-3.1e-7) == "−3.1×10⁻⁷"
    assert format_live(float("nan")) == "–"
    assert format_percent(0.9844) == "98.4 %"
    assert tick_texts([0, 5000, 10000]) == ["0", "5k", "10k"]
    assert tick_texts([0.6934715, 0.6934716, 0.6934717]) == ["0.6934715", "0.6934716", "0.6934717"]  # of a saturated network
    assert tick_texts([-0.5, 0, 0.5]) == ["−0.5", "0", "0.5"]


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-6, 6), (0.4, 7.3), (1e-9, 2e-9), (0, 1e300), (5, 5), (-1e-300, 1e-300)])
def test_ticks_lie_in_the_range(low: float, high: float) -> None:
    ticks = nice_ticks(low, high, 5)
    assert 1 <= len(ticks) <= 12
    slack = 1e-6 * (high - low)
    assert all(low - slack <= tick <= high + slack for tick in ticks)


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (0.0, 1.0, ["0 %", "50 %", "100 %"]),
        (0.994, 1.0, ["99.5 %", "100.0 %"]),
        (0.99998, 1.0, ["99.998 %", "99.999 %", "100.000 %"]),
    ],
)
def test_ticks_of_shares_are_told_apart(low: float, high: float, texts: list[str]) -> None:
    """As where all of many starts end at 100 %."""
    assert percent_texts(nice_ticks(low, high, 3)) == texts


@pytest.mark.parametrize(("orientation", "pixels"), [("left", 40), ("left", 12), ("bottom", 30), ("bottom", 0)])
def test_labels_in_few_pixels_do_not_cover_each_other(qtbot: QtBot, orientation: str, pixels: int) -> None:
    axis = Axis(orientation, "Loss", 40)
    ticks = axis.ticks(0.673, 0.748, pixels)
    metrics = QFontMetricsF(axis.style["tickFont"])
    needed = metrics.ascent() if orientation == "left" else max(metrics.horizontalAdvance(text) for _, text in ticks)
    assert ticks
    assert all((b - a) * pixels / 0.075 >= needed for (a, _), (b, _) in pairwise(ticks))


def test_a_close_range_leaves_single_outliers_out() -> None:
    values = np.append(np.linspace(-2.0, -1.0, 500), [-5.0, -5.0, 0.5])
    low, high = robust_range(values, close=True) or (0, 0)
    assert -2.6 < low < -1.9
    assert -1.1 < high < -0.4
    assert robust_range(values) == (-5.0, 0.5)


def test_a_label_that_the_right_edge_would_cut_is_not_written(qtbot: QtBot) -> None:
    axis = Axis("bottom", "Step", 34)
    axis.tickValues(0, 10_000, 300)
    assert axis.tickStrings([10_000.0], 1, 20) == [""]
    axis.tickValues(0, 11_000, 300)
    assert axis.tickStrings([10_000.0], 1, 20) == ["10k"]


def test_a_title_that_is_longer_than_its_axis_ends_in_an_ellipsis(qtbot):
    axis = Axis("left", "Cross entropy per row", 58)
    axis.resize(58, 400)
    assert axis.labelText == "Cross entropy per row"
    axis.resize(58, 60)
    assert axis.labelText.endswith("…")
    assert axis.labelText.startswith("Cross")
    axis.resize(58, 400)
    assert axis.labelText == "Cross entropy per row"


def test_a_title_of_which_only_a_few_letters_would_stand_is_left_out_until_there_is_room(qtbot: QtBot) -> None:
    axis = Axis("left", "Cross entropy per row", 58)
    axis.resize(58, 24)
    assert axis.labelText == ""
    axis.resize(58, 400)
    assert axis.labelText == "Cross entropy per row"


def test_wide_labels_get_room_beside_the_title_and_give_it_back(qtbot: QtBot) -> None:
    axis = Axis("left", "MSE", 66)
    first = axis.fixedWidth
    axis.fit_labels(-1e41, 3.2e41)
    assert axis.fixedWidth >= axis.widest((-1e41, 3.2e41)) + axis.label.boundingRect().height() > first
    axis.fit_labels(0.0, 1.0)
    assert axis.fixedWidth == first


@pytest.mark.parametrize("width", [1e-1, 1e-3, 1e-5, 1e-7, 1e-9])
@pytest.mark.parametrize("low", [0.6934715, 1e-6, 3.2e4, 7.5e12])
def test_ticks_read_differently_however_close_together(low: float, width: float) -> None:
    """Linear and logarithmic, and in the bands of a colour scale."""
    linear = nice_ticks(low, low * (1 + width), 8)
    for texts in (
        tick_texts(linear),
        format_apart(linear),
        [text for _place, text in log_ticks(np.log10(low), np.log10(low * (1 + width)), 8)],
    ):
        assert len(set(texts)) == len(texts)


def test_a_title_without_room_is_replaced_by_its_short_one(qtbot: QtBot) -> None:
    axis = Axis("left", "", 40)
    axis.set_title("Cross entropy of all the training rows", "Loss")
    for height, shown in ((1000, "Cross entropy of all the training rows"), (80, "Loss")):
        axis.resize(40, height)
        axis.resizeEvent()
        assert axis.labelText == shown


def test_class_names_are_elided_rather_than_left_out(qtbot: QtBot) -> None:
    """As long as each can be told from the others."""
    axis = Axis("bottom", "The network says", 34)
    axis.set_names(("setosa", "versicolor", "virginica"))
    for size in (600, 150, 120):
        texts = [text for _at, text in axis.ticks(-0.5, 2.5, size)]
        assert len({*texts}) == 3, size
        assert all(len(text) >= 3 for text in texts)
    axis.set_names(("Dense 1", "Dense 2", "Dense 3"))
    assert len(axis.ticks(-0.5, 2.5, 90)) < 3
