"""What a run of many starts publishes and its window draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.data.preprocessing import Data
from engine.recipe.recipe import Recipe
from engine.search.many_starts import Start, StartsProgress
from gui.plotting.surfaces.small_map import MapSource


@dataclass(frozen=True, eq=False)
class StartsFrame:
    """`starts` as far as they are trained, by seed, and what each predicts in `pictures`; nothing of one that has no weights.

    `problem`: why there are none, as a sentence. `running`: whether they are being trained, up to `epochs`.
    """

    base: Recipe | None = None
    data: Data | None = None
    epochs: int = 0
    wanted: int = 0
    starts: Mapping[int, Start] = field(default_factory=dict)
    pictures: Mapping[int, MapSource] = field(default_factory=dict)
    progress: StartsProgress | None = None
    running: bool = False
    problem: str = ""

    def is_at_end(self, start: Start) -> bool:
        """Whether it is trained as far as it is to be, or can be."""
        return start.is_over or start.epochs >= self.epochs

    @property
    def can_go_on(self) -> bool:
        """Whether some are begun and not all are at their end."""
        over = sum(map(self.is_at_end, self.starts.values()))
        return bool(self.starts) and over < self.wanted
