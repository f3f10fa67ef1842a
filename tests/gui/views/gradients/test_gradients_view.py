"""The gradients per layer: the numbers drawn are NumPy's."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.core.arrays import Array
from engine.diagnosis.gradient_check import BatchCheck, GradientCheck, GradientError
from engine.nn.activations import Sign
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from gui.plotting.curves.curves import curve
from gui.plotting.scale import Scale
from gui.style.colour_schemes import layer_colour
from gui.training.frame import Frame
from gui.views.gradients.check_window import CheckWindow
from gui.views.gradients.gradients_view import GradientsView
from tests.engine.builders import snapshot_of
from tests.gui.view_builders import Opened, history_of, trained_snapshot


@pytest.mark.parametrize(
    ("statistic", "formula"),
    [("l2", lambda g: np.sqrt((g**2).sum())), ("mean", lambda g: np.abs(g).mean()), ("max", lambda g: np.abs(g).max())],
)
def test_gradients_draw_numpys_statistic_of_each_layer(opened: Opened, statistic: str, formula: Callable[[Array], float]) -> None:
    session = Session(Recipe(blocks=(Block(1, Dense(4)), Block(2, Dropout()), Block(3, Dense(2)))))
    wanted: dict[str, list[float]] = {}
    for _ in range(5):
        session.advance(session.history.next_due(session.step) - session.step)
        for info in session.network.layers:
            if info.parameters:
                g = session.network.grad[info.start : info.stop].astype(np.float64)
                wanted.setdefault(info.name, []).append(float(np.log10(formula(g))))
    view = opened(GradientsView)
    view.statistic = statistic
    view.show_frame(Frame(snapshot_of(session)))
    assert [c.name for c in view.plot.curves] == ["Dense 1", "Dense 2", "Output"]
    for name, values in wanted.items():
        np.testing.assert_allclose(view.plot.drawn(name)[1][-5:], values, rtol=1e-6)


def test_gradients_take_the_colours_of_their_layers_places_on_the_ramp(opened: Opened) -> None:
    view = opened(GradientsView)
    snapshot = trained_snapshot()
    view.show_frame(Frame(snapshot))
    assert [c.colour for c in view.plot.curves] == [layer_colour(info.place) for info in snapshot.layers]
    assert len({layer_colour(k / 30) for k in range(31)}) == 31


def test_a_layer_without_gradient_stands_at_the_zero_of_the_log_axis(opened: Opened) -> None:
    view = opened(GradientsView)
    view.show_frame(Frame(trained_snapshot(Recipe(blocks=(Block(1, Dense(4, Sign())), Block(2, Dense(2)))), steps=30)))
    _, y = view.plot.drawn("Dense 1")
    assert np.all(y[1:] == view.plot.scale.lane)
    low, high = view.plot.plot_area.getViewBox().viewRange()[1]
    assert low < view.plot.scale.lane < high
    assert (view.plot.scale.lane, "0") in view.plot.y_axis.ticks(low, high, 200)


def test_bands_show_only_when_in_sight(opened: Opened) -> None:
    view = opened(GradientsView)
    for level, seen in ((1e-3, (False, False)), (1e-9, (True, False)), (1e5, (False, True))):
        view.plot.show_curves([curve("a", "#112233", [0, 1, 2], [level, level * 3, level])], Scale(log=True))
        assert tuple(band.area.isVisible() for band in view.plot._bands) == seen


def test_the_check_window_has_room_for_five_layers_and_titles_every_column(qtbot: QtBot) -> None:
    window = CheckWindow()
    qtbot.addWidget(window)
    window.show()
    error = GradientError(relative=1e-9, scaled=1e-9, checked=8, kinks=0, of=8)
    names = {i: f"Dense {i}" for i in range(6)}
    window.show_check(BatchCheck(12, 10, names, GradientCheck(dict.fromkeys(names, error), error, False)))
    QApplication.processEvents()
    table = window.table
    assert not table.verticalScrollBar().isVisible()
    assert all(table.horizontalHeaderItem(column).text() for column in range(table.columnCount()))


@pytest.mark.parametrize(
    ("losses", "said"),
    [
        (np.full(40, 0.69), "vanishing: hardly learns"),
        (np.geomspace(0.69, 1e-6, 40), "tiny: little is left to learn"),
        (np.full(1, 0.69), "vanishing: hardly learns"),
    ],
    ids=["stuck", "learned", "at the start"],
)
def test_small_gradients_of_a_network_that_has_learned_are_no_warning(opened: Opened, losses: Array, said: str) -> None:
    view = opened(GradientsView)
    small = {f"grad_l2:{layer}": np.full(len(losses), 1e-9) for layer in (1, 2, 0)}
    view.show_frame(Frame(dataclasses.replace(trained_snapshot(steps=0), history=history_of({"train_loss": losses, **small}))))
    QApplication.processEvents()
    shown = [one for one in view.plot._bands if one.area.isVisible()]
    assert [(one.band.name, one.band.harmless) for one in shown] == [(said, said.startswith("tiny"))]
