"""Edits that end a run, and what a frame says of one that has just begun on other rows."""

from __future__ import annotations

from dataclasses import dataclass

from engine.network.transfer import Transfer
from engine.recipe.recipe import Recipe
from engine.training.memento import Memento, WeightProblem, apply_edit
from engine.training.session import Session
from engine.training.timeline import KeyframeProblem
from gui.training.job.run_recorder import RunRecorder


@dataclass(frozen=True)
class NewRun:
    """`data` are the names of what the run before was trained on, and of what this one is trained on.

    `number` counts those of one program. `can_keep`: whether any layer could have the weights of the run before.
    """

    number: int
    data: tuple[str, str]
    can_keep: bool


class NewRuns:
    """Changes as runs begin. `newest`: the one that a message is about; None when that is settled."""

    def __init__(self) -> None:
        self.newest: NewRun | None = None
        self._count = 0

    def begin(self, before: Recipe, session: Session, trained: bool) -> None:
        """The session has begun a run on other rows; `trained`: the run of the recipe `before` had been trained.

        Only then is there something to say. Before that the message is still about the trained run.
        """
        source = before.data.title() if trained or self.newest is None else self.newest.data[0]
        if not trained and self.newest is None:
            return
        self._count += 1
        kept = () if session.left is None else Transfer.between(session.left, session.loop).kept_layers()
        self.newest = NewRun(self._count, (source, session.recipe.data.title()), bool(kept))

    def settle(self) -> None:
        """There is nothing to say about the last one any more."""
        self.newest = None


def apply_and_record(
    session: Session, recipe: Recipe, memento: Memento, merged: bool, runs: RunRecorder, new_runs: NewRuns
) -> str:
    """Make the session adopt an edit, and record the run that it ends; returns a sentence if not all could be done.

    One drag ends one run: what `merged` edits end was never meant to be.
    """
    before, trained, notice = session.recipe, session.epoch > 0 and not merged, ""
    if trained and memento.ends_run(before, recipe):
        runs.keep(session)
    try:
        apply_edit(session, recipe, memento)
    except (WeightProblem, KeyframeProblem) as problem:
        notice = str(problem)
    if memento.begins_run(before, recipe):
        new_runs.begin(before, session, trained)
    elif memento.ends_run(before, recipe):
        new_runs.settle()
    return notice
