"""Reads a `.keras` file without Keras: its nodes, one after the other, in plain NumPy. The independent reading of a proof."""

from __future__ import annotations

import io
import json
import math
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _
from engine.files.file_problem import FileProblem
from engine.files.reading import read_bytes

MOST_BYTES = 512 * 1024 * 1024
CONFIG, WEIGHTS, DOCUMENT = "config.json", "model.weights.h5", "network_playground.json"
_erf = np.frompyfunc(math.erf, 1, 1)


def read_member(path: Path, name: str) -> Any:
    """A JSON document in the file. Raises FileProblem."""
    with _Opened(path) as archive:
        return json.loads(archive.read(name))


def predictions(path: Path, rows: Array, dtype: Any) -> Array:
    """Predictions, (rows, outputs), of rows of the table's columns, computed in that type. Raises FileProblem."""
    with _Opened(path) as archive:
        config = json.loads(archive.read(CONFIG))["config"]
        weights = _weights(archive.read(WEIGHTS), config["layers"])
        return _run(config, weights, rows.astype(dtype))


class _Opened:
    """The opened archive; whatever is wrong with it is a FileProblem."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> zipfile.ZipFile:
        data = read_bytes(self.path, MOST_BYTES, _("Export the network again."))
        try:
            return zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile as error:
            raise self.problem(error) from error

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, Exception) and not isinstance(error, FileProblem):
            raise self.problem(error) from error

    def problem(self, error: Exception) -> FileProblem:
        text = _('"{name}" cannot be read as a .keras file ({error}). Export the network again.')
        return FileProblem(text.format(name=self.path.name, error=error))


def snake_case(class_name: str) -> str:
    """As Keras names groups of weights: PReLU is p_re_lu."""
    parts = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", class_name))
    return parts.lower()


def group_names(classes: list[str]) -> Iterator[str]:
    """The group of each layer's weights, which are numbered for each class: dense, dense_1, …"""
    seen: Counter[str] = Counter()
    for class_name in classes:
        name = snake_case(class_name)
        yield f"{name}_{seen[name]}" if seen[name] else name
        seen[name] += 1


def _weights(data: bytes, nodes: list[dict[str, Any]]) -> dict[str, list[Array]]:
    """The arrays of each layer, by its name."""
    import h5py

    layers = [node for node in nodes if node["module"] == "keras.layers"]
    found = {}
    with h5py.File(io.BytesIO(data), "r") as file:
        for node, group in zip(layers, group_names([node["class_name"] for node in layers]), strict=True):
            own = file["layers"][group]["vars"] if group in file["layers"] else {}
            found[node["name"]] = [np.asarray(own[str(i)]) for i in range(len(own))]
    return found


def _run(config: dict[str, Any], weights: dict[str, list[Array]], rows: Array) -> Array:
    values: dict[str, Any] = {}
    for node in config["layers"]:
        name, own = node["name"], node["config"]
        if node["class_name"] == "InputLayer":
            values[name] = rows
            continue
        arguments = [_argument(one, values, rows.dtype.type) for one in node["inbound_nodes"][0]["args"]]
        arrays = [array.astype(rows.dtype) for array in weights.get(name, [])]
        with np.errstate(all="ignore"):
            found = NODES[node["class_name"]](own, arrays, *arguments)
        values[name] = found.astype(rows.dtype) if isinstance(found, np.ndarray) and found.dtype.kind == "f" else found
    result: Array = values[config["output_layers"][0][0]]
    return result


def _argument(data: Any, values: dict[str, Any], kind: Any) -> Any:
    if isinstance(data, list):
        return [_argument(one, values, kind) for one in data]
    if isinstance(data, float):
        return kind(data)
    if not isinstance(data, dict):
        return data
    if data["class_name"] == "__slice__":
        return slice(data["config"]["start"], data["config"]["stop"])
    return values[data["config"]["keras_history"][0]]


# -- what the nodes mean
def _softplus(z: Array) -> Array:
    found: Array = np.logaddexp(z, z.dtype.type(0))
    return found


def _sigmoid(z: Array) -> Array:
    found: Array = (1 + np.tanh(z / 2)) / 2
    return found


