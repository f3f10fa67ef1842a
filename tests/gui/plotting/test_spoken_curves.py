"""Plots without eyes: the last values and where they go, as nodes and as a sentence on request."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from engine.core.number_format import format_number
from engine.data.datasets import DATASETS
from engine.nn.losses import LOSSES
from engine.recipe.recipe import Recipe
from gui.plotting import plot_header
from gui.plotting.curves.curves import curve
from gui.plotting.curves.spoken_curves import in_words
from gui.plotting.scale import Scale
from gui.plotting.spoken_columns import columns_in_words
from gui.training.frame import Frame
from gui.views.loss_view import LossView
from gui.views.quality.predicted_view import PredictedView
from tests.gui.view_builders import Opened, fed, shown_plot, trained_snapshot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
NAME, DESCRIPTION = QAccessible.Text.Name, QAccessible.Text.Description


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([8, 4, 2, 1, 0.5], "Loss: 0.5 at step 4, falling; 1 at step 3."),
        ([0, 0.4, 0.6, 0.7, 0.8], "Loss: 0.8 at step 4, rising; 0.7 at step 3."),
        ([8, 1, 1, 1, 1.01], "Loss: 1.01 at step 4, steady; 1 at step 3."),
        ([8, 4, 2, 1, np.nan], "Loss: 1 at step 3, falling; 2 at step 2."),
        ([3], "Loss: 3 at step 0."),
        ([1.7e308, -1.7e308], "Loss: −1.7×10³⁰⁸ at step 1."),
    ],
)
def test_a_curve_says_its_last_value_and_its_trend(values: list[float], said: str) -> None:
    assert in_words(curve("Loss", "#112233", range(len(values)), values), format_number) == said


def test_a_plot_is_a_node_and_so_is_each_of_its_curves(opened: Opened) -> None:
    plot = shown_plot(opened)
    node = QAccessible.queryAccessibleInterface(plot)
    assert node.role() is QAccessible.Role.Chart
    assert not node.text(DESCRIPTION)
    plot.show_curves([curve("a", "#112233", range(2), [1, 0.5]), curve("b", "#332211", range(2), [0, 1])], Scale())
    assert node.text(DESCRIPTION) == "a: 0.5000 at step 1. b: 1.0000 at step 1."
    assert [node.child(k).text(NAME) for k in range(2)] == ["a: 0.5000 at step 1.", "b: 1.0000 at step 1."]
    assert node.text(NAME) == plot.y_axis.title
    plot.show_curves([], Scale())
    assert not node.child(0).isValid() or node.child(0).object() is plot.legend


def test_keys_say_the_values_and_show_them(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(plot_header, "announce", lambda _widget, text: said.append(text))
    view = opened(LossView)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert said == ["There are no values to say yet."]
    view.show_frame(Frame(trained_snapshot(steps=60)))
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert said[1].startswith("Training: ")
    assert " at step 60, falling; " in said[1]
    assert "Test: " in said[1]
    assert QToolTip.text()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0.5, 2.0], "Share: 0.5000, 2.0000."),
        ([4.0, np.nan, 1.0, 2.0, 8.0, 1.0, 3.0], "Share: 6 values from 1.0000 to 8.0000, half of them up to 2.5000."),
        ([np.nan] * 7, "Share: no finite values."),
        (np.array(["inside", "outside"], object), "Share: inside, outside."),
        (np.array(list("abcdefgh"), object), "Share: a, b, c, d, e, f, …."),
        ([], ""),
    ],
)
def test_columns_say_their_values_or_how_these_are_spread(values: list[float], said: str) -> None:
    assert columns_in_words({"Share": np.asarray(values), "Nothing": np.empty(0)}) == said


def test_of_many_columns_the_rest_is_counted() -> None:
    assert columns_in_words({f"w{k}": np.array([1.0]) for k in range(10)}).endswith("w7: 1.0000. And 2 more.")


def test_bars_say_their_values(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(plot_header, "announce", lambda _widget, text: said.append(text))
    view = opened(PredictedView)
    view.header.say()
    fed(view, Recipe(data=DATASETS["plane"](), loss=LOSSES["mse"]()), 20)
    view.header.say()
    assert said[0] == "There are no values to say yet."
    assert " values from " in said[1]
