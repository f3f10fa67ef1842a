"""Help: the guide, about the program, and what to put into a report."""

from __future__ import annotations

import platform
from collections.abc import Callable

import numpy as np
import pyqtgraph
import PySide6
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from engine.core.translation import _
from engine.core.version import VERSION
from gui.style.theme import px
from gui.window.help.diagnostics import diagnostic_text
from gui.window.help.guide_dialog import GuideDialog


class HelpDialogs:
    """Opens them over `parent`; `show_message(kind, text)` shows that something was copied."""

    def __init__(self, parent: QWidget, show_message: Callable[[str, str], None]) -> None:
        self.parent, self.show_message = parent, show_message

    def show_guide(self) -> None:
        GuideDialog(self.parent).open()

    def show_about(self) -> None:
        AboutDialog(self.parent).open()

    def copy_diagnostics(self) -> None:
        QGuiApplication.clipboard().setText(diagnostic_text())
        text = _(
            "The diagnostic information is on the clipboard: paste it into your report. It holds no names of files and no data."
        )
        self.show_message("info", text)


class AboutDialog(QDialog):
    """Version, where the log is, what it is made with."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("About"))
        data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
        made_with = (
            f"Python {platform.python_version()}, NumPy {np.__version__}, PySide6 {PySide6.__version__}, "
            f"pyqtgraph {pyqtgraph.__version__}"
        )
        text = _(
            "<h3>Network Playground {version}</h3><p>Build a neural network by dragging layers together, watch it learn, "
            "take its weights home.</p><p>MIT licence. Made with {made_with}. Iris data: R. A. Fisher, 1936; UCI Machine "
            "Learning Repository, CC BY 4.0.</p><p>Log and recovery files: {folder}</p>"
        )
        label = QLabel(text.format(version=VERSION, made_with=made_with, folder=data))
        label.setWordWrap(True)
        label.setOpenExternalLinks(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        label.setMinimumWidth(px(440))
        _fill(self, label)


def _fill(dialog: QDialog, content: QWidget) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(content)
    column.addWidget(buttons)
