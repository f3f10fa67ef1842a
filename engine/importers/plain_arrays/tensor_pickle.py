"""Reads what `torch.save` wrote of a state dict, without PyTorch and without Python's unpickler: no code of a file is ever run.

A pickle is a program for a machine with a stack. Ours knows the few steps that build dictionaries, lists, numbers and texts, and
of all functions that a pickle may ask for only those that make an OrderedDict and a tensor, which it does itself.
"""

from __future__ import annotations

import math
import pickletools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import quoted
from engine.core.translation import _
from engine.files.array_zip import ArrayZip, ZipProblem

MOST_PICKLE, MOST_NUMBERS, MOST_DIMENSIONS = 2_000_000, 64_000_000, 8  # bytes; numbers in all tensors together
MAKERS = {"collections OrderedDict", "torch._utils _rebuild_tensor_v2", "torch._utils _rebuild_parameter"}
STORAGES = {  # the types of tensors; bfloat16 is the upper half of a float32
    "torch DoubleStorage": "f8",
    "torch FloatStorage": "f4",
    "torch HalfStorage": "f2",
    "torch BFloat16Storage": "u2",
    "torch LongStorage": "i8",
    "torch IntStorage": "i4",
    "torch ShortStorage": "i2",
    "torch CharStorage": "i1",
    "torch ByteStorage": "u1",
    "torch BoolStorage": "?",
}
BFLOAT16 = "torch BFloat16Storage"
NO_CODE = ("__builtin__", "builtins", "os", "posix", "nt", "subprocess", "sys")  # modules that no network needs


@dataclass(frozen=True)
class Name:
    """What a pickle calls by its module and its name: nothing of it is imported."""

    text: str


@dataclass(frozen=True)
class Stored:
    """The numbers of a tensor as the file keeps them: the type, the member's key, and how many there are."""

    kind: str
    key: str
    count: int


class Mark:
    """Where a list of things on the stack begins."""


def read_tensors(archive: ArrayZip) -> Any:
    """What was saved: dictionaries, lists, numbers, texts, and arrays for tensors. Raises ValueError, KeyError, ZipProblem."""
    pickles = [name for name in archive.names if name.rsplit("/", 1)[-1] == "data.pkl"]
    if len(pickles) != 1:
        raise ZipProblem(_("It holds no state dict of PyTorch."))
    folder = pickles[0].removesuffix("data.pkl")
    if f"{folder}constants.pkl" in archive.names or any(name.startswith(f"{folder}code/") for name in archive.names):
        raise ZipProblem(_("It is a program of TorchScript, not the weights alone: save model.state_dict() instead."))
    data = archive.read(pickles[0], MOST_PICKLE)
    check_names(data)
    order = archive.read(f"{folder}byteorder", 20) if f"{folder}byteorder" in archive.names else b"little"
    return _Machine(archive, folder, ">" if order == b"big" else "<").run(data)


def check_names(data: bytes) -> None:
    """Raises ValueError with a sentence when a pickle asks for anything but tensors, before a step of it is taken."""
    for step, argument, _place in _steps(data):
        if step in ("GLOBAL", "INST"):
            _check_name(str(argument))


def _check_name(name: str) -> None:
    if name in MAKERS or name in STORAGES:
        return
    text = _(
        "It holds more than tensors ({name}): a whole model is a pickle with code, which is not read. "
        "Save model.state_dict() instead."
    )
    if name.split(" ")[0].split(".")[0] in NO_CODE:
        text = _("It is a pickle that would run {name}, which is code: it was not read. Files of weights hold no such thing.")
    raise ValueError(text.format(name=quoted(name.replace(" ", "."), 60)))


def _steps(data: bytes) -> Any:
    """(name, argument, place) of each step. Raises ValueError where they are damaged."""
    try:
        for step, argument, place in pickletools.genops(data):
            yield step.name, argument, place
    except (ValueError, IndexError, KeyError, UnicodeDecodeError, OverflowError) as problem:
        raise ValueError(_("Its list of tensors is damaged.")) from problem


