"""Draws a snapshot's surface and points into a plot: the image each time, the points only when they changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF

from engine.core.arrays import Array
from engine.core.translation import _
from engine.data.drawing.point_set import EDGE
from engine.data.preprocessing import Data
from engine.inspection.snapshot import Snapshot
from engine.inspection.surfaces.decision_surface import Surface
from engine.inspection.surfaces.neuron_maps import NeuronMap
from engine.nn.losses import CrossEntropy
from gui.plotting.scale import padded
from gui.plotting.surfaces import surface_colours
from gui.plotting.surfaces.colour_key import ColourKey
from gui.plotting.surfaces.curve_heights import height_range, target_heights
from gui.plotting.surfaces.hatching import CELLS, far_cells, hatching
from gui.plotting.surfaces.map_colours import map_scales
from gui.plotting.surfaces.points_item import NO_POINTS, Points, drawn_rows
from gui.plotting.surfaces.surface_colours import ColourRange
from gui.plotting.surfaces.surface_plot import SurfacePlot
from gui.style import theme
from gui.style.colour_schemes import class_colours
from gui.views.boundary.predictions import misclassified
from gui.views.boundary.read_out import neuron_name

FEW_POINTS = 200  # of more, each is drawn smaller
HANDFUL, LARGER = 20, 1.6  # so few are drawn larger
SMALLEST, LARGEST = 2.5, 10.0  # diameters of points in pixels
REACH = 9.0  # pixels at a text size of 100 % from a point to a click that means it


@dataclass(frozen=True)
class Options:
    """A user's choices: test and validation rows too, rings around mistakes, classes or steps instead of shades."""

    test_points: bool = False
    mistakes: bool = False
    discrete: bool = False


