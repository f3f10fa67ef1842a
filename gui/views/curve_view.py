"""What the views of curves over steps have in common: which frame is drawn, the moment that is looked back to, other runs."""

from __future__ import annotations

from engine.inspection.snapshot import Snapshot
from gui.plotting.curves.curve_plot import CurvePlot
from gui.plotting.curves.run_overlays import RunOverlay
from gui.training.frame import Frame
from gui.views.base import View
from gui.widgets.elided_label import ElidedLabel


class CurveView(View):
    """Has one `plot` with an `explanation` above it. A view of this kind says in `draw` what is drawn of `shown`."""

    plot: CurvePlot
    explanation: ElidedLabel

    def __init__(self) -> None:
        super().__init__()
        self.shown: Snapshot | None = None
        self.moment: int | None = None  # the step that the window looks back to
        self.runs: tuple[RunOverlay, ...] = ()

    def draw(self) -> None:
        raise NotImplementedError

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is not self.shown or frame.snapshot is None:
            self.shown, self.moment = frame.snapshot, frame.past_step
            self.draw()

    def show_runs(self, runs: tuple[RunOverlay, ...]) -> None:
        self.runs = runs
        self.draw()

    def retheme(self) -> None:
        self.plot.retheme()
        self.explanation.update()
        self.draw()
