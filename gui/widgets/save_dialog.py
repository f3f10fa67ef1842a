"""The one way to ask where to save a file: completes the name, remembers the folder, and never overwrites without asking.

The system's dialog asks about a name as it was typed; a name that is completed here becomes another file, so that is asked here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from engine.core.translation import _
from gui.settings.folders import folder_for, remember_folder


def ask_save_path(parent: QWidget, title: str, start: str | Path, kinds: Mapping[str, str], folder: str) -> Path | None:
    """Where to save, or None when the user gives up.

    `start` is the suggested name, or a path; `kinds` maps each suffix, with its dot, to what such files are called; `folder` is
    the name of the setting that remembers the folder.
    """
    filters = {f"{name} (*{suffix})": suffix for suffix, name in kinds.items()}
    suggested = Path(folder_for(folder)) / start
    while True:
        typed, chosen = QFileDialog.getSaveFileName(parent, title, str(suggested), ";;".join(filters))
        if not typed:
            return None
        path = completed(typed, tuple(kinds), filters.get(chosen, next(iter(kinds))))
        if str(path) == str(Path(typed)) or not os.path.lexists(path) or may_replace(parent, path):
            remember_folder(folder, str(path.parent))
            return path
        suggested = path


def completed(typed: str, suffixes: tuple[str, ...], chosen: str) -> Path:
    """The path with one of the suffixes at its end, else with the chosen one behind it: 'v1.5' becomes 'v1.5.npp'."""
    path = Path(typed)
    name = path.name.rstrip(" .") or path.name
    has_suffix = any(name.lower().endswith(suffix) and len(name) > len(suffix) for suffix in suffixes)
    return path.with_name(name if has_suffix else name + chosen)


def may_replace(parent: QWidget, *paths: Path) -> bool:
    """Ask whether files that are there, in one folder, may be overwritten."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(_("Replace file"))
    box.setText(_('There is a file "{name}" already. Replace it?').format(name=paths[0].name))
    box.setInformativeText(_('It is in "{folder}". What it holds now would be lost.').format(folder=paths[0].parent))
    if len(paths) > 1:
        names = ", ".join(f'"{path.name}"' for path in paths)
        box.setWindowTitle(_("Replace files"))
        box.setText(_("There are files of these names already: {names}. Replace them?").format(names=names))
        box.setInformativeText(_('They are in "{folder}". What they hold now would be lost.').format(folder=paths[0].parent))
    replace = box.addButton(_("Replace"), QMessageBox.ButtonRole.DestructiveRole)
    other = box.addButton(_("Choose another name"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(other)
    box.setEscapeButton(other)
    box.exec()
    replaces = box.clickedButton() is replace
    box.deleteLater()
    return replaces
