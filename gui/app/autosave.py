"""Recovery after a crash: an autosave that is removed on a clean exit, and finding those that were not.

Each running program owns one file in the recovery folder and a lock beside it. A file whose lock is free is left over. Two notes
may lie beside it: one with the path of the project's own file, and one with the name of the leftover that the project was brought
back from. That one then holds nothing of its own, and goes when the later one goes.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from engine.core.translation import _
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from engine.files.reading import cannot_be_opened
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from gui.model.project import Project
from gui.model.storage.project_file import SUFFIX, save_project

INTERVAL = 30_000  # ms
MOST_PATH = 10_000  # bytes of a path
FILE, EARLIER = ".file", ".earlier"  # how the names of notes end
Notes = dict[str, Path | None]


@dataclass(frozen=True, eq=False)
class Leftover:
    """A project that a crashed program left. This program holds its lock until one of the methods is called."""

    path: Path
    saved: datetime
    lock: QLockFile
    file: Path | None = None  # that the project was opened from or saved to, if any
    earlier: tuple[Leftover, ...] = ()  # that it was brought back from, and goes on from

    @property
    def is_older_than_its_file(self) -> bool:
        """Whether the project's own file was written after this was kept, so that it may hold more."""
        try:
            return self.file is not None and datetime.fromtimestamp(self.file.stat().st_mtime) >= self.saved
        except (OSError, ValueError):
            return False

    def discard(self) -> None:
        """The user has saved it, or does not want it."""
        for earlier in self.earlier:
            earlier.discard()
        _remove(self.path)
        self.lock.unlock()

    def release(self) -> None:
        """Leave it to the next start."""
        for earlier in self.earlier:
            earlier.release()
        self.lock.unlock()

    def set_aside(self) -> Path:
        """It cannot be opened: keep it under another name, so that it is not offered again. Returns where it is now."""
        aside = self.path.with_suffix(".damaged")
        for number in count(2):
            if not aside.exists():
                break
            aside = self.path.with_name(f"{self.path.stem}-{number}.damaged")
        self.path.replace(aside)
        _remove(self.path)
        self.lock.unlock()
        return aside


def claim_leftovers(folder: Path) -> list[Leftover]:
    """What crashed programs left in this folder, the newest first. Others that start now do not get the same ones."""
    found: dict[str, Leftover] = {}
    for path in folder.glob(f"*{SUFFIX}"):
        lock = _lock_of(path)
        if not lock.tryLock(0):
            continue
        try:
            found[path.name] = Leftover(path, datetime.fromtimestamp(path.stat().st_mtime), lock, _noted(path))
        except OSError:  # its owner ended cleanly at this very moment
            lock.unlock()
    return sorted(_latest(found), key=lambda one: one.saved, reverse=True)


def _latest(found: dict[str, Leftover]) -> list[Leftover]:
    """Those that no later one was brought back from and goes on from; each has the ones before it."""
    before: dict[str, str] = {}
    for name, one in found.items():
        earlier = found.get(str(_noted(one.path, EARLIER)))
        if earlier is not None and earlier.saved < one.saved:
            before[name] = earlier.path.name
    latest = []
    for name in found.keys() - set(before.values()):
        chain = [name]
        while chain[-1] in before:
            chain.append(before[chain[-1]])
        latest.append(replace(found[name], earlier=tuple(found[one] for one in chain[1:])))
    return latest


