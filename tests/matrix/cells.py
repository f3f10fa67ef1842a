"""Tries cells of the matrix on a format: read independently in float64, and run by the program that the format is made for.

A program that is slow to start runs many files at once where its exporter also has `run_several`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol, runtime_checkable
from unittest.mock import patch

import numpy as np

from engine.core.arrays import Array
from engine.exporters import Exporter
from engine.exporters.base import ProgramRun
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import compare, prove
from engine.files.file_problem import FileProblem
from tests.engine.exporters.matrix import Case, model_of

AT_ONCE = 200  # files that are written before they are run


@runtime_checkable
class RunsSeveral(Protocol):
    """An exporter whose program runs several files in one start."""

    def run_several(self, jobs: Sequence[tuple[Path, Sequence[Array]]]) -> list[ProgramRun] | None:
        """For each file and its batches what `run_program` gives. None where the program is not installed."""


@dataclass
class Result:
    """What came out for one kind of layer. `largest`: of all differences, as shares of the value, or of 1 where that is less."""

    cells: int = 0
    refused: Counter[str] = field(default_factory=Counter)  # by the reason
    failures: list[str] = field(default_factory=list)
    largest: float = 0.0
    at_jumps: int = 0
    rows: int = 0
    program: str = ""


def tried(exporter: Exporter, cases: Iterable[Case], folder: Path) -> dict[str, Result]:
    """The results of the cells by the kind of layer. Files are written into the folder, and removed."""
    results: dict[str, Result] = {}
    rest = iter(cases)
    with patch("os.fsync"):  # nobody needs these files after a power failure, and waiting for the drive takes most of the time
        while chunk := list(islice(rest, AT_ONCE)):
            _try_chunk(exporter, chunk, folder, results)
    return results


def _try_chunk(exporter: Exporter, chunk: Sequence[Case], folder: Path, results: dict[str, Result]) -> None:
    jobs: list[tuple[Case, TrainedModel, Path, list[Array]]] = []
    for number, case in enumerate(chunk):
        result = results.setdefault(case.layer, Result())
        result.cells += 1
        model, x = model_of(case)
        if objection := exporter.objection(model):
            result.refused[objection] += 1
            continue
        own = folder / str(number)  # a folder for each: a file may name those beside it
        own.mkdir(exist_ok=True)
        path = own / f"net{exporter.suffix}"
        try:
            exporter.write(model, path)
            prove(model, exporter, path, x, by_program=False)
            jobs.append((case, model, path, [x, x[:1]]))
        except FileProblem as problem:
            result.failures.append(f"{case}: {problem}")
    _run(exporter, jobs, results)
    for path in folder.glob("*/*"):
        path.unlink()


def _run(exporter: Exporter, jobs: list[tuple[Case, TrainedModel, Path, list[Array]]], results: dict[str, Result]) -> None:
    several = [(path, batches) for _case, _model, path, batches in jobs]
    if isinstance(exporter, RunsSeveral):
        runs = exporter.run_several(several)
    else:
        each = [exporter.run_program(path, batches) for path, batches in several]
        runs = [run for run in each if run is not None]
    for (case, model, _path, batches), run in zip(jobs, runs or [], strict=bool(runs)):
        result = results[case.layer]
        result.program, share = run.program, exporter.relative_tolerance(model)
        for x, found in zip(batches, run.predictions, strict=True):
            compared = compare(model, x, found, share)
            result.rows, result.at_jumps = result.rows + len(x), result.at_jumps + compared.at_jumps
            if not compared.agrees:
                result.failures.append(f"{case}: {run.program} differs by {compared.largest:.2g}")
            elif len(found):
                size = max(1.0, float(np.abs(found).max()))
                result.largest = max(result.largest, compared.largest / size)
