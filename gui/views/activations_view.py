"""The outputs of the layers on the training rows: a histogram of one, and how many of its neurons are saturated or dead."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from engine.core.arrays import Array
from engine.core.number_format import format_count, format_percent
from engine.core.translation import N_, _, english, ngettext
from engine.inspection.activation_histograms import ActivationHistogram, ActivationHistograms
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from gui.plotting.axis import Axis
from gui.plotting.legend import Legend, LegendEntry
from gui.plotting.live_numbers import format_live
from gui.plotting.plot_area import PlotArea
from gui.style import theme
from gui.style.colour_schemes import layer_colour
from gui.style.text_size import follow
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.layer_chooser import LayerChooser
from gui.views.view_header import below_each_other, headed, in_a_row
from gui.widgets.elided_label import ElidedLabel

TOPS = (0.1, 0.2, 0.3, 0.5, 0.75, 1.0)  # where the axis of shares may end
LEFT, BOTTOM = 58, 34
EXPLANATION = N_(
    "Saturated: neurons that lie where the activation is almost flat on most training rows, so that hardly any gradient comes "
    "through. Dead: neurons that give 0 on every training row, with no gradient at all."
)
IN_LEGEND = N_("Beside each layer: the share of its neurons that are saturated.")


@view("activations", N_("Activations"), "layers", "view_activations")
class ActivationsView(View):
    """Bars are shares of all outputs of the layer, on at most 1,024 training rows; the legend says how many are saturated."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self._mouse: QPointF | None = None
        self.layer = LayerChooser(_("Whose outputs are shown."))
        self.x_axis, self.y_axis = Axis("bottom", _("Output of a neuron"), BOTTOM), Axis("left", _("Share"), LEFT)
        self.y_axis.percent = True
        self.plot_area = PlotArea(self.x_axis, self.y_axis, over=self._paint)
        follow(self.plot_area, lambda: self.plot_area.setMinimumSize(140, theme.px(90)))
        self.plot_area.pointed.connect(self._hover)
        self.legend = Legend(widest_value="100.0 %")
        self.legend.setToolTip(_(IN_LEGEND))
        self.explanation = ElidedLabel()
        body = below_each_other(self.explanation, self.legend, self.plot_area)
        self.header = headed(self, in_a_row(self.layer), body, self.columns, saved=(self.legend, self.plot_area))
        self.layer.currentIndexChanged.connect(self._draw)
        self._ranges: tuple[float, float] = (0.0, 0.0)
        self._draw()

    def requests(self) -> Requests:
        return frozenset({ActivationHistograms()})

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is not self._shown or frame.snapshot is None:
            self._shown = frame.snapshot
            if frame.snapshot is not None:
                self.layer.show_layers(frame.snapshot.layers)
            self._draw()

    def histogram(self) -> ActivationHistogram | None:
        """The chosen layer's, as far as the snapshot has it."""
        return next((one for one in self._histograms() if one.layer == self.layer.layer), None)

    def _histograms(self) -> tuple[ActivationHistogram, ...]:
        return (self._shown.get(ActivationHistograms()) or ()) if self._shown is not None else ()

    def columns(self) -> Mapping[str, Array]:
        names = {info.id: info.name for info in self._shown.layers} if self._shown is not None else {}
        columns: dict[str, Array] = {}
        for one in self._histograms():
            name = english(names[one.layer])
            columns |= {
                f"{name} from": one.edges[:-1],
                f"{name} to": one.edges[1:],
                f"{name} count": one.counts.astype(np.float64),
            }
        return columns

    def retheme(self) -> None:
        self.plot_area.retheme()
        self.explanation.update()
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def _draw(self) -> None:
        found = self.histogram()
        self.explanation.set_text(self._words(found), _(EXPLANATION))
        if self._shown is not None:
            infos = {info.id: info for info in self._shown.layers}
            named = ((infos[one.layer], format_percent(saturated_share(one))) for one in self._histograms())
            self.legend.show_entries(
                [LegendEntry(info.name, layer_colour(info.place), share, ordered=True) for info, share in named]
            )
        if found is not None:
            limit, shares = float(found.edges[-1]), shares_of(found)
            ranges = limit, next((top for top in TOPS if top >= shares.max(initial=0.0)), 1.0)
            if ranges != self._ranges:
                self._ranges = ranges
                self.plot_area.set_ranges((-1.02 * limit, 1.02 * limit), (0.0, 1.05 * ranges[1]))
        self.plot_area.refresh()

    def _words(self, found: ActivationHistogram | None) -> str:
        if found is None:
            return _("What the neurons give on the training rows")
        bin_ = self._bin(found)
        if bin_ is None:
            return in_words(found)
        low, high = (format_live(float(edge)) for edge in found.edges[bin_ : bin_ + 2])
        share = format_percent(float(shares_of(found)[bin_]))
        return _("{share} of the outputs lie from {low} to {high}").format(share=share, low=low, high=high)

    def _bin(self, found: ActivationHistogram) -> int | None:
        at = None if self._mouse is None else self.plot_area.value_at(self._mouse)
        bin_ = -1 if at is None else int(np.searchsorted(found.edges, at[0], "right")) - 1
        return bin_ if 0 <= bin_ < len(found.counts) else None

    def _paint(self, painter: QPainter) -> None:
        found = self.histogram()
        if found is None or self._shown is None:
            painter.setPen(QColor(theme.current().muted))
            painter.drawText(self.plot_area.area()[2], Qt.AlignmentFlag.AlignCenter, _("Each layer's outputs appear here."))
            return
        place = next((info.place for info in self._shown.layers if info.id == found.layer), 1.0)
        colour, dark = QColor(layer_colour(place)), self._bin(found)
        for i, share in enumerate(shares_of(found)):
            corner = self.plot_area.point_at(float(found.edges[i]), float(share))
            opposite = self.plot_area.point_at(float(found.edges[i + 1]), 0.0)
            painter.fillRect(QRectF(corner, opposite).adjusted(0.5, 0, -0.5, 0), colour.darker(130) if i == dark else colour)

    def _hover(self, at: QPointF | None) -> None:
        self._mouse = at
        self._draw()


def shares_of(found: ActivationHistogram) -> Array:
    shares: Array = found.counts / max(1, int(found.counts.sum()))
    return shares


def saturated_share(found: ActivationHistogram) -> float:
    return math.nan if found.health is None else found.health.saturated_share


def in_words(found: ActivationHistogram) -> str:
    """'2 of 4 neurons saturated, 1 dead; outputs from -1 to 1'."""
    low, high, health = format_live(found.low), format_live(found.high), found.health
    if health is None:
        return _("Outputs from {low} to {high}").format(low=low, high=high)
    saturated, dead = int(health.saturated.sum()), int(health.dead.sum())
    return ngettext(
        "{saturated} of {units} neuron saturated, {dead} dead; outputs from {low} to {high}",
        "{saturated} of {units} neurons saturated, {dead} dead; outputs from {low} to {high}",
        found.units,
    ).format(saturated=saturated, units=format_count(found.units), dead=dead, low=low, high=high)
