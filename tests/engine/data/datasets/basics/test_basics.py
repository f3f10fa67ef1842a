"""The small sets: truth tables, curves over one input, and what is done where no rows can be kept for the test."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.core.params import params_of
from engine.data.datasets import DATASETS, in_order
from engine.data.datasets.basics.and_gate import AndGate
from engine.data.datasets.basics.with_outlier import Outlier
from engine.data.table import Table
from engine.nn.losses import LOSSES
from engine.recipe.recipe import Recipe, Seeds
from engine.training.prepare import prepare

GATES = {"and_gate": [0, 0, 0, 1], "or_gate": [0, 1, 1, 1], "xor_gate": [0, 1, 1, 0]}
CURVES = {"absolute_value": np.abs, "step": lambda x: np.where(x < 0, -1, 1), "line": lambda x: x / 2 + 1}
BASICS = [cls.kind for cls in in_order() if ".basics." in cls.__module__]


def make(name: str, seed: int = 0, **settings: object) -> Table:
    return DATASETS[name](**settings).make(np.random.default_rng(seed))


def test_all_small_sets_are_found() -> None:
    assert set(BASICS) == {*GATES, *CURVES, "outlier"}


@pytest.mark.parametrize("name", GATES)
def test_a_gate_is_its_truth_table(name: str) -> None:
    for seed in (1, 2):
        table = make(name, seed)
        assert table.inputs.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
        assert table.target.tolist() == GATES[name]
    assert (table.input_names, table.classes) == (("x₁", "x₂"), ("false", "true"))


@pytest.mark.parametrize("name", GATES)
def test_copies_of_a_gate_are_spread_around_their_corners(name: str) -> None:
    table, again, other = (make(name, seed, copies=50, noise=0.2) for seed in (1, 1, 2))
    assert np.array_equal(table.inputs, again.inputs)
    assert not np.array_equal(table.inputs, other.inputs)
    corners = np.rint(table.inputs).astype(int)
    assert 0.05 < np.abs(table.inputs - corners).mean() < 0.15  # uniform in ±0.2
    assert np.abs(table.inputs - corners).max() <= 0.2
    assert table.target.tolist() == [GATES[name][2 * x1 + x2] for x1, x2 in corners]
    assert np.bincount(corners @ [2, 1]).tolist() == [50, 50, 50, 50]


def test_the_four_points_of_a_gate_are_all_for_training_and_all_for_testing() -> None:
    for share in (0.1, 0.5, 0.9):
        data = prepare(Recipe(data=AndGate(), train_share=share))
        assert sorted(data.train.tolist()) == sorted(data.test.tolist()) == [0, 1, 2, 3]
        assert data.domain(0) == data.domain(1) == (-1, 2)


def test_copies_of_a_gate_are_split_as_other_rows_are() -> None:
    data = prepare(Recipe(data=AndGate(copies=20, noise=0.1)))
    assert (len(data.train), len(data.test)) == (40, 40)
    assert np.array_equal(np.sort(np.concatenate([data.train, data.test])), np.arange(80))


@pytest.mark.parametrize("name", CURVES)
def test_a_curve_is_its_function_of_one_input(name: str) -> None:
    table = make(name, noise=0.0)
    x = table.inputs[:, 0]
    assert table.target == pytest.approx(CURVES[name](x))
    assert (table.input_names, table.target_name, table.classes) == (("x",), "y", ())
    assert (x.min(), x.max(), len(x)) == (-6, 6, 100)


@pytest.mark.parametrize("name", CURVES)
def test_noise_is_the_deviation_of_the_targets(name: str) -> None:
    table = make(name, rows=4000, noise=0.3)
    left = table.target - CURVES[name](table.inputs[:, 0])
    assert (left.mean(), left.std()) == (pytest.approx(0, abs=0.02), pytest.approx(0.3, rel=0.05))
    assert make("line").target.tolist() != make("line", 1).target.tolist()


def test_the_outlier_moves_the_mean_and_not_the_median() -> None:
    """Nine y near 1 and one of 21: mean (9 + 21) / 10 = 3, median 1."""
    table = make("outlier")
    assert (table.target.mean(), np.median(table.target)) == (pytest.approx(3), pytest.approx(1))
    assert (table.inputs[-1, 0], table.target[-1]) == (5, 21)
    plain = Outlier(slope=0.5, distance=0.0).make(np.random.default_rng(0))
    assert np.abs(plain.target - (0.5 * plain.inputs[:, 0] + 1)).max() <= 0.4 + 1e-12


@pytest.mark.parametrize("name", BASICS)
def test_a_small_set_follows_its_data_seed_where_anything_is_random(name: str) -> None:
    about = params_of(DATASETS[name])
    assert ("noise" in about) != (name == "outlier")
    recipe = Recipe(data=DATASETS[name](), loss=LOSSES["mse"]())
    first, again = prepare(recipe), prepare(replace(recipe, seeds=Seeds(1, 2, 2)))
    assert np.array_equal(first.table.target, again.table.target)
    assert np.array_equal(first.train, again.train)


@pytest.mark.parametrize("name", GATES)
def test_a_gate_keeps_test_rows_from_two_copies_on(name: str) -> None:
    assert [DATASETS[name](copies=copies).keeps_test_rows for copies in (1, 2)] == [False, True]
    assert DATASETS[name].domain == (-1, 2)
