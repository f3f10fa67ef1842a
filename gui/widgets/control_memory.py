"""Choices in buttons, drop-downs and number fields, as plain values that can be stored and restored."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QAbstractButton, QComboBox

from gui.widgets.forms.editors import SliderNumber

Control = QAbstractButton | QComboBox | SliderNumber


class ControlMemory:
    """`ControlMemory(log=button)` knows the choice of `button` under the name 'log'. Stored settings keep the names.

    A number is kept as a text with all its digits.
    """

    def __init__(self, **controls: Control) -> None:
        self.controls = controls

    def values(self) -> dict[str, object]:
        return {name: _choice(control) for name, control in self.controls.items()}

    def restore(self, values: Mapping[str, object]) -> None:
        """Choose these values, in the order of the controls. Unknown names, and values that are not offered, are ignored."""
        for name, control in self.controls.items():
            _choose(control, values.get(name))


def _choice(control: Control) -> object:
    if isinstance(control, SliderNumber):
        return repr(control.value)
    return control.currentData() if isinstance(control, QComboBox) else control.isChecked()


def _choose(control: Control, value: object) -> None:
    if isinstance(control, QAbstractButton):
        if isinstance(value, bool):
            control.setChecked(value)
    elif isinstance(value, str):
        if isinstance(control, SliderNumber):
            _choose_number(control, value)
        elif control.findData(value) >= 0:
            control.setCurrentIndex(control.findData(value))


def _choose_number(control: SliderNumber, text: str) -> None:
    """As if it had been typed."""
    try:
        number = control.about.check(float(text))
    except ValueError:
        return
    if number != control.value:
        control.set_value(number)
        control.value_changed.emit(number, "")
