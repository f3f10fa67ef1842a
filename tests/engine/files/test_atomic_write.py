"""A saved file is as before or complete, and every obstacle is a sentence."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.files import atomic_write
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic_write, "FIRST_PAUSE", 0.0)


def failing(problem: OSError, times: int = 1_000_000) -> Callable[..., None]:
    """A stand-in for os.replace or os.fsync that fails so many times."""
    real, left = os.replace, [times]

    def fail(*args: str) -> None:
        if left[0]:
            left[0] -= 1
            raise problem
        real(*args)

    return fail


def test_writes_a_new_file(tmp_path: Path) -> None:
    write_atomic(tmp_path / "신경망 a.npp", b"new")
    assert (tmp_path / "신경망 a.npp").read_bytes() == b"new"


def test_replaces_a_file_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.npp"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomic(path, memoryview(b"new"))
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_atomic(tmp_path / "a.npp", b"new")
    assert (tmp_path / "a.npp").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "deep" / "a.npp", tmp_path / "link.npp"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_atomic(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_link_to_nothing_makes_its_target(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "a.npp")
    write_atomic(tmp_path / "link", b"new")
    assert (tmp_path / "a.npp").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "disk is full"),
        (errno.EROFS, "only be read"),
        (errno.EACCES, "permission denied"),
        (errno.EPERM, "permission denied"),
        (errno.EIO, "Check the drive"),
    ],
)
@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_when_it_fails_the_old_file_is_untouched(
    number: int, word: str, call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.npp"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, call, failing(OSError(number, "no")))
    with pytest.raises(FileProblem, match=word):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.npp"]


def busy(winerror: int) -> OSError:
    problem = PermissionError(errno.EACCES, "in use")
    problem.winerror = winerror  # what Windows puts there
    return problem


@pytest.mark.parametrize("winerror", atomic_write.BUSY)
def test_a_file_that_windows_holds_for_a_moment_is_tried_again(
    winerror: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "replace", failing(busy(winerror), times=3))
    write_atomic(tmp_path / "a.npp", b"new")
    assert (tmp_path / "a.npp").read_bytes() == b"new"


def test_a_file_that_windows_holds_for_good_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", failing(busy(32)))
    with pytest.raises(FileProblem, match="Close it in other programs"):
        write_atomic(tmp_path / "a.npp", b"new")
    assert os.listdir(tmp_path) == []


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    cases = {
        "": "No file is chosen",
        tmp_path / "none" / "a.npp": "no folder",
        tmp_path / "folder": "is a folder",
        tmp_path / "pipe": "device or a pipe",
        tmp_path / "round": "leads back to itself",
        os.devnull: "device or a pipe",
        tmp_path / ("long" * 100): "too long",
        f"{tmp_path}/a\0b": "not a name",
    }
    for path, word in cases.items():
        with pytest.raises(FileProblem, match=word):
            write_atomic(path, b"new")
    assert sorted(os.listdir(tmp_path)) == ["folder", "pipe", "round"]


def test_a_write_protected_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.npp"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write everything
    with pytest.raises(FileProblem, match="write-protected"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
