"""What becomes of a job whose worker dies: apart, once more, or given up; and of one that nobody wants any more."""

from __future__ import annotations

from concurrent.futures import CancelledError

import pytest

from engine.search.executors.jobs import GAVE_UP, MOST_DEATHS, Job, after_death, outcome
from engine.search.work.work_item import WorkItem, WorkResult
from tests.engine.search.searches import PLAN


def item(piece: int) -> WorkItem:
    return WorkItem(7, piece, PLAN.base, 0, 0, "accuracy", 3)


def test_one_item_is_tried_again_and_given_up_after_too_many_deaths() -> None:
    job = Job((item(0),))
    for death in range(1, MOST_DEATHS):
        assert (after_death(job), job.deaths, job.future.done()) == ([job], death, False)
    assert after_death(job) == []
    ((answer,),) = (job.future.result(),)
    assert (answer.trial, answer.problem) == (7, GAVE_UP)
    assert (answer.epochs, answer.parameters, answer.seconds, answer.host, answer.process) == (0, 0, 0, "", 0), "nobody did it"


def test_items_that_were_together_are_tried_alone_and_answered_together_in_their_order() -> None:
    items = item(0), item(1), item(2)
    job = Job(items)
    parts = after_death(job)
    assert [(one.items, one.deaths) for one in parts] == [((one,), 1) for one in items]
    answers = [WorkResult(7, i) for i in range(3)]
    for i in (2, 0, 1):
        assert not job.future.done()
        parts[i].future.set_result((answers[i],))
    assert job.future.result() == tuple(answers)


@pytest.mark.parametrize("fails", [0, 1])
def test_what_goes_wrong_with_one_of_them_goes_wrong_with_all(fails: int) -> None:
    job = Job((item(0), item(1)))
    parts, problem = after_death(job), RuntimeError("no")
    parts[fails].future.set_exception(problem)
    parts[1 - fails].future.set_result((WorkResult(7, 1 - fails),))
    assert job.future.exception() is problem
    assert outcome(job.future) is problem


def test_a_job_that_has_begun_is_wanted_and_a_cancelled_one_is_not() -> None:
    job, other = Job((item(0),)), Job((item(0),))
    assert job.begin()
    assert job.begin()  # a second time, after a death
    assert not job.future.cancel()
    assert other.future.cancel()
    assert not other.begin()
    assert isinstance(outcome(other.future), CancelledError)


def test_given_up_a_job_ends_without_an_answer() -> None:
    waiting, running, done = (Job((item(0),)) for _job in range(3))
    running.begin()
    done.begin()
    done.future.set_result(())
    for job in (waiting, running, done):
        job.give_up()
    assert waiting.future.cancelled()
    assert isinstance(running.future.exception(), CancelledError)
    assert outcome(done.future) is None
