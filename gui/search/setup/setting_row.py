"""One setting in the setup of a search: whether it varies, and over which values, as they are typed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from engine.core.translation import _
from engine.search.settings import SETTINGS
from engine.search.space import dimension_from
from gui.search.setup.suggestions import FIRST
from gui.style import theme
from gui.style.style_property import set_style_property
from gui.style.text_size import follow, set_font
from gui.widgets.labels import note

LABELS = 168  # pixels of the names at a text size of 100 %


class SettingRow(QWidget):
    """What is wrong with the values is said below them while they are typed. Typing makes the setting vary."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        setting = SETTINGS[name]
        self.name, self._typed = name, False
        self.box, self.line, self.objection = QCheckBox(_(setting.label)), QLineEdit(), note("", "error")
        self.box.setChecked(name in FIRST)
        self.box.setToolTip(_(setting.summary))
        values = _("Values: a list, as in {list}.")
        ranged = _("Values: a list, as in {list}, or a range, as in {range}.")
        text = (ranged if setting.is_number else values).format(list=_example(name), range=RANGES.get(name, ""))
        self.line.setToolTip(text)
        self.line.setAccessibleName(_("Values of {setting}").format(setting=_(setting.label)))
        set_font(self.line, "body", tabular=True)
        self.line.textEdited.connect(self._on_typed)
        self.box.toggled.connect(lambda _on: self._check())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.box, 0, 0)
        grid.addWidget(self.line, 0, 1)
        grid.addWidget(self.objection, 1, 1)
        grid.setColumnStretch(1, 1)
        follow(self, lambda: grid.setColumnMinimumWidth(0, theme.px(LABELS)))
        self.objection.hide()

    @property
    def varies(self) -> bool:
        return self.box.isChecked()

    @property
    def text(self) -> str:
        """As `dimension_from` reads it."""
        return f"{self.name}={''.join(self.line.text().split())}"

    @property
    def problem(self) -> str:
        """What is wrong with the values of a setting that varies, in a sentence; or nothing."""
        if not self.varies:
            return ""
        try:
            dimension_from(self.text)
        except ValueError as problem:
            return str(problem)
        return ""

    def suggest(self, values: str) -> None:
        """Show these values, unless the user has typed others."""
        if not self._typed and values != self.line.text():
            self.line.setText(values)
            self.line.setCursorPosition(0)
            self._check()

    def show_values(self, values: str | None) -> None:
        """Show what an open study varies; None: not this setting. From now on they are what the user has chosen."""
        self.box.setChecked(values is not None)
        if values is not None:
            self._typed = True
            self.line.setText(values)
            self.line.setCursorPosition(0)
        self._check()

    def _on_typed(self, _text: str) -> None:
        self._typed = True
        self.box.setChecked(True)
        self._check()

    def _check(self) -> None:
        problem = self.problem
        self.objection.setText(problem)
        self.objection.setVisible(bool(problem))
        self.line.setAccessibleDescription(problem)
        set_style_property(self.line, "refused", bool(problem))
        self.changed.emit()


RANGES = {"lr": "0.001..1:log", "batch": "8..128:log", "dropout": "0..0.5"}


def _example(name: str) -> str:
    return SETTINGS[name].usual if ".." not in SETTINGS[name].usual else "0.01|0.1|1"
