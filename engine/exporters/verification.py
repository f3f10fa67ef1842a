"""An export proves itself: the file is read back, run on its own, and compared with the engine before it replaces anything."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.exporters.base import Exporter
from engine.exporters.contents import Exported, run
from engine.exporters.trained_model import TrainedModel
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem

# Both sides compute in float64 from the same float32 weights, so a rounding is 1e-16 and even a deep network stays far below;
# a single weight that is a thousandth off stands far above. In float32 such a mistake could hide among the roundings.
TOLERANCE = 1e-9
# Above this a difference in float32 (6e-8 a rounding, 1e-6 in a deep network) says more about a step's jump than about the file.
ROUNDINGS = 1e-5


@dataclass(frozen=True)
class Proof:
    """The outcome of a check that succeeded: the largest difference of any prediction, in the predictions' own units.

    It is that of the engine's own precision, float32; of float64 where float32 would only show how a step enlarges a rounding.
    """

    largest_difference: float
    rows: int
    path: Path

    def __str__(self) -> str:
        largest = format_number(self.largest_difference, 2)
        return f"{self.path.name}: read back and run on {self.rows:,} rows; largest difference {largest}."


def export(model: TrainedModel, exporter: Exporter, path: str | Path, x_raw: Array) -> Proof:
    """Write the model, prove it on raw inputs (rows, inputs), and only then let it take the place of `path`.

    Raises FileProblem when the file cannot be written or fails its check; what was at `path` before is then untouched.
    """
    path = Path(path)
    if not path.name:
        raise FileProblem(f'"{path}" is not the name of a file. Choose where to export to.')
    trial = path.with_name(f".checking-{secrets.token_hex(6)}{exporter.suffix}")
    try:
        exporter.write(model, trial)
        proof = prove(model, exporter, trial, x_raw)
        data = trial.read_bytes()
    except FileProblem as problem:
        raise FileProblem(str(problem).replace(trial.name, path.name)) from problem
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise FileProblem(f'"{path}" could not be read back after writing ({why}). Check the drive.') from problem
    finally:
        with contextlib.suppress(OSError):  # it bears a name that says what it is, and the real trouble matters more
            trial.unlink(missing_ok=True)
    write_atomic(path, data)
    return replace(proof, path=path)


def prove(model: TrainedModel, exporter: Exporter, path: Path, x_raw: Array) -> Proof:
    """Compare the engine's predictions with those of the file's content alone. Raises FileProblem when they differ."""
    exported = exporter.read(path)
    for name, ours in (("input_names", model.input_names), ("class_names", model.classes)):
        if exported.metadata[name] != list(ours):
            raise _failure(exporter, f"has other {name.replace('_', ' ')}")
    if exported.metadata["features"] != [{"name": one.name, "formula": one.key} for one in model.features]:
        raise _failure(exporter, "has other features of the inputs")
    scale = _scale(model, exported, x_raw)
    exact = _difference(model, exported, x_raw, np.float64)
    if not exact <= TOLERANCE * scale:  # NaN is no agreement either
        raise _failure(exporter, f"gives predictions that differ by {format_number(exact, 2)} from the engine's")
    rounded = _difference(model, exported, x_raw, None)
    return Proof(rounded if rounded <= ROUNDINGS * scale else exact, len(x_raw), path)


def _difference(model: TrainedModel, exported: Exported, x_raw: Array, dtype: type[np.floating[Any]] | None) -> float:
    with np.errstate(all="ignore"):  # a network near overflow is still the same network
        return float(np.abs(model.predict(x_raw, dtype) - run(exported, x_raw, dtype)).max(initial=0.0))


def _failure(exporter: Exporter, what: str) -> FileProblem:
    return FileProblem(
        f"The export failed its check: the written {exporter.suffix} file {what}. It was not kept, and what was there before is "
        "untouched. Export in another format, and please report this."
    )


def _scale(model: TrainedModel, exported: Exported, x_raw: Array) -> float:
    """What a difference is measured against: 1 for probabilities, otherwise the largest distance from the target's mean.

    Not the largest value: a target of 1000 ± 1 would let everything pass.
    """
    if exported.metadata["link"] != "identity":
        return 1.0
    with np.errstate(all="ignore"):
        return float(np.abs(model.predict(x_raw, np.float64) - model.target_scaling.mean).max(initial=0.0))
