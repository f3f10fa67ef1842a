"""A project file as a zip file of JSON texts and arrays: what is wrong with it is said in a sentence."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.files.array_zip import ArrayZip, ZipProblem
from engine.files.file_problem import FileProblem
from engine.files.reading import read_bytes

MOST_BYTES = 500_000_000
MOST_MEMBERS = 1000
KINDS_OF_FILE = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"%PDF", "a PDF document"),
    (b"\x80", "a Python pickle, which this program never opens because it can run foreign code"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89HDF", "an HDF5 file"),
)
CHOOSE = "Choose a project file (.npp) that this program saved."
OTHER = "Choose another project file (.npp), or take a copy of this one from before it was damaged."
COPY = "Take a copy of the file from before it was damaged; this one was left as it is."
DAMAGE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)  # what readers raise on odd content


class Archive:
    """An open project file. `name` is for messages, `names` are its members. Every problem is a FileProblem."""

    MOST_JSON: ClassVar[int] = 50_000_000

    def __init__(self, name: str, file: ArrayZip) -> None:
        self.name, self.file, self.names = name, file, file.names

    @classmethod
    def open(cls, path: str | Path) -> Archive:
        """Raises FileProblem when there is no such file or it is another kind of file."""
        data = read_bytes(path, MOST_BYTES, CHOOSE)
        name = Path(path).name
        _refuse_other_kinds(name, data)
        try:
            file = ArrayZip(io.BytesIO(data), MOST_MEMBERS, MOST_BYTES)
        except ZipProblem as problem:
            raise FileProblem(f'"{name}" cannot be used. {problem} {OTHER}') from problem
        archive = cls(name, file)
        if not archive.has("project.json"):
            raise FileProblem(f'"{name}" is a zip file without a project in it (no project.json). {CHOOSE}')
        return archive

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.file.close()

    def has(self, member: str) -> bool:
        return member in self.names

    def read(self, member: str, most: int = MOST_BYTES) -> bytes:
        """One member's content, of at most so many bytes."""
        try:
            return self.file.read(member, most)
        except ZipProblem as problem:
            raise self.problem(member, problem) from problem

    def problem(self, member: str, problem: ZipProblem) -> FileProblem:
        return FileProblem(f'"{self.name}", {member}: {problem} {COPY}')


def json_bytes(data: Any) -> bytes:
    """Plain data, and NumPy's numbers and arrays in it, as JSON that one can read."""
    return json.dumps(data, indent=1, ensure_ascii=False, default=lambda value: value.tolist()).encode("utf-8")


def read_json(archive: Archive, member: str) -> Any:
    """What a JSON member says."""
    try:
        return json.loads(archive.read(member, archive.MOST_JSON).decode("utf-8"))
    except (ValueError, RecursionError) as problem:
        raise FileProblem(f'"{archive.name}", {member}: it is not valid JSON ({problem}). {COPY}') from problem


def array_bytes(array: Array) -> bytes:
    """An array as a .npy file."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.ascontiguousarray(array), allow_pickle=False)
    return stream.getvalue()


def read_array(archive: Archive, member: str) -> Array:
    """The array in a .npy member, of plain numbers."""
    try:
        return archive.file.array(member)
    except ZipProblem as problem:
        raise archive.problem(member, problem) from problem


def _refuse_other_kinds(name: str, data: bytes) -> None:
    if not data:
        raise FileProblem(f'"{name}" is empty. {CHOOSE}')
    for start, kind in KINDS_OF_FILE:
        if data.startswith(start):
            raise FileProblem(f'"{name}" is {kind}, not a project. {CHOOSE}')
    if not data.startswith(b"PK"):
        text = b"\0" not in data[:4096]
        what = "a text (such as a table of data)" if text else "another kind of file"
        advice = "Open a table with the CSV button of the data panel." if text else CHOOSE
        raise FileProblem(f'"{name}" is {what}, not a project. {advice}')
