"""The size of each layer's gradient over time: where it vanishes towards the first layer, the network cannot learn there."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QStackedLayout, QToolButton, QWidget

from engine.core.arrays import Array
from engine.core.translation import N_, _
from engine.diagnosis.gradient_check import BatchCheck
from engine.diagnosis.health_report import HealthCheck
from engine.diagnosis.symptoms import first_loss, has_not_learned
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from engine.training.measuring.layer_statistics import GRADIENT_STATISTICS
from gui.plotting.curves.curve_plot import CurvePlot
from gui.plotting.curves.curves import Band, Curve, history_curve
from gui.plotting.curves.run_overlays import by_layer
from gui.plotting.scale import Scale
from gui.style import theme
from gui.style.colour_schemes import layer_colours
from gui.style.text_size import follow
from gui.training.frame import Frame
from gui.views.base import view
from gui.views.curve_view import CurveView
from gui.views.gradients.check_window import CheckWindow
from gui.views.gradients.layer_table import LayerTable
from gui.views.intents import CheckGradients
from gui.views.view_header import headed
from gui.widgets.control_memory import ControlMemory
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.forms.choice import add_choices

UPDATE, NOW = "update", "now"
LABELS = {
    "l2": N_("Size (L2)"),
    "mean": N_("Mean"),
    "max": N_("Largest"),
    UPDATE: N_("Step ÷ weight"),
    NOW: N_("All numbers, now"),
}
TIPS = {
    "l2": N_("√Σg² over the last batch's gradient, its L2 norm. Larger layers tend to have a larger one."),
    "mean": N_("Mean |g| of the last batch's gradient. Comparable between layers of different size."),
    "max": N_("Largest |g| in the last batch's gradient."),
    UPDATE: N_("How far a step moves a layer's weights, divided by their size (both √Σ²). Around 0.001 is usual."),
    NOW: N_("Each layer's numbers now: gradient, step, and how many neurons are dead or saturated."),
}
EXPLANATIONS = dict.fromkeys(GRADIENT_STATISTICS, N_("Gradient of each layer")) | {
    UPDATE: N_("How far a step moves each layer"),
    NOW: N_("Each layer now"),
}
VANISHING, EXPLODING = 1e-7, 1e3
TOO_LARGE = Band(N_("exploding: steps too large"), EXPLODING, math.inf)
BANDS = (Band(N_("vanishing: hardly learns"), 0.0, VANISHING), TOO_LARGE)
LEARNED_BANDS = (Band(N_("tiny: little is left to learn"), 0.0, VANISHING, harmless=True), TOO_LARGE)
STEPS = (Band(N_("hardly moves"), 0.0, 1e-5), Band(N_("jumps"), 0.1, math.inf))


@view("gradients", N_("Gradients"), "layers", "view_gradients")
class GradientsView(CurveView):
    """`statistic` is what it shows: 'l2', 'mean', 'max', 'update' over time, or 'now' for a table."""

    def __init__(self) -> None:
        super().__init__()
        self.plot = CurvePlot(_("Gradient"), _("Press Play, or step once, and each layer's gradient appears here."), BANDS)
        self.table = LayerTable()
        self.explanation = ElidedLabel()
        self.check_window: CheckWindow | None = None
        self._checked: BatchCheck | None = None
        self._chooser = QComboBox()
        follow(self._chooser, lambda: self._chooser.setMinimumWidth(theme.px(86)))  # in a narrow slot the text is cut
        add_choices(self._chooser, [(name, label, TIPS[name]) for name, label in LABELS.items()])
        self._chooser.setAccessibleName(_("Gradient statistic"))
        self._chooser.setToolTip(_("Which number stands for a layer's whole gradient; or how far a step goes."))
        self._chooser.currentIndexChanged.connect(self._chosen)
        self.memory = ControlMemory(statistic=self._chooser)
        self.check = QToolButton()
        self.check.setText(_("Check"))
        self.check.setAccessibleName(_("Check gradients"))
        self.check.setToolTip(
            _("Check gradients: compare backpropagation with what the loss does when one weight moves a little.")
        )
        self.check.clicked.connect(self._check)
        pictures = QWidget()
        self._stack = QStackedLayout(pictures)
        self._stack.addWidget(self.plot)
        self._stack.addWidget(self.table)
        self.header = headed(self, self.explanation, pictures, self.columns, self._chooser, self.check)
        self._chosen()

    @property
    def statistic(self) -> str:
        return str(self._chooser.currentData())

    @statistic.setter
    def statistic(self, name: str) -> None:
        self._chooser.setCurrentIndex(self._chooser.findData(name))

    def requests(self) -> Requests:
        return frozenset({HealthCheck()}) if self.statistic == NOW else frozenset()

    def columns(self) -> Mapping[str, Array]:
        return self.table.columns() if self.statistic == NOW else self.plot.columns()

    def show_frame(self, frame: Frame) -> None:
        if frame.gradient_check is not self._checked:
            self._checked = frame.gradient_check
            if self._checked is not None and self.check_window is not None:
                self.check_window.show_check(self._checked)
        if frame.snapshot is self.shown and frame.snapshot is not None:
            return
        self.shown, self.past_step = frame.snapshot, frame.past_step
        self.draw()

    def sizeHint(self) -> QSize:
        return QSize(480, 230)

    def draw(self) -> None:
        if self.statistic == NOW:
            self.table.show_layers(self.shown, self.shown.get(HealthCheck()) if self.shown is not None else None)
            return
        column = UPDATE if self.statistic == UPDATE else f"grad_{self.statistic}"
        curves = () if self.shown is None else (*by_layer(self.runs, column), *gradient_curves(self.shown, self.statistic))
        marks = () if self.shown is None else self.shown.history.marks
        self.plot.set_bands(self._bands())
        self.plot.show_curves(curves, Scale(log=True, close=True), marks, self.past_step)

    def _chosen(self) -> None:
        self.explanation.set_text(_(EXPLANATIONS[self.statistic]), _(TIPS[self.statistic]))
        self._stack.setCurrentWidget(self.table if self.statistic == NOW else self.plot)
        if self.statistic != NOW:
            self.plot.y_axis.set_title(_(LABELS[self.statistic]))
        self.draw()

    def _bands(self) -> tuple[Band, ...]:
        """What sizes mean: by the doctor's rule, small gradients are those of a network that cannot learn, or has learned."""
        if self.statistic == UPDATE:
            return STEPS
        return BANDS if self.shown is None or not has_learned(self.shown) else LEARNED_BANDS

    def _check(self) -> None:
        if self.check_window is None:
            self.check_window = CheckWindow(self)
            self.check_window.again.connect(self._check)
        self.check_window.wait()
        self.intent.emit(CheckGradients())


