"""Residuals: how far off each prediction of a number is, over what is predicted, with their histogram at the side."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.core.translation import N_, _
from engine.inspection.predictions.predicted_numbers import NumberPredictions, PredictedNumbers
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from gui.plotting.axis import Axis
from gui.plotting.empty_hint import EmptyHint
from gui.plotting.legend import Legend
from gui.plotting.plot_area import PlotArea
from gui.plotting.scale import padded, robust_range, steady_range
from gui.style import theme
from gui.style.colour_schemes import colour_of_test, colour_of_training
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.quality.row_dots import RowDots, part_entries
from gui.views.quality.row_texts import NUMBERS_ONLY, is_about_classes, number_columns, row_in_words
from gui.views.view_header import below_each_other, headed
from gui.widgets.labels import LiveText

LEFT, BOTTOM = 64, 34
BINS = 25  # odd: right predictions lie in the middle of one
GAP = 18  # pixels between the plots
SIDE = 0.28  # of the width, for the histogram
NARROWEST = 300  # pixels of the view below which there is no histogram
TOPS = (0.1, 0.2, 0.3, 0.5, 0.75, 1.0)  # where the histogram's axis may end
WAITING = N_("How far off each prediction is appears here.")
TIP = N_(
    "A residual is the true number less the predicted one. Without a pattern there is nothing left to learn: dots in an even "
    "band around 0. A bend means that the network is too simple, a funnel that large numbers are predicted less exactly, most "
    "dots on one side of 0 that it says too much or too little."
)


@view("residuals", N_("Residuals"), "output", "view_residuals")
class ResidualsView(View):
    """Above 0 the prediction is too low. The histogram counts the rows of each part by their residual."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self._mouse: QPointF | None = None
        self._ranges: tuple[tuple[float, float] | None, tuple[float, float] | None, float] = (None, None, 0.0)
        self.dots: RowDots | None = None
        self.x_axis, self.y_axis = Axis("bottom", _("Predicted"), BOTTOM), Axis("left", _("True − predicted"), LEFT)
        self.plot_area = PlotArea(self.x_axis, self.y_axis, over=self._paint)
        self.plot_area.setMinimumSize(140, 90)
        self.plot_area.pointed.connect(self._hover)
        share_axis, side_axis = Axis("bottom", _("Rows"), BOTTOM), Axis("left", "", GAP)
        share_axis.percent = True
        side_axis.setStyle(showValues=False)
        self.histogram = PlotArea(share_axis, side_axis, over=self._paint_histogram)
        self.histogram.setMinimumSize(60, 90)
        self._hint = EmptyHint(_(WAITING), self.plot_area, LEFT, BOTTOM)
        self.legend = Legend(widest_value="")
        self.explanation = LiveText()
        self.explanation.setToolTip(_(TIP))
        plots = QWidget()
        row = QHBoxLayout(plots)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.plot_area, round(100 * (1 - SIDE)))
        row.addWidget(self.histogram, round(100 * SIDE))
        body = below_each_other(self.legend, plots)
        self.header = headed(self, self.explanation, body, self.columns, saved=(self.explanation, self.legend, plots))
        self._draw()

    def requests(self) -> Requests:
        return frozenset({PredictedNumbers()})

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is not self._shown or frame.snapshot is None:
            self._shown = frame.snapshot
            self._draw()

    def found(self) -> NumberPredictions | None:
        """What is predicted, as far as the snapshot has it."""
        return self._shown.get(PredictedNumbers()) if self._shown is not None else None

    def columns(self) -> Mapping[str, Array]:
        return number_columns(self.found())

    def retheme(self) -> None:
        for area in (self.plot_area, self.histogram):
            area.retheme()
        self.explanation.update()
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def _draw(self) -> None:
        found = self.found()
        self._hint.setVisible(found is None)
        self._hint.setText(_(NUMBERS_ONLY if is_about_classes(self._shown) else WAITING))
        self.dots = None if found is None else RowDots(found.rows, found.predicted, found.residuals, found.count)
        if found is not None and self._shown is not None:
            self.x_axis.set_title(_("Predicted {target}").format(target=self._shown.data.table.target_name))
            self.legend.show_entries(part_entries("", ""))
            self._fit(found)
        self.explanation.show_text(self._words(found))
        self.plot_area.refresh()
        self.histogram.refresh()

    def _fit(self, found: NumberPredictions) -> None:
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

    def _words(self, found: NumberPredictions | None) -> str:
        if found is None:
            return _("What is right less what the network says")
        at = None if self.dots is None else self.dots.nearest(self.plot_area, self._mouse)
        return in_words(found) if at is None else row_in_words(found, at)

    def _paint(self, painter: QPainter) -> None:
        if self.dots is None:
            return
        self._paint_zero(painter, self.plot_area)
        self.dots.paint(painter, self.plot_area, self.dots.nearest(self.plot_area, self._mouse))

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

    def _hover(self, at: QPointF | None) -> None:
        self._mouse = at
        self._draw()

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


def in_words(found: NumberPredictions) -> str:
    """'Half of the test rows are off by at most 2.10, nine of ten by 6.30; on average they are predicted 0.12 too low.'"""
    text = _("Half of the test rows are off by at most {half}, nine of ten by {most}; on average {bias} too low.")
    if found.test.bias < 0:
        text = _("Half of the test rows are off by at most {half}, nine of ten by {most}; on average {bias} too high.")
    test = found.test
    return text.format(half=format_number(test.half), most=format_number(test.most), bias=format_number(abs(test.bias)))
