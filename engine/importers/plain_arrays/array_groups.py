"""The arrays of a file, put together by their names: those of one layer are a group, each with the part that it plays in it.

`0.weight`, `dense/kernel`, `W1`, `coefs_0`, `layer1_b`: a name has the group in it, and one of the words of `ROLES`. To know
another program's names, add its word there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import quoted
from engine.core.translation import _

WEIGHT, MATRIX, KERNEL = "weight", "matrix", "kernel"  # (neurons, inputs) as in PyTorch; either; (inputs, neurons) as in Keras
ROLES: dict[str, tuple[str, ...]] = {
    WEIGHT: ("weight",),
    MATRIX: ("weights", "w"),
    KERNEL: ("kernel", "coefs", "coef"),
    "bias": ("biases", "bias", "b", "intercepts", "intercept"),
    "scale": ("gamma", "scale"),
    "shift": ("beta", "shift"),
    "mean": ("running_mean", "moving_mean", "mean"),
    "variance": ("running_variance", "moving_variance", "running_var", "moving_var", "variance", "var"),
    "deviation": ("deviation", "std", "sigma"),
    "slope": ("slope", "alpha"),
    "count": ("num_batches_tracked",),  # of batch norm: no prediction depends on it
}
MATRICES = (WEIGHT, MATRIX, KERNEL)
WRAPPERS = ("module.", "_orig_mod.")  # of DistributedDataParallel and torch.compile
INPUT_NAMES, CLASS_NAMES = ("input_names", "feature_names", "features"), ("class_names", "classes", "target_names")
MOST_ARRAYS = 2000

_WORDS = {word: role for role, words in ROLES.items() for word in words}
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_LAST = re.compile(rf"(?P<group>(?:.*?[./_])?)(?P<word>{_WORD})", re.IGNORECASE)
_NUMBERED = re.compile(rf"(?P<group>(?:.*?[./_])?)(?P<word>{_WORD})[._]?(?P<number>\d+)", re.IGNORECASE)
_FIRST = re.compile(rf"(?P<word>{_WORD})[._](?P<group>[^./]+)", re.IGNORECASE)
_RECURRENT = re.compile(r"(weight|bias)_(ih|hh)_l\d+", re.IGNORECASE)


@dataclass(eq=False)
class ArrayGroup:
    """Changes while it is filled. `arrays` and `names`, those in the file, are by role."""

    name: str
    arrays: dict[str, Array] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def matrix(self) -> Array | None:
        return next((self.arrays[role] for role in MATRICES if role in self.arrays and self.arrays[role].ndim == 2), None)

    @property
    def is_slope(self) -> bool:
        """Whether it is what PReLU has learned: one number, or one for each neuron."""
        return set(self.arrays) == {"slope"} or (set(self.arrays) == {WEIGHT} and self.arrays[WEIGHT].shape == (1,))

    @property
    def first_name(self) -> str:
        """The name in the file of its matrix, or of what is there in its stead."""
        return next((self.names[role] for role in (*MATRICES, "scale") if role in self.names), next(iter(self.names.values())))


@dataclass(frozen=True, eq=False)
class NamedArrays:
    """What was found, in the order of the file."""

    groups: tuple[ArrayGroup, ...]
    input_names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def grouped(arrays: Mapping[str, Array]) -> NamedArrays:
    """The groups of a file's arrays. Raises ValueError with a sentence that names an array that no network here has."""
    if len(arrays) > MOST_ARRAYS:
        raise ValueError(_("It holds {count} arrays; at most {most} are read.").format(count=len(arrays), most=MOST_ARRAYS))
    for name in arrays:
        if _RECURRENT.search(name):
            text = _("Its array {name} is of a recurrent layer: only dense networks are read.")
            raise ValueError(text.format(name=quoted(name, 60)))
    texts = {name: _texts(array) for name, array in arrays.items() if array.dtype.kind == "U"}
    numbers = {name: array for name, array in arrays.items() if array.dtype.kind in "fiub"}
    places = {name: place_of(name) for name in numbers}
    if not any(places.values()):
        return _by_order(numbers, texts)
    groups: dict[str, ArrayGroup] = {}
    left_out = [name for name in arrays if name not in numbers and name not in (*INPUT_NAMES, *CLASS_NAMES)]
    for name, array in numbers.items():
        place = places[name]
        if place is None:
            if array.ndim:
                text = _("Nothing here is called as its array {name} is: only dense networks are read.")
                raise ValueError(text.format(name=quoted(name, 60)))
            left_out.append(name)
            continue
        group_name, role = place
        if role == "count":
            continue
        group = groups.setdefault(group_name, ArrayGroup(group_name))
        if role in group.arrays:
            text = _("Its arrays {first} and {second} are the same thing twice.")
            raise ValueError(text.format(first=quoted(group.names[role], 60), second=quoted(name, 60)))
        group.arrays[role], group.names[role] = _checked(name, array), name
    return NamedArrays(tuple(groups.values()), _first(texts, INPUT_NAMES), _first(texts, CLASS_NAMES), tuple(left_out))


