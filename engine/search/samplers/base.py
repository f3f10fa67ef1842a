"""What a sampler is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import ClassVar

from engine.core.registry import Entry, Registry
from engine.search.plan import Plan
from engine.search.space import Point
from engine.search.trial import Trial

Draw = Callable[[int, Iterable[Trial]], Point]  # the point of the trial with that number, given all trials that have ended


class Sampler(Entry, ABC):
    """A way to choose points. `learns`: whether a point depends on how earlier trials ended, so that none is drawn in advance."""

    learns: ClassVar[bool] = False
    extra: ClassVar[str] = ""  # the extra whose packages it needs, if any

    @abstractmethod
    def draw(self, plan: Plan) -> Draw:
        """What draws the points of a plan: equal plans and equal ended trials give equal points.

        Raises ValueError with a sentence when a package is missing.
        """


SAMPLERS: Registry[Sampler] = Registry("sampler")
