"""Small parts of training, by hand: what a step trains, how rows are evaluated, extra rows, which edits end a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import LOSSES
from engine.optim.regularizers import L2
from engine.recipe.recipe import Block, Recipe
from engine.training.evaluation import Evaluator, scores_of, weights_of
from engine.training.measuring.extra_rows import MOST, ExtraRows
from engine.training.memento import Memento
from engine.training.session import Session
from engine.training.training_step import trained_parts, weight_places
from tests.engine.builders import network_for, plain_scores, small_data, stack

BLOCKS = Block(1, Dense(2)), Block(2, Dense(3)), Block(3, Dropout(0.1)), Block(4, Dense(1))  # 6, 9 and 4 numbers, output 2


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({}, [(0, 21, 1.0)]),
        ({1: {"frozen": True}}, [(6, 21, 1.0)]),
        ({2: {"frozen": True}}, [(0, 6, 1.0), (15, 21, 1.0)]),
        ({2: {"rate": 0.5}}, [(0, 6, 1.0), (6, 15, 0.5), (15, 21, 1.0)]),
        ({1: {"rate": 0.5}, 2: {"rate": 0.5}}, [(0, 15, 0.5), (15, 21, 1.0)]),
        ({1: {"frozen": True}, 2: {"frozen": True}, 4: {"frozen": True}}, [(19, 21, 1.0)]),
        ({3: {"frozen": True, "rate": 0.0}}, [(0, 21, 1.0)]),  # a layer without parameters parts nothing
    ],
)
def test_neighbours_with_the_same_rate_are_trained_as_one_part(
    changes: dict[int, dict[str, object]], parts: list[tuple[int, int, float]]
) -> None:
    blocks = tuple(replace(block, **changes.get(block.id, {})) for block in BLOCKS)  # type: ignore[arg-type]
    network = network_for(Recipe(blocks=blocks), 2, 1)
    assert [(part.start, part.stop, rate) for part, rate in trained_parts(network)] == parts


def test_weights_are_the_matrices_of_the_layers() -> None:
    network = network_for(Recipe(blocks=BLOCKS), 2, 1)
    places = [(place.start, place.stop, shape) for info in network.layers for place, shape in weight_places(info)]
    assert places == [(0, 4, (2, 2)), (6, 12, (2, 3)), (15, 18, (3, 1)), (19, 20, (1, 1))]
    expected = [*range(4), *range(6, 12), *range(15, 18), 19]
    assert weights_of(network, np.arange(21.0)).tolist() == expected
    assert weights_of(network).tolist() == network.theta[expected].tolist()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("classes", [0, 2, 3])
def test_losses_and_metrics_of_each_part_are_those_of_plain_scores(classes: int, dtype: type) -> None:
    data = small_data(12, classes=classes, test_rows=8)
    data = replace(data, train=data.train[:9], validation=data.train[9:])
    recipe = Recipe(loss=LOSSES["mse"]() if not classes else Recipe().loss, penalty=L2(0.5))
    network = network_for(recipe, 2, data.task.outputs)
    found = scores_of(network, recipe, Evaluator(data, recipe.loss, dtype))
    assert found.penalty == pytest.approx(recipe.penalty.value(weights_of(network)))
    assert scores_of(network, replace(recipe, penalty=Recipe().penalty), Evaluator(data, recipe.loss)).penalty == 0
    metrics, losses = [], []
    for rows in (data.train, data.test, data.validation):
        scores, y = plain_scores(network, data.x(rows)), data.y(rows)
        if classes == 0:
            losses.append(((scores[:, 0] - y) ** 2).mean())
            metrics.append(1 - ((scores[:, 0] - y) ** 2).sum() / ((y - y.mean()) ** 2).sum())
        elif classes == 2:
            losses.append(np.log1p(np.exp(np.where(y == 1, -1, 1) * scores[:, 0])).mean())
            metrics.append(((scores[:, 0] > 0) == (y == 1)).mean())
        else:
            shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
            losses.append(-np.log(shares[np.arange(len(y)), y]).mean())
            metrics.append((scores.argmax(1) == y).mean())
    assert (found.train_loss, found.test_loss, found.validation_loss) == pytest.approx(tuple(losses), rel=1e-5)
    assert (found.train_metric, found.test_metric, found.validation_metric) == pytest.approx(tuple(metrics), rel=1e-5)


def test_an_evaluator_follows_from_one_network_to_another() -> None:
    data, recipe = small_data(12), Recipe()
    first, second = (network_for(recipe, 2, 1, seed) for seed in (1, 2))
    evaluator = Evaluator(data, recipe.loss)
    before = evaluator.losses(first)
    assert evaluator.losses(second) == Evaluator(data, recipe.loss).losses(second) != before
    assert evaluator.losses(first) == before


def test_extra_rows_lie_between_the_others_and_every_second_is_dropped_when_there_are_too_many() -> None:
    extra = ExtraRows()
    assert (extra.last, len(extra)) == (-1, 0)
    for step in range(MOST):
        extra.add(step, np.array([float(step)]))
    assert (len(extra), extra.last) == (MOST, MOST - 1)
    extra.add(MOST, np.array([float(MOST)]))
    assert len(extra) == MOST // 2
    steps, rows = extra.merged_into(np.array([-1.0, 3.0, 500.0]), np.full((3, 3, 2), 7.0))
    assert steps[:5].tolist() == [-1, 1, 3, 5, 7]  # of the same step the other row stays
    assert rows[0, :4, 0].tolist() == [7, 1, 7, 5]
    assert np.isnan(rows[:, 1, 1]).all()  # a column that came later
    early = extra.up_to(3)
    assert (early.last, len(early)) == (3, 2)
    extra.clear()
    assert (len(extra), early.last) == (0, 3)


ONE, OTHER = Recipe(), Recipe(data=DATASETS["xor"]())
SCALED = replace(ONE, standardise=True)


@pytest.mark.parametrize(
    ("memento", "before", "after", "begins", "ends"),
    [
        (Memento(), ONE, replace(ONE, batch=7), False, False),
        (Memento(), ONE, OTHER, True, True),
        (Memento(), ONE, SCALED, True, True),
        (Memento(restart=True), ONE, SCALED, False, True),  # it starts again anyway
        (Memento(restart=True), ONE, OTHER, True, True),
        (Memento(keeps_weights=True), ONE, ONE, False, True),
        (Memento(keyframe=0), ONE, OTHER, False, True),
    ],
)
def test_which_edits_begin_another_run_and_which_leave_the_present_one(
    memento: Memento, before: Recipe, after: Recipe, begins: bool, ends: bool
) -> None:
    assert (memento.begins_run(before, after), memento.ends_run(before, after)) == (begins, ends)


def test_a_layer_inserted_into_a_trained_network_changes_nothing_and_into_a_new_one_it_is_drawn() -> None:
    recipe = Recipe(blocks=stack(Dense(4)), batch=4)
    longer = replace(recipe, blocks=(*recipe.blocks, Block(9, Dense(4))))
    data = small_data(12)
    for steps, same in ((8, True), (0, False)):
        session = Session(recipe, data, np.float64)
        session.advance(steps)
        before = session.network.scores(data.x(data.train))
        session.adopt(longer)
        change = float(np.abs(session.network.scores(data.x(data.train)) - before).max())
        assert (change < 0.01) is same
