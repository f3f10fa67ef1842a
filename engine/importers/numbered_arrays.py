"""Finds where another format keeps the arrays that our document names: it is made once with numbers' own places in their stead.

So an importer of our own file of that format needs to know nothing of how its exporter turns and names arrays.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _
from engine.exporters.contents import Exported, checked, features_in
from engine.exporters.exported_network import ExportedNetwork, network_in

SCALINGS = ("input_mean", "input_deviation", "target_mean", "target_deviation")


class NumberedArrays:
    """`network` is that of the document; each number in its arrays is its place among all numbers, from 1.

    `most`: how many numbers the file has; a document that declares more is refused before memory is taken. `place`: the name of
    the file. Raises FileProblem, ValueError, KeyError, TypeError.
    """

    def __init__(self, document: Any, most: int, place: str) -> None:
        self._document, self._place = document, place
        self._shapes = _shapes(document)
        sizes = {name: math.prod(shape) for name, shape in self._shapes.items()}
        if sum(size for name, size in sizes.items() if name not in SCALINGS) > most:
            raise ValueError(_("Its description of the network is damaged."))
        self._arrays, at = {}, 1
        for name, shape in self._shapes.items():
            self._arrays[name] = np.arange(at, at + sizes[name], dtype=np.float64).reshape(shape)
            at += sizes[name]
        self._count = at
        self.network: ExportedNetwork = network_in(checked(self._arrays, document, place))

    def filled(self, pairs: Iterable[tuple[Array, Array]], scalings: Mapping[str, Array]) -> Exported:
        """Our arrays, from pairs of places and the numbers that the file has there. A scaling that is not given does nothing."""
        found = [(places.astype(np.int64), numbers) for places, numbers in pairs]
        if any(places.shape != numbers.shape for places, numbers in found):
            raise ValueError(_("Its description of the network is damaged."))
        kind = np.result_type(np.float32, *(numbers.dtype for _places, numbers in found))
        values = np.full(self._count, np.nan, kind)  # an array that is missing is found by `checked`
        for places, numbers in found:
            values[places] = numbers
        arrays = {name: values[places.astype(np.int64)] for name, places in self._arrays.items()}
        for name in SCALINGS:
            usual = (np.zeros if name.endswith("mean") else np.ones)(self._shapes[name])
            arrays[name] = np.asarray(scalings.get(name, usual), np.float64)
        return checked(arrays, self._document, self._place)


def _shapes(document: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    described = [about for layer in document["layers"] for about in layer["arrays"].values()]
    found = {about["name"]: tuple(int(size) for size in about["shape"]) for about in described}
    if any(size < 0 for shape in found.values() for size in shape):
        raise ValueError(_("Its description of the network is damaged."))
    inputs = (len(features_in(document)),)
    return found | {name: inputs if name.startswith("input") else (1,) for name in SCALINGS}
