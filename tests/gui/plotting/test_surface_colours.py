"""Surfaces over inputs: which colour a prediction has, and where there are no data."""

from __future__ import annotations

import dataclasses
import warnings

import numpy as np

from engine.nn.losses import MeanSquaredError
from engine.recipe.recipe import Recipe
from gui.plotting.surfaces import surface_colours
from gui.plotting.surfaces.hatching import CELLS, far_cells, hatching
from gui.plotting.surfaces.surface_colours import ColourRange, colour_table, paint
from gui.style import theme
from tests.gui.view_builders import (
    rows_of,
    trained_snapshot,
)


def test_y_grows_upwards_and_blue_is_the_second_class() -> None:
    values = np.zeros((1, 3, 3))
    values[0, 2, 0] = 1  # class 1 at the largest y, the smallest x
    pixels = paint(values, ColourRange(0, 1), colour_table(theme.LIGHT, 1, False, 1.0))
    assert f"#{int(pixels[0, 0]) & 0xFFFFFF:06x}" == theme.LIGHT.positive
    assert f"#{int(pixels[2, 0]) & 0xFFFFFF:06x}" == theme.LIGHT.negative


def test_classes_with_mse_use_scores_from_minus_one_to_one() -> None:
    snapshot = trained_snapshot(Recipe(loss=MeanSquaredError()))
    assert surface_colours.colour_range(snapshot.data, snapshot.recipe.loss) == ColourRange(-1.0, 1.0)


def test_what_is_not_finite_has_a_colour_of_its_own() -> None:
    for outputs in (1, 3):
        values = np.full((outputs, 2, 2), 0.5)
        values[0, 0, 0], values[-1, 1, 1] = np.nan, np.inf
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            pixels = paint(values, ColourRange(0, 1), colour_table(theme.LIGHT, outputs, False))
        assert f"#{int(pixels[1, 0]) & 0xFFFFFF:06x}" == theme.LIGHT.line
        assert f"#{int(pixels[0, 1]) & 0xFFFFFF:06x}" == theme.LIGHT.line
        assert f"#{int(pixels[0, 0]) & 0xFFFFFF:06x}" != theme.LIGHT.line


def test_what_is_far_from_all_rows_is_hatched() -> None:
    data = rows_of(2, np.zeros(200), ("a", "b"))
    inputs = np.full_like(data.table.inputs, -3.0)
    inputs[:, 1] = np.linspace(-6, 6, len(inputs))
    data = dataclasses.replace(data, table=dataclasses.replace(data.table, inputs=inputs))
    far = far_cells(data, (0, 1))
    assert not far[:, CELLS // 4].any()
    assert far[:, CELLS // 2 :].all()
    x, y = hatching(far)
    assert len(x) == len(y) > 0
    assert len(x) % 2 == 0
    middle = ((x[::2] + x[1::2]) / 2 * CELLS).astype(int), ((y[::2] + y[1::2]) / 2 * CELLS).astype(int)
    assert far[middle[1], middle[0]].all()
    curve = far_cells(data, (1,))
    assert not curve.any()
