"""Reading a chosen file: what is wrong with it is a sentence that names it and says what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from engine.files.file_problem import FileProblem
from engine.files.reading import cannot_be_opened, read_beginning, read_bytes


def test_all_of_a_file_or_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"0123456789")
    assert read_bytes(path, 10, "") == b"0123456789"
    assert read_beginning(path, 10, "", wanted=4) == (b"0123", False)
    assert read_beginning(path, 10, "", wanted=10) == (b"0123456789", True)
    assert read_beginning(path, 10, "", wanted=0) == (b"", False)


@pytest.mark.parametrize(("most", "smaller", "said"), [(9, "", "Take another."), (9, "Take fewer rows.", "Take fewer rows.")])
def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, most: int, smaller: str, said: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"0123456789")
    with pytest.raises(FileProblem) as problem:
        read_beginning(path, most, "Take another.", smaller)
    assert str(problem.value) == f'"rows.csv" has 10 bytes; at most 9 bytes can be read. {said}'


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"is a folder\. Take another\."):
        read_bytes(tmp_path, 10, "Take another.")
    with pytest.raises(FileProblem, match="There is no file"):
        read_bytes(tmp_path / "no.csv", 10, "")
    with pytest.raises(FileProblem, match=r"No file is chosen\. Take another\."):
        read_bytes("", 10, "Take another.")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(FileProblem, match="is a device or a pipe"):
            read_bytes(tmp_path / "pipe", 10, "")


def test_the_systems_reason_is_named_without_the_path(tmp_path: Path) -> None:
    error = OSError(errno.EIO, "Input/output error", str(tmp_path / "rows.csv"))
    assert str(cannot_be_opened(tmp_path / "rows.csv", error)).count("rows.csv") == 1
    assert "(Input/output error)" in str(cannot_be_opened(tmp_path / "rows.csv", error))
    assert "(it is odd)" in str(cannot_be_opened(tmp_path / "rows.csv", OSError("it is odd")))
    with pytest.raises(FileProblem, match=r"cannot be read .*null"):
        read_bytes("a\0b", 10, "")
