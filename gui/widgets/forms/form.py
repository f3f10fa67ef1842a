"""Forms made from `param()` fields: an entry's hyperparameters, with sub-forms where one is itself one or several of a family."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from engine.core.params import Param, params_of
from gui.style import icons
from gui.widgets.forms.editors import editor_for
from gui.widgets.forms.family_picker import FamilyPicker, summary
from gui.widgets.forms.number_box import tooltip
from gui.widgets.labels import note
from gui.widgets.previews.preview_panel import PreviewPanel

INDENT = 12  # of what belongs to the entry above it


class Form(QWidget):
    """Edits a frozen dataclass by making new ones. `only` names the hyperparameters to show, in that order, when not all."""

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
            for item_of_row in (row.labelItem, row.fieldItem):
                if item_of_row is not None:  # a chain stands below its label, over the whole width
                    item_of_row.widget().hide()
                    item_of_row.widget().deleteLater()  # not at once: the signal or key that led here may be its own
        self.editors = {}
        known = params_of(item)
        for name in known if self.only is None else [name for name in self.only if name in known]:
            about = known[name]
            editor = self._editor(about)
            editor.value_changed.connect(lambda value, run, field=name: self._on_changed(field, value, run))
            label = QLabel(about.label)
            label.setToolTip(tooltip(about))
            label.setBuddy(editor)
            label.setFixedHeight(30)
            self.editors[name] = editor
            if about.many:
                self._rows.addRow(label)
                self._rows.addRow(editor)
            elif about.family is not None:  # what is chosen stands beside its label, and what belongs to it below, in full width
                self._rows.addRow(label, editor.picker)
                self._rows.addRow(editor)
            else:
                self._rows.addRow(label, editor)

    def _editor(self, about: Param) -> Any:
        if about.many:
            return ChainEditor(about)
        return FamilyEditor(about) if about.family is not None else editor_for(about)

    def _on_changed(self, name: str, value: Any, run: str) -> None:
        self.item = dataclasses.replace(self.item, **{name: value})
        self.changed.emit(self.item, name, run)


class FamilyEditor(QWidget):
    """A hyperparameter that is one of a family: a drop-down; and, for below it, what the entry chosen is, and its form.

    `picker` is the drop-down, which whoever shows the editor puts in place.
    """

    value_changed = Signal(object, str)

    def __init__(self, about: Param, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert about.family is not None
        self.picker = FamilyPicker(about.family, about.label, tooltip(about))
        self.picker.picked.connect(self._on_picked)
        self.about = about
        self.note, self.preview = note(), PreviewPanel()
        self.form = Form(about.default)
        self.form.changed.connect(lambda item, name, run: self.value_changed.emit(item, run))
        self.setFocusProxy(self.picker)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(INDENT, 0, 0, 4)
        layout.setSpacing(6)
        for part in (self.note, self.form, self.preview):
            layout.addWidget(part)
        self.set_value(about.default)

    def set_value(self, value: Any) -> None:
        self.picker.set_value(value)
        self.form.set_item(value)
        pictured = self.preview.show_entry(value)
        explained = pictured or type(value) is not self.about.kind  # the default of what is optional does nothing
        self.note.setText(_without_formula(summary(type(value))) if self.preview.rule.text() else summary(type(value)))
        self.note.setVisible(explained and bool(self.note.text()))
        self.form.setVisible(not self.form.is_empty())
        self.preview.setVisible(pictured)
        self.setVisible(explained or not self.form.is_empty())

    def _on_picked(self, cls: type) -> None:
        # Another entry starts with its own defaults: a rate that suits SGD is seldom one that suits Adam.
        if cls is not type(self.form.item):
            self.set_value(cls())
            self.value_changed.emit(self.form.item, "")


class ChainEditor(QWidget):
    """A hyperparameter that is several of a family in a row: each one's form, a button to take it out, one to add another."""

    value_changed = Signal(object, str)

    def __init__(self, about: Param, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert about.family is not None
        self.about = about
        self.value: tuple[Any, ...] = ()
        self.links: list[ChainLink] = []
        self.add = QPushButton("Add")
        self.add.setToolTip(f"Add one at the end. There can be {about.range_text()} of them.")
        self.add.setAccessibleName(f"Add to {about.label}")
        icons.set_icon(self.add, "plus")
        menu = QMenu(self)
        self.offers = {cls: menu.addAction(cls.label) for cls in about.family}
        for cls, offer in self.offers.items():
            offer.setToolTip(summary(cls))
            offer.triggered.connect(lambda _checked, chosen=cls: self._change((*self.value, chosen())))
        menu.setToolTipsVisible(True)
        self.add.setMenu(menu)
        self.setFocusProxy(self.add)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(INDENT, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(self.add)
        self.set_value(about.default)

    def set_value(self, value: tuple[Any, ...]) -> None:
        self.value = value
        if [type(one) for one in value] != [type(link.form.item) for link in self.links]:
            self._build()
        for link, one in zip(self.links, value, strict=True):
            link.form.set_item(one)
        kinds = {type(one) for one in value} if self.about.distinct else set()
        for cls, offer in self.offers.items():
            offer.setEnabled(cls not in kinds)
        self.add.setEnabled(len(value) < int(self.about.high or 1))

    def _build(self) -> None:
        for link in self.links:
            link.hide()
            link.deleteLater()  # not at once: the button pressed is in it
        self.links = [ChainLink(one, len(self.value) > int(self.about.low or 0)) for one in self.value]
        for at, link in enumerate(self.links):
            self._layout.insertWidget(at, link)
            link.form.changed.connect(lambda item, name, run, place=at: self._change(_with(self.value, place, item), run))
            link.remove.clicked.connect(lambda _checked, place=at: self._change(self.value[:place] + self.value[place + 1 :]))

    def _change(self, value: tuple[Any, ...], run: str = "") -> None:
        self.set_value(value)
        self.value_changed.emit(value, run)


class ChainLink(QWidget):
    """One entry of a chain: its name, the button that takes it out, its form."""

    def __init__(self, item: Any, removable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Form(item)
        self.remove = QToolButton()
        self.remove.setToolTip(f"Take {item.label} out" if removable else "One must stay")
        self.remove.setAccessibleName(f"Take {item.label} out")
        self.remove.setEnabled(removable)
        self.remove.setAutoRaise(True)
        icons.set_icon(self.remove, "close")
        head = QHBoxLayout()
        head.addWidget(QLabel(item.label), 1)
        head.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.form)


def _without_formula(sentence: str) -> str:
    """What stands before the colon: the formula itself is shown, with the numbers of now."""
    return sentence.partition(":")[0].rstrip(".") + "."


def _with(chain: tuple[Any, ...], place: int, item: Any) -> tuple[Any, ...]:
    return (*chain[:place], item, *chain[place + 1 :])
