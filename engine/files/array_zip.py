"""A zip file of arrays, read with distrust: kinds and sizes are checked before anything is unpacked, and nothing is unpickled."""

from __future__ import annotations

import io
import math
import struct
import zipfile
import zlib
from typing import IO

import numpy as np

from engine.core.arrays import Array

NUMBERS, TEXTS = "fiub", "U"  # kinds of arrays, as NumPy's `dtype.kind` names them
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    MemoryError,
    OSError,
)


class ZipProblem(ValueError):
    """What is wrong, as the second half of a sentence: "it is damaged". Whoever opened the file names it and says what to do."""


class ArrayZip:
    """An open zip file with at most `most_members` files in it, of at most `most_bytes` together. Raises ZipProblem."""

    def __init__(self, stream: IO[bytes], most_members: int, most_bytes: int) -> None:
        try:
            self._file = zipfile.ZipFile(stream)
        except UNREADABLE as problem:
            raise ZipProblem("it is damaged or cut off: its end is missing") from problem
        members = self._file.infolist()
        self.names = [member.filename for member in members]
        if len(members) > most_members or len(set(self.names)) < len(members):
            raise ZipProblem("it holds too many files, or one twice")
        for member in members:
            _check_member(member)
        total = sum(member.file_size for member in members)
        if total > most_bytes:
            raise ZipProblem(f"it would unpack to {total / 1e6:,.0f} MB; at most {most_bytes / 1e6:,.0f} MB are read")

    def read(self, name: str, most: int | None = None) -> bytes:
        """One member's content: its size is checked first, and its checksum while reading. KeyError when there is none."""
        size = self._file.getinfo(name).file_size
        if most is not None and size > most:
            raise ZipProblem(f"it has {size:,} bytes, at most {most:,} are read")
        try:
            return self._file.read(name)
        except UNREADABLE as problem:
            raise ZipProblem(f"it is damaged ({problem})") from problem

    def array(self, name: str, kinds: str = NUMBERS) -> Array:
        """The array in a .npy member, in this machine's byte order."""
        return _array(self.read(name), kinds)

    def close(self) -> None:
        self._file.close()


def _check_member(member: zipfile.ZipInfo) -> None:
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0]:
        raise ZipProblem(f"it holds a file with the path {member.filename!r:.60}")
    if member.flag_bits & 1:
        raise ZipProblem("it is protected by a password")
    if member.compress_type not in PACKINGS:
        raise ZipProblem(f"{member.filename!r:.60} in it is packed in a way that this program does not use")


def _array(data: bytes, kinds: str) -> Array:
    """Exactly as much as its header says; NumPy would make room for what is declared before it looks how much there is."""
    stream = io.BytesIO(data)
    readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    try:
        shape, fortran, dtype = readers[np.lib.format.read_magic(stream)](stream)
    except Exception as problem:  # a header is a Python literal: its reader raises whatever a broken literal makes it raise
        raise ZipProblem(f"it is no array of NumPy's, or its header is damaged ({problem!s:.100})") from problem
    if dtype.hasobject:
        raise ZipProblem("it holds pickled Python objects, which may run foreign code, not plain numbers")
    if dtype.kind not in kinds or not dtype.itemsize or (dtype.kind in NUMBERS and dtype.itemsize > 8):
        raise ZipProblem(f"it holds {dtype!s:.40}, not plain numbers{' or texts' if TEXTS in kinds else ''}")
    count, there = math.prod(shape), len(data) - stream.tell()
    if any(length < 0 for length in shape) or count * dtype.itemsize != there:
        declared = f"its header declares {count * dtype.itemsize:,} bytes"
        raise ZipProblem(f"its length does not fit its shape {shape!s:.60}: {declared}, but {there:,} follow")
    array = np.frombuffer(data, dtype, count, stream.tell()).reshape(shape, order="F" if fortran else "C")
    return np.array(array, dtype.newbyteorder("="), order="C")