def has_learned(snapshot: Snapshot) -> bool:
    """Whether the loss has fallen so far that small gradients are no trouble."""
    return first_loss(snapshot) > 0 and snapshot.history.steps.size > 1 and not has_not_learned(snapshot)


def gradient_curves(snapshot: Snapshot, statistic: str) -> tuple[Curve, ...]:
    """One curve per layer with parameters, from the first layer to the output."""
    places = [i for i, info in enumerate(snapshot.layers) if info.parameters]
    colours = layer_colours(snapshot.layers[i].place for i in places)
    return tuple(_curve(snapshot, statistic, place, colour) for place, colour in zip(places, colours, strict=True))


def _curve(snapshot: Snapshot, statistic: str, place: int, colour: str) -> Curve:
    info = snapshot.layers[place]
    if statistic == UPDATE:  # measured with the rows of the history only
        curve = history_curve(snapshot.history, f"{UPDATE}:{info.id}", info.name, colour)
        return dataclasses.replace(curve, now=float(curve.y[-1]) if curve.y.size else math.nan, ordered=True)
    now = float(snapshot.gradients[place, GRADIENT_STATISTICS.index(statistic)])
    curve = history_curve(snapshot.history, f"grad_{statistic}:{info.id}", info.name, colour, now)
    return dataclasses.replace(curve, ordered=True)
