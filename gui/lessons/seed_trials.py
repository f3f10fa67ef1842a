"""Tries a goal with other seeds, beside the window: the learner's network is trained anew from other start weights."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from engine.recipe.recipe import Recipe
from gui.model.lessons.goals import Goal
from gui.model.lessons.headless_learner import trial_outcomes
from gui.widgets.background import BackgroundWork

Outcomes = tuple[bool, ...]


class SeedTrials(QObject):
    """Changes: `running` are the numbers of the goals that are being tried."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._works: dict[int, BackgroundWork] = {}

    @property
    def running(self) -> frozenset[int]:
        return frozenset(self._works)

    def begin(self, number: int, recipe: Recipe, goal: Goal, done: Callable[[int, Recipe, Outcomes], None]) -> None:
        """Try it, unless it is being tried; `done` gets the number, the recipe and with which seeds the goal was met."""
        if number in self._works:
            return

        def deliver(outcomes: Outcomes) -> None:
            self._works.pop(number, None)
            done(number, recipe, outcomes)

        work = partial(trial_outcomes, recipe, goal)
        self._works[number] = BackgroundWork(self, work, deliver, lambda _problem: self._works.pop(number, None))

    def stop(self) -> None:
        """Give up what is being tried."""
        for work in self._works.values():
            work.cancel()
        self._works.clear()
