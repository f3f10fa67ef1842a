"""The table of trials: its columns, its order."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest

from engine.search.trial import FINISHED, STOPPED, Trial
from gui.search.trial_columns import SCORE, columns_of, sorted_trials
from tests.gui.search.made_trials import PLAN, made_trials

TRIALS = made_trials(24)


def test_there_is_a_column_for_each_setting_that_varies() -> None:
    titles = [column.title for column in columns_of(PLAN)]
    assert titles == [
        "Trial",
        "Accuracy",
        "State",
        "Learning rate",
        "Layers",
        "Batch size",
        "Epochs",
        "Parameters",
        "Seconds",
    ]


@pytest.mark.parametrize("down", [True, False])
def test_by_the_score_only_what_was_trained_to_its_end_competes(down: bool) -> None:
    found = sorted_trials(TRIALS, columns_of(PLAN)[SCORE], down)
    ranked = [one.score for one in found if one.state == FINISHED]
    assert [one.state for one in found[: len(ranked)]] == [FINISHED] * len(ranked)
    assert ranked == sorted(ranked, reverse=down)
    stopped = [one for one in found[len(ranked) :] if one.state == STOPPED]
    assert found[len(ranked) : len(ranked) + len(stopped)] == stopped
    assert all(math.isnan(one.score) for one in found[len(ranked) + len(stopped) :])


@pytest.mark.parametrize("at", range(9))
def test_every_column_sorts_all_trials_and_equal_ones_by_number(at: int) -> None:
    column = columns_of(PLAN)[at]
    found = sorted_trials(reversed(TRIALS), column, False)
    assert sorted(one.number for one in found) == list(range(24))
    pairs = itertools.pairwise(found)
    assert all(a.number < b.number for a, b in pairs if column.key(a) == column.key(b))


def test_numbers_are_sorted_as_numbers_and_what_is_missing_comes_last() -> None:
    trials = [Trial(0, {"lr": 0.9, "batch": 128}), Trial(1, {"lr": 0.05, "batch": 9}), Trial(2, {})]
    by = {column.title: column for column in columns_of(PLAN)}
    assert [one.number for one in sorted_trials(trials, by["Batch size"], False)] == [1, 0, 2]
    assert [one.number for one in sorted_trials(trials, by["Learning rate"], True)] == [0, 1, 2]


def test_texts_say_what_a_trial_did_without_colours() -> None:
    by = {column.title: column.text for column in columns_of(PLAN)}
    assert [by["State"](one) for one in TRIALS[:6]] == [
        "● Finished",
        "○ Stopped early",
        "● Finished",
        "✕ Diverged",
        "● Finished",
        "▲ Failed",
    ]
    assert by["Accuracy"](replace(TRIALS[0], score=0.9731)) == "97.3 %"
    assert by["Accuracy"](TRIALS[3]) == "–"
