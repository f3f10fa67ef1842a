"""What a model of Keras computes of single columns before its first layer: formulas, in the operations that this program exports.

Keras keeps them when it saves such a model again, and leaves out the document that says what they were.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from engine.exporters.formula_tree import LONGEST
from engine.exporters.keras.keras_inputs import BINARY, CALLS

SIGNS = {class_name: sign for sign, class_name in BINARY.items()}
FUNCTIONS = {class_name: function for function, class_name in CALLS.items()}
Texts = tuple[str, ...]  # formulas of x1, x2, …, one for each column of a tensor


class KerasFormulas:
    """Changes: the formulas of the tensors that were followed so far, and which of these, or the input, layers have taken."""

    def __init__(self, columns: int | None) -> None:
        """`columns`: those of the model's input, where it says how many."""
        self._columns = tuple(f"x{number}" for number in range(1, (columns or 0) + 1))
        self._inputs: set[str] = set()
        self._texts: dict[str, Texts] = {}
        self._taken: dict[str, Texts] = {}

    def add_input(self, name: str) -> None:
        self._inputs.add(name)

    def follow(self, name: str, class_name: str, arguments: Sequence[Any], config: Mapping[str, Any]) -> bool:
        """Whether this operation makes formulas of columns; its result is then known by its name."""
        texts = self._made(class_name, arguments, config)
        if texts is None or any(len(text) > LONGEST for text in texts):
            return False
        self._texts[name] = texts
        return True

    def take(self, names: Sequence[str]) -> None:
        """A layer, or the output, is given these tensors."""
        for name in names:
            if name in self._inputs:
                self._taken[name] = self._columns
            elif name in self._texts:
                self._taken[name] = self._texts[name]

    def taken(self) -> Texts | None:
        """What the layers are given of the columns; empty: all as they are. None where they are given different things."""
        found = set(self._taken.values())
        return None if len(found) > 1 else () if found <= {self._columns} else found.pop()

    def __contains__(self, name: str) -> bool:
        return name in self._texts

    def _made(self, class_name: str, arguments: Sequence[Any], config: Mapping[str, Any]) -> Texts | None:
        if class_name == "GetItem" and len(arguments) == 2:
            return self._columns_of(*arguments)
        if class_name == "Concatenate" and len(arguments) == 1 and isinstance(arguments[0], list):
            parts = [self._texts.get(name) if (name := _tensor(one)) else None for one in arguments[0]]
            known = [part for part in parts if part is not None]
            return sum(known, ()) if len(known) == len(parts) and config.get("axis", -1) in (1, -1) else None
        values = [self._value(one) for one in arguments]
        texts = [one for one in values if one is not None]
        if len(texts) < len(values) or not any(_tensor(one) for one in arguments):
            return None
        match class_name, texts:
            case "Negative", [one]:
                return (f"(-{one})",)
            case _kind, [left, right] if class_name in SIGNS:
                return (f"({left} {SIGNS[class_name]} {right})",)
            case _kind, _given if class_name in FUNCTIONS:
                return (f"{FUNCTIONS[class_name]}({', '.join(texts)})",)
        return None

    def _columns_of(self, source: Any, place: Any) -> Texts | None:
        """Of `input[:, 1:3]`."""
        if _tensor(source) not in self._inputs or not isinstance(place, list) or len(place) != 2:
            return None
        rows, columns = (one.get("config") if isinstance(one, dict) else None for one in place)
        whole = {"start": None, "stop": None, "step": None}
        if not isinstance(columns, dict) or rows != whole or columns.get("step") not in (None, 1):
            return None
        start, stop = columns.get("start"), columns.get("stop")
        is_within = isinstance(start, int) and isinstance(stop, int) and 0 <= start < stop <= len(self._columns)
        return self._columns[start:stop] if is_within else None

    def _value(self, argument: Any) -> str | None:
        """A number, or a tensor of one column."""
        if isinstance(argument, int | float) and not isinstance(argument, bool) and math.isfinite(argument):
            return f"({float(argument)!r})"
        texts = self._texts.get(_tensor(argument), ())
        return texts[0] if len(texts) == 1 else None


def _tensor(argument: Any) -> str:
    """The name of the layer whose result it is; '' for anything else."""
    if isinstance(argument, dict) and argument.get("class_name") == "__keras_tensor__":
        return str(argument["config"]["keras_history"][0])
    return ""
