"""Runs `.keras` files in Keras, where it is installed: in a process of its own, on whichever backend is there."""

from __future__ import annotations

import importlib.util
import json
import os
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

Jobs = Sequence[tuple[Path, Sequence[Array]]]  # a file, and batches of rows, each (rows, columns)


def has_keras() -> bool:
    """Whether this Python can run `.keras` files."""
    return all(importlib.util.find_spec(name) is not None for name in ("keras", "h5py"))


def run_in_keras(jobs: Jobs, backend: str = "") -> list[ProgramRun] | None:
    """What Keras predicts from each file. None where it is not installed. Raises FileProblem when it refuses one."""
    if not has_keras():
        return None
    backend = backend or next((name for name in BACKENDS if importlib.util.find_spec(name) is not None), "numpy")
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
        environment = {**os.environ, "KERAS_BACKEND": backend, "KERAS_HOME": folder, "TF_CPP_MIN_LOG_LEVEL": "3"}
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=LONGEST, env=environment
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise FileProblem(_("Keras could not be run ({problem}).").format(problem=problem)) from problem
        if done.returncode:
            last = (done.stderr.strip().splitlines() or [""])[-1]
            raise FileProblem(_("Keras refuses the written file: {problem}").format(problem=last[:300]))
        program = f"Keras {done.stdout.split()[-1]} ({backend})"
        return [ProgramRun(program, tuple(np.load(place) for place in places)) for places in found]
