"""The SQLite file under a study: its tables, its lock, and what the system objects to, as sentences.

The names of tables and columns are those of files: they never change.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.core.quoting import path_text, quoted
from engine.core.translation import Shown, _, as_data, english, from_data
from engine.core.version import VERSION
from engine.data.preprocessing import Data
from engine.files.file_problem import FileProblem
from engine.search.plan import Plan
from engine.search.trial import ENDED, RUNNING, WAITING, Trial

FORMAT = 1
PROGRAM = 0x4E50_5354  # "NPST": how SQLite's files say whose they are (https://sqlite.org/pragma.html#pragma_application_id)
PATIENCE = 0.2  # seconds that another program has to let go of the file
REMOTE = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "afs", "ceph", "gluster", "fuse.gluster", "lustre", "beegfs", "gpfs", "davfs")
TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE trials (
    number INTEGER PRIMARY KEY, point TEXT NOT NULL, state TEXT NOT NULL, score REAL, scores TEXT NOT NULL, rungs TEXT NOT NULL,
    epochs INTEGER NOT NULL, parameters INTEGER NOT NULL, seconds REAL NOT NULL, host TEXT NOT NULL, process INTEGER NOT NULL,
    problem TEXT NOT NULL
);
CREATE TABLE states (trial INTEGER NOT NULL, piece INTEGER NOT NULL, state BLOB NOT NULL, PRIMARY KEY (trial, piece));
CREATE TABLE going_on (trial INTEGER PRIMARY KEY);
"""
# Problems as texts that can be translated, as JSON; `trials` has them in English. Files of earlier versions have no such table.
PROBLEMS = "CREATE TABLE IF NOT EXISTS problems (trial INTEGER PRIMARY KEY, text TEXT NOT NULL)"


def new_file(plan: dict[str, Any], rows: str, columns: tuple[str, ...]) -> bytes:
    """The content of the file of a search in which nothing was tried yet."""
    file = sqlite3.connect(":memory:")
    try:
        file.executescript(f"PRAGMA application_id = {PROGRAM}; PRAGMA user_version = {FORMAT}; {TABLES}")
        about = {"plan": json.dumps(plan), "rows": rows, "columns": json.dumps(columns), "version": VERSION}
        file.executemany("INSERT INTO about VALUES (?, ?)", list(about.items()))
        file.commit()
        return file.serialize()
    finally:
        file.close()


def rows_digest(plan: Plan, data: Data) -> str:
    """What the rows of a search are known by.

    Rows that are computed may differ in their last bits from machine to machine: these are known by what they are computed from.
    """
    seen = hashlib.sha256(repr((plan.base.rows_key(), data.table.input_names, data.table.classes, data.inputs)).encode())
    for rows in (data.train, data.test, data.validation):
        seen.update(np.asarray(rows, np.dtype("<i8")).tobytes())
        seen.update(b"/")
    if not plan.base.data.generated:
        for numbers in (data.table.inputs, data.table.target):
            seen.update(np.ascontiguousarray(numbers, np.dtype("<f8")).tobytes())
    return seen.hexdigest()


def probe(path: Path) -> None:
    """Raises FileProblem unless there is a study of this or an earlier version, as far as can be seen without touching it."""
    if not path.is_file():
        text = _('There is no file "{path}". Check its name, or choose another file.')
        raise FileProblem(text.format(path=path_text(path)))
    with reading(path):
        file = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            ((program,), (version,)) = (file.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version"))
        finally:
            file.close()
    if program != PROGRAM:
        text = _('"{path}" is no search of this program. Choose another file.')
        raise FileProblem(text.format(path=path_text(path)))
    if version > FORMAT:
        text = _('A newer version wrote "{path}" (format {found}, this one reads {known}): update the program.')
        raise FileProblem(text.format(path=path_text(path), found=version, known=FORMAT))
    if not os.access(path, os.W_OK):
        text = _('"{path}" is write-protected. Save under another name, or allow writing first.')
        raise FileProblem(text.format(path=path_text(path)))


def locked(path: Path) -> sqlite3.Connection:
    """The file, open for this program alone until it is closed or the program ends, however it does."""
    with reading(path):
        file = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", timeout=PATIENCE, isolation_level=None, check_same_thread=False, uri=True
        )
        try:
            file.execute("PRAGMA locking_mode = EXCLUSIVE")
            file.execute("BEGIN EXCLUSIVE")  # the lock stays when this ends
            file.execute("COMMIT")
            if file.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("malformed")
            file.execute(f"PRAGMA journal_mode = {'DELETE' if is_remote(path) else 'WAL'}")
            file.execute("PRAGMA synchronous = FULL")  # also through a power cut
        except BaseException:
            file.close()
            raise
    return file


