"""The user's preferences in QSettings: `preferences()` reads them, `change(theme="dark")` stores and announces a change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QSettings, Signal

from gui.model.preferences import READERS, Preferences, read_preferences, stored_values


class Events(QObject):
    """The one object that says when a preference has changed."""

    changed = Signal(object)  # the Preferences from now on


events = Events()


def preferences() -> Preferences:
    settings = QSettings()
    return read_preferences({name: settings.value(_key(name)) for name in READERS if settings.contains(_key(name))})


def change(**fields: Any) -> Preferences:
    """Store these fields, if they are others than before, and announce them; returns all preferences."""
    before = preferences()
    after = replace(before, **fields)
    if after != before:
        settings = QSettings()
        for name, text in stored_values(after).items():
            if text != stored_values(before)[name]:
                settings.setValue(_key(name), text)
        events.changed.emit(after)
    return after


def _key(name: str) -> str:
    return "theme" if name == "theme" else f"preferences/{name}"  # as versions without preferences stored it
