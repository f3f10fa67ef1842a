"""What is offered for a dataset learns it as resources/docs/figures.md promises. All of it: `python -m tests.bench.accuracy`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.data.datasets import DATASETS, in_order
from engine.data.datasets.basics.and_gate import AndGate
from engine.data.datasets.basics.or_gate import OrGate
from engine.data.datasets.csv_file import CsvFile
from engine.data.datasets.drawn_points import DrawnPoints
from engine.data.datasets.playground_points import PlaygroundPoints
from engine.nn.losses import PerceptronLoss
from engine.optim.regularizers import L2, NoPenalty
from engine.recipe.recipe import Recipe, recipe_from_data, recipe_to_data
from engine.recipe.suited_network import FITTINGS, fitting_by_size, known_fitting
from engine.training.prepare import prepare
from tests.bench.accuracy import TARGETS, reached


@pytest.mark.parametrize("kind", TARGETS)
def test_a_set_is_learned_as_well_as_promised(kind: str) -> None:
    assert reached(kind).mean >= TARGETS[kind]


def test_every_built_in_set_has_a_network_that_fits() -> None:
    assert {cls.kind for cls in in_order()} - set(FITTINGS) == {CsvFile.kind, PlaygroundPoints.kind, DrawnPoints.kind}


@pytest.mark.parametrize("kind", ["and_gate", "or_gate", "gaussian", "plane", "line"])
def test_what_one_neuron_learns_gets_one_neuron(kind: str) -> None:
    assert FITTINGS[kind].layers == ()


def test_the_gates_get_a_perceptron_until_no_straight_line_is_right() -> None:
    assert known_fitting(AndGate()) is known_fitting(OrGate()) is FITTINGS["and_gate"]
    assert FITTINGS["and_gate"].loss == PerceptronLoss()
    assert known_fitting(AndGate(copies=50, noise=0.4)) is FITTINGS["xor_gate"]


def test_what_is_offered_is_in_the_recipe_then_and_comes_back_from_a_file() -> None:
    for kind, fitting in FITTINGS.items():
        before = Recipe(data=DATASETS[kind]())
        recipe = fitting.apply(before, prepare(before).task)
        assert fitting.is_in(recipe)
        assert not fitting.is_in(before)
        assert recipe_from_data(recipe_to_data(recipe)) == recipe
        assert not fitting.is_in(replace(recipe, batch=7))


def test_the_digits_get_a_price_on_large_weights_in_the_recipe_and_in_words() -> None:
    fitting, before = FITTINGS["digits"], Recipe(data=DATASETS["digits"]())
    recipe = fitting.apply(before, prepare(before).task)
    assert recipe.penalty == L2(0.01)
    assert not fitting.is_in(replace(recipe, penalty=NoPenalty()))
    assert fitting.in_words().endswith("; about 30 epochs. Large weights cost something: L2, strength 0.01.")


def test_a_table_that_is_not_known_gets_more_neurons_for_more_rows() -> None:
    sizes = [sum(fitting_by_size(rows, 8).sizes) for rows in (100, 5_000, 100_000)]
    assert sizes == sorted(set(sizes))
    assert fitting_by_size(100_000, 8).epochs == 10
