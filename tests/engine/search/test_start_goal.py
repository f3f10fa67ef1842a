"""Which starts reach a goal, with what certainty, and where those end that do not: by formulas worked out here."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.core.scores import Scores
from engine.search.start_goal import (
    LOSS,
    METRIC,
    TEST,
    TRAINING,
    VALIDATION,
    LearningCurve,
    Outcome,
    StartGoal,
    ends_of,
    wilson_interval,
)
from engine.search.start_goal import outcome as outcome_of
from engine.search.work.learning_trace import TRACED, as_trace, is_traced, next_traced, trace_row

NAN = math.nan


def curve(**columns: list[float]) -> LearningCurve:
    """Measured after epochs 0, 2, 4…"""
    rows = len(next(iter(columns.values())))
    values = np.full((rows, len(TRACED)), NAN)
    for name, numbers in columns.items():
        values[:, TRACED.index(name)] = numbers
    return LearningCurve(np.arange(rows) * 2, values)


def test_a_curve_without_a_measurement_is_empty() -> None:
    assert (LearningCurve().epochs.shape, LearningCurve().values.shape) == ((0,), (0, len(TRACED)))


@pytest.mark.parametrize(
    ("goal", "values", "reached", "holds"),
    [
        (StartGoal(METRIC, 0.9), [0.5, 0.9, 0.8, 0.9], 2, True),
        (StartGoal(METRIC, 0.9), [0.5, 0.9, 0.8, 0.8], 2, False),
        (StartGoal(METRIC, 0.91), [0.5, 0.9, 0.8, 0.9], None, False),
        (StartGoal(LOSS, 0.2), [0.5, 0.3, 0.2, 0.1], 4, True),
        (StartGoal(LOSS, 0.2), [0.2, 0.3, NAN, NAN], 0, False),
        (StartGoal(METRIC, 0.9), [], None, False),
        (StartGoal(METRIC, 0.9), [NAN], None, False),
    ],
)
def test_a_goal_is_reached_when_it_is_first_met_and_holds_when_it_is_met_at_the_end(
    goal: StartGoal, values: list[float], reached: int | None, holds: bool
) -> None:
    found = outcome_of(7, goal, curve(**{goal.column: values}))
    assert (found.seed, found.reached, found.holds) == (7, reached, holds)


def test_a_goal_looks_at_its_own_rows() -> None:
    assert [StartGoal(LOSS, 1.0, rows).column for rows in (TRAINING, TEST, VALIDATION)] == [
        "train_loss",
        "test_loss",
        "validation_loss",
    ]
    found = outcome_of(1, StartGoal(METRIC, 0.9, TEST), curve(test_loss=[0.5, 0.25], test_metric=[0.7, 0.8], train_metric=[1, 1]))
    assert (found.loss, found.metric, found.reached) == (0.25, 0.8, None)
    assert math.isnan(LearningCurve().last("train_loss"))


def test_a_curve_goes_on_without_what_was_measured_because_a_piece_ended_there() -> None:
    whole = LearningCurve(np.array([0, 1, 129]), np.array([[1.0] * 6, [2.0] * 6, [3.0] * 6]))
    assert whole.continued(as_trace()) is whole
    longer = whole.continued(as_trace([(130.0, *[4.0] * 6)]))
    assert longer.epochs.tolist() == [0, 1, 130]  # after 128 epochs every second one is measured
    assert longer.values[:, 0].tolist() == [1, 2, 4]


@pytest.mark.parametrize(
    ("epoch", "following"),
    [(0, 1), (63, 64), (127, 128), (128, 130), (129, 130), (255, 256), (256, 260), (259, 260), (511, 512), (512, 520)],
)
def test_epochs_that_are_measured_lie_at_most_a_sixty_fourth_apart(epoch: int, following: int) -> None:
    assert next_traced(epoch) == following
    assert is_traced(np.array([following, following + 1 if following > 128 else following])).tolist() == [True, following <= 128]


def test_what_is_measured_of_an_epoch() -> None:
    row = trace_row(3, Scores(0.1, 0.2, "Accuracy", 0.3, 0.4))
    assert row[:1] == (3.0,)
    known = {"train_loss": 0.1, "test_loss": 0.2, "train_metric": 0.3, "test_metric": 0.4}
    assert list(row[1:]) == pytest.approx([known.get(name, NAN) for name in TRACED], nan_ok=True)
    assert as_trace([row, row]).shape == (2, 7)
    assert as_trace().shape == (0, 7)


@pytest.mark.parametrize(("count", "of"), [(1, 2), (3, 7), (60, 61), (1, 3)])
def test_wilsons_interval_are_the_shares_for_which_what_was_seen_lies_two_deviations_away(count: int, of: int) -> None:
    """Both ends solve |count/of - p| = z √(p (1 - p) / of)."""
    z = 1.959963984540054
    for share in wilson_interval(count, of):
        assert abs(count / of - share) == pytest.approx(z * math.sqrt(share * (1 - share) / of))
    low, high = wilson_interval(count, of)
    assert 0 < low < count / of < high < 1
    assert wilson_interval(count, of, 1.0)[1] < high


def test_wilsons_interval_where_nothing_or_all_was_seen() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert wilson_interval(0, 4) == (0.0, pytest.approx(1.959963984540054**2 / (4 + 1.959963984540054**2)))
    assert wilson_interval(4, 4) == (pytest.approx(4 / (4 + 1.959963984540054**2)), 1.0)
    assert wilson_interval(1, 1)[0] == pytest.approx(1 / (1 + 1.959963984540054**2))


def missed(*losses: float, reached: int | None = None) -> list[Outcome]:
    return [Outcome(i, loss, -loss, reached, False) for i, loss in enumerate(losses)]


def test_ends_that_several_starts_share_are_named_the_most_frequent_first() -> None:
    assert ends_of(missed(1.0, 1.05, 1.1, 3.0, 3.1, 9.0)) == ends_of(missed(1.1, 9.0, 3.0, 1.0, 3.1, 1.05))
    found = ends_of(missed(1.0, 1.05, 1.1, 3.0, 3.1, 9.0))
    assert [(one.loss, one.metric, one.count) for one in found] == [(1.05, -1.05, 3), (3.05, -3.05, 2)]
    assert [one.count for one in ends_of(missed(5.0, 5.0, 1.0, 1.0))] == [2, 2]
    assert [one.loss for one in ends_of(missed(5.0, 5.0, 1.0, 1.0))] == [1.0, 5.0]


def test_ends_lie_together_within_a_twentieth_or_both_near_0() -> None:
    assert len(ends_of(missed(2.0, 2.1))) == 1
    assert ends_of(missed(2.0, 2.11)) == ()
    assert len(ends_of(missed(0.0, 1e-13))) == 1
    assert ends_of(missed(0.0, 2e-12)) == ()


def test_three_kinds_of_end_are_named_at_most_and_only_of_those_that_missed() -> None:
    assert [one.loss for one in ends_of(missed(1, 1, 2, 2, 3, 3, 4, 4))] == [1, 2, 3]
    assert ends_of(missed(1.0, 1.0, reached=3)) == ()
    assert ends_of(missed(1.0, NAN, math.inf)) == ()
    assert [one.count for one in ends_of([*missed(1.0, 1.0), *missed(2.0, reached=3), *missed(NAN)])] == [2]


def test_of_many_starts_one_in_a_hundred_must_end_alike() -> None:
    others = missed(*[9.0] * 198, reached=1)
    assert len(ends_of([*missed(1.0, 1.0), *others])) == 1  # two of 200
    assert ends_of([*missed(1.0, 1.0), *others, *missed(5.0, reached=1)]) == ()  # two of 201
    assert len(ends_of([*missed(1.0, 1.0, 1.0), *others])) == 1
