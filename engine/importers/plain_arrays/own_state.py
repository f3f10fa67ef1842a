"""The state dict that our PyTorch export writes beside its code, and that its training script saves, with our names again."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.exporters.contents import Exported, checked, features_in
from engine.exporters.exported_network import network_in
from engine.exporters.torch.state_dict import DOCUMENT
from engine.exporters.torch.torch_layers import modules_of


def has_document(texts: Mapping[str, str]) -> bool:
    """`texts`: those in the file's header."""
    return DOCUMENT in texts


def exported_in_state(state: Mapping[str, Array], texts: Mapping[str, str], place: str) -> Exported:
    """The arrays by the names that our document gives them. Raises FileProblem, ValueError, KeyError, TypeError.

    Where each number lies is found by writing the network once with its numbers' own places in their stead.
    """
    document = json.loads(texts[DOCUMENT])
    shapes = _shapes(document)
    most = sum(array.size for array in state.values())
    if sum(math.prod(shape) for shape in shapes.values()) > most + 4 * len(features_in(document)) + 4:
        raise ValueError(document)
    numbered, at = {}, 1
    for name, shape in shapes.items():
        numbered[name] = np.arange(at, at + math.prod(shape), dtype=np.float64).reshape(shape)
        at += math.prod(shape)
    network = network_in(checked(numbered, document, place))
    kind = np.result_type(np.float32, *(array.dtype for array in state.values() if array.dtype.kind == "f" and array.ndim == 2))
    numbers = np.ones(at, kind)
    for module in modules_of(network):
        for key, places in module.state():
            if places.ndim:  # else the count of batches
                numbers[places.astype(np.int64)] = state[key]
    arrays = {name: numbers[places.astype(np.int64)] for name, places in numbered.items()}
    for name in SCALINGS:
        usual = np.zeros if name.endswith("mean") else np.ones
        arrays[name] = np.asarray(state[name], np.float64) if name in state else usual(shapes[name])
    return checked(arrays, document, place)


SCALINGS = ("input_mean", "input_deviation", "target_mean", "target_deviation")


def _shapes(document: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    found = {
        about["name"]: tuple(int(size) for size in about["shape"])
        for layer in document["layers"]
        for about in layer["arrays"].values()
    }
    inputs = (len(features_in(document)),)
    return found | {name: inputs if name.startswith("input") else (1,) for name in SCALINGS}
