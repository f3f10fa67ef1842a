"""Where numbers stand on the network so that none covers another: pure geometry, no Qt. What has no room is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.geometry import MOST_CELLS, Box, Layout, PlacedBlock
from gui.canvas.items.link_curves import Gap, bend

MOST_LINKS = 40  # between two layers; of more, no weights are written
SHARES = (0.5, 0.4, 0.6, 0.32, 0.68, 0.24, 0.76, 0.45, 0.55, 0.17, 0.83)  # of the way along a link, the best place first
NAME = 1.4  # height of a class's name, in that of a number
WEIGHT, BIAS, SUM, VALUE = "w", "b", "z", "a"


@dataclass(frozen=True)
class Place:
    """The room for one number: what it is, of which layer (or INPUT) and with which index there."""

    kind: str
    layer: int
    index: tuple[int, ...]
    box: Box


def number_places(
    layout: Layout, gaps: Mapping[int, Gap], weighing: frozenset[int], widths: tuple[float, float], height: float
) -> tuple[Place, ...]:
    """All numbers that have room, each `height` high; `widths` are that of a number alone, and of one with its letter before it.

    `gaps` are the links by the layer they lead to; `weighing` the layers with sums of their own.
    """
    found: list[Place] = []
    for block in layout.places:
        if 0 < len(block.form.cells) == len(block.form.ports) <= MOST_CELLS:
            found += _of_block(block, block.id in weighing, widths[block.id != INPUT], height)
    for layer, gap in gaps.items():
        if gap.matched or gap.starts.size * gap.ends.size > MOST_LINKS:
            continue
        taken = [other.box for other in found if other.box.x < gap.right + widths[0] and gap.left - widths[0] < other.box.right]
        boxes = _along(gap, widths[0], height)
        for index in np.ndindex(gap.shape):
            box = next((box for box in boxes(*index) if not any(_meet(box, other) for other in taken)), None)
            if box is not None:
                taken.append(box)
                found.append(Place(WEIGHT, layer, index, box))
    return tuple(found)


def _of_block(block: PlacedBlock, weighs: bool, width: float, height: float) -> Iterator[Place]:
    """The numbers of a block's neurons: b on the left of each map, z and a on its right; of an input its value, over its map."""
    cells = [box.moved(block.x, block.y) for box in block.form.cells]
    room = cells[1].y - cells[0].y if len(cells) > 1 else cells[0].h  # from one neuron to the next
    for unit, cell in enumerate(cells):
        middle = cell.y + cell.h / 2
        if block.id == INPUT:
            yield Place(VALUE, INPUT, (unit,), Box(cell.x + (cell.w - width) / 2, cell.bottom - height, width, height))
            continue
        left, name = cell.right + 4, 0.0
        if block.id == OUTPUT and len(cells) > 1:  # the names of the classes are there, as high as a number and a half
            name = NAME * height
        if not weighs or room < 2 * height + name:
            left = block.box.right - width - 2 if name else left
            yield Place(VALUE, block.id, (unit,), Box(left, middle - height / 2, width, height))
            continue
        yield Place(SUM, block.id, (unit,), Box(left, middle - height - 0.5 - name / 2, width, height))
        yield Place(VALUE, block.id, (unit,), Box(left, middle + 0.5 + name / 2, width, height))
        if cell.x - 6 - width > block.x - width / 2:  # the bias hangs at the map's lower left corner
            yield Place(BIAS, block.id, (unit,), Box(cell.x - 6 - width, cell.bottom - height + 2, width, height))


def _along(gap: Gap, width: float, height: float) -> Callable[[int, int], Iterator[Box]]:
    """What makes the boxes centred on a link, the best first, from its two ends."""
    across = [gap.left + share * (gap.right - gap.left) - width / 2 for share in SHARES]
    down = np.interp(SHARES, *bend(gap.starts.size * gap.ends.size)).tolist()
    starts, ends = gap.starts.tolist(), gap.ends.tolist()

    def boxes(start: int, end: int) -> Iterator[Box]:
        y, climb = starts[start] - height / 2, ends[end] - starts[start]
        return (Box(x, y + share * climb, width, height) for x, share in zip(across, down, strict=True))

    return boxes


def _meet(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom
