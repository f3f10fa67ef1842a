"""Makes small HDF5 files byte by byte, good ones and damaged ones, as the format's description says."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import numpy as np

SPACE, TYPE, LAYOUT, CONTINUED, GROUP = 1, 3, 8, 16, 17
FLOATS = {2: (0, 16, 10, 5, 0, 10, 15), 4: (0, 32, 23, 8, 0, 23, 127), 8: (0, 64, 52, 11, 0, 52, 1023)}

Message = tuple[int, bytes]


def space(*shape: int, version: int = 1) -> Message:
    head = bytes([version, len(shape)]) + bytes(6 if version == 1 else 2)
    return SPACE, head + struct.pack(f"<{len(shape)}Q", *shape)


def kind_of(dtype: str, **other: int) -> Message:
    """'<f4'; what is given beside it is written in place of the truth."""
    made = np.dtype(dtype)
    bits = (made.str[0] == ">") + 8 * (made.kind == "i") + other.get("bits", 0)
    about = FLOATS[made.itemsize] if made.kind == "f" else (0, 8 * made.itemsize, 0, 0, 0, 0, 0)
    properties = struct.pack("<HHBBBBI", *about[:6], other.get("bias", about[6]))
    class_number = other.get("class_number", made.kind == "f")
    return TYPE, bytes([0x10 | class_number, bits, 0, 0]) + struct.pack("<I", made.itemsize) + properties


def compact(data: bytes, version: int = 3) -> Message:
    return LAYOUT, bytes([version, 0]) + struct.pack("<H", len(data)) + data


class File:
    """Changes: the bytes so far. Each part is added at the end, and has its place."""

    def __init__(self, version: int = 0) -> None:
        self.version = version
        self.data = bytearray(b"\x89HDF\r\n\x1a\n" + bytes([version, 0, 0, 0, 0, 8, 8]) + bytes(49 + 4 * version + 8 + 24))

    def add(self, piece: bytes) -> int:
        self.data += bytes(-len(self.data) % 8)
        place = len(self.data)
        self.data += piece
        return place

    def whole(self, root: int) -> bytes:
        place = 64 + 4 * self.version
        return bytes(self.data[:place]) + struct.pack("<Q", root) + bytes(self.data[place + 8 :])

    def contiguous(self, data: bytes, version: int = 3, kind: int = 1) -> Message:
        return LAYOUT, bytes([version, kind]) + struct.pack("<QQ", self.add(data), len(data))

    def header(self, *messages: Message, version: int = 1, count: int | None = None) -> int:
        body = b"".join(struct.pack("<HHI", kind, len(data), 0) + data for kind, data in messages)
        count = len(messages) if count is None else count
        return self.add(struct.pack("<BBHIII", version, 0, count, 1, len(body), 0) + body)

    def array(self, array: np.ndarray) -> int:
        return self.header(space(*array.shape), kind_of(array.dtype.str), self.contiguous(array.tobytes()))

    def block(self, *messages: Message) -> Message:
        """Messages elsewhere, as one message."""
        body = b"".join(struct.pack("<HHI", kind, len(data), 0) + data for kind, data in messages)
        return CONTINUED, struct.pack("<QQ", self.add(body), len(body))

    def group(self, members: Mapping[str, int]) -> int:
        heap, names = b"", []
        for name in members:
            names.append(len(heap))
            heap += name.encode() + b"\0"
        return self.group_of(heap, [self.tree([self.node(list(zip(names, members.values(), strict=True)))])])

    def node(self, entries: Sequence[tuple[int, int]]) -> int:
        listed = b"".join(struct.pack("<QQ", *entry) + bytes(24) for entry in entries)
        return self.add(b"SNOD\1\0" + struct.pack("<H", len(entries)) + listed)

    def tree(self, children: Sequence[int], height: int = 0) -> int:
        listed = b"".join(struct.pack("<QQ", 0, child) for child in children)
        return self.add(b"TREE\0" + struct.pack("<BH", height, len(children)) + bytes(16) + listed)

    def group_of(self, heap: bytes, trees: Sequence[int]) -> int:
        place = self.add(b"HEAP" + bytes(4) + struct.pack("<QQQ", len(heap), 0, self.add(heap)))
        return self.header((GROUP, struct.pack("<QQ", trees[0], place)))
