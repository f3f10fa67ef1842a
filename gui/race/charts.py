"""The two plots of a race: the loss of each runner, and the norm of its gradient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QWidget

from engine.core.scores import deciding_rows, loss_on, metric_on
from engine.core.translation import _
from engine.experiments.race import loss_column, losses_differ, metric_column
from engine.experiments.variants import names_of
from engine.inspection.snapshot import Snapshot
from engine.training.measuring.layer_statistics import GRADIENT_STATISTICS
from gui.plotting.curves.curve_plot import CurvePlot
from gui.plotting.curves.curves import Curve, history_curve
from gui.plotting.headed_plot import headed_plot
from gui.plotting.scale import Scale
from gui.race.race_frame import RaceFrame
from gui.race.standings_text import LOSS_NAMES
from gui.style.colour_schemes import run_colours
from gui.widgets.elided_label import ElidedLabel

DASHED = 3  # the number of the first runner whose curves are dashed


class RaceCharts(QWidget):
    """One line per runner in each plot. A layer can be chosen for the gradient, a linear or logarithmic axis for the loss."""

    problem = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._frame, self._rows = RaceFrame(), "training"
        self.loss = CurvePlot(_("Loss"), _("Press Start, and each runner's loss appears here."))
        self.gradient = CurvePlot(_("L2 norm"), _("Press Start, and each runner's gradient appears here."))
        self.log = QToolButton()
        self.log.setText(_("Log"))
        self.log.setAccessibleName(_("Logarithmic loss axis"))
        self.log.setCheckable(True)
        self.log.setChecked(True)
        self.log.setToolTip(_("Logarithmic loss axis: shows who is ahead when all losses are small."))
        self.log.toggled.connect(lambda _on: self._draw())
        self.layer = QComboBox()
        self.layer.setAccessibleName(_("Whose gradient"))
        self.layer.setToolTip(_("The size of the last batch's gradient: of the whole network or of one layer."))
        self.layer.addItem(_("Whole network"), None)
        self.layer.currentIndexChanged.connect(lambda _index: self._draw())
        self._titles = ElidedLabel(_("What training makes small")), ElidedLabel(_("Magnitude of the gradient"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for title, name, plot, control in (
            (self._titles[0], "race loss", self.loss, self.log),
            (self._titles[1], "race gradient", self.gradient, self.layer),
        ):
            plot.setAccessibleName(title.text)
            row.addWidget(headed_plot(title, name, plot, plot.columns, self.problem, control), 1)

    def show_frame(self, frame: RaceFrame, rows: str) -> None:
        """`rows`, one of `scores.ROWS`, chooses whose loss is shown."""
        self._frame, self._rows = frame, rows
        if frame.snapshots:
            self._list_layers(frame.snapshots[0])
        self._draw()

    def retheme(self) -> None:
        for plot in (self.loss, self.gradient):
            plot.retheme()
        for title in self._titles:
            title.update()
        self._draw()

    def _draw(self) -> None:
        frame, rows = self._frame, self._rows
        if frame.snapshots:
            rows = deciding_rows(rows, frame.snapshots[0].scores)
        if frame.base is not None:
            loss = _(LOSS_NAMES[rows])
            self.loss.y_axis.set_title(loss)
            self._titles[0].set_text(_("{which}: {loss}").format(which=loss, loss=_(frame.base.loss.label)))
        by_metric = losses_differ(frame.snapshots)
        self.log.setEnabled(not by_metric)
        if by_metric:
            metric = _(frame.snapshots[0].scores.metric)
            self.loss.y_axis.set_title(metric)
            self._titles[0].set_text(_("{metric}: the losses have different units").format(metric=metric))
            column = metric_column(rows)
            lines = curves(frame, column, lambda snapshot: metric_on(self._rows, snapshot.scores))
            self.loss.show_curves(lines, Scale(False, close=True))
        else:
            losses = curves(frame, loss_column(rows), lambda snapshot: loss_on(self._rows, snapshot.scores))
            self.loss.show_curves(losses, Scale(self.log.isChecked(), close=True))
        layer = self.layer.currentData()
        column = "grad_l2" if layer is None else f"grad_l2:{layer}"
        self.gradient.show_curves(curves(frame, column, lambda snapshot: gradient_now(snapshot, layer)), Scale(True, close=True))

    def _list_layers(self, snapshot: Snapshot) -> None:
        """Offer the layers with parameters, which are the same for all runners; the chosen one stays."""
        wanted = [(_("Whole network"), None), *((info.name, info.id) for info in snapshot.layers if info.parameters)]
        if [(self.layer.itemText(i), self.layer.itemData(i)) for i in range(self.layer.count())] == wanted:
            return
        before = self.layer.currentData()
        blocker = QSignalBlocker(self.layer)
        self.layer.clear()
        for name, layer in wanted:
            self.layer.addItem(name, layer)
        ids = [layer for _name, layer in wanted]
        self.layer.setCurrentIndex(ids.index(before) if before in ids else 0)
        del blocker


def curves(frame: RaceFrame, column: str, now: Callable[[Snapshot], float]) -> list[Curve]:
    """A column of each runner's history as a curve in the runner's colour; `now` is its current value.

    From the fourth on they are dashed: without one kind of cone the fourth looks like the first, the fifth like the third.
    """
    colours = run_colours(len(frame.runners))
    every = zip(frame.snapshots, names_of(frame.runners), colours, strict=False)
    found = [history_curve(snapshot.history, column, name, colour, now(snapshot)) for snapshot, name, colour in every]
    return [replace(one, dashed=number >= DASHED) for number, one in enumerate(found)]


def gradient_now(snapshot: Snapshot, layer: int | None) -> float:
    """The L2 norm of the last batch's gradient, of all layers or of one."""
    norms = snapshot.gradients[:, GRADIENT_STATISTICS.index("l2")]
    pairs = zip(norms, snapshot.layers, strict=True)
    chosen = [float(norm) for norm, info in pairs if info.parameters and layer in (None, info.id)]
    return sum(norm * norm for norm in chosen) ** 0.5 if chosen else float("nan")
