"""What the user prefers takes effect at once: how it looks, how large its texts are, and how fast Play trains."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from gui.model.preferences import Preferences, next_text_size
from gui.model.speeds import Speed
from gui.panels.preferences.preferences_dialog import PreferencesDialog
from gui.panels.run.speed_bar import SpeedBar
from gui.settings import preference_store
from gui.style import style_sheet, text_size
from gui.training.trainer import Trainer


class PreferenceController(QObject):
    """Changes the trainer's speed with the preferences; the window's parts follow `theme.events`."""

    def __init__(self, window: QWidget, trainer: Trainer, speed_bar: SpeedBar) -> None:
        super().__init__(window)
        self._window, self._trainer, self._speed_bar = window, trainer, speed_bar
        speed_bar.chosen.connect(self.set_speed)
        preference_store.events.changed.connect(self._apply)
        self.set_speed(preference_store.preferences().first_speed)
        self._apply(preference_store.preferences())

    def open_dialog(self) -> None:
        PreferencesDialog(self._window).open()

    def set_theme(self, theme: str) -> None:
        preference_store.change(theme=theme)

    def set_language(self, language: str) -> None:
        preference_store.change(language=language)

    def change_text_size(self, steps: int) -> None:
        """Larger by so many steps, or smaller."""
        now = preference_store.preferences().text_size
        preference_store.change(text_size=next_text_size(now, steps))

    def reset_text_size(self) -> None:
        preference_store.change(text_size=Preferences().text_size)

    def set_speed(self, speed: Speed) -> None:
        preference_store.change(speed=speed)
        self._trainer.set_speed(speed)
        self._speed_bar.show_speed(speed)

    def _apply(self, preferences: Preferences) -> None:
        apply_appearance(preferences)
        if preferences.speed != self._speed_bar.speed:
            self.set_speed(preferences.speed)


def apply_appearance(preferences: Preferences) -> None:
    """Show the theme and the text size that are preferred."""
    if style_sheet.choice() != preferences.theme:
        style_sheet.apply_theme(cast(QApplication, QApplication.instance()), preferences.theme)
    if text_size.chosen() != preferences.text_size:
        text_size.choose(preferences.text_size)
