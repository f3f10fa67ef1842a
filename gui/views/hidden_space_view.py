"""The hidden space: the grid of inputs and the points as one layer sees them. Training untangles the classes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QCheckBox

from engine.core.arrays import Array
from engine.core.number_format import format_percent
from engine.core.translation import N_, _
from engine.inspection.hidden_space import HiddenSpace, LayerProjection
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from gui.model.project import Axes
from gui.plotting.axis import Axis
from gui.plotting.live_numbers import format_live
from gui.plotting.plot_area import PlotArea
from gui.plotting.polygon import polygon
from gui.plotting.scale import padded, robust_range, steady_range, with_equal_units
from gui.plotting.surfaces import surface_colours
from gui.plotting.surfaces.colour_key import ColourKey
from gui.style import theme
from gui.style.text_size import follow
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.layer_chooser import LayerChooser
from gui.views.view_header import below_each_other, headed, in_a_row
from gui.widgets.control_memory import ControlMemory
from gui.widgets.elided_label import ElidedLabel

LEFT, BOTTOM = 58, 34
NEAR = 12.0  # pixels: the mouse reads a point within this distance
RADIUS = 3.5
PLANES = {
    "units": N_("The inputs as the layer sees them, along its two neurons"),
    "one": N_("The inputs as the layer sees them, along its only neuron"),
    "pca": N_(
        "The inputs as the layer sees them, along the two directions in which the rows differ most ({share} of their variance)"
    ),
}


@view("hidden", N_("Hidden space"), "layers", "view_hidden")
class HiddenSpaceView(View):
    """Lines are the grid of the two inputs that the output's picture shows, bent as the layer bends it."""

    def __init__(self) -> None:
        super().__init__()
        self._axes = Axes()
        self._shown: Snapshot | None = None
        self._mouse: QPointF | None = None
        self._ranges: list[tuple[float, float] | None] = [None, None]  # that hold all points, before the axes are made alike
        self._of: tuple[object, ...] = ()
        self._colours: list[QColor] = []
        self.layer = LayerChooser(_("Which layer's space is shown: its outputs, in a plane."))
        self.test = QCheckBox(_("Test points"))
        self.test.setToolTip(_("Show the points that are kept from training, as rings."))
        self.x_axis, self.y_axis = Axis("bottom", "", BOTTOM), Axis("left", "", LEFT)
        self.plot_area = PlotArea(self.x_axis, self.y_axis, over=self._paint)
        follow(self.plot_area, lambda: self.plot_area.setMinimumSize(140, theme.px(90)))
        self.plot_area.pointed.connect(self._hover)
        self.plot_area.resized.connect(self._equalise_units)
        self.key, self.explanation = ColourKey(), ElidedLabel()
        body = below_each_other(self.explanation, self.key, self.plot_area)
        self.header = headed(self, in_a_row(self.layer, self.test), body, self.columns, saved=(self.key, self.plot_area))
        self.layer.currentIndexChanged.connect(self._draw)
        self.test.toggled.connect(self._draw)
        self.memory = ControlMemory(test_points=self.test)
        self._draw()

    def requests(self) -> Requests:
        return frozenset() if self.layer.layer is None else frozenset({HiddenSpace(self.layer.layer, self._axes.plane)})

    def set_axes(self, axes: Axes) -> None:
        self._axes = axes

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is not self._shown or frame.snapshot is None:
            self._shown = frame.snapshot
            if frame.snapshot is not None:
                self.layer.show_layers(frame.snapshot.layers)
            self._draw()

    def hidden(self) -> LayerProjection | None:
        """What the snapshot has of the chosen layer."""
        found = self._shown.find(HiddenSpace) if self._shown is not None else None
        return found if found is not None and found.layer == self.layer.layer else None

    def columns(self) -> Mapping[str, Array]:
        found = self.hidden()
        if found is None or self._shown is None:
            return {}
        target = self._shown.data.table.target[found.rows].astype(np.float64)
        across, up = titles_of(found)
        return {"row": found.rows.astype(np.float64), across: found.points[0], up: found.points[1], "target": target}

    def retheme(self) -> None:
        self.plot_area.retheme()
        self.explanation.update()
        self._of = ()
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(420, 300)

    def _draw(self) -> None:
        found, snapshot = self.hidden(), self._shown
        if found is not None and snapshot is not None:
            wanted = id(snapshot.data), theme.current(), found.rows.size, snapshot.recipe.loss
            if wanted != self._of:
                self._of = wanted
                span = surface_colours.colour_range(snapshot.data, snapshot.recipe.loss)
                names = surface_colours.target_colours(snapshot.data, span, theme.current(), found.rows)
                made = {name: QColor(name) for name in {*names}}
                self._colours = [made[name] for name in names]
                table = surface_colours.colour_table(theme.current(), snapshot.data.task.outputs, False)
                self.key.show_data(snapshot.data, span, table, snapshot.data.train)
            across, up = titles_of(found)
            self.x_axis.set_title(_("Direction 1") if found.method == "pca" else across)
            self.y_axis.set_title(_("Direction 2") if found.method == "pca" else up)
            self._set_ranges(found)
        self._write()
        self.plot_area.refresh()

    def _set_ranges(self, found: LayerProjection) -> None:
        both = np.concatenate([found.grid.reshape(2, -1), found.points], axis=1)
        wanted = [padded(*(robust_range(row) or (-1.0, 1.0))) for row in both]
        ranges = [steady_range(old, new) for old, new in zip(self._ranges, wanted, strict=True)]
        if ranges != self._ranges:
            self._ranges = list(ranges)
            self._equalise_units()

    def _equalise_units(self) -> None:
        """A unit is as long along x as along y, so that distances on the screen are distances; but not for a single neuron."""
        found, (x, y), place = self.hidden(), self._ranges, self.plot_area.area()[2]
        if found is None or x is None or y is None:
            return
        if found.method != "one":
            x, y = with_equal_units(x, y, place.width(), place.height())
        if (x, y) != self.plot_area.area()[:2]:
            self.y_axis.fit_labels(*y)
            self.plot_area.set_ranges(x, y)

    def _write(self) -> None:
        found, near = self.hidden(), self._near()
        if found is None or self._shown is None:
            self.explanation.set_text(_("The inputs as a layer sees them"))
        elif near is None:
            self.explanation.set_text(_(PLANES[found.method]).format(share=format_percent(sum(found.shares))))
        else:
            table, row = self._shown.data.table, int(found.rows[near])
            target = _("{target} {value}").format(target=table.target_name, value=format_live(float(table.target[row])))
            if table.classes:
                target = table.classes[int(table.target[row])]
            values = zip(table.input_names[:4], table.inputs[row], strict=False)
            inputs = ", ".join(_("{x} = {x_value}").format(x=name, x_value=format_live(float(x))) for name, x in values)
            self.explanation.set_text(_("{target}: {inputs}").format(target=target, inputs=inputs))

    def _near(self) -> int | None:
        """The index of the hovered point."""
        found = self.hidden()
        if found is None or self._mouse is None:
            return None
        count = found.points.shape[1] if self.test.isChecked() else found.train
        x, y = self._pixels(found.points[:, :count])
        distance = np.hypot(x - self._mouse.x(), y - self._mouse.y())
        return int(distance.argmin()) if distance.size and distance.min() <= NEAR else None

    def _pixels(self, places: Array) -> tuple[Array, Array]:
        """(2, …) places of the plane in the viewport, not further away than Qt can draw."""
        x, y = self.plot_area.points_at(places[0], places[1])
        return np.clip(x, -1e5, 1e5), np.clip(y, -1e5, 1e5)

    def _paint(self, painter: QPainter) -> None:
        found, colours = self.hidden(), theme.current()
        if found is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.outline), 1))
        x, y = self._pixels(found.grid)
        for lines_x, lines_y in ((x, y), (x.T, y.T)):
            for one_x, one_y in zip(lines_x, lines_y, strict=True):
                painter.drawPolyline(polygon(one_x, one_y))
        px, py = self._pixels(found.points)
        train = found.train
        painter.setPen(QPen(QColor(colours.surface), 1))
        for i in range(train):
            painter.setBrush(self._colours[i])
            painter.drawEllipse(QPointF(px[i], py[i]), RADIUS, RADIUS)
        if self.test.isChecked():
            painter.setBrush(QColor(colours.surface))
            for i in range(train, len(px)):
                painter.setPen(QPen(self._colours[i], 1.6))
                painter.drawEllipse(QPointF(px[i], py[i]), RADIUS, RADIUS)

    def _hover(self, at: QPointF | None) -> None:
        self._mouse = at
        self._write()


def titles_of(found: LayerProjection) -> tuple[str, str]:
    if found.method == "pca":
        first, second = (format_percent(share) for share in found.shares)
        return _("Direction 1 ({share})").format(share=first), _("Direction 2 ({share})").format(share=second)
    return _("Neuron 1"), _("Neuron 2") if found.method == "units" else " "
