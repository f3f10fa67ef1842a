"""The metric over time: accuracy for classes, R² for numbers. People judge by it; training only sees the loss."""

from __future__ import annotations

from PySide6.QtCore import QSize

from engine.core.number_format import format_percent
from engine.core.translation import N_, _
from engine.inspection.snapshot import Snapshot
from gui.plotting.curves.curve_plot import CurvePlot
from gui.plotting.curves.curves import Curve
from gui.plotting.curves.part_curves import curves_by_part
from gui.plotting.curves.run_overlays import trained_and_tested
from gui.plotting.live_numbers import format_live
from gui.plotting.scale import Scale, robust_range
from gui.views.base import view
from gui.views.curve_view import CurveView
from gui.views.view_header import headed
from gui.widgets.elided_label import ElidedLabel

SHARE_LIMITS = (-0.03, 1.03)  # accuracy runs from 0 to 1; the margin keeps a line at 1 apart from the frame
ACCURACY = N_("Accuracy is the share of rows whose class the network names rightly. Training does not see it, only the loss.")
R_SQUARED = N_("{metric} is 1 for a perfect network and 0 for one that always says the mean.")
WORST_R2 = -1.0  # a bad start can have an R² of -1,000: beside it no difference could be seen


@view("metric", N_("Metric"), "training", "view_metric")
class MetricView(CurveView):
    """Accuracy in per cent, or R² with 1 as its top."""

    def __init__(self) -> None:
        super().__init__()
        self.plot = CurvePlot(_("Metric"), _("Press Play, or step once, and the metric appears here."))
        self.explanation = ElidedLabel(_("What we judge by"))
        self.header = headed(self, self.explanation, self.plot, self.plot.columns)

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def draw(self) -> None:
        snapshot = self.shown
        if snapshot is None:
            self.plot.show_curves((), Scale(limits=SHARE_LIMITS))
            return
        scores = snapshot.scores
        curves = curves_by_part(snapshot.history, "metric", scores)
        self._name(snapshot)
        share = not snapshot.data.task.is_regression
        limits = SHARE_LIMITS if share else r2_limits(curves)
        self.plot.write = format_percent if share else format_live
        self.plot.percent = share
        curves = (*trained_and_tested(self.runs, "metric", scores.metric), *curves)
        self.plot.show_curves(curves, Scale(limits=limits), snapshot.history.marks, self.past_step)

    def _name(self, snapshot: Snapshot) -> None:
        name = _(snapshot.scores.metric)
        if snapshot.data.task.is_regression:
            self.explanation.set_text(_("What we judge by: 1 is perfect"), _(R_SQUARED).format(metric=name))
        else:
            self.explanation.set_text(_("What we judge by: share named rightly"), _(ACCURACY))
        self.plot.y_axis.set_title(name)


def r2_limits(curves: tuple[Curve, ...]) -> tuple[float, float]:
    """From the lowest value worth showing to just above 1."""
    ranges = [r for r in (robust_range(curve.low) for curve in curves) if r is not None]
    lowest = max(WORST_R2, min((r[0] for r in ranges), default=0.0))
    lowest = min(0.0, lowest) if lowest < 0.5 else 0.5
    return lowest - 0.03 * (1 - lowest), 1 + 0.03 * (1 - lowest)
