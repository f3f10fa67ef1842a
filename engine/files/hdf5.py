"""Reads arrays of an HDF5 file from an untrusted source, without HDF5's own library: every place and size is checked first.

It knows what Keras writes (superblock 0 or 1, groups as symbol tables, arrays in one piece, numbers of IEEE 754), and no more.
https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import quoted
from engine.core.translation import _

SIGNATURE = b"\x89HDF\r\n\x1a\n"
DATASPACE, DATATYPE, LAYOUT, FILTERS, CONTINUATION, SYMBOL_TABLE = 0x01, 0x03, 0x08, 0x0B, 0x10, 0x11  # messages
COMPACT, CONTIGUOUS = 0, 1
MOST_PLACES, MOST_MESSAGES, MOST_DIMENSIONS = 20_000, 1000, 8  # looked at in all; in one header; of an array
MOST_LEVELS, LONGEST_NAME = 8, 1000
FLOATS = {  # the properties of a floating-point number: bit offset, precision, where and how long exponent and mantissa are
    (0, 16, 10, 5, 0, 10, 15): "f2",
    (0, 32, 23, 8, 0, 23, 127): "f4",
    (0, 64, 52, 11, 0, 52, 1023): "f8",
}


class Hdf5Problem(ValueError):
    """What is wrong with the file, as a whole sentence."""


class Hdf5:
    """The groups and arrays in the bytes of a file. Changes: counts what it looks at, so that circles come to an end."""

    def __init__(self, data: bytes) -> None:
        self._data, self._left, self._bytes_left = data, MOST_PLACES, len(data)
        if data[:8] != SIGNATURE:
            raise Hdf5Problem(_("It is no HDF5 file."))
        version = self._number(8, 1)
        if version > 1 or self._number(13, 2) != 0x0808:
            raise Hdf5Problem(_("It is an HDF5 file of a newer kind, which is not read here."))
        self._root = self._number(64 + 4 * version, 8)

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return len(self._data)

    def array(self, path: str) -> Array:
        """The array at a path: 'layers/dense/vars/0'. KeyError when there is none."""
        at = self._root
        for name in path.split("/"):
            at = self._members(at)[name]
        return self._array(at, path)

    def names(self, path: str) -> list[str]:
        """What is in a group. KeyError when there is no such group."""
        at = self._root
        for name in path.split("/"):
            at = self._members(at)[name]
        return [*self._members(at)]

    # -- bytes
    def _piece(self, at: int, size: int) -> bytes:
        self._left -= 1
        if at < 0 or size < 0 or at + size > len(self._data) or self._left < 0:
            raise Hdf5Problem(_("Its HDF5 file is damaged."))
        return self._data[at : at + size]

    def _number(self, at: int, size: int) -> int:
        return int.from_bytes(self._piece(at, size), "little")

    def _expect(self, at: int, mark: bytes) -> None:
        if self._piece(at, len(mark)) != mark:
            raise Hdf5Problem(_("Its HDF5 file is damaged."))

    # -- groups
    def _members(self, header: int) -> dict[str, int]:
        """The names in a group, and where the header of each is; none when it is no group."""
        for kind, message in self._messages(header):
            if kind == SYMBOL_TABLE and len(message) >= 16:
                tree, heap = struct.unpack_from("<QQ", message)
                self._expect(heap, b"HEAP")
                size, _free, start = struct.unpack("<QQQ", self._piece(heap + 8, 24))
                return dict(self._entries(tree, self._piece(start, size), 0))
        return {}

    def _entries(self, tree: int, heap: bytes, level: int) -> Iterator[tuple[str, int]]:
        self._expect(tree, b"TREE\0")
        height, count = self._number(tree + 5, 1), self._number(tree + 6, 2)
        if level > MOST_LEVELS:
            raise Hdf5Problem(_("Its HDF5 file is damaged."))
        for number in range(count):
            child = self._number(tree + 32 + 16 * number, 8)
            if height:
                yield from self._entries(child, heap, level + 1)
                continue
            self._expect(child, b"SNOD")
            for entry in range(self._number(child + 6, 2)):
                name, header = struct.unpack("<QQ", self._piece(child + 8 + 40 * entry, 16))
                yield heap[name : name + LONGEST_NAME].split(b"\0")[0].decode("utf-8", "replace"), header

    # -- arrays
    def _messages(self, header: int) -> Iterator[tuple[int, bytes]]:
        version, _reserved, count, _references, size = struct.unpack("<BBHII", self._piece(header, 12))
        if version != 1:
            raise Hdf5Problem(_("It is an HDF5 file of a newer kind, which is not read here."))
        blocks, seen = [(header + 16, size)], 0
        while blocks and seen < min(count, MOST_MESSAGES):
            at, left = blocks.pop(0)
            while left >= 8 and seen < min(count, MOST_MESSAGES):
                kind, length = struct.unpack("<HH", self._piece(at, 4))
                message = self._piece(at + 8, length)
                if kind == CONTINUATION and length >= 16:
                    blocks.append(struct.unpack_from("<QQ", message))
                yield kind, message
                at, left, seen = at + 8 + length, left - 8 - length, seen + 1

    def _array(self, header: int, path: str) -> Array:
        messages = dict(self._messages(header))
        if FILTERS in messages or not {DATASPACE, DATATYPE, LAYOUT} <= set(messages):
            text = _("Its array {name} is kept in a way that is not read here.")
            raise Hdf5Problem(text.format(name=quoted(path, 60)))
        try:
            shape, dtype = _shape(messages[DATASPACE]), _dtype(messages[DATATYPE])
            data = self._stored(messages[LAYOUT])
        except (struct.error, IndexError, KeyError) as problem:
            text = _("Its array {name} is kept in a way that is not read here.")
            raise Hdf5Problem(text.format(name=quoted(path, 60))) from problem
        self._bytes_left -= len(data)  # one piece of the file may be the array of many names
        if math.prod(shape) * dtype.itemsize != len(data) or self._bytes_left < 0:
            raise Hdf5Problem(_("Its HDF5 file is damaged."))
        return np.frombuffer(data, dtype).reshape(shape).astype(dtype.newbyteorder("="))

    def _stored(self, layout: bytes) -> bytes:
        version, kind = layout[0], layout[1]
        if version not in (3, 4):
            raise KeyError(version)
        if kind == COMPACT:
            return layout[4 : 4 + struct.unpack_from("<H", layout, 2)[0]]
        if kind != CONTIGUOUS:
            raise KeyError(kind)
        at, size = struct.unpack_from("<QQ", layout, 2)
        return self._piece(at, size)


def _shape(message: bytes) -> tuple[int, ...]:
    version, rank = message[0], message[1]
    if version not in (1, 2) or rank > MOST_DIMENSIONS:
        raise KeyError(version)
    shape: tuple[int, ...] = struct.unpack_from(f"<{rank}Q", message, 8 if version == 1 else 4)
    return shape


def _dtype(message: bytes) -> np.dtype[np.generic]:
    kind, order, size = message[0] & 0x0F, ">" if message[1] & 1 else "<", struct.unpack_from("<I", message, 4)[0]
    if kind == 0 and size in (1, 2, 4, 8):
        return np.dtype(f"{order}{'i' if message[1] & 8 else 'u'}{size}")
    if kind != 1 or message[1] & 64:
        raise KeyError(kind)
    offset, precision, exponent, exponent_size, mantissa, mantissa_size, bias = struct.unpack_from("<HHBBBBI", message, 8)
    return np.dtype(order + FLOATS[offset, precision, exponent, exponent_size, mantissa, mantissa_size, bias])
