"""Signs, classes and the curves of runners are told apart by eyes without one kind of cone."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from gui.plotting.surfaces.surface_colours import SURFACE_STRENGTH
from gui.race.charts import DASHED
from gui.style import theme
from gui.style.theme import Theme
from tests.screen.colour_blind import MATRICES, simulated

KINDS = pytest.mark.parametrize("kind", MATRICES)
THEMES = pytest.mark.parametrize("one", [theme.LIGHT, theme.DARK], ids=lambda one: one.name)
TOLD_APART = 10.0  # of CIE 1976: about four times what is just seen


def lab(colour: str, kind: str) -> np.ndarray:
    """CIE L*a*b* (D65) of what a colour looks like."""
    red_green_blue = np.array(QColor(colour).getRgb()[:3])
    share = simulated(red_green_blue, kind) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    ratio = xyz / np.array([0.9505, 1.0, 1.089])
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def distance(one: str, other: str, kind: str) -> float:
    return float(np.linalg.norm(lab(one, kind) - lab(other, kind)))


@KINDS
def test_grey_stays_grey(kind: str) -> None:
    greys = np.array([[0, 0, 0], [128, 128, 128], [255, 255, 255]])
    assert np.abs(simulated(greys, kind).astype(int) - greys).max() <= 1


@KINDS
@THEMES
def test_the_two_signs_are_told_apart(one: Theme, kind: str) -> None:
    assert distance(one.positive, one.negative, kind) >= 4 * TOLD_APART


@KINDS
@THEMES
def test_runners_whose_curves_are_alike_have_colours_that_are_told_apart(one: Theme, kind: str) -> None:
    for group in (one.runs[:DASHED], one.runs[DASHED:]):
        for pair in combinations(group, 2):
            assert distance(*pair, kind) >= TOLD_APART, pair


@KINDS
@THEMES
def test_every_two_classes_are_told_apart_as_points_and_as_areas(one: Theme, kind: str) -> None:
    """Points have the colours themselves; an area is paler, and larger, for which a smaller difference will do."""
    points = (one.negative, one.positive, *one.classes)
    areas = [theme.mixed(one.middle, colour, SURFACE_STRENGTH) for colour in points]
    assert min(distance(*pair, kind) for pair in combinations(points, 2)) >= 1.5 * TOLD_APART
    assert min(distance(*pair, kind) for pair in combinations(areas, 2)) >= 0.9 * TOLD_APART
    assert min(distance(*pair, kind) for pair in combinations(points[:3], 2)) >= 2 * TOLD_APART
