"""Zip files of arrays from anywhere: what is odd is said, and what is read is exactly what was written."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.files.array_zip import NUMBERS, TEXTS, ArrayZip, ZipProblem


def packed(*members: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream


def npy(array: Array, version: tuple[int, int] | None = None) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, version, allow_pickle=True)
    return stream.getvalue()


def opened(stream: io.BytesIO, members: int = 10, size: int = 1_000_000) -> ArrayZip:
    return ArrayZip(stream, members, size)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3),
        np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3)),
        np.arange(3, dtype=">i4"),
        np.array(2.5),
        np.zeros((0, 4)),
        np.array([True, False]),
        np.array(["가", "b"]),
        np.array("text"),
        np.array([], np.str_),
    ],
)
def test_an_array_comes_back(array: Array) -> None:
    found = opened(packed(("a.npy", npy(array)))).array("a.npy", NUMBERS + TEXTS)
    assert found.shape == array.shape
    assert found.tolist() == array.tolist()
    assert found.dtype == array.dtype.newbyteorder("=")
    assert found.flags.c_contiguous
    assert found.flags.writeable


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no array"),
        (b"1 2 3", "no array"),
        (npy(np.ones(3))[:40], "no array"),
        (npy(np.ones(3), (3, 0)), "no array"),
        (npy(np.ones(3))[:-1], "its header declares 24 bytes, but 23 follow"),
        (npy(np.ones(3)) + b"x", "its header declares 24 bytes, but 25 follow"),
        (npy(np.array([{}], object)), "pickled Python objects"),
        (npy(np.array(["a"])), r"It holds <U1, not plain numbers\.$"),
        (npy(np.ones(1, complex)), "holds complex128"),
        (npy(np.array(["2026"], "datetime64[Y]")), "holds datetime64"),
        (npy(np.zeros(1, [("a", "f4")])), "not plain numbers"),
    ],
)
def test_what_is_no_array_of_numbers(content: bytes, says: str) -> None:
    with pytest.raises(ZipProblem, match=says):
        opened(packed(("a.npy", content))).array("a.npy")


def test_where_texts_are_read_too_it_says_so() -> None:
    with pytest.raises(ZipProblem, match=r"^It holds complex128, not plain numbers or texts\.$"):
        opened(packed(("a.npy", npy(np.ones(1, complex))))).array("a.npy", NUMBERS + TEXTS)


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/a", "\\a", "C:\\a"])
def test_paths_that_lead_out_are_refused(name: str) -> None:
    with pytest.raises(ZipProblem, match="path"):
        opened(packed((name, b"")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_too_much_of_anything_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(ZipProblem, match="one twice"):
        opened(packed(("a", b""), ("a", b"")))
    with pytest.raises(ZipProblem, match="too many files"):
        opened(packed(("a", b""), ("b", b"")), members=1)
    with pytest.raises(ZipProblem, match="would unpack to 2 MB; at most 1 MB"):
        opened(packed(("a", bytes(2_000_000))))
    with pytest.raises(ZipProblem, match="has 100 bytes, at most 99"):
        opened(packed(("a", bytes(100)))).read("a", 99)


def test_other_packings_and_passwords_are_refused() -> None:
    with pytest.raises(ZipProblem, match="packed in a way"):
        opened(packed(("a", b"a"), packing=zipfile.ZIP_BZIP2))
    data = bytearray(packed(("a", b"a")).getvalue())
    flags = data.index(b"PK\x01\x02") + 8  # in the central directory
    struct.pack_into("<H", data, flags, 1)
    with pytest.raises(ZipProblem, match="password"):
        opened(io.BytesIO(bytes(data)))


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip"])
def test_what_is_no_zip_file(data: Any) -> None:
    with pytest.raises(ZipProblem, match="cut off"):
        opened(io.BytesIO(data))


def test_a_checksum_that_is_wrong_is_damage() -> None:
    data = packed(("a", b"content"), packing=zipfile.ZIP_STORED).getvalue().replace(b"content", b"CONTENT")
    with pytest.raises(ZipProblem, match="damaged"):
        opened(io.BytesIO(data)).read("a")
