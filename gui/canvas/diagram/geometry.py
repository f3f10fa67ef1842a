"""Where everything is drawn, in scene units (pixels at 100 %): pure geometry, no Qt.

All blocks share one horizontal band for their neurons, centred on y = 0, so links never cross a block's texts. Inside a block
coordinates start at its top left corner. `text` is how many times as high as at first all is, and as large all texts: widths
grow by less, so that a long row, which must be drawn small, uses the height that is left. Lengths below are those of `text` = 1.
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
GROWTH = 0.33  # share of a text's growth that a width with texts in it takes part in
FRAME, BRACKET = 12.0, 22.0  # left of the inputs, for the frame around them; above the blocks, for that of a residual block


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
    text: float = 1.0


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
    text: float = 1.0

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
        gap, opening = plain_gap(self.text), self.opening
        opened, before = (0.0, 0.0) if opening is None else (room + gap, opening.x)
        rights = (place.box.right - (opened if place.x > before else 0.0) for place in self.places[:-1])
        away = [abs(right + gap + room / 2 - middle) for right in rights]
        return away.index(min(away))


def arrange(
    diagram: Diagram,
    names_width: float,
    lifted: tuple[int, ...] = (),
    gap: int | None = None,
    room: float = WIDTH,
    text: float = 1.0,
    extra: float = 0.0,
) -> Layout:
    """The row from x = 0 on. Without the `lifted` blocks; with an opening `room` wide before position `gap` of the others.
    A lifted block leaves room enough; without one both move apart: the opening is where the gap was. `extra`: more room between.
    """
    height, between = band_height(diagram, text), plain_gap(text)
    start = 0.0 if gap is None or lifted else -(room + between) / 2
    places = [_placed(INPUT, inputs_form(diagram, names_width, height, text), start)]
    opening, at = None, 0
    for layer in diagram.layers:
        last = places[-1]
        form = form_of(layer, height, last.form.ports - last.form.band[0], text)
        if layer.id in lifted:
            continue
        x = last.box.right + (EMPTY_GAP * text if not diagram.hidden else gap_width(layer, text) + extra * text)
        if gap == at:
            opening = Box(last.box.right + between, -height / 2 - HEADER * text, room, (HEADER + FOOTER) * text + height)
            x = opening.right + between
        places.append(_placed(layer.id, form, x))
        at += 1
    return Layout(tuple(places), opening, text)


def _placed(block_id: int, form: Form, x: float) -> PlacedBlock:
    return PlacedBlock(block_id, form, x, -sum(form.band) / 2)


def wider(width: float, text: float) -> float:
    """A width with texts in it that may be cut: it grows by less than they do."""
    return width * (1 + GROWTH * (text - 1))


def plain_gap(text: float) -> float:
    """Between two blocks without a text: what is only links gives way to texts."""
    return GAP / (1 + GROWTH * (text - 1))


def gap_width(layer: DiagramLayer, text: float = 1.0) -> float:
    """The room before a block: wider where not all its links are drawn, for the text that says so."""
    return wider(WIDE_GAP, text) if layer.has_neurons and layer.units_in * layer.units_out > MOST_LINKS else plain_gap(text)


def links_drawn(diagram: Diagram) -> int:
    """How many links are drawn at most between two layers: fewer in a network of many wide ones, to keep frames fast."""
    return MOST_LINKS if sum(gap_width(layer) > GAP for layer in diagram.layers) <= MANY_WIDE else MOST_LINKS_OF_MANY


def band_height(diagram: Diagram, text: float = 1.0) -> float:
    """The tallest column of neurons there is, at least 120."""
    columns = [column_height(min(len(diagram.ends.inputs), MOST_INPUTS + 1), text)]
    columns += [column_height(layer.units_out, text) for layer in diagram.layers if layer.has_neurons]
    columns += [tiles_size(layer.units_out)[1] + 24 * text for layer in diagram.layers if layer.foldable and layer.unfolded]
    return max(120.0 * text, *columns)


def column_height(units: int, text: float = 1.0) -> float:
    if units > MOST_CELLS:
        return column_height(4, text)
    side, space = cell_size(units, text)
    return units * (side + space) - space


def cell_size(units: int, text: float = 1.0) -> tuple[float, float]:
    """Side of a neuron's map and the space below it, such that ten need no more room than five."""
    if units <= 4:
        return 36.0 * text, 8.0 * text
    side = max(15.0, np.floor(184 / units * 0.8))
    return float(side) * text, (5.0 if units < 9 else 4.0) * text


