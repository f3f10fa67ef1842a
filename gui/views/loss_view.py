"""The loss over time, on training, test and validation rows, and where it was lowest on those that decide."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolButton

from engine.core.number_format import format_count
from engine.core.scores import loss_on
from engine.core.translation import N_, _, joined
from engine.inspection.snapshot import Snapshot
from engine.recipe.class_weights import measure_of, measure_text, objective_name
from engine.training.history import HistoryView, as_at, joined_over_rows
from gui.plotting.curves.curve_plot import CurvePlot
from gui.plotting.curves.curves import Curve, Spot, history_curve
from gui.plotting.curves.part_curves import curves_by_part
from gui.plotting.curves.run_overlays import trained_and_tested
from gui.plotting.scale import Scale
from gui.style import theme
from gui.views.base import view
from gui.views.curve_view import CurveView
from gui.views.view_header import headed
from gui.widgets.control_memory import ControlMemory
from gui.widgets.elided_label import ElidedLabel

PENALISED = N_("With penalty")


@view("loss", N_("Loss"), "training", "view_loss")
class LossView(CurveView):
    """`log` is the one choice in it."""

    def __init__(self) -> None:
        super().__init__()
        self.plot = CurvePlot(_("Loss"), _("Press Play, or step once, and the loss appears here."))
        self.explanation = ElidedLabel(_("What training makes small"))
        self._log = QToolButton()
        self._log.setText(_("Log"))
        self._log.setAccessibleName(_("Logarithmic loss axis"))
        self._log.setCheckable(True)
        self._log.setToolTip(_("Logarithmic loss axis: shows progress when the loss is already small."))
        self._log.toggled.connect(lambda on: self.plot.show_again(Scale(on)))
        self.memory = ControlMemory(log=self._log)
        self.header = headed(self, self.explanation, self.plot, self.plot.columns, self._log)

    @property
    def log(self) -> bool:
        """Whether the loss axis is logarithmic."""
        return self._log.isChecked()

    @log.setter
    def log(self, on: bool) -> None:
        self._log.setChecked(on)

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def draw(self) -> None:
        snapshot = self.shown
        if snapshot is None:
            self.plot.show_curves((), Scale(self.log))
            return
        rows = -(-len(snapshot.data.train) // snapshot.recipe.batch)
        self.plot.y_axis.set_title(objective_name(snapshot.recipe, snapshot.data.task), _("Loss"))
        title = _("Step ({steps} to an epoch)").format(steps=format_count(rows)) if rows > 1 else _("Step (one is an epoch)")
        self.plot.x_axis.set_title(title)
        if self.past_step is not None:
            snapshot = dataclasses.replace(snapshot, history=as_at(snapshot.history, self.past_step))
        history = snapshot.history
        self.explanation.set_text(*since_when(snapshot))
        least = least_test(history, self._now(snapshot))
        joined, begins = joined_over_rows(history)
        curves = loss_curves(dataclasses.replace(snapshot, history=joined))
        curves = (*trained_and_tested(self.runs, "loss", measure_of(snapshot.recipe)), *curves)
        self.plot.show_curves(curves, Scale(self.log), history.marks, self.past_step, least, begins=begins)

    def _now(self, snapshot: Snapshot) -> tuple[int, float]:
        """The step that is shown and its loss on the rows that decide; nan for one of the past: that is a row of the history."""
        now = loss_on("test", snapshot.scores)
        return snapshot.step, now if self.past_step is None else math.nan


def since_when(snapshot: Snapshot) -> tuple[str, str]:
    """What the curves are of, for the header, and in full."""
    history, loss = snapshot.history, objective_name(snapshot.recipe, snapshot.data.task)
    if not history.ended:
        return _("What training makes small"), between_points(history)
    before, step = history.ended[-1], format_count(history.begins)
    if before.only_rows:
        text = _("{loss}: points changed at step {step}").format(loss=loss, step=step)
        tip = _("Marks show where points were drawn, erased or moved: before a mark the loss is that of other points.")
        return text, joined((tip, _("Least test counts from step {step} on.").format(step=step)))
    text = _("{loss} since step {step}; before it {before}").format(loss=loss, step=step, before=measure_text(before.loss))
    return text, _("Losses of different kinds cannot be compared: those from before step {step} are not drawn.").format(step=step)


def between_points(history: HistoryView) -> str:
    """What the curves leave out, as a sentence; empty while each step has a point."""
    apart = round(float(history.steps[-1] - history.steps[-2])) if len(history.steps) > 1 else 1
    if apart < 2:
        return ""
    text = _("At present there is a point every {steps} steps: a spike that comes and goes between two points is not drawn.")
    return text.format(steps=format_count(apart))


def loss_curves(snapshot: Snapshot) -> tuple[Curve, ...]:
    """Training and test; and where a penalty is set, what training really makes small: the two together."""
    scores = snapshot.scores
    parts = curves_by_part(snapshot.history, "loss", scores)
    train = parts[0]
    extra = history_curve(snapshot.history, "penalty", _(PENALISED), theme.current().outline)
    if not np.nan_to_num(extra.y).any():
        return parts
    both = {part: getattr(train, part) + getattr(extra, part) for part in ("y", "low", "high")}
    return *parts, dataclasses.replace(extra, **both, now=scores.train_loss + scores.penalty)


def least_test(history: HistoryView, now: tuple[int, float] = (0, math.nan)) -> Spot | None:
    """Where the test loss was lowest so far, or the validation loss where some rows are for that; None where it was not measured.

    now: the present step and its loss there, because the history lags behind it: not every step is a row of it.
    """
    validates = "validation_loss" in history.columns
    column, name = ("validation_loss", _("Least validation")) if validates else ("test_loss", _("Least test"))
    if column not in history.columns:
        return None
    low = history.column(column)[0]
    known = np.flatnonzero(np.isfinite(low))
    if not known.size:
        return None
    at = known[low[known].argmin()]
    if now[1] < low[at]:
        return Spot(name, theme.current().text, *map(float, now), short=_("Least"))
    return Spot(name, theme.current().text, float(history.steps[at]), float(low[at]), short=_("Least"))
