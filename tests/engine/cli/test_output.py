"""The command line with a standard output or error that cannot be written, names that are too long, and no home folder."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.cli import train as command_line
from engine.cli.output import BAD_INPUT, NOT_PRINTED, STOPPED
from tests.program_start import ROOT, start

Capture = pytest.CaptureFixture[str]
LONG = "a" * 260
POSIX = pytest.mark.skipif(os.name != "posix", reason="needs /dev/full and closing of file descriptors")


class Broken(io.StringIO):
    """A stream whose reader has gone, or whose disk is full."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code

    def write(self, text: str) -> int:
        raise OSError(self.code, os.strerror(self.code))


@pytest.mark.parametrize("code", [errno.EPIPE, errno.ENOSPC, None])
def test_a_result_that_cannot_be_printed_stands_on_standard_error(
    code: int | None, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", None if code is None else Broken(code))
    assert command_line.main(["--epochs", "1", "--quiet", "--json"]) == NOT_PRINTED
    sentence, result = capsys.readouterr().err.splitlines()
    assert "it stands here instead" in sentence
    assert json.loads(result)["steps"] == 25


@pytest.mark.parametrize("code", [errno.EPIPE, None])
def test_without_standard_error_the_result_is_printed_all_the_same(
    code: int | None, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None if code is None else Broken(code))
    assert command_line.main(["--epochs", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["steps"] == 25
    assert command_line.main(["--epochs", "0"]) == 2


@POSIX
@pytest.mark.parametrize("arguments", ["--version", "--help"])
@pytest.mark.parametrize("stdout", [">&-", ">/dev/full", "| true"])
def test_the_program_ends_with_its_code_and_without_a_traceback(arguments: str, stdout: str) -> None:
    """With real streams, which Python flushes once more when it ends."""
    command = f'{{ "{sys.executable}" "{ROOT / "main.py"}" {arguments}; echo $? >&2; }} {stdout}'
    if "|" in stdout:  # the reader has to be gone first
        command = f'{{ sleep 0.05; "{sys.executable}" "{ROOT / "main.py"}" {arguments}; echo $? >&2; }} {stdout}'
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert ran.stderr.splitlines()[-1] == str(NOT_PRINTED)
    assert "it stands here instead" in ran.stderr
    assert "Network Playground" in ran.stderr or "usage" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "Exception ignored" not in ran.stderr


@pytest.mark.parametrize("arguments", [f"--data {LONG}", f"--data {LONG}.csv", f"--epochs 1 --export {LONG}.npz"])
def test_too_long_a_name_is_one_sentence_before_any_training(arguments: str, capsys: Capture) -> None:
    assert command_line.main(arguments.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1


@POSIX
@pytest.mark.parametrize("home", ["", "/dev/null", "/nowhere/at/all"])
def test_no_home_folder_is_needed(home: str, tmp_path: Path) -> None:
    ran = start("train", "--epochs", "1", "--quiet", "--export", str(tmp_path / "a.npz"), HOME=home)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_exit_codes_stand_in_the_help(capsys: Capture) -> None:
    assert command_line.main(["--help"]) == 0
    out = capsys.readouterr().out
    codes = (command_line.TRAINED, command_line.FAILED, BAD_INPUT, NOT_PRINTED, STOPPED)
    assert all(f"\n  {code:<4} " in out for code in codes)
