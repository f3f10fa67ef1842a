"""The one file of a search: its plan, its trials and their trained states, in SQLite. Only the coordinator writes it."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from engine.core.quoting import path_text
from engine.core.translation import _
from engine.data.preprocessing import Data
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from engine.recipe.recipe import Recipe
from engine.search.plan import Plan, plan_from_data, plan_to_data
from engine.search.study_file import (
    locked,
    new_file,
    probe,
    put_problem,
    reading,
    row_of,
    rows_digest,
    trial_from,
    with_problems,
    writing,
)
from engine.search.trial import RUNNING, STOPPED, WAITING, Trial, best_piece
from engine.search.work.state_bytes import state_from
from engine.training.checkpoint import Checkpoint

Record = tuple[Trial, tuple[bytes, ...] | None]


class Study(AbstractContextManager["Study"]):
    """An open study. One program has it at a time; threads of that program may share it. Changes when trials are recorded.

    Raises FileProblem with a sentence when the file is in use, another version's, damaged, of another plan or other data; it is
    untouched then.
    """

    def __init__(self, path: Path, file: sqlite3.Connection, plan: Plan, trials: Iterable[Trial]) -> None:
        """See `create` and `open`."""
        self.path, self.plan = path, plan
        self._file, self._lock = file, threading.RLock()
        self._trials = {one.number: one for one in trials}

    @classmethod
    def create(cls, path: str | Path, plan: Plan, data: Data) -> Study:
        """A new file. Nothing may be there yet."""
        path = Path(path)
        if path.exists():
            text = _('"{path}" is there already: open it to go on with its search, or choose another name for a new one.')
            raise FileProblem(text.format(path=path_text(path)))
        write_atomic(path, new_file(plan_to_data(plan), rows_digest(plan, data), data.table.input_names))
        return cls.open(path)

    @classmethod
    def open(cls, path: str | Path, plan: Plan | None = None, data: Data | None = None) -> Study:
        """With a plan: it must have the same trials; their number is taken over. With data: they must be the study's own."""
        path = Path(path)
        probe(path)
        file = locked(path)
        try:
            with reading(path):
                about = dict(file.execute("SELECT name, value FROM about"))
                trials = [trial_from(row) for row in file.execute("SELECT * FROM trials ORDER BY number").fetchall()]
                trials = with_problems(file, trials)
                try:
                    known = plan_from_data(json.loads(about["plan"]))
                except (KeyError, ValueError, RecursionError) as problem:
                    text = _('"{path}" cannot be continued: {problem}')
                    raise FileProblem(text.format(path=path_text(path), problem=problem)) from problem
            study = cls(path, file, known, [replace(one, state=WAITING) if one.state == RUNNING else one for one in trials])
            if data is not None:
                study.check_data(data)
            if plan is not None:
                study.continue_with(plan)
        except BaseException:
            file.close()
            raise
        return study

    def check_data(self, data: Data) -> None:
        """Raises FileProblem unless the search began with these rows, split like this."""
        with self._lock, reading(self.path):
            ((known,),) = self._file.execute("SELECT value FROM about WHERE name = 'rows'").fetchall()
        if known != rows_digest(self.plan, data):
            text = _('"{path}" is the search of other rows. Give it the data that it began with, or begin a new study.')
            raise FileProblem(text.format(path=path_text(self.path)))

    def continue_with(self, plan: Plan) -> None:
        """With a plan that has the same trials, of which there may be more. Raises FileProblem for any other one."""
        if plan.fingerprint() != self.plan.fingerprint():
            text = _('"{path}" is another search: its network, space or rules are not these. Choose another file for this one.')
            raise FileProblem(text.format(path=path_text(self.path)))
        if plan != self.plan:
            with self._lock, writing(self._file, self.path):
                self._file.execute("UPDATE about SET value = ? WHERE name = 'plan'", (json.dumps(plan_to_data(plan)),))
            self.plan = plan

    def trials(self) -> tuple[Trial, ...]:
        """All that are known, by number; those that were not begun are not there yet."""
        with self._lock:
            return tuple(self._trials[number] for number in sorted(self._trials))

    def trial(self, number: int) -> Trial:
        """KeyError when it was not begun."""
        with self._lock:
            return self._trials[number]

    def record(self, *records: Record) -> None:
        """Add or replace trials, each with one state for each piece; None leaves those that are there.

        In one transaction: all of them or, with a FileProblem, none.
        """
        with self._lock:
            with writing(self._file, self.path):
                for trial, states in records:
                    self._file.execute(_PUT, row_of(trial))
                    put_problem(self._file, trial)
                    if states is not None:
                        self._file.execute("DELETE FROM states WHERE trial = ?", (trial.number,))
                        rows = [(trial.number, piece, state) for piece, state in enumerate(states)]
                        self._file.executemany("INSERT INTO states VALUES (?, ?, ?)", rows)
            self._trials |= {trial.number: trial for trial, _states in records}

    def states(self, number: int) -> tuple[bytes, ...]:
        """Of all pieces, as workers made them; none for a trial that has not reached its first rung."""
        with self._lock, reading(self.path):
            rows = self._file.execute("SELECT state FROM states WHERE trial = ? ORDER BY piece", (number,))
            return tuple(state for (state,) in rows)

    def state(self, number: int, piece: int | None = None) -> tuple[Recipe, Checkpoint]:
        """To adopt: the recipe of a trial's piece, and its trained state. KeyError when there is none.

        Without a piece: what was trained on all training rows where there is that, else the piece that was judged the best. The
        state of a piece of a cross-validation fits no rows but its own: it then begins an epoch.
        """
        trial, states = self.trial(number), self.states(number)
        if piece is None:
            piece = self.plan.pieces if len(states) > self.plan.pieces else best_piece(trial, self.plan.higher_is_better)
        if not 0 <= piece < len(states):
            raise KeyError(number)
        with reading(self.path):
            checkpoint = state_from(states[piece])
        repeat = 0 if piece == self.plan.pieces else piece // max(1, self.plan.folds)
        is_fold = self.plan.folds and piece < self.plan.pieces
        return self.plan.recipe(trial.point, repeat), checkpoint.for_other_rows() if is_fold else checkpoint

    def add_state(self, number: int, state: bytes) -> None:
        """Of a trial of a cross-validation: as it is when trained on all training rows, as one more piece."""
        with self._lock, writing(self._file, self.path):
            self._file.execute("INSERT OR REPLACE INTO states VALUES (?, ?, ?)", (number, self.plan.pieces, state))

    def go_on(self, number: int) -> None:
        """Note that a stopped trial is to be trained to its last epoch. Raises ValueError with a sentence for any other one."""
        with self._lock:
            if number not in self._trials or self._trials[number].state != STOPPED:
                raise ValueError(_("Only a trial that was stopped early can go on."))
            with writing(self._file, self.path):
                self._file.execute("INSERT OR IGNORE INTO going_on VALUES (?)", (number,))

    def going_on(self) -> frozenset[int]:
        """Trials that were stopped early once and were then made to go on, whether they have ended since or not."""
        with self._lock, reading(self.path):
            return frozenset(number for (number,) in self._file.execute("SELECT trial FROM going_on"))

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


_PUT = f"INSERT OR REPLACE INTO trials VALUES ({', '.join('?' * 12)})"
