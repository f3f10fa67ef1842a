"""Choices in buttons and drop-downs, as plain values that can be stored and restored."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QAbstractButton, QComboBox

Control = QAbstractButton | QComboBox


class ControlMemory:
    """`ControlMemory(log=button)` knows the choice of `button` under the name 'log'. Stored settings keep the names."""

    def __init__(self, **controls: Control) -> None:
        self.controls = controls

    def values(self) -> dict[str, object]:
        return {name: _choice(control) for name, control in self.controls.items()}

    def restore(self, values: Mapping[str, object]) -> None:
        """Choose these values. Unknown names and values that a control does not offer are ignored."""
        for name, control in self.controls.items():
            _choose(control, values.get(name))


def _choice(control: Control) -> object:
    return control.currentData() if isinstance(control, QComboBox) else control.isChecked()


def _choose(control: Control, value: object) -> None:
    if isinstance(control, QAbstractButton):
        if isinstance(value, bool):
            control.setChecked(value)
    elif isinstance(value, str) and control.findData(value) >= 0:
        control.setCurrentIndex(control.findData(value))
