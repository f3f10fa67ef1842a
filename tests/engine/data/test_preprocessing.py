"""Split and scaling."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.core.arrays import mean_and_deviation
from engine.data.data_problem import DataProblem
from engine.data.datasets import DATASETS
from engine.data.datasets.base import Dataset
from engine.data.preprocessing import Data, Scaling, no_scaling, split, split_in_order, standard_scaling, validation_rows
from engine.data.source_columns import SourceColumn
from engine.data.table import Table, make_table
from engine.data.table_words import used_in_words
from engine.nn.losses import LOSSES
from engine.recipe.recipe import Recipe, Seeds
from engine.training.prepare import prepare

SPLIT = [cls for cls in DATASETS if (cls.generated or cls.kind == "iris") and cls().keeps_test_rows]
READY = [cls.kind for cls in SPLIT]


def recipe_for(dataset: Dataset, **settings: object) -> Recipe:
    return dataclasses.replace(Recipe(data=dataset, loss=LOSSES["mse"](), standardise=dataset.standardise), **settings)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.83])
@pytest.mark.parametrize("name", READY)
def test_every_row_is_in_exactly_one_part(name: str, share: float) -> None:
    data = prepare(recipe_for(DATASETS[name](), train_share=share))
    rows = np.sort(np.concatenate([data.train, data.test]))
    assert np.array_equal(rows, np.arange(len(data.table.target)))
    assert len(data.train) == pytest.approx(share * len(rows), abs=2)


@pytest.mark.parametrize("name", [cls.kind for cls in SPLIT if cls().make(np.random.default_rng(1)).classes])
def test_classes_are_divided_in_the_same_proportion(name: str) -> None:
    data = prepare(recipe_for(DATASETS[name](), train_share=0.6))
    whole, part = np.bincount(data.table.target), np.bincount(data.y(data.train))
    assert part == pytest.approx(0.6 * whole, abs=1)


def test_the_data_seed_decides_and_no_other() -> None:
    first = prepare(Recipe())
    again, other = prepare(Recipe(seeds=Seeds(1, 7, 7))), prepare(Recipe(seeds=Seeds(2, 1, 1)))
    assert np.array_equal(first.table.inputs, again.table.inputs)
    assert np.array_equal(first.train, again.train)
    assert not np.array_equal(first.table.inputs, other.table.inputs)


def test_scaling_is_measured_on_training_rows_only() -> None:
    data = prepare(Recipe(data=DATASETS["iris"](), standardise=True))
    x = data.x(data.train)
    assert x.mean(0) == pytest.approx(np.zeros(4), abs=1e-12)
    assert x.std(0) == pytest.approx(np.ones(4))
    assert not np.allclose(data.x(data.test).mean(0), 0, atol=1e-6)
    assert data.scaling.undo(x) == pytest.approx(data.table.inputs[data.train])


def test_the_largest_numbers_have_a_finite_mean_and_deviation() -> None:
    """(1, -3, 2) is 0 in the mean with a deviation of sqrt(14/3); their squares times 1e200 overflow."""
    scaling = standard_scaling(np.array([[1e200, 1.0], [-3e200, -3.0], [2e200, 2.0]]))
    np.testing.assert_allclose(scaling.mean, [0, 0], atol=1e185)
    np.testing.assert_allclose(scaling.deviation, [np.sqrt(14 / 3) * 1e200, np.sqrt(14 / 3)])
    mean, deviation = mean_and_deviation(np.array([1.5e308, 1.7e308, 1.6e308]))  # even the sum overflows
    assert (float(mean), float(deviation)) == (pytest.approx(1.6e308), pytest.approx(np.sqrt(2 / 3) * 1e307))


def test_a_constant_column_standardises_to_exactly_0() -> None:
    raw = np.full((1000, 2), 14.62)
    raw[:, 1] = np.arange(1000)
    scaled = standard_scaling(raw).apply(raw)
    assert not scaled[:, 0].any()
    assert scaled[:, 1].std() == pytest.approx(1)


def test_a_regression_target_is_scaled_and_comes_back() -> None:
    data = prepare(Recipe(data=DATASETS["plane"](), loss=LOSSES["mse"](), standardise=True))
    y = data.y(data.train)
    assert (y.mean(), y.std()) == (pytest.approx(0, abs=1e-12), pytest.approx(1))
    assert data.target_scaling.undo(y[:, np.newaxis])[:, 0] == pytest.approx(data.table.target[data.train])


def test_two_rows_are_split_and_one_is_refused() -> None:
    two = make_table(np.zeros((2, 1)), np.array([1.0, 2.0]), ("x",), "y")
    assert [len(part) for part in split(two, 0.9, np.random.default_rng(0))] == [1, 1]
    one = make_table(np.zeros((1, 1)), np.array([1.0]), ("x",), "y")
    with pytest.raises(DataProblem, match="more rows"):
        split(one, 0.5, np.random.default_rng(0))


def test_domains_show_all_points() -> None:
    assert prepare(Recipe()).domain(1) == (-6.0, 6.0)
    iris = prepare(Recipe(data=DATASETS["iris"]()))
    for column in range(4):
        low, high = iris.domain(column)
        assert low < iris.table.inputs[:, column].min() < iris.table.inputs[:, column].max() < high


def test_scaling_by_hand() -> None:
    scaling = Scaling(np.array([10.0]), np.array([2.0]))
    assert scaling.apply(np.array([[14.0]])).tolist() == [[2.0]]
    assert scaling.undo(np.array([[2.0]])).tolist() == [[14.0]]


def test_what_is_measured_once_is_measured_by_the_thread_that_prepares() -> None:
    data = prepare(Recipe(data=DATASETS["iris"]()))
    assert {"ranges", "means", "largest"} <= vars(data).keys()
    inputs = data.table.inputs
    margin = 0.08 * np.ptp(inputs[:, 2])
    assert data.domain(2) == pytest.approx((inputs[:, 2].min() - margin, inputs[:, 2].max() + margin))
    assert data.means == tuple(inputs[data.train].mean(0))
    assert data.largest.tolist() == np.abs(data.x(data.train)).max(0).tolist()


def rows_of_classes(*classes: int) -> Table:
    names = tuple("abc"[: max(classes) + 1])
    return make_table(np.arange(len(classes), dtype=float)[:, np.newaxis], np.array(classes), ("x",), "y", names)


@pytest.mark.parametrize(
    ("share", "sizes"), [(0.0, [1, 1]), (0.1, [1, 1]), (0.5, [4, 2]), (0.9, [7, 3]), (1.0, [7, 3]), (0.65, [5, 3])]
)
def test_each_class_keeps_a_row_for_training_and_one_for_testing(share: float, sizes: list[int]) -> None:
    table = rows_of_classes(*[0] * 8, *[1] * 4)
    train, test = split(table, share, np.random.default_rng(0))
    assert np.bincount(table.target[train]).tolist() == sizes
    assert sorted([*train, *test]) == list(range(12))


@pytest.mark.parametrize(("rows", "share", "cut"), [(10, 0.5, 5), (10, 0.59, 5), (100, 0.29, 29), (7, 0.5, 3), (1200, 0.5, 600)])
def test_rows_in_order_are_cut_as_the_page_cuts_them(rows: int, share: float, cut: int) -> None:
    train, test = split_in_order(rows, share)
    assert (train.tolist(), test.tolist()) == (list(range(cut)), list(range(cut, rows)))


def test_validation_rows_come_from_the_test_rows_in_equal_shares() -> None:
    table = rows_of_classes(*[0] * 20, *[1] * 10)
    train, test = np.arange(0, 30, 2), np.arange(1, 30, 2)
    validation, rest = validation_rows(table, train, test, 0.2, np.random.default_rng(0))
    assert np.bincount(table.target[validation]).tolist() == [4, 2]
    assert sorted([*validation, *rest]) == test.tolist()
    assert (np.diff(rest) > 0).all()
    assert validation.tolist() != sorted(validation.tolist())
    numbers = make_table(np.zeros((10, 1)), np.arange(10.0), ("x",), "y")
    validation, rest = validation_rows(numbers, np.arange(5), np.arange(5, 10), 0.3, np.random.default_rng(0))
    assert (len(validation), len(rest)) == (3, 2)


def test_each_class_keeps_a_test_row_and_gets_a_validation_row() -> None:
    table = rows_of_classes(*[0] * 8, *[1] * 4)
    train, test = np.array([0, 1, 2, 3, 8, 9]), np.array([4, 5, 6, 7, 10, 11])
    for share, sizes in ((0.01, [1, 1]), (0.4, [3, 1])):
        validation, rest = validation_rows(table, train, test, share, np.random.default_rng(0))
        assert np.bincount(table.target[validation]).tolist() == sizes
        assert set(table.target[rest]) == {0, 1}


def test_where_no_rows_are_left_for_testing_that_is_said() -> None:
    table = make_table(np.zeros((10, 1)), np.arange(10.0), ("x",), "y")
    with pytest.raises(DataProblem, match="No rows are left for testing"):
        validation_rows(table, np.arange(5), np.arange(5, 10), 0.5, np.random.default_rng(0))
    assert len(validation_rows(table, np.arange(5), np.arange(5, 10), 0.4, np.random.default_rng(0))[1]) == 1
    single = make_table(np.zeros((2, 1)), np.arange(2.0), ("x",), "y")
    with pytest.raises(DataProblem, match="too few rows for training, validation and test"):
        validation_rows(single, np.arange(1), np.arange(1, 2), 0.2, np.random.default_rng(0))


def test_numbers_of_a_table_as_the_network_gets_them() -> None:
    table = make_table(np.array([[1.0, -8], [3, 4], [5, 0]]), np.array([10.0, 20, 60]), ("a", "b"), "y")
    rows = np.array([0, 1])
    scaling, target = Scaling(np.array([1.0, 0]), np.array([2.0, 4])), Scaling(np.array([10.0]), np.array([5.0]))
    data = Data(table, rows, np.array([2]), scaling, target, None)
    assert data.x(rows).tolist() == [[0, -2], [1, 1]]
    assert data.y(np.array([1, 2])).tolist() == [2, 10]
    assert (data.ranges, data.means, data.largest.tolist()) == (((1, 5), (-8, 4)), (2, -2), [1, 2])
    assert (data.inputs, data.network_inputs, data.feature_names, data.feature_keys) == (2, 2, ("a", "b"), ("x1", "x2"))
    assert data.domain(0) == pytest.approx((1 - 0.32, 5 + 0.32))
    assert len(data.validation) == 0
    flat = make_table(np.full((2, 1), 3.0), np.array([1.0, 2]), ("a",), "y")
    assert Data(flat, rows, rows, no_scaling(1), no_scaling(1), None).domain(0) == (2, 4)
    assert Data(flat, rows, rows, no_scaling(1), no_scaling(1), (-6, 6)).domain(0) == (-6, 6)


@pytest.mark.parametrize(
    ("rows", "in_file", "inputs", "columns", "classes", "words"),
    [
        (573, 600, 14, 11, 3, "573 of 600 rows, 14 inputs from 11 columns, 3 classes"),
        (1200, 1200, 2, 2, 2, "1,200 rows, 2 inputs, 2 classes"),
        (1, 1, 1, 1, 0, "1 row, 1 input, the number “y” to predict"),
        (5, 0, 3, 1, 0, "5 rows, 3 inputs from 1 column, the number “y” to predict"),
    ],
)
def test_what_of_a_file_is_used_in_one_line(rows: int, in_file: int, inputs: int, columns: int, classes: int, words: str) -> None:
    sources = tuple(SourceColumn(f"c{i}", "number", (f"c{i}",)) for i in range(columns))
    names = tuple(f"i{i}" for i in range(inputs))
    target = np.arange(rows) % max(1, classes) if classes else np.arange(rows, dtype=float)
    plain = make_table(np.zeros((rows, inputs)), target, names, "y", tuple("abc"[:classes]))
    assert used_in_words(dataclasses.replace(plain, columns=sources, rows_in_file=in_file)) == words
