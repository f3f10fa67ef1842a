"""For data with more than two inputs: which two the picture shows, and where the others are held."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.data.preprocessing import Data
from gui.model.project import Axes
from gui.plotting.live_numbers import format_in_range
from gui.style import theme
from gui.widgets.elided_label import ElidedLabel

STEPS = 200  # of a slider
LEAST_HEIGHT, MOST_HEIGHT = 48, 132  # pixels; with many inputs the sliders scroll


class HeldInputs(QWidget):
    """`changed` carries the `Axes` that the user wants; what is shown changes when `show_axes` says so."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.axes = Axes()
        self._data: Data | None = None
        self._means: tuple[float, ...] = ()
        self.across, self.up = _chooser("Input along x"), _chooser("Input along y")
        self.reset = QToolButton()
        self.reset.setText("Mean")
        self.reset.setToolTip("Hold the other inputs at the mean of the training rows.")
        self.reset.clicked.connect(lambda: self.changed.emit(Axes(self.axes.shown)))
        self.follow = QToolButton()
        self.follow.setText("Follow")
        self.follow.setCheckable(True)
        self.follow.setAccessibleName("Follow the nearest points")
        self.follow.setToolTip(
            "Follow the nearest points: each place has the other inputs of the data around it, not one for all."
        )
        self.follow.clicked.connect(lambda on: self.changed.emit(dataclasses.replace(self.axes, follow=on)))
        self.sliders: dict[int, QSlider] = {}
        self._read_outs: dict[int, QLabel] = {}
        top = QHBoxLayout()
        top.setSpacing(4)
        for text, box in (("→", self.across), ("↑", self.up)):
            top.addWidget(QLabel(text))
            top.addWidget(box, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        below = QHBoxLayout()
        below.addWidget(self._scroll, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(4)
        for button in (self.reset, self.follow):
            button.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
            buttons.addWidget(button)
        buttons.addStretch(1)
        below.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(below)
        self.across.activated.connect(lambda i: self._choose(0, i))
        self.up.activated.connect(lambda i: self._choose(1, i))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_axes(self, data: Data, axes: Axes) -> None:
        """Show these axes of these data; costs nothing while they stay the same."""
        if data is self._data and axes == self.axes:
            return
        new_data = data is not self._data
        new_shown = axes.shown != self.axes.shown
        self._data, self.axes = data, axes
        self.setVisible(data.inputs > 2)
        if data.inputs <= 2:
            return
        if new_data:
            self._means = tuple(float(m) for m in data.table.inputs[data.train].mean(0))
            for box in (self.across, self.up):
                box.clear()
                box.addItems(data.table.input_names)
        if new_data or new_shown:
            self._make_sliders(data)
        shown = shown_axes(data, axes)
        self.across.setCurrentIndex(shown[0])
        self.up.setCurrentIndex(shown[1])
        for box, direction in ((self.across, "x"), (self.up, "y")):
            box.setToolTip(f"The picture's {direction} axis: {box.currentText()}. Choose any input.")
        self.reset.setEnabled(bool(axes.fixed) or axes.follow)
        self.follow.setChecked(axes.follow)
        for column, slider in self.sliders.items():
            low, high = data.domain(column)
            value = self.values()[column]
            with QSignalBlocker(slider):
                slider.setValue(round(STEPS * (value - low) / (high - low)))
            slider.setEnabled(not axes.follow)
            self._read_outs[column].setText("near" if axes.follow else format_in_range(value, low, high))

    def values(self) -> tuple[float, ...]:
        """Where every input is held, in raw units."""
        return self.axes.fixed if len(self.axes.fixed) == len(self._means) else self._means

    def _make_sliders(self, data: Data) -> None:
        inner = QWidget()
        inner.setProperty("panel", True)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        self.sliders, self._read_outs = {}, {}
        held = [i for i in range(data.inputs) if i not in shown_axes(data, self.axes)]
        for row, column in enumerate(held):
            name, slider, value = ElidedLabel(data.table.input_names[column]), QSlider(Qt.Orientation.Horizontal), QLabel()
            slider.setRange(0, STEPS)
            slider.setAccessibleName(f"{name.text} held at")
            slider.setToolTip(f"Hold {name.text} at this value; see how the picture changes.")
            slider.valueChanged.connect(lambda tick, i=column: self._slide(i, tick))
            value.setFont(theme.font("body", tabular=True))
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            low, high = data.domain(column)
            widest = max((format_in_range(v, low, high) for v in (low, high)), key=len)
            value.setMinimumWidth(value.fontMetrics().horizontalAdvance(widest))
            for place, widget in enumerate((name, slider, value)):
                grid.addWidget(widget, row, place)
            self.sliders[column], self._read_outs[column] = slider, value
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 4)
        self._scroll.setWidget(inner)
        height = min(MOST_HEIGHT, inner.sizeHint().height())
        self._scroll.setMaximumHeight(height)
        self._scroll.setMinimumHeight(min(LEAST_HEIGHT, height))
        self.updateGeometry()

    def _choose(self, place: int, column: int) -> None:
        """Show another input; the one that the other axis has already changes places with it."""
        shown = list(shown_axes(self._data, self.axes)) if self._data is not None else [0, 1]
        if shown[1 - place] == column:
            shown[1 - place] = shown[place]
        shown[place] = column
        self.changed.emit(dataclasses.replace(self.axes, shown=tuple(shown)))

    def _slide(self, column: int, tick: int) -> None:
        if self._data is not None:
            low, high = self._data.domain(column)
            values = list(self.values())
            values[column] = low + (high - low) * tick / STEPS
            self.changed.emit(Axes(self.axes.shown, tuple(values)))

    def sizeHint(self) -> QSize:
        return QSize(240, super().sizeHint().height())


def shown_axes(data: Data, axes: Axes) -> tuple[int, ...]:
    """The axes as far as the data have them: two, or one for data of one input."""
    shown = tuple(axis for axis in axes.shown if axis < data.inputs)
    if data.inputs == 1:
        return (0,)
    return shown if len(shown) == 2 and shown[0] != shown[1] else (0, 1)


def _chooser(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(f"{name} of the picture.")
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    return box
