"""Runs written files in PyTorch, where it is installed: in a process of its own, so that this one does not load it."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _
from engine.exporters.base import ProgramRun
from engine.files.file_problem import FileProblem

LONGEST = 600  # seconds
PROGRAM = """
import json, runpy, sys
import numpy, torch

torch.set_num_threads(1)
jobs = json.load(open(sys.argv[1], encoding="utf-8"))
for job in jobs:
    net = runpy.run_path(job["path"])
    model = net["load"]()
    for rows, found in zip(job["rows"], job["found"]):
        numpy.save(found, net["predict"](model, numpy.load(rows)).numpy())
print(torch.__version__)
"""

Jobs = Sequence[tuple[Path, Sequence[Array]]]  # a file of code, and batches of rows, each (rows, columns)


def has_torch() -> bool:
    """Whether this Python can run PyTorch files."""
    return all(importlib.util.find_spec(name) is not None for name in ("torch", "safetensors"))


def run_in_torch(jobs: Jobs) -> list[ProgramRun] | None:
    """What PyTorch predicts from each file. None where it is not installed. Raises FileProblem when it refuses one."""
    if not has_torch():
        return None
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
        command = [sys.executable, "-c", PROGRAM, str(described)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=LONGEST)
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise FileProblem(_("PyTorch could not be run ({problem}).").format(problem=problem)) from problem
        if done.returncode:
            last = (done.stderr.strip().splitlines() or [""])[-1]
            raise FileProblem(_("PyTorch refuses the written file: {problem}").format(problem=last[:300]))
        program = f"PyTorch {done.stdout.split()[-1]}"
        return [ProgramRun(program, tuple(np.load(place) for place in places)) for places in found]
