"""For data with more than two inputs: which two the decision boundary shows, and at which values the others are held."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.core.translation import _
from engine.data.preprocessing import Data
from gui.model.project import Axes
from gui.plotting.live_numbers import format_in_range
from gui.style.plain_text import plain
from gui.style.text_size import follow, set_font
from gui.views.boundary.axes_reason import AxesReason
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.flow_row import flow_row
from gui.widgets.forms.wheel import Slider

STEPS = 200  # of a slider
LEAST_HEIGHT, MOST_HEIGHT = 48, 132  # pixels; with many inputs the sliders scroll


class HeldInputs(QWidget):
    """Drop-downs for the two inputs along the axes, and a slider for each other input. Hidden for data with one or two inputs.

    `changed` carries the `Axes` that the user wants; only `show_axes` changes what is shown.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.axes = Axes()
        self._data: Data | None = None
        self._means: tuple[float, ...] = ()
        self.across, self.up = _chooser(_("Input along x")), _chooser(_("Input along y"))
        self.reset = _button(_("Back to the mean"), _("Hold every other input at its mean over the training rows again."))
        self.follow = _button(
            _("Follow the data"),
            _("Each place of the picture gets the other inputs of the training rows nearest to it, not one value for all."),
        )
        self.follow.setCheckable(True)
        self.sliders: dict[int, QSlider] = {}  # by input
        self._read_outs: dict[int, QLabel] = {}
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName(_("Inputs that are held"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.reason = AxesReason()
        self._lay_out()
        self.across.activated.connect(lambda i: self._choose(0, i))
        self.up.activated.connect(lambda i: self._choose(1, i))
        self.reset.clicked.connect(lambda: self.changed.emit(Axes(self.axes.shown)))
        self.follow.clicked.connect(lambda on: self.changed.emit(dataclasses.replace(self.axes, follow=on)))
        self.reason.chosen.connect(lambda shown: self.changed.emit(dataclasses.replace(self.axes, shown=shown)))
        self.hide()

    def show_axes(self, data: Data, axes: Axes) -> None:
        """Show these axes of these data; costs nothing while both stay the same."""
        if data is self._data and axes == self.axes:
            return
        new_data, new_shown = data is not self._data, axes.shown != self.axes.shown
        self._data, self.axes = data, axes
        self.setVisible(data.inputs > 2)
        if data.inputs <= 2:
            return
        if new_data:
            self._means = data.means
            for box in (self.across, self.up):
                box.clear()
                box.addItems(data.table.input_names)
        if new_data or new_shown:
            self._make_sliders(data)
        shown = shown_axes(data, axes)
        self.reason.show_axes(data, shown)
        self.across.setCurrentIndex(shown[0])
        self.up.setCurrentIndex(shown[1])
        x_tip, y_tip = (
            _("The picture's x axis: {input}. Choose any input."),
            _("The picture's y axis: {input}. Choose any input."),
        )
        self.across.setToolTip(plain(x_tip.format(input=self.across.currentText())))
        self.up.setToolTip(plain(y_tip.format(input=self.up.currentText())))
        self.reset.setEnabled(bool(axes.fixed) or axes.follow)
        self.follow.setChecked(axes.follow)
        self._move_sliders(data, axes)

    def values(self) -> tuple[float, ...]:
        """The value at which each input is held, in raw units."""
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
            name, slider, value = (
                ElidedLabel(data.table.input_names[column], most=1),
                Slider(),
                QLabel(),
            )
            slider.setRange(0, STEPS)
            slider.setAccessibleName(_("{input} held at").format(input=name.text))
            slider.setToolTip(plain(_("Hold {input} at this value; see how the picture changes.").format(input=name.text)))
            slider.valueChanged.connect(lambda tick, i=column: self._slide(i, tick))
            set_font(value, "body", tabular=True)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            low, high = data.domain(column)
            widest = max((format_in_range(v, low, high) for v in (low, high)), key=len)
            follow(value, lambda value=value, widest=widest: value.setMinimumWidth(value.fontMetrics().horizontalAdvance(widest)))
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

    def _move_sliders(self, data: Data, axes: Axes) -> None:
        """Set sliders and read-outs to the values at which inputs are held."""
        for column, slider in self.sliders.items():
            low, high = data.domain(column)
            value = self.values()[column]
            with QSignalBlocker(slider):
                slider.setValue(round(STEPS * (value - low) / (high - low)))
            slider.setEnabled(not axes.follow)
            self._read_outs[column].setText(_("near") if axes.follow else format_in_range(value, low, high))

    def _choose(self, place: int, column: int) -> None:
        """Show an input along an axis (0: x, 1: y); if the other axis has it already, the two swap."""
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

    def _lay_out(self) -> None:
        choosers, column = QGridLayout(), QVBoxLayout(self)
        choosers.setHorizontalSpacing(8)
        choosers.setVerticalSpacing(2)
        for place, (title, box) in enumerate(((_("Across (x)"), self.across), (_("Up (y)"), self.up))):
            label = _muted(title)
            label.setBuddy(box)
            choosers.addWidget(label, 0, place)
            choosers.addWidget(box, 1, place)
            choosers.setColumnStretch(place, 1)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.reason)
        column.addLayout(choosers)
        column.addWidget(_muted(_("The other inputs are held at")))
        column.addWidget(self._scroll)
        column.addWidget(flow_row(self.reset, self.follow, across=4))

    def sizeHint(self) -> QSize:
        return QSize(240, super().sizeHint().height())


def shown_axes(data: Data, axes: Axes) -> tuple[int, ...]:
    """The inputs along the axes: those of `axes` that the data have, else the first two; for data of one input only that."""
    shown = tuple(axis for axis in axes.shown if axis < data.inputs)
    if data.inputs == 1:
        return (0,)
    return shown if len(shown) == 2 and shown[0] != shown[1] else (0, 1)


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("tone", "muted")
    return label


def _chooser(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(_("{axis} of the picture.").format(axis=name))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(6)
    return box


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)
    return button
