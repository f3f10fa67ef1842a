"""The optimizer: each layer's effective step size, the learning rate with its schedule, and the memory that it needs."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
from PySide6.QtCore import QSize

from engine.core.translation import N_, _
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from engine.inspection.step_sizes import EffectiveStepSizes
from engine.optim.optimizers import memory_in_all, memory_text
from gui.plotting.curves.curve_plot import CurvePlot
from gui.plotting.curves.curves import Curve, Spot, curve, history_curve
from gui.plotting.curves.run_overlays import behind, by_layer
from gui.plotting.scale import Scale
from gui.style import theme
from gui.style.colour_schemes import layer_colours
from gui.views.base import view
from gui.views.curve_view import CurveView
from gui.views.view_header import below_each_other, headed, in_a_row
from gui.widgets.control_memory import ControlMemory
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.forms.choice import drop_down

KINDS = (
    (
        "steps",
        N_("Step per layer"),
        N_("How far a layer goes per unit of gradient. AdaGrad's falls and falls; RMSProp's and Adam's do not."),
    ),
    ("rate", N_("Learning rate"), N_("Where the schedule has brought the learning rate, and what is to come.")),
)
HUGE = 1e4  # times the learning rate: a step per unit of gradient that needs a word
POINTS = 240  # of the curve of future rates
AHEAD = 1.25  # times the present step: how far a rate that stays as it is is drawn


@view("optimizer", N_("Optimizer"), "layers", "view_optimizer")
class OptimizerView(CurveView):
    """Two pictures, one at a time: effective step sizes, or the learning rate with its schedule."""

    def __init__(self) -> None:
        super().__init__()
        self.plot = CurvePlot(_("Step size"), _("Press Play, or step once, and each layer's step size appears here."))
        self.explanation = ElidedLabel(_("What the optimizer makes of the learning rate"))
        self.kind = drop_down(_("Picture"), _("How far each layer really goes, or the learning rate over time."), KINDS)
        self.kind.currentIndexChanged.connect(self.draw)
        self.memory = ControlMemory(picture=self.kind)
        body = below_each_other(self.explanation, self.plot)
        self.header = headed(self, in_a_row(self.kind), body, self.plot.columns, saved=(self.plot,))

    def requests(self) -> Requests:
        return frozenset({EffectiveStepSizes()})

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def draw(self) -> None:
        snapshot, steps = self.shown, self.kind.currentData() == "steps"
        if snapshot is None:
            self.plot.show_curves((), Scale(log=steps))
            return
        optimizer = snapshot.recipe.optimizer
        text = _("{optimizer}: {memory}. {in_all}")
        memory, in_all = memory_text(optimizer), memory_in_all(optimizer, snapshot.theta)
        about = text.format(optimizer=_(optimizer.label), memory=memory, in_all=in_all)
        odd = odd_steps(snapshot) if steps else ""
        self.explanation.set_text(odd or about, about if odd else "")
        self.plot.y_axis.set_title(_("Step size") if steps else _("Learning rate"))
        marks = snapshot.history.marks
        if steps:
            curves = (*by_layer(self.runs, "step_size"), *step_curves(snapshot))
            self.plot.show_curves(curves, Scale(log=True), marks, self.past_step)
        else:
            now = Spot(_("Now"), theme.current().accent, float(snapshot.step), snapshot.rate)
            curves = (*(behind(run, "rate", dashed=True) for run in self.runs), *rate_curves(snapshot))
            self.plot.show_curves(curves, Scale(), marks, self.past_step, now)


def odd_steps(snapshot: Snapshot) -> str:
    """Why step sizes are far larger than the learning rate, or no longer known, as a sentence; empty when they are neither."""
    sizes = snapshot.get(EffectiveStepSizes())
    if sizes is None or not snapshot.step:
        return ""
    learning = [(info, size) for info, size in zip(snapshot.layers, sizes, strict=True) if info.parameters]
    had = snapshot.history.columns
    if any(
        np.isnan(size) and _had_size(snapshot, f"step_size:{info.id}") for info, size in learning if f"step_size:{info.id}" in had
    ):
        return _("–: gradients have become so small that the optimizer's memory of their squares is 0. The weights are at rest.")
    if any(size > HUGE * snapshot.rate for _info, size in learning):
        return _("So large only per unit of gradient: gradients are next to 0 here, and so is what the weights really move.")
    return ""


def _had_size(snapshot: Snapshot, column: str) -> bool:
    return bool(np.isfinite(snapshot.history.column(column)[2]).any())


def step_curves(snapshot: Snapshot) -> tuple[Curve, ...]:
    """The effective step size of each layer with parameters, first layer first."""
    sizes = snapshot.get(EffectiveStepSizes())
    if sizes is None:
        sizes = np.full(len(snapshot.layers), np.nan)
    layers = [(info, float(size)) for info, size in zip(snapshot.layers, sizes, strict=True) if info.parameters]
    colours = layer_colours(info.place for info, _size in layers)
    return tuple(
        dataclasses.replace(history_curve(snapshot.history, f"step_size:{info.id}", info.name, colour, now), ordered=True)
        for (info, now), colour in zip(layers, colours, strict=True)
    )


def rate_curves(snapshot: Snapshot) -> tuple[Curve, ...]:
    """The learning rate as it was, and as the schedule will set it. A schedule that depends on the loss is drawn as constant."""
    recipe, colours = snapshot.recipe, theme.current()
    past = history_curve(snapshot.history, "rate", _("Until now"), colours.text)
    past = dataclasses.replace(past, now=math.nan)
    rows = max(1, len(snapshot.data.train))
    per_epoch = -(-rows // min(recipe.batch, rows))
    end = max(AHEAD * snapshot.step, recipe.schedule.span() * per_epoch, 100.0)
    steps = np.unique(np.linspace(snapshot.step, end, POINTS).astype(np.int64))
    if recipe.schedule.memory:
        rates = np.full(len(steps), snapshot.rate)
    else:
        rates = np.array([recipe.schedule.rate(recipe.optimizer.lr, int(step), per_epoch, ()) for step in steps])
    return past, curve(_("To come"), colours.muted, steps, rates)