class _Machine:
    """Changes with each step: keeps the stack and what was put aside, as the pickle says."""

    def __init__(self, archive: ArrayZip, folder: str, order: str) -> None:
        self.archive, self.folder, self.order = archive, folder, order
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
        self.left = MOST_NUMBERS
        self.storages: dict[str, Array] = {}

    def run(self, data: bytes) -> Any:
        try:
            for step, argument, _place in _steps(data):
                if step == "STOP":
                    return self.stack.pop()
                self._take(step, argument)
        except (IndexError, TypeError, KeyError, AttributeError) as problem:
            raise ValueError(_("Its list of tensors is damaged.")) from problem
        raise ValueError(_("Its list of tensors is damaged."))

    def _take(self, step: str, argument: Any) -> None:
        stack = self.stack
        if step in VALUES:
            stack.append(argument)
        elif step in MADE:
            stack.append(MADE[step]())
        elif step in PUT:
            self.memo[len(self.memo) if argument is None else argument] = stack[-1]
        elif step in GOT:
            stack.append(self.memo[argument])
        elif step in TUPLES:
            count = TUPLES[step]
            stack[len(stack) - count :] = [tuple(stack[len(stack) - count :])]
        elif step in ("GLOBAL", "STACK_GLOBAL"):
            stack.append(self._name(argument))
        elif step in ACTS:
            ACTS[step](self)
        elif step not in ("PROTO", "FRAME"):
            raise ValueError(_("Its pickle takes a step that no state dict needs ({step}): it was not read.").format(step=step))

    def _name(self, argument: Any) -> Name:
        text = str(argument) if argument is not None else " ".join([*map(str, (self.stack.pop(-2), self.stack.pop()))])
        _check_name(text)  # of protocol 4: it was put together of two texts
        return Name(text)

    def from_mark(self) -> list[Any]:
        at = len(self.stack) - 1
        while not isinstance(self.stack[at], Mark):
            at -= 1
            if at < 0:
                raise IndexError(at)
        found = self.stack[at + 1 :]
        del self.stack[at:]
        return found

    def set_items(self, items: list[Any]) -> None:
        target = self.stack[-1]
        if not isinstance(target, dict) or len(items) % 2:
            raise TypeError(target)
        for key, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(key, str | int | float | bool | None):
                raise TypeError(key)
            target[key] = value

    def append(self, items: list[Any]) -> None:
        if not isinstance(self.stack[-1], list):
            raise TypeError(self.stack[-1])
        self.stack[-1].extend(items)

    def make(self) -> None:
        arguments, name = self.stack.pop(), self.stack.pop()
        if not isinstance(name, Name) or not isinstance(arguments, tuple):
            raise TypeError(name)
        if name.text == "collections OrderedDict":
            self.stack.append({})
        elif name.text == "torch._utils _rebuild_tensor_v2":
            self.stack.append(self._tensor(*arguments[:4]))
        elif name.text == "torch._utils _rebuild_parameter" and isinstance(arguments[0], np.ndarray):
            self.stack.append(arguments[0])
        else:
            raise TypeError(name)

    def build(self) -> None:
        """The attributes of an OrderedDict: PyTorch keeps the versions of all modules there, with their names."""
        state, target = self.stack.pop(), self.stack[-1]
        if not isinstance(target, dict) or not isinstance(state, dict):
            raise TypeError(target)
        names = state.get("_metadata")
        if isinstance(names, dict):
            target.setdefault(MODULES, [one for one in names if isinstance(one, str)])

    def stored(self) -> None:
        kind, name, key, _device, count = self.stack.pop()[0:5]
        if kind != "storage" or not isinstance(name, Name) or name.text not in STORAGES:
            raise TypeError(name)
        if not isinstance(key, str) or type(count) is not int or not 0 <= count <= MOST_NUMBERS:
            raise TypeError(key)
        self.stack.append(Stored(name.text, key, count))

    def _tensor(self, stored: Stored, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]) -> Array:
        """A copy of a part of the stored numbers; that it lies within them is checked before memory is taken."""
        whole = (offset, *shape, *strides)
        if any(type(one) is not int or one < 0 for one in whole) or len(shape) != len(strides) or len(shape) > MOST_DIMENSIONS:
            raise TypeError(shape)
        count = math.prod(shape)
        last = offset + sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True)) if count else 0
        if count > self.left or last >= max(stored.count, 1):
            raise ValueError(_("A tensor in it declares more numbers than are there, or than are read."))
        self.left -= count
        numbers = self._numbers(stored)
        view = np.lib.stride_tricks.as_strided(
            numbers[offset:], shape, [stride * numbers.itemsize for stride in strides], writeable=False
        )
        return np.array(view, numbers.dtype, order="C")

    def _numbers(self, stored: Stored) -> Array:
        if stored.key not in self.storages:
            dtype = np.dtype(self.order + STORAGES[stored.kind]) if STORAGES[stored.kind] != "?" else np.dtype("?")
            data = self.archive.read(f"{self.folder}data/{stored.key}", stored.count * dtype.itemsize)
            if len(data) != stored.count * dtype.itemsize:
                raise ValueError(_("The numbers of a tensor are cut off."))
            numbers = np.frombuffer(data, dtype).astype(dtype.newbyteorder("="))
            if stored.kind == BFLOAT16:
                numbers = (numbers.astype(np.uint32) << 16).view(np.float32)
            self.storages[stored.key] = numbers
        return self.storages[stored.key]


MODULES = "\0modules"  # under which the names of all modules stand in a state dict; no tensor is called so

VALUES = {
    *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"),
    *("UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "STRING", "BINSTRING", "SHORT_BINSTRING"),
}
MADE: dict[str, Callable[[], Any]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
    "EMPTY_TUPLE": tuple,
    "MARK": Mark,
}
PUT, GOT = {"PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE"}, {"GET", "BINGET", "LONG_BINGET"}
TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
ACTS: dict[str, Callable[[_Machine], None]] = {
    "TUPLE": lambda machine: machine.stack.append(tuple(machine.from_mark())),
    "SETITEM": lambda machine: machine.set_items([machine.stack.pop(-2), machine.stack.pop()]),
    "SETITEMS": lambda machine: machine.set_items(machine.from_mark()),
    "APPEND": lambda machine: machine.append([machine.stack.pop()]),
    "APPENDS": lambda machine: machine.append(machine.from_mark()),
    "REDUCE": _Machine.make,
    "BUILD": _Machine.build,
    "BINPERSID": _Machine.stored,
}
