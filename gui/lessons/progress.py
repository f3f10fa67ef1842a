"""How far the user has got in each lesson, from one start of the program to the next."""

from __future__ import annotations

import json

from PySide6.QtCore import QSettings

PROGRESS, OFFERED = "lessons/progress", "lessons/offered"
MOST_LESSONS, MOST_STEPS = 500, 40


def steps_done() -> dict[str, int]:
    """How many steps, by the lesson's `progress_key`."""
    try:
        found = json.loads(str(QSettings().value(PROGRESS, "{}")))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    known = ((name, steps) for name, steps in list(found.items())[:MOST_LESSONS] if type(steps) is int)
    return {str(name): steps for name, steps in known if 0 < steps <= MOST_STEPS}


def note_steps(key: str, steps: int) -> None:
    """Remember it, if it is more than before."""
    done = steps_done()
    if key and steps > done.get(key, 0):
        QSettings().setValue(PROGRESS, json.dumps(done | {key: steps}))


def was_offered() -> bool:
    """Whether a new user has been told of the lessons."""
    return bool(QSettings().value(OFFERED))


def note_offered() -> None:
    QSettings().setValue(OFFERED, "yes")
