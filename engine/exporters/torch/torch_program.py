"""Runs written files in PyTorch, where it is installed: in a process of its own, so that this one does not load it."""

from __future__ import annotations

from engine.exporters.base import ProgramRun
from engine.exporters.other_process import Jobs, run_jobs
from engine.exporters.python_program import PythonProgram, python_with

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


def python_with_torch() -> PythonProgram | None:
    """A Python that can run PyTorch files, if there is one."""
    return python_with("torch", "safetensors")


def run_in_torch(jobs: Jobs) -> list[ProgramRun] | None:
    """What PyTorch predicts from each file. None where it is not installed. Raises FileProblem when it refuses one."""
    python = python_with_torch()
    return None if python is None else run_jobs(python, "PyTorch", PROGRAM, jobs)
