"""A graph of ONNX as plain values, and what builds one. The library `onnx` is not needed for it: `onnx_proto` makes the file.

A graph computes in float32, as most programs that run it do. Numbers that float32 cannot hold exactly, a mean or a slope of 0.01,
are beside it in `exact`, so that reading the file in float64 gives the engine's own result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import shortened, unique_name

OPSET, IR_VERSION = 13, 7  # onnxruntime 1.8 of 2021 and all later ones, tract and onnx2c run these
FLOAT, INT64, BOOL, DOUBLE = 1, 7, 9, 11  # ONNX's numbers for types


@dataclass(frozen=True, eq=False)
class OnnxNode:
    """One operation. `outputs` are the names of its results, `title` what people call the layer that it is of, in any script."""

    op: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    title: str = ""
    domain: str = ""

    @property
    def called(self) -> str:
        """Its name for a sentence."""
        return shortened(self.name or self.outputs[0])


@dataclass(frozen=True, eq=False)
class OnnxValue:
    """An input or an output of the graph: (rows, columns), or (rows,) for 0 columns. None: the file does not say how many."""

    name: str
    columns: int | None
    kind: int = FLOAT


@dataclass(frozen=True, eq=False)
class OnnxGraph:
    """Nodes in an order in which they can be computed. `metadata` are texts by name, `exact` numbers by `exact_key` or a name."""

    inputs: tuple[OnnxValue, ...]
    outputs: tuple[OnnxValue, ...]
    nodes: tuple[OnnxNode, ...]
    constants: dict[str, Array]
    exact: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    about: str = ""
    opset: int = OPSET


def exact_key(node: str, attribute: str) -> str:
    """The key under which the exact number of a node's attribute is kept beside the file's float32."""
    return f"{node}@{attribute}"


class GraphBuilder:
    """Collects nodes and constants. Names of tensors are unique: one that is taken gets a number."""

    def __init__(self, reserved: Sequence[str]) -> None:
        self.nodes: list[OnnxNode] = []
        self.constants: dict[str, Array] = {}
        self.exact: dict[str, Any] = {}
        self._taken = set(reserved)
        self._numbers: dict[tuple[float, type], str] = {}

    def constant(self, name: str, values: Any, kind: type = np.float32) -> str:
        """An array of the file, of `kind`; its exact numbers are kept beside it where they differ."""
        name = self._unique(name)
        array = np.asarray(values)
        written: Array = np.ascontiguousarray(array, kind)
        if not np.array_equal(written.astype(np.float64), array):
            self.exact[name] = array.astype(np.float64).tolist()
        self.constants[name] = written
        return name

    def number(self, value: float, kind: type = np.float32) -> str:
        """A single number as a constant, (1,); the same one for equal numbers."""
        key = (value, kind)
        if key not in self._numbers:
            self._numbers[key] = self.constant(f"number_{len(self._numbers) + 1}", [value], kind)
        return self._numbers[key]

    def scalar(self, value: float) -> str:
        """A single number without a dimension, as a few nodes want it."""
        return self.constant("limit", value)

    def node(self, op: str, inputs: Sequence[str], name: str, title: str = "", **attributes: Any) -> str:
        """A node and the name of its one result, which is the node's own."""
        name = self._unique(name)
        self.named(op, inputs, name, title, **attributes)
        return name

    def named(self, op: str, inputs: Sequence[str], output: str, title: str = "", **attributes: Any) -> None:
        """A node whose result has a name that was reserved."""
        for key, value in attributes.items():
            if isinstance(value, float) and float(np.float32(value)) != value:
                self.exact[exact_key(output, key)] = value
        self.nodes.append(OnnxNode(op, tuple(inputs), (output,), attributes, output, title))

    def _unique(self, name: str) -> str:
        found = unique_name(name, self._taken)
        self._taken.add(found)
        return found
