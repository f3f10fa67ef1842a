"""What the tools of the pad do to points, at the edges of what they reach."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.data.drawing import strokes
from engine.data.drawing.point_set import MOST_POINTS, NO_POINTS, PointSet, as_cells, points_of


def points(*cells: tuple[float, float, int]) -> PointSet:
    """Places in units, and the third column."""
    return PointSet(np.array([(round(1000 * x), round(1000 * y), target) for x, y, target in cells], np.int16))


THREE = points((0, 0, 0), (3, 4, 1), (-1, 2, 2))


def text_of(numbers: list[int]) -> str:
    return base64.b64encode(np.array(numbers, "<i2").tobytes()).decode()


# -- the value
def test_a_point_has_a_place_and_a_target() -> None:
    assert THREE.places.tolist() == [[0, 0], [3, 4], [-1, 2]]
    assert (THREE.targets.tolist(), THREE.targets.dtype, len(THREE)) == ([0, 1, 2], np.dtype(np.int64), 3)
    assert points_of(THREE.text()) == THREE != points((0, 0, 0))
    assert THREE != "points"
    with pytest.raises(ValueError, match="read-only"):
        THREE.cells[0] = 1


def test_points_come_at_the_end_as_many_as_there_is_room_for() -> None:
    more = THREE.with_more(np.array([[1.0, 9.0], [-7.0, 0.0004]]), 5)
    assert more.cells.tolist() == [*THREE.cells.tolist(), [1000, 6000, 5], [-6000, 0, 5]]
    assert THREE.with_more(np.empty((0, 2)), 1) is THREE
    nearly = PointSet(np.zeros((MOST_POINTS - 1, 3), np.int16))
    full = nearly.with_more(np.ones((2, 2)), 1)
    assert (len(full), full.cells[-1].tolist()) == (MOST_POINTS, [1000, 1000, 1])
    assert full.with_more(np.ones((1, 2)), 1) is full
    assert points_of(full.text()) == full
    assert as_cells(np.array([0.0005, 0.0015, -0.0016, 30, -31]), 30).tolist() == [0, 2, -2, 30000, -30000]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("é", "The drawn points are damaged: they cannot be read."),
        ("AAA", "The drawn points are damaged: they cannot be read."),
        ("AAAA", "The drawn points are damaged: a point is not whole."),
        (text_of([1, 2, 3, 4]), "The drawn points are damaged: a point is not whole."),
        (text_of([6001, 0, 0]), "The drawn points are damaged: a point lies outside of the picture, which ends at −6 and 6."),
        (text_of([0, 30001, 0]), "The drawn points are damaged: a point lies outside of the picture, which ends at −6 and 6."),
        (text_of([-32768, 0, 0]), "The drawn points are damaged: a point lies outside of the picture, which ends at −6 and 6."),
        (text_of([0] * 15_003), "5,001 points are more than the 5,000 that can be drawn: take a set with fewer."),
        ("A" * 80_000, "10,000 points are more than the 5,000 that can be drawn: take a set with fewer."),
    ],
    ids=range(9),
)
def test_a_damaged_text_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="points are") as problem:
        points_of(text)
    assert str(problem.value) == sentence


def test_places_may_lie_at_the_edge_and_numbers_beyond_it() -> None:
    assert points_of(text_of([6000, -30000, 32767, -6000, 30000, -32768])).places.tolist() == [[6, -30], [-6, 30]]
    assert points_of("") == NO_POINTS


# -- the tools
def test_a_brush_spreads_points_evenly_over_its_disc() -> None:
    spread = strokes.sprayed((1, -2), (1, -2), 2, 4000, np.random.default_rng(0)) - (1, -2)
    distance = np.hypot(*spread.T)
    assert spread.shape == (4000, 2)
    assert 1.99 < distance.max() <= 2
    assert (distance < 1).mean() == pytest.approx(0.25, abs=0.03)  # of the area
    assert (spread > 0).mean(0) == pytest.approx([0.5, 0.5], abs=0.03)
    assert ((spread[:, 0] > 0) & (spread[:, 1] > 0)).mean() == pytest.approx(0.25, abs=0.03)


def test_a_brush_that_moves_spreads_points_along_its_way_within_the_picture() -> None:
    along = strokes.sprayed((-4, 1), (4, 3), 0, 2000, np.random.default_rng(0))
    np.testing.assert_allclose(along[:, 1], 2 + along[:, 0] / 4)
    assert along[:, 0].min() < -3.9
    assert along[:, 0].max() > 3.9
    assert along[:, 0].mean() == pytest.approx(0, abs=0.2)
    out = strokes.sprayed((6, -6), (6, -6), 1, 50, np.random.default_rng(0))
    assert (out.max(), out.min()) == (6, -6)


def test_how_far_points_are_from_a_way() -> None:
    some = points((0, 1, 0), (2, -3, 0), (7 - 3, 4, 0), (-3, 4, 0))
    np.testing.assert_allclose(strokes.apart_from(some, (0, 0), (1, 0)), [1, np.hypot(1, 3), 5, 5])
    np.testing.assert_allclose(strokes.apart_from(some, (0, 0), (4, 0)), [1, 3, 4, 5])
    np.testing.assert_allclose(strokes.apart_from(some, (0, 0), (0, 0)), [1, np.hypot(2, 3), np.hypot(4, 4), 5])


def test_an_eraser_takes_what_lies_within_its_radius() -> None:
    some = points((0, 1, 0), (2, -3, 1), (5, 0, 2))
    assert strokes.erased(some, (0, 0), (4, 0), 1) == points((2, -3, 1))
    assert strokes.erased(some, (0, 0), (4, 0), 0.999) is some
    assert strokes.erased(some, (0, 0), (4, 0), 3) == NO_POINTS


@pytest.mark.parametrize(
    ("at", "reach", "found"),
    [
        ((0.1, 0), (1, 1), 2),  # of two at one place the newer
        ((1, 0), (1, 1), 2),
        ((1.001, 0), (1, 1), None),
        ((0, 2), (1, 2), 2),
        ((2.9, 4.2), (1, 1), 1),
        ((1, 1), (1, 1), None),
    ],
)
def test_the_point_under_the_pointer(at: tuple[float, float], reach: tuple[float, float], found: int | None) -> None:
    assert strokes.nearest(points((0, 0, 0), (3, 4, 0), (0, 0, 1)), at, reach) == found
    assert strokes.nearest(NO_POINTS, at, reach) is None


@pytest.mark.parametrize(("one", "other"), [((-1, 0), (3, 2)), ((3, 2), (-1, 0)), ((-1, 2), (3, 0))])
def test_points_in_a_rectangle_lie_in_it_or_on_its_sides(one: tuple[float, float], other: tuple[float, float]) -> None:
    some = points((-1, 0, 0), (3, 2, 0), (0, 1, 0), (3.001, 1, 0), (0, -0.001, 0), (-1.001, 1, 0), (0, 2.001, 0))
    assert strokes.inside(some, one, other).tolist() == [True] * 3 + [False] * 4


@pytest.mark.parametrize(
    ("by", "places"),
    [
        ((1, -1), [[1, -1], [3, 4], [0, 1]]),
        ((9, 0), [[6, 0], [3, 4], [5, 2]]),
        ((-9, 9), [[-5, 4], [3, 4], [-6, 6]]),
        ((0, -9), [[0, -6], [3, 4], [-1, -4]]),
    ],
)
def test_points_are_moved_all_alike_and_not_beyond_the_edge(by: tuple[float, float], places: list[list[float]]) -> None:
    which = np.array([True, False, True])
    found = strokes.moved(THREE, which, by)
    assert found.places.tolist() == places
    assert found.targets.tolist() == [0, 1, 2]
    assert strokes.moved(THREE, np.zeros(3, bool), by) is THREE


def test_a_point_of_a_curve_that_lies_beyond_the_edge_comes_no_further_out() -> None:
    curve = points((1, 20, 0), (2, 0, 0))
    assert strokes.moved(curve, np.array([True, False]), (0, 1)).places.tolist() == [[1, 20], [2, 0]]
    assert strokes.moved(curve, np.array([True, False]), (1, -4)).places.tolist() == [[2, 16], [2, 0]]


def test_points_are_shaken_by_a_deviation_and_stay_in_the_picture() -> None:
    many, which = PointSet(np.zeros((2000, 3), np.int16)), np.arange(2000) < 1500
    shaken = strokes.jittered(many, which, 0.5, np.random.default_rng(0)).places
    assert not shaken[~which].any()
    assert shaken[which].std(0) == pytest.approx([0.5, 0.5], abs=0.03)
    assert shaken[which].mean(0) == pytest.approx([0, 0], abs=0.05)
    assert abs(strokes.jittered(many, which, 50, np.random.default_rng(0)).places).max() == 6


def test_points_get_another_class() -> None:
    found: Array = strokes.with_target(THREE, np.array([True, True, False]), 7).cells
    assert found.tolist() == [[0, 0, 7], [3000, 4000, 7], [-1000, 2000, 2]]
    assert THREE.targets.tolist() == [0, 1, 2]
