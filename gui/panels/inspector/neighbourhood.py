"""A neuron and the numbers around it, as the last frame has them: their names, places and values. No Qt in here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.inspection.snapshot import Snapshot
from engine.network.parameter_layout import LayerInfo, arrays_of
from engine.recipe.recipe import OUTPUT
from gui.panels.inspector.layer_facts import find_layer

WEIGHTS, BIASES = "weights", "biases"
MOST = 12  # links that are listed each way; of more, the strongest


@dataclass(frozen=True)
class Links:
    """Links into a neuron or out of it: where each is in the weights of `layer`, and what is at its other end."""

    layer: int
    indices: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    of: int  # how many there are, of which these are the strongest
    where: str  # what the other ends belong to: "the inputs", "Dense 1"


def unit_name(snapshot: Snapshot, at: int, unit: int) -> str:
    """What a unit of the layer at place `at` is called; -1 stands for the inputs."""
    if at < 0:
        return snapshot.data.feature_names[unit]
    layer, classes = snapshot.layers[at], snapshot.data.table.classes
    if layer.id == OUTPUT:
        return f"output “{classes[unit]}”" if layer.units_out > 1 else "the output"
    return f"{'neuron' if weights_of(snapshot, layer) is not None else 'unit'} {unit + 1} of {layer.name}"


def short_name(snapshot: Snapshot, at: int, unit: int) -> str:
    """The same without its layer."""
    if at < 0 or snapshot.layers[at].id == OUTPUT:
        classes = snapshot.data.table.classes
        several = at >= 0 and snapshot.layers[at].units_out > 1
        return snapshot.data.feature_names[unit] if at < 0 else classes[unit] if several else "score"
    return f"{'neuron' if weights_of(snapshot, snapshot.layers[at]) is not None else 'unit'} {unit + 1}"


def weights_of(snapshot: Snapshot, layer: LayerInfo) -> Array | None:
    """(units_in, units_out), or None for a layer without weights of its own."""
    array = arrays_of(layer, snapshot.theta).get(WEIGHTS)
    return array if array is not None and array.shape == (layer.units_in, layer.units_out) else None


def bias_of(snapshot: Snapshot, layer: LayerInfo, unit: int) -> float | None:
    array = arrays_of(layer, snapshot.theta).get(BIASES)
    return None if array is None else float(array[unit])


def number_at(snapshot: Snapshot, layer_id: int, array: str, index: tuple[int, ...]) -> float | None:
    """A trained number; None when the network has none there."""
    found = find_layer(snapshot, layer_id)
    there = None if found is None else arrays_of(found[1], snapshot.theta).get(array)
    if there is None or there.ndim != len(index) or not all(i < n for i, n in zip(index, there.shape, strict=True)):
        return None
    return float(there[index])


def links_in(snapshot: Snapshot, at: int, unit: int) -> Links | None:
    """The links into a unit of the layer at place `at`."""
    layer = snapshot.layers[at]
    weights = weights_of(snapshot, layer)
    if weights is None:
        return None
    chosen = _strongest(weights[:, unit])
    return Links(
        layer.id,
        tuple((k, unit) for k in chosen),
        tuple(short_name(snapshot, at - 1, k) for k in chosen),
        len(weights),
        snapshot.layers[at - 1].name if at else "the inputs",
    )


def links_out(snapshot: Snapshot, at: int, unit: int) -> Links | None:
    """The links from a unit to the next layer with weights of its own, if that is the next one."""
    if at + 1 >= len(snapshot.layers):
        return None
    layer = snapshot.layers[at + 1]
    weights = weights_of(snapshot, layer)
    if weights is None or unit >= len(weights):
        return None
    chosen = _strongest(weights[unit])
    names = tuple(short_name(snapshot, at + 1, k) for k in chosen)
    return Links(layer.id, tuple((unit, k) for k in chosen), names, weights.shape[1], layer.name)


def _strongest(weights: Array) -> list[int]:
    """All in their order, or of many the strongest, in their order."""
    if len(weights) <= MOST:
        return list(range(len(weights)))
    sizes = np.nan_to_num(np.abs(weights))
    return sorted(int(k) for k in np.argpartition(sizes, -MOST)[-MOST:])
