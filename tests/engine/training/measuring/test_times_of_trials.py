"""When numbers of BLAS threads are tried again: by the clock, by what trials cost, and because steps have become slow."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from engine.recipe.recipe import Recipe
from engine.training.control import TrainingControl
from engine.training.measuring.thread_choice import ThreadChoice


class Trials:
    """A large network on a machine with four threads; each trial takes `cost` seconds and finds the next of the numbers."""

    def __init__(self, *found: int, cost: float = 0.0, available: int = 4, fixed: int = 0) -> None:
        self.now, self.cost, self.found, self.times = 0.0, cost, list(found), list[float]()
        pool: Any = SimpleNamespace(available=available)
        self.choice = ThreadChoice(fixed, pool, lambda: self.now)
        self.choice._fastest = self._try  # type: ignore[method-assign]  # what it finds is not the question here
        self.session: Any = SimpleNamespace(
            loop=SimpleNamespace(is_large=True), control=TrainingControl(Recipe(), 10), step=0, has_ended=False
        )

    def _try(self, session: object) -> int:
        self.times.append(self.now)
        self.now += self.cost
        return self.found.pop(0)

    def at(self, *times: float) -> list[float]:
        """When it was tried, where it was asked at these times."""
        for self.now in times:
            self.choice.before(self.session)
        return self.times

    @property
    def threads(self) -> int:
        return self.session.control.thread_count


def test_trials_that_find_the_same_are_ever_further_apart_up_to_a_minute() -> None:
    trials = Trials(2, 2, 2, 2, 2, 4, 4)
    seconds = [quarter / 4 for quarter in range(4 * 180)]
    assert trials.at(*seconds) == [0, 4, 16, 52, 112, 172, 176]  # 4, then 12, 36, 60, 60; another number: 4 again
    assert trials.threads == 4


def test_one_thread_that_is_found_first_is_tried_again_after_four_seconds_too() -> None:
    trials = Trials(1, 1, 1)
    assert trials.at(*range(17)) == [0, 4, 16]
    assert trials.session.control.threads == ((0, 1),)


def test_trials_take_a_twenty_fifth_of_the_time_at_most() -> None:
    trials = Trials(2, 2, cost=1.0)
    assert trials.at(0, 5, 25.9, 26) == [0, 26]


@pytest.mark.parametrize(
    ("cost", "slow", "count", "again"),
    [
        (0.0, 0.016, 2, 1.0),  # half a second after the trial at the earliest
        (0.1, 0.016, 2, 1.25),  # trials take an eighth of the time at most then: 0.1 + 0.8
        (0.0, 0.015, 2, None),  # half as long again is not slow yet
        (0.0, 0.016, 1, None),  # one thread does not get in the way of others
    ],
)
def test_slow_steps_with_several_threads_are_a_reason_to_try_again(
    cost: float, slow: float, count: int, again: float | None
) -> None:
    trials = Trials(count, count, cost=cost)
    trials.at(0)
    trials.choice.after(25, 25 * 0.01)  # a quarter of a second is one measurement
    trials.choice.after(10, 10 * slow)
    trials.choice.after(10, 10 * slow)
    assert trials.at(0.25, 0.5 - 1e-9, 0.75, 1.0, 1.25, 1.5)[1:][:1] == ([] if again is None else [0.75 if cost == 0 else 1.0])


def test_too_few_seconds_are_no_measurement() -> None:
    trials = Trials(2, 2)
    trials.at(0)
    trials.choice.after(0, 0.5)  # no step
    trials.choice.after(20, 0.2)
    assert trials.at(1, 2, 3) == [0]


def test_an_edited_run_goes_on_with_its_number_and_a_new_one_is_tried_at_once() -> None:
    trials = Trials(2, 4, 1)
    trials.at(0, 1)
    trials.session.loop = SimpleNamespace(is_large=True)
    assert trials.at(1, 4.75, 5) == [0, 5]  # four seconds after the edit
    trials.session.loop, trials.session.control = SimpleNamespace(is_large=True), TrainingControl(Recipe(), 10)
    assert trials.at(6) == [0, 5, 6]


def test_an_ended_run_is_not_tried_and_one_from_a_larger_machine_at_once() -> None:
    trials = Trials(2)
    trials.session.has_ended = True
    assert trials.at(0, 9) == []
    trials.session.has_ended = False
    assert trials.at(10) == [10]
    small = Trials(2, available=2)
    small.session.control.set_threads(0, 4)
    assert small.at(0) == [0]


@pytest.mark.parametrize(
    ("available", "fixed", "large", "threads"),
    [(1, 0, True, 1), (4, 3, True, 3), (4, 3, False, 1), (4, 0, False, 1), (2, 0, True, 2)],
)
def test_there_is_a_choice_where_a_network_is_large_and_no_number_was_asked_for(
    available: int, fixed: int, large: bool, threads: int
) -> None:
    trials = Trials(2, available=available, fixed=fixed)
    trials.session.loop.is_large = large
    trials.at(0)
    assert (trials.threads, len(trials.times)) == (threads, int(available == 2))