class Autosave(QObject):
    """Changes: asks for the project every 30 s when something changed, and writes it in a thread of its own.

    On `wanted`, call `store` with what is to be kept, at once or later. When it is not called, the file stays as it is, and the
    next turn asks again.
    """

    wanted = Signal()
    failed = Signal(str)  # a sentence, once until a save succeeds again
    _written = Signal(str)  # from the writing thread: a problem's sentence, or nothing

    def __init__(self, folder: Path, parent: QObject | None = None, interval: int = INTERVAL) -> None:
        super().__init__(parent)
        self.folder = folder
        self.path: Path | None = None  # None while nothing can be written there
        self._lock: QLockFile | None = None
        self._changes = self._asked = self._stored = 0  # changes: in all, when it last asked, and those in the file
        self._has_failed = False
        self._writer: ThreadPoolExecutor | None = None
        self._writing: Future[None] | None = None
        self._written.connect(self._note)
        self._timer = QTimer(self)
        self._timer.setInterval(interval)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Take a file name and its lock. In a folder that cannot be written nothing is saved, and `failed` says so."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            text = _('There is no autosave: the folder "{folder}" cannot be made ({reason}).')
            self.failed.emit(text.format(folder=self.folder, reason=problem.strerror))
            return
        for path in _own_names(self.folder):
            lock = _lock_of(path)
            if not path.exists() and lock.tryLock(0):
                self.path, self._lock = path, lock
                self._timer.start()
                return
            if lock.error() == QLockFile.LockError.PermissionError:
                break
        self.failed.emit(_('There is no autosave: the folder "{folder}" cannot be written.').format(folder=self.folder))

    def mark_changed(self) -> None:
        """The project or its trained weights differ from what was saved last."""
        self._changes += 1

    def save_now(self) -> None:
        """Ask for the project if something changed."""
        if self.path is not None and self._changes > self._stored:
            self._asked = self._changes
            self.wanted.emit()

    def store(
        self,
        project: Project,
        checkpoint: Checkpoint | None,
        trained: Recipe | None = None,
        file: Path | None = None,
        recovered: Path | None = None,
    ) -> None:
        """Write it, without keeping the caller waiting.

        `trained` is the recipe of the state, where it is not the project's; `file` is the project's own file, if it has one;
        `recovered` is the leftover that it was brought back from and that is still there, if any.
        """
        if self.path is not None:
            self._stored = self._asked
            self._submit(self._write, project, self.path, checkpoint, trained, {FILE: file, EARLIER: recovered})

    def forget(self) -> None:
        """The project has been saved or left: what was kept of it until now goes, after all that is being written."""
        self._stored = self._asked = self._changes
        if self.path is not None and self._writer is not None:
            self._submit(_remove, self.path)

    def finish(self, keep: bool = False) -> None:
        """Wait for the last write, stop, and remove the file; `keep` leaves it for the next start. May be called twice."""
        self._timer.stop()
        if self._writer is not None:
            self._writer.shutdown(wait=True)
            self._writer = None
        if self.path is not None and not keep:
            _remove(self.path)
        self.path = None
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    # -- private
    def _tick(self) -> None:
        if self._writing is None or self._writing.done():  # on a slow disk, saves must not pile up
            self.save_now()

    def _submit(self, work: Callable[..., None], *about: Any) -> None:
        if self._writer is None:
            self._writer = ThreadPoolExecutor(1, "autosave")
        self._writing = self._writer.submit(work, *about)

    def _write(self, project: Project, path: Path, checkpoint: Checkpoint | None, trained: Recipe | None, notes: Notes) -> None:
        """In the writing thread."""
        try:
            _write_with_notes(project, path, checkpoint, trained, notes)
        except FileProblem as problem:
            self._written.emit(str(problem))
        except Exception as problem:  # such as too little memory: it must not pass for a success
            self._written.emit(repr(problem))
        else:
            self._written.emit("")

    def _note(self, problem: str) -> None:
        if problem:
            self._stored = -1  # try again at the next tick
            if not self._has_failed:
                self.failed.emit(_("The autosave failed. {problem}").format(problem=problem))
        self._has_failed = bool(problem)


def _write_with_notes(project: Project, path: Path, checkpoint: Checkpoint | None, trained: Recipe | None, notes: Notes) -> None:
    """At no moment does the note of one project stand beside another: notes that differ go first and come last."""
    new = {_note_of(path, kind): about for kind, about in notes.items() if _noted(path, kind) != _short(kind, about)}
    for note in new:
        try:
            note.unlink(missing_ok=True)
        except OSError as problem:
            raise cannot_be_opened(note, problem) from problem
    save_project(project, path, checkpoint, trained=trained)
    for note, about in new.items():
        if about is not None:
            write_atomic(note, os.fsencode(_short(note.suffix, about) or ""))


def _short(kind: str, about: Path | None) -> Path | None:
    """What stands in the note: leftovers are known by their names alone."""
    return Path(about.name) if about is not None and kind == EARLIER else about


def _note_of(path: Path, kind: str = FILE) -> Path:
    return path.with_suffix(kind)


def _noted(path: Path, kind: str = FILE) -> Path | None:
    """The path in a note beside a recovery file."""
    try:
        return Path(os.fsdecode(_note_of(path, kind).read_bytes()[:MOST_PATH]))
    except (OSError, ValueError):
        return None


def _remove(path: Path) -> None:
    """A recovery file, then its notes: without them it would be offered as another project than it is."""
    for one in (path, _note_of(path, FILE), _note_of(path, EARLIER)):
        with contextlib.suppress(OSError):
            one.unlink(missing_ok=True)


def _lock_of(path: Path) -> QLockFile:
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)  # never by age: only when the process that made it no longer runs
    return lock


def _own_names(folder: Path) -> Iterator[Path]:
    """Names for this process. The first may be taken by a leftover of a process with the same number."""
    yield folder / f"{os.getpid()}{SUFFIX}"
    for number in count(2):
        if number > 100:
            return
        yield folder / f"{os.getpid()}-{number}{SUFFIX}"
