"""Residuals: how far off each prediction of a number is, over what is predicted, with their histogram at the side."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.core.translation import N_, _
from engine.inspection.predictions.predicted_numbers import NumberPredictions
from engine.inspection.snapshot import Snapshot
from gui.plotting.axis import Axis
from gui.plotting.plot_area import PlotArea
from gui.plotting.scale import padded, robust_range, steady_range
from gui.style import theme
from gui.style.colour_schemes import colour_of_test, colour_of_training
from gui.style.text_size import follow
from gui.views.base import view
from gui.views.quality.number_view import BOTTOM, LEFT, NumberView
from gui.views.quality.row_dots import RowDots, part_entries
from gui.views.view_header import below_each_other, headed

BINS = 25  # odd: right predictions lie in the middle of one
GAP = 18  # pixels between the plots
SIDE = 0.28  # of the width, for the histogram
NARROWEST = 300  # pixels of the view below which there is no histogram
TOPS = (0.1, 0.2, 0.3, 0.5, 0.75, 1.0)  # where the histogram's axis may end


@view("residuals", N_("Residuals"), "output", "view_residuals")
class ResidualsView(NumberView):
    """Above 0 the prediction is too low. The histogram counts the rows of each part by their residual."""

    what = N_("What is right less what the network says")
    waiting = N_("How far off each prediction is appears here.")
    tip = N_(
        "A residual is the true number less the predicted one. Without a pattern there is nothing left to learn: dots in an even "
        "band around 0. A bend means that the network is too simple, a funnel that large numbers are predicted less exactly, "
        "most dots on one side of 0 that it says too much or too little."
    )

    def __init__(self) -> None:
        super().__init__(Axis("bottom", _("Predicted"), BOTTOM), Axis("left", _("True − predicted"), LEFT), "")
        self._ranges: tuple[tuple[float, float] | None, tuple[float, float] | None, float] = (None, None, 0.0)
        share_axis, side_axis = Axis("bottom", _("Rows"), BOTTOM), Axis("left", "", GAP)
        share_axis.percent = True
        side_axis.setStyle(showValues=False)
        self.histogram = PlotArea(share_axis, side_axis, over=self._paint_histogram)
        follow(self.histogram, lambda: self.histogram.setMinimumSize(60, theme.px(90)))
        plots = QWidget()
        row = QHBoxLayout(plots)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.plot_area, round(100 * (1 - SIDE)))
        row.addWidget(self.histogram, round(100 * SIDE))
        body = below_each_other(self.legend, plots)
        self.header = headed(self, self.explanation, body, self.columns, saved=(self.explanation, self.legend, plots))
        self._draw()

    def retheme(self) -> None:
        self.histogram.retheme()
        super().retheme()

    def dots_of(self, found: NumberPredictions) -> RowDots:
        return RowDots(found.rows, found.predicted, found.residuals, found.count)

    def fit(self, found: NumberPredictions, snapshot: Snapshot) -> None:
        self.x_axis.set_title(_("Predicted {target}").format(target=snapshot.data.table.target_name))
        self.legend.show_entries(part_entries("", ""))
        across, up = robust_range(found.predicted), robust_range(found.residuals)
        if across is None or up is None:
            return
        limit = max(abs(up[0]), abs(up[1]))
        before_x, before_y, before_top = self._ranges
        x, y = steady_range(before_x, padded(*across)), steady_range(before_y, padded(-limit, limit))
        shares = [histogram_of(part, y[1]).max(initial=0.0) for part in parts_of(found)]
        top = next((top for top in TOPS if top >= max(shares)), 1.0)
        if (x, y, top) != (before_x, before_y, before_top):
            self._ranges = x, y, top
            self.y_axis.fit_labels(*y)
            self.plot_area.set_ranges(x, y)
            self.histogram.set_ranges((0.0, 1.05 * top), y)

    def in_words(self, found: NumberPredictions) -> str:
        """'Half of the test rows are off by at most 2.10, nine of ten by 6.30; on average they are predicted 0.12 too low.'"""
        text = _("Half of the test rows are off by at most {half}, nine of ten by {most}; on average {bias} too low.")
        if found.test.bias < 0:
            text = _("Half of the test rows are off by at most {half}, nine of ten by {most}; on average {bias} too high.")
        test = found.test
        return text.format(half=format_number(test.half), most=format_number(test.most), bias=format_number(abs(test.bias)))

    def paint_below(self, painter: QPainter) -> None:
        self._paint_zero(painter, self.plot_area)

    def _draw(self) -> None:
        super()._draw()
        self.histogram.refresh()

    def _paint_zero(self, painter: QPainter, area: PlotArea) -> None:
        (left, right), _y, _place = area.area()
        painter.setPen(QPen(QColor(theme.current().muted), 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(area.point_at(left, 0.0), area.point_at(right, 0.0))

    def _paint_histogram(self, painter: QPainter) -> None:
        found, limits = self.found(), self._ranges[1]
        if found is None or limits is None:
            return
        self._paint_zero(painter, self.histogram)
        edges = np.linspace(-limits[1], limits[1], BINS + 1)
        train, test = (histogram_of(part, limits[1]) for part in parts_of(found))
        filling = QColor(colour_of_training())
        filling.setAlphaF(0.55)
        for i, share in enumerate(train):
            corners = self.histogram.point_at(0.0, edges[i + 1]), self.histogram.point_at(share, edges[i])
            painter.fillRect(QRectF(*corners).adjusted(0, 0.5, 0, -0.5), filling)
        painter.setPen(QPen(QColor(colour_of_test()), 1.2))
        steps = [(share, edge) for i, share in enumerate(test) for edge in edges[i : i + 2]]
        painter.drawPolyline(QPolygonF([self.histogram.point_at(*step) for step in steps]))

    def resizeEvent(self, event: object) -> None:
        self.histogram.setVisible(self.width() >= NARROWEST)


def parts_of(found: NumberPredictions) -> tuple[Array, Array]:
    """The residuals of training and of test rows."""
    residuals = found.residuals
    return residuals[: found.count], residuals[found.count :]


def histogram_of(residuals: Array, limit: float) -> Array:
    """The share of rows in each of `BINS` bins from -limit to limit, (BINS,); what is beyond counts in the outermost."""
    known = residuals[~np.isnan(residuals)]
    counts = np.histogram(np.clip(known, -limit, limit), BINS, (-limit, limit))[0]
    shares: Array = counts / max(1, len(residuals))
    return shares
