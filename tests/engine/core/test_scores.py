"""Which rows decide: those for validation, where there are some, in the place of those for testing."""

from __future__ import annotations

import math

import pytest

from engine.core.scores import Scores, deciding_rows, loss_on, metric_on

PLAIN = Scores(0.1, 0.2, "Accuracy", 0.9, 0.8)
VALIDATED = Scores(0.1, 0.2, "Accuracy", 0.9, 0.8, 0.01, 0.3, 0.7)


@pytest.mark.parametrize(
    ("scores", "rows", "deciding", "loss", "metric"),
    [
        (PLAIN, "test", "test", 0.2, 0.8),
        (PLAIN, "training", "training", 0.1, 0.9),
        (VALIDATED, "test", "validation", 0.3, 0.7),
        (VALIDATED, "training", "training", 0.1, 0.9),
    ],
)
def test_rows_that_decide(scores: Scores, rows: str, deciding: str, loss: float, metric: float) -> None:
    assert (deciding_rows(rows, scores), loss_on(rows, scores), metric_on(rows, scores)) == (deciding, loss, metric)


@pytest.mark.parametrize("place", ["train_loss", "test_loss", "penalty", "validation_loss"])
def test_one_loss_that_is_not_finite_is_enough(place: str) -> None:
    values = {"train_loss": 0.1, "test_loss": 0.2, "penalty": 0.0, "validation_loss": None}
    rest = {"metric": "Accuracy", "train_metric": math.nan, "test_metric": math.nan}
    assert Scores(**values, **rest).are_finite()  # type: ignore[arg-type]
    assert not Scores(**values | {place: math.inf}, **rest).are_finite()  # type: ignore[arg-type]
    assert not Scores(**values | {place: math.nan}, **rest).are_finite()  # type: ignore[arg-type]


def test_a_validation_loss_counts_among_the_others() -> None:
    assert VALIDATED.are_finite()
    assert PLAIN.penalty == 0
