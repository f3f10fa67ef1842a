"""Runs written files in the program they are made for, in a process of its own, so that this one need not load it."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np

from engine.core.arrays import Array
from engine.core.cancellation import check
from engine.core.translation import _
from engine.exporters.base import ProgramRun
from engine.exporters.python_program import PythonProgram
from engine.files.file_problem import FileProblem

LONGEST = 600  # seconds
LOOKS = 0.1  # seconds between two looks whether the work was cancelled
NO_SETTINGS: Mapping[str, str] = MappingProxyType({})

Jobs = Sequence[tuple[Path, Sequence[Array]]]  # a file, and batches of rows, each (rows, columns)


def run_jobs(
    python: PythonProgram, program: str, code: str, jobs: Jobs, settings: Mapping[str, str] = NO_SETTINGS, remark: str = ""
) -> list[ProgramRun]:
    """What a program of that name predicts from each file. Raises FileProblem when it refuses one, or cannot be run.

    `code` is run by `python` with the path of a JSON list of objects with `path`, `rows` and `found`: it loads the .npy files
    of `rows`, saves predictions under the names in `found`, and prints the program's version. `settings` are variables of its
    environment; `remark` stands behind the version: '(jax)'.
    """
    with tempfile.TemporaryDirectory(prefix="network-playground-") as folder:
        listed, found = [], []
        for number, (path, batches) in enumerate(jobs):
            rows = [Path(folder, f"{number}-{i}-rows.npy") for i in range(len(batches))]
            for place, batch in zip(rows, batches, strict=True):
                np.save(place, batch)
            found.append([place.with_name(place.name.replace("rows", "found")) for place in rows])
            listed.append({"path": str(path), "rows": [*map(str, rows)], "found": [*map(str, found[-1])]})
        described = Path(folder, "jobs.json")
        described.write_text(json.dumps(listed), encoding="utf-8")
        version = _run(program, [python.executable, "-c", code, str(described)], {**os.environ, **settings})
        name = " ".join(part for part in (program, version, remark) if part)
        return [ProgramRun(name, tuple(np.load(place) for place in places)) for places in found]


def _run(program: str, command: list[str], environment: Mapping[str, str]) -> str:
    """The last word that it printed."""
    try:
        done = run_command(command, LONGEST, environment=environment)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise FileProblem(_("{program} could not be run ({problem}).").format(program=program, problem=problem)) from problem
    if done.returncode:
        last = (done.stderr.decode("utf-8", "replace").strip().splitlines() or [""])[-1]
        raise FileProblem(_("{program} refuses the written file: {problem}").format(program=program, problem=last[:300]))
    return (done.stdout.decode("utf-8", "replace").split() or [""])[-1]


def run_command(
    command: Sequence[str],
    longest: float,
    *,
    given: bytes = b"",
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end, without a window of its own; it is ended when the work is cancelled.

    `longest`: seconds, after which it is ended, too, and subprocess.TimeoutExpired is raised. `given` is its standard input.
    """
    no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    with tempfile.TemporaryFile() as source:  # not a pipe: `communicate` does not go on with one after its timeout
        source.write(given)
        source.seek(0)
        with subprocess.Popen(
            command,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=None if environment is None else dict(environment),
            creationflags=no_window,
        ) as process:
            try:
                found, errors = _outputs(process, command[0], longest)
            except BaseException:
                process.kill()
                raise
    return subprocess.CompletedProcess(command, process.returncode, found, errors)


def _outputs(process: subprocess.Popen[bytes], name: str, longest: float) -> tuple[bytes, bytes]:
    end = time.monotonic() + longest
    while True:
        try:
            return process.communicate(timeout=LOOKS)
        except subprocess.TimeoutExpired:
            check()
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(Path(name).name, longest) from None
