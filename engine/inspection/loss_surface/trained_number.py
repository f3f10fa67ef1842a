"""One trained number of a network by name, a weight or a bias of any layer, and where it lies in θ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.network.parameter_layout import LayerInfo


@dataclass(frozen=True)
class TrainedNumber:
    """In which layer (by id), which of its arrays ('weights'; inside a residual block 'dense_1.weights'), and where in it."""

    layer: int
    array: str
    index: tuple[int, ...]


def place_in_theta(layers: Sequence[LayerInfo], number: TrainedNumber) -> int | None:
    """The index of the number in θ; None when the network does not have it."""
    info = next((info for info in layers if info.id == number.layer), None)
    if info is None:
        return None
    at = info.start
    for name, shape in info.shapes:
        if name == number.array:
            fits = len(shape) == len(number.index) and all(0 <= i < size for i, size in zip(number.index, shape, strict=True))
            return at + _flat(number.index, shape) if fits else None
        at += math.prod(shape)
    return None


def first_numbers(layers: Sequence[LayerInfo]) -> tuple[TrainedNumber, TrainedNumber | None] | None:
    """The first two trained numbers into the first neuron: what is shown before anybody chooses. The second is None when there is
    only one, and there is nothing at all without any.
    """
    found = []
    for info in layers:
        for name, shape in info.shapes:
            if math.prod(shape):
                rows = range(min(shape[0], 2))
                found += [TrainedNumber(info.id, name, (i, *(0 for _ in shape[1:]))) for i in rows]
        if len(found) > 1:
            break
    return (found[0], found[1] if len(found) > 1 else None) if found else None


def _flat(index: tuple[int, ...], shape: tuple[int, ...]) -> int:
    at = 0
    for i, size in zip(index, shape, strict=True):
        at = at * size + i
    return at
