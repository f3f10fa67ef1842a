"""An export proves itself: predictions of the written file alone are compared with the engine's before it replaces anything.

Twice: by an independent reading in float64, on the rows of the table; and by the program that the file is made for, on these and
on hostile rows, in that program's precision. Where the program is not installed there is the reading alone; the proof says so.
"""

from __future__ import annotations

import importlib.util
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.cancellation import check
from engine.core.number_format import format_count, format_number
from engine.core.translation import _, english, ngettext
from engine.core.version import install_command
from engine.data.datasets.csv_file import CsvFile
from engine.exporters.base import RELATIVE_TOLERANCE, CarriesNames, Exporter, FileNames, ProgramRun
from engine.exporters.hostile_rows import hostile_batches
from engine.exporters.link_functions import link_of
from engine.exporters.trained_model import TrainedModel
from engine.files.atomic_write import check_target, saving, write_atomic
from engine.files.file_problem import FileProblem

# Both sides compute in float64 from the same float32 weights, so a rounding is 1e-16 and even a deep network stays far below;
# a single weight that is a thousandth off is far above it. In float32 such a mistake could hide among the roundings.
TOLERANCE = 1e-9
# Above this a difference in float32 (6e-8 a rounding, 1e-6 in a deep network) says more about a step's jump than about the file.
ROUNDINGS = 1e-5


# Times what float32 costs the engine itself: so much a program's result may be off, if its `relative_tolerance` allows no more.
ENGINE_ERRORS = 4.0


@dataclass(frozen=True)
class Proof:
    """The outcome of a check that succeeded: the largest difference of any prediction, in the predictions' own units.

    It is that of the program that ran the file; where there is none, of the reading in float32, or in float64 where float32 would
    only show how a step enlarges a rounding. `at_jumps`: rows that lie within a rounding of a step, which are not compared.
    """

    largest_difference: float
    rows: int
    path: Path
    program: str = ""  # that ran the file; empty: it was read independently
    missing: str = ""  # the program that would have run it and is not installed
    at_jumps: int = 0
    companions: tuple[Path, ...] = ()  # other files that were written with it

    def __str__(self) -> str:
        text = ngettext(
            "{name}: read back and run on {rows} row; largest difference {difference}.",
            "{name}: read back and run on {rows} rows; largest difference {difference}.",
            self.rows,
        )
        if self.missing:
            text = ngettext(
                "{name}: read back and run on {rows} row, as {program} is not there; largest difference {difference}.",
                "{name}: read back and run on {rows} rows, as {program} is not there; largest difference {difference}.",
                self.rows,
            )
        elif self.program:
            text = ngettext(
                "{name}: run by {program} on {rows} row; largest difference {difference}.",
                "{name}: run by {program} on {rows} rows; largest difference {difference}.",
                self.rows,
            )
        program, difference = self.program or _(self.missing), format_number(self.largest_difference, 2)
        return text.format(name=self.path.name, program=program, rows=format_count(self.rows), difference=difference)

    def document(self) -> dict[str, Any]:
        """For JSON."""
        found = {
            "path": str(self.path),
            "largest_difference": self.largest_difference,
            "rows": self.rows,
            "program": self.program,
            "missing_program": english(self.missing),
        }
        return {**found, "rows_at_jumps": self.at_jumps, "companions": [str(place) for place in self.companions]}


def export(model: TrainedModel, exporter: Exporter, path: str | Path, x_raw: Array) -> Proof:
    """Write the model, prove it on raw inputs (rows, inputs), and only then replace `path` with it.

    What belongs to the file lies beside it. Raises FileProblem when the format cannot hold the network, when a file cannot be
    written or fails its check; what was at `path` before is then untouched. So it is when the work is cancelled.
    """
    path = Path(path)
    if not path.name:
        raise FileProblem(_('"{path}" is not the name of a file. Choose where to export to.').format(path=path))
    objection = missing_packages(exporter) or exporter.objection(model)
    if objection:
        raise FileProblem(objection)
    check_target(path)
    _keep_table(model, exporter.companions(path))
    folder = path.with_name(f".checking-{secrets.token_hex(6)}")
    trial = folder / path.name
    try:
        with saving(path):
            folder.mkdir()
        exporter.write(model, trial)
        proof = prove(model, exporter, trial, x_raw)
        others = sorted(one for one in folder.iterdir() if one.is_file() and one != trial)
        contents = {path.with_name(one.name): one.read_bytes() for one in (*others, trial)}  # the file itself last
    except FileProblem as problem:
        raise FileProblem(str(problem).replace(str(folder), str(path.parent))) from problem
    except OSError as problem:
        text = _('"{path}" could not be read back after writing ({error}). Check the drive.')
        raise FileProblem(text.format(path=path, error=problem.strerror or problem)) from problem
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # one that is left behind is named as a trial; the problem itself matters more
    check()
    for place, data in contents.items():
        write_atomic(place, data)
    return replace(proof, path=path, companions=tuple(place for place in contents if place != path))


