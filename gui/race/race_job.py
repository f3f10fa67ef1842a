"""A race as its thread runs it, and the instructions that the window may send. It needs neither Qt nor a thread of its own."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from engine.data.preprocessing import Data
from engine.experiments.race import Race
from engine.experiments.variants import Runner
from engine.files.file_problem import FileProblem
from engine.inspection.snapshot_request import Requests
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.prepare import data_for
from gui.race.race_frame import RaceFrame
from gui.training.due_requests import Due
from gui.training.frame_budget import FrameBudget
from gui.training.state_answer import Answer, Missing

TICK = 0.002  # seconds of training before the thread looks for instructions again


class RaceJob:
    """Changes by its methods, which the instructions call."""

    def __init__(self) -> None:
        self.race: Race | None = None
        self.playing = False
        self.problem, self.order = "", 0
        self.frame_budget = FrameBudget()

    def line_up(self, base: Recipe, runners: tuple[Runner, ...], known: tuple[Recipe, Data] | None) -> None:
        """Put all runners at the start, paused. `known` are the data of a recipe, used again where they fit."""
        self.frame_budget.invalidate()
        self.playing, self.race, self.problem = False, None, ""
        try:
            data = data_for(base, *known) if known is not None else None
            self.race = Race(base, runners, data)
        except (RecipeProblem, FileProblem) as problem:
            self.problem = str(problem)

    @property
    def rest(self) -> float:
        """Seconds until there are steps to do: 0 while it plays, infinite while it is paused."""
        return 0.0 if self.playing else math.inf

    def play(self, order: int = 0) -> None:
        """Train from the next `tick` on, if there is a race and a runner left in it."""
        self.order = max(order, self.order)
        self.frame_budget.invalidate()
        self.playing = self.race is not None and bool(self.race.running)

    def pause(self, order: int = 0) -> None:
        self.order = max(order, self.order)
        self.frame_budget.invalidate()
        self.playing = False

    def tick(self) -> None:
        """While playing: train for `TICK` seconds."""
        if self.race is None or not self.playing:
            return
        self.race.advance(2**62, TICK)
        self.frame_budget.invalidate(steps=True)
        self.playing = bool(self.race.running)

    def frame(self, requests: Requests, due: Due | None = None) -> RaceFrame | None:
        """All runners as of now, with less detail while large networks train. None when nothing is new, or training is due."""
        if not self.frame_budget.is_due(requests, self.playing):
            return None
        race = self.race
        if race is None:
            return RaceFrame(problem=self.problem, order=self.order)
        began = time.thread_time()
        snapshots = race.snapshots(requests, self.frame_budget.detail if self.playing else 1.0)
        self.frame_budget.spend(time.thread_time() - began)
        return RaceFrame(race.base, race.runners, snapshots, race.starts, race.step, self.playing, order=self.order)

    def state(self, runner: int) -> Answer:
        """A runner's recipe and trained state."""
        if self.race is None or runner >= len(self.race.sessions):
            return Missing.UNTRAINED
        return self.race.state(runner)


@dataclass(frozen=True, eq=False)
class LineUp:
    """Instruction: all runners at the start."""

    base: Recipe
    runners: tuple[Runner, ...]
    known: tuple[Recipe, Data] | None = None

    def do(self, run: RaceJob) -> None:
        run.line_up(self.base, self.runners, self.known)


@dataclass(frozen=True)
class PlayRace:
    """Instruction: all runners train. `order`: its number among the orders to play and to pause."""

    order: int = 0

    def do(self, run: RaceJob) -> None:
        run.play(self.order)


@dataclass(frozen=True)
class PauseRace:
    """Instruction: all runners wait."""

    order: int = 0

    def do(self, run: RaceJob) -> None:
        run.pause(self.order)
