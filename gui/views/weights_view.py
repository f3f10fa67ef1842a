"""A layer's weights: their histogram over the whole run, or a heat map of each one, which can be zoomed and read."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QStackedLayout, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_count, format_percent
from engine.core.translation import N_, _
from engine.inspection.histograms import nice_limit
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from engine.inspection.weight_history import WeightHistograms, WeightHistory
from engine.network.parameter_layout import LayerInfo, arrays_of
from gui.plotting.live_numbers import format_live
from gui.plotting.surfaces import surface_colours
from gui.plotting.surfaces.colour_key import ColourBar
from gui.plotting.surfaces.heat_map import HeatMap
from gui.plotting.surfaces.surface_colours import ColourRange, shade_table
from gui.plotting.surfaces.weight_images import pixel_at, sheet_of
from gui.plotting.tick_labels import nice_ticks, tick_texts
from gui.style import theme
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.layer_chooser import LayerChooser
from gui.views.view_header import below_each_other, headed, in_a_row
from gui.widgets.control_memory import ControlMemory
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.forms.choice import add_choices

KINDS = (
    ("spread", N_("Over time"), N_("How the weights are spread, at moments of the run. The last column is now.")),
    ("matrix", N_("Each one"), N_("Every weight in its place. The wheel zooms, dragging moves, a double click shows all.")),
    (
        "images",
        N_("As images"),
        N_("What the first layer looks for, where the inputs are an image."),
    ),
)
MOST_CELLS = 1_000_000
USUAL = 0.97  # share of an image's weights that have colours of their own: a few large ones would make all others pale
COLUMNS = 96  # of the picture of the spread
TOP = 0.4  # of a layer's weights in one bin: the darkest colour


@view("weights", N_("Weights"), "layers", "view_weights")
class WeightsView(View):
    """Two pictures, one at a time. Blue is positive, orange negative, the levels stand at the bar."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self._bar_of: tuple[object, ...] = ()
        self.layer = LayerChooser(_("Whose weights are shown."))
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("Picture"))
        add_choices(self.kind, KINDS)
        hint = _("A layer with weights shows them here.")
        self.spread = HeatMap(_("Step (log)"), _("Weight"), hint)
        self.matrix = HeatMap(_("Neuron"), _("Input"), hint, zoom=True)
        self.images = HeatMap(
            "", "", _("Weights are images in the first layer, where the inputs are one: choose Digits."), zoom=True, sheet=True
        )
        self.bar = ColourBar()
        self.explanation = ElidedLabel()
        pictures = QWidget()
        self._stack = QStackedLayout(pictures)
        for one in (self.spread, self.matrix, self.images):
            self._stack.addWidget(one)
            one.hovered.connect(self._hover)
        body = below_each_other(self.explanation, self.bar, pictures)
        self.header = headed(self, in_a_row(self.layer, self.kind), body, self.columns, saved=(self.bar, pictures))
        for control in (self.layer, self.kind):
            control.currentIndexChanged.connect(self._draw)
        self.memory = ControlMemory(picture=self.kind)
        self._draw()

    def requests(self) -> Requests:
        spread, layer = self.kind.currentData() == "spread", self.layer.layer
        return frozenset({WeightHistory(layer)}) if spread and layer is not None else frozenset()

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is not self._shown or frame.snapshot is None:
            self._shown = frame.snapshot
            if frame.snapshot is not None:
                self.layer.show_layers([info for info in frame.snapshot.layers if info.parameters])
            self._draw()

    def info(self) -> LayerInfo | None:
        """The chosen layer, as far as the snapshot has it."""
        layers = self._shown.layers if self._shown is not None else ()
        return next((info for info in layers if info.id == self.layer.layer and info.parameters), None)

    def weights(self) -> Array:
        """The chosen layer's weights (inputs, neurons), its biases as the last row. Empty where there are none to show."""
        info = self.info()
        return np.empty((0, 0)) if info is None or self._shown is None else matrix_of(info, self._shown.theta)

    def history(self) -> WeightHistograms | None:
        layer = self.layer.layer
        return None if self._shown is None or layer is None else self._shown.get(WeightHistory(layer))

    def columns(self) -> Mapping[str, Array]:
        if self.kind.currentData() != "spread":
            return {f"neuron {i + 1}": column for i, column in enumerate(self.weights().T.astype(np.float64))}
        found = self.history()
        if found is None:
            return {}
        table = {"from": found.edges[:-1], "to": found.edges[1:]}
        return table | {
            f"step {step:.0f}": counts.astype(np.float64) for step, counts in zip(found.steps, found.counts, strict=True)
        }

    def retheme(self) -> None:
        for part in (self.spread, self.matrix, self.images):
            part.retheme()
        self.explanation.update()
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def _draw(self) -> None:
        if self.kind.currentData() == "matrix":
            self._stack.setCurrentWidget(self.matrix)
            self._draw_matrix()
        elif self.kind.currentData() == "images":
            self._stack.setCurrentWidget(self.images)
            self._draw_images()
        else:
            self._stack.setCurrentWidget(self.spread)
            self._draw_spread()
        self._hover(None)

    def _draw_matrix(self) -> None:
        weights, info = self.weights(), self.info()
        limit, table = nice_limit(weights), surface_colours.colour_table(theme.current(), 1, False, 1.0)
        self._show_bar(ColourRange(-limit, limit), table, _("weight"))
        if info is not None and self._shown is not None:
            self.matrix.set_names(tuple(str(i + 1) for i in range(info.units_out)), row_names(info, self._shown, len(weights)))
        self.matrix.show_values(weights, ColourRange(-limit, limit), table, format_live)

    def _draw_images(self) -> None:
        weights, shape = self.weights(), image_of(self.info(), self._shown)
        pixels = weights[: shape[0] * shape[1]]
        values = sheet_of(pixels, shape) if pixels.size else np.empty((0, 0))
        usual = np.quantile(np.abs(pixels), USUAL, keepdims=True) if pixels.size else pixels
        limit, table = nice_limit(usual), surface_colours.colour_table(theme.current(), 1, False, 1.0)
        self._show_bar(ColourRange(-limit, limit), table, _("weight"))
        self.images.set_names(("",) * values.shape[1], ("",) * len(values))
        self.images.show_values(values, ColourRange(-limit, limit), table, format_live)

    def _draw_spread(self) -> None:
        found, table = self.history(), shade_table(theme.current())
        self._show_bar(ColourRange(0.0, 100 * TOP), table, _("Share of the weights (%)"))
        if found is None:
            self.spread.show_values(np.empty((0, 0)), ColourRange(0, TOP), table)
            return
        self.spread.show_values(spread_picture(found), ColourRange(0.0, TOP), table)
        self.spread.set_names(step_names(found), value_names(found)[::-1])

    def _show_bar(self, span: ColourRange, table: Array, name: str) -> None:
        if (span, name, theme.current()) != self._bar_of:
            self._bar_of = span, name, theme.current()
            self.bar.show_range(span, table, name)

    def _hover(self, cell: tuple[int, int] | None) -> None:
        info, snapshot = self.info(), self._shown
        if info is None or snapshot is None:
            self.explanation.set_text(_("No layer with weights"))
        elif self.kind.currentData() == "images":
            shape, weights = image_of(info, snapshot), self.weights()
            found = pixel_at(cell, shape, weights.shape[1]) if cell is not None and shape != (0, 0) else None
            if found is None or not len(weights):
                self.explanation.set_text(
                    _("What each neuron of {layer} looks for: blue is for it, orange against").format(layer=info.name)
                )
            else:
                text, (neuron, pixel) = _("{source} → neuron {number}: {value}"), found
                source, value = row_names(info, snapshot, len(weights))[pixel], format_live(float(weights[pixel, neuron]))
                self.explanation.set_text(text.format(source=source, number=neuron + 1, value=value))
        elif self.kind.currentData() == "matrix":
            weights = self.weights()
            if cell is None or max(cell[0] - len(weights) + 1, cell[1] - weights.shape[1] + 1) > 0:
                size = f"{info.units_in} × {info.units_out}"
                self.explanation.set_text(_("{layer}: {size} weights").format(layer=info.name, size=size))
            else:
                source = row_names(info, snapshot, len(weights))[cell[0]]
                text = _("{source} → neuron {number}: {value}")
                value = format_live(float(weights[cell]))
                self.explanation.set_text(text.format(source=source, number=cell[1] + 1, value=value))
        else:
            self._hover_spread(info, cell)

    def _hover_spread(self, info: LayerInfo, cell: tuple[int, int] | None) -> None:
        found = self.history()
        if cell is None or found is None or cell[0] >= found.counts.shape[1]:
            self.explanation.set_text(_("How the weights of {layer} are spread").format(layer=info.name))
            return
        at = columns_of(found)[cell[1]]
        row = found.counts.shape[1] - 1 - cell[0]
        share = found.counts[at, row] / max(1, found.counts[at].sum())
        low, high = (format_live(float(edge)) for edge in found.edges[row : row + 2])
        text = _("step {step}: {share} of the weights from {low} to {high}")
        step, percent = format_count(round(found.steps[at])), format_percent(float(share))
        self.explanation.set_text(text.format(step=step, share=percent, low=low, high=high))


