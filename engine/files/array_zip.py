"""A zip file of arrays from an untrusted source: kinds and sizes are checked before unpacking, and nothing is unpickled."""

from __future__ import annotations

import io
import math
import struct
import zipfile
import zlib
from typing import IO

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_bytes, format_count
from engine.core.quoting import quoted, shortened
from engine.core.translation import _

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
    """What is wrong with the file, as a whole sentence: "It is damaged." The caller names the file and says what to do."""


class ArrayZip:
    """An open zip file with at most `most_members` files in it, of at most `most_bytes` together. Raises ZipProblem."""

    def __init__(self, stream: IO[bytes], most_members: int, most_bytes: int) -> None:
        try:
            self._file = zipfile.ZipFile(stream)
        except UNREADABLE as problem:
            raise ZipProblem(_("It is damaged or cut off: its end is missing.")) from problem
        members = self._file.infolist()
        self.names = [member.filename for member in members]
        if len(members) > most_members or len(set(self.names)) < len(members):
            raise ZipProblem(_("It holds too many files, or one twice."))
        for member in members:
            _check_member(member)
        total = sum(member.file_size for member in members)
        if total > most_bytes:
            text = _("It would unpack to {size}; at most {most} are read.")
            raise ZipProblem(text.format(size=format_bytes(total), most=format_bytes(most_bytes)))

    def read(self, name: str, most: int | None = None) -> bytes:
        """One member's content: its size is checked first, and its checksum while reading. KeyError when there is none."""
        size = self._file.getinfo(name).file_size
        if most is not None and size > most:
            text = _("It has {size} bytes, at most {most} are read.")
            raise ZipProblem(text.format(size=format_count(size), most=format_count(most)))
        try:
            return self._file.read(name)
        except UNREADABLE as problem:
            raise ZipProblem(_("It is damaged ({error}).").format(error=shortened(str(problem), 100))) from problem

    def array(self, name: str, kinds: str = NUMBERS) -> Array:
        """The array in a .npy member, in this machine's byte order."""
        return _array(self.read(name), kinds)

    def close(self) -> None:
        self._file.close()


def _check_member(member: zipfile.ZipInfo) -> None:
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0]:
        raise ZipProblem(_("It holds a file with the path {path}.").format(path=quoted(member.filename, 60)))
    if member.flag_bits & 1:
        raise ZipProblem(_("It is protected by a password."))
    if member.compress_type not in PACKINGS:
        text = _("The file {name} in it is packed in a way that this program does not use.")
        raise ZipProblem(text.format(name=quoted(member.filename, 60)))


def _array(data: bytes, kinds: str) -> Array:
    """The array of a .npy file, if its length is what its header declares; NumPy would allocate what is declared unchecked."""
    stream = io.BytesIO(data)
    readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    try:
        shape, fortran, dtype = readers[np.lib.format.read_magic(stream)](stream)
    except Exception as problem:  # a header is a Python literal: its reader raises whatever a broken literal makes it raise
        text = _("It is no array of NumPy's, or its header is damaged ({error}).")
        raise ZipProblem(text.format(error=shortened(str(problem), 100))) from problem
    if dtype.hasobject:
        raise ZipProblem(_("It holds pickled Python objects, which may run foreign code, not plain numbers."))
    if dtype.kind not in kinds or not dtype.itemsize or (dtype.kind in NUMBERS and dtype.itemsize > 8):
        text = _("It holds {kind}, not plain numbers or texts.") if TEXTS in kinds else _("It holds {kind}, not plain numbers.")
        raise ZipProblem(text.format(kind=shortened(str(dtype))))
    count, there = math.prod(shape), len(data) - stream.tell()
    if any(length < 0 for length in shape) or count * dtype.itemsize != there:
        text = _("Its length does not fit its shape {shape}: its header declares {declared} bytes, but {found} follow.")
        declared = format_count(count * dtype.itemsize)
        raise ZipProblem(text.format(shape=shortened(str(shape), 60), declared=declared, found=format_count(there)))
    array = np.frombuffer(data, dtype, count, stream.tell()).reshape(shape, order="F" if fortran else "C")
    return np.array(array, dtype.newbyteorder("="), order="C")
