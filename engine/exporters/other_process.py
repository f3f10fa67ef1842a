"""Runs written files in the program they are made for, in a process of its own, so that this one need not load it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _
from engine.exporters.base import ProgramRun
from engine.files.file_problem import FileProblem

LONGEST = 600  # seconds
NO_SETTINGS: Mapping[str, str] = MappingProxyType({})

Jobs = Sequence[tuple[Path, Sequence[Array]]]  # a file, and batches of rows, each (rows, columns)


def run_jobs(
    program: str, code: str, jobs: Jobs, settings: Mapping[str, str] = NO_SETTINGS, remark: str = ""
) -> list[ProgramRun]:
    """What a program of that name predicts from each file. Raises FileProblem when it refuses one, or cannot be run.

    `code` is run by this Python with the path of a JSON list of objects with `path`, `rows` and `found`: it loads the .npy files
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
        version = _run(program, [sys.executable, "-c", code, str(described)], {**os.environ, **settings})
        name = " ".join(part for part in (program, version, remark) if part)
        return [ProgramRun(name, tuple(np.load(place) for place in places)) for places in found]


def _run(program: str, command: list[str], environment: Mapping[str, str]) -> str:
    """The last word that it printed."""
    no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=LONGEST,
            env=dict(environment),
            creationflags=no_window,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise FileProblem(_("{program} could not be run ({problem}).").format(program=program, problem=problem)) from problem
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        raise FileProblem(_("{program} refuses the written file: {problem}").format(program=program, problem=last[:300]))
    return (done.stdout.split() or [""])[-1]
