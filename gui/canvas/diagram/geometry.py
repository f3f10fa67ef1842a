"""Where everything is drawn, in scene units (pixels at 100 %): pure geometry, no Qt.

All blocks share one horizontal band for their neurons, centred on y = 0, so links never cross a block's texts. Inside a block
coordinates start at its top left corner.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.diagram import MOST_IN_GRID, Diagram, DiagramLayer

GAP, WIDE_GAP, EMPTY_GAP = 52.0, 96.0, 260.0  # between blocks; with room for a text about the links; in an empty network
WIDTH, SLIM_WIDTH = 126.0, 122.0
PAD, ROW = 10.0, 20.0
HEADING_HEIGHT = 26.0  # of the part that shows a block's name
HEADER, SLIM_HEADER, FOOTER, SLIM_FOOTER = 78.0, 54.0, 56.0, 14.0
MOST_CELLS, FOLDED_CELLS = 10, 12  # neurons in a column, more form a grid; neurons that a folded layer shows
TILE, TILE_STEP = 20.0, 24.0  # of the maps of an unfolded layer
MOST_INPUTS = 9
INPUTS_FOOTER = 40.0  # the room for the button below the inputs
MOST_LINKS, MOST_LINKS_OF_MANY = 400, 150  # drawn between two layers: the strongest; in a network of many wide gaps
MANY_WIDE = 6  # such gaps
DOT = 9.0
CHIP_WIDTH, CHIP_HEIGHT, CHIP_GAP, CHIP_MARGIN = 80.0, 68.0, 16.0, 46.0  # of the layers inside a residual block
BRACKET = 22.0  # room above the blocks for the bracket that makes a residual block


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def moved(self, x: float, y: float) -> Box:
        return Box(self.x + x, self.y + y, self.w, self.h)


@dataclass(frozen=True, eq=False)
class Form:
    """The inside of one block: `band` is where its neurons are; unit k is linked at (in_x, ports[k]) and (out_x, ports[k]).
    `chips` are the layers inside a residual block.
    """

    width: float
    height: float
    band: tuple[float, float]
    cells: tuple[Box, ...]
    in_x: float
    out_x: float
    ports: Array  # (units,) y of each unit
    chips: tuple[Box, ...] = ()


@dataclass(frozen=True, eq=False)
class PlacedBlock:
    """A block's form and where its top left corner is."""

    id: int
    form: Form
    x: float
    y: float

    @property
    def box(self) -> Box:
        return Box(self.x, self.y, self.form.width, self.form.height)

    @property
    def middle(self) -> float:
        return self.x + self.form.width / 2


@dataclass(frozen=True, eq=False)
class Layout:
    """The whole row: inputs, hidden blocks, output. `opening` is the room held open for a block that may be dropped."""

    places: tuple[PlacedBlock, ...]
    opening: Box | None = None

    def place(self, block_id: int) -> PlacedBlock:
        """Raises KeyError when no block in the row has that id."""
        for place in self.places:
            if place.id == block_id:
                return place
        raise KeyError(block_id)

    @property
    def bounds(self) -> Box:
        left, right, top = self.places[0].box.x, self.places[-1].box.right, self.top
        return Box(left, top, right - left, max(place.box.bottom for place in self.places) - top)

    @property
    def top(self) -> float:
        """Where the highest block begins."""
        return min(place.y for place in self.places)

    def run(self, block_ids: tuple[int, ...]) -> Box:
        """The rectangle around neighbouring blocks."""
        boxes = [place.box for place in self.places if place.id in block_ids]
        left, top = boxes[0].x, min(box.y for box in boxes)
        return Box(left, top, boxes[-1].right - left, max(box.bottom for box in boxes) - top)

    def gap_at(self, x: float) -> int:
        """How many hidden blocks are left of x: the position that a layer dropped there gets."""
        return sum(place.middle < x for place in self.places[1:-1])

    def nearest_gap(self, middle: float, room: float) -> int:
        """The position in which a block of this width would be nearest to where its middle is now."""
        opened = room + GAP if self.opening is not None else 0.0
        before = self.opening.x if self.opening is not None else 0.0
        rights = (place.box.right - (opened if place.x > before else 0.0) for place in self.places[:-1])
        away = [abs(right + GAP + room / 2 - middle) for right in rights]
        return away.index(min(away))


