"""Predicted against true: for a number as target, what the network says for each row beside what is right."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.core.translation import N_, _
from engine.inspection.predictions.predicted_numbers import NumberPredictions, PredictedNumbers
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from gui.plotting.axis import Axis
from gui.plotting.empty_hint import EmptyHint
from gui.plotting.legend import Legend
from gui.plotting.live_numbers import format_live
from gui.plotting.plot_area import PlotArea
from gui.plotting.scale import padded, robust_range, steady_range
from gui.style import theme
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.quality.row_dots import RowDots, part_entries
from gui.views.quality.row_texts import NUMBERS_ONLY, is_about_classes, number_columns, row_in_words
from gui.views.view_header import below_each_other, headed
from gui.widgets.labels import LiveText

LEFT, BOTTOM = 64, 34
WAITING = N_("What is predicted for each row appears here.")
TIP = N_(
    "Each dot is a row of the table. On the line the prediction is right; above it it is too high, below it too low. R² is the "
    "share of the target's variance that the network explains: 1 is perfect, 0 is no better than always saying the mean. Off on "
    "average is the mean of the errors' sizes, in the target's own units."
)


@view("predicted", N_("Predicted against true"), "output", "view_predicted")
class PredictedView(View):
    """Both axes have the target's own units and the same range, so the diagonal is where predictions are right."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self._mouse: QPointF | None = None
        self._span: tuple[float, float] | None = None
        self.dots: RowDots | None = None
        self.x_axis, self.y_axis = Axis("bottom", _("True"), BOTTOM), Axis("left", _("Predicted"), LEFT)
        self.plot_area = PlotArea(self.x_axis, self.y_axis, over=self._paint)
        self.plot_area.setMinimumSize(140, 90)
        self.plot_area.pointed.connect(self._hover)
        self._hint = EmptyHint(_(WAITING), self.plot_area, LEFT, BOTTOM)
        self.legend = Legend(widest_value="R² −8.8888")
        self.explanation = LiveText()
        self.explanation.setToolTip(_(TIP))
        body = below_each_other(self.legend, self.plot_area)
        self.header = headed(self, self.explanation, body, self.columns, saved=(self.explanation, self.legend, self.plot_area))
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
        self.plot_area.retheme()
        self.explanation.update()
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def _draw(self) -> None:
        found = self.found()
        self._hint.setVisible(found is None)
        self._hint.setText(_(NUMBERS_ONLY if is_about_classes(self._shown) else WAITING))
        self.dots = None if found is None else RowDots(found.rows, found.true, found.predicted, found.count)
        if found is not None and self._shown is not None:
            self.x_axis.set_title(_("True {target}").format(target=self._shown.data.table.target_name))
            text = _("R² {value}")
            scores = found.train, found.test
            self.legend.show_entries(part_entries(*(text.format(value=format_live(part.r2)) for part in scores)))
            self._fit(found)
        self.explanation.show_text(self._words(found))
        self.plot_area.refresh()

    def _fit(self, found: NumberPredictions) -> None:
        wanted = robust_range(np.concatenate([found.true, found.predicted]))
        if wanted is None:
            return
        span = steady_range(self._span, padded(*wanted))
        if span != self._span:
            self._span = span
            self.y_axis.fit_labels(*span)
            self.plot_area.set_ranges(span, span)

    def _words(self, found: NumberPredictions | None) -> str:
        if found is None:
            return _("What the network says beside what is right")
        at = None if self.dots is None else self.dots.nearest(self.plot_area, self._mouse)
        return in_words(found) if at is None else row_in_words(found, at)

    def _paint(self, painter: QPainter) -> None:
        if self.dots is None or self._span is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().muted), 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(*(self.plot_area.point_at(end, end) for end in self._span))
        self.dots.paint(painter, self.plot_area, self.dots.nearest(self.plot_area, self._mouse))

    def _hover(self, at: QPointF | None) -> None:
        self._mouse = at
        self._draw()


def in_words(found: NumberPredictions) -> str:
    """'Off by 3.21 on average on test rows, by 2.95 on training rows.'"""
    text = _("Off by {test} on average on test rows, by {train} on training rows.")
    return text.format(test=format_number(found.test.mean_error), train=format_number(found.train.mean_error))
