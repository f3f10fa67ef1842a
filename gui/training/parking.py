"""The user's own run set aside while a lesson runs, session and all, and taken up again exactly as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from engine.training.session import Session
from gui.training.job.new_run import NewRuns
from gui.training.training_job import TrainingJob

KEPT = "session", "waiting", "problem", "notice", "recovery", "gradient_check", "opening", "opened_seconds", "new_runs"


@dataclass(frozen=True, eq=False)
class ParkedRun:
    """What a job was before it was given to a lesson: `state` has the job's own attributes, by their names."""

    session: Session | None
    waiting: tuple[Recipe, Checkpoint] | None
    state: dict[str, Any]


def park(job: TrainingJob, recipe: Recipe, number: int, state: Checkpoint | None = None) -> None:
    """Set the present run aside, unless one is already, and open a project of its own for this recipe."""
    if job.parked is None:
        job.pause()
        job.parked = ParkedRun(job.session, job.waiting, {name: getattr(job, name) for name in KEPT})
        job.new_runs = NewRuns()
    job.session = job.waiting = None  # it is not recorded as a run that has ended
    job.open(recipe, state, number)


def unpark(job: TrainingJob) -> None:
    """Take up the run that was set aside; what was trained meanwhile is gone."""
    parked, job.parked = job.parked, None
    if parked is not None:
        job.pause()
        job.past = None
        for name, value in parked.state.items():
            setattr(job, name, value)
        job.frame_budget.invalidate()
