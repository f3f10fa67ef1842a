"""The text of the read-out: the hovered place of the picture, and what the network says there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_percent
from engine.core.translation import _
from engine.data.preprocessing import Data
from engine.inspection.snapshot import Snapshot
from engine.inspection.surfaces.decision_surface import Surface
from engine.inspection.surfaces.neuron_maps import NeuronMap
from engine.network.parameter_layout import INPUT
from engine.nn.losses import CrossEntropy
from gui.plotting.live_numbers import format_in_range, format_live


def prediction_at(surface: Surface, x: float, y: float) -> Array:
    """The surface's numbers at the grid point nearest to a place, (outputs,)."""
    height, width = surface.values.shape[1:]
    column = _nearest(x, surface.x_domain, width)
    row = _nearest(y, surface.y_domain, height) if height > 1 else 0
    return surface.values[:, row, column].astype(np.float64)


def place_text(data: Data, surface: Surface, x: float, y: float) -> str:
    """'x₁ = 1.25, x₂ = −3.10'"""
    names = [data.table.input_names[axis] for axis in surface.axes]
    values = [format_in_range(value, *data.domain(axis)) for axis, value in zip(surface.axes, (x, y), strict=False)]
    if len(names) == 1:
        return _("{x} = {x_value}").format(x=names[0], x_value=values[0])
    return _("{x} = {x_value}, {y} = {y_value}").format(x=names[0], x_value=values[0], y=names[1], y_value=values[1])


def prediction_text(snapshot: Snapshot, prediction: Array) -> str:
    """'outside 97.3 %', for several classes the likeliest one; 'height 0.5130' for a number."""
    table = snapshot.data.table
    if not np.isfinite(prediction).all():
        return _("not a finite number")
    if not table.classes:
        return _("{target} {value}").format(target=table.target_name, value=format_live(float(prediction[0])))
    if not isinstance(snapshot.recipe.loss, CrossEntropy):
        best = int(prediction[0] > 0) if len(prediction) == 1 else int(prediction.argmax())
        score = format_live(float(prediction.max() if len(prediction) > 1 else prediction[0]))
        return _("{label}, score {score}").format(label=table.classes[best], score=score)
    shares = class_shares(prediction)
    best = int(shares.argmax())
    return _("{label} {probability}").format(label=table.classes[best], probability=format_percent(float(shares[best])))


def shares_at(snapshot: Snapshot, surface: Surface, x: float, y: float) -> Array | None:
    """The probability of each class at a place, (classes,); None where the network gives none."""
    if not snapshot.data.table.classes or not isinstance(snapshot.recipe.loss, CrossEntropy):
        return None
    return class_shares(prediction_at(surface, x, y))


def class_shares(prediction: Array) -> Array:
    """The probabilities of all classes: one number is that of the second of two."""
    return np.array([1 - prediction[0], prediction[0]]) if len(prediction) == 1 else prediction


def read_out(snapshot: Snapshot, surface: Surface, neuron: NeuronMap | None, x: float, y: float) -> str:
    """'outside 97.3 % at x₁ = 1.25, x₂ = −3.10', or what a neuron gives there."""
    place = place_text(snapshot.data, surface, x, y)
    if neuron is None:
        prediction = prediction_text(snapshot, prediction_at(surface, x, y))
        return _("{prediction} at {place}").format(prediction=prediction, place=place)
    value = prediction_at(replace(surface, values=neuron.values[np.newaxis]), x, y)[0]
    name = neuron_name(snapshot, neuron.neuron)
    return _("{neuron}: {value} at {place}").format(neuron=name, value=format_live(float(value)), place=place)


def neuron_name(snapshot: Snapshot, neuron: tuple[int, int]) -> str:
    """'neuron 2 of Dense 1', or the input's name."""
    layer, unit = neuron
    if layer == INPUT:
        return snapshot.data.feature_names[unit]
    names = {info.id: info.name for info in snapshot.layers}
    return _("neuron {number} of {layer}").format(number=unit + 1, layer=names[layer])


def _nearest(value: float, domain: tuple[float, float], count: int) -> int:
    return int(np.clip(round((value - domain[0]) / (domain[1] - domain[0]) * (count - 1)), 0, count - 1))
