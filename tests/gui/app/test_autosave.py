"""The autosave, what a crash leaves, and who may take it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile
from pytestqt.qtbot import QtBot

from engine.training.checkpoint import Checkpoint
from engine.training.session import Session
from gui.app import autosave as autosave_module
from gui.app.autosave import Autosave, Leftover, claim_leftovers
from gui.model.project import Project
from gui.model.storage.project_file import open_project, project_bytes
from tests.program_start import ROOT

PROJECT = replace(Project(), notes="kept")


@pytest.fixture
def autosave(qapp: object, tmp_path: Path) -> Iterator[Autosave]:
    made = Autosave(tmp_path / "recovery", interval=20)
    made.start()
    yield made
    made.finish()


def answer_with(autosave: Autosave, project: Project, checkpoint: Checkpoint | None = None) -> list[int]:
    """Store that project whenever it is asked for; returns a list that grows with each time."""
    asked: list[int] = []

    def answer() -> None:
        asked.append(1)
        autosave.store(project, checkpoint)

    autosave.wanted.connect(answer)
    return asked


def crashed(folder: Path, notes: str = "kept") -> None:
    """Run a program that keeps a project there and then dies."""
    code = f"""
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from gui.model.project import Project
from gui.app.autosave import Autosave
app = QCoreApplication([])
autosave = Autosave(Path(sys.argv[1]))
autosave.start()
autosave.store(Project(notes={notes!r}), None)
autosave._writer.shutdown(wait=True)
os.kill(os.getpid(), 9) if os.name == "posix" else os._exit(1)
"""
    subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, timeout=100, check=False)


def test_what_changed_is_kept_with_its_training(autosave: Autosave, qtbot: QtBot) -> None:
    session = Session(PROJECT.recipe)
    session.advance(20)
    answer_with(autosave, PROJECT, session.checkpoint())
    autosave.mark_changed()
    assert autosave.path is not None
    qtbot.waitUntil(autosave.path.exists)
    opened = open_project(autosave.path)
    assert opened.project == PROJECT
    assert opened.checkpoint is not None
    assert opened.checkpoint.step == 20


def test_nothing_is_asked_for_while_nothing_changes(autosave: Autosave, qtbot: QtBot) -> None:
    asked = answer_with(autosave, PROJECT)
    autosave.mark_changed()
    qtbot.waitUntil(lambda: len(asked) == 1)
    with qtbot.assertNotEmitted(autosave.wanted, wait=100):
        pass


def test_a_clean_exit_leaves_nothing(autosave: Autosave) -> None:
    autosave.store(PROJECT, None)
    autosave.finish()
    assert list(autosave.folder.iterdir()) == []
    assert claim_leftovers(autosave.folder) == []


def test_an_end_that_must_be_kept_is_offered_next_time(autosave: Autosave) -> None:
    autosave.store(PROJECT, None)
    autosave.finish(keep=True)
    [leftover] = claim_leftovers(autosave.folder)
    assert open_project(leftover.path).project == PROJECT
    leftover.discard()


def test_what_a_crash_left_is_offered(qapp: object, tmp_path: Path) -> None:
    crashed(tmp_path)
    [leftover] = claim_leftovers(tmp_path)
    assert open_project(leftover.path).project == PROJECT
    leftover.discard()
    assert claim_leftovers(tmp_path) == []


def test_the_file_of_a_running_program_is_not_offered(autosave: Autosave) -> None:
    autosave.store(PROJECT, None)
    other = Autosave(autosave.folder)
    other.start()
    assert other.path != autosave.path
    assert claim_leftovers(autosave.folder) == []
    other.finish()


def test_two_that_start_at_once_do_not_get_the_same(qapp: object, tmp_path: Path) -> None:
    crashed(tmp_path)
    first = claim_leftovers(tmp_path)
    assert len(first) == 1
    assert claim_leftovers(tmp_path) == []
    first[0].release()
    assert len(claim_leftovers(tmp_path)) == 1


def test_the_newest_comes_first(qapp: object, tmp_path: Path) -> None:
    crashed(tmp_path, "old")
    crashed(tmp_path, "new")
    leftovers = claim_leftovers(tmp_path)
    assert [open_project(one.path).project.notes for one in leftovers] == ["new", "old"]


def test_the_file_of_the_project_is_remembered(autosave: Autosave, tmp_path: Path) -> None:
    files = [tmp_path / "lesson1.npp", tmp_path / "수업 2.npp", None]
    for number, file in enumerate(files):
        autosave.store(replace(PROJECT, notes=str(number)), None, file=file)
    autosave.finish(keep=True)
    assert claim_and_release(autosave.folder) == [("2", None)]
    for file in files[:2]:
        again = Autosave(autosave.folder)
        again.start()
        again.store(replace(PROJECT, notes="again"), None, file=file)
        again.finish(keep=True)
        assert ("again", file) in claim_and_release(autosave.folder)


def claim_and_release(folder: Path) -> list[tuple[str, Path | None]]:
    leftovers = claim_leftovers(folder)
    found = [(open_project(one.path).project.notes, one.file) for one in leftovers]
    for one in leftovers:
        one.release()
    return found


def test_a_project_never_stands_beside_the_file_of_another(
    autosave: Autosave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saving it would overwrite the other, wherever the program was killed."""
    autosave.store(replace(PROJECT, notes="one"), None, file=tmp_path / "one.npp")
    autosave.finish(keep=True)
    [leftover] = claim_leftovers(autosave.folder)
    seen: list[tuple[str, Path | None]] = []

    def write(path: Path, data: bytes) -> None:
        look()
        path.write_bytes(data)
        look()

    def look() -> None:
        seen.append((open_project(leftover.path).project.notes, autosave_module._noted(leftover.path)))

    monkeypatch.setattr(autosave_module, "write_atomic", write)

    def save(project: Project, path: Path, state: Checkpoint | None, trained: object) -> None:
        write(path, bytes(project_bytes(project, state)))

    monkeypatch.setattr(autosave_module, "save_project", save)
    notes = {autosave_module.FILE: tmp_path / "two.npp", autosave_module.EARLIER: None}
    autosave_module._write_with_notes(replace(PROJECT, notes="two"), leftover.path, None, None, notes)
    assert seen == [("one", None), ("two", None), ("two", None), ("two", tmp_path / "two.npp")]
    leftover.discard()
    assert list(autosave.folder.iterdir()) == []


