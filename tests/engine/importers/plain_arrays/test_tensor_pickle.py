"""The steps of a pickle, one at a time: what builds tensors and lists is done, and what a state dict does not need is refused."""

from __future__ import annotations

import io
import pickle
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.importers.plain_arrays.tensor_pickle import MODULES, check_names, read_tensors
from tests.engine.importers.plain_arrays.torch_files import number, numbers, text

DAMAGED = "Its list of tensors is damaged."
BEYOND = "A tensor in it declares more numbers than are there, or than are read."
ORDERED = b"ccollections\nOrderedDict\n"


def read(steps: bytes, order: bytes | None = None, names: tuple[str, ...] = (), **members: bytes) -> Any:
    """What is made by these steps, in an archive with members of numbers."""
    files = {"net/data.pkl": steps, **{f"net/data/{key}": data for key, data in members.items()}, **dict.fromkeys(names, b"")}
    if order is not None:
        files["net/byteorder"] = order
    return read_tensors(SimpleNamespace(names=list(files), read=lambda name, _most: files[name]))  # type: ignore[arg-type]


def refused(steps: bytes, **more: Any) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        read(steps, **more)
    return str(caught.value)


def tensor(
    *, count: int = 6, offset: int = 0, shape: Any = (2, 3), strides: Any = (3, 1), kind: str = "FloatStorage", key: str = "a"
) -> bytes:
    stored = b"(" + text("storage") + f"ctorch\n{kind}\n".encode() + text(key) + text("cpu") + number(count) + b"tQ"
    return b"ctorch._utils\n_rebuild_tensor_v2\n(" + stored + number(offset) + numbers(shape) + numbers(strides) + b"tR"


SIX = np.arange(6, dtype=np.float32).tobytes()


# -- values
@pytest.mark.parametrize("protocol", range(1, 6))
@pytest.mark.parametrize(
    "value",
    [{"a": [1, 2.5, None, True, False, "키", (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), {}, []], "b": 2**40}, {1: {2: -3}}],
)
def test_plain_values_come_back_from_every_binary_protocol(value: Any, protocol: int) -> None:
    assert read(pickle.dumps(value, protocol)) == value


def test_a_value_that_is_there_twice_is_the_same_one() -> None:
    inside = [1]
    for protocol in (1, 2, 4):
        found = read(pickle.dumps({"a": inside, "b": inside}, protocol))
        assert found["a"] is found["b"]


@pytest.mark.parametrize(
    "steps",
    [
        b"",
        b"}",
        b"u.",
        b"}(K\x01u.",  # a key without value
        b"](K\x01K\x02u.",  # items of a list
        b"}(]K\x01u.",  # a list as key
        b"}K\x01a.",  # appended to a dict
        b"}(K\x01e.",
        b"h\x00.",  # never put aside
        b"K\x01K\x02b.",  # attributes of a number
        b"}K\x02b.",
        b"K\x01}b.",
        b"K\x01)R.",  # a number that is called
        ORDERED + b"}R.",  # with arguments that are none
        ORDERED + b"K\x01R.",
        b"ctorch\nFloatStorage\n)R.",  # a name that makes nothing
        b"ctorch._utils\n_rebuild_parameter\n(K\x01tR.",
        b"ctorch._utils\n_rebuild_tensor_v2\n)R.",
        b"(X\x07\x00\x00\x00storageK\x01X\x01\x00\x00\x00aX\x03\x00\x00\x00cpuK\x06tQ.",
        b"K\x01Q.",
    ],
)
def test_damaged_steps_are_a_sentence(steps: bytes) -> None:
    assert refused(steps) == DAMAGED


def test_steps_that_no_state_dict_needs_are_named() -> None:
    assert refused(b"\x80\x02I1\n0.") == "Its pickle takes a step that no state dict needs (POP): it was not read."


def test_names_of_modules_are_kept_beside_the_tensors() -> None:
    names = b"}" + text("_metadata") + b"}(" + text("fc1") + b"}K\x05}" + text("fc2") + b"}us"
    found = read(ORDERED + b")R(" + text("w") + b"K\x01u" + names + b"b.")
    assert found == {"w": 1, MODULES: ["fc1", "fc2"]}
    assert read(ORDERED + b")R}" + text("other") + b"K\x01sb.") == {}


def test_an_ordered_dict_is_a_dict() -> None:
    steps = io.BytesIO(ORDERED + b")R(" + text("a") + b"K\x01u.").getvalue()
    assert read(steps) == {"a": 1}


