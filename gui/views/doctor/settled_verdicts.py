"""Which verdicts stand: they neither flicker while it trains nor stay when they are no longer true. No Qt."""

from __future__ import annotations

from engine.diagnosis.health_report import HealthReport
from engine.diagnosis.rules import Verdict
from engine.recipe.recipe import Recipe

Key = tuple[str, int | None]  # a verdict's name and its layer
PATIENCE = 2  # reports in a row that must agree, during training, before a verdict appears or disappears


class SettledVerdicts:
    """Changes with each report. `standing`: by key, with the numbers of the last report that had them, causes first.

    While it trains, a verdict appears when two reports in a row have it, and disappears when two have not; of a changed recipe
    those that are not found again disappear at once. At rest it is as it is.
    """

    def __init__(self) -> None:
        self.standing: dict[Key, Verdict] = {}
        self._recipe: Recipe | None = None
        self._counts: dict[Key, int] = {}  # reports in a row that contradict what stands

    def forget(self) -> None:
        """Take the next report as it is: nobody has looked for a while."""
        self._recipe = None

    def update(self, report: HealthReport, recipe: Recipe, running: bool) -> bool:
        """Take one more report; returns whether verdicts came or went."""
        is_first, is_changed = self._recipe is None, recipe is not self._recipe
        self._recipe = recipe
        found = {(one.name, one.block): one for one in report.verdicts}
        differ = [key for key in {*found, *self.standing} if (key in found) != (key in self.standing)]
        self._counts = {key: self._counts.get(key, 0) + 1 for key in differ}
        at_once = not running or is_first
        due = {key for key in differ if at_once or self._counts[key] >= PATIENCE or (is_changed and key not in found)}
        self._counts = {key: count for key, count in self._counts.items() if key not in due}
        before = set(self.standing)
        stay = [key for key in found if key in before or key in due]
        linger = [key for key in self.standing if key not in found and key not in due]
        # those of the report in its order; what is about to go comes last
        self.standing = {key: found.get(key) or self.standing[key] for key in (*stay, *linger)}
        return set(self.standing) != before