def column(units: int, left: float, middle: float, text: float = 1.0) -> tuple[Box, ...]:
    """Squares under one another, centred on y = middle."""
    side, space = cell_size(units, text)
    top = middle - column_height(units, text) / 2
    return tuple(Box(left, top + k * (side + space), side, side) for k in range(units))


def shown_units(units: int) -> int:
    """How many neurons of a layer have their map on the canvas."""
    return units if units <= MOST_IN_GRID else FOLDED_CELLS


def grid(units: int, middle_x: float, middle_y: float, text: float = 1.0) -> tuple[Box, ...]:
    """The maps of a layer too large for a column."""
    columns, side, space = (3, 28.0, 5.0) if shown_units(units) <= FOLDED_CELLS else (4, 23.0, 4.0)
    side, space = wider(side, text), wider(space, text)
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


def form_of(layer: DiagramLayer, height: float, arriving: Array, text: float = 1.0) -> Form:
    """The form of a layer; `arriving` are the heights, from the band's top, of the units before it."""
    if not layer.has_neurons:
        band = (SLIM_HEADER * text, SLIM_HEADER * text + height)
        foot, ports = band[1] + (FOOTER * text if layer.parameters else SLIM_FOOTER), arriving + band[0]
        if layer.inside:
            chips = _chips(len(layer.inside), band[0] + height / 2 + 8, text)
            width = chips[-1].right + CHIP_MARGIN
            return Form(width, foot, band, (), PAD, width - PAD, ports, chips, text)
        slim = wider(SLIM_WIDTH, text)
        return Form(slim, foot, band, (), slim / 2 - DOT, slim / 2 + DOT, ports, (), text)
    band, foot, normal = (HEADER * text, HEADER * text + height), HEADER * text + height + FOOTER * text, wider(WIDTH, text)
    middle = band[0] + height / 2
    if layer.units_out > MOST_CELLS:
        centre = middle if layer.units_out <= MOST_IN_GRID else middle - 8 * text  # a line of text follows below
        shows_all = layer.foldable and layer.unfolded
        width = max(normal, tiles_size(layer.units_out)[0] + 4 * PAD) if shows_all else normal
        cells = tiles(layer.units_out, width / 2, centre) if shows_all else grid(layer.units_out, width / 2, centre, text)
        reach = height / 2 - (centre < middle) * 12 * text
        ports = centre + np.linspace(-reach, reach, layer.units_out)  # along a rail, from the first neuron to the last
        if len(cells) == layer.units_out:
            ports = _beside(cells)
        return Form(width, foot, band, cells, cells[0].x - 5, max(cell.right for cell in cells) + 5, ports, (), text)
    side, _ = cell_size(layer.units_out, text)
    left = PAD if layer.id == OUTPUT and layer.units_out > 1 else (normal - side) / 2  # room for class names right of the maps
    cells = column(layer.units_out, left, middle, text)
    return Form(normal, foot, band, cells, left, left + side, _middles(cells), (), text)


def _chips(count: int, middle: float, text: float) -> tuple[Box, ...]:
    """The layers inside a residual block, side by side; the skip connection runs above them."""
    width, height = wider(CHIP_WIDTH, text), CHIP_HEIGHT * text
    return tuple(Box(CHIP_MARGIN + k * (width + CHIP_GAP), middle - height / 2, width, height) for k in range(count))


def inputs_form(diagram: Diagram, names_width: float, height: float, text: float = 1.0) -> Form:
    """Names on the left, maps on the right. Links of inputs that are not shown start at the line that says how many there are."""
    count = len(diagram.ends.inputs)
    shown = min(count, MOST_INPUTS)
    band = (HEADER * text, HEADER * text + height)
    rows = column(shown + (count > shown), names_width + 8, band[0] + height / 2, text)
    ports = np.concatenate([_middles(rows)[:shown], np.full(count - shown, rows[-1].y + rows[-1].h / 2)])
    foot = band[1] + INPUTS_FOOTER * text
    return Form(rows[0].right, foot, band, rows[:shown], 0.0, rows[0].right, ports, (), text)


def _beside(cells: tuple[Box, ...]) -> Array:
    """Where the links of maps in rows end: level with each map's row, those of one row below each other from left to right."""
    columns = sum(cell.y == cells[0].y for cell in cells)
    return np.array([cell.y + cell.h * (k % columns + 0.5) / columns for k, cell in enumerate(cells)])


def _middles(cells: tuple[Box, ...]) -> Array:
    return np.array([cell.y + cell.h / 2 for cell in cells])
