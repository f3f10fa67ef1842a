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
from engine.optim.schedules import Constant, Cosine
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


SMOOTH = "Hidden layers of 16, 16 Tanh; Adam, rate 0.01; batch 16; about 150 epochs."
BENT = "Hidden layers of 32, 32, 32 ReLU; Adam, rate 0.003; batch 16; about 300 epochs."
LINE = "One neuron, no hidden layer; Adam, rate 0.03; batch 16; about 150 epochs."
GATE = "One hidden layer: 4 Tanh; Adam, rate 0.02; batch 4; about 1,500 epochs."
TABLE = "One hidden layer: 16 Tanh; Adam, rate 0.01; batch 16; about 60 epochs."


@pytest.mark.parametrize(
    ("kind", "words", "fades"),
    [
        ("circle", SMOOTH, False),
        ("spiral", BENT, True),
        ("multi_gaussian", "Hidden layers of 32, 32, 32, 32 SiLU; Adam, rate 0.003; batch 16; about 800 epochs.", True),
        ("plane", LINE, False),
        ("step", "One hidden layer: 1 Tanh; Adam, rate 0.1; batch 16; about 150 epochs.", False),
        ("absolute_value", "One hidden layer: 8 ReLU; Adam, rate 0.03; batch 16; about 300 epochs.", False),
        ("and_gate", "One neuron, a perceptron; SGD, rate 0.1; batch 1; about 30 epochs.", False),
        ("xor_gate", GATE, False),
        ("iris", TABLE, False),
        ("korean_districts", "One hidden layer: 8 Tanh; Adam, rate 0.01; batch 16; about 60 epochs.", True),
        (
            "digits",
            "One hidden layer: 64 ReLU; Adam, rate 0.002; batch 32; about 30 epochs. "
            "Large weights cost something: L2, strength 0.01.",
            False,
        ),
    ],
)
def test_what_is_offered_in_words(kind: str, words: str, fades: bool) -> None:
    fitting = FITTINGS[kind]
    assert fitting.in_words() == words
    assert fitting.schedule == (Cosine(fitting.epochs, restarts=False) if fades else Constant())


@pytest.mark.parametrize(
    ("rows", "inputs", "words"),
    [
        (999, 2, SMOOTH),
        (999, 3, TABLE),
        (1000, 2, "Hidden layers of 32, 32 ReLU; Adam, rate 0.003; batch 32; about 100 epochs."),
        (20_000, 3, "Hidden layers of 32, 32 ReLU; Adam, rate 0.003; batch 32; about 50 epochs."),
        (20_001, 3, "Hidden layers of 64, 64 ReLU; Adam, rate 0.003; batch 128; about 49 epochs."),
        (5_000_000, 2, "Hidden layers of 64, 64 ReLU; Adam, rate 0.003; batch 128; about 10 epochs."),
    ],
)
def test_the_more_rows_the_larger_the_network(rows: int, inputs: int, words: str) -> None:
    fitting = fitting_by_size(rows, inputs)
    assert (fitting.in_words(), fitting.fades) == (words, False)


def test_from_a_quarter_of_noise_on_no_straight_line_separates_a_gate() -> None:
    noises = {0.249: FITTINGS["and_gate"], 0.25: FITTINGS["xor_gate"]}
    assert all(known_fitting(gate(noise=noise)) is found for noise, found in noises.items() for gate in (AndGate, OrGate))
