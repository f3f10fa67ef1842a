"""The bar for the past of a run: a slider over its keyframes, a button back to the present, and one to train on from there."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from engine.core.number_format import format_count
from engine.core.translation import _, ngettext
from engine.training.checkpoint import KeyframeInfo
from gui.plotting.live_numbers import format_live
from gui.training.frame import Frame
from gui.widgets.labels import LiveNumber


class TimelineBar(QWidget):
    """`keyframe_wanted` carries the step of a keyframe, None for the present; `continue_wanted` the one to train on from."""

    keyframe_wanted = Signal(object)  # int or None
    continue_wanted = Signal(object)  # KeyframeInfo

    def __init__(self) -> None:
        super().__init__()
        self._keyframes: tuple[KeyframeInfo, ...] = ()
        self._past_step: int | None = None  # of the keyframe that is shown; None: the present
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(_("Moment of the run"))
        self.slider.setToolTip(_("Look back: boundary, neurons, weights and gradients as they were. Training waits meanwhile."))
        self.slider.valueChanged.connect(self._slide)
        widest = _looking_at("0,000,000,000", "8.8×10⁻⁸")
        self.text = LiveNumber(widest, _("Moment"), _("Which moment of the run the window shows."))
        self.now = QPushButton(_("Now"))
        self.now.setToolTip(_("Back to the present of the run."))
        self.now.clicked.connect(lambda: self.keyframe_wanted.emit(None))
        self.on = QPushButton(_("Go on from here"))
        self.on.setToolTip(_("Train on from the moment that is shown. What came after it can be brought back by Undo."))
        self.on.clicked.connect(self._continue)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(QLabel(_("Look back")))
        row.addWidget(self.slider, 1)
        for part in (self.text, self.now, self.on):
            row.addWidget(part)
        self.show_frame(Frame(None))

    def show_frame(self, frame: Frame) -> None:
        """Show the keyframes of the run, and which of them the window shows."""
        self._keyframes = frame.snapshot.timeline if frame.snapshot is not None else ()
        self._past_step = past = frame.past_step
        blocker = QSignalBlocker(self.slider)
        if self.slider.maximum() != len(self._keyframes):
            self.slider.setRange(0, len(self._keyframes))  # the last position is the present
        steps = [keyframe.step for keyframe in self._keyframes]
        index = steps.index(past) if past in steps else len(steps)
        if not self.slider.isSliderDown() and self.slider.value() != index:
            self.slider.setValue(index)
        del blocker
        for part, can in ((self.slider, bool(steps)), (self.now, past is not None), (self.on, past is not None)):
            if part.isEnabled() is not can:
                part.setEnabled(can)
        self.text.show_text(self._text(index))

    def _text(self, index: int) -> str:
        if index < len(self._keyframes):
            return _looking_at(format_count(self._keyframes[index].step), format_live(self._keyframes[index].train_loss))
        if not self._keyframes:
            return _("No moment is kept")
        count = len(self._keyframes)
        return ngettext("{n} moment kept", "{n} moments kept", count).format(n=count)

    def _continue(self) -> None:
        keyframe = next((one for one in self._keyframes if one.step == self._past_step), None)
        if keyframe is not None:
            self.continue_wanted.emit(keyframe)

    def _slide(self, index: int) -> None:
        self.keyframe_wanted.emit(self._keyframes[index].step if index < len(self._keyframes) else None)

    def hideEvent(self, event: QHideEvent) -> None:
        """Return to the present when the bar is closed."""
        if self._past_step is not None:
            self.keyframe_wanted.emit(None)
        super().hideEvent(event)


def _looking_at(step: str, loss: str) -> str:
    return _("Looking at step {step}, loss {loss}").format(step=step, loss=loss)
