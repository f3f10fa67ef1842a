"""Numbers of one layer in the latest snapshot: size, parameters, gradient."""

from __future__ import annotations

from engine.core.number_format import format_count, format_number
from engine.core.translation import N_, _
from engine.inspection.snapshot import Snapshot
from engine.network.parameter_layout import LayerInfo, array_text
from gui.widgets.labels import Facts

SIZE, PARAMETERS, NORM, MEAN_AND_LARGEST = N_("Inputs → outputs"), N_("Parameters"), N_("Gradient norm"), N_("Mean, largest")
GRADIENT_HELP = N_(
    "Of the last mini-batch. Norm: the length of the layer's gradient, √Σg². Mean and largest: of its sizes |g|.\n"
    "When the first layers' numbers are far smaller than the last ones', the gradient vanishes in the backward pass."
)


def find_layer(snapshot: Snapshot | None, block_id: int) -> tuple[int, LayerInfo] | None:
    """Position and description of a block in the network of a snapshot; None when it is not in it."""
    if snapshot is None:
        return None
    return next(((at, layer) for at, layer in enumerate(snapshot.layers) if layer.id == block_id), None)


def show_numbers(facts: Facts, snapshot: Snapshot | None, block_id: int) -> None:
    """Fill `facts`; with dashes while the network in training has no such layer yet."""
    found = find_layer(snapshot, block_id)
    if snapshot is None or found is None:
        for name in (SIZE, PARAMETERS, NORM, MEAN_AND_LARGEST):
            facts.show_fact(_(name), "–")
        return
    at, layer = found
    size = f"{layer.units_in} → {layer.units_out}"
    facts.show_fact(_(SIZE), size, _("Numbers that go in and come out, for each row."))
    facts.show_fact(_(PARAMETERS), _parameters(layer), _("Numbers that training changes."))
    norm, mean, largest = (float(g) for g in snapshot.gradients[at])
    facts.show_fact(_(NORM), format_number(norm), _(GRADIENT_HELP))
    facts.show_fact(_(MEAN_AND_LARGEST), f"{format_number(mean)}, {format_number(largest)}", _(GRADIENT_HELP))


def _parameters(layer: LayerInfo) -> str:
    """'12 = 2 × 4 weights + 4 biases'"""
    if not layer.shapes:
        return "0"
    parts = [
        _("1 bias")
        if (name, shape) == ("biases", (1,))
        else _("{shape} {name}").format(shape=" × ".join(map(str, shape)), name=array_text(name))
        for name, shape in layer.shapes
    ]
    return f"{format_count(layer.parameters)} = {' + '.join(parts)}"
