"""Reads the arrays and the document out of such a file, by Python's parser alone: nothing in it is run."""

from __future__ import annotations

import ast
import json
import math
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _
from engine.exporters.contents import Exported, checked
from engine.files.file_problem import FileProblem
from engine.files.reading import read_bytes

MOST_BYTES = 512 * 1024 * 1024


def read_numpy_code(path: Path) -> Exported:
    """What such a file holds, checked as `contents.checked` says. Raises FileProblem."""
    data = read_bytes(path, MOST_BYTES, _("Export the network again."))
    try:
        arrays, document = _parsed(data)
    except (SyntaxError, ValueError, KeyError, TypeError, RecursionError, MemoryError) as error:
        text = _('"{name}" is no NumPy code of this program: its arrays cannot be found. Export the network again.')
        raise FileProblem(text.format(name=path.name)) from error
    return checked(arrays, document, path.name)


@lru_cache(maxsize=1)  # a proof reads the same file several times
def _parsed(data: bytes) -> tuple[dict[str, Array], Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the parser, about a damaged file
        module = ast.parse(data.decode("utf-8"))
    assigned = [one for one in module.body if isinstance(one, ast.Assign)]
    values = {one.targets[0].id: one.value for one in assigned if isinstance(one.targets[0], ast.Name)}
    return _arrays(values["w"]), _document(values["document"])


def _arrays(node: ast.expr) -> dict[str, Array]:
    if not isinstance(node, ast.Dict):
        raise ValueError("w is no dictionary")
    return {_text(key): _array(value) for key, value in zip(node.keys, node.values, strict=True)}


def _document(node: ast.expr) -> Any:
    """What the call `json.loads(text)` gives."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="json"), attr="loads"), args=[text], keywords=[]):
            return json.loads(_text(text))
    raise ValueError("no document")


def _text(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ValueError("no text")


def _array(node: ast.expr) -> Array:
    """The array that a call `array_of(bits, shape, text)` makes."""
    match node:
        case ast.Call(func=ast.Name(id="array_of"), args=[ast.Constant(value=32 | 64 as bits), shape, text], keywords=[]):
            numbers = np.array(_text(text).split(), f"float{bits}")
            sizes: Any = ast.literal_eval(shape)
            if isinstance(sizes, tuple) and all(type(size) is int for size in sizes) and math.prod(sizes) == numbers.size:
                return numbers.reshape(sizes)
    raise ValueError("no array")
