"""A step while it is played: when something counts, which tries and hints are counted, and what its rules forbid."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.nn.layers.dense import Dense
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Block, Recipe, Seeds
from gui.model.lessons.answer_goals import NumberGoal
from gui.model.lessons.goals import ActionGoal, Goal, MeasureGoal
from gui.model.lessons.lesson import Lesson, Limits, Question, Step
from gui.model.lessons.lesson_fields import plain
from gui.model.lessons.lesson_run import LessonRun
from gui.model.lessons.lesson_state import LessonState
from gui.model.lessons.step_play import MOST_BY_HAND, MOST_REPORTS, StepPlay, StepRecord, needed_of, seeds_of
from gui.model.lessons.step_rules import changed_settings, kept_of, limits_of, objection_to
from gui.model.project import Project

LARGE = MeasureGoal(of="batch", comparison=">=", value=20)
TYPED = NumberGoal(label=plain("How many?"), value=5.0)
ROLLED = ActionGoal(name="ball", label=plain("Roll"), times=2)
ASKED = Question(text=plain("More or less?"))


def step(*goals: Goal, **parts: Any) -> Step:
    return Step(title=plain("A"), text=plain("B"), goals=goals, **parts)


def playing(*goals: Goal, limits: Limits = Limits(), kept: tuple[str, ...] = (), **parts: Any) -> StepPlay:  # noqa: B008  # frozen
    play = StepPlay(step(*goals, **parts), StepRecord(), limits, kept)
    play.observe(batch(10))
    return play


def batch(size: int) -> LessonState:
    return LessonState.of(Recipe(batch=size))


def picture(theta: list[float], step: int = 0, train: float = 1.0, test: float = 1.0, number: bool = False) -> LessonState:
    """A network with these weights."""
    shown: Any = SimpleNamespace(
        theta=np.array(theta, np.float32),
        step=step,
        epoch=0,
        parameters=len(theta),
        scores=SimpleNamespace(train_metric=train, test_metric=test),
        data=SimpleNamespace(task=SimpleNamespace(is_regression=number)),
    )
    return LessonState(Project(), shown)


def test_nothing_counts_before_the_question_is_answered() -> None:
    play = playing(LARGE, question=ASKED)
    play.observe(batch(20))
    assert (play.needs_prediction, [one.met for one in play.verdicts], play.record.done) == (True, [False], False)
    play.note_try()
    play.answer(0, (1.0,))
    assert (play.record.tries, play.record.answers) == (0, {})
    play.predict(2.0)
    assert (play.record.predicted, play.record.done, play.record.values) == (2.0, True, [20.0])
    play.predict(3.0)
    assert play.record.predicted == 2.0, "it is asked once"


def test_what_was_done_before_the_prediction_is_forgotten() -> None:
    play = playing(ROLLED, question=ASKED)
    play.note_action("ball", 1.0)
    play.predict(1.0)
    play.note_action("ball", 1.0)
    assert not play.record.done
    play.note_action("ball", 1.0)
    assert play.record.done


def test_all_goals_must_be_met_at_once_unless_once_is_enough() -> None:
    play = playing(LARGE, TYPED)
    play.observe(batch(20))
    assert [one.met for one in play.verdicts] == [True, False]
    play.observe(batch(10))
    play.answer(1, (5.0,))
    assert ([one.met for one in play.verdicts], play.record.done) == ([False, True], False)
    ever = playing(replace(LARGE, ever=True), TYPED)
    ever.observe(batch(30))
    ever.observe(batch(10))
    ever.answer(1, (5.0,))
    assert (ever.record.done, ever.record.values) == (True, [30.0, 5.0])


def test_a_wrong_answer_is_a_try_and_a_right_one_is_none() -> None:
    play = playing(TYPED, LARGE)
    play.answer(0, (4.0,))
    assert play.record.tries == 1
    play.answer(0, (5.0,))
    for beyond in (-1, 2):
        play.answer(beyond, (1.0,))
    assert (play.record.tries, play.record.answers) == (1, {0: (5.0,)})
    play.observe(batch(20))
    assert play.record.done
    play.answer(0, (9.0,))
    play.note_try()
    assert (play.record.tries, play.record.answers) == (1, {0: (5.0,)}), "it is over"


def test_hints_are_offered_after_two_tries_each() -> None:
    play = playing(LARGE, hints=(plain("one"), plain("two")))
    offered = []
    for _try in range(5):
        offered.append(play.offers_hint)
        play.note_try()
    assert offered == [False, False, True, True, True]
    assert play.next_hint() == "one"
    assert play.offers_hint, "five tries are enough for two hints"
    assert (play.next_hint(), play.offers_hint, play.record.hints) == ("two", False, 2)
    assert (play.next_hint(), play.record.hints) == ("two", 2)
    none = playing(LARGE)
    assert (none.next_hint(), none.record.hints, none.offers_hint) == ("", 0, False)
    few = playing(LARGE, hints=(plain("one"), plain("two")))
    few.record.hints, few.record.tries = 1, 3
    assert not few.offers_hint
    few.record.tries = 4
    assert few.offers_hint
    few.record.done = True
    assert not few.offers_hint


def test_other_starts_are_asked_for_once_the_goal_is_met_by_the_own_one() -> None:
    goal = replace(LARGE, seeds=3, needed=2)
    play = playing(LARGE, goal)
    assert play.wants_trials() == ()
    recipe = batch(20).recipe
    play.observe(batch(20))
    assert ([one.met for one in play.verdicts], play.wants_trials()) == ([True, False], (1,))
    play.note_trials(1, Recipe(batch=21), (True, True, True))
    assert play.wants_trials() == (1,), "that was another recipe"
    play.note_trials(1, recipe, (True, False, False))
    assert (play.verdicts[1].now, play.wants_trials()) == ("Now: 20; 1 of 3 other starts got there too", ())
    assert not play.record.done
    play.observe(batch(20))
    assert play.wants_trials() == ()
    play.observe(batch(30))
    assert play.wants_trials() == (1,), "what was tried is for one recipe alone"
    play.note_trials(1, batch(30).recipe, (True, False, True))
    assert play.record.done
    assert play.wants_trials() == ()


@pytest.mark.parametrize(("seeds", "needed", "must"), [(3, 0, 3), (3, 2, 2), (3, 5, 3), (0, 0, 0)])
def test_of_so_many_starts_so_many_must_get_there(seeds: int, needed: int, must: int) -> None:
    goal = replace(LARGE, seeds=seeds, needed=needed)
    assert (seeds_of(goal), needed_of(goal)) == (seeds, must)
    assert seeds_of(TYPED) == needed_of(TYPED) == 0


def test_kept_runs_are_counted() -> None:
    play = playing(MeasureGoal(of="runs", comparison=">=", value=2))
    play.note_run()
    assert not play.record.done
    play.note_run()
    assert play.record.done


def test_of_one_report_only_the_last_are_remembered() -> None:
    play = playing(replace(ROLLED, value=0.0, times=100), LARGE)
    play.note_action("ball", 1.0)
    for _report in range(MOST_REPORTS - 1):
        play.note_action("ball", -1.0)
    assert play.verdicts[0].now == "Done 1 of 100 times"
    play.note_action("ball", -1.0)
    assert play.verdicts[0].now == "Done 0 of 100 times"


BY_HAND = MeasureGoal(of="by_hand", comparison=">=", value=99)


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (picture([1.0, 2.0]), True),
        (picture([1.0, 2.0], step=1), False),
        (picture([1.0, 2.0], train=0.99), False),
        (picture([1.0, 2.0], test=0.99), False),
        (picture([1.0, 2.0], number=True), False),
        (picture([1.0] * MOST_BY_HAND), True),
        (picture([1.0] * (MOST_BY_HAND + 1)), False),
    ],
)
def test_weights_found_by_hand_count_without_training_when_every_point_is_right(state: LessonState, counts: bool) -> None:
    play = playing(BY_HAND)
    play.observe(state)
    assert play.verdicts[0].value == counts


def test_weights_found_by_hand_count_again_only_in_another_direction() -> None:
    play = playing(BY_HAND)
    for theta, count in [
        ([1.0, 0.0], 1),
        ([7.0, 0.0], 1),  # the same line
        ([1.0, 0.04], 1),
        ([1.0, 0.06], 2),
        ([-1.0, 0.0], 3),
        ([0.0, 0.0], 4),
    ]:
        play.observe(picture(theta))
        assert play.verdicts[0].value == count, theta


def test_what_is_there_when_the_question_is_answered_counts() -> None:
    play = playing(BY_HAND, question=ASKED)
    play.observe(picture([1.0, 0.0]))
    play.observe(picture([0.0, 1.0]))
    play.predict(1.0)
    assert play.verdicts[0].value == 1


def test_nothing_counts_beyond_the_rules_of_the_step() -> None:
    play = playing(LARGE, kept=("optimizer",))
    changed = LessonState.of(Recipe(batch=20, optimizer=Adam()))
    play.observe(changed)
    assert play.objection == "This step keeps one setting as it was: Optimizer. Undo brings it back."
    assert ([one.met for one in play.verdicts], play.record.done, play.wants_trials()) == ([False], False, ())
    play.observe(batch(20))
    assert (play.objection, play.record.done) == ("", True)
    assert StepPlay(step(LARGE), StepRecord(), Limits(neurons=1), ()).objection == "", "nothing is known yet"


def beyond(limits: Limits, epoch: int = 0) -> str:
    """What is said of the usual network of 4 and 2 neurons, 25 parameters."""
    shown: Any = SimpleNamespace(epoch=epoch, parameters=25)
    return objection_to(LessonState(Project(), shown), limits, (), Recipe())


def test_limits_allow_their_number_and_no_more() -> None:
    assert beyond(Limits()) == beyond(Limits(neurons=6, layers=2, parameters=25, epochs=7), 7) == ""
    said = "Beyond the limit of this step. {}; at most {} are allowed."
    assert beyond(Limits(neurons=5)) == said.format("Hidden neurons: 6", 5)
    assert beyond(Limits(layers=1)) == said.format("Hidden layers: 2", 1)
    assert beyond(Limits(parameters=24)) == said.format("Parameters: 25", 24)
    late = "Beyond the limit of this step: more than 7 epochs. Begin again with Same start."
    assert beyond(Limits(epochs=7), 8) == late
    assert objection_to(LessonState(Project()), Limits(epochs=7), (), Recipe()) == ""


def test_a_steps_own_limits_go_before_the_lessons_and_settings_are_kept_of_both() -> None:
    lesson = Lesson(title=plain("A"), steps=(), limits=Limits(neurons=9, layers=3), settings=("loss", "batch"))
    own = step(limits=Limits(neurons=4, epochs=5), settings=("batch", "rate"))
    assert limits_of(lesson, own) == Limits(neurons=4, layers=3, epochs=5)
    assert kept_of(lesson, own) == ("loss", "batch", "rate")


def test_which_kept_settings_were_changed() -> None:
    names = ("optimizer", "dataset", "rate", "batch", "seeds", "neurons")
    for change, labels in [
        ({}, []),
        ({"optimizer": Adam(0.03)}, ["Optimizer"]),
        ({"batch": 3, "seeds": Seeds(1, 2, 1)}, ["Batch size", "Seeds"]),
        ({"blocks": (Block(1, Dense(6)),)}, []),  # as many neurons
        ({"blocks": (Block(1, Dense(7)),)}, ["Hidden neurons"]),
        ({"data": replace(Recipe().data, noise=0.1)}, ["Dataset"]),
    ]:
        assert changed_settings(names, Recipe(), replace(Recipe(), **change)) == labels  # type: ignore[arg-type]  # its fields


THREE = Lesson(title=plain("A"), steps=(step(LARGE), step(TYPED), step(LARGE)))


@pytest.mark.parametrize(("done", "at"), [(0, 0), (1, 1), (2, 2), (3, 0), (4, 0)])
def test_a_lesson_goes_on_where_it_was_and_begins_anew_after_its_end(done: int, at: int) -> None:
    run = LessonRun(THREE, done)
    assert (run.at, run.is_last, run.is_finished) == (at, at == 2, False)
    assert [record.done for record in run.records] == [k < at for k in range(3)]
    assert run.step is THREE.steps[at]


def test_no_step_is_before_the_first_or_after_the_last() -> None:
    run = LessonRun(THREE)
    for at, there in ((-1, 0), (1, 1), (3, 2)):
        run.go(at)
        assert (run.at, run.play.step) == (there, THREE.steps[there])
    for record in run.records:
        record.done = True
    assert run.is_finished


def test_a_step_that_begins_again_forgets_its_guess_and_answers_but_not_its_tries() -> None:
    run = LessonRun(Lesson(title=plain("A"), steps=(step(LARGE, question=ASKED),)))
    run.play.predict(1.0)
    run.records[0].guess_shown = True
    run.play.observe(batch(10))
    run.play.answer(0, (1.0,))
    run.go(0)
    record = run.records[0]
    assert (math.isnan(record.predicted), record.guess_shown, record.answers, record.tries) == (True, False, {}, 1)
