"""The loss over time, on training and on test rows."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QToolButton

from engine.snapshot import Snapshot
from gui import theme
from gui.training.frame import Frame
from gui.views.base import View, view
from gui.views.curves import Scale, history_curve
from gui.views.header import Elided, Header, header_over
from gui.views.plot import Plot, moment_of


@view("loss", "Loss", "bottom left")
class LossView(View):
    """`log` is the one choice in it."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Snapshot | None = None
        self.plot = Plot("Loss", "Press Play, or step once, and the loss appears here.")
        self.explanation = Elided("What training makes small")
        self.header = Header(self.explanation, self.title, (self.plot,), self.plot.columns)
        self.header.problem.connect(self.problem)
        self._log = QToolButton()
        self._log.setText("Log")
        self._log.setCheckable(True)
        self._log.setToolTip("Logarithmic loss axis: shows progress when the loss is already small.")
        self._log.toggled.connect(self._redraw)
        self.keep("log", self._log)
        self.header.add(self._log)
        header_over(self, self.header, self.plot)

    @property
    def log(self) -> bool:
        """Whether the loss axis is logarithmic."""
        return self._log.isChecked()

    @log.setter
    def log(self, on: bool) -> None:
        self._log.setChecked(on)

    def show_frame(self, frame: Frame) -> None:
        snapshot = frame.snapshot
        if snapshot is not None and snapshot is self._shown:
            return
        self._shown = snapshot
        if snapshot is None:
            self.plot.show_curves((), Scale(self.log))
            return
        colours, scores = theme.current(), snapshot.scores
        rows = -(-len(snapshot.data.train) // snapshot.recipe.batch)
        self.plot.y_axis.set_title(snapshot.recipe.loss.label)
        self.plot.x_axis.set_title(f"Step ({rows:,} to an epoch)" if rows > 1 else "Step (one is an epoch)")
        train = history_curve(snapshot.history, "train_loss", "Training", colours.accent, scores.train_loss)
        test = history_curve(snapshot.history, "test_loss", "Test", colours.text, scores.test_loss)
        self.plot.show_curves((train, test), Scale(self.log), snapshot.history.marks, moment_of(frame))

    def retheme(self) -> None:
        colours = theme.current()
        self.plot.retheme()
        self.plot.recolour((colours.accent, colours.text))
        self.explanation.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def _redraw(self) -> None:
        self.plot.show_again(Scale(self.log))