def matrix_of(info: LayerInfo, theta: Array) -> Array:
    """The arrays of a layer that have a column for each neuron, one below the other. Empty when that is too much to draw."""
    parts = [np.atleast_2d(values) for values in arrays_of(info, theta).values() if values.shape[-1] == info.units_out]
    return np.concatenate(parts) if parts and info.parameters <= MOST_CELLS else np.empty((0, 0))


def image_of(info: LayerInfo | None, snapshot: Snapshot | None) -> tuple[int, int]:
    """Rows and columns of the image that a layer reads; (0, 0) where it reads none."""
    if info is None or snapshot is None or snapshot.layers[0].id != info.id:
        return (0, 0)
    rows, columns = snapshot.recipe.data.image
    whole = rows * columns == info.units_in == snapshot.data.inputs and not snapshot.recipe.inputs
    return (rows, columns) if whole else (0, 0)


def row_names(info: LayerInfo, snapshot: Snapshot, rows: int) -> tuple[str, ...]:
    """Names of the rows of the matrix: the inputs of the layer, then its other parameters."""
    first = snapshot.layers[0].id == info.id
    inputs = snapshot.data.feature_names if first else _numbered(info.units_in)
    others = tuple(name.removesuffix("es") if name == "biases" else name for name, shape in info.shapes if len(shape) == 1)
    return (*inputs, *others)[:rows] if len(inputs) + len(others) >= rows else tuple(str(i + 1) for i in range(rows))


