"""Graphs made by hand, without a file, and what is found in them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.exporters.onnx.onnx_graph import OnnxGraph, OnnxNode, OnnxValue
from engine.importers.onnx.onnx_walk import Walk

W = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
V = np.array([1, 2, 4], np.float32)


def graph(*nodes: OnnxNode, outputs: tuple[str, ...] = ("y",), inputs: tuple[str, ...] = ("x",), **constants: Array) -> OnnxGraph:
    values = tuple(OnnxValue(name, None) for name in inputs)
    return OnnxGraph(values, tuple(OnnxValue(name, None) for name in outputs), nodes, constants)


def node(op: str, inputs: str, output: str = "y", **attributes: Any) -> OnnxNode:
    return OnnxNode(op, tuple("" if one == "-" else one for one in inputs.split()), (output,), attributes)


def steps(*nodes: OnnxNode, **constants: Array) -> list[Any]:
    source, found = Walk(graph(*nodes, **constants)).steps("y", {"x"})
    assert source == "x"
    return list(found)


def refused(*nodes: OnnxNode, **constants: Array) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        steps(*nodes, **constants)
    return str(caught.value)


def no_place(op: str) -> str:
    return f"Its node y ({op}) fits into no network here."
