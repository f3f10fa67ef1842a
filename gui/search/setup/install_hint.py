"""A line that says which command installs what is missing, with a button that copies it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from engine.core.translation import _
from engine.core.version import install_command
from gui.widgets.labels import note


class InstallHint(QWidget):
    """`text` says what is missing; the command is that of `extra`. A frozen program has none: nothing is installed into it."""

    def __init__(self, text: str, extra: str) -> None:
        super().__init__()
        self.command = install_command(extra)
        self.text, self.copy = note(text), QPushButton(_("Copy command"))
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy.setToolTip(_("Copy the command that installs it:\n\n{command}").format(command=self.command))
        self.copy.setAccessibleName(_("Copy command: {what}").format(what=text))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.command))
        if not self.command:
            self.copy.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
