"""A neuron and the links into it and out of it, as a snapshot has them: names, indices and values. No Qt in here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.core.arrays import Array
from engine.core.language import current_language
from engine.core.translation import _
from engine.inspection.snapshot import Snapshot
from engine.network.parameter_layout import INPUT, LayerInfo, arrays_of
from engine.recipe.recipe import OUTPUT, Recipe
from gui.canvas.diagram import parts
from gui.canvas.diagram.diagram import Diagram, EndNames, diagram_of
from gui.canvas.diagram.parts import BIASES, WEIGHTS
from gui.panels.inspector.layer_facts import find_layer

MOST = 12  # links that are listed each way; of more, the strongest


@dataclass(frozen=True)
class Links:
    """Links into a neuron or out of it: their indices in the weights of `layer`, and the names at their other ends."""

    layer: int
    indices: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    total: int  # how many there are, of which these are the strongest
    other_end: str  # what the neurons at the other end belong to: "the inputs", "Dense 1"


def unit_name(snapshot: Snapshot, at: int, unit: int) -> str:
    """The name of a unit of the layer at position `at`, as on the canvas; -1 stands for the inputs."""
    diagram = _diagram(snapshot.recipe, EndNames.of(snapshot))
    return parts.unit_name(diagram, INPUT if at < 0 else snapshot.layers[at].id, unit)


def short_name(snapshot: Snapshot, at: int, unit: int) -> str:
    """The name of a unit without its layer: 'x₁', 'neuron 2', the class of an output."""
    if at < 0:
        return snapshot.data.feature_names[unit]
    layer = snapshot.layers[at]
    if layer.id == OUTPUT:
        return snapshot.data.table.classes[unit] if layer.units_out > 1 else _("score")
    text = _("neuron {number}") if weights_of(snapshot, layer) is not None else _("unit {number}")
    return text.format(number=unit + 1)


def weights_of(snapshot: Snapshot, layer: LayerInfo) -> Array | None:
    """(units_in, units_out), or None for a layer without weights of its own."""
    array = arrays_of(layer, snapshot.theta).get(WEIGHTS)
    return array if array is not None and array.shape == (layer.units_in, layer.units_out) else None


def bias_of(snapshot: Snapshot, layer: LayerInfo, unit: int) -> float | None:
    """The bias of a unit, or None for a layer without biases."""
    array = arrays_of(layer, snapshot.theta).get(BIASES)
    return None if array is None else float(array[unit])


def number_at(snapshot: Snapshot, layer_id: int, array: str, index: tuple[int, ...]) -> float | None:
    """A trained parameter; None when the network has none with that index."""
    found = find_layer(snapshot, layer_id)
    there = None if found is None else arrays_of(found[1], snapshot.theta).get(array)
    if there is None or there.ndim != len(index) or not all(i < n for i, n in zip(index, there.shape, strict=True)):
        return None
    return float(there[index])


def links_in(snapshot: Snapshot, at: int, unit: int) -> Links | None:
    """The links into a unit of the layer at position `at`; None for a layer without weights of its own."""
    layer = snapshot.layers[at]
    weights = weights_of(snapshot, layer)
    if weights is None:
        return None
    chosen = _strongest(weights[:, unit])
    names = tuple(short_name(snapshot, at - 1, k) for k in chosen)
    before = snapshot.layers[at - 1].name if at else _("the inputs")
    return Links(layer.id, tuple((k, unit) for k in chosen), names, len(weights), before)


def links_out(snapshot: Snapshot, at: int, unit: int) -> Links | None:
    """The links from a unit to the next layer; None when there is none, or one without weights of its own."""
    if at + 1 >= len(snapshot.layers):
        return None
    layer = snapshot.layers[at + 1]
    weights = weights_of(snapshot, layer)
    if weights is None or unit >= len(weights):
        return None
    chosen = _strongest(weights[unit])
    names = tuple(short_name(snapshot, at + 1, k) for k in chosen)
    return Links(layer.id, tuple((unit, k) for k in chosen), names, weights.shape[1], layer.name)


def _diagram(recipe: Recipe, ends: EndNames) -> Diagram:
    return _diagram_in(current_language(), recipe, ends)


@lru_cache(maxsize=4)
def _diagram_in(language: str, recipe: Recipe, ends: EndNames) -> Diagram:
    return diagram_of(recipe, ends)


def _strongest(weights: Array) -> list[int]:
    """Indices of all weights, or of many those of the strongest, in their order."""
    if len(weights) <= MOST:
        return list(range(len(weights)))
    sizes = np.nan_to_num(np.abs(weights))
    return sorted(int(k) for k in np.argpartition(sizes, -MOST)[-MOST:])
