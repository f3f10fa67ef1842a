"""How fast Play trains: so many steps or epochs a second, or as fast as the machine can.

To add a speed, add it to `SPEEDS`; its key is what is remembered.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.core.translation import _, ngettext


@dataclass(frozen=True)
class Speed:
    """`epochs` or `steps` a second; neither is full speed."""

    epochs: int = 0
    steps: int = 0

    @property
    def is_full(self) -> bool:
        return not self.epochs and not self.steps

    @property
    def key(self) -> str:
        """Its name in the settings."""
        return f"{self.epochs} epochs" if self.epochs else f"{self.steps} steps" if self.steps else "full"

    def steps_per_second(self, steps_per_epoch: int) -> float:
        """Infinite at full speed."""
        return math.inf if self.is_full else float(self.epochs * steps_per_epoch or self.steps)

    @property
    def text(self) -> str:
        """'8 epochs / s'."""
        if self.epochs:
            return ngettext("{count} epoch / s", "{count} epochs / s", self.epochs).format(count=self.epochs)
        if self.steps:
            return ngettext("{count} step / s", "{count} steps / s", self.steps).format(count=self.steps)
        return _("full speed")


FULL = Speed()
FIRST = Speed(epochs=8)  # of a new user: the first example is learned while one watches, in about nine seconds
SPEEDS = (
    Speed(steps=1),
    Speed(steps=5),
    Speed(epochs=1),
    Speed(epochs=3),
    FIRST,
    Speed(epochs=30),
    FULL,
)


def speed_named(key: object) -> Speed | None:
    """The speed with that key; None when there is none."""
    return next((speed for speed in SPEEDS if speed.key == key), None)


def ladder(steps_per_epoch: int) -> tuple[Speed, ...]:
    """All speeds, the slowest first: an epoch may be one step or thousands."""
    return tuple(sorted(SPEEDS, key=lambda speed: speed.steps_per_second(steps_per_epoch)))
