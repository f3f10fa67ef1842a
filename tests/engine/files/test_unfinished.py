"""What a killed program leaves while it writes is removed by the next save; what may still be written to is not."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from engine.files import unfinished
from engine.files.atomic_write import write_atomic


def left(folder: Path, name: str, age: float) -> Path:
    path = folder / name
    path.write_bytes(b"half")
    os.utime(path, (time.time() - age,) * 2)
    return path


@pytest.mark.skipif(os.name != "posix", reason="whether a process runs cannot be asked elsewhere")
def test_the_next_save_removes_what_an_ended_process_left(tmp_path: Path) -> None:
    # No process has so high a number: that of one that has just ended may be another's by now.
    ended = unfinished.temporary_name().replace(f"-{os.getpid()}-", f"-{2**22 + 7}-").removesuffix(".tmp")[:-1]
    old, young = left(tmp_path, ended + "1.tmp", 120), left(tmp_path, ended + "2.tmp", 1)
    write_atomic(tmp_path / "a.npp", b"whole")
    assert not old.exists()
    assert young.exists()


def test_files_of_running_programs_and_of_others_stay(tmp_path: Path) -> None:
    mine = unfinished.temporary_name()
    kept = [
        left(tmp_path, mine, 3600),
        left(tmp_path, mine.replace(f".saving-{mine[8:16]}", ".saving-00000000"), 3600),  # another computer's
        left(tmp_path, ".saving-0123456789ab.tmp", 3600),  # an earlier version's
        *(left(tmp_path, name, 10**6) for name in (".saving-x.tmp", "saving-0123456789ab.tmp", ".saving-0123456789ab.tmp.bak")),
    ]
    folder = tmp_path / ".saving-fedcba987654.tmp"
    folder.mkdir()
    unfinished.sweep(tmp_path, time.time() + 10)
    assert all(path.exists() for path in kept)
    unfinished.sweep(tmp_path, time.time() + unfinished.OLD)  # a day later nobody writes any more
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([folder.name, *(path.name for path in kept[3:])])
