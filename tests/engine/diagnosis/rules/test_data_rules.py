"""What is said of the data, exactly at the limits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.diagnosis.data_facts import InputSize, RowNumbers
from engine.diagnosis.evidence import Evidence
from engine.diagnosis.rules.data_rules import label_noise, leaking_id, overfitting, unscaled_inputs
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.optim.regularizers import L2
from engine.recipe.recipe import Recipe
from engine.recipe.remedies import AddDropout, AddPenalty, Standardise
from engine.recipe.structure_remedies import SetInputs, StopEarly
from engine.training.divergence import Divergence
from tests.engine.builders import stack
from tests.engine.diagnosis.evidences import evidence, facts, history, scored

USUAL = InputSize("x2", 0.0, 1.0)


def sized(mean: float, deviation: float, *, step: int = 50, agreement: float = 0.5, **changes: Any) -> Evidence:
    """One input of that mean and deviation beside a usual one; the network predicts nothing right."""
    data = facts(inputs=(InputSize("x1", mean, deviation), USUAL), agreement=agreement)
    return evidence(step=step, data=data, scores=scored(0.0), **changes)


DIVERGED = Divergence(3, "weight", "Dense 1", 1, "The step was too large.")
STUCK = history(train_loss=[1.0] * 8)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (sized(50.0, 0.0), True),  # of size 50
        (sized(30.0, 40.0), True),
        (sized(30.0, 39.9), False),
        (sized(-31.0, 1.0), True),  # far from 0 beside its deviation
        (sized(30.0, 1.0), False),
        (sized(1.0, 0.02), True),
        (sized(31.0, 0.0), False),  # a constant only shifts the sums
        (sized(50.0, 0.0, step=49), False),
        (sized(50.0, 0.0, agreement=0.04), False),  # the network has coped with it
        (sized(50.0, 0.0, agreement=0.05), True),
        (sized(50.0, 0.0, agreement=0.0, history=STUCK), True),
        (sized(50.0, 0.0, agreement=0.0, divergence=DIVERGED), True),
        (sized(50.0, 0.0, recipe=Recipe(standardise=True)), False),
        (replace(sized(50.0, 0.0, history=STUCK), data=None), False),
    ],
)
def test_inputs_are_unscaled_when_they_are_large_or_far_and_that_has_done_harm(given: Evidence, found: bool) -> None:
    assert [one.name for one in unscaled_inputs(given)] == ["unscaled_inputs"] * found


def test_what_is_said_of_unscaled_inputs() -> None:
    (found,) = unscaled_inputs(sized(300.0, 400.0))
    assert found.evidence == "x1 has a mean of 300 and a deviation of 400; x2 has a deviation of 1."
    assert found.remedies == (Standardise("Scale the inputs to mean 0 and deviation 1."),)
    both = InputSize("x1", 30.0, 40.0), InputSize("x2", -8.0, 0.25)  # the one that is large comes before the one that is far
    (found,) = unscaled_inputs(evidence(data=facts(inputs=both), scores=scored(0.0)))
    assert found.evidence == "x1 has a mean of 30 and a deviation of 40; x2 has a deviation of 0.25."
    (found,) = unscaled_inputs(sized(40.0, 0.5))
    assert found.evidence == ("x1 has a mean of 40 and a deviation of 0.5; a mean near 0 and a deviation near 1 are usual.")


def test_numbers_to_learn_may_be_what_is_too_large() -> None:
    data = facts(task_classes=0, target_size=60.0)
    (found,) = unscaled_inputs(evidence(data=data, scores=scored(0.0)))
    assert found.evidence == "the number to learn has a mean of 0 and a deviation of 60; x1 has a deviation of 1."


def test_the_input_that_is_farthest_from_0_beside_its_deviation_is_named() -> None:
    inputs = InputSize("x1", 20.0, 4.0), InputSize("x2", -8.0, 0.25), InputSize("x3", 3.0, 0.125)
    (found,) = unscaled_inputs(evidence(data=facts(inputs=inputs), scores=scored(0.0)))
    assert found.evidence == "x2 has a mean of −8 and a deviation of 0.25; x3 has a deviation of 0.125."


def numbered(tells: float, *places: int) -> Evidence:
    columns = ("a", "id", "b")
    found = tuple(RowNumbers(i, i, columns[i], 1.0, 1200.0, tells) for i in places)
    return evidence(data=facts(columns=columns, inputs=(USUAL,) * 3, row_numbers=found, guess=0.5))


def test_a_column_that_numbers_the_rows_is_left_out() -> None:
    (found,) = leaking_id(numbered(0.75, 1))
    assert found.name == "leaking_id"
    assert (
        found.sentence
        == "id only numbers the rows: the network learns the number by heart, and new rows will have other numbers."
    )
    assert found.evidence == "Its values are whole numbers from 1 to 1,200, no two alike."
    assert found.remedy == SetInputs("Leave id out.", ("a", "b"))
    (found,) = leaking_id(numbered(0.76, 1, 2))  # past half the way from a guess to 1
    assert found.sentence == "id numbers the rows and gives the answer away: new rows will have other numbers."
    assert found.evidence == (
        "Its values are whole numbers from 1 to 1,200, no two alike; 76 % of the rows have the class of the row with the number "
        "before."
    )
    assert found.remedy == SetInputs("Leave id out.", ("a",))
    assert leaking_id(numbered(0.9, 0, 1, 2)) == []  # nothing would be left
    assert leaking_id(numbered(0.9)) == leaking_id(evidence()) == []


def fitted(
    train: float, test: float, best: float = 0.5, first: float = 1.0, step: int = 100, name: str = "test_loss"
) -> Evidence:
    """A run whose losses end so, after the best test loss and a first training loss."""
    columns = {"train_loss": [first, train, train, train], name: [first, best, test, test]}
    return evidence(step=step, history=history([0, 100, 200, 300], **columns))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (fitted(0.25, 1.0), True),
        (fitted(0.25, 1.0, step=99), False),
        (fitted(0.25, 1.3, best=1.0, first=1.5), False),  # not 1.3 times as high as it was
        (fitted(0.25, 1.4, best=1.0, first=1.5), True),
        (fitted(1.0, 1.3, best=0.5), False),  # nor as the training loss
        (fitted(1.0, 1.4, best=0.5), True),
        (fitted(0.0, 0.15, best=0.05), False),  # a gap of no more than 15 % of the first loss
        (fitted(0.0, 0.16, best=0.05), True),
        (fitted(0.4, 0.56, best=0.4, first=2.0), False),
        (fitted(0.0, 0.16, best=0.05, first=0.0), False),
    ],
)
def test_overfitting_exactly_at_the_limits(given: Evidence, found: bool) -> None:
    assert [one.name for one in overfitting(given)] == ["overfitting"] * found


def test_what_is_said_of_overfitting_and_offered_against_it() -> None:
    (found,) = overfitting(fitted(0.25, 1.0))
    assert found.evidence == "Training loss 0.25, test loss 1; the test loss was 0.5 at its best."
    early, penalty, dropout = found.remedies
    assert (type(early), type(dropout)) == (StopEarly, AddDropout)
    assert early.text == "Early stopping: start again, and stop when the test loss no longer falls."
    assert isinstance(penalty, AddPenalty)
    assert penalty.penalty == L2(0.01)
    for blocks in ((), stack(Dense(4), Dropout(0.2))):
        remedies = overfitting(replace(fitted(0.25, 1.0), recipe=Recipe(blocks=blocks)))[0].remedies
        assert [type(one) for one in remedies] == [StopEarly, AddPenalty]
    validated = replace(fitted(0.25, 1.0, name="validation_loss"), recipe=Recipe(validation_share=0.2))
    (found,) = overfitting(validated)
    assert found.evidence == "Training loss 0.25, validation loss 1; the validation loss was 0.5 at its best."
    assert found.remedy.text == "Early stopping: start again, and stop when the validation loss no longer falls."
    assert overfitting(evidence(history=history(train_loss=[1.0, 0.1]))) == []


@pytest.mark.parametrize(
    ("changes", "step", "metric", "found"),
    [
        ({}, 50, 0.7, True),
        ({}, 49, 0.7, False),
        ({"rows": 119}, 50, 0.7, False),
        ({"agreement": 0.82}, 50, 0.8, False),
        ({"agreement": 0.82 - 1e-9}, 50, 0.8, True),
        ({"pure": 0.4}, 50, 0.7, False),  # classes overlap at their edges only
        ({"task_classes": 0}, 50, 0.7, False),
        ({"agreement": 0.1}, 50, 0.0, True),
        ({"agreement": 0.11}, 50, 0.0, False),  # the network is to blame first
    ],
)
def test_labels_contradict_each_other_exactly_at_the_limits(
    changes: dict[str, float], step: int, metric: float, found: bool
) -> None:
    data = facts(**({"rows": 120, "agreement": 0.7, "pure": 0.3} | changes))
    assert [one.name for one in label_noise(evidence(step=step, data=data, scores=scored(metric)))] == ["label_noise"] * found
    assert label_noise(evidence(step=step, scores=scored(metric))) == []


def test_what_is_said_of_labels_that_contradict_each_other() -> None:
    data = facts(rows=1200, agreement=0.7, pure=0.3)
    (found,) = label_noise(evidence(data=data, scores=scored(0.65)))
    assert found.evidence == (
        "Of 1,200 training rows 30 % have another class than most of their nearest neighbours; the network gets 65 % right."
    )
    assert found.remedy == AddPenalty(
        "Regularisation, a price on large weights (L2), so that single wrong labels weigh less.", L2(0.01)
    )
    (found,) = label_noise(evidence(data=data))
    assert found.evidence.endswith("the network gets – right.")
