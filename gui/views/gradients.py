"""How large each layer's gradient is, over time: where it vanishes towards the first layer, the network cannot learn there."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox

from engine.snapshot import GRADIENT_STATISTICS, Snapshot
from gui import theme
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.curves import Band, Curve, Scale, history_curve
from gui.views.header import Elided, Header, header_over
from gui.views.plot import Plot, moment_of

LABELS = {"l2": "‖g‖₂", "mean": "mean |g|", "max": "max |g|"}
TITLES = {"l2": "L2 norm", "mean": "mean |g|", "max": "max |g|"}  # of the axis; "‖" is not legible when turned
TIPS = {
    "l2": "Root of the sum of squares of the last batch's gradient. Larger layers tend to have a larger one.",
    "mean": "Mean magnitude of the last batch's gradient. Comparable between layers of different size.",
    "max": "Largest magnitude in the last batch's gradient.",
}
VANISHING, EXPLODING = 1e-7, 1e3


@view("gradients", "Gradients", "bottom")
class GradientsView(View):
    """`statistic` is the one choice in it: 'l2', 'mean' or 'max'."""

    def __init__(self) -> None:
        super().__init__()
        bands = (Band("vanishing", 0.0, VANISHING), Band("exploding", EXPLODING, math.inf))
        self.plot = Plot("Gradient", "Press Play, or step once, and each layer's gradient appears here.", bands)
        self.explanation = Elided()
        self.header = Header(self.explanation, self.title, (self.plot,), self.plot.columns)
        self.header.problem.connect(self.problem)
        self._shown: Snapshot | None = None
        self._moment: int | None = None
        self._chooser = QComboBox()
        for name in GRADIENT_STATISTICS:
            self._chooser.addItem(LABELS[name], name)
            self._chooser.setItemData(self._chooser.count() - 1, TIPS[name], Qt.ItemDataRole.ToolTipRole)
        self._chooser.setAccessibleName("Gradient statistic")
        self._chooser.setToolTip("Which number stands for a layer's whole gradient.")
        self._chooser.currentIndexChanged.connect(self._chosen)
        self.keep("statistic", self._chooser)
        self.header.add(self._chooser)
        header_over(self, self.header, self.plot)
        self._chosen()

    @property
    def statistic(self) -> str:
        return str(self._chooser.currentData())

    @statistic.setter
    def statistic(self, name: str) -> None:
        self._chooser.setCurrentIndex(GRADIENT_STATISTICS.index(name))

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is not None and frame.snapshot is self._shown:
            return
        self._shown, self._moment = frame.snapshot, moment_of(frame)
        self._draw()

    def _draw(self) -> None:
        curves = () if self._shown is None else gradient_curves(self._shown, self.statistic)
        marks = () if self._shown is None else self._shown.history.marks
        self.plot.show_curves(curves, Scale(log=True), marks, self._moment)

    def retheme(self) -> None:
        self.plot.retheme()
        self.plot.recolour(theme.layer_colours(len(self.plot.curves)))
        self.explanation.update()

    def sizeHint(self) -> QSize:
        return QSize(480, 230)

    def _chosen(self) -> None:
        self.explanation.set_text("Magnitude per layer", TIPS[self.statistic])
        self.plot.y_axis.set_title(TITLES[self.statistic])
        self._draw()


def gradient_curves(snapshot: Snapshot, statistic: str) -> tuple[Curve, ...]:
    """One curve per layer with parameters, from the first layer to the output."""
    which = GRADIENT_STATISTICS.index(statistic)
    layers = [(info, float(snapshot.gradients[i, which])) for i, info in enumerate(snapshot.layers) if info.parameters]
    colours = theme.layer_colours(len(layers))
    return tuple(
        history_curve(snapshot.history, f"grad_{statistic}:{info.id}", info.name, colour, now)
        for (info, now), colour in zip(layers, colours, strict=True)
    )
