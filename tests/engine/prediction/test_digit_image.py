"""Drawings as the digits' data have them: upright, in the box of the middle, with about as much ink."""

from __future__ import annotations

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.prediction.digit_image import counts_of, dots_of

SEVEN = [np.array([[10.0, 10], [60, 12], [30, 90]])]
STROKE_AND_DOT = [np.array([[0.0, 50], [5, 0]]), np.array([[8.0, 30]])]
CORNER = [np.array([[0.0, 0], [0, 100], [60, 100]])]
_TURN = np.linspace(0, 6.28, 200)
RING = [np.stack([50 + 40 * np.cos(_TURN), 50 + 48 * np.sin(_TURN)], axis=1)]


@pytest.mark.parametrize(
    ("strokes", "counts"),
    [
        (
            SEVEN,
            """ 0  2 15 16 16 13  8  0
                0  1 11 12 14 16 10  0
                0  0  0  0 14 15  1  0
                0  0  0  6 16  8  0  0
                0  0  1 14 15  1  0  0
                0  0  8 16  7  0  0  0
                0  1 15 14  0  0  0  0
                0  2 15  5  0  0  0  0""",
        ),
        (
            STROKE_AND_DOT,
            """ 0  0  1 14 13  0  0  0
                0  0  4 16 16  0  0  0
                0  0  4 16 16  0  0  0
                0  0  4 16 16  7  0  0
                0  0  4 16 16 16  3  0
                0  0  4 16 16  9  0  0
                0  0  4 16 16  0  0  0
                0  0  1 14 13  0  0  0""",
        ),
        (
            CORNER,
            """ 0  0 13 12  0  0  0  0
                0  0 16 16  0  0  0  0
                0  0 16 16  0  0  0  0
                0  0 16 16  0  0  0  0
                0  0 16 16  0  0  0  0
                0  0 16 16  0  0  0  0
                0  0 16 16 16 16 12  0
                0  0 13 16 16 16 13  0""",
        ),
        (
            RING,
            """ 0  0  4 15 14  3  0  0
                0  1 15  8  8 15  0  0
                0  5 14  0  0 14  5  0
                0  8 12  0  0 12  8  0
                0  8 12  0  0 12  8  0
                0  5 14  0  0 14  5  0
                0  0 15  8  8 15  1  0
                0  0  3 14 15  4  0  0""",
        ),
    ],
    ids=["seven", "stroke and dot", "corner", "ring"],
)
def test_drawings_as_counts(strokes: list[Array], counts: str) -> None:
    np.testing.assert_array_equal(counts_of(strokes), [list(map(int, line.split())) for line in counts.splitlines()])


def test_the_place_the_size_and_the_slant_of_a_drawing_make_no_difference() -> None:
    wanted = counts_of(SEVEN)
    for changed in (7 * SEVEN[0] - 300, SEVEN[0] @ np.array([[1.0, 0], [0.25, 1]]), SEVEN[0] @ np.array([[1.0, 0], [-0.5, 1]])):
        np.testing.assert_array_equal(counts_of([changed]), wanted)


def test_a_point_is_a_round_blot_in_the_middle() -> None:
    y, x = np.indices((32, 32)) + 0.5
    inside = np.hypot(x - 16, y - 16)
    black = dots_of([np.array([[3.0, 4.0]])])
    assert black.sum() == 88
    assert inside[black].max() < inside[~black].min()


def test_a_straight_stroke_fills_the_height_as_wide_as_its_pen() -> None:
    black = dots_of([np.array([[0.0, 0], [0, 9]])])
    assert black.any(1).all()
    assert set(black.sum(1)[2:-2]) == {10}
    assert black.sum(1)[[0, 1, -2, -1]].tolist() == [4, 8, 8, 4]  # its ends are round
    assert abs(int(black.sum()) - 312) <= 32  # one column of dots more or less is the finest that there is
    np.testing.assert_array_equal(black, black[:, ::-1])


@pytest.mark.parametrize("strokes", [[], [np.empty((0, 2))]])
def test_nothing_drawn_is_no_ink(strokes: list[Array]) -> None:
    np.testing.assert_array_equal(counts_of(strokes), np.zeros((8, 8)))
    assert not dots_of(strokes).any()


def test_an_empty_stroke_beside_another_is_passed_over() -> None:
    np.testing.assert_array_equal(counts_of([np.empty((0, 2)), *CORNER]), counts_of(CORNER))
