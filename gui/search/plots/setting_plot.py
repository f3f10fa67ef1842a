"""Any setting against the result: each trial a mark at its value and its score."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, QSignalBlocker
from PySide6.QtGui import QPainter

from engine.core.arrays import Array
from engine.core.translation import _
from engine.search.trial import DIVERGED, FAILED
from gui.plotting.axis import Axis
from gui.plotting.scale import Scale, padded
from gui.search.plots.trial_marks import nearest_mark, paint_marks
from gui.search.plots.trial_places import axis_of, score_axis, scores_of, spread
from gui.search.plots.trial_plot import BOTTOM, LEFT, TrialPlot
from gui.search.trial_texts import judge_name, setting_name
from gui.widgets.forms.choice import Choice


class SettingPlot(TrialPlot):
    """Trials without a score lie at the lower edge."""

    def __init__(self) -> None:
        self._x = self._y = np.empty(0)  # of the trials, as places on the axes
        waiting = _("The trials appear here as they end: a setting across, the result upwards.")
        super().__init__(
            _("Setting against result"), waiting, Axis("bottom", "", BOTTOM), Axis("left", "", LEFT), "search setting"
        )
        self.setting = Choice(_("Setting"))
        self.setting.setToolTip(_("Which setting is drawn against the result."))
        self.setting.currentIndexChanged.connect(lambda _index: self.draw())
        self.header.add(self.setting)

    def draw(self) -> None:
        plan, trials = self.frame.plan, self.frame.trials
        if plan is None:
            return
        self._offer(plan.space.names)
        dimension = next((one for one in plan.space.dimensions if one.name == self.setting.value()), plan.space.dimensions[0])
        axis, scores = axis_of(dimension), scores_of(trials)
        vertical = score_axis(scores, plan)
        self._x = axis.places(trials) + (spread(trials) if axis.names else 0.0)
        self._y = np.clip(vertical.places(scores), vertical.low, vertical.high)
        lost = np.array([trial.state in (DIVERGED, FAILED) for trial in trials], bool)
        self._y = np.where(lost & np.isnan(self._y), vertical.low, self._y)
        self.x_axis.set_names(axis.names)
        self.x_axis.set_scale(Scale(axis.log))
        self.x_axis.set_title(setting_name(axis.name))
        self.y_axis.set_scale(Scale(vertical.log), plan.judge == "accuracy")
        self.y_axis.set_title(judge_name(plan.judge))
        self.y_axis.fit_labels(vertical.low, vertical.high)
        self.hint.place()
        ends = (axis.low, axis.high) if axis.names else padded(axis.low, axis.high, 0.03)
        self.plot_area.set_ranges(ends, (vertical.low, vertical.high))
        self.plot_area.refresh()

    def paint(self, painter: QPainter) -> None:
        if len(self._x) == len(self.frame.trials):
            painter.setClipping(False)
            ringed = self.frame.progress.best, self.hovered_trial, self.chosen_trial
            paint_marks(painter, self.frame.trials, *self._in_viewport(), ringed)

    def trial_at(self, at: QPointF) -> int | None:
        found = nearest_mark(*self._in_viewport(), at) if len(self._x) == len(self.frame.trials) else None
        return None if found is None else self.frame.trials[found].number

    def in_order(self) -> list[int]:
        if len(self._x) != len(self.frame.trials):
            return []
        order = np.lexsort((self._y, self._x))
        return [self.frame.trials[int(i)].number for i in order if np.isfinite(self._y[i])]

    def columns(self) -> Mapping[str, Array]:
        if self.frame.plan is None:
            return {}
        numbers = np.array([trial.number for trial in self.frame.trials], np.float64)
        return {"trial": numbers, str(self.setting.value()): self._x, self.frame.plan.judge: scores_of(self.frame.trials)}

    def _in_viewport(self) -> tuple[Array, Array]:
        origin, unit = self.plot_area.point_at(0.0, 0.0), self.plot_area.point_at(1.0, 1.0)
        across = origin.x() + self._x * (unit.x() - origin.x())
        return across, origin.y() + self._y * (unit.y() - origin.y())

    def _offer(self, names: tuple[str, ...]) -> None:
        if [self.setting.itemData(i) for i in range(self.setting.count())] == list(names):
            return
        blocker = QSignalBlocker(self.setting)
        self.setting.clear()
        for name in names:
            self.setting.add(name, setting_name(name))
        del blocker