def arrange(
    diagram: Diagram, names_width: float, lifted: tuple[int, ...] = (), gap: int | None = None, room: float = WIDTH
) -> Layout:
    """The row from x = 0 on. Without the `lifted` blocks; with an opening `room` wide before position `gap` of the others.

    A lifted block leaves room enough; without one both sides move apart, so that the opening is where the gap was.
    """
    height = band_height(diagram)
    start = 0.0 if gap is None or lifted else -(room + GAP) / 2
    places = [_placed(INPUT, inputs_form(diagram, names_width, height), start)]
    opening, at = None, 0
    for layer in diagram.layers:
        last = places[-1]
        form = form_of(layer, height, last.form.ports - last.form.band[0])
        if layer.id in lifted:
            continue
        x = last.box.right + (EMPTY_GAP if not diagram.hidden else gap_width(layer))
        if gap == at:
            opening = Box(last.box.right + GAP, -height / 2 - HEADER, room, HEADER + height + FOOTER)
            x = opening.right + GAP
        places.append(_placed(layer.id, form, x))
        at += 1
    return Layout(tuple(places), opening)


def _placed(block_id: int, form: Form, x: float) -> PlacedBlock:
    return PlacedBlock(block_id, form, x, -sum(form.band) / 2)


def gap_width(layer: DiagramLayer) -> float:
    """The room before a block: wider where not all its links are drawn, for the text that says so."""
    return WIDE_GAP if layer.has_neurons and layer.units_in * layer.units_out > MOST_LINKS else GAP


def links_drawn(diagram: Diagram) -> int:
    """How many links are drawn at most between two layers: fewer in a network of many wide ones, to keep frames fast."""
    return MOST_LINKS if sum(gap_width(layer) == WIDE_GAP for layer in diagram.layers) <= MANY_WIDE else MOST_LINKS_OF_MANY


def band_height(diagram: Diagram) -> float:
    """The tallest column of neurons there is, at least 120."""
    columns = [column_height(min(len(diagram.ends.inputs), MOST_INPUTS + 1))]
    columns += [column_height(layer.units_out) for layer in diagram.layers if layer.has_neurons]
    columns += [tiles_size(layer.units_out)[1] + 24 for layer in diagram.layers if layer.foldable and layer.unfolded]
    return max(120.0, *columns)


def column_height(units: int) -> float:
    if units > MOST_CELLS:
        return column_height(4)
    side, space = cell_size(units)
    return units * (side + space) - space


def cell_size(units: int) -> tuple[float, float]:
    """Side of a neuron's map and the space below it, such that ten need no more room than five."""
    if units <= 4:
        return 36.0, 8.0
    side = max(15.0, np.floor(184 / units * 0.8))
    return float(side), 5.0 if units < 9 else 4.0


def column(units: int, left: float, middle: float) -> tuple[Box, ...]:
    """Squares under one another, centred on y = middle."""
    side, space = cell_size(units)
    top = middle - column_height(units) / 2
    return tuple(Box(left, top + k * (side + space), side, side) for k in range(units))


def shown_units(units: int) -> int:
    """How many neurons of a layer have their map on the canvas."""
    return units if units <= MOST_IN_GRID else FOLDED_CELLS


