"""Held inputs that follow the data."""

from __future__ import annotations

import numpy as np

from engine.data.datasets import DATASETS
from engine.data.preprocessing import Data, no_scaling
from engine.data.table import make_table
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.inspection.surfaces.input_grid import Plane, grid
from engine.inspection.surfaces.nearest_rows import NEIGHBOURS, nearest_inputs
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import snapshot_of


def data_with_sum(rows: int = 400) -> Data:
    """Three inputs, the third of which is the sum of the others."""
    xy = np.random.default_rng(0).uniform(-6, 6, (rows, 2))
    table = make_table(np.column_stack([xy, xy.sum(1)]), xy[:, 0], ("a", "b", "c"), "answer")
    return Data(table, np.arange(rows), np.arange(0), no_scaling(3), no_scaling(1), (-6.0, 6.0))


def test_the_inputs_not_shown_are_like_those_of_the_rows_around() -> None:
    found = nearest_inputs(data_with_sum(), (0, 1), 50).reshape(50, 50, 3)
    across, up = np.meshgrid(np.linspace(-6, 6, 50), np.linspace(-6, 6, 50))
    inner = slice(8, -8)
    assert np.abs(found[inner, inner, 2] - (across + up)[inner, inner]).max() < 2.5
    assert np.corrcoef(found[..., 2].ravel(), (across + up).ravel())[0, 1] > 0.97


def test_fewer_rows_than_neighbours_will_do() -> None:
    found = nearest_inputs(data_with_sum(NEIGHBOURS - 3), (0, 2), 10)
    assert found.shape == (100, 3)
    assert np.isfinite(found).all()


def test_a_grid_keeps_its_own_axes_and_the_picture_follows() -> None:
    session = Session(Recipe(data=DATASETS["iris"](), standardise=True))
    planes = Plane((2, 3), follow=True), Plane((2, 3))
    seen, held = (grid(session.data, plane, 30) for plane in planes)
    np.testing.assert_allclose(seen[:, 2:], held[:, 2:])
    assert np.ptp(held[:, 0]) == 0 < np.ptp(seen[:, 0])
    followed, fixed = (snapshot_of(session, request)[request] for request in (DecisionSurface(plane, 30) for plane in planes))
    assert not np.array_equal(followed.values, fixed.values)
