"""Where dialogs for files begin: each kind of file where the last one was, at first in the preferred folder."""

from __future__ import annotations

import os

from PySide6.QtCore import QDir, QSettings, QStandardPaths

from gui.settings.preference_store import preferences


def folder_for(setting: str) -> str:
    """The folder that was used last for such files, while it is there. `setting` is the name of the kind in the settings."""
    folder = str(QSettings().value(setting, ""))
    return folder if folder and os.path.isdir(folder) else first_folder()


def remember_folder(setting: str, folder: str) -> None:
    """The next dialog for such files begins in this folder."""
    QSettings().setValue(setting, folder)


def first_folder() -> str:
    """The preferred folder, else the user's documents, else the home folder."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    candidates = (preferences().folder, documents)
    return next((folder for folder in candidates if folder and os.path.isdir(folder)), QDir.homePath())