def grid(units: int, middle_x: float, middle_y: float) -> tuple[Box, ...]:
    """The maps of a layer too large for a column."""
    columns, side, space = (3, 28.0, 5.0) if shown_units(units) <= FOLDED_CELLS else (4, 23.0, 4.0)
    rows, step = -(-shown_units(units) // columns), side + space
    left, top = middle_x - (columns * step - space) / 2, middle_y - (rows * step - space) / 2
    every = tuple(Box(left + c * step, top + r * step, side, side) for r in range(rows) for c in range(columns))
    return every[: shown_units(units)]


def tiles_size(units: int) -> tuple[float, float]:
    """Width and height of all maps of a large layer: about twice as wide as high."""
    rows = min(max(10, round(np.sqrt(units / 2))), units)
    return -(-units // rows) * TILE_STEP - (TILE_STEP - TILE), rows * TILE_STEP - (TILE_STEP - TILE)


def tiles(units: int, middle_x: float, middle_y: float) -> tuple[Box, ...]:
    """All maps of a large layer, row by row."""
    width, height = tiles_size(units)
    columns = round((width + TILE_STEP - TILE) / TILE_STEP)
    left, top = middle_x - width / 2, middle_y - height / 2
    return tuple(Box(left + k % columns * TILE_STEP, top + k // columns * TILE_STEP, TILE, TILE) for k in range(units))


def form_of(layer: DiagramLayer, height: float, arriving: Array) -> Form:
    """The form of a layer; `arriving` are the heights, from the band's top, of the units before it."""
    if not layer.has_neurons:
        band = (SLIM_HEADER, SLIM_HEADER + height)
        foot, ports = band[1] + (FOOTER if layer.parameters else SLIM_FOOTER), arriving + SLIM_HEADER
        if layer.inside:
            chips = _chips(len(layer.inside), SLIM_HEADER + height / 2 + 8)
            width = chips[-1].right + CHIP_MARGIN
            return Form(width, foot, band, (), PAD, width - PAD, ports, chips)
        x = SLIM_WIDTH / 2
        return Form(SLIM_WIDTH, foot, band, (), x - DOT, x + DOT, ports)
    band = (HEADER, HEADER + height)
    middle = HEADER + height / 2
    if layer.units_out > MOST_CELLS:
        centre = middle if layer.units_out <= MOST_IN_GRID else middle - 8  # a line of text follows below
        shows_all = layer.foldable and layer.unfolded
        width = max(WIDTH, tiles_size(layer.units_out)[0] + 4 * PAD) if shows_all else WIDTH
        cells = (tiles if shows_all else grid)(layer.units_out, width / 2, centre)
        reach = height / 2 - (centre < middle) * 12
        ports = centre + np.linspace(-reach, reach, layer.units_out)
        return Form(width, band[1] + FOOTER, band, cells, cells[0].x - 5, max(cell.right for cell in cells) + 5, ports)
    side, _ = cell_size(layer.units_out)
    left = PAD if layer.id == OUTPUT and layer.units_out > 1 else (WIDTH - side) / 2  # room for class names right of the maps
    cells = column(layer.units_out, left, middle)
    return Form(WIDTH, band[1] + FOOTER, band, cells, left, left + side, _middles(cells))


def _chips(count: int, middle: float) -> tuple[Box, ...]:
    """The layers inside a residual block, side by side; the skip connection runs above them."""
    step, top = CHIP_WIDTH + CHIP_GAP, middle - CHIP_HEIGHT / 2
    return tuple(Box(CHIP_MARGIN + k * step, top, CHIP_WIDTH, CHIP_HEIGHT) for k in range(count))


def inputs_form(diagram: Diagram, names_width: float, height: float) -> Form:
    """Names on the left, maps on the right. Links of inputs that are not shown start at the line that says how many there are."""
    count = len(diagram.ends.inputs)
    shown = min(count, MOST_INPUTS)
    band = (HEADER, HEADER + height)
    rows = column(shown + (count > shown), names_width + 8, HEADER + height / 2)
    ports = np.concatenate([_middles(rows)[:shown], np.full(count - shown, rows[-1].y + rows[-1].h / 2)])
    return Form(rows[0].right, band[1] + INPUTS_FOOTER, band, rows[:shown], 0.0, rows[0].right, ports)


def _middles(cells: tuple[Box, ...]) -> Array:
    return np.array([cell.y + cell.h / 2 for cell in cells])
