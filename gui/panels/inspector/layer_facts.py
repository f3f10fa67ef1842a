"""Numbers of one layer as the last frame has them: size, parameters, gradient."""

from __future__ import annotations

from engine.core.number_format import format_number
from engine.inspection.snapshot import Snapshot
from engine.network.parameter_layout import LayerInfo
from gui.widgets.labels import Facts

GRADIENT_HELP = (
    "Of the last mini-batch. Norm: the length of the layer's gradient, √Σg². Mean and largest: of its sizes |g|.\n"
    "When the first layers' numbers are far smaller than the last ones', the gradient vanishes on its way back."
)


def find_layer(snapshot: Snapshot | None, block_id: int) -> tuple[int, LayerInfo] | None:
    """Place and description of a block in the network that the snapshot shows; None while it is not in it."""
    if snapshot is None:
        return None
    return next(((at, layer) for at, layer in enumerate(snapshot.layers) if layer.id == block_id), None)


def show_numbers(facts: Facts, snapshot: Snapshot | None, block_id: int) -> None:
    """Fill `facts`; dashes while the network that runs has no such layer yet."""
    found = find_layer(snapshot, block_id)
    if snapshot is None or found is None:
        for name in ("Inputs → outputs", "Parameters", "Gradient norm", "Mean, largest"):
            facts.show_fact(name, "–")
        return
    at, layer = found
    facts.show_fact("Inputs → outputs", f"{layer.units_in} → {layer.units_out}", "Numbers that go in and come out, for each row.")
    facts.show_fact("Parameters", _parameters(layer), "Numbers that training changes.")
    norm, mean, largest = (float(g) for g in snapshot.gradients[at])
    facts.show_fact("Gradient norm", format_number(norm), GRADIENT_HELP)
    facts.show_fact("Mean, largest", f"{format_number(mean)}, {format_number(largest)}", GRADIENT_HELP)


def _parameters(layer: LayerInfo) -> str:
    if not layer.shapes:
        return "0"
    parts = [
        "1 bias" if (name, shape) == ("biases", (1,)) else f"{' × '.join(map(str, shape))} {name}" for name, shape in layer.shapes
    ]
    return f"{layer.parameters:,} = {' + '.join(parts)}"
