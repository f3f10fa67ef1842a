"""The decision surface: what the network says at every point of its inputs, under the data's points."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QWidget

from engine.core.arrays import Array
from engine.core.translation import N_, _, english
from engine.data.preprocessing import Data
from engine.data.table import Table
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from engine.inspection.surfaces.decision_surface import DecisionSurface, Surface
from engine.inspection.surfaces.neuron_maps import NeuronMap, NeuronSurface
from engine.recipe.recipe import OUTPUT
from gui.model.project import Axes
from gui.plotting.legend import Legend, LegendEntry
from gui.plotting.plot_header import PlotHeader
from gui.plotting.surfaces.colour_key import ColourKey
from gui.plotting.surfaces.surface_plot import SurfacePlot
from gui.style import theme
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.boundary import read_out
from gui.views.boundary.boundary_drawing import Drawing, Options
from gui.views.boundary.held_inputs import HeldInputs
from gui.views.boundary.line_handle import LineHandle
from gui.views.boundary.pad.pad import Pad
from gui.views.boundary.row_picking import RowPicking
from gui.views.boundary.score_table import ScoreTable
from gui.views.intents import ChooseRow, ReportProblem, SetAxes
from gui.views.low_scroll import LowScroll
from gui.views.view_header import header_over
from gui.widgets.control_memory import ControlMemory
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.flow_row import flow_row

HINT = N_("Point at the picture to read it.")
TEST_POINTS, KEPT_BACK = N_("Test points"), N_("Held out")  # with validation rows
DECISION, STEPS = N_("Decision"), N_("In steps")
CHOICES = (
    (
        TEST_POINTS,
        N_("Show the points that are kept from training: those for testing as hollow circles, those for validation as diamonds."),
    ),
    (N_("Mistakes"), N_("Draw a ring around each point whose class the network gets wrong.")),
    (DECISION, N_("Show only which class is predicted, not how surely. For numbers: steps instead of shades.")),
)


@view("boundary", N_("Output"), "output", "view_boundary", "right")
class BoundaryView(View):
    """`options` are the view's own choices. It wants other axes by `SetAxes`; `set_axes` says which ones are shown."""

    pace = 0.0

    def __init__(self) -> None:
        super().__init__()
        self._axes = Axes()
        self._shown: Snapshot | None = None
        self._mouse: tuple[float, float] | None = None
        self._neuron: tuple[int, int] | None = None
        self.key, self.plot, self.scores, self.held = ColourKey(), SurfacePlot(), ScoreTable(), HeldInputs()
        self.drawing = Drawing(self.plot, self.key)
        self.points_key = Legend(widest_value="")  # what filled, hollow and ringed points are
        self.points_key.hide()
        for part in (self.key, self.scores):  # nothing moves while the first stroke is drawn
            keeps_room(part)
        self._read_out = ElidedLabel(_(HINT))
        self._boxes = [_check(_(text), _(tip)) for text, tip in CHOICES]
        self.header = PlotHeader(self.key, _(self.title), (self.key, self.plot, self.points_key, self.scores), self.columns)
        self.memory = ControlMemory(**dict(zip(("test_points", "mistakes", "discrete"), self._boxes, strict=True)))
        for box in self._boxes:
            box.toggled.connect(lambda _on: self._draw())
        column = header_over(self, self.header, self.plot)
        column.setSpacing(4)
        boxes = flow_row(*self._boxes, across=10)
        below = LowScroll(_("Below the picture"), boxes, self.points_key, self.held, whole=boxes)
        column.addWidget(self._read_out)
        column.addWidget(self.scores)  # never scrolled away: they are what one watches
        column.addWidget(below)
        self.header.problem.connect(lambda text: self.intent.emit(ReportProblem(text)))
        self.plot.hovered.connect(self._hover)
        self.picking = RowPicking(self.plot.plot_area, self.drawing.row_near)
        self.picking.picked.connect(lambda row: self.intent.emit(ChooseRow(row)))
        self.line = LineHandle(self.plot, lambda at: self.drawing.row_near(at) is not None)
        self.line.wanted.connect(self.intent)
        self.pad = Pad(self.plot)  # after the others: its mouse comes first
        self.pad.wanted.connect(self.intent)
        self.pad.switched.connect(self._draw)
        column.insertWidget(column.indexOf(self.plot), self.pad.strip)
        self.held.changed.connect(lambda axes: self.intent.emit(SetAxes(axes)))

    @property
    def options(self) -> Options:
        return Options(*(box.isChecked() for box in self._boxes))

    @options.setter
    def options(self, options: Options) -> None:
        for box, on in zip(self._boxes, dataclasses.astuple(options), strict=True):
            box.setChecked(on)

    def set_axes(self, axes: Axes) -> None:
        """The picture follows with the next snapshot that has these axes."""
        self._axes = axes
        if self._shown is not None:
            self.held.show_axes(self._shown.data, axes)

    def requests(self) -> Requests:
        plane, points = self._axes.plane, int(np.clip(round(self.plot.side * self.devicePixelRatioF() / 2), 100, 200))
        surface = DecisionSurface(plane, points)
        return frozenset({surface, NeuronSurface(plane, points, self._neuron)} if self._neuron is not None else {surface})

    def show_neuron(self, neuron: tuple[int, int] | None) -> None:
        """Draw its map instead of the predictions as soon as a snapshot has it. A network's only output is drawn already."""
        alone = self._shown is not None and neuron == (OUTPUT, 0) and self._shown.data.task.outputs == 1
        self._neuron, before = None if alone else neuron, self._neuron
        if self._neuron != before:
            self._draw()

    def highlight_rows(self, rows: Array) -> None:
        """Draw these rows larger and ringed, until others are named."""
        self.drawing.highlighted = rows
        self._draw()

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is not self._shown:
            self._shown = frame.snapshot
            self._draw()

    def _draw(self) -> None:
        if self._shown is not None:
            self.held.show_axes(self._shown.data, self._axes)
            surface = self._surface()
            self.line.show_line(self._shown, surface.axes if surface is not None else (), self._neuron)
            self.drawing.whole_heights = self.pad.is_on
            self.drawing.show(self._shown, surface, self.options, self._map())
            self.scores.show_scores(self._shown)
            self._show_task(self._shown.data)
        self.plot.points.set_opacity(0.0 if self.pad.is_on else 1.0)
        is_empty = self.pad.is_on and (self._shown is None or not self.pad.is_drawn_by(self._shown))
        for part in (self.key, self.scores):  # they are about the data before
            part.setVisible(not is_empty)
        self.held.setVisible(not is_empty and self._shown is not None and self._shown.data.inputs > 2)
        if self.pad.is_on:
            self.pad.take_keys()
            if is_empty:
                self.drawing.forget()
                self.pad.show_empty()
        self._hover(self._mouse)

    def _show_task(self, data: Data) -> None:
        """The choices that this task has, and what the points mean."""
        is_regression = data.task.is_regression
        self._boxes[0].setText(_(KEPT_BACK if len(data.validation) else TEST_POINTS))
        self._boxes[1].setEnabled(not is_regression)
        self._boxes[2].setText(_(STEPS if is_regression else DECISION))
        options, colour = self.options, theme.current().text
        entries = [LegendEntry(_("training"), colour, mark="dot")]
        if options.test_points:
            if len(data.validation):
                entries.append(LegendEntry(_("validation"), colour, mark="diamond"))
            entries.append(LegendEntry(_("test"), colour, mark="hollow"))
        if options.mistakes and not is_regression:
            entries.append(LegendEntry(_("mistake"), colour, mark="ringed"))
        self.points_key.show_entries(entries)
        self.points_key.setVisible(len(entries) > 1 and not self.pad.is_on)

    def _surface(self) -> Surface | None:
        return self._shown.find(DecisionSurface) if self._shown is not None else None

    def _map(self) -> NeuronMap | None:
        """The map of the hovered neuron, if the present snapshot has it."""
        there = self._shown.find(NeuronSurface) if self._shown is not None else None
        return there if there is not None and there.neuron == self._neuron else None

    def columns(self) -> Mapping[str, Array]:
        """The surface as a table: the shown inputs and the predictions, a row for each point of the grid."""
        surface = self._surface()
        return {} if self._shown is None or surface is None else surface_columns(surface, self._shown.data.table)

    def retheme(self) -> None:
        self.plot.retheme()
        for widget in (self._read_out, self.scores, self.key, self.points_key):
            widget.update()
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(316, 440)

    def _hover(self, at: tuple[float, float] | None) -> None:
        self._mouse = at
        text, snapshot, surface, shares = _(HINT), self._shown, self._surface(), None
        if self.pad.is_on:
            self._read_out.set_text(self.pad.read_out())
            return
        if at is not None and snapshot is not None and surface is not None:
            neuron = self._map()
            text = read_out.read_out(snapshot, surface, neuron, *at)
            if self.drawing.is_far(*at):
                text = _("{reading}. No training row is near.").format(reading=text)
            if neuron is None:
                shares = read_out.shares_at(snapshot, surface, *at)
        self.key.show_shares(shares)
        self._read_out.set_text(text)


def keeps_room(part: QWidget) -> None:
    """Its place stays empty while it is hidden."""
    policy = part.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    part.setSizePolicy(policy)


def surface_columns(surface: Surface, table: Table) -> dict[str, Array]:
    """The grid of a surface, row by row, as columns with the names of the inputs and outputs."""
    outputs, height, width = surface.values.shape
    x = np.linspace(*surface.x_domain, width)
    columns = {table.input_names[surface.axes[0]]: np.tile(x, height)}
    if len(surface.axes) > 1:
        columns[table.input_names[surface.axes[1]]] = np.repeat(np.linspace(*surface.y_domain, height), width)
    names = [table.target_name] if not table.classes else list(table.classes[-outputs:])
    for name, values in zip(names, surface.values, strict=True):
        columns[f"predicted {english(name)}"] = values.ravel().astype(np.float64)
    return columns


def _check(text: str, tip: str) -> QCheckBox:
    box = QCheckBox(text)
    box.setToolTip(tip)
    return box
