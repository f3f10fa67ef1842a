"""How fast Play trains: a slider from a step a second to full speed, what it means, and a button for full speed at once."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton, QVBoxLayout, QWidget

from engine.core.translation import _
from gui.model.speeds import FIRST, FULL, SPEEDS, Speed, ladder
from gui.style import icons, theme
from gui.style.text_size import follow, set_icon_size
from gui.training.frame import Frame
from gui.widgets.labels import LiveNumber


class SpeedBar(QWidget):
    """`chosen` is emitted when the user moves the slider or presses the button; a second press goes back to the speed before."""

    chosen = Signal(object)  # Speed

    def __init__(self) -> None:
        super().__init__()
        self.speed = FIRST
        self._before_full = FIRST
        self._ladder = ladder(1)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(SPEEDS) - 1)
        self.slider.setPageStep(1)
        self.slider.setAccessibleName(_("Speed"))
        self.slider.setToolTip(
            _("How fast Play trains: from one step a second, to see each step, to full speed. It can be changed while it trains.")
        )
        self.full = QToolButton()
        self.full.setCheckable(True)
        self.full.setProperty("quiet", True)
        self.full.setAccessibleName(_("Full speed"))
        self.full.setToolTip(_("Train as fast as this machine can; press again for the speed before."))
        icons.set_icon(self.full, "full_speed")
        set_icon_size(self.full, 20)
        self.text = LiveNumber(max((speed.text for speed in SPEEDS), key=len), _("Speed"), self.slider.toolTip(), role="small")
        follow(self.slider, lambda: self.slider.setFixedWidth(theme.px(96)))
        self.setFocusProxy(self.slider)
        row, column = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        column.setSpacing(0)
        column.addWidget(self.text)
        column.addWidget(self.slider)
        row.addLayout(column)
        row.addWidget(self.full)
        self.slider.valueChanged.connect(lambda at: self.chosen.emit(self._ladder[at]))
        self.full.clicked.connect(self._toggle_full)
        self.show_speed(self.speed)

    def show_speed(self, speed: Speed) -> None:
        """The speed that is in use."""
        self.speed = speed
        if not speed.is_full:
            self._before_full = speed
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._ladder.index(speed))
        self.full.setChecked(speed.is_full)
        self.text.show_text(speed.text)
        self.slider.setAccessibleDescription(speed.text)

    def show_frame(self, frame: Frame) -> None:
        """Order the speeds for epochs of as many steps as in the frame."""
        if frame.snapshot is not None:
            rows, batch = len(frame.snapshot.data.train), frame.snapshot.recipe.batch
            steps = ladder(-(-rows // min(batch, rows)))
            if steps != self._ladder:
                self._ladder = steps
                self.show_speed(self.speed)

    def _toggle_full(self) -> None:
        self.chosen.emit(self._before_full if self.speed.is_full else FULL)