# -- names
@pytest.mark.parametrize(
    ("name", "says"),
    [
        (b"cos\nsystem\n", "It is a pickle that would run 'os.system', which is code: it was not read."),
        (b"cposix.x\nsystem\n", "It is a pickle that would run 'posix.x.system', which is code: it was not read."),
        (b"cmine\nNet\n", "It holds more than tensors ('mine.Net'): a whole model is a pickle with code, which is not read."),
        (b"(icollections\nCounter\n", "It holds more than tensors ('collections.Counter')"),
    ],
)
def test_a_pickle_that_asks_for_code_is_refused_before_a_step_is_taken(name: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        check_names(name + b".")
    assert str(caught.value).startswith(says)
    assert refused(b"}0" + name + b".").startswith(says)  # although a step before it is refused as well


def test_names_of_two_texts_are_checked_as_well() -> None:
    steps = b"\x80\x04\x8c\x02os\x8c\x06system\x93."
    assert refused(steps).startswith("It is a pickle that would run 'os.system'")
    made = b"\x80\x04\x8c\x0bcollections\x8c\x0bOrderedDict\x93)R."
    assert read(made) == {}


# -- tensors
def test_a_tensor_is_a_part_of_the_stored_numbers() -> None:
    assert read(tensor() + b".", a=SIX).tolist() == [[0, 1, 2], [3, 4, 5]]
    assert read(tensor(shape=(3, 2), strides=(1, 3)) + b".", a=SIX).tolist() == [[0, 3], [1, 4], [2, 5]]
    assert read(tensor(offset=2, shape=(2,), strides=(3,)) + b".", a=SIX).tolist() == [2, 5]
    assert read(tensor(offset=5, shape=(), strides=()) + b".", a=SIX).tolist() == 5
    assert read(tensor(shape=(2, 2), strides=(0, 1)) + b".", a=SIX).tolist() == [[0, 1], [0, 1]]
    empty = read(tensor(count=0, shape=(0, 3), strides=(3, 1)) + b".", a=b"")
    assert (empty.shape, empty.dtype) == ((0, 3), np.float32)
    assert read(b"ctorch._utils\n_rebuild_parameter\n(" + tensor() + b"\x88}tR.", a=SIX).shape == (2, 3)


@pytest.mark.parametrize(
    "about",
    [
        {"offset": 1},
        {"shape": (2, 4)},
        {"shape": (3, 3)},
        {"offset": 6, "shape": (), "strides": ()},
        {"count": 5},
        {"shape": (2,), "strides": (6,)},
    ],
)
def test_a_tensor_beyond_the_stored_numbers_is_refused(about: dict[str, Any]) -> None:
    assert refused(tensor(**about) + b".", a=SIX[: 4 * about.get("count", 6)]) == BEYOND


@pytest.mark.parametrize(
    "about",
    [
        {"offset": -1},
        {"shape": (-1, 3)},
        {"strides": (3, -1)},
        {"strides": (3,)},
        {"shape": (1,) * 9, "strides": (1,) * 9},
        {"count": -1},
        {"count": 64_000_001},
    ],
)
def test_a_shape_that_is_none_is_refused(about: dict[str, Any]) -> None:
    assert refused(tensor(**about) + b".", a=SIX) == DAMAGED


def test_as_many_dimensions_as_are_read() -> None:
    assert read(tensor(shape=(1,) * 8, strides=(1,) * 8) + b".", a=SIX).shape == (1,) * 8


def test_all_tensors_together_have_at_most_so_many_numbers() -> None:
    """One number, repeated: 63,000,000 times are allowed once."""
    large = tensor(count=1, shape=(7_000_000, 8), strides=(0, 0), kind="CharStorage")
    small = tensor(count=1, shape=(8_000_001,), strides=(0,), kind="CharStorage")
    assert refused(b"(" + large + small + b"t.", a=b"\1") == BEYOND


def test_numbers_that_are_cut_off_are_refused() -> None:
    assert refused(tensor() + b".", a=SIX[:-1]) == "The numbers of a tensor are cut off."


@pytest.mark.parametrize(
    ("kind", "dtype"),
    [
        ("Double", "f8"),
        ("Float", "f4"),
        ("Half", "f2"),
        ("Long", "i8"),
        ("Int", "i4"),
        ("Short", "i2"),
        ("Char", "i1"),
        ("Byte", "u1"),
    ],
)
@pytest.mark.parametrize("order", ["<", ">"])
def test_every_type_of_numbers(kind: str, dtype: str, order: str) -> None:
    values = np.array([1, 2, 3, 4, 5, 6], order + dtype)
    found = read(tensor(kind=f"{kind}Storage") + b".", b"big" if order == ">" else b"little", a=values.tobytes())
    assert found.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert found.dtype == np.dtype(dtype)


def test_truths_and_the_halves_of_floats() -> None:
    found = read(tensor(kind="BoolStorage") + b".", b"big", a=bytes([0, 1, 0, 1, 1, 0]))
    assert found.tolist() == [[False, True, False], [True, True, False]]
    upper = (np.array([1, -2, 0.5, 3, 0, 1], np.float32).view(np.uint32) >> 16).astype("<u2")
    found = read(tensor(kind="BFloat16Storage") + b".", a=upper.tobytes())
    assert (found.tolist(), found.dtype) == ([[1, -2, 0.5], [3, 0, 1]], np.float32)


# -- archives
def test_an_archive_without_state_dict_says_what_it_is() -> None:
    says = "It holds no state dict of PyTorch."
    assert refused(b"}.", names=("other/data.pkl",)) == says
    program = "It is a program of TorchScript, not the weights alone: save model.state_dict() instead."
    assert refused(b"}.", names=("net/constants.pkl",)) == program
    assert refused(b"}.", names=("net/code/a.py",)) == program
    assert read(b"}.", names=("net/version",)) == {}