class Drawing:
    """Keeps no numbers of the run: only what it last drew points, colours and rings for, to notice a change."""

    def __init__(self, plot: SurfacePlot, key: ColourKey) -> None:
        self.plot, self.key = plot, key
        self._drawn_for: tuple[Any, ...] = ()
        self._data: Data | None = None
        self._span = ColourRange(0.0, 1.0)
        self._table: Array = np.zeros(1, np.uint32)
        self._far: Array = np.zeros((0, 0), bool)
        self._far_of: tuple[Data | None, tuple[int, ...]] = (None, ())
        self._rows: Array = np.empty(0, np.int64)
        self._places = NO_POINTS
        self._ringed: Array | None = None
        self.highlighted: Array = np.empty(0, np.int64)  # rows of the table that are drawn larger and ringed
        self._highlighted_drawn: tuple[Any, ...] = ()
        self.whole_heights = False  # whether y of a curve runs over the whole pad

    def show(self, snapshot: Snapshot, surface: Surface | None, options: Options, neuron: NeuronMap | None = None) -> None:
        """Draw the network's predictions, or instead the outputs of one neuron, from orange below zero to blue above."""
        data = snapshot.data
        scale = None if neuron is None else _scale_of(neuron)
        axes = surface.axes if surface is not None else tuple(range(min(2, data.inputs)))
        held_out = len(data.test) + len(data.validation)
        size = point_size(self.plot.side, len(data.train) + options.test_points * held_out)
        wanted = (
            theme.current(),
            axes,
            size,
            options.test_points,
            options.discrete,
            snapshot.recipe.loss,
            scale,
            self.whole_heights,
        )
        if wanted != self._drawn_for or data is not self._data:
            self._drawn_for, self._data = wanted, data
            self._prepare(snapshot, axes, size, options)
            if scale is not None:
                self._prepare_neuron(snapshot, axes if surface is not None else (), scale)
            self._hatch(data, axes)
        if neuron is not None and surface is not None:
            surface = replace(surface, values=neuron.values[np.newaxis])
        if surface is None:
            self.plot.picture.clear()
            self.plot.show_lines(np.empty(0), ())
        elif len(axes) == 1:
            self._show_curves(surface)
        else:
            self.plot.show_lines(np.empty(0), ())
            pixels = surface_colours.paint(surface.values, self._span, self._table)
            self.plot.picture.show_pixels(pixels, surface.x_domain, surface.y_domain)
        self._ring(snapshot, options, size)
        self._highlight(data, axes, size)
        self.plot.plot_area.refresh()

    def forget(self) -> None:
        """Something else was drawn into the plot: draw all of the next snapshot anew."""
        self._data = None

    def is_far(self, x: float, y: float) -> bool:
        """Whether no training row is near a place of the picture."""
        data, axes = self._far_of
        if data is None:
            return False
        shares = [(value - low) / (high - low) for value, (low, high) in zip((x, y), map(data.domain, axes), strict=False)]
        column, row = (min(max(int(share * CELLS), 0), CELLS - 1) for share in (*shares, 0.0)[:2])
        return bool(self._far[row, column])

    def row_near(self, at: QPointF) -> int | None:
        """The row of the table whose point is drawn at a position in the viewport, or very near to it."""
        if not len(self._rows):
            return None
        x, y = self.plot.plot_area.points_at(self._places.x, self._places.y)
        apart = np.nan_to_num(np.hypot(x - at.x(), y - at.y()), nan=np.inf)
        found = int(apart.argmin())
        return int(self._rows[found]) if apart[found] <= REACH * theme.scale() else None

    def _hatch(self, data: Data, axes: tuple[int, ...]) -> None:
        if self._far_of[0] is not data or self._far_of[1] != axes:
            self._far_of, self._far = (data, axes), far_cells(data, axes)
        self.plot.hatch(*hatching(self._far), theme.current().muted)

    def _prepare_neuron(self, snapshot: Snapshot, axes: tuple[int, ...], scale: NeuronScale) -> None:
        """Colours and key for the outputs of one neuron: from 0 where it gives nothing below, as ReLU and sigmoid."""
        name, low, high = neuron_name(snapshot, scale.neuron), scale.low, scale.high
        self._span = ColourRange(low, high)
        table = surface_colours.colour_table(theme.current(), 1, False)
        self._table = table if low < 0 else surface_colours.upper_half(table)
        self.key.show_numbers(self._span, self._table, name)
        if len(axes) == 1:
            names = snapshot.data.table.input_names[axes[0]], name
            self.plot.set_axes(names, snapshot.data.domain(axes[0]), padded(low, high, 0.08), square=False)

    def _prepare(self, snapshot: Snapshot, axes: tuple[int, ...], size: float, options: Options) -> None:
        """Axes, colours, key and points: all that stays the same from frame to frame."""
        data, colours = snapshot.data, theme.current()
        self._span = surface_colours.colour_range(data, snapshot.recipe.loss)
        steps = options.discrete and data.task.is_regression
        table = surface_colours.colour_table(colours, data.task.outputs, options.discrete and not steps)
        self._table = surface_colours.banded(table) if steps else table
        train, test, validation = map(drawn_rows, (data.train, data.test, data.validation))
        self._rows = np.concatenate([train, test, validation]) if options.test_points else train
        names = data.table.input_names
        if len(axes) == 1:
            self.plot.set_axes((names[axes[0]], output_name(snapshot)), data.domain(axes[0]), self._y_range(data), square=False)
        else:
            x, y = axes
            self.plot.set_axes((names[x], names[y]), data.domain(x), data.domain(y), square=True)
        self.key.show_data(data, self._span, self._table, self._rows)
        self._places = self._points(data, axes, self._rows)
        shown = (self._points(data, axes, rows) if options.test_points else NO_POINTS for rows in (test, validation))
        kept, deciding = shown
        outline = colours.muted if data.task.is_regression else colours.surface
        self.plot.points.show(self._points(data, axes, train), kept, size, outline, deciding)
        self._ringed = None

    def _points(self, data: Data, axes: tuple[int, ...], rows: Array) -> Points:
        inputs = data.table.inputs[rows]
        y = inputs[:, axes[1]] if len(axes) > 1 else target_heights(data, self._span, rows)
        return Points(inputs[:, axes[0]], y, surface_colours.target_colours(data, self._span, theme.current(), rows))

    def _y_range(self, data: Data) -> tuple[float, float]:
        """Of the axis that a curve over one input runs along."""
        low, high = height_range(data, self._span)
        if not self.whole_heights:
            return padded(low, high, 0.08)
        return (min(low, -EDGE), max(high, EDGE)) if data.task.is_regression else (low, high)

    def _show_curves(self, surface: Surface) -> None:
        self.plot.picture.clear()
        outputs, width = surface.values.shape[0], surface.values.shape[2]
        colours = [theme.current().text] if outputs == 1 else class_colours(outputs)
        x = np.linspace(*surface.x_domain, width)
        self.plot.show_lines(x, [(values[0], colour) for values, colour in zip(surface.values, colours, strict=True)])

    def _ring(self, snapshot: Snapshot, options: Options, size: float) -> None:
        wrong = misclassified(snapshot, self._rows) if options.mistakes else None
        if wrong is None:
            wrong = np.zeros(len(self._rows), bool)
        if self._ringed is None or not np.array_equal(wrong, self._ringed):
            self._ringed = wrong
            self.plot.points.ring(Points(self._places.x[wrong], self._places.y[wrong], ()), size)

    def _highlight(self, data: Data, axes: tuple[int, ...], size: float) -> None:
        wanted = self.highlighted.tobytes(), id(data), axes, size, theme.current()
        if wanted != self._highlighted_drawn:
            self._highlighted_drawn = wanted
            rows = drawn_rows(self.highlighted[self.highlighted < len(data.table.target)])
            self.plot.points.highlight(self._points(data, axes, rows), size)


@dataclass(frozen=True)
class NeuronScale:
    """The outputs of a neuron that have the first colour and the last."""

    neuron: tuple[int, int]
    low: float
    high: float


def _scale_of(neuron: NeuronMap) -> NeuronScale:
    high = float(map_scales(neuron.values[np.newaxis])[0])
    return NeuronScale(neuron.neuron, 0.0 if neuron.values.min() >= 0 else -high, high)


def point_size(side: int, count: int) -> float:
    """Diameter in pixels: larger on a larger picture, smaller when there are many, so that they hide little of it."""
    shrink = min(1.0, (FEW_POINTS / max(1, count)) ** 0.5) if count > HANDFUL else LARGER
    return float(np.clip(round(2 * shrink * side / 36) / 2, SMALLEST, LARGEST))


def output_name(snapshot: Snapshot) -> str:
    """Title of the axis that predictions over one input run along."""
    table = snapshot.data.table
    if not table.classes:
        return table.target_name
    is_probability = isinstance(snapshot.recipe.loss, CrossEntropy)
    if len(table.classes) == 2:
        text = _("probability of {label}") if is_probability else _("score of {label}")
        return text.format(label=table.classes[1])
    return _("probability") if is_probability else _("score")
