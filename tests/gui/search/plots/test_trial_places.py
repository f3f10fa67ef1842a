"""Where trials stand in the plots."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.search.plan import LOSS
from engine.search.space import dimension_from
from engine.search.trial import Trial
from gui.search.plots.trial_places import axis_of, parallel_lines, ranks, relative_scores, score_axis, scores_of, spread
from tests.gui.search.made_trials import PLAN, made_trials


def test_a_list_has_its_values_side_by_side_and_a_range_its_numbers() -> None:
    trials = [Trial(0, {"layers": "8", "lr": 0.01}), Trial(1, {"layers": "16,16", "lr": 1.0}), Trial(2, {})]
    layers, rates = axis_of(dimension_from("layers=8|16|16,16")), axis_of(dimension_from("lr=0.001..1:log"))
    assert layers.names == ("8", "16", "16,16")
    np.testing.assert_array_equal(layers.places(trials), [0.0, 2.0, np.nan])
    np.testing.assert_allclose(layers.shares(trials), [1 / 6, 5 / 6, np.nan])
    np.testing.assert_allclose(rates.places(trials), [-2.0, 0.0, np.nan])
    np.testing.assert_allclose(rates.shares(trials), [1 / 3, 1.0, np.nan])


def test_equal_values_are_spread_always_alike_and_stay_with_their_own() -> None:
    trials = made_trials(500)
    shifts = spread(trials)
    assert np.abs(shifts).max() <= 0.25
    assert len(set(shifts)) == 500
    np.testing.assert_array_equal(shifts[:10], spread(trials[:10]))


def test_the_axis_of_losses_is_logarithmic_where_they_differ_by_large_factors() -> None:
    losses = np.array([0.001, 0.02, 0.5, np.nan])
    axis = score_axis(losses, replace(PLAN, judge=LOSS))
    assert axis.log
    assert axis.low < -3 < axis.high
    assert not score_axis(losses, PLAN).log  # accuracies are none
    assert not score_axis(np.array([0.3, 0.5]), replace(PLAN, judge=LOSS)).log
    assert score_axis(np.array([np.nan]), PLAN) == score_axis(np.empty(0), PLAN)


@pytest.mark.parametrize("judge", ["accuracy", LOSS])
def test_the_best_is_at_the_good_end_whatever_the_outliers(judge: str) -> None:
    plan = replace(PLAN, judge=judge)
    scores = np.concatenate([np.linspace(0.5, 0.6, 200), [0.01, 0.99]])
    good = relative_scores(scores, plan)
    best = scores.argmax() if plan.higher_is_better else scores.argmin()
    assert good.argmax() == best
    assert 0.9 < good[best] <= 1.0
    assert ((good >= 0) & (good <= 1)).all()


@pytest.mark.parametrize("sign", [1, -1])
def test_scores_that_are_far_worse_leave_room_for_the_others(sign: int) -> None:
    plan = PLAN if sign > 0 else replace(PLAN, judge=LOSS)
    usual = sign * np.linspace(0.5, 0.9, 200)
    axis = score_axis(np.concatenate([usual, sign * np.full(20, -1e20)]), plan)
    assert not axis.log
    assert axis.high - axis.low < 2
    shares = axis.shares(usual)
    assert ((shares > 0) & (shares < 1)).all()
    assert score_axis(np.array([1.0] * 90 + [0.5] * 10), PLAN).low < 0.5  # most are the best: all are shown


def test_ranks_are_even_and_the_best_has_the_highest() -> None:
    np.testing.assert_array_equal(ranks(np.array([0.5, -1e20, 0.9, 0.6]), PLAN), [0.5, 0.25, 1.0, 0.75])
    np.testing.assert_array_equal(ranks(np.array([0.5, 9.0, 0.1]), replace(PLAN, judge=LOSS)), [2 / 3, 1 / 3, 1.0])


def test_the_nearest_line_is_found_between_two_axes() -> None:
    trials = [Trial(0, {"lr": 0.001, "batch": 8}, score=0.2), Trial(1, {"lr": 1.0, "batch": 32}, score=0.9)]
    plan = replace(PLAN, space=type(PLAN.space)((dimension_from("lr=0.001..1:log"), dimension_from("batch=8..32"))))
    lines = parallel_lines(trials, plan)
    assert lines.shares.shape == (2, 3)
    assert lines.nearest(0.5, 0.1)[0] == 0
    number, away = lines.nearest(0.5, 0.9)
    assert (number, away) == (1, pytest.approx(0.1))
    assert lines.nearest(2.0, 1.0)[0] == 1
    assert lines.nearest(2.5, 0.5) is None
    assert parallel_lines([], plan).nearest(0.5, 0.5) is None


def test_scores_that_are_missing_stay_missing() -> None:
    trials = made_trials(12)
    lines = parallel_lines(trials, PLAN)
    np.testing.assert_array_equal(np.isnan(lines.shares[:, -1]), np.isnan(scores_of(trials)))
