"""Writes what `torch.save` writes, without PyTorch: zip files with a pickle of tensors, good ones and hostile ones."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from engine.core.arrays import Array

STORAGES = {"f4": "FloatStorage", "f8": "DoubleStorage", "f2": "HalfStorage", "i8": "LongStorage"}


def text(value: str) -> bytes:
    data = value.encode()
    return b"X" + len(data).to_bytes(4, "little") + data


def number(value: int) -> bytes:
    return b"J" + value.to_bytes(4, "little", signed=True)


def numbers(values: Sequence[int]) -> bytes:
    return b"(" + b"".join(map(number, values)) + b"t"


def tensor(key: str, array: Array, *, count: int | None = None, offset: int = 0, shape: Sequence[int] | None = None) -> bytes:
    """The steps that make a tensor; what is given beside the array is written in place of the truth."""
    storage = STORAGES[array.dtype.str[1:]]
    stored = b"(" + text("storage") + f"ctorch\n{storage}\n".encode() + text(key) + text("cpu")
    whole = array.base if isinstance(array.base, np.ndarray) else array
    stored += number(whole.size if count is None else count) + b"tQ"
    strides = [stride // array.itemsize for stride in array.strides]
    view = number(offset) + numbers(array.shape if shape is None else shape) + numbers(strides)
    return b"ctorch._utils\n_rebuild_tensor_v2\n(" + stored + view + b"\x89ccollections\nOrderedDict\n)RtR"


def state(arrays: Mapping[str, Array], modules: Sequence[str] = (), **other: int) -> bytes:
    """The pickle of a state dict."""
    items = b"".join(text(name) + tensor(str(at), array, **other) for at, (name, array) in enumerate(arrays.items()))
    listed = b"".join(text(name) + b"}" for name in modules)
    about = b"}" + text("_metadata") + b"}(" + listed + b"usb" if modules else b""
    return b"\x80\x02ccollections\nOrderedDict\n)R(" + items + b"u" + about + b"."


def save(path: Path, pickle: bytes, arrays: Mapping[str, Array], packing: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        archive.writestr("net/data.pkl", pickle)
        archive.writestr("net/byteorder", "little")
        for at, array in enumerate(arrays.values()):
            archive.writestr(f"net/data/{at}", (array if array.base is None else array.base).tobytes())
    return path


def state_file(path: Path, arrays: Mapping[str, Array], modules: Sequence[str] = ()) -> Path:
    return save(path, state(arrays, modules), arrays)
