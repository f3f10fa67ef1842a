"""One highlighted neuron: its links stand out, with the layers at their other ends; the rest of the network dims."""

from __future__ import annotations

from engine.network.parameter_layout import INPUT
from gui.canvas.diagram.diagram import Diagram
from gui.canvas.diagram.parts import Neuron, Weight, exists
from gui.canvas.items.block_item import BlockItem
from gui.canvas.items.inputs_item import InputsItem
from gui.canvas.items.link_curves import LinkFilter
from gui.canvas.items.links_item import LinksItem

DIM = 0.35  # opacity of a block that has nothing to do with the neuron


class Highlight:
    """Remembers what is highlighted, to highlight it again when the items have been rearranged."""

    def __init__(self, blocks: dict[int, BlockItem], links: dict[int, LinksItem], inputs: InputsItem) -> None:
        self._blocks, self._links, self._inputs = blocks, links, inputs
        self._neuron: Neuron | None = None
        self._number: Weight | None = None

    def show(self, diagram: Diagram, neuron: Neuron | None, number: Weight | None) -> None:
        """A neuron that stands out, None for none: then nothing dims. And the weight or bias that is hovered or edited."""
        if (neuron, number) != (self._neuron, self._number):
            self._neuron, self._number = neuron, number
            self.refresh(diagram)

    def refresh(self, diagram: Diagram) -> None:
        """Highlight the same again, after the items have been rearranged."""
        if self._neuron is not None and not exists(diagram, self._neuron):
            self._neuron = None
        dims, neuron = self._neuron is not None, self._neuron
        filters = link_filters(diagram, neuron) if neuron is not None else {}
        block_id, unit = (neuron.block_id, neuron.unit) if neuron is not None else (None, None)
        linked = {block_id, *filters, *(diagram.before(one) for one in filters)}
        for layer in diagram.layers:
            index = self._number.index if self._number is not None and self._number.block_id == layer.id else ()
            self._links[layer.id].set_highlight(dims, filters.get(layer.id))
            self._links[layer.id].set_picked((index[0], index[1]) if len(index) == 2 else None)
            block = self._blocks[layer.id]
            block.setOpacity(DIM if dims and layer.id not in linked else 1.0)
            block.set_highlighted(unit if block_id == layer.id else None, index[0] if len(index) == 1 else None)
        self._inputs.mark(highlighted=unit if block_id == INPUT else None)
        self._inputs.setOpacity(DIM if dims and INPUT not in linked else 1.0)


def link_filters(diagram: Diagram, neuron: Neuron) -> dict[int, LinkFilter]:
    """Which links a neuron has, by the block they lead to. Layers without neurons of their own pass them on."""
    filters: dict[int, LinkFilter] = {}
    at = diagram.ids.index(neuron.block_id)
    for back, layer in enumerate(reversed(diagram.layers[:at])):  # to the layer, or the inputs, that it gets its values from
        if back and layer.has_neurons:
            break
        filters[layer.id] = LinkFilter() if back else LinkFilter(end=neuron.unit)
    for layer in diagram.layers[at:]:  # to the layer that gets its value
        filters[layer.id] = LinkFilter(start=neuron.unit)
        if layer.has_neurons:
            break
    return filters
