"""What is measured of the data once, of whatever size they are, against numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.data.datasets import DATASETS
from engine.data.preprocessing import Data, no_scaling
from engine.data.table import make_table
from engine.diagnosis import data_facts as module
from engine.diagnosis.data_facts import InputSize, RowNumbers, data_facts
from engine.recipe.recipe import Recipe
from engine.training.prepare import prepare


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
@pytest.mark.parametrize(("name", "curves"), [("circle", ("x1**2", "x2**2")), ("xor", ("x1*x2",))])
def test_which_curves_would_help_does_not_depend_on_how_large_numbers_are(
    name: str, curves: tuple[str, ...], size: float
) -> None:
    data = prepare(Recipe(data=DATASETS[name]()))
    table = replace(data.table, inputs=data.table.inputs * size)
    found = data_facts(replace(data, table=table)).curves
    assert found
    assert found[0] == curves


def of(x: Any, y: Any, classes: int = 2, train: int | None = None) -> Data:
    """Rows as they are, with columns a, b, …; the first ones are for training."""
    x = np.array(x, float)
    rows, columns = x.shape
    table = make_table(x, np.array(y), tuple("abcd"[:columns]), "y", ("no", "yes", "maybe")[:classes])
    order = np.arange(rows)
    count = rows if train is None else train
    return Data(table, order[:count], order[count:], no_scaling(columns), no_scaling(1), None)


def noise(rows: int, columns: int = 2) -> Array:
    return np.random.default_rng(0).normal(size=(rows, columns))


def test_sizes_of_inputs_and_of_the_number_to_learn_and_the_best_guess() -> None:
    x = [[3.0, -1.0], [5.0, 1.0]]
    found = data_facts(of(x, [3.0, 4.0], classes=0))
    assert found.inputs == (InputSize("a", 4.0, 1.0), InputSize("b", 0.0, 1.0))
    assert found.inputs[0].size == pytest.approx(np.sqrt(17))
    assert found.target_size == pytest.approx(np.sqrt((9 + 16) / 2))
    assert (found.rows, found.task_classes, found.columns, found.guess) == (2, 0, ("a", "b"), 0.0)
    classes = data_facts(of(noise(4), [0, 1, 1, 1]))
    assert (classes.guess, classes.target_size, classes.task_classes) == (0.75, 0.0, 2)


def test_only_so_many_rows_are_measured() -> None:
    data = of(noise(600), [0, 1] * 300)
    assert data_facts(data).rows == 512
    assert data_facts(data) is data_facts(data)


NUMBERS = np.arange(1.0, 21.0)


@pytest.mark.parametrize(
    ("column", "found"),
    [
        (NUMBERS, True),
        (NUMBERS[::-1], True),
        (NUMBERS[:19], False),  # fewer than twenty rows say nothing
        (np.append(NUMBERS[:19], 31.0), True),  # gaps, but none that are large: the numbers spread over 1.5 times the rows
        (np.append(NUMBERS[:19], 32.0), False),
        (np.append(NUMBERS[:19], 19.0), False),  # one of them twice
        (np.append(NUMBERS[:19], 20.5), False),
    ],
)
def test_a_column_numbers_the_rows_when_it_has_whole_numbers_without_large_gaps(column: Array, found: bool) -> None:
    rows = len(column)
    x = np.stack([noise(rows, 1)[:, 0], column], 1)
    numbers = data_facts(of(x, [0, 1] * (rows // 2) + [0] * (rows % 2))).row_numbers
    assert [(one.index, one.column, one.name) for one in numbers] == [(1, 1, "b")] * found


def test_how_much_a_row_number_tells_is_how_often_the_next_row_has_the_same_class() -> None:
    x = np.stack([NUMBERS[::-1], noise(20, 1)[:, 0]], 1)
    y = [0] * 15 + [1] * 5
    facts = data_facts(of(x, y, train=8))  # all rows of the table count, not the ones for training alone
    assert facts.row_numbers == (RowNumbers(0, 0, "a", 1.0, 20.0, 18 / 19),)
    numbers = data_facts(of(x, np.linspace(0, 1, 20), classes=0)).row_numbers
    assert np.isnan(numbers[0].tells)


def by_brute_force(x: Array, y: Array, classes: int) -> tuple[float, float]:
    """The same by a loop over rows: agreement of the six nearest other rows, and the share of rows they are all alike for."""
    z = (x - x.mean(0)) / x.std(0)
    agrees, pure = [], []
    for i in range(len(z)):
        order = np.argsort(((z - z[i]) ** 2).sum(1), kind="stable")
        near = y[[j for j in order if j != i][:6]]
        if not classes:
            agrees.append((near.mean() - y[i]) ** 2)
            continue
        votes = np.bincount(near, minlength=classes)
        best = np.flatnonzero(votes == votes.max())
        agrees.append((y[i] in best) / len(best))
        pure.append(votes.max() == 6)
    if not classes:
        return 1 - float(np.sum(agrees)) / float(((y - y.mean()) ** 2).sum()), float("nan")
    return float(np.mean(agrees)), float(np.mean(pure))


@pytest.mark.parametrize("classes", [0, 2, 3])
def test_neighbours_predict_as_a_loop_over_all_rows_says(classes: int) -> None:
    x = noise(60) * [1.0, 100.0]
    value = x[:, 0] + x[:, 1] / 100
    y = np.digitize(value, [-0.5, 0.5][: classes - 1]) if classes else value
    found = data_facts(of(x, y, classes))
    assert (found.agreement, found.pure) == pytest.approx(by_brute_force(x, y, classes), nan_ok=True)


def test_neighbours_say_nothing_of_fewer_than_twenty_rows_or_where_only_numbers_of_rows_are_left() -> None:
    y = [0, 1] * 10
    assert np.isfinite(data_facts(of(noise(20), y)).agreement)
    assert np.isnan(data_facts(of(noise(19), y[:19])).agreement)
    assert np.isnan(data_facts(of(NUMBERS[:, np.newaxis], y)).agreement)
    number, other = NUMBERS[:, np.newaxis], noise(20, 1)
    with_number = data_facts(of(np.concatenate([number, other], 1), y)).agreement
    assert with_number == data_facts(of(other, y)).agreement  # the number itself is no neighbourhood
    assert np.isnan(data_facts(of(noise(20), np.ones(20), classes=0)).agreement)  # there is nothing to explain


def test_of_few_rows_all_others_are_neighbours() -> None:
    agreement, pure = module._agreement(noise(4), np.array([0, 0, 0, 1]), 2)
    assert (agreement, pure) == (0.75, 0.25)  # the odd one out is surrounded by the others, and they by two and one


CROSS = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0], [0.5, 0.5], [-0.5, 0.5]])

TALL = np.array([[x, y] for x in (-1.0, -0.5, 0.5, 1.0) for y in (-1.0, -0.25, 0.25, 1.0)])


@pytest.mark.parametrize(
    ("y", "classes", "curves"),
    [
        (CROSS[:, 0] * CROSS[:, 1] > 0, 2, ("x1*x2",)),
        ((CROSS**2).sum(1) > 1, 2, ("x1**2", "x2**2")),
        (3 * CROSS[:, 0] * CROSS[:, 1] + 7, 0, ("x1*x2",)),
        ((CROSS**2).sum(1), 0, ("x1**2", "x2**2")),
        (TALL[:, 1] ** 2, 0, ("x1**2", "x2**2")),
        (TALL[:, 0] ** 2, 0, ("x1**2", "x2**2")),
    ],
)
def test_the_best_curves_come_first(y: Array, classes: int, curves: tuple[str, ...]) -> None:
    x = CROSS if len(y) == len(CROSS) else TALL
    assert data_facts(of(x, y.astype(int) if classes else y, classes)).curves[0] == curves


def test_curves_are_named_only_where_they_predict_clearly_better() -> None:
    line = CROSS[:, 0] - CROSS[:, 1]
    assert data_facts(of(CROSS, line, classes=0)).curves == ()
    assert data_facts(of(CROSS, np.ones(6), classes=0)).curves == ()
    assert data_facts(of(CROSS, [0, 1, 2, 0, 1, 2], classes=3)).curves == ()
    assert data_facts(of(noise(6, 3), [0, 1] * 3)).curves == ()
    for share, found in ((0.68, True), (0.72, False)):  # of the variance that a line leaves, less than 0.7 must be left
        square = np.array([[x, y] for x in (-1.0, 1.0) for y in (-1.0, 1.0)] * 2)
        product, rest = square[:, 0] * square[:, 1], np.repeat([1.0, -1.0], 4)
        target = np.sqrt(1 - share) * product + np.sqrt(share) * rest
        assert (("x1*x2",) in data_facts(of(square, target, classes=0)).curves) is found


def test_neighbours_agree_as_well_in_any_unit() -> None:
    small, large = (data_facts(of(noise(20), unit * np.arange(20.0), classes=0)).agreement for unit in (1e-3, 1))
    assert small == pytest.approx(large)
