"""A drop-down with all registered entries of a family, with previews where the family has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.core.number_format import with_signs
from engine.core.registry import Entry, Registry
from engine.core.translation import _
from engine.optim.optimizers import Optimizer, in_one_sentence
from gui.style import theme
from gui.style.text_size import follow
from gui.widgets.forms.choice import Choice
from gui.widgets.previews.preview_combo import PreviewCombo
from gui.widgets.previews.previews import has_preview, preview_of

NARROWEST = 100  # of a drop-down: in a narrow panel a long name in it is cut


class FamilyPicker(QWidget):
    """Chooses a class from a registry. An entry that does not fit the data is disabled, with the reason as its tooltip."""

    picked = Signal(object)  # the class, chosen by the user

    def __init__(self, family: Registry[Any], name: str, help: str = "") -> None:
        super().__init__()
        self.family, self.help = family, help
        self.value: Entry | None = None
        pictured = any(has_preview(cls) for cls in family)
        self.combo = PreviewCombo(name, self._item) if pictured else Choice(name)
        follow(self.combo, lambda: self.combo.setMinimumWidth(theme.px(NARROWEST)))
        for cls in family:
            self.combo.add(cls.kind, _(cls.label), summary(cls))
        self.combo.chosen.connect(lambda kind: self.picked.emit(family[kind]))
        self.setFocusProxy(self.combo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo)

    def set_value(self, item: Entry) -> None:
        """Show the entry of `item`'s class without emitting `picked`."""
        self.value = item
        self.combo.set_value(item.kind)
        preview = preview_of(item)
        rule = "\n".join((*preview.formulas, preview.remark)) if preview is not None and preview.formulas else ""
        about = with_signs(in_one_sentence(type(item))) if isinstance(item, Optimizer) else summary(type(item))
        self.combo.setToolTip("\n".join(part for part in (self.help, about, rule) if part))

    def set_objection(self, objection: Callable[[Any], str]) -> None:
        """Disable the entries for which `objection(cls())` returns a reason, and enable the others."""
        for cls in self.family:
            self.combo.disable(cls.kind, objection(cls()), summary(cls))

    def _item(self, kind: str) -> Entry:
        """The entry of a kind: the current one if it is of that kind, else one with its defaults."""
        item: Entry = self.value if self.value is not None and self.value.kind == kind else self.family[kind]()
        return item


def summary(cls: type[Entry]) -> str:
    """What an entry is, in one sentence."""
    return with_signs(_(cls.summary))
