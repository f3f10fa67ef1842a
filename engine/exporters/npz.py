"""NumPy's own format: a zip archive of plain arrays, which `numpy.load(path)` opens. No pickle, neither way."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import quoted
from engine.core.translation import N_, _
from engine.exporters.base import EXPORTERS, Exporter, FileNames
from engine.exporters.contents import Exported, checked, exported_from, names_in, run
from engine.exporters.trained_model import TrainedModel
from engine.files.array_zip import NUMBERS, TEXTS, ArrayZip, ZipProblem
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from engine.files.reading import cannot_be_opened

MOST_BYTES = 512 * 1024 * 1024  # of all arrays together: twenty times the largest network
MOST_MEMBERS = 10_000


@EXPORTERS.add("npz", "NumPy arrays")
@dataclass(frozen=True)
class Npz(Exporter):
    """One array per weight matrix and bias vector, the scaling, the names as text arrays, and `metadata`, a JSON text.

    For example `f = numpy.load(path); f["dense_1.weights"], f["class_names"], json.loads(str(f["metadata"]))`.
    """

    suffix: ClassVar[str] = ".npz"
    about: ClassVar[str] = N_("Plain arrays for NumPy, and for anything that reads zip files of .npy")

    def write(self, model: TrainedModel, path: Path) -> None:
        exported = exported_from(model)
        texts = {
            "input_names": np.array(exported.metadata["input_names"], np.str_),
            "feature_names": np.array([one["name"] for one in exported.metadata["features"]], np.str_),
            "class_names": np.array(exported.metadata["class_names"], np.str_),
            "metadata": np.array(json.dumps(exported.metadata, ensure_ascii=False)),
        }
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, array in {**exported.arrays, **texts}.items():
                member = zipfile.ZipInfo(f"{name}.npy")  # its date is always 1980: the same network gives the same bytes
                with archive.open(member, "w", force_zip64=True) as stream:
                    np.lib.format.write_array(stream, array, allow_pickle=False)
        write_atomic(path, file.getvalue())

    def usage(self, model: TrainedModel, path: Path) -> str:
        first = next(iter(exported_from(model).arrays))
        return f"import numpy as np\n\nnet = np.load({str(path)!r})\nprint(net.files)\nprint(net[{first!r}])\n"

    def predict(self, path: Path, x_raw: Array, dtype: type[np.floating[Any]] | None = None) -> Array:
        return run(read_npz(path), x_raw, dtype)

    def names(self, path: Path) -> FileNames:
        return names_in(read_npz(path))


def read_npz(path: Path) -> Exported:
    """What such a file holds, checked as `contents.checked` says. Raises FileProblem."""
    return exported_in(read_arrays(path), path.name)


def exported_in(arrays: dict[str, Array], place: str) -> Exported:
    """What these arrays of a file are, by the document among them. `place` is the file's name. Raises FileProblem."""
    text = arrays.get("metadata")
    if text is None or text.dtype.kind != "U" or text.ndim != 0:
        problem = _('"{name}" has no metadata that explains its arrays: only files exported by this program can be read.')
        raise FileProblem(problem.format(name=place))
    try:
        metadata = json.loads(str(text))
    except (ValueError, RecursionError) as error:
        problem = _('The metadata of "{name}" are damaged ({error}). Export the network again.')
        raise FileProblem(problem.format(name=place, error=error)) from error
    return checked(arrays, metadata, place)


def read_arrays(path: Path) -> dict[str, Array]:
    """All arrays of an .npz file by name. Raises FileProblem."""
    try:
        with path.open("rb") as stream:
            archive = ArrayZip(stream, MOST_MEMBERS, MOST_BYTES)
            return {name.removesuffix(".npy"): _array(archive, name) for name in archive.names}
    except OSError as error:
        raise cannot_be_opened(path, error) from error
    except ZipProblem as problem:
        text = _('"{name}" is no usable .npz file. {problem} It may be cut off, or of another kind: export the network again.')
        raise FileProblem(text.format(name=path.name, problem=problem)) from problem


def _array(archive: ArrayZip, name: str) -> Array:
    if not name.endswith(".npy"):
        raise ZipProblem(_("The file {name} in it is no array.").format(name=quoted(name, 60)))
    try:
        return archive.array(name, NUMBERS + TEXTS)
    except ZipProblem as problem:
        text = _("The file {name} in it cannot be read. {problem}")
        raise ZipProblem(text.format(name=quoted(name, 60), problem=problem)) from problem
