"""The `.keras` file that this program exported: its document says what the arrays are."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.exporters.contents import Exported
from engine.exporters.keras.keras_graph import KerasGraph
from engine.exporters.keras.keras_layers import add_layers
from engine.exporters.keras.keras_reading import group_names
from engine.files.hdf5 import Hdf5
from engine.importers.numbered_arrays import NumberedArrays

FLOAT = 4  # bytes of the smallest number that a file has


def exported_in_keras(document: Any, config: Any, weights: Hdf5, place: str) -> Exported:
    """The arrays by the names that our document gives them. Raises FileProblem, ValueError, KeyError, TypeError."""
    numbered = NumberedArrays(document, weights.size // FLOAT, place)
    graph = KerasGraph(len(numbered.network.columns))
    add_layers(graph, numbered.network, graph.input)
    groups = group_names([class_name for class_name, _arrays in graph.weights])
    pairs = []
    for group, (_class_name, arrays) in zip(groups, graph.weights, strict=True):
        pairs += [(places, weights.array(f"layers/{group}/vars/{at}")) for at, places in enumerate(arrays)]
    return numbered.filled(pairs, _scalings(config))


def _scalings(config: Any) -> dict[str, Array]:
    """Of the inputs, one normalisation after another; of a number as target."""
    found: dict[str, Array] = {}
    for layer in config["config"]["layers"]:
        own = layer["config"]
        if layer["class_name"] == "Normalization":
            mean, deviation = np.array(own["mean"], np.float64), np.sqrt(np.array(own["variance"], np.float64))
            before = found.get("input_deviation", np.ones(()))
            found["input_mean"] = found.get("input_mean", np.zeros(())) + mean * before
            found["input_deviation"] = deviation * before
        elif layer["class_name"] == "Rescaling":
            found["target_mean"], found["target_deviation"] = np.array([own["offset"]]), np.array([own["scale"]])
    return found
