"""The bar that looks back: a slider over the kept moments of the run, the way back to now, and going on from there."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from engine.training.checkpoint import KeyframeInfo
from gui.plotting.live_numbers import format_live
from gui.training.frame import Frame
from gui.widgets.labels import LiveNumber


class TimelineBar(QWidget):
    """`moment_wanted` carries the step of a kept moment, None for the present; `go_on` the `KeyframeInfo` to train on from."""

    moment_wanted = Signal(object)
    go_on = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moments: tuple[KeyframeInfo, ...] = ()
        self._back: int | None = None  # the step that is looked at
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Moment of the run")
        self.slider.setToolTip("Look back: boundary, neurons, weights and gradients as they were. Training waits meanwhile.")
        self.slider.valueChanged.connect(self._slide)
        self.text = LiveNumber(
            "Looking at step 0,000,000,000, loss 8.8×10⁻⁸", "Moment", "Which moment of the run the window shows."
        )
        self.now = QPushButton("Now")
        self.now.setToolTip("Back to the present of the run.")
        self.now.clicked.connect(lambda: self.moment_wanted.emit(None))
        self.on = QPushButton("Go on from here")
        self.on.setToolTip("Train on from the moment that is shown. What came after it can be brought back by Undo.")
        self.on.clicked.connect(self._go_on)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(QLabel("Look back"))
        row.addWidget(self.slider, 1)
        for part in (self.text, self.now, self.on):
            row.addWidget(part)
        self.show_frame(Frame(None))

    def show_frame(self, frame: Frame) -> None:
        snapshot = frame.snapshot
        self._moments = snapshot.timeline if snapshot is not None else ()
        self._back = snapshot.step if snapshot is not None and frame.now is not None else None
        blocker = QSignalBlocker(self.slider)
        if self.slider.maximum() != len(self._moments):
            self.slider.setRange(0, len(self._moments))  # the last place is now
        steps = [kept.step for kept in self._moments]
        place = steps.index(self._back) if self._back in steps else len(steps)
        if not self.slider.isSliderDown() and self.slider.value() != place:
            self.slider.setValue(place)
        del blocker
        for part, can in ((self.slider, bool(steps)), (self.now, self._back is not None), (self.on, self._back is not None)):
            if part.isEnabled() is not can:
                part.setEnabled(can)
        self.text.show_text(self._words(place))

    def _words(self, place: int) -> str:
        if place < len(self._moments):
            kept = self._moments[place]
            return f"Looking at step {kept.step:,}, loss {format_live(kept.train_loss)}"
        if not self._moments:
            return "No moment is kept"
        return f"{len(self._moments)} moments kept"

    def _go_on(self) -> None:
        kept = next((kept for kept in self._moments if kept.step == self._back), None)
        if kept is not None:
            self.go_on.emit(kept)

    def _slide(self, place: int) -> None:
        self.moment_wanted.emit(self._moments[place].step if place < len(self._moments) else None)

    def hideEvent(self, event: QHideEvent) -> None:
        """Closed, it leaves nobody in the past."""
        if self._back is not None:
            self.moment_wanted.emit(None)
        super().hideEvent(event)
