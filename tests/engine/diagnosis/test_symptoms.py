"""The single symptoms that the doctor's rules put together, against numbers worked out here."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.diagnosis.evidence import Evidence, gather_evidence
from engine.diagnosis.symptoms import (
    first_gradient,
    gradient_of_steps,
    growth,
    initializer_of,
    largest_growth,
    start_size,
    starts_large,
    trained_layers,
)
from engine.nn.initializers import Normal, Xavier
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import OUTPUT, Block, Recipe
from engine.training.history import HistoryView
from engine.training.session import Session
from tests.engine.builders import stack

BLOCKS = (Block(1, Dense(8)), Block(2, Dense(4, weights=Normal(1.5))), Block(3, Dropout(0.2)), Block(4, Dense(3, bias=9.0)))


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    session = Session(Recipe(blocks=stack(Dense(8), Dense(4))))
    session.advance(20)
    return gather_evidence(session)


def with_rows(evidence: Evidence, name: str, low: list[float], high: list[float], mean: list[float]) -> Evidence:
    columns = [np.array(part, float)[:, np.newaxis] for part in (low, high, mean)]
    return replace(evidence, history=HistoryView((name,), np.arange(len(low)), *columns))


def test_the_first_gradient_is_the_highest_of_the_first_row_that_was_measured(evidence: Evidence) -> None:
    layer = evidence.layers[0]
    name, nan = f"grad_l2:{layer.layer.id}", float("nan")
    rows = with_rows(evidence, name, [nan, 1.0, 2.0], [nan, 7.0, 8.0], [nan, 3.0, 4.0])
    assert first_gradient(rows, layer) == 7.0
    assert np.isnan(first_gradient(with_rows(evidence, name, [nan], [nan], [nan]), layer))
    assert np.isnan(first_gradient(with_rows(evidence, "train_loss", [1.0], [1.0], [1.0]), layer))


def test_where_no_step_was_measured_the_gradient_is_that_of_all_rows(evidence: Evidence) -> None:
    layer = evidence.layers[1]
    assert gradient_of_steps(with_rows(evidence, "train_loss", [1.0], [1.0], [1.0]), layer) == layer.gradient_mean
    rows = with_rows(evidence, f"grad_mean:{layer.layer.id}", [0.1], [0.3], [0.2])
    assert gradient_of_steps(rows, layer) == pytest.approx(0.2)


def test_growth_is_measured_against_the_start(evidence: Evidence) -> None:
    first, second = trained_layers(evidence)[:2]
    xavier = np.sqrt(2 * 2 * 8 / (2 + 8))  # Xavier's variance 2 / (n_in + n_out), of n_in · n_out weights
    known = replace(evidence, start_norms=((first.layer.id, 10 * xavier), (second.layer.id, 0.0)))
    assert start_size(known, first) == pytest.approx(10 * xavier)
    assert start_size(replace(known, start_norms=()), first) == pytest.approx(xavier)
    assert growth(known, first) == pytest.approx(first.weight_norm / (10 * xavier))
    assert np.isnan(growth(known, second))
    grown, layer = largest_growth(known)
    assert layer is not None
    assert grown == pytest.approx(max(one.weight_norm / start_size(known, one) for one in trained_layers(known)))
    assert layer is not first
    assert largest_growth(replace(evidence, start_norms=())) == (1.0, None)


def test_weights_that_are_drawn_without_regard_to_their_size() -> None:
    recipe = Recipe(blocks=BLOCKS, output_weights=Xavier())
    assert [initializer_of(recipe, block) for block in (1, 2, 3, 4, OUTPUT)] == ["xavier", "normal", "", "xavier", "xavier"]
    assert [starts_large(recipe, block) for block in (1, 2, 4)] == [False, True, True]  # the last by its biases
