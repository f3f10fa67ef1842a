"""What inserting a layer would do to what was learned: said beforehand, while one is dragged, typed or about to be added."""

from __future__ import annotations

from engine.network.identity_start import insertion_objection
from engine.nn.layers import Layer
from gui.canvas.interaction.canvas_host import CanvasHost


def caution(canvas: CanvasHost, layer: Layer, index: int) -> str:
    """A sentence about a layer before position `index`; empty when what was learned stays, or nothing was learned."""
    if not canvas.net.renderer.is_trained:
        return ""
    layers = canvas.net.diagram.layers
    return insertion_objection(canvas.document.project.recipe, index, layer, layers[0].units_in, layers[-1].units_out)


def place_of_new(canvas: CanvasHost) -> int:
    """Behind the selected block; before the output when none is selected."""
    ids = canvas.net.diagram.ids[:-1]
    return ids.index(canvas.selection) if canvas.selection in ids else len(ids) - 1
