"""The one file of a search: its plan, its trials and their trained states, in SQLite. Only the coordinator writes it."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from engine.data.preprocessing import Data
from engine.recipe.recipe import Recipe
from engine.search.plan import Plan
from engine.search.trial import Trial
from engine.training.checkpoint import Checkpoint


class Study:
    """An open study. One program has it at a time; threads of that program may share it. Changes when trials are recorded.

    Raises FileProblem with a sentence when the file is in use, another version's, damaged, of another plan or other data.
    """

    path: Path
    plan: Plan

    @classmethod
    def create(cls, path: str | Path, plan: Plan, data: Data) -> Study:
        """A new file. Nothing may be there yet."""
        raise NotImplementedError

    @classmethod
    def open(cls, path: str | Path, plan: Plan | None = None, data: Data | None = None) -> Study:
        """With a plan: it must have the same trials; a larger number of them is taken over. With data: they must be its own."""
        raise NotImplementedError

    def trials(self) -> tuple[Trial, ...]:
        """All that are known, by number; those that nobody began are not there yet."""
        raise NotImplementedError

    def trial(self, number: int) -> Trial:
        raise NotImplementedError

    def record(self, trial: Trial, states: tuple[bytes, ...] | None = None) -> None:
        """In one transaction. `states`: one for each piece; None leaves those that are there."""
        raise NotImplementedError

    def states(self, number: int) -> tuple[bytes, ...]:
        """Of all pieces, as workers made them; none for a trial that has not reached its first rung."""
        raise NotImplementedError

    def state(self, number: int, piece: int = 0) -> tuple[Recipe, Checkpoint]:
        """To adopt: the recipe of a trial's piece, and its trained state."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Study:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
