"""Edit ▸ Preferences: a row for each preference. What is changed takes effect at once, and is remembered.

To add a preference, see `gui/model/preferences.py`; its row is a line in `PreferencesDialog._rows`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QDir, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.core.language import LANGUAGES
from engine.core.translation import _
from gui.model.preferences import ASKS, LAST, MOTIONS, SYSTEM_LANGUAGE, TEXT_SIZES, THEMES, Preferences
from gui.model.speeds import SPEEDS
from gui.settings import preference_store
from gui.settings.folders import first_folder
from gui.style import theme
from gui.style.text_size import follow
from gui.widgets.forms.wheel import leave_wheel
from gui.widgets.labels import note


class PreferencesDialog(QDialog):
    """Follows `preference_store`, also when a preference is changed elsewhere. `choices` are the drop-downs, by preference."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Preferences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.choices: dict[str, QComboBox] = {}
        self.folder = FolderLine()
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(8)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows()
        self.defaults = QPushButton(_("Restore defaults"))
        self.defaults.setToolTip(_("All preferences as they were at the very first start; the speed in use stays."))
        self.defaults.clicked.connect(self._restore_defaults)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setToolTip(_("What you have changed is in use already."))
        buttons.addButton(self.defaults, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        column.addLayout(self._form)
        column.addWidget(note(_("Changes take effect at once; another language after a restart.")))
        column.addStretch(1)
        column.addWidget(buttons)
        follow(self, lambda: self.setMinimumWidth(theme.px(480)))
        preference_store.events.changed.connect(self.show_preferences)
        self.show_preferences(preference_store.preferences())

    def show_preferences(self, preferences: Preferences) -> None:
        for name, combo in self.choices.items():
            with QSignalBlocker(combo):
                combo.setCurrentIndex(combo.findData(getattr(preferences, name)))
        self.folder.show_folder(preferences.folder)

    def _rows(self) -> None:
        speeds = {LAST: _("As it was left")} | {speed.key: speed.text for speed in SPEEDS}
        sizes = {size: _("{percent} %").format(percent=round(100 * size)) for size in TEXT_SIZES}
        self._add("theme", _("Theme"), _translated(THEMES), _("Light or dark; or as the system is, and when it changes too."))
        self._add(
            "text_size",
            _("Text size"),
            sizes,
            _("Of all texts and numbers, on the network and in plots too. Ctrl with + or − changes it, Ctrl+0 resets it."),
        )
        self._add(
            "motion",
            _("Motion"),
            _translated(MOTIONS),
            _("How often balls that roll in Descent are drawn: for people whom motion makes dizzy."),
        )
        self._add(
            "language",
            _("Language"),
            {SYSTEM_LANGUAGE: _("Follow the system"), **LANGUAGES},
            _("Of all texts. Another language is shown when the program is started again."),
        )
        self._add(
            "start_speed",
            _("Speed at start"),
            speeds,
            _("How fast Play trains when the program has just started. The slider beside Play changes it at any time."),
        )
        self._add(
            "asks",
            _("Ask to save"),
            _translated(ASKS),
            _("What the program asks about before it closes, or opens another project, when that is not saved."),
        )
        self._form.addRow(_("Folder for files"), self.folder)

    def _add(self, name: str, title: str, entries: Mapping[Any, str], help: str) -> None:
        combo = QComboBox()
        for data, text in entries.items():
            combo.addItem(text, data)
        leave_wheel(combo)
        combo.setAccessibleName(title)
        combo.setToolTip(help)
        combo.activated.connect(lambda at: preference_store.change(**{name: combo.itemData(at)}))
        self._form.addRow(title, combo)
        self._form.labelForField(combo).setToolTip(help)
        self.choices[name] = combo

    def _restore_defaults(self) -> None:
        first = Preferences()
        preference_store.change(**{name: getattr(first, name) for name in self.choices}, folder=first.folder)


class FolderLine(QWidget):
    """The folder where dialogs for files begin at first, and a button that asks for another."""

    def __init__(self) -> None:
        super().__init__()
        help = _(
            "Where the dialogs that open and save begin. Then each kind of file (project, table, export, picture) begins where "
            "the last one was."
        )
        self.line = QLineEdit()
        self.line.setReadOnly(True)
        self.line.setAccessibleName(_("Folder for files"))
        self.line.setToolTip(help)
        self.button = QPushButton(_("Choose…"))
        self.button.setToolTip(_("Choose the folder where dialogs for files begin."))
        self.button.setAccessibleName(_("Choose the folder for files"))
        self.button.clicked.connect(self._ask)
        self.setFocusProxy(self.button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)

    def show_folder(self, folder: str) -> None:
        """The preferred folder; the one that is used while none is preferred."""
        self.line.setText(QDir.toNativeSeparators(folder or first_folder()))
        self.line.setCursorPosition(0)

    def _ask(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Folder for files"), first_folder())
        if folder:
            preference_store.change(folder=folder)


def _translated(entries: Mapping[str, str]) -> dict[str, str]:
    return {key: _(text) for key, text in entries.items()}