def _softmax(z: Array) -> Array:
    e = np.exp(z - z.max(1, keepdims=True))
    found: Array = e / e.sum(1, keepdims=True)
    return found


def _elu(z: Array, alpha: float) -> Array:
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "linear": lambda z: z,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "sigmoid": _sigmoid,
    "selu": lambda z: 1.0507009873554805 * _elu(z, 1.6732632423543772),
    "softplus": _softplus,
    "softsign": lambda z: z / (1 + np.abs(z)),
    "silu": lambda z: z * _sigmoid(z),
    "mish": lambda z: z * np.tanh(_softplus(z)),
    "softmax": _softmax,
    "hard_sigmoid": lambda z: np.clip(z / 6 + 0.5, 0, 1),
    "gelu": lambda z: z / 2 * (1 + np.asarray(_erf(np.asarray(z, np.float64) / math.sqrt(2)), np.float64)),
}


def _normalised(z: Array, mean: Any, variance: Any, epsilon: float, scale: Array, shift: Array) -> Array:
    found: Array = (z - mean) / np.sqrt(variance + epsilon) * scale + shift
    return found


def _normalization(own: dict[str, Any], arrays: list[Array], x: Array) -> Array:
    mean, variance = (np.array(own[name]).astype(x.dtype) for name in ("mean", "variance"))
    found: Array = (x - mean) / np.sqrt(variance)
    return found


def _of(function: Callable[[Array], Array]) -> Callable[..., Any]:
    return lambda own, arrays, x: function(x)


ELEMENTWISE = ("Absolute", "Arctan", "Cos", "Exp", "Log", "Sign", "Sin", "Sqrt", "Tan", "Tanh")
NODES: dict[str, Callable[..., Any]] = {
    "Dense": lambda own, arrays, x: ACTIVATIONS[own["activation"]](x @ arrays[0] + arrays[1]),
    "Activation": lambda own, arrays, x: ACTIVATIONS[own["activation"]](x),
    "LeakyReLU": lambda own, arrays, x: np.where(x > 0, x, own["negative_slope"] * x),
    "ELU": lambda own, arrays, x: _elu(x, own["alpha"]),
    "PReLU": lambda own, arrays, x: np.where(x > 0, x, arrays[0] * x),
    "BatchNormalization": lambda own, arrays, x: _normalised(x, arrays[2], arrays[3], own["epsilon"], *arrays[:2]),
    "LayerNormalization": lambda own, arrays, x: _normalised(
        x, x.mean(1, keepdims=True), x.var(1, keepdims=True), own["epsilon"], *arrays
    ),
    "Normalization": _normalization,
    "Rescaling": lambda own, arrays, x: x * own["scale"] + own["offset"],
    "Add": lambda own, arrays, *x: x[0][0] + x[0][1] if isinstance(x[0], list) else x[0] + x[1],
    "Subtract": lambda own, arrays, x, y: x - y,
    "Multiply": lambda own, arrays, x, y: x * y,
    "TrueDivide": lambda own, arrays, x, y: x / y,
    "Power": lambda own, arrays, x, y: np.power(x, y),
    "Maximum": lambda own, arrays, x, y: np.maximum(x, y),
    "Minimum": lambda own, arrays, x, y: np.minimum(x, y),
    "Negative": lambda own, arrays, x: -x,
    "Clip": lambda own, arrays, x: np.clip(x, own["x_min"], own["x_max"]),
    "Gelu": lambda own, arrays, x: x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
    "GetItem": lambda own, arrays, x, index: x[tuple(index)],
    "Concatenate": lambda own, arrays, parts: np.concatenate(parts, axis=1),
    "Mean": lambda own, arrays, x: x.mean(own["axis"], keepdims=own["keepdims"]),
    "Isnan": lambda own, arrays, x: np.isnan(x),
    "Where": lambda own, arrays, mask, x, y: np.where(mask, x, y),
    "Cast": lambda own, arrays, x: np.nan_to_num(x).astype(own["dtype"]),
    "OneHot": lambda own, arrays, x: (x[:, np.newaxis] == np.arange(own["num_classes"])).astype(np.float64),
    **{name: _of(getattr(np, name.lower())) for name in ELEMENTWISE},
}
