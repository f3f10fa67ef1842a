"""What a user prefers, whatever the project: how it looks, how fast it plays at first, what it asks, where files are.

To add a preference, add a field with its default, how it is read in `READERS` and, to change it, a row in the dialog
(`gui/panels/preferences`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from engine.core.language import LANGUAGES
from engine.core.translation import N_
from gui.model.speeds import FIRST, Speed, speed_named

SYSTEM_LANGUAGE = "system"
THEMES = {"system": N_("Follow the system"), "light": N_("Light"), "dark": N_("Dark")}
TEXT_SIZES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6, 1.8, 2.0)  # 1 is 100 %
ASKS = {
    "work": N_("Edits and training"),
    "edits": N_("Edits only; training may be lost"),
    "nothing": N_("Nothing: leave without a question"),
}
MOTIONS = {"usual": N_("As usual"), "reduced": N_("Reduced: two pictures a second")}
LAST = "last"  # the speed at a start is the one before its end


@dataclass(frozen=True)
class Preferences:
    """`speed` is the one in use; `start_speed` the key of the one at a start, or `LAST`. `asks` is what leaving asks to save.
    `folder` is where dialogs for files begin, before one was used; empty is the user's documents folder. `language` is a code of
    `LANGUAGES`, from the next start on. `motion` is how smoothly things move that play by themselves.
    """

    theme: str = "system"
    text_size: float = 1.0
    speed: Speed = FIRST
    start_speed: str = LAST
    asks: str = "work"
    folder: str = ""
    language: str = SYSTEM_LANGUAGE
    motion: str = "usual"

    @property
    def first_speed(self) -> Speed:
        """Of the next start."""
        return speed_named(self.start_speed) or self.speed


def _text_size(value: object) -> float | None:
    try:
        size = float(str(value))
    except ValueError:
        return None
    return size if TEXT_SIZES[0] <= size <= TEXT_SIZES[-1] else None


def _start_speed(value: object) -> str | None:
    return str(value) if value == LAST or speed_named(value) is not None else None


READERS: dict[str, Callable[[object], Any]] = {  # from what was stored, or anything else; None when it is no such value
    "theme": lambda value: value if isinstance(value, str) and value in THEMES else None,
    "text_size": _text_size,
    "speed": speed_named,
    "start_speed": _start_speed,
    "asks": lambda value: value if isinstance(value, str) and value in ASKS else None,
    "folder": lambda value: value if isinstance(value, str) and os.path.isdir(value) else None,
    "motion": lambda value: value if isinstance(value, str) and value in MOTIONS else None,
    "language": lambda value: value if isinstance(value, str) and value in (SYSTEM_LANGUAGE, *LANGUAGES) else None,
}


def next_text_size(size: float, steps: int) -> float:
    """The size so many steps above, or below, this one."""
    at = min(range(len(TEXT_SIZES)), key=lambda k: abs(TEXT_SIZES[k] - size))
    return TEXT_SIZES[min(max(at + steps, 0), len(TEXT_SIZES) - 1)]


def read_preferences(stored: Mapping[str, object]) -> Preferences:
    """What was stored, by field; a field that is missing or damaged has its default."""
    read = {name: reader(stored[name]) for name, reader in READERS.items() if name in stored}
    return Preferences(**{name: value for name, value in read.items() if value is not None})


def stored_values(preferences: Preferences) -> dict[str, str]:
    """The texts that `read_preferences` reads."""
    values = {field.name: getattr(preferences, field.name) for field in fields(preferences)}
    return {name: value.key if isinstance(value, Speed) else str(value) for name, value in values.items()}
