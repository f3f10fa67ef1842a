"""The two inputs that a picture shows first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.data import feature_ranking
from engine.data.datasets import DATASETS
from engine.data.feature_ranking import MOST_ROWS, explained_shares, most_informative_inputs
from engine.data.table import make_table


def test_petals_tell_iris_apart() -> None:
    table = DATASETS["iris"]().make(np.random.default_rng(0))
    assert [table.input_names[i] for i in most_informative_inputs(table)] == ["petal length (cm)", "petal width (cm)"]


def test_for_a_number_the_most_correlated_inputs_either_way_round() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 4))
    table = make_table(x, 3 * x[:, 3] - 2 * x[:, 1], tuple("abcd"), "y")
    assert most_informative_inputs(table) == (1, 3)


@pytest.mark.parametrize("columns", [1, 2])
def test_few_inputs_are_all_shown(columns: int) -> None:
    table = make_table(np.ones((4, columns)), np.arange(4.0), tuple("ab")[:columns], "y")
    assert most_informative_inputs(table) == tuple(range(columns))


def test_constant_columns_come_last_and_raise_nothing() -> None:
    x = np.column_stack([np.full(6, 14.62), np.arange(6.0), np.arange(6.0) ** 2])
    assert most_informative_inputs(make_table(x, np.array([0, 0, 0, 1, 1, 1]), tuple("abc"), "y", ("n", "y"))) == (1, 2)
    assert most_informative_inputs(make_table(x, np.arange(6.0), tuple("abc"), "y")) == (1, 2)


def test_a_long_table_is_judged_by_some_of_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(5 * MOST_ROWS, 4))
    table = make_table(x, (x[:, 3] + 0.5 * x[:, 1] > 0).astype(int), tuple("abcd"), "y", ("no", "yes"))
    seen = []
    judge = feature_ranking._explained_by_classes
    monkeypatch.setattr(feature_ranking, "_explained_by_classes", lambda part: seen.append(len(part.target)) or judge(part))
    assert most_informative_inputs(table) == (1, 3)
    assert seen == [MOST_ROWS]


def test_the_shares_are_those_that_the_ranking_goes_by() -> None:
    x = np.random.default_rng(1).normal(size=(200, 5))
    table = make_table(x, 3 * x[:, 4] - x[:, 1], tuple("abcde"), "y")
    shares = explained_shares(table)
    assert shares.argsort()[::-1][:2].tolist() == [4, 1]
    assert ((shares >= 0) & (shares <= 1)).all()
    assert most_informative_inputs(table) == (1, 4)


@pytest.mark.parametrize("classes", [(), ("no", "yes")])
def test_numbers_whose_squares_overflow_count_as_nothing(classes: tuple[str, ...]) -> None:
    x = np.random.default_rng(2).normal(size=(40, 4))
    target = (x[:, 2] > 0).astype(int) if classes else x[:, 2]
    x[:, 0] *= 1e200
    shares = explained_shares(make_table(x, target, tuple("abcd"), "y", classes))
    assert shares[0] == 0.0
    assert np.isfinite(shares).all()
    assert shares.argmax() == 2


def test_shares_by_hand() -> None:
    """Classes at 0, 2 and 4, 6: the variance is 5, that within the classes 1. And a correlation of 1, of -1 and of none."""
    x = np.array([[0.0, 1, 5], [2, 1, 5], [4, -1, 5], [6, -1, 5]])
    classes = make_table(x, np.array([0, 0, 1, 1]), tuple("abc"), "y", ("n", "y"))
    for unit in (1, 1e-3):  # shares are the same in any unit
        np.testing.assert_allclose(explained_shares(replace(classes, inputs=unit * x)), [0.8, 1, 0])
    numbers = make_table(x, np.array([1.0, 3, 5, 7]), tuple("abc"), "y")
    for unit in (1, 1e-3):
        np.testing.assert_allclose(explained_shares(replace(numbers, inputs=unit * x)), [1, 0.8, 0])
    assert most_informative_inputs(make_table(x[:, [2, 2, 0, 0]], numbers.target, tuple("abcd"), "y")) == (2, 3)
    assert most_informative_inputs(make_table(x[:, [0, 0, 0, 2]], numbers.target, tuple("abcd"), "y")) == (0, 1)
