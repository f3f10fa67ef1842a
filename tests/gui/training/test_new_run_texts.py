"""What is said when an edit begins a new run."""

from __future__ import annotations

from dataclasses import replace

from engine.data.datasets import DATASETS
from engine.recipe.recipe import Recipe
from engine.training.memento import Memento
from engine.training.session import Session
from gui.training.job.new_run import NewRuns, apply_and_record
from gui.training.job.run_recorder import RunRecorder

SCALED = replace(Recipe(), standardise=True)


def test_another_scale_of_the_inputs_is_a_run_of_its_own_and_said_to_be() -> None:
    session, runs, new_runs = Session(Recipe()), RunRecorder(), NewRuns()
    session.advance(60)
    for recipe, says in (
        (SCALED, "A new run on Circle has begun, with inputs on another scale; the run before is in Runs."),
        (replace(SCALED, data=DATASETS["xor"]()), "A new run on XOR has begun; the run on Circle is in Runs."),
    ):
        assert apply_and_record(session, recipe, Memento(), False, runs, new_runs) == ""
        assert new_runs.newest is not None
        assert (new_runs.newest.text, new_runs.newest.can_keep, session.step) == (says, True, 0)
        session.advance(60)


def test_a_remedy_that_starts_anew_with_another_scale_has_said_so_itself() -> None:
    session, new_runs = Session(Recipe()), NewRuns()
    session.advance(60)
    apply_and_record(session, replace(Recipe(), standardise=True), Memento(restart=True), False, RunRecorder(), new_runs)
    assert (new_runs.newest, session.step) == (None, 0)
