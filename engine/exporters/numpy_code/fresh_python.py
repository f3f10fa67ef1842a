"""Runs such files in a Python of its own, which knows nothing of this program."""

from __future__ import annotations

import io
import platform
import runpy
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import shortened
from engine.core.translation import _
from engine.core.version import NAME
from engine.data.source_columns import SourceColumn, decode
from engine.exporters.base import ProgramRun
from engine.exporters.other_process import run_command
from engine.exporters.python_program import PythonProgram, python_with
from engine.files.file_problem import FileProblem

SECONDS = 300
# Its argument is the folder of NumPy, which -I may hide; .npz comes in and goes out. It makes rows of numbers, texts and None.
DRIVER = """
import io, runpy, sys
sys.path.append(sys.argv[1])
sys.dont_write_bytecode = True
import numpy as np
given = np.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False)
answers = {}
for number, path in enumerate(given["paths"].tolist()):
    predict = runpy.run_path(path)["predict"]
    start = f"{number} levels "
    levels = {int(name[len(start):]): given[name].tolist() for name in given.files if name.startswith(start)}
    def cell(i, value):
        return None if value != value else levels[i][int(value)] if i in levels else value
    for name in given.files:
        if name.startswith(f"{number} batch "):
            answers[name] = predict([[cell(i, value) for i, value in enumerate(row)] for row in given[name].tolist()])
written = io.BytesIO()
np.savez(written, **answers)
sys.stdout.buffer.write(written.getvalue())
"""


@dataclass(frozen=True, eq=False)
class Job:
    """A file, the table's columns that it takes, and batches of raw inputs, each (rows, inputs)."""

    path: Path
    columns: tuple[SourceColumn, ...]
    batches: Sequence[Array]


def run_in_fresh_python(jobs: Sequence[Job]) -> list[ProgramRun]:
    """What each file predicts; one Python is started for all of them. Raises FileProblem when one cannot be run.

    Where there is none to start, as for a frozen program on a machine without Python, they are run within the program.
    """
    python = python_with()
    if python is None:
        return [_run_here(job) for job in jobs]
    arrays: dict[str, Any] = {"paths": np.array([str(job.path) for job in jobs], np.str_)}
    for number, job in enumerate(jobs):
        arrays |= {f"{number} batch {i}": decode(job.columns, batch) for i, batch in enumerate(job.batches)}
        kinds = enumerate(job.columns)
        arrays |= {f"{number} levels {i}": np.array(one.levels, np.str_) for i, one in kinds if one.kind != "number"}
    given = io.BytesIO()
    np.savez(given, **arrays)
    answers = _started(python, jobs[0].path, given.getvalue())
    return [
        ProgramRun(f"Python {python.version}", tuple(answers[f"{number} batch {i}"] for i in range(len(job.batches))))
        for number, job in enumerate(jobs)
    ]


def _started(python: PythonProgram, path: Path, given: bytes) -> dict[str, Array]:
    command = [python.executable, "-I", "-c", DRIVER, python.packages]
    try:
        ran = run_command(command, SECONDS, given=given)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _problem(path, str(error)) from error
    if ran.returncode:
        lines = ran.stderr.decode("utf-8", "replace").strip().splitlines() or [str(ran.returncode)]
        raise _problem(path, lines[-1])
    with np.load(io.BytesIO(ran.stdout), allow_pickle=False) as answers:
        return dict(answers)


def _run_here(job: Job) -> ProgramRun:
    try:
        predict = runpy.run_path(str(job.path))["predict"]
        batches = [decode(job.columns, batch).tolist() for batch in job.batches]
        own = f"Python {platform.python_version()} ({NAME})"
        return ProgramRun(own, tuple(predict([_row(job.columns, row) for row in batch]) for batch in batches))
    except Exception as error:  # whatever a file of code may do
        raise _problem(job.path, str(error)) from error


def _row(columns: tuple[SourceColumn, ...], values: list[float]) -> list[float | str | None]:
    return [
        None if np.isnan(value) else value if column.kind == "number" else column.levels[int(value)]
        for column, value in zip(columns, values, strict=True)
    ]


def _problem(path: Path, reason: str) -> FileProblem:
    text = _('A fresh Python cannot run "{name}" ({error}).')
    return FileProblem(text.format(name=path.name, error=shortened(reason, 200)))
