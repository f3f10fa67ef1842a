"""What the views of curves over steps share: which frame is drawn, the step that the user looks back at, other runs.

To add one, derive from `CurveView` and draw `shown` in `draw`.
"""

from __future__ import annotations

from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import Requests
from gui.plotting.curves.curve_plot import CurvePlot
from gui.plotting.curves.run_overlays import RunOverlay
from gui.training.frame import Frame
from gui.views.base import View
from gui.widgets.elided_label import ElidedLabel


class CurveView(View):
    """Has one `plot` with an `explanation` above it; `draw` draws what `shown` has for it."""

    plot: CurvePlot
    explanation: ElidedLabel

    def __init__(self) -> None:
        super().__init__()
        self.shown: Snapshot | None = None
        self.past_step: int | None = None  # the step that the user looks back at
        self.runs: tuple[RunOverlay, ...] = ()

    def requests(self) -> Requests:
        return frozenset()

    def draw(self) -> None:
        """Draw `shown`, `past_step` and `runs`."""
        raise NotImplementedError

    def show_frame(self, frame: Frame) -> None:
        if frame.snapshot is not self.shown or frame.snapshot is None:
            self.shown, self.past_step = frame.snapshot, frame.past_step
            self.draw()

    def show_runs(self, runs: tuple[RunOverlay, ...]) -> None:
        self.runs = runs
        self.draw()

    def retheme(self) -> None:
        self.plot.retheme()
        self.explanation.update()
        self.draw()
