"""Editors of single hyperparameters: one small widget for each kind that a `Param` can have. `editor_for` chooses.

An editor has `set_value(value)`, which emits nothing, and the signal `value_changed(value, gesture)`: values with the same
`gesture` belong to one drag or one run of steps, and are undone as one; "" is a step of its own.
"""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from engine.core.params import Param, choice_text
from engine.core.translation import _
from gui.style import theme
from gui.style.text_size import follow
from gui.widgets.forms.choice import Choice
from gui.widgets.forms.number_box import NumberBox, gestures, tooltip
from gui.widgets.forms.number_steps import smallest_on_log
from gui.widgets.forms.typed_line import TypedLine
from gui.widgets.forms.wheel import Slider

TICKS = 1000  # positions of a slider


class SliderNumber(QWidget):
    """A slider for the approximate and a `NumberBox` for the exact value of a bounded number; logarithmic if the `Param` is."""

    value_changed = Signal(object, str)

    def __init__(self, about: Param) -> None:
        super().__init__()
        self.about = about
        self.box = NumberBox(about)
        self.slider = Slider()
        self.slider.setRange(0, TICKS)
        self.slider.setSingleStep(TICKS // 20)
        self.slider.setMinimumWidth(40)
        self.low, self.high = float(about.low or 0.0), float(1.0 if about.high is None else about.high)
        self.slider.setAccessibleName(_(about.label))
        self.slider.setToolTip(tooltip(about))
        self._gesture = ""
        follow(self.box, lambda: self.box.setFixedWidth(theme.px(68)))
        self.setFocusProxy(self.slider)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.box)
        self.slider.sliderPressed.connect(self._begin)
        self.slider.valueChanged.connect(self._on_slid)
        self.box.value_changed.connect(self._on_typed)
        self.set_value(about.default)

    @property
    def value(self) -> float:
        return self.box.value

    def set_value(self, value: float) -> None:
        self.box.set_value(value)
        self.slider.blockSignals(True)
        self.slider.setValue(round(self._share(value) * TICKS))
        self.slider.blockSignals(False)

    def _begin(self) -> None:
        self._gesture = f"slide {next(gestures)}"

    def _on_slid(self, tick: int) -> None:
        if not self.slider.isSliderDown():
            self._begin()  # a key, or a click beside the handle, is a gesture of its own
        value = self._value(tick / TICKS)
        if value != self.box.value:
            self.box.set_value(value)
            self.value_changed.emit(value, self._gesture)

    def _share(self, value: float) -> float:
        """The position of a value on the slider, from 0 to 1."""
        if self.about.log:  # the left end is the smallest number, or 0 where that is allowed
            smallest = smallest_on_log(self.low, self.high)
            return math.log(max(value, smallest) / smallest) / math.log(self.high / smallest)
        return (value - self.low) / (self.high - self.low)

    def _value(self, share: float) -> float:
        if self.about.log:  # two digits are fine enough for what is tried in factors
            smallest = smallest_on_log(self.low, self.high)
            rough = float(f"{smallest * (self.high / smallest) ** share:.2g}") if share > 0 else self.low
        else:
            rough = float(f"{self.low + (self.high - self.low) * share:.3g}")
        value = min(max(rough, self.low), self.high)
        return round(value) if self.about.kind is int else value

    def _on_typed(self, value: float, gesture: str) -> None:
        self.set_value(value)
        self.value_changed.emit(value, gesture)


class CheckEditor(QCheckBox):
    """A hyperparameter that is on or off."""

    value_changed = Signal(object, str)

    def __init__(self, about: Param) -> None:
        super().__init__()
        self.setAccessibleName(_(about.label))
        self.setToolTip(tooltip(about))
        self.clicked.connect(lambda on: self.value_changed.emit(on, ""))

    def set_value(self, value: bool) -> None:
        self.setChecked(value)


class ChoiceEditor(QWidget):
    """A hyperparameter that is one of a few texts."""

    value_changed = Signal(object, str)

    def __init__(self, about: Param) -> None:
        super().__init__()
        self.combo = Choice(_(about.label))
        self.combo.setToolTip(tooltip(about))
        for choice in about.choices:
            self.combo.add(choice, _(choice_text(choice)))
        self.combo.chosen.connect(lambda value: self.value_changed.emit(value, ""))
        self.setFocusProxy(self.combo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo)

    def set_value(self, value: str) -> None:
        self.combo.set_value(value)


class TextEditor(QWidget):
    """A hyperparameter that is any text."""

    value_changed = Signal(object, str)

    def __init__(self, about: Param) -> None:
        super().__init__()
        self.line = TypedLine(about.default, lambda text: about.check(text.strip()))
        self.line.setAccessibleName(_(about.label))
        self.line.set_help(tooltip(about))
        self.line.committed.connect(lambda value: self.value_changed.emit(value, ""))
        self.setFocusProxy(self.line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)

    def set_value(self, value: str) -> None:
        self.line.set_value(value)


def editor_for(about: Param) -> Any:
    """The editor for a hyperparameter that is not itself an entry of a family."""
    if about.choices:
        return ChoiceEditor(about)
    if about.kind is bool:
        return CheckEditor(about)
    if about.kind is str:
        return TextEditor(about)
    bounded = about.low is not None and about.high is not None
    slides = about.kind is float or about.log  # a whole number that is tried in factors has no steps worth keeping
    return SliderNumber(about) if slides and bounded else NumberBox(about)
