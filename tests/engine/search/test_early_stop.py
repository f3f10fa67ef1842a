"""The median stopping rule: who is stopped depends on the trials alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.search.running.early_stop import LEAST, MedianRule


def told(rule: MedianRule, scores: list[float]) -> list[tuple[int, int, bool]]:
    for number, score in enumerate(scores):
        rule.reached(number, 0, score)
    return rule.verdicts()


def test_a_trial_is_stopped_that_is_worse_than_the_median_of_those_before_it() -> None:
    verdicts = told(MedianRule(2, higher_is_better=True), [0.5, 0.1, 0.9, 0.7, 0.3, 0.49, 0.5, 0.45])
    #                     the median of the first five is 0.5, of the first six 0.495, of the first seven 0.5
    assert [number for number, _rung, stops in verdicts if stops] == [5, 7]
    assert [number for number, _rung, _stops in verdicts] == list(range(8))


def test_for_a_loss_the_higher_one_is_worse() -> None:
    verdicts = told(MedianRule(2, higher_is_better=False), [0.5, 0.1, 0.9, 0.7, 0.3, 0.6, 0.4])
    assert [number for number, _rung, stops in verdicts if stops] == [5]


def test_the_first_ones_are_never_stopped() -> None:
    assert not any(stops for *_about, stops in told(MedianRule(2, higher_is_better=True), list(range(LEAST))[::-1]))


def test_a_verdict_waits_for_all_lower_numbers() -> None:
    rule = MedianRule(2, higher_is_better=True)
    for number in (0, 2, 3):
        rule.reached(number, 0, 0.5)
    assert rule.verdicts() == [(0, 0, False)]
    rule.ended(1, 0)  # it diverged before the rung: it counts for nobody
    assert rule.verdicts() == [(2, 0, False), (3, 0, False)]


def test_what_was_stopped_and_goes_on_counts_for_no_other() -> None:
    rule = MedianRule(3, higher_is_better=True)
    assert [stops for *_about, stops in told(rule, [1, 1, 1, 1, 1, 0])] == [False] * 5 + [True]
    for number in range(6):
        rule.reached(number, 1, -math.inf if number == 5 else 1.0)
    assert [number for number, _rung, _stops in rule.verdicts()] == [0, 1, 2, 3, 4]
    rule.reached(6, 0, 1.0)
    rule.reached(6, 1, 0.9)
    assert rule.verdicts() == [(6, 0, False), (6, 1, True)]  # below five ones; with minus infinity among them it would not be


def test_without_a_score_nobody_is_stopped() -> None:
    verdicts = told(MedianRule(2, higher_is_better=True), [math.nan, 1, 1, 1, 1, 1, math.nan])
    assert not any(stops for *_about, stops in verdicts)
    assert len(verdicts) == 7


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_trials_are_done_does_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(40, 2))

    def stopped_at(order: list[int]) -> dict[int, int]:
        rule, waiting, reached, stopped = MedianRule(3, higher_is_better=False), list(order), [0] * 40, {}
        while waiting:
            number = waiting.pop(int(rng.integers(len(waiting))))
            rule.reached(number, reached[number], float(scores[number, reached[number]]))
            reached[number] += 1
            for one, rung, stops in rule.verdicts():
                if stops:
                    stopped[one] = rung
                elif rung == 0:
                    waiting.append(one)
        return stopped

    first = stopped_at(list(range(40)))
    assert first
    assert all(stopped_at(list(rng.permutation(40))) == first for _turn in range(5))


@pytest.mark.parametrize(("score", "stops"), [(6.0, False), (6.01, True)])
def test_of_seven_the_fourth_is_the_median(score: float, stops: bool) -> None:
    verdicts = told(MedianRule(2, higher_is_better=False), [1, 2, 3, 6, 7, 8, 9, score])
    assert verdicts[-1] == (7, 0, stops)


@pytest.mark.parametrize(("score", "stops"), [(5.0, False), (5.01, True)])
def test_of_six_the_median_lies_between_the_third_and_the_fourth(score: float, stops: bool) -> None:
    verdicts = told(MedianRule(2, higher_is_better=False), [1, 2, 4, 6, 8, 9, score])
    assert verdicts[-1] == (6, 0, stops)


def test_after_the_last_rung_nothing_is_left_to_stop() -> None:
    rule = MedianRule(2, higher_is_better=False)
    rule.reached(0, 1, 0.5)
    assert rule.verdicts() == []


def test_a_score_that_is_no_number_is_not_stopped_and_counts_for_no_other() -> None:
    verdicts = told(MedianRule(2, higher_is_better=False), [1, 2, 3, 4, math.nan, 99.0, 2.5, 99.0])
    assert [number for number, _rung, stops in verdicts if stops] == [7]


def test_the_earliest_end_of_a_trial_counts() -> None:
    rule = MedianRule(3, higher_is_better=True)
    rule.ended(0, 1)
    rule.ended(0, 2)
    rule.reached(0, 0, 0.5)
    rule.reached(1, 0, 0.5)
    rule.reached(1, 1, 0.5)
    assert rule.verdicts() == [(0, 0, False), (1, 0, False), (1, 1, False)]
