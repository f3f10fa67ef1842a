"""Help: what to try first and every key (the text is in resources/help), and about the program."""

from __future__ import annotations

import platform

import numpy as np
import pyqtgraph
import PySide6
from PySide6.QtCore import QSize, QStandardPaths
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from engine.core.resources import resource
from engine.core.translation import _
from engine.core.version import VERSION


class HelpDialogs:
    """Opens them over `parent`."""

    def __init__(self, parent: QWidget) -> None:
        self.parent = parent

    def show_guide(self) -> None:
        GuideDialog(self.parent).open()

    def show_about(self) -> None:
        AboutDialog(self.parent).open()


class GuideDialog(QDialog):
    """First steps and keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("First steps"))
        _fill(self, resource("help", "first_steps.html").read_text(encoding="utf-8"), QSize(680, 560))


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
        _fill(self, text.format(version=VERSION, made_with=made_with, folder=data), QSize(460, 260))


def _fill(dialog: QDialog, html: str, size: QSize) -> None:
    browser = QTextBrowser()
    browser.setHtml(html)
    browser.setOpenExternalLinks(True)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(browser)
    column.addWidget(buttons)
    dialog.resize(size)
