"""What counts as reaching the goal: a metric or the loss, how high or low, on which rows."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QLabel, QWidget

from engine.core.params import param, params_of
from engine.core.translation import _
from engine.data.table import Task
from engine.nn.metrics import metric_for
from engine.recipe.recipe import Recipe
from engine.search.start_goal import LOSS, METRIC, TEST, TRAINING, VALIDATION, StartGoal
from gui.search.starts import starts_text
from gui.style import theme
from gui.style.text_size import follow
from gui.widgets.forms.choice import Choice
from gui.widgets.forms.number_box import NumberBox

METRICS = (0.5, 0.75, 0.9, 0.95, 0.99, 1.0)  # that are offered
LOSSES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
FIRST = {METRIC: 0.95, LOSS: 0.1}


@dataclass(frozen=True)
class _Values:
    """What can be typed in."""

    metric: float = param(0.95, "Goal: metric", low=-1.0, high=1.0, help="How high it must be; 1 is perfect.")
    loss: float = param(0.1, "Goal: loss", low=0.0, high=1e6, log=True, help="How low it must be.")


class StartGoalForm(QObject):
    """Changes: `goal`. Its controls are `parts`, which its owner lays out. `changed` follows the user's choices."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.goal = restored()
        self.measure = Choice(_("What the goal is about"))
        self.measure.setToolTip(
            _("What is compared with the goal. The loss is what training minimises, the metric what people judge by.")
        )
        self.rows = Choice(_("On which rows"))
        self.rows.setToolTip(_("The rows whose loss and metric count: here, in the curves and in the order of the pictures."))
        self.metric_box, self.loss_box = (
            NumberBox(params_of(_Values())[name], preset) for name, preset in (("metric", METRICS), ("loss", LOSSES))
        )
        self._base: tuple[bool, str] | None = None
        self.label = QLabel(_("Goal"))
        self.label.setBuddy(self.measure)
        for box in (self.metric_box, self.loss_box):
            follow(box, lambda box=box: box.setFixedWidth(theme.px(80)))  # type: ignore[misc]  # a default binds it
            box.value_changed.connect(lambda value, _gesture: self._change(value=float(value)))
        self.measure.chosen.connect(lambda measure: self._change(measure=measure, value=FIRST[measure]))
        self.rows.chosen.connect(lambda rows: self._change(rows=rows))
        self.parts: tuple[QWidget, ...] = (self.label, self.measure, self.metric_box, self.loss_box, self.rows)

    def show_base(self, base: Recipe, task: Task) -> None:
        """Offer what there is for such a network."""
        metric = _(metric_for(task).label)
        if self._base == (base.has_validation, metric):
            return
        self._base = base.has_validation, metric
        self.measure.clear()
        self.measure.add(METRIC, _("{metric} at least").format(metric=metric))
        self.measure.add(LOSS, _("Loss at most"))
        self.rows.clear()
        for rows in (TRAINING, *((VALIDATION,) if base.has_validation else ()), TEST):
            self.rows.add(rows, _(starts_text.ROWS[rows]))
        if self.goal.rows == VALIDATION and not base.has_validation:
            self.goal = dataclasses.replace(self.goal, rows=TRAINING)
        self._show()

    def save(self) -> None:
        """Remember it for the next time."""
        settings = QSettings()
        for field in dataclasses.fields(self.goal):
            settings.setValue(f"starts/{field.name}", str(getattr(self.goal, field.name)))

    def _change(self, **choice: Any) -> None:
        self.goal = dataclasses.replace(self.goal, **choice)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        goal = self.goal
        self.measure.set_value(goal.measure)
        self.rows.set_value(goal.rows)
        for box, measure in ((self.metric_box, METRIC), (self.loss_box, LOSS)):
            box.setVisible(measure == goal.measure)
        (self.metric_box if goal.measure == METRIC else self.loss_box).set_value(goal.value)


def restored() -> StartGoal:
    """The goal of the last time."""
    settings = QSettings()
    measure, rows = str(settings.value("starts/measure", "")), str(settings.value("starts/rows", ""))
    if measure not in FIRST or rows not in starts_text.ROWS:
        return StartGoal()
    try:
        value = float(str(settings.value("starts/value", "")))
        params_of(_Values())[measure].check(value)
    except ValueError:
        value = FIRST[measure]
    return StartGoal(measure, value, rows)
