"""Drawn points at their limits, and the parts that their places give them: projects keep the points alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.data.data_problem import DataProblem, TooFewPoints
from engine.data.datasets.drawn_points import DrawnPoints, drawing_of
from engine.data.drawing.point_set import PointSet
from engine.data.drawing.stable_split import stable_split, stable_validation
from engine.data.table import make_table

CELLS = np.array(
    [
        *([2050, 3660, 0], [-5729, 3696, 1], [-374, 184, 0], [1563, -2571, 1], [5755, -5353, 0], [1563, -2571, 1]),
        *([854, -1098, 0], [1563, -2571, 1], [-5988, -5415, 0], [-4215, 5991, 1], [-3709, 1829, 0], [3003, -3186, 1]),
        *([-2613, -781, 0], [-2841, 5691, 1]),
    ],
    np.int16,
)
POINTS = PointSet(CELLS)  # three of them lie at one place


@pytest.mark.parametrize(
    ("classes", "share", "seed", "train", "test"),
    [
        (2, 0.5, 1, [0, 7, 2, 11, 13, 1], [6, 8, 3, 9, 10, 5, 4, 12]),
        (0, 0.7, 1, [0, 7, 2, 11, 13, 1, 6, 8, 3, 9, 10], [5, 4, 12]),
        (2, 0.5, 2**32 - 1, [9, 4, 7, 6, 11, 8], [0, 1, 12, 13, 2, 5, 3, 10]),
    ],
)
def test_a_point_has_the_part_that_it_had_before(
    classes: int, share: float, seed: int, train: list[int], test: list[int]
) -> None:
    assert [part.tolist() for part in stable_split(POINTS, classes, share, seed)] == [train, test]


def test_each_class_keeps_a_training_row_and_one_row_is_for_testing() -> None:
    train, test = stable_split(POINTS, 2, 0.0, 1)
    assert sorted(POINTS.targets[train]) == [0, 1]
    assert len(stable_split(POINTS, 0, 0.0, 1)[0]) == 1
    train, test = stable_split(POINTS, 2, 1.0, 1)
    assert (len(train), len(test)) == (13, 1)
    alone = PointSet(np.array([[0, 0, 0], [1000, 0, 1], [2000, 0, 1]], np.int16))
    train, test = stable_split(alone, 2, 1.0, 1)
    assert 0 in train  # the only one of its class
    assert len(test) == 1
    two = PointSet(np.array([[0, 0, 0], [1000, 0, 1]], np.int16))
    assert [len(part) for part in stable_split(two, 2, 1.0, 1)] == [1, 1]


def test_validation_takes_a_share_of_the_test_rows_and_leaves_one() -> None:
    rows = np.array([1, 4, 6, 9, 12])
    assert [part.tolist() for part in stable_validation(POINTS, rows, 0.5, 3)] == [[4], [1, 6, 9, 12]]
    for among, size in ((0.0, 1), (1.0, 4)):
        chosen, rest = stable_validation(POINTS, rows, among, 3)
        assert (len(chosen), sorted([*chosen, *rest])) == (size, rows.tolist())


def drawn(draws: str, *cells: tuple[int, int, int]) -> DrawnPoints:
    return DrawnPoints(draws, PointSet(np.array(cells, np.int16)).text())


@pytest.mark.parametrize(
    ("draws", "cell"),
    [
        ("classes", (6000, -6000, 9)),
        ("classes", (0, 0, 0)),
        ("number", (6000, -6000, 30000)),
        ("number", (0, 0, -30000)),
        ("curve", (6000, 30000, 0)),
    ],
)
def test_what_may_be_drawn(draws: str, cell: tuple[int, int, int]) -> None:
    assert drawn(draws, cell).drawn().cells.tolist() == [[*cell]]


@pytest.mark.parametrize(
    ("draws", "cell", "sentence"),
    [
        ("classes", (0, 6001, 0), "a point lies outside of the picture, which ends at −6 and 6."),
        ("number", (0, -6001, 0), "a point lies outside of the picture, which ends at −6 and 6."),
        ("curve", (6001, 0, 0), "a point lies outside of the picture, which ends at −6 and 6."),
        ("classes", (0, 0, 10), "their classes must be from 1 to 10."),
        ("classes", (0, 0, -1), "their classes must be from 1 to 10."),
        ("number", (0, 0, 30001), "their numbers must be from -30.0 to 30.0."),
        ("number", (0, 0, -32768), "their numbers must be from -30.0 to 30.0."),
    ],
)
def test_what_may_not_be_drawn(draws: str, cell: tuple[int, int, int], sentence: str) -> None:
    with pytest.raises(ValueError, match="damaged") as problem:
        drawn(draws, cell)
    assert str(problem.value) == f"The drawn points are damaged: {sentence}"


def test_targets_of_another_kind_for_the_same_places() -> None:
    classes = drawn("classes", (1000, 2000, 0), (-1000, 0, 1), (0, 500, 3))
    numbers = classes.as_drawing_of("number")
    assert numbers.drawn().cells.tolist() == [[1000, 2000, -1000], [-1000, 0, 1000], [0, 500, 3000]]
    assert numbers.as_drawing_of("classes").drawn().cells[:, 2].tolist() == [0, 1, 1]
    assert numbers.as_drawing_of("number") == numbers
    assert drawn("number", (0, 0, 0), (1, 1, 1), (2, 2, -1)).as_drawing_of("classes").drawn().cells[:, 2].tolist() == [0, 1, 0]
    assert classes.as_drawing_of("curve").drawn().cells[:, 2].tolist() == [0, 0, 0]
    curve = drawn("curve", (1000, 20000, 0), (2000, -20000, 0))
    assert curve.as_drawing_of("curve") == curve
    assert curve.as_drawing_of("number").drawn().cells.tolist() == [[1000, 6000, 0], [2000, -6000, 0]]
    assert [one.inputs for one in (classes, numbers, curve)] == [2, 2, 1]
    assert [one.task.classes for one in (classes, numbers, curve, drawn("classes", (0, 0, 0)))] == [4, 0, 0, 2]
    assert (classes.continues(classes), classes.continues(numbers), curve.continues(numbers)) == (True, False, False)


def test_fewer_than_twenty_points_are_all_for_training_and_testing() -> None:
    assert [DrawnPoints("curve", PointSet(np.zeros((n, 3), np.int16)).text()).keeps_test_rows for n in (19, 20)] == [False, True]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (DrawnPoints(), "Draw points to learn from: press the mouse in the picture of the output and move it."),
        (
            drawn("classes", (0, 0, 2)),
            "All points are of class 3: choose another class, with the keys 1 to 9, and draw points of it.",
        ),
        (drawn("number", (0, 0, 2)), "One point is too few to learn numbers from: draw more."),
        (drawn("curve", (0, 0, 0)), "One point is too few to learn numbers from: draw more."),
    ],
)
def test_too_few_points_are_said(data: DrawnPoints, sentence: str) -> None:
    with pytest.raises(TooFewPoints) as problem:
        data.make(np.random.default_rng(0))
    assert str(problem.value) == sentence


def test_the_rows_of_drawn_points() -> None:
    rng = np.random.default_rng(0)
    classes = drawn("classes", (1000, 2000, 0), (-1000, 0, 2)).make(rng)
    assert (classes.inputs.tolist(), classes.target.tolist()) == ([[1, 2], [-1, 0]], [0, 2])
    assert classes.classes == ("class 1", "class 2", "class 3")
    assert drawn("number", (1000, 2000, 500), (0, 0, -500)).make(rng).target.tolist() == [0.5, -0.5]
    curve = drawn("curve", (1000, 2000, 0), (0, -500, 0)).make(rng)
    assert (curve.inputs.tolist(), curve.target.tolist()) == ([[1], [0]], [2, -0.5])


def test_a_share_of_validation_that_leaves_no_test_rows_is_refused() -> None:
    data, rng = DrawnPoints("number", POINTS.text()), np.random.default_rng(0)
    parts = np.arange(7), np.arange(7, 14)
    assert len(data.split_off_validation(data.make(rng), parts, (0.5, 0.49), rng)[1]) >= 1
    with pytest.raises(DataProblem, match="No rows are left for testing"):
        data.split_off_validation(data.make(rng), parts, (0.5, 0.5), rng)


def table(rows: int = 3, *, inputs: int = 2, classes: int = 0, edge: float = 1.0, value: float = 1.0) -> Any:
    x: Array = np.zeros((rows, inputs))
    x[0] = edge
    target = np.arange(rows) % classes if classes else np.full(rows, value)
    return make_table(x, target, tuple("abc"[:inputs]), "y", tuple(f"c{i}" for i in range(classes)))


@pytest.mark.parametrize(
    ("rows", "draws"),
    [
        (table(5000), "number"),
        (table(classes=10, rows=10), "classes"),
        (table(edge=-6.0, value=-30.0), "number"),
        (table(inputs=1, value=30.0), "curve"),
    ],
)
def test_rows_that_can_be_edited_by_hand(rows: Any, draws: str) -> None:
    found = drawing_of(rows)
    assert found.draws == draws
    again = found.make(np.random.default_rng(0))
    np.testing.assert_array_equal(again.inputs, rows.inputs)
    np.testing.assert_array_equal(again.target, rows.target)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (table(5001), "5,001 points are more than the 5,000 that can be drawn"),
        (table(classes=11, rows=11), "11 classes are more than the 10 that can be drawn."),
        (table(edge=6.001), "where inputs lie within ±6, and numbers to predict within ±30."),
        (table(value=-30.001), "where inputs lie within ±6, and numbers to predict within ±30."),
        (table(inputs=1, value=30.001), "where inputs lie within ±6, and numbers to predict within ±30."),
        (table(inputs=3), "where there are two inputs, or one input and a number to predict."),
        (table(inputs=1, classes=2), "where there are two inputs, or one input and a number to predict."),
    ],
)
def test_rows_that_cannot_be_edited_by_hand(rows: Any, said: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as problem:
        drawing_of(rows)
    assert said in str(problem.value)
