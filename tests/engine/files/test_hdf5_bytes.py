"""HDF5 files made by hand: each kind of number, shape and layout, trees of several levels, and the limits of each."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.files.hdf5 import Hdf5, Hdf5Problem
from tests.engine.files.hdf5_bytes import CONTINUED, SPACE, File, Message, compact, kind_of, space

DAMAGED = "Its HDF5 file is damaged."
UNREAD = "Its array 'a' is kept in a way that is not read here."
NEWER = "It is an HDF5 file of a newer kind, which is not read here."
TWO = np.array([1.5, -2], "<f4")


def read(*messages: Message, file: File | None = None, count: int | None = None, version: int = 1) -> Array:
    """The array with these messages."""
    file = file or File()
    header = file.header(*messages, count=count, version=version)
    return Hdf5(file.whole(file.group({"a": header}))).array("a")


def refused(*messages: Message, **more: Any) -> str:
    with pytest.raises(Hdf5Problem) as caught:
        read(*messages, **more)
    return str(caught.value)


# -- arrays
@pytest.mark.parametrize(
    "dtype", [f"{order}{kind}" for order in "<>" for kind in ("f2", "f4", "f8", "i2", "i4", "i8", "u2", "u8")]
)
def test_every_kind_of_number(dtype: str) -> None:
    values = np.array([[1, 2, 3], [200, 5, 6]], dtype)
    found = read(space(2, 3), kind_of(dtype), compact(values.tobytes()))
    assert found.tolist() == values.tolist()
    assert found.dtype == np.dtype(dtype[1:])


def test_whole_numbers_of_one_byte() -> None:
    assert read(space(2), kind_of("i1"), compact(b"\xff\x01")).tolist() == [-1, 1]
    assert read(space(2), kind_of("u1"), compact(b"\xff\x01")).tolist() == [255, 1]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("shape", [(), (2,), (1, 2), (1,) * 7 + (2,)])
def test_every_shape(shape: tuple[int, ...], version: int) -> None:
    data = TWO[: int(np.prod(shape))].tobytes()
    assert read(space(*shape, version=version), kind_of("<f4"), compact(data)).shape == shape


@pytest.mark.parametrize("version", [3, 4])
def test_numbers_in_the_header_or_elsewhere(version: int) -> None:
    assert read(space(2), kind_of("<f4"), compact(TWO.tobytes(), version)).tolist() == [1.5, -2]
    file = File()
    assert read(space(2), kind_of("<f4"), file.contiguous(TWO.tobytes(), version), file=file).tolist() == [1.5, -2]


@pytest.mark.parametrize(
    "messages",
    [
        (space(*(1,) * 9), kind_of("<f4"), compact(TWO[:1].tobytes())),
        (space(2, version=0), kind_of("<f4"), compact(TWO.tobytes())),
        (space(2, version=3), kind_of("<f4"), compact(TWO.tobytes())),
        ((SPACE, b"\1\2"), kind_of("<f4"), compact(TWO.tobytes())),
        ((SPACE, b"\1"), kind_of("<f4"), compact(TWO.tobytes())),
        (space(2), kind_of("<f4", bits=64), compact(TWO.tobytes())),
        (space(2), kind_of("<f4", bias=126), compact(TWO.tobytes())),
        (space(2), kind_of("<f4", class_number=3), compact(TWO.tobytes())),
        (space(2), kind_of("V3", class_number=0), compact(bytes(6))),
        (space(2), kind_of("<f4"), compact(TWO.tobytes(), 2)),
        (space(2), kind_of("<f4"), compact(TWO.tobytes(), 5)),
        (space(2), kind_of("<f4"), (8, b"\3\2" + bytes(16))),
        (space(2), kind_of("<f4"), (8, b"\3\1")),
        (space(2), kind_of("<f4"), compact(TWO.tobytes()), (11, bytes(8))),
        (space(2), kind_of("<f4")),
        (kind_of("<f4"), compact(TWO.tobytes())),
        (space(2), compact(TWO.tobytes())),
    ],
)
def test_other_ways_to_keep_an_array_are_refused(messages: tuple[Message, ...]) -> None:
    assert refused(*messages) == UNREAD


@pytest.mark.parametrize("size", [1, 3])
def test_an_array_must_fill_its_shape(size: int) -> None:
    assert refused(space(size), kind_of("<f4"), compact(TWO.tobytes())) == DAMAGED


def test_one_piece_of_a_file_is_no_array_many_times() -> None:
    """All arrays that were read have at most as many bytes as the file."""
    file = File()
    file.add(bytes(1000))
    header = file.header(space(200), kind_of("<f4"), file.contiguous(bytes(800)))
    found = Hdf5(file.whole(file.group({"a": header})))
    most = found.size // 800
    assert most == 2
    for _time in range(most):
        found.array("a")
    with pytest.raises(Hdf5Problem, match=DAMAGED):
        found.array("a")


def test_numbers_beyond_the_end_are_refused() -> None:
    file = File()
    layout = (8, b"\3\1" + struct.pack("<QQ", 10**9, 8))
    assert refused(space(2), kind_of("<f4"), layout, file=file) == DAMAGED


def test_the_last_bytes_of_a_file_are_read_too() -> None:
    file = File()
    header = file.header(space(2), kind_of("<f4"), (8, b"\3\1" + bytes(16)))
    group = file.group({"a": header})
    at = file.add(TWO.tobytes())
    data = file.whole(group).replace(b"\3\1" + bytes(16), b"\3\1" + struct.pack("<QQ", at, 8))
    assert Hdf5(data).array("a").tolist() == [1.5, -2]
    beyond = data.replace(struct.pack("<QQ", at, 8), struct.pack("<QQ", at + 1, 8))
    with pytest.raises(Hdf5Problem, match=DAMAGED):
        Hdf5(beyond).array("a")


# -- headers
def test_messages_may_go_on_elsewhere() -> None:
    file = File()
    more = file.block(kind_of("<f4"), compact(TWO.tobytes()))
    assert read(space(2), more, file=file, count=4).tolist() == [1.5, -2]
    file = File()
    last = file.block(compact(TWO.tobytes()))
    assert read(space(2), file.block(kind_of("<f4"), last), file=file, count=5).tolist() == [1.5, -2]


def test_no_more_messages_are_read_than_a_header_has() -> None:
    messages = space(2), kind_of("<f4"), compact(TWO.tobytes())
    assert read(*messages, count=3).tolist() == [1.5, -2]
    assert refused(*messages, count=2) == UNREAD
    assert read(*messages, (11, b""), count=3).tolist() == [1.5, -2]
    assert refused(*messages, (11, b""), count=4) == UNREAD  # its numbers are packed


def test_a_header_that_goes_on_in_itself_comes_to_an_end() -> None:
    file = File()
    at = file.add(struct.pack("<HHI", CONTINUED, 16, 0) + bytes(16))
    file.data[at + 8 : at + 24] = struct.pack("<QQ", at, 24)
    assert refused((CONTINUED, struct.pack("<QQ", at, 24)), file=file, count=60_000) == UNREAD


@pytest.mark.parametrize("version", [0, 2])
def test_headers_of_another_version_are_refused(version: int) -> None:
    assert refused(space(2), version=version) == NEWER


# -- groups
def test_groups_in_groups() -> None:
    file = File()
    one, two = file.array(np.arange(3.0)), file.array(np.arange(4.0))
    data = file.whole(file.group({"layers": file.group({"키": one, "b": two}), "c": one}))
    found = Hdf5(data)
    assert found.names("layers") == ["키", "b"]
    assert found.array("layers/b").tolist() == [0, 1, 2, 3]
    assert found.array("c").tolist() == [0, 1, 2]
    assert found.names("c") == []
    with pytest.raises(KeyError):
        found.array("c/d")


@pytest.mark.parametrize("version", [0, 1])
def test_both_versions_of_the_first_block(version: int) -> None:
    file = File(version)
    assert Hdf5(file.whole(file.group({"a": file.array(TWO)}))).array("a").tolist() == [1.5, -2]


@pytest.mark.parametrize(
    ("place", "value", "says"), [(0, 0, "It is no HDF5 file."), (8, 2, NEWER), (13, 4, NEWER), (14, 4, NEWER)]
)
def test_other_first_blocks_are_refused(place: int, value: int, says: str) -> None:
    file = File()
    data = bytearray(file.whole(file.group({})))
    data[place] = value
    with pytest.raises(Hdf5Problem) as caught:
        Hdf5(bytes(data))
    assert str(caught.value) == says


def tall(levels: int) -> Hdf5:
    """A file with a group whose names are so many levels below the top of its tree, in two nodes."""
    file = File()
    a, b = file.array(np.arange(1.0)), file.array(np.arange(2.0))
    trees = [file.tree([file.node([(0, a)]), file.node([(2, b)])])]
    for height in range(1, levels + 1):
        trees = [file.tree(trees, height)]
    return Hdf5(file.whole(file.group_of(b"a\0b\0", trees)))


@pytest.mark.parametrize("levels", [0, 1, 8])
def test_names_may_be_in_trees_of_several_levels(levels: int) -> None:
    found = tall(levels)
    assert found.array("a").tolist() == [0]
    assert found.array("b").tolist() == [0, 1]


def test_a_tree_that_is_too_tall_is_damaged() -> None:
    with pytest.raises(Hdf5Problem, match=DAMAGED):
        tall(9).array("a")


@pytest.mark.parametrize("mark", [b"TREE", b"SNOD", b"HEAP"])
def test_parts_without_their_marks_are_damaged(mark: bytes) -> None:
    file = File()
    data = file.whole(file.group({"a": file.array(TWO)})).replace(mark, b"XXXX")
    with pytest.raises(Hdf5Problem, match=DAMAGED):
        Hdf5(data).array("a")


def test_a_name_is_cut_at_its_limit() -> None:
    file = File()
    group = file.group({"n" * 1000: file.array(TWO), "m" * 1001: file.array(TWO)})
    assert [len(name) for name in Hdf5(file.whole(file.group({"g": group}))).names("g")] == [1000, 1000]
