"""The plots of many starts: all learning curves with their median, and histograms of where they end."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from engine.core.translation import _
from engine.search.many_starts import Start
from engine.search.start_goal import Outcome, StartGoal
from gui.plotting.headed_plot import headed_plot
from gui.search.starts import starts_text
from gui.search.starts.curve_fan import CurveFan, FanCurve
from gui.search.starts.end_histogram import EndHistogram, Ending
from gui.widgets.elided_label import ElidedLabel


class StartCharts(QWidget):
    """`hovered` carries the seed of a curve at the mouse, or None; `picked` that of one that was clicked, here or in a bar."""

    hovered = Signal(object)
    picked = Signal(int)
    problem = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.fan = CurveFan()
        self.losses, self.metrics = EndHistogram(_("Loss"), True), EndHistogram(_("Metric"), False)
        self._titles = ElidedLabel(_("How they learned")), ElidedLabel(_("Where they end"))
        self.fan.hovered.connect(self.hovered)
        for part in (self.fan, self.losses, self.metrics):
            part.picked.connect(self.picked)
        self.fan.setAccessibleName(_("Learning curves of all starts"))
        ends = QWidget()
        ends.setAccessibleName(_("Histograms of where starts end"))
        row = QHBoxLayout(ends)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.losses, 3)
        row.addWidget(self.metrics, 2)
        parts = QSplitter(Qt.Orientation.Vertical)
        for title, file, plot, columns in (
            (self._titles[0], "learning curves of many starts", self.fan, self.fan.columns),
            (self._titles[1], "ends of many starts", ends, self.losses.columns),
        ):
            parts.addWidget(headed_plot(title, file, plot, columns, self.problem))
        parts.setSizes([560, 440])  # shares
        parts.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 0)
        column.addWidget(parts)

    def show_starts(
        self,
        starts: Sequence[Start],
        outcomes: Mapping[int, Outcome],
        ended: Collection[int],
        goal: StartGoal,
        epochs: int,
        metric: str,
    ) -> None:
        """Curves of all of them, bars of those that have ended."""
        curves = [
            FanCurve(one.seed, one.curve, (outcomes[one.seed].reached is not None) if one.seed in ended else None)
            for one in starts
        ]
        loss = _(starts_text.LOSSES[goal.rows])
        self.fan.y_axis.set_title(loss, _("Loss"))
        self.fan.show_curves(curves, goal, epochs)
        over = [outcomes[one.seed] for one in starts if one.seed in ended]
        self.losses.show_endings([Ending(one.seed, one.loss, one.reached is not None) for one in over], loss)
        metrics = [Ending(one.seed, one.metric, one.reached is not None) for one in over]
        self.metrics.show_endings(metrics, metric, metric == _("Accuracy"))

    def look_at(self, selected: int | None, hovered: int | None) -> None:
        self.fan.look_at(selected, hovered)
        self.losses.look_at(selected)
        self.metrics.look_at(selected)

    def retheme(self) -> None:
        for part in (self.fan, self.losses, self.metrics):
            part.retheme()
        for title in self._titles:
            title.update()
