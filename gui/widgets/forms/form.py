"""Forms made from `param()` fields: an entry's hyperparameters, with sub-forms where one is itself an entry of a family."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from engine.core.params import Param, params_of
from engine.core.translation import _
from gui.style import icons, theme
from gui.style.text_size import follow
from gui.widgets.forms.editors import editor_for
from gui.widgets.forms.family_picker import FamilyPicker, summary
from gui.widgets.forms.number_box import tooltip
from gui.widgets.labels import note
from gui.widgets.previews.preview_panel import PreviewPanel

INDENT = 12  # of what belongs to the entry above it


class Form(QWidget):
    """Edits a frozen dataclass by making new ones. `only` names the hyperparameters to show, in that order; None shows all."""

    # The new item, the name of the field that changed, and the gesture: changes of one drag or run of steps share it, for
    # `Document.edit(merge=…)`; it is empty for a step of its own.
    changed = Signal(object, str, str)

    def __init__(self, item: Any, only: Collection[str] | None = None) -> None:
        super().__init__()
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
        """Show this item without emitting `changed`. The editors are rebuilt only when it is of another class."""
        if type(item) is not type(self.item):
            self._build(item)
        self.item = item
        for name, editor in self.editors.items():
            editor.set_value(getattr(item, name))

    def show_row(self, name: str, shown: bool) -> None:
        """Show or hide one hyperparameter and its label."""
        if self._rows.isRowVisible(self.editors[name]) != shown:
            self._rows.setRowVisible(self.editors[name], shown)

    def is_empty(self) -> bool:
        """Whether the item has no hyperparameters."""
        return not self.editors

    def _build(self, item: Any) -> None:
        while self._rows.rowCount():
            row = self._rows.takeRow(0)
            for item_of_row in (row.labelItem, row.fieldItem):
                if item_of_row is not None:  # a row of a chain has only one widget, over the whole width
                    item_of_row.widget().hide()
                    item_of_row.widget().deleteLater()  # not at once: this may be called by a signal of the widget itself
        self.editors = {}
        known = params_of(item)
        for name in known if self.only is None else [name for name in self.only if name in known]:
            about = known[name]
            if about.hidden:
                continue
            editor = self._editor(about)
            editor.value_changed.connect(lambda value, gesture, field=name: self._on_changed(field, value, gesture))
            label = QLabel(_(about.label))
            label.setToolTip(tooltip(about))
            label.setBuddy(editor)
            follow(label, lambda label=label: label.setFixedHeight(theme.px(30)))
            self.editors[name] = editor
            if about.many:
                self._rows.addRow(label)
                self._rows.addRow(editor)
            elif about.family is not None:  # the drop-down beside its label, and the entry's own form below, over the full width
                self._rows.addRow(label, editor.picker)
                self._rows.addRow(editor)
            else:
                self._rows.addRow(label, editor)

    def _editor(self, about: Param) -> Any:
        if about.many:
            return ChainEditor(about)
        return FamilyEditor(about) if about.family is not None else editor_for(about)

    def _on_changed(self, name: str, value: Any, gesture: str) -> None:
        self.item = dataclasses.replace(self.item, **{name: value})
        self.changed.emit(self.item, name, gesture)


class FamilyEditor(QWidget):
    """A hyperparameter that is an entry of a family: the chosen entry's summary, its form and its preview.

    `picker` is the drop-down that chooses, which the caller puts into its own layout.
    """

    value_changed = Signal(object, str)

    def __init__(self, about: Param) -> None:
        super().__init__()
        assert about.family is not None
        self.picker = FamilyPicker(about.family, _(about.label), tooltip(about))
        self.picker.picked.connect(self._on_picked)
        self.about = about
        self.note, self.preview = note(), PreviewPanel()
        self.form = Form(about.default)
        self.form.changed.connect(lambda item, name, gesture: self.value_changed.emit(item, gesture))
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
        explained = pictured or type(value) is not self.about.kind  # the base class is the entry that does nothing
        self.note.setText(_without_formula(summary(type(value))) if self.preview.rule.text() else summary(type(value)))
        self.note.setVisible(explained and bool(self.note.text()))
        self.form.setVisible(not self.form.is_empty())
        self.preview.setVisible(pictured)
        self.setVisible(explained or not self.form.is_empty())

    def _on_picked(self, cls: type) -> None:
        # Another entry starts with its own defaults: a learning rate that suits SGD rarely suits Adam.
        if cls is not type(self.form.item):
            self.set_value(cls())
            self.value_changed.emit(self.form.item, "")


class ChainEditor(QWidget):
    """A hyperparameter that is several entries of a family in order: the form of each with a remove button, and an add button."""

    value_changed = Signal(object, str)

    def __init__(self, about: Param) -> None:
        super().__init__()
        assert about.family is not None
        self.about = about
        self.value: tuple[Any, ...] = ()
        self.links: list[ChainLink] = []
        self.add = QPushButton(_("Add"))
        self.add.setToolTip(_("Add one at the end. There can be {range} of them.").format(range=about.range_text()))
        self.add.setAccessibleName(_("Add to {setting}").format(setting=_(about.label)))
        icons.set_icon(self.add, "plus")
        menu = QMenu(self)
        self.offers = {cls: menu.addAction(_(cls.label)) for cls in about.family}
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
            link.deleteLater()  # not at once: the button that was pressed is in it
        self.links = [ChainLink(one, len(self.value) > int(self.about.low or 0)) for one in self.value]
        for at, link in enumerate(self.links):
            self._layout.insertWidget(at, link)
            link.form.changed.connect(lambda item, name, gesture, k=at: self._change(_with(self.value, k, item), gesture))
            link.remove.clicked.connect(lambda _checked, place=at: self._change(self.value[:place] + self.value[place + 1 :]))

    def _change(self, value: tuple[Any, ...], gesture: str = "") -> None:
        self.set_value(value)
        self.value_changed.emit(value, gesture)


class ChainLink(QWidget):
    """One entry of a chain: its name, the button that removes it, its form."""

    def __init__(self, item: Any, removable: bool) -> None:
        super().__init__()
        self.form = Form(item)
        self.remove = QToolButton()
        text = _("Take {entry} out").format(entry=_(item.label))
        self.remove.setToolTip(text if removable else _("One must stay"))
        self.remove.setAccessibleName(text)
        self.remove.setEnabled(removable)
        self.remove.setAutoRaise(True)
        icons.set_icon(self.remove, "close")
        head = QHBoxLayout()
        head.addWidget(QLabel(_(item.label)), 1)
        head.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.form)


def _without_formula(sentence: str) -> str:
    """The sentence up to its colon: the formula after it is shown with the current numbers instead."""
    return sentence.partition(":")[0].rstrip(".") + "."


def _with(chain: tuple[Any, ...], place: int, item: Any) -> tuple[Any, ...]:
    return (*chain[:place], item, *chain[place + 1 :])
