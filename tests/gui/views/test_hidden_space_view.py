"""The hidden space: points stand where the layer puts them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from engine.inspection.hidden_space import HiddenSpace
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Block, Recipe
from gui.training.frame import Frame
from gui.views.hidden_space_view import HiddenSpaceView
from tests.gui.view_builders import Opened, fed, move_mouse


def test_hidden_points_stand_where_the_layer_puts_them(opened: Opened) -> None:
    view = opened(HiddenSpaceView)
    snapshot = fed(view)
    view.layer.setCurrentIndex(1)
    snapshot = fed(view)
    found = snapshot.find(HiddenSpace)
    assert found.layer == 2
    at = QPointF(*(float(pixels[0]) for pixels in view._pixels(found.points)))
    near = view.plot_area.value_at(at)
    np.testing.assert_allclose(near, found.points[:, 0], atol=1e-6)
    move_mouse(view.plot_area, view.plot_area.mapToScene(at.toPoint()))
    QApplication.processEvents()
    assert "x₁" in view.explanation.text
    assert view.columns()["row"].tolist() == found.rows.tolist()


def test_an_old_layers_picture_is_not_shown_for_a_new_one(opened: Opened) -> None:
    view = opened(HiddenSpaceView)
    snapshot = fed(view)
    view.layer.setCurrentIndex(2)
    assert view.hidden() is None
    view.show_frame(Frame(dataclasses.replace(snapshot)))
    assert view.hidden() is None


def test_a_unit_is_as_long_along_both_axes_at_every_size(opened: Opened) -> None:
    view = opened(HiddenSpaceView)
    fed(view, Recipe(blocks=(Block(1, Dense(2)),)))
    for width, height in ((700, 260), (300, 500)):
        view.resize(width, height)
        QApplication.processEvents()
        x, y, place = view.plot_area.area()
        across, up = place.width() / (x[1] - x[0]), place.height() / (y[1] - y[0])
        assert across == pytest.approx(up, rel=0.02)
