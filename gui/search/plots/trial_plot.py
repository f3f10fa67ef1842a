"""What the plots of trials share: they show a frame, say which trial the mouse is at, and mark those chosen elsewhere."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.arrays import Array
from gui.plotting.axis import Axis
from gui.plotting.empty_hint import EmptyHint
from gui.plotting.plot_area import PlotArea
from gui.plotting.plot_header import PlotHeader
from gui.search.search_frame import SearchFrame
from gui.search.trial_texts import trial_text
from gui.widgets.elided_label import ElidedLabel

LEFT, BOTTOM = 64, 34  # pixels of the axes


class TrialPlot(QWidget):
    """`chosen` and `hovered` carry the number of a trial; `hovered` None when the mouse has left. Left and Right choose the
    trial before and after in the order of `in_order`.
    """

    chosen = Signal(int)
    hovered = Signal(object)
    problem = Signal(str)

    def __init__(self, name: str, waiting: str, x_axis: Axis, y_axis: Axis, file: str) -> None:
        super().__init__()
        self.frame = SearchFrame()
        self.chosen_trial: int | None = None
        self.hovered_trial: int | None = None
        self.x_axis, self.y_axis = x_axis, y_axis
        self.plot_area = _PlotArea(self)
        self.plot_area.setMinimumSize(140, 90)
        self.plot_area.pointed.connect(self._point)
        self.plot_area.resized.connect(self.draw)
        self.hint = EmptyHint(waiting, self.plot_area, LEFT, BOTTOM)
        self.title = ElidedLabel(name, most=1)
        self.header = PlotHeader(self.title, file, (self.title, self.plot_area), self.columns)
        self.header.problem.connect(self.problem)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.header)
        column.addWidget(self.plot_area, 1)
        self.setAccessibleName(name)
        self.header.copy_by_keys(self)
        self.setProperty("ringed", True)

    @abstractmethod
    def draw(self) -> None:
        """Place the trials of the frame, and refresh the plot."""

    @abstractmethod
    def paint(self, painter: QPainter) -> None:
        """Paint them over the axes."""

    @abstractmethod
    def trial_at(self, at: QPointF) -> int | None:
        """The number of the trial at a viewport position."""

    @abstractmethod
    def in_order(self) -> list[int]:
        """The numbers of the trials from left to right, or as the plot has them."""

    @abstractmethod
    def columns(self) -> Mapping[str, Array]:
        """The numbers that are drawn."""

    def show_frame(self, frame: SearchFrame) -> None:
        """Draw the trials of a frame, at once if anybody can see it."""
        self.frame = frame
        self.hint.setVisible(not any(trial.has_ended for trial in frame.trials))
        if self.isVisible():
            self.draw()

    def mark(self, chosen: int | None, hovered: int | None) -> None:
        """Mark the trial that is chosen, and the one that the mouse is at, here or elsewhere."""
        if (chosen, hovered) != (self.chosen_trial, self.hovered_trial):
            self.chosen_trial, self.hovered_trial = chosen, hovered
            trial = self.frame.trial(chosen)
            if trial is not None and self.frame.plan is not None:
                self.setAccessibleDescription(trial_text(trial, self.frame.plan))
            self.plot_area.refresh()

    def retheme(self) -> None:
        self.plot_area.retheme()
        self.title.update()
        self.draw()

    def _point(self, at: QPointF | None) -> None:
        found = None if at is None else self.trial_at(at)
        if found != self.hovered_trial:
            self.hovered.emit(found)

    # -- Qt
    def showEvent(self, event: object) -> None:
        self.draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(event.key())
        order = self.in_order()
        if step is None or not order:
            super().keyPressEvent(event)
            return
        at = order.index(self.chosen_trial) + step if self.chosen_trial in order else 0
        self.chosen.emit(order[min(max(at, 0), len(order) - 1)])


class _PlotArea(PlotArea):
    """A click chooses the trial under the mouse."""

    def __init__(self, plot: TrialPlot) -> None:
        super().__init__(plot.x_axis, plot.y_axis, over=plot.paint)
        self._plot = plot
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._plot.trial_at(event.position())
        self._plot.setFocus(Qt.FocusReason.MouseFocusReason)
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self._plot.chosen.emit(found)
        super().mousePressEvent(event)
