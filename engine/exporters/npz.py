"""NumPy's own format: a zip archive of plain arrays, which `numpy.load(path)` opens. No pickle, neither way."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ClassVar

import numpy as np

from engine.atomic import write_atomic
from engine.exporters.base import EXPORTERS, Exporter
from engine.exporters.exported import Exported, checked, exported_from
from engine.problems import FileProblem
from engine.table import Array
from engine.trained import TrainedModel

MOST_BYTES = 512 * 1024 * 1024  # of all arrays together: twenty times the largest network
MOST_MEMBERS = 10_000
DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, MemoryError)


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
    """All arrays of an .npz file. Sizes are checked before anything is read; pickled objects are refused. Raises FileProblem."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
                raise ValueError("it claims to be larger than any network of this program")
            return {member.filename.removesuffix(".npy"): _read(archive, member) for member in members}
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise FileProblem(f'"{path}" cannot be opened ({why}). Check that it is there and may be read.') from problem
    except DAMAGE as problem:
        raise FileProblem(
            f'"{path.name}" is no usable .npz file: {str(problem).rstrip(".") or "it is damaged"}. '
            "It may be cut off, or of another kind: export the network again."
        ) from problem


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Array:
    if not member.filename.endswith(".npy"):
        raise ValueError(f"{member.filename!r} in it is no array")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{member.filename!r} is packed in a way that NumPy does not use")
    with archive.open(member) as stream:
        _check_header(stream, member)
    with archive.open(member) as stream:
        data = stream.read(member.file_size)
    array: Array = np.load(io.BytesIO(data), allow_pickle=False)
    return array


def _check_header(stream: IO[bytes], member: zipfile.ZipInfo) -> None:
    """NumPy makes room for what a header declares before it looks how much there is, so that is compared first."""
    readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    version = np.lib.format.read_magic(stream)
    if version not in readers:
        raise ValueError(f"{member.filename!r} is of an unknown version")
    try:
        shape, _, dtype = readers[version](stream)
    except Exception as problem:  # a header is a Python literal: its reader raises whatever a broken literal makes it raise
        raise ValueError(f"{member.filename!r} has a damaged header") from problem
    if dtype.hasobject:
        raise ValueError(f"{member.filename!r} holds pickled Python objects, which may run code and are never opened")
    declared = dtype.itemsize
    for length in shape:
        declared *= length
    if declared + stream.tell() != member.file_size:
        raise ValueError(f"{member.filename!r} declares {declared:,} bytes but is {member.file_size:,} bytes long")
