"""What trained numbers are called on the axes of the loss surface and in its lists."""

from __future__ import annotations

from engine.core.translation import _
from engine.inspection.loss_surface.trained_number import TrainedNumber
from engine.inspection.snapshot import Snapshot
from engine.network.parameter_layout import LayerInfo, array_text
from engine.recipe.recipe import OUTPUT

WEIGHTS, BIASES = "weights", "biases"


def number_name(snapshot: Snapshot, number: TrainedNumber) -> str:
    """'x₁ → neuron 2 of Dense 1', 'bias of the output', 'scale 3 of Batch norm 1'."""
    info = next((info for info in snapshot.layers if info.id == number.layer), None)
    if info is None:
        return ""
    if number.array == WEIGHTS and len(number.index) == 2:
        start = row_names(snapshot, info, number.array)[number.index[0]]
        return _("{start} → {end}").format(start=start, end=_unit(info, number.index[1]))
    if number.array == BIASES and len(number.index) == 1:
        return _("bias of {neuron}").format(neuron=_unit(info, number.index[0]))
    position = ", ".join(str(i + 1) for i in number.index)
    return _("{array} {position} of {layer}").format(array=array_text(number.array), position=position, layer=info.name)


def short_names(snapshot: Snapshot, number: TrainedNumber) -> tuple[str, ...]:
    """The same for a narrow button, from long to short: 'x₁→2, Dense 1', 'x₁→2'."""
    info = next((info for info in snapshot.layers if info.id == number.layer), None)
    if info is None:
        return ()
    position = "→".join(str(i + 1) for i in number.index)
    if number.array == BIASES:
        short = _("bias {position}").format(position=position)
    elif number.array == WEIGHTS and info is snapshot.layers[0] and len(number.index) == 2:
        short = f"{snapshot.data.feature_names[number.index[0]]}→{number.index[1] + 1}"
    elif number.array == WEIGHTS:
        short = position
    else:
        short = _("{array} {position}").format(array=array_text(number.array), position=position)
    return _("{number}, {layer}").format(number=short, layer=info.name), short


def row_names(snapshot: Snapshot, info: LayerInfo, array: str) -> tuple[str, ...]:
    """What the first index of an array is called: inputs of the layer, or just numbers."""
    shape = dict(info.shapes).get(array, ())
    if array == WEIGHTS and len(shape) == 2:
        if info is snapshot.layers[0]:
            return snapshot.data.feature_names
        return tuple(_("neuron {number}").format(number=i + 1) for i in range(shape[0]))
    return tuple(str(i + 1) for i in range(shape[0] if shape else 0))


def _unit(info: LayerInfo, unit: int) -> str:
    if info.id == OUTPUT and info.units_out == 1:
        return _("the output")
    return _("neuron {number} of {layer}").format(number=unit + 1, layer=info.name)
