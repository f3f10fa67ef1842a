"""How the monkey answers what stands in front of the window: dialogs of all kinds, open menus and lists."""

from __future__ import annotations

import random
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QProgressDialog,
    QWidget,
)

from tests.gui.submenus import submenu
from tests.soak import monkey_controls, monkey_files

KEY = Qt.Key
LIST_KEYS = (*(KEY.Key_Down, KEY.Key_Up, KEY.Key_Return) * 2, KEY.Key_Escape, KEY.Key_Home, KEY.Key_PageDown)
ROLES = QDialogButtonBox.ButtonRole


def answer(dialog: QWidget, folder: Path, chance: random.Random) -> str:
    """Do one thing to the dialog in front; returns what."""
    if isinstance(dialog, QFileDialog):
        return _name_file(dialog, folder, chance)
    if isinstance(dialog, QProgressDialog):
        cancel = dialog.findChild(QAbstractButton)
        if cancel is not None and chance.random() < 0.2:
            cancel.click()
            return "no longer wait"
        return "wait"
    if chance.random() < 0.1:
        QTest.keyClick(dialog, KEY.Key_Escape)
        return f"leave {dialog.windowTitle()!r}"
    box = dialog.findChild(QDialogButtonBox)
    buttons = [one for one in (box.buttons() if box is not None else []) if one.isEnabled()]
    if buttons and (isinstance(dialog, QMessageBox) or chance.random() < 0.5):
        button = chance.choice(buttons)
        text = button.text()
        button.click()
        return f"{text!r} in {type(dialog).__name__}"
    return monkey_controls.use_one(dialog, chance) or "look at it"


def refuse(dialog: QWidget) -> None:
    """Get out of it without keeping anything."""
    if isinstance(dialog, QMessageBox):
        by_role = {dialog.buttonRole(button): button for button in dialog.buttons()}
        for role in (
            QMessageBox.ButtonRole.DestructiveRole,
            QMessageBox.ButtonRole.RejectRole,
            QMessageBox.ButtonRole.AcceptRole,
        ):
            if role in by_role:
                by_role[role].click()
                return
    if isinstance(dialog, QDialog):
        dialog.reject()
    else:
        dialog.close()


def choose(popup: QWidget, chance: random.Random) -> str:
    """In an open menu: any entry, or none. In an open list: some key."""
    if isinstance(popup, QMenu) and chance.random() < 0.8:
        entries = [one for one in popup.actions() if one.isEnabled() and one.isVisible() and not one.isSeparator()]
        if entries:
            entry = chance.choice(entries)
            text = entry.text()
            popup.setActiveAction(entry)
            QTest.keyClick(popup, KEY.Key_Right if submenu(entry) else KEY.Key_Return)
            return f"menu entry {text!r}"
    key = chance.choice(LIST_KEYS)
    QTest.keyClick(popup.focusWidget() or popup, key)
    return f"{key.name} in a list"


def _name_file(dialog: QFileDialog, folder: Path, chance: random.Random) -> str:
    line, box = dialog.findChild(QLineEdit, "fileNameEdit"), dialog.findChild(QDialogButtonBox)
    path = monkey_files.any_path(folder, chance)
    text = path.name if chance.random() < 0.1 else str(path)
    accepts = [one for one in box.buttons() if box.buttonRole(one) == ROLES.AcceptRole] if box is not None else []
    if line is None or not accepts or chance.random() < 0.15:
        dialog.reject()
        return "no file"
    line.setText(text)
    if accepts[0].isEnabled():
        accepts[0].click()
    else:
        dialog.reject()
    return f"file {path.name[:20]!r}"
