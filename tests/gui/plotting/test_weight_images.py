"""Weights of an image's pixels as images on a sheet."""

import numpy as np

from gui.plotting.surfaces.weight_images import pixel_at, sheet_of


def test_each_weight_is_found_where_it_was_put() -> None:
    weights = np.arange(1.0, 1 + 6 * 5).reshape(6, 5)
    sheet = sheet_of(weights, (2, 3))
    assert sheet.shape == (5, 11)
    places = {cell: pixel_at(cell, (2, 3), 5) for cell in np.ndindex(*sheet.shape)}
    assert all(sheet[cell] == (weights[place[::-1]] if place else 0) for cell, place in places.items())
    assert sum(place is not None for place in places.values()) == weights.size