def _keep_table(model: TrainedModel, companions: Sequence[Path]) -> None:
    """Raises FileProblem when a file that is written beside another one would replace the table that the network learns from."""
    data = model.recipe.data
    for place in companions:
        if isinstance(data, CsvFile) and data.path and Path(data.path).exists() and place.exists() and place.samefile(data.path):
            text = _('"{name}" would be written beside it, but so your table of data is called. Export under another name.')
            raise FileProblem(text.format(name=place.name))


def missing_packages(exporter: Exporter | type[Exporter]) -> str:
    """The sentence, with the command that brings them, when packages are missing that the format needs; else nothing."""
    if all(importlib.util.find_spec(name) is not None for name in exporter.modules):
        return ""
    command = install_command(exporter.extra)
    text = _("To write {suffix} files, install what it takes: {command}")
    if not command:
        text = _("This copy of the program, which brings its own Python, cannot write {suffix} files. Export in another format.")
    return text.format(suffix=exporter.suffix, command=command)


def prove(model: TrainedModel, exporter: Exporter, path: Path, x_raw: Array, by_program: bool = True) -> Proof:
    """Compare the engine's predictions with those of the written file alone. Raises FileProblem when they differ.

    `by_program`: also with those of the program that the file is made for.
    """
    if isinstance(exporter, CarriesNames):
        _compare_names(exporter.names(path), model, exporter)
    scale = _scale(model, x_raw)
    exact = _difference(model, exporter, path, x_raw, np.float64)
    if not exact <= TOLERANCE * scale:  # NaN is no agreement either
        text = _("The predictions of the written {suffix} file differ by {difference} from the engine's.")
        raise _failure(text.format(suffix=exporter.suffix, difference=format_number(exact, 2)))
    rounded = _difference(model, exporter, path, x_raw, None)
    proof = Proof(rounded if rounded <= ROUNDINGS * scale else exact, len(x_raw), path)
    if not by_program:
        return proof
    batches = (x_raw.astype(np.float32).astype(np.float64), *hostile_batches(model.columns, x_raw))
    run = exporter.run_program(path, batches)
    if run is not None:
        return _proven_by(run, model, batches, path, exporter.relative_tolerance(model))
    if not exporter.made_for:
        return proof
    read = ProgramRun("", tuple(exporter.predict(path, x) for x in batches))
    return replace(_proven_by(read, model, batches, path, exporter.relative_tolerance(model)), missing=exporter.made_for)


def _proven_by(run: ProgramRun, model: TrainedModel, batches: Sequence[Array], path: Path, tolerance: float) -> Proof:
    largest, at_jumps = 0.0, 0
    for x, found in zip(batches, run.predictions, strict=True):
        compared = compare(model, x, found, tolerance)
        if not compared.agrees:
            text = _("{program} computes predictions from it that differ by {difference} from the engine's.")
            if not run.program:
                text = _("Far from the table's rows the predictions of the file differ by {difference} from the engine's.")
            raise _failure(text.format(program=run.program, difference=format_number(compared.largest, 2)))
        largest, at_jumps = max(largest, compared.largest), at_jumps + compared.at_jumps
    return Proof(largest, sum(map(len, batches)), path, run.program, at_jumps=at_jumps)


@dataclass(frozen=True)
class Comparison:
    """A program's predictions beside the engine's: the largest difference from float64 of the rows that no step divides."""

    agrees: bool
    largest: float
    at_jumps: int


def compare(model: TrainedModel, x_raw: Array, found: Array, tolerance: float = RELATIVE_TOLERANCE) -> Comparison:
    """Compare predictions in float32, (rows, outputs), with the engine's in float64.

    They agree within ENGINE_ERRORS of what float32 costs the engine itself, or within `tolerance` times the value; a row in which
    a rounding makes the engine differ by far more, as at a step, counts apart. Where the engine overflows nothing is compared.
    """
    with np.errstate(all="ignore"):
        exact, rounded = model.predict(x_raw, np.float64), model.predict(x_raw, np.float32).astype(np.float64)
        unit = 1.0 if model.classes else float(model.target_scaling.deviation[0])
        size = np.maximum(unit, np.abs(exact))
        shaken = _with_other_roundings(model).predict(x_raw, np.float64)
        own = np.maximum(np.abs(rounded - exact), np.abs(shaken - exact))  # the second where its roundings happen to cancel
        other = np.abs(found.astype(np.float64) - exact)
        finite = np.isfinite(rounded) & np.isfinite(exact)
        steady = (own <= 100 * tolerance * size) & finite
        allowed = np.maximum(ENGINE_ERRORS * own.max(initial=0.0, where=steady), tolerance * size)
        agrees = found.shape == exact.shape and bool((other <= allowed)[steady].all())
    return Comparison(agrees, float(other.max(initial=0.0, where=steady)), int((~steady.all(axis=1)).sum()))


def _with_other_roundings(model: TrainedModel) -> TrainedModel:
    """The model with weights that differ by a rounding of float32: what this changes much lies at a step."""
    signs = np.random.default_rng(0).choice((-1.0, 1.0), model.theta.size)
    return replace(model, theta=model.theta.astype(np.float64) * (1 + np.finfo(np.float32).eps * signs))


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