def is_remote(path: Path, mounts: str | None = None) -> bool:
    """Whether it lies on a drive of another machine, as far as the system says: there, SQLite's write-ahead log is not safe."""
    place = os.path.realpath(path)
    if place.startswith("\\\\"):
        return True
    if mounts is None:
        mounts = ""
        with suppress(OSError):
            mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    found, kind = "", ""
    for line in mounts.splitlines():
        _device, point, system, *_rest = [*line.split(), "", "", ""]
        point = point.replace("\\040", " ")
        if len(point) >= len(found) and (place + "/").startswith(point.rstrip("/") + "/"):
            found, kind = point, system
    return kind.startswith(REMOTE)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """What goes wrong while the file is read, as a FileProblem."""
    try:
        yield
    except sqlite3.OperationalError as problem:
        raise FileProblem(_sentence(path, problem)) from problem
    except (sqlite3.Error, ValueError, KeyError, TypeError) as problem:
        text = _('"{path}" is damaged, or no search of this program ({reason}). Choose another file.')
        raise FileProblem(text.format(path=path_text(path), reason=quoted(str(problem), 80))) from problem


@contextmanager
def writing(file: sqlite3.Connection, path: Path) -> Iterator[None]:
    """A transaction: everything within it is in the file at its end or, with a FileProblem, nothing."""
    try:
        file.execute("BEGIN IMMEDIATE")
        yield
        file.execute("COMMIT")
    except BaseException as problem:
        with suppress(sqlite3.Error):
            file.execute("ROLLBACK")
        if isinstance(problem, sqlite3.Error):
            raise FileProblem(_sentence(path, problem)) from problem
        raise


def _sentence(path: Path, problem: sqlite3.Error) -> str:
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    text = _('"{path}" could not be used ({reason}). Check the drive; what was recorded before is safe.')
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        text = _('"{path}" is in use by another program or window: a search belongs to one at a time. Close it there first.')
    elif code == sqlite3.SQLITE_FULL:
        text = _('The disk of "{path}" is full. Make room and start the search again: what was recorded before is safe.')
    elif code == sqlite3.SQLITE_READONLY:
        text = _('"{path}" can no longer be written. Allow writing and start the search again: what was recorded before is safe.')
    elif code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        text = _('"{path}" is damaged, or no search of this program ({reason}). Choose another file.')
    return text.format(path=path_text(path), reason=quoted(str(problem), 80))


def row_of(trial: Trial) -> tuple[Any, ...]:
    """A trial as a row of the table `trials`. NaN is NULL."""
    texts = (json.dumps(trial.point), trial.state)
    score = None if math.isnan(trial.score) else trial.score
    lists = (json.dumps(_nan_to_none(trial.scores)), json.dumps([[epoch, *_nan_to_none((x,))] for epoch, x in trial.rungs]))
    counts = (trial.epochs, trial.parameters, trial.seconds)
    return (trial.number, *texts, score, *lists, *counts, trial.host, trial.process, english(trial.problem))


def trial_from(row: tuple[Any, ...]) -> Trial:
    """What `row_of` wrote. Raises ValueError or TypeError when it is damaged."""
    number, point, state, score, scores, rungs, epochs, parameters, seconds, host, process, problem = row
    if state not in (*ENDED, RUNNING, WAITING) or number < 0:
        raise ValueError(state)
    point = json.loads(point)
    if not isinstance(point, dict):
        raise ValueError(point)
    read_rungs = tuple((int(epoch), _number(x)) for epoch, x in json.loads(rungs))
    read_scores = tuple(_number(x) for x in json.loads(scores))
    about = int(epochs), int(parameters), float(seconds), str(host), int(process), str(problem)
    return Trial(number, point, state, _number(score), read_scores, read_rungs, *about)


def put_problem(file: sqlite3.Connection, trial: Trial) -> None:
    """Keep why a trial failed so that it can be shown in another language."""
    if isinstance(trial.problem, Shown):
        file.execute(PROBLEMS)
        file.execute("INSERT OR REPLACE INTO problems VALUES (?, ?)", (trial.number, json.dumps(as_data(trial.problem))))


def with_problems(file: sqlite3.Connection, trials: list[Trial]) -> list[Trial]:
    """The trials with their problems in the language of the program, as far as the file knows more than the English of them."""
    if not file.execute("SELECT 1 FROM sqlite_master WHERE name = 'problems'").fetchone():
        return trials
    texts = dict(file.execute("SELECT trial, text FROM problems"))
    return [_with_problem(trial, texts[trial.number]) if trial.number in texts else trial for trial in trials]


def _with_problem(trial: Trial, text: str) -> Trial:
    """As it is where the text is damaged, or of another problem that the trial had before."""
    with suppress(ValueError, TypeError, RecursionError):
        problem = from_data(json.loads(text))
        if english(problem) == trial.problem:
            return replace(trial, problem=problem)
    return trial


def _number(x: Any) -> float:
    return math.nan if x is None else float(x)


def _nan_to_none(numbers: tuple[float, ...]) -> list[float | None]:
    return [None if math.isnan(x) else x for x in numbers]
