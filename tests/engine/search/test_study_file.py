"""Trials as rows of a file, drives of other machines, and what is said when a file cannot be used."""

from __future__ import annotations

import math
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from engine.files.file_problem import FileProblem
from engine.search.study_file import FORMAT, PROGRAM, is_remote, probe, reading, row_of, trial_from, writing
from engine.search.trial import FINISHED, Trial

NAN = float("nan")
TRIAL = Trial(3, {"lr": 0.5, "layers": "8"}, FINISHED, 0.5, (0.25, NAN, 0.75), ((1, NAN), (3, 0.5)), 9, 33, 2.5, "host", 77, "")


def test_a_trial_is_read_as_it_was_written() -> None:
    row = row_of(TRIAL)
    assert (row[0], row[3], row[4], row[5]) == (3, 0.5, "[0.25, null, 0.75]", "[[1, null], [3, 0.5]]")
    assert repr(trial_from(row)) == repr(TRIAL)
    unknown = trial_from(row_of(replace(TRIAL, score=NAN, number=0)))
    assert math.isnan(unknown.score)


@pytest.mark.parametrize(("place", "value"), [(0, -1), (2, "lost"), (1, "[]"), (1, "3"), (6, "many"), (4, "[[]]"), (5, "[1]")])
def test_a_damaged_row_is_refused(place: int, value: object) -> None:
    row = list(row_of(TRIAL))
    row[place] = value
    with pytest.raises((ValueError, TypeError)):
        trial_from(tuple(row))


@pytest.mark.parametrize(
    ("mounts", "remote"),
    [
        ("", False),
        ("a / ext4 rw", False),
        ("server:/x /data nfs4 rw", True),
        ("server:/x /data/ cifs rw", True),
        ("a / nfs rw\nb /data ext4 rw", False),  # the nearest drive counts
        ("b /data ext4 rw\na / nfs rw", False),
        ("a / ext4 rw\ns:/x /dat nfs rw", False),  # another folder whose name begins alike
        ("a / ext4 rw\ns:/x /data ext4 rw\ns:/y /data nfs rw", True),  # mounted later over it
        ("broken", False),
    ],
)
def test_a_drive_of_another_machine_is_known_by_the_mounts(mounts: str, remote: bool) -> None:
    assert is_remote(Path("/data/search.sqlite"), mounts) is remote


def test_names_with_blanks_and_windows_shares_are_understood() -> None:
    assert is_remote(Path("/my data/a.sqlite"), "s:/x /my\\040data nfs rw")


def file_of(path: Path, program: int, version: int) -> Path:
    with sqlite3.connect(path) as file:
        file.execute(f"PRAGMA application_id = {program}")
        file.execute(f"PRAGMA user_version = {version}")
    file.close()
    return path


def test_only_searches_of_this_or_an_earlier_version_are_opened(tmp_path: Path) -> None:
    probe(file_of(tmp_path / "a", PROGRAM, FORMAT))
    with pytest.raises(FileProblem, match="is no search of this program"):
        probe(file_of(tmp_path / "b", PROGRAM + 1, FORMAT))
    with pytest.raises(FileProblem, match=f"A newer version wrote .*format {FORMAT + 1}, this one reads {FORMAT}"):
        probe(file_of(tmp_path / "c", PROGRAM, FORMAT + 1))
    with pytest.raises(FileProblem, match="There is no file"):
        probe(tmp_path / "d")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (sqlite3.SQLITE_BUSY, "is in use by another program or window"),
        (sqlite3.SQLITE_LOCKED, "is in use by another program or window"),
        (sqlite3.SQLITE_FULL, "is full. Make room"),
        (sqlite3.SQLITE_READONLY | 8 << 8, "can no longer be written"),  # an extended code
        (sqlite3.SQLITE_CORRUPT, "is damaged, or no search of this program"),
        (sqlite3.SQLITE_NOTADB, "is damaged, or no search of this program"),
        (sqlite3.SQLITE_IOERR, "could not be used"),
    ],
)
def test_what_goes_wrong_with_a_file_is_said(code: int, said: str) -> None:
    problem = sqlite3.OperationalError("it broke")
    problem.sqlite_errorcode = code
    with pytest.raises(FileProblem, match=said), reading(Path("a.sqlite")):
        raise problem


def test_a_transaction_is_whole_or_nothing(tmp_path: Path) -> None:
    file = sqlite3.connect(tmp_path / "a", isolation_level=None)
    file.execute("CREATE TABLE t (x)")
    with writing(file, tmp_path / "a"):
        file.execute("INSERT INTO t VALUES (1)")

    def interrupted() -> None:
        with writing(file, tmp_path / "a"):
            file.execute("INSERT INTO t VALUES (2)")
            raise KeyError

    with pytest.raises(KeyError):
        interrupted()
    with pytest.raises(FileProblem), writing(file, tmp_path / "a"):
        file.execute("INSERT INTO u VALUES (3)")
    assert file.execute("SELECT x FROM t").fetchall() == [(1,)]
    file.close()
