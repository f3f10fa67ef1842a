"""Validation rows: where they come from, and that they decide in place of the test rows, which are only reported."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.core.scores import deciding_rows, loss_on, metric_on
from engine.data.datasets import DATASETS
from engine.experiments.race import Race, standings
from engine.experiments.variants import Runner
from engine.importers.link_recipe import losses_of_link
from engine.optim.optimizers import SGD
from engine.optim.stopping import NoImprovement
from engine.recipe.recipe import Recipe, recipe_from_data, recipe_to_data
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.evaluation import Evaluator
from engine.training.prepare import data_for, prepare
from engine.training.session import Session

THREE = Recipe(validation_share=0.2)


@pytest.mark.parametrize("kind", ["circle", "iris", "plane"])
def test_validation_rows_are_taken_from_those_that_are_not_for_training(kind: str) -> None:
    two = Recipe(data=DATASETS[kind](), train_share=0.6)
    before, data = prepare(two), prepare(replace(two, validation_share=0.2))
    assert np.array_equal(before.train, data.train)
    assert not len(before.validation)
    assert sorted([*data.validation, *data.test]) == sorted(before.test)
    assert len(data.validation) == pytest.approx(0.2 * len(data.table.target), abs=3)
    if data.task.classes:
        shares = [np.bincount(data.table.target[rows]) / len(rows) for rows in (data.validation, data.test)]
        np.testing.assert_allclose(*shares, atol=0.06)


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.9, 0.1), (0.6, 0.8)])
def test_shares_that_leave_nothing_to_test_with_are_refused_with_a_sentence(shares: tuple[float, float]) -> None:
    with pytest.raises(RecipeProblem, match="No rows are left for testing"):
        prepare(Recipe(train_share=shares[0], validation_share=shares[1]))


def test_rows_too_few_to_keep_some_back_have_none_for_validation() -> None:
    recipe = Recipe(data=DATASETS["xor_gate"](), validation_share=0.2)
    assert not recipe.has_validation
    assert not len(prepare(recipe).validation)


def test_files_leave_the_share_out_while_there_is_none() -> None:
    assert "validation_share" not in recipe_to_data(Recipe())
    assert recipe_from_data(recipe_to_data(THREE)) == THREE
    assert prepare(Recipe()).validation.tolist() == []
    data = prepare(THREE)
    assert np.array_equal(data_for(replace(THREE, standardise=True), THREE, data).validation, data.validation)


def test_scores_are_those_of_each_part_and_validation_decides() -> None:
    session = Session(THREE)
    session.advance(50)
    scores = session.scores()
    alone = replace(session.data, test=session.data.validation, validation=session.data.validation[:0])
    same = Evaluator(alone, session.recipe.loss).scores(session.network)
    assert (scores.validation_loss, scores.validation_metric) == (pytest.approx(same.test_loss), same.test_metric)
    assert (loss_on("test", scores), metric_on("test", scores)) == (scores.validation_loss, scores.validation_metric)
    assert (loss_on("training", scores), deciding_rows("test", scores)) == (scores.train_loss, "validation")
    assert loss_on("test", same) == same.test_loss
    history = session.history.view()
    assert history.column("validation_loss")[2][-1] != history.column("test_loss")[2][-1]
    assert "validation_loss" not in Session(Recipe()).history.columns


def test_early_stopping_puts_back_the_weights_of_least_validation_loss() -> None:
    session = Session(replace(THREE, optimizer=SGD(1.0), stops=(NoImprovement(2),)))
    seen = []
    while not session.stopped:
        epoch = session.epoch
        session.advance(1)
        if session.epoch > epoch and not session.stopped:
            seen.append(session.scores().validation_loss)
    assert "the validation loss has not become lower" in session.stopped
    assert session.scores().validation_loss == pytest.approx(min(seen))


def test_a_run_with_validation_rows_goes_on_bit_for_bit() -> None:
    session, other = Session(THREE), Session(Recipe())
    session.advance(30)
    other.restore(THREE, session.checkpoint())
    for one in (session, other):
        one.advance(30)
    assert other.network.theta.tobytes() == session.network.theta.tobytes()
    assert other.history.columns == session.history.columns
    assert other.history.rows.tobytes() == session.history.rows.tobytes()


def test_training_itself_is_that_of_a_split_in_two() -> None:
    two, three = Session(Recipe()), Session(THREE)
    for one in (two, three):
        one.advance(40)
    assert two.network.theta.tobytes() == three.network.theta.tobytes()


def test_a_race_is_judged_by_validation_rows() -> None:
    race = Race(THREE, [Runner(SGD(0.1)), Runner(SGD(0.01))])
    race.advance(20)
    found = race.snapshots()
    ranking = standings(found, "test", 0.0)
    assert [one.loss for one in ranking] == [one.scores.validation_loss for one in found]


def test_a_link_that_cannot_say_the_share_says_so() -> None:
    recipe = Recipe(data=DATASETS["playground_points"](), validation_share=0.2)
    assert any("Validation" in sentence for sentence in losses_of_link(recipe))
