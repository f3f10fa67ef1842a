"""Runs `.keras` files in Keras, where it is installed: in a process of its own, on whichever backend is there."""

from __future__ import annotations

import os
import tempfile

from engine.exporters.base import ProgramRun
from engine.exporters.other_process import Jobs, run_jobs
from engine.exporters.python_program import PythonProgram, python_with

BACKENDS = ("jax", "tensorflow", "torch")  # the numpy one needs no package
PROGRAM = """
import json, sys
import keras, numpy

jobs = json.load(open(sys.argv[1], encoding="utf-8"))
for job in jobs:
    model = keras.saving.load_model(job["path"])
    for rows, found in zip(job["rows"], job["found"]):
        numpy.save(found, numpy.asarray(model(numpy.load(rows).astype("float32"), training=False)))
print(keras.__version__)
"""


def python_with_keras(*others: str) -> PythonProgram | None:
    """A Python that can run `.keras` files and has these packages too, if there is one."""
    return python_with("keras", "h5py", *others)


def run_in_keras(jobs: Jobs, backend: str = "") -> list[ProgramRun] | None:
    """What Keras predicts from each file. None where it is not installed. Raises FileProblem when it refuses one.

    On the backend that is given, or that the environment asks for, or the first that is installed.
    """
    python = python_with_keras()
    if python is None:
        return None
    backend = backend or os.environ.get("KERAS_BACKEND", "")
    backend = backend or next((name for name in BACKENDS if python_with_keras(name) is not None), "numpy")
    with tempfile.TemporaryDirectory(prefix="network-playground-") as home:
        settings = {"KERAS_BACKEND": backend, "KERAS_HOME": home, "TF_CPP_MIN_LOG_LEVEL": "3"}
        return run_jobs(python, "Keras", PROGRAM, jobs, settings, f"({backend})")
