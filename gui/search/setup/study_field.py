"""The file in which a search is kept: a line and a button that asks for another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from engine.core.translation import N_, _
from gui.widgets.save_dialog import ask_save_path

SUFFIX = ".sqlite"
KINDS = {SUFFIX: N_("Studies")}
FOLDER = "search/folder"  # the name of the setting


class StudyField(QWidget):
    """Changes: a path that the user has named is not replaced by a suggestion."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_own = False
        self.line, self.browse = QLineEdit(), QPushButton(_("Choose…"))
        self.line.setAccessibleName(_("Study file"))
        self.line.setToolTip(_("Every trial is kept in this file as it ends, so that a search can go on after any interruption."))
        self.browse.setAccessibleName(_("Choose the file of the search"))
        self.browse.setToolTip(_("Choose where the search is kept."))
        self.line.textEdited.connect(lambda _text: self._own())
        self.line.textChanged.connect(lambda _text: self.changed.emit())
        self.browse.clicked.connect(self._on_browse)
        self.setFocusProxy(self.line)
        self.setToolTip(self.line.toolTip())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.browse)

    @property
    def path(self) -> Path:
        return Path(self.line.text().strip()).expanduser()

    def suggest(self, path: Path) -> None:
        """Keep the next study there, unless the user has named another file."""
        if not self._is_own:
            self.line.setText(str(path))

    def forget(self) -> None:
        """The next study needs another file."""
        self._is_own = False

    def problem(self) -> str:
        """Why nothing can be kept there, in a sentence; or nothing."""
        if not self.line.text().strip():
            return _("Name the file in which the search is kept.")
        if not self.path.parent.is_dir():
            return _('There is no folder "{folder}". Choose one that is there.').format(folder=self.path.parent)
        return ""

    def _own(self) -> None:
        self._is_own = True

    def _on_browse(self) -> None:
        path = ask_save_path(
            self, _("File of the search"), self.path, {suffix: _(name) for suffix, name in KINDS.items()}, FOLDER
        )
        if path is not None:
            self._own()
            self.line.setText(str(path))
