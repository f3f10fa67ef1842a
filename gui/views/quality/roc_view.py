"""ROC: what share of a class is found, against the share of the others that is called so wrongly, at every threshold."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QComboBox

from engine.core.arrays import Array
from engine.core.number_format import format_percent
from engine.core.translation import N_, _
from engine.inspection.predictions.roc_curves import RocCurves, RocRequest
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from engine.nn.roc import Roc
from gui.plotting.axis import Axis
from gui.plotting.empty_hint import EmptyHint
from gui.plotting.legend import Legend, LegendEntry
from gui.plotting.live_numbers import format_live
from gui.plotting.plot_area import PlotArea
from gui.style import theme
from gui.style.colour_schemes import colour_of_test, colour_of_training
from gui.style.text_size import follow
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.quality.row_dots import paint_dots
from gui.views.quality.row_texts import CLASSES_ONLY
from gui.views.view_header import below_each_other, headed, in_a_row
from gui.widgets.labels import LiveText

LEFT, BOTTOM = 64, 34
REACH = 24.0  # pixels from the mouse to the curve
EDGE, BESIDE = 0.02, 0.08  # of the axes around 0 and 1; to the right there is room for the last label
MOST_POINTS = 1500  # that a curve is drawn with
WAITING = N_("The curves appear here.")
UNDEFINED = N_("There is no curve: the rows need some of this class and some of another.")
TIP = N_(
    "A network gives each row a score, and a threshold makes a decision of it. Each point is one threshold: upwards the share of "
    "the class that is found, to the right the share of the others that is wrongly called so. The area is the probability that a "
    "row of the class has a higher score than one of the others: 1 is perfect, 0.5 (the dashed line) is chance."
)


@view("roc", N_("ROC"), "output", "view_roc")
class RocView(View):
    """One class against all others; of two classes first the second, which the output's score speaks for."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self._mouse: QPointF | None = None
        self._names: tuple[str, ...] = ()
        self.positive = QComboBox()
        self.positive.hide()
        self.positive.setAccessibleName(_("Class to find"))
        self.positive.setToolTip(_("The class to be found; all others count as one."))
        self.x_axis, self.y_axis = Axis("bottom", _("Wrongly called so"), BOTTOM), Axis("left", _("Found"), LEFT)
        self.plot_area = PlotArea(self.x_axis, self.y_axis, over=self._paint)
        for axis in (self.x_axis, self.y_axis):
            axis.percent = True
        follow(self.plot_area, lambda: self.plot_area.setMinimumSize(140, theme.px(90)))
        self.plot_area.set_ranges((-EDGE, 1 + BESIDE), (-EDGE, 1 + EDGE))
        self.plot_area.pointed.connect(self._hover)
        self._hint = EmptyHint(_(WAITING), self.plot_area, LEFT, BOTTOM)
        self.legend = Legend(widest_value=_("area {value}").format(value="0.8888"))
        self.explanation = LiveText()
        self.explanation.setToolTip(_(TIP))
        body = below_each_other(self.explanation, self.legend, self.plot_area)
        self.header = headed(
            self, in_a_row(self.positive), body, self.columns, saved=(self.explanation, self.legend, self.plot_area)
        )
        self.positive.currentIndexChanged.connect(self._draw)
        self._draw()

    def requests(self) -> Requests:
        return frozenset({RocRequest(max(0, self.positive.currentIndex()) if self._names else 1)})

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is not self._shown or frame.snapshot is None:
            self._shown = frame.snapshot
            self._offer(frame.snapshot.data.table.classes if frame.snapshot is not None else ())
            self._draw()

    def found(self) -> RocCurves | None:
        """The curves, those of another class until a snapshot has the chosen one's."""
        return self._shown.find(RocRequest) if self._shown is not None else None

    def columns(self) -> Mapping[str, Array]:
        """Of the test rows' curve: threshold, share of the others called so, share of the class found."""
        found = self.found()
        curve = None if found is None else found.test or found.train
        if curve is None:
            return {}
        return {"threshold": curve.thresholds, "wrongly called so": curve.wrong, "found": curve.found}

    def retheme(self) -> None:
        self.plot_area.retheme()
        self.explanation.update()
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def _offer(self, names: tuple[str, ...]) -> None:
        """The classes of the data to choose among."""
        if names == self._names:
            return
        self._names = names
        self.positive.blockSignals(True)
        self.positive.clear()
        for name in names:
            self.positive.addItem(_("Find {name}").format(name=name))
        self.positive.setCurrentIndex(min(1, len(names) - 1))
        self.positive.blockSignals(False)
        self.positive.setEnabled(bool(names))
        self.positive.setVisible(bool(names))  # of a number there is nothing to choose

    def _draw(self) -> None:
        found = self.found()
        is_number = self._shown is not None and self._shown.data.task.is_regression
        nothing = found is None or (found.train is None and found.test is None)
        self._hint.setVisible(nothing)
        self._hint.show_text(_(CLASSES_ONLY if is_number else WAITING if found is None else UNDEFINED))
        entries = []
        for name, colour, curve in self._curves():
            area = _("area {value}").format(value="–" if curve is None else f"{curve.area:.4f}")
            entries.append(LegendEntry(name, colour, area))
        self.legend.show_entries(entries)
        self.explanation.show_text(self._words(found))
        self.plot_area.refresh()

    def _curves(self) -> list[tuple[str, str, Roc | None]]:
        found = self.found()
        if found is None:
            return []
        return [
            (_("Training"), colour_of_training(), found.train),
            (_("Test"), colour_of_test(), found.test),
        ]

    def _words(self, found: RocCurves | None) -> str:
        name = self._name(found)
        curve = None if found is None else found.test or found.train
        if found is None or curve is None or name is None:
            return _("How well a threshold on the score finds a class")
        at = self._nearest(curve)
        if at is None:
            return _("Area: how often a row of {name} scores above another.").format(name=name)
        text = _("Called {name} from a score of {threshold}: {found} of its rows are found, {wrong} of the others are called so.")
        if found.is_probability:
            text = _("Called {name} from {threshold}: {found} of its rows are found, {wrong} of the others are called so.")
        threshold = float(curve.thresholds[at])
        if math.isinf(threshold):
            return _("Never called {name}: none of its rows is found.").format(name=name)
        written = format_percent(threshold) if found.is_probability else format_live(threshold)
        shares = (format_percent(float(share)) for share in (curve.found[at], curve.wrong[at]))
        return text.format(name=name, threshold=written, **dict(zip(("found", "wrong"), shares, strict=True)))

    def _name(self, found: RocCurves | None) -> str | None:
        return self._names[found.positive] if found is not None and found.positive < len(self._names) else None

    def _nearest(self, curve: Roc) -> int | None:
        """The point of the curve that the mouse points at, if one is near."""
        at = None if self._mouse is None else self.plot_area.value_at(self._mouse)
        if at is None:
            return None
        place = self.plot_area.area()[2]
        apart = np.hypot((curve.wrong - at[0]) * place.width(), (curve.found - at[1]) * place.height())
        found = int(apart.argmin())
        return found if apart[found] <= REACH else None

    def _paint(self, painter: QPainter) -> None:
        curves = self._curves()
        if not any(curve is not None for _name, _colour, curve in curves):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().muted), 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(self.plot_area.point_at(0, 0), self.plot_area.point_at(1, 1))
        painter.setFont(theme.font("small"))
        painter.drawText(self.plot_area.point_at(0.5, 0.5) + QPointF(10, 12), _("chance"))
        last = None
        for _name, colour, curve in curves:
            if curve is not None:
                last = colour, curve
                painter.setPen(QPen(QColor(colour), 1.6))
                every = -(-len(curve.wrong) // MOST_POINTS)
                points = [*zip(curve.wrong[::every].tolist(), curve.found[::every].tolist(), strict=True), (1.0, 1.0)]
                painter.drawPolyline(QPolygonF([self.plot_area.point_at(*point) for point in points]))
        if last is not None:
            at = self._nearest(last[1])
            if at is not None:
                point = self.plot_area.point_at(float(last[1].wrong[at]), float(last[1].found[at]))
                paint_dots(painter, QPolygonF([point]), last[0], 9.0)

    def _hover(self, at: QPointF | None) -> None:
        self._mouse = at
        self._draw()