def test_a_file_that_was_saved_later_is_known(qapp: object, tmp_path: Path) -> None:
    file = tmp_path / "lesson1.npp"
    lock = QLockFile(str(tmp_path / "1.lock"))
    leftover = Leftover(tmp_path / "1.npp", datetime.fromtimestamp(1000), lock, file)
    assert not leftover.is_older_than_its_file
    file.touch()
    for time, is_older in ((999, False), (1000, True), (1001, True)):
        os.utime(file, (time, time))
        assert leftover.is_older_than_its_file is is_older


def test_what_cannot_be_opened_is_set_aside_and_not_lost(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "1.npp").write_bytes(b"damaged")
    [leftover] = claim_leftovers(tmp_path)
    aside = leftover.set_aside()
    (tmp_path / "1.npp").write_bytes(b"again")
    [second] = claim_leftovers(tmp_path)
    assert second.set_aside().read_bytes() == b"again"
    assert aside.read_bytes() == b"damaged"
    assert claim_leftovers(tmp_path) == []


def test_a_name_that_a_leftover_holds_is_not_taken(qapp: object, tmp_path: Path) -> None:
    first = Autosave(tmp_path)
    first.start()
    first.store(PROJECT, None)
    name = first.path
    first.finish(keep=True)
    second = Autosave(tmp_path)
    second.start()
    assert second.path != name
    second.finish()
    assert name is not None
    assert name.exists()