def place_of(name: str) -> tuple[str, str] | None:
    """The group that an array belongs to, by its name, and its role; None when its name says nothing."""
    name = without_wrappers(name).removesuffix(":0").rstrip("_")
    if found := _LAST.fullmatch(name):
        return found["group"].rstrip("./_"), _WORDS[found["word"].lower()]
    if found := _NUMBERED.fullmatch(name):
        return found["group"] + found["number"], _WORDS[found["word"].lower()]
    if found := _FIRST.fullmatch(name):
        return found["group"], _WORDS[found["word"].lower()]
    return None


def without_wrappers(name: str) -> str:
    """Without what programs put before all names when they wrap a network."""
    while any(name.startswith(wrapper) for wrapper in WRAPPERS):
        name = name.removeprefix(next(wrapper for wrapper in WRAPPERS if name.startswith(wrapper)))
    return name


def in_order_of_names(groups: Iterable[ArrayGroup]) -> list[ArrayGroup]:
    """By name, numbers in them as numbers: layer 10 comes behind layer 2."""
    return sorted(
        groups, key=lambda one: [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in _parts(one)]
    )


def _parts(group: ArrayGroup) -> list[str]:
    return [part for part in re.split(r"([0-9]{1,9})", group.name) if part]


def _by_order(arrays: Mapping[str, Array], texts: Mapping[str, tuple[str, ...]]) -> NamedArrays:
    """Arrays whose names say nothing: each matrix begins a layer, and a vector behind it are its biases."""
    groups: list[ArrayGroup] = []
    for name, array in arrays.items():
        role = {1: "bias", 2: MATRIX}.get(array.ndim, "")
        if role == MATRIX:
            groups.append(ArrayGroup(name))
        if not role or not groups or role in groups[-1].arrays:
            text = _("It does not say what its array {name} is: only weight matrices, each with its biases, need no names.")
            raise ValueError(text.format(name=quoted(name, 60)))
        groups[-1].arrays[role], groups[-1].names[role] = _checked(name, array), name
    return NamedArrays(tuple(groups), _first(texts, INPUT_NAMES), _first(texts, CLASS_NAMES))


def _checked(name: str, array: Array) -> Array:
    """As floats: a matrix, or a vector, which some programs keep as a single row. A vector of weights belongs to one neuron."""
    if array.ndim > 2:
        text = _("Its array {name} has {count} dimensions: only dense networks are read.")
        raise ValueError(text.format(name=quoted(name, 60), count=array.ndim))
    if not array.size:
        raise ValueError(_("Its array {name} is empty.").format(name=quoted(name, 60)))
    if not np.isfinite(array).all():
        raise ValueError(_("The array {name} has values that are not finite numbers.").format(name=quoted(name, 60)))
    place = place_of(name)
    role = MATRIX if place is None and array.ndim == 2 else "" if place is None else place[1]
    if role not in MATRICES:
        array = array.ravel()
    elif array.ndim < 2 and role != WEIGHT:  # one neuron
        array = array.reshape(-1, 1)
    array = array.reshape(1) if not array.ndim else array
    return array.astype(np.float64 if array.dtype.itemsize > 4 or array.dtype.kind != "f" else np.float32)


def _texts(array: Array) -> tuple[str, ...]:
    return tuple(str(one) for one in array.ravel()[:MOST_ARRAYS])


def _first(texts: Mapping[str, tuple[str, ...]], names: Iterable[str]) -> tuple[str, ...]:
    return next((texts[name] for name in names if name in texts), ())
