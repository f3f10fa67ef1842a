"""The metric over time: accuracy for classes, R² for numbers. What people judge by, as against the loss."""

from __future__ import annotations

from PySide6.QtCore import QSize

from engine.snapshot import Snapshot
from gui import theme
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.curves import Curve, Scale, history_curve, robust_range
from gui.views.header import Elided, Header, header_over
from gui.views.numbers import percent, short
from gui.views.plot import Plot, moment_of

SHARE_LIMITS = (-0.03, 1.03)  # accuracy runs from 0 to 1; the air keeps a line at 1 apart from the frame
ACCURACY = "Accuracy is the share of rows whose class the network names rightly. Training does not see it, only the loss."
WORST_R2 = -1.0  # a bad start can have an R² of -1,000: nothing can be read off beside it


@view("metric", "Metric", "bottom")
class MetricView(View):
    """Accuracy in per cent, or R² with 1 as its top."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self.plot = Plot("Metric", "Press Play, or step once, and the metric appears here.")
        self.explanation = Elided("What we judge by")
        self.header = Header(self.explanation, self.title, (self.plot,), self.plot.columns)
        self.header.problem.connect(self.problem)
        header_over(self, self.header, self.plot)

    def show_frame(self, frame: Frame) -> None:
        snapshot = frame.snapshot
        if snapshot is not None and snapshot is self._shown:
            return
        self._shown = snapshot
        if snapshot is None:
            self.plot.show_curves((), Scale(limits=SHARE_LIMITS))
            return
        colours, scores = theme.current(), snapshot.scores
        train = history_curve(snapshot.history, "train_metric", "Training", colours.accent, scores.train_metric)
        test = history_curve(snapshot.history, "test_metric", "Test", colours.text, scores.test_metric)
        self._name(snapshot)
        share = not snapshot.data.task.is_regression
        limits = SHARE_LIMITS if share else r2_limits((train, test))
        self.plot.write = percent if share else short
        self.plot.percent = share
        self.plot.show_curves((train, test), Scale(limits=limits), snapshot.history.marks, moment_of(frame))

    def retheme(self) -> None:
        colours = theme.current()
        self.plot.retheme()
        self.plot.recolour((colours.accent, colours.text))
        self.explanation.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def _name(self, snapshot: Snapshot) -> None:
        name = snapshot.scores.metric
        regression = snapshot.data.task.is_regression
        short_form = "1 is perfect" if regression else "share named rightly"
        tip = f"{name} is 1 for a perfect network and 0 for one that always says the mean." if regression else ACCURACY
        self.explanation.set_text(f"What we judge by: {short_form}", tip)
        self.plot.y_axis.set_title(name)


def r2_limits(curves: tuple[Curve, ...]) -> tuple[float, float]:
    """From the lowest value worth showing to just above 1."""
    ranges = [r for r in (robust_range(curve.low) for curve in curves) if r is not None]
    lowest = max(WORST_R2, min((r[0] for r in ranges), default=0.0))
    lowest = min(0.0, lowest) if lowest < 0.5 else 0.5
    return lowest - 0.03 * (1 - lowest), 1 + 0.03 * (1 - lowest)