def _numbered(inputs: int) -> tuple[str, ...]:
    return tuple(_("input {number}").format(number=i + 1) for i in range(inputs))


def columns_of(found: WeightHistograms) -> Array:
    """The index of the keyframe that each column of the picture shows: columns are even on the logarithm of the step."""
    places = np.log10(np.maximum(found.steps, 1.0))
    wanted = np.linspace(0.0, max(float(places[-1]), 1e-9), COLUMNS)
    return np.clip(np.searchsorted(places, wanted + 1e-12, "right") - 1, 0, len(places) - 1)


def step_names(found: WeightHistograms) -> tuple[str, ...]:
    """Along the picture's columns: each power of ten at the column that it comes first in."""
    last = float(np.log10(max(found.steps[-1], 1.0)))
    names = [""] * COLUMNS
    for power in range(int(last) + 1):
        names[round(power / max(last, 1e-9) * (COLUMNS - 1))] = tick_texts([0.0, 10.0**power])[1]
    return tuple(names)


def value_names(found: WeightHistograms) -> tuple[str, ...]:
    """Along the bins, smallest first: round weights at the bins that they lie in."""
    low, high = float(found.edges[0]), float(found.edges[-1])
    ticks = [tick for tick in nice_ticks(low, high, 5) if low < tick < high]
    names = [""] * (len(found.edges) - 1)
    for tick, text in zip(ticks, tick_texts(ticks), strict=True):
        names[int(np.searchsorted(found.edges, tick, "right")) - 1] = text
    return tuple(names)


def spread_picture(found: WeightHistograms) -> Array:
    """Shares of the weights, (bins, COLUMNS), the largest weights at the top."""
    shares = found.counts / np.maximum(found.counts.sum(1, keepdims=True), 1)
    picture: Array = shares[columns_of(found)].T[::-1]
    return picture
