"""NumPy's own format: a zip archive of plain arrays, which `numpy.load(path)` opens. No pickle, neither way."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.exporters.base import EXPORTERS, Exporter
from engine.exporters.contents import Exported, checked, exported_from
from engine.exporters.trained_model import TrainedModel
from engine.files.array_zip import NUMBERS, TEXTS, ArrayZip, ZipProblem
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem

MOST_BYTES = 512 * 1024 * 1024  # of all arrays together: twenty times the largest network
MOST_MEMBERS = 10_000


@EXPORTERS.add("npz", "NumPy arrays")
@dataclass(frozen=True)
class Npz(Exporter):
    """One array per weight matrix and bias vector, the scaling, the names as text arrays, and `metadata`, a JSON text.

    For example `f = numpy.load(path); f["dense_1.weights"], f["class_names"], json.loads(str(f["metadata"]))`.
    """

    suffix: ClassVar[str] = ".npz"
    about: ClassVar[str] = "Plain arrays for NumPy, and for anything that reads zip files of .npy"

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

    def read(self, path: Path) -> Exported:
        arrays = read_arrays(path)
        text = arrays.get("metadata")
        if text is None or text.dtype.kind != "U" or text.ndim != 0:
            raise FileProblem(f'"{path.name}" has no metadata that explains its arrays: only files exported here can be read.')
        try:
            metadata = json.loads(str(text))
        except (ValueError, RecursionError) as problem:
            raise FileProblem(f'The metadata of "{path.name}" are damaged ({problem}). Export the network again.') from problem
        return checked(arrays, metadata, path.name)


def read_arrays(path: Path) -> dict[str, Array]:
    """All arrays of an .npz file. Raises FileProblem."""
    try:
        with path.open("rb") as stream:
            archive, arrays = ArrayZip(stream, MOST_MEMBERS, MOST_BYTES), {}
            for name in archive.names:
                if not name.endswith(".npy"):
                    raise ZipProblem(f"{name!r:.60} in it is no array")
                try:
                    arrays[name.removesuffix(".npy")] = archive.array(name, NUMBERS + TEXTS)
                except ZipProblem as problem:
                    raise ZipProblem(f"{name!r:.60}: {problem}") from problem
            return arrays
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise FileProblem(f'"{path}" cannot be opened ({why}). Check that it is there and may be read.') from problem
    except ZipProblem as problem:
        raise FileProblem(
            f'"{path.name}" is no usable .npz file: {problem}. It may be cut off, or of another kind: export the network again.'
        ) from problem
