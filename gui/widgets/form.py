"""Forms made from `param()` fields: an entry's hyperparameters, with a sub-form where one of them is itself out of a family."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from engine.params import Param, params_of
from gui.widgets.editors import editor_for
from gui.widgets.family_picker import FamilyPicker
from gui.widgets.number_box import tooltip


class Form(QWidget):
    """Edits a frozen dataclass by making new ones. `only` names the hyperparameters to show, when not all."""

    # The new item, and the name of the field that changed. The third is the key that the values of one movement of the hand
    # share, for `Document.edit(merge=…)`; it is empty for what is a step of its own.
    changed = Signal(object, str, str)

    def __init__(self, item: Any, only: Collection[str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.only = only
        self.editors: dict[str, Any] = {}
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(12)
        self._rows.setVerticalSpacing(8)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.item: Any = None
        self.set_item(item)

    def set_item(self, item: Any) -> None:
        """Show this item, without a signal. The editors are made anew only when it is of another class."""
        if type(item) is not type(self.item):
            self._build(item)
        self.item = item
        for name, editor in self.editors.items():
            editor.set_value(getattr(item, name))

    def is_empty(self) -> bool:
        """Whether the item has nothing to set."""
        return not self.editors

    def _build(self, item: Any) -> None:
        while self._rows.rowCount():
            row = self._rows.takeRow(0)
            for part in (row.labelItem.widget(), row.fieldItem.widget()):
                part.hide()
                part.deleteLater()  # not at once: the signal or key that led here may be its own
        self.editors = {}
        for name, about in params_of(item).items():
            if self.only is not None and name not in self.only:
                continue
            editor = FamilyEditor(about) if about.family is not None else editor_for(about)
            editor.value_changed.connect(lambda value, run, field=name: self._on_changed(field, value, run))
            label = QLabel(about.label)
            label.setToolTip(tooltip(about))
            label.setBuddy(editor)
            label.setFixedHeight(30)
            self._rows.addRow(label, editor)
            self.editors[name] = editor

    def _on_changed(self, name: str, value: Any, run: str) -> None:
        self.item = dataclasses.replace(self.item, **{name: value})
        self.changed.emit(self.item, name, run)


class FamilyEditor(QWidget):
    """A hyperparameter that is one of a family: a drop-down, and below it the form of the entry chosen, if it has one."""

    value_changed = Signal(object, str)

    def __init__(self, about: Param, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert about.family is not None
        self.picker = FamilyPicker(about.family, about.label, tooltip(about))
        self.picker.picked.connect(self._on_picked)
        self.form = Form(about.default)
        self.form.changed.connect(lambda item, name, run: self.value_changed.emit(item, run))
        self.setFocusProxy(self.picker)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.picker)
        layout.addWidget(self.form)
        self.set_value(about.default)

    def set_value(self, value: Any) -> None:
        self.picker.set_value(value)
        self.form.set_item(value)
        self.form.setVisible(not self.form.is_empty())

    def _on_picked(self, cls: type) -> None:
        # Another entry starts with its own defaults: a rate that suits SGD is seldom one that suits Adam.
        if cls is not type(self.form.item):
            self.set_value(cls())
            self.value_changed.emit(self.form.item, "")
