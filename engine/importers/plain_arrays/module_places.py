"""Where the modules of a network stand, as far as a file's names tell: holes between them were modules without arrays."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.importers.plain_arrays.array_groups import ArrayGroup, without_wrappers

# What modules are called that are activation functions; those of no interest here have none.
HINTS = {
    "hardsigmoid": "hard_sigmoid",
    "hardtanh": "hard_tanh",
    "leaky": "leaky_relu",
    "relu": "relu",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "gelu": "gelu",
    "selu": "selu",
    "elu": "elu",
    "silu": "silu",
    "swish": "silu",
    "mish": "mish",
    "softplus": "softplus",
    "softsign": "softsign",
    "softmax": "softmax",
    "drop": "identity",
}


class Places:
    """`modules`: the names of all modules, in order; empty where the file has none, then numbers in names tell."""

    def __init__(self, groups: Sequence[ArrayGroup], modules: Sequence[str]) -> None:
        names = [without_wrappers(group.name) for group in groups]
        leaves = [without_wrappers(one) for one in modules if one]
        starts = {".".join(name.split(".")[:end]) for name in leaves for end in range(1, name.count(".") + 1)}
        self._leaves = [name for name in leaves if name not in starts]
        place = {name: at for at, name in enumerate(self._leaves)}
        self._at: list[int | None] = [place.get(name) for name in names]
        self._numbered = [_numbered(name) for name in names]

    @property
    def has_holes(self) -> bool:
        return any(self.hole_after(at) for at in range(len(self._at) - 1))

    @property
    def ends_in_function(self) -> bool:
        """Whether a module stands behind the last group that is no dropout."""
        last = self._at[-1]
        return last is not None and any(hinted_activation(name) != "identity" for name in self._leaves[last + 1 :])

    def hole_after(self, at: int) -> bool:
        """Whether modules without arrays stand between a group and the next one."""
        here, there = self._at[at], self._at[at + 1]
        if here is not None and there is not None:
            return there > here + 1
        first, second = self._numbered[at], self._numbered[at + 1]
        return first is not None and second is not None and first[0] == second[0] and second[1] > first[1] + 1

    def hint_after(self, at: int) -> str:
        """The activation that a module between a group and the next one is named after; empty when nothing is known."""
        here, there = self._at[at], self._at[at + 1]
        if here is None or there is None:
            return ""
        kinds = [kind for name in self._leaves[here + 1 : there] if (kind := hinted_activation(name))]
        functions = [kind for kind in kinds if kind != "identity"]
        if functions:
            return functions[0]
        return "identity" if kinds and len(kinds) == there - here - 1 else ""


def hinted_activation(name: str) -> str:
    """The kind of activation that a module's name has in it; 'identity' for dropout; empty for another name."""
    own = name.rsplit(".", 1)[-1].lower()
    return next((kind for word, kind in HINTS.items() if word in own), "")


def _numbered(name: str) -> tuple[str, int] | None:
    found = re.fullmatch(r"(.*?)(\d{1,6})", name)
    return None if found is None else (found[1], int(found[2]))
