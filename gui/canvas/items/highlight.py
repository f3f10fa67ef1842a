"""One neuron in the light: its links stand out, with the layers at their other ends; the rest of the network dims."""

from __future__ import annotations

from gui.canvas.diagram.diagram import INPUTS, Diagram
from gui.canvas.items.block_item import BlockItem
from gui.canvas.items.inputs_item import InputsItem
from gui.canvas.items.link_curves import LinkFilter
from gui.canvas.items.links_item import LinksItem

DIM = 0.35  # opacity of a block that has nothing to do with the neuron
Unit = tuple[int | str, int]  # a block's id and a unit of it
Number = tuple[int, str, tuple[int, ...]]  # a trained number: block's id, name of the array, where in it


class Highlight:
    """Remembers what is in the light, to light it again when the network was drawn anew."""

    def __init__(self, blocks: dict[int, BlockItem], links: dict[int, LinksItem], inputs: InputsItem) -> None:
        self._blocks, self._links, self._inputs = blocks, links, inputs
        self._neuron: Unit | None = None
        self._number: Number | None = None

    def light(self, plan: Diagram, neuron: Unit | None, number: Number | None) -> None:
        """A neuron that stands out, None for none: then nothing dims. And the weight or bias that is pointed at."""
        if (neuron, number) != (self._neuron, self._number):
            self._neuron, self._number = neuron, number
            self.again(plan)

    def again(self, plan: Diagram) -> None:
        if self._neuron is not None and not _has(plan, self._neuron):
            self._neuron = None
        dims = self._neuron is not None
        block_id, unit = self._neuron or (None, None)
        lit = lit_links(plan, self._neuron) if self._neuron is not None else {}
        ids: list[int | str] = [INPUTS, *(stop.id for stop in plan.stops)]
        touched = {block_id, *lit, *(ids[ids.index(one) - 1] for one in lit)}
        for stop in plan.stops:
            where, _, index = self._number or (None, "", ())
            at = index if where == stop.id else ()
            self._links[stop.id].set_light(dims, lit.get(stop.id))
            self._links[stop.id].set_picked((at[0], at[1]) if len(at) == 2 else None)
            block = self._blocks[stop.id]
            block.setOpacity(DIM if dims and stop.id not in touched else 1.0)
            block.set_lit(unit if block_id == stop.id else None, at[0] if len(at) == 1 else None)
        self._inputs.mark(lit=unit if block_id == INPUTS else None)
        self._inputs.setOpacity(DIM if dims and INPUTS not in touched else 1.0)


def _has(plan: Diagram, neuron: Unit) -> bool:
    units = {stop.id: stop.units_out for stop in plan.stops}
    return neuron[1] < (len(plan.ends.inputs) if neuron[0] == INPUTS else units.get(int(neuron[0]), 0))


def lit_links(plan: Diagram, neuron: Unit) -> dict[int, LinkFilter]:
    """Which links a neuron has, by the block they lead to. Layers without neurons of their own pass them on."""
    block_id, unit = neuron
    lit: dict[int, LinkFilter] = {}
    at = 0 if block_id == INPUTS else 1 + plan.stops.index(plan.stop(int(block_id)))
    for back, stop in enumerate(reversed(plan.stops[:at])):  # to the layer, or the inputs, that it listens to
        if back and stop.has_neurons:
            break
        lit[stop.id] = LinkFilter() if back else LinkFilter(end=unit)
    for stop in plan.stops[at:]:  # on to the layer that listens to it
        lit[stop.id] = LinkFilter(start=unit)
        if stop.has_neurons:
            break
    return lit