def test_a_save_that_fails_says_so_once_and_tries_again(autosave: Autosave, qtbot: QtBot) -> None:
    said: list[str] = []
    autosave.failed.connect(said.append)
    asked = answer_with(autosave, PROJECT)
    assert autosave.path is not None
    autosave.path.mkdir()
    autosave.mark_changed()
    qtbot.waitUntil(lambda: len(asked) >= 3)
    assert len(said) == 1
    assert "autosave failed" in said[0]
    autosave.path.rmdir()
    qtbot.waitUntil(autosave.path.is_file)


def test_without_a_folder_it_says_so_and_goes_on(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    autosave = Autosave(tmp_path / "file" / "recovery")
    said: list[str] = []
    autosave.failed.connect(said.append)
    autosave.start()
    autosave.mark_changed()
    autosave.save_now()
    autosave.store(PROJECT, None)
    autosave.finish()
    assert len(said) == 1
    assert "no autosave" in said[0]


def left(folder: Path, notes: str, recovered: Path | None = None) -> Path:
    """A program kept this and crashed; returns the file. It had been brought back from that leftover, if any."""
    autosave = Autosave(folder)
    autosave.start()
    autosave.store(replace(PROJECT, notes=notes), None, recovered=recovered)
    assert autosave.path is not None
    path = autosave.path
    autosave.finish(keep=True)
    return path


def test_what_was_brought_back_and_crashed_again_is_offered_once(qapp: object, tmp_path: Path) -> None:
    first = left(tmp_path, "first")
    other = left(tmp_path, "other")
    second = left(tmp_path, "second", first)
    third = left(tmp_path, "third", second)
    assert [note for note, _file in claim_and_release(tmp_path)] == ["third", "other"]
    newest, _other = claim_leftovers(tmp_path)
    newest.discard()
    _other.release()
    assert [path.exists() for path in (first, second, third, other)] == [False, False, False, True]


def test_what_is_older_than_the_one_before_it_hides_nothing(qapp: object, tmp_path: Path) -> None:
    """The clock was set back, or the name was given to another: rather both are offered."""
    first = left(tmp_path, "first")
    left(tmp_path, "second", first)
    os.utime(first, (2e9, 2e9))
    assert {note for note, _file in claim_and_release(tmp_path)} == {"first", "second"}


def test_what_came_before_a_damaged_one_is_still_there(qapp: object, tmp_path: Path) -> None:
    first = left(tmp_path, "first")
    left(tmp_path, "second", first).write_bytes(b"damaged")
    [found] = claim_leftovers(tmp_path)
    found.set_aside()
    assert [one.path for one in found.earlier] == [first]
    found.release()
    assert [note for note, _file in claim_and_release(tmp_path)] == ["first"]


def test_another_project_is_not_taken_for_the_one_brought_back(autosave: Autosave, tmp_path: Path) -> None:
    first = left(autosave.folder, "first")
    autosave.store(PROJECT, None, recovered=first)
    autosave.store(replace(PROJECT, notes="new"), None)
    autosave.finish(keep=True)
    assert {note for note, _file in claim_and_release(autosave.folder)} == {"first", "new"}


def test_what_was_saved_or_left_is_not_offered(autosave: Autosave, qtbot: QtBot) -> None:
    asked = answer_with(autosave, PROJECT)
    autosave.mark_changed()
    qtbot.waitUntil(lambda: bool(asked))
    autosave.forget()
    assert autosave._writing is not None
    autosave._writing.result(60)
    assert autosave.path is not None
    assert not autosave.path.exists()
    with qtbot.assertNotEmitted(autosave.wanted, wait=60):
        pass
    autosave.mark_changed()
    qtbot.waitUntil(autosave.path.exists)


def test_a_write_that_fails_for_whatever_reason_is_told(
    autosave: Autosave, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*about: object, **more: object) -> None:
        raise MemoryError

    monkeypatch.setattr(autosave_module, "save_project", fails)
    asked = answer_with(autosave, PROJECT)
    autosave.mark_changed()
    with qtbot.waitSignal(autosave.failed) as seen:
        pass
    assert "MemoryError" in seen.args[0]
    monkeypatch.undo()
    assert autosave.path is not None
    qtbot.waitUntil(autosave.path.exists)
    assert len(asked) > 1
