"""Which Python runs written files: this one, and for a frozen program one that is installed beside it."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.exporters.c_header import c_compiler
from engine.exporters.python_program import python_with
from engine.files.file_problem import FileProblem

NUMPY = str(Path(np.__file__).parents[1])
needs_scripts = pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only one on the PATH of a frozen program."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def add_program(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_this_python_is_the_one_that_runs_the_program() -> None:
    found = python_with("pytest")
    assert found is not None
    assert (found.executable, found.version, found.packages) == (sys.executable, platform.python_version(), NUMPY)
    for packages in (("no_such_package",), ("pytest", "no_such_package"), ("no_such_package", "pytest")):
        assert python_with(*packages) is None


@needs_scripts
def test_a_frozen_program_finds_one_that_has_the_packages(folder: Path) -> None:
    add_program(folder, "python3", "echo I am none")
    python = add_program(folder, "python", f'exec "{sys.executable}" "$@"')
    found = python_with("pytest")
    assert found is not None
    assert (found.executable, found.version, found.packages) == (python, platform.python_version(), NUMPY)


@needs_scripts
@pytest.mark.parametrize("text", ["exit 1", "echo Python was not found; exit 0", "exec /no/such/program"])
def test_what_is_no_python_is_passed_over(text: str, folder: Path) -> None:
    add_program(folder, "python3", text)
    assert python_with() is None


def test_a_frozen_program_alone_on_a_machine_has_none(folder: Path) -> None:
    assert python_with() is None


# -- programs that refuse a file
@needs_scripts
@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("warning: a\\nnet.h:1: error: b\\nerror: c", "net.h:1: error: b"),
        ("warning: a\\nundefined reference to x", "undefined reference to x"),
        ("first\\nsecond", "first"),
        ("", "3"),
    ],
)
def test_the_first_error_of_a_compiler_is_said(printed: str, reason: str, tmp_path: Path) -> None:
    command = ["/bin/sh", "-c", f"printf '{printed}' >&2; exit 3"]
    with pytest.raises(FileProblem) as caught:
        c_compiler._run(command, tmp_path, tmp_path / "net.h")
    assert str(caught.value) == f'The C compiler cannot use "net.h" ({reason}).'
