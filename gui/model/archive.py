"""A zip file read with distrust: kinds and sizes are checked before anything is unpacked, and nothing is ever unpickled."""

from __future__ import annotations

import io
import json
import math
import zipfile
import zlib
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar

import numpy as np

from engine.problems import FileProblem
from engine.reading import read_bytes
from engine.table import Array

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
COPY = "Take a copy of the file from before it was damaged; this one was left as it is."
DAMAGE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)  # what readers raise on odd content
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class Archive:
    """An open project file. `name` is for messages, `names` are its members. Every problem is a FileProblem."""

    MOST_JSON: ClassVar[int] = 50_000_000

    def __init__(self, name: str, file: zipfile.ZipFile) -> None:
        self.name, self.file = name, file
        self.names = file.namelist()
        _check_members(name, file.infolist())

    @classmethod
    def open(cls, path: str | Path) -> Archive:
        """Raises FileProblem when there is no such file or it is another kind of file."""
        data = read_bytes(path, MOST_BYTES, CHOOSE)
        name = Path(path).name
        _refuse_other_kinds(name, data)
        try:
            file = zipfile.ZipFile(io.BytesIO(data))
        except UNREADABLE as problem:
            raise FileProblem(f'"{name}" is damaged or cut off: its end is missing. {COPY}') from problem
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
        """One member's content; its size is checked first, and its checksum while reading."""
        size = self.file.getinfo(member).file_size
        if size > most:
            raise FileProblem(f'"{self.name}", {member}: it has {size:,} bytes, at most {most:,} are read. {CHOOSE}')
        try:
            return self.file.read(member)
        except UNREADABLE as problem:
            raise FileProblem(f'"{self.name}", {member}: it is damaged ({problem}). {COPY}') from problem


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
    """The array in a .npy member: plain numbers only, and exactly as many as its header says."""
    data = archive.read(member)
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, fortran, dtype = header(stream)
    except Exception as problem:  # a header is a Python literal: its reader raises whatever a broken literal makes it raise
        raise FileProblem(f'"{archive.name}", {member}: it is not a NumPy array ({problem!s:.100}). {COPY}') from problem
    if dtype.hasobject or dtype.kind not in "fiub" or dtype.itemsize > 8:
        raise FileProblem(f'"{archive.name}", {member}: it holds {dtype!s:.40}, not plain numbers. {COPY}')
    count = math.prod(shape)
    body = data[stream.tell() :]
    if any(length < 0 for length in shape) or count * dtype.itemsize != len(body):
        raise FileProblem(f'"{archive.name}", {member}: its length does not fit its shape {shape!s:.60}. {COPY}')
    array = np.frombuffer(body, dtype, count).reshape(shape, order="F" if fortran else "C")
    return np.array(array, dtype.newbyteorder("="), order="C")


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


def _check_members(name: str, members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(names) > MOST_MEMBERS or len(set(names)) < len(names):
        raise FileProblem(f'"{name}" is not a project: it holds too many files, or one twice. {CHOOSE}')
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise FileProblem(f'"{name}" is not a project: it holds a file with the path {member.filename!r:.60}. {CHOOSE}')
        if member.flag_bits & 1:
            raise FileProblem(f'"{name}" is protected by a password. {CHOOSE}')
    total = sum(member.file_size for member in members)
    if total > MOST_BYTES:
        most = f"at most {MOST_BYTES / 1e6:,.0f} MB are read"
        raise FileProblem(f'"{name}" would unpack to {total / 1e6:,.0f} MB; {most}. {CHOOSE}')
