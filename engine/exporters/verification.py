"""An export proves itself: predictions of the written file alone are compared with the engine's before it replaces anything."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count, format_number
from engine.core.translation import _, english
from engine.exporters.base import CarriesNames, Exporter, FileNames
from engine.exporters.link_functions import link_of
from engine.exporters.trained_model import TrainedModel
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem

# Both sides compute in float64 from the same float32 weights, so a rounding is 1e-16 and even a deep network stays far below;
# a single weight that is a thousandth off is far above it. In float32 such a mistake could hide among the roundings.
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
        text = _("{name}: read back and run on {rows} rows; largest difference {difference}.")
        difference = format_number(self.largest_difference, 2)
        return text.format(name=self.path.name, rows=format_count(self.rows), difference=difference)


def export(model: TrainedModel, exporter: Exporter, path: str | Path, x_raw: Array) -> Proof:
    """Write the model, prove it on raw inputs (rows, inputs), and only then replace `path` with it.

    Raises FileProblem when the file cannot be written or fails its check; what was at `path` before is then untouched.
    """
    path = Path(path)
    if not path.name:
        raise FileProblem(_('"{path}" is not the name of a file. Choose where to export to.').format(path=path))
    trial = path.with_name(f".checking-{secrets.token_hex(6)}{exporter.suffix}")
    try:
        exporter.write(model, trial)
        proof = prove(model, exporter, trial, x_raw)
        data = trial.read_bytes()
    except FileProblem as problem:
        raise FileProblem(str(problem).replace(trial.name, path.name)) from problem
    except OSError as problem:
        text = _('"{path}" could not be read back after writing ({error}). Check the drive.')
        raise FileProblem(text.format(path=path, error=problem.strerror or problem)) from problem
    finally:
        with contextlib.suppress(OSError):  # a file left behind is named as a trial; the problem itself matters more
            trial.unlink(missing_ok=True)
    write_atomic(path, data)
    return replace(proof, path=path)


def prove(model: TrainedModel, exporter: Exporter, path: Path, x_raw: Array) -> Proof:
    """Compare the engine's predictions with those of the written file alone. Raises FileProblem when they differ."""
    if isinstance(exporter, CarriesNames):
        _compare_names(exporter.names(path), model, exporter)
    scale = _scale(model, x_raw)
    exact = _difference(model, exporter, path, x_raw, np.float64)
    if not exact <= TOLERANCE * scale:  # NaN is no agreement either
        text = _("The predictions of the written {suffix} file differ by {difference} from the engine's.")
        raise _failure(text.format(suffix=exporter.suffix, difference=format_number(exact, 2)))
    rounded = _difference(model, exporter, path, x_raw, None)
    return Proof(rounded if rounded <= ROUNDINGS * scale else exact, len(x_raw), path)


def _compare_names(found: FileNames, model: TrainedModel, exporter: Exporter) -> None:
    features = tuple((one.name, one.key) for one in model.features)
    for same, text in (
        (found.inputs == model.input_names, _("The written {suffix} file has other input names.")),
        (found.classes == tuple(map(english, model.classes)), _("The written {suffix} file has other class names.")),
        (found.columns == model.columns, _("The written {suffix} file has other columns of the table.")),
        (found.features == features, _("The written {suffix} file has other features of the inputs.")),
    ):
        if not same:
            raise _failure(text.format(suffix=exporter.suffix))


def _difference(model: TrainedModel, exporter: Exporter, path: Path, x_raw: Array, dtype: type[np.floating[Any]] | None) -> float:
    """The largest difference of any prediction. NaN when one is not a number."""
    with np.errstate(all="ignore"):  # a network near overflow is still the same network
        return float(np.abs(model.predict(x_raw, dtype) - exporter.predict(path, x_raw, dtype)).max(initial=0.0))


def _failure(reason: str) -> FileProblem:
    """`reason` is a whole sentence."""
    text = _(
        "The export failed its check. {reason} The file was not kept, and what was there before is untouched. "
        "Export in another format, and please report this."
    )
    return FileProblem(text.format(reason=reason))


def _scale(model: TrainedModel, x_raw: Array) -> float:
    """What a difference is measured against: 1 for probabilities, otherwise the largest distance from the target's mean.

    Not the largest value: a target of 1000 ± 1 would let everything pass.
    """
    if link_of(model.recipe.loss, model.task.outputs) != "identity":
        return 1.0
    with np.errstate(all="ignore"):
        return float(np.abs(model.predict(x_raw, np.float64) - model.target_scaling.mean).max(initial=0.0))
