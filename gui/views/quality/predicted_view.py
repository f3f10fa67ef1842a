"""Predicted against true: for a number as target, what the network says for each row beside what is right."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from engine.core.number_format import format_number
from engine.core.translation import N_, _
from engine.inspection.predictions.predicted_numbers import NumberPredictions
from engine.inspection.snapshot import Snapshot
from gui.plotting.axis import Axis
from gui.plotting.live_numbers import format_live
from gui.plotting.scale import padded, robust_range, steady_range
from gui.style import theme
from gui.views.base import view
from gui.views.quality.number_view import BOTTOM, LEFT, NumberView
from gui.views.quality.row_dots import RowDots, part_entries
from gui.views.view_header import below_each_other, headed


@view("predicted", N_("Predicted against true"), "output", "view_predicted")
class PredictedView(NumberView):
    """Both axes have the target's own units and the same range, so the diagonal is where predictions are right."""

    what = N_("What the network says beside what is right")
    waiting = N_("What is predicted for each row appears here.")
    tip = N_(
        "Each dot is a row of the table. On the line the prediction is right; above it it is too high, below it too low. R² is "
        "the share of the target's variance that the network explains: 1 is perfect, 0 is no better than always saying the mean. "
        "Off on average is the mean of the errors' sizes, in the target's own units."
    )

    def __init__(self) -> None:
        super().__init__(Axis("bottom", _("True"), BOTTOM), Axis("left", _("Predicted"), LEFT), "R² −8.8888")
        self._span: tuple[float, float] | None = None
        body = below_each_other(self.legend, self.plot_area)
        self.header = headed(self, self.explanation, body, self.columns, saved=(self.explanation, self.legend, self.plot_area))
        self._draw()

    def dots_of(self, found: NumberPredictions) -> RowDots:
        return RowDots(found.rows, found.true, found.predicted, found.count)

    def fit(self, found: NumberPredictions, snapshot: Snapshot) -> None:
        self.x_axis.set_title(_("True {target}").format(target=snapshot.data.table.target_name))
        text = _("R² {value}")
        self.legend.show_entries(part_entries(*(text.format(value=format_live(part.r2)) for part in (found.train, found.test))))
        wanted = robust_range(np.concatenate([found.true, found.predicted]))
        if wanted is None:
            return
        span = steady_range(self._span, padded(*wanted))
        if span != self._span:
            self._span = span
            self.y_axis.fit_labels(*span)
            self.plot_area.set_ranges(span, span)

    def in_words(self, found: NumberPredictions) -> str:
        """'Off by 3.21 on average on test rows, by 2.95 on training rows.'"""
        text = _("Off by {test} on average on test rows, by {train} on training rows.")
        return text.format(test=format_number(found.test.mean_error), train=format_number(found.train.mean_error))

    def paint_below(self, painter: QPainter) -> None:
        if self._span is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().muted), 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(*(self.plot_area.point_at(end, end) for end in self._span))
