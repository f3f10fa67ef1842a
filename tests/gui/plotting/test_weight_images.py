"""Weights of an image's pixels as images on a sheet."""

import numpy as np
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gui.plotting.surfaces.heat_map import HeatMap
from gui.plotting.surfaces.surface_colours import ColourRange, shade_table
from gui.plotting.surfaces.weight_images import pixel_at, sheet_of
from gui.style import theme


def test_each_weight_is_found_where_it_was_put() -> None:
    weights = np.arange(1.0, 1 + 6 * 5).reshape(6, 5)
    sheet = sheet_of(weights, (2, 3))
    assert sheet.shape == (5, 11)
    places = {cell: pixel_at(cell, (2, 3), 5) for cell in np.ndindex(*sheet.shape)}
    wanted = [weights[place[::-1]] if place else np.nan for place in places.values()]
    assert np.array_equal(sheet.ravel(), wanted, equal_nan=True)
    assert sum(place is not None for place in places.values()) == weights.size


def test_images_have_square_pixels_and_the_ground_shows_between_them(qtbot: QtBot) -> None:
    sheet = HeatMap("", "", "none", zoom=True, sheet=True)
    qtbot.addWidget(sheet)
    sheet.resize(700, 300)
    sheet.show_values(sheet_of(np.zeros((64, 20)), (8, 8)), ColourRange(-1, 1), shade_table(theme.current()), str)
    sheet.show()
    pixel, gap = sheet.cell(0, 0), sheet.cell(0, 8)
    assert abs(pixel.width() - pixel.height()) < 0.1
    picture, where = sheet.plot_area.viewport().grab().toImage(), (pixel.center().toPoint(), gap.center().toPoint())
    assert picture.pixelColor(where[1]) == QColor(theme.current().surface) != picture.pixelColor(where[0])
