"""The course of a run: where its schedule and its stop rules stand, and the best weights so far."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

from engine.core.arrays import Array
from engine.core.scores import Scores
from engine.optim.loss_memory import Memory, memory_after
from engine.optim.stopping import ENDLESS, Progress, RestoresBest, last_step_of
from engine.recipe.recipe import Recipe


@dataclass(frozen=True, eq=False)
class BestWeights:
    """The weights of the best epoch so far, and its step. Never written to."""

    theta: Array
    buffers: Array
    step: int


@dataclass(frozen=True, eq=False)
class CourseState:
    """All that a course has to remember. `memories`: by the name of a schedule or stop rule. `spent`: rules that have stopped."""

    memories: dict[str, Memory] = field(default_factory=dict)
    spent: tuple[str, ...] = ()
    seconds: float = 0.0
    best: BestWeights | None = None

    def to_data(self) -> dict[str, Any]:
        """As plain data for JSON, without the best weights."""
        memories = {name: [x if math.isfinite(x) else None for x in memory] for name, memory in self.memories.items()}
        best_step = None if self.best is None else self.best.step
        return {"memories": memories, "spent": list(self.spent), "seconds": self.seconds, "best_step": best_step}


def course_from(data: dict[str, Any], best_theta: Array | None, best_buffers: Array | None) -> CourseState:
    """The state that `to_data` wrote. Raises ValueError, KeyError or TypeError when it is damaged."""
    memories = {str(name): tuple(_number(x) for x in memory) for name, memory in data["memories"].items()}
    best = None
    if best_theta is not None and best_buffers is not None:
        best = BestWeights(best_theta, best_buffers, int(data["best_step"]))
    return CourseState(memories, tuple(str(name) for name in data["spent"]), float(data["seconds"]), best)


def _number(data: Any) -> float:
    return math.inf if data is None else float(data)


class TrainingControl:
    """Changes while training: after each epoch that is judged, and when a rule stops the run."""

    def __init__(self, recipe: Recipe, per_epoch: int) -> None:
        self.schedule, self.lr, self.per_epoch = recipe.schedule, recipe.optimizer.lr, per_epoch
        self.stops = {rule.kind: rule for rule in recipe.stops}
        self.judges = bool(self.schedule.memory) or any(rule.needs_scores for rule in self.stops.values())
        self.looks_at_epochs = self.judges or bool(self.stops)
        self.last_step = min((last_step_of(rule) for rule in self.stops.values()), default=ENDLESS)
        self._schedule_key = f"schedule {self.schedule.kind}"
        self.seconds = 0.0  # of training
        self.take(CourseState())

    def state(self) -> CourseState:
        return CourseState(self.memories, self.spent, self.seconds, self.best)

    def take(self, state: CourseState) -> None:
        """Go on from a state, as far as it is about this schedule and these rules; what is missing begins anew."""
        start: dict[str, Memory] = {name: rule.memory for name, rule in self.stops.items()}
        start[self._schedule_key] = self.schedule.memory
        kept = {name: memory for name, memory in state.memories.items() if len(memory) == len(start.get(name, ())) > 0}
        self.memories = start | kept
        self.spent = tuple(name for name in state.spent if name in self.stops)
        self.seconds, self.best = state.seconds, state.best

    def follow(self, former: TrainingControl, same_losses: bool, same_weights: bool) -> None:
        """Go on from another course. A rule that was another one in it has not stopped anything yet.

        The best loss so far is no measure for a loss on other data, nor are its weights any for other layers.
        """
        state = former.state()
        spent = tuple(name for name in state.spent if self.stops.get(name) == former.stops[name])
        best = state.best if same_losses and same_weights else None
        self.take(replace(state, memories=state.memories if same_losses else {}, spent=spent, best=best))

    # -- the learning rate
    def rate(self, step: int) -> float:
        """The learning rate of the step that `step` others went before."""
        return self.schedule.rate(self.lr, step, self.per_epoch, self.memories[self._schedule_key])

    # -- the end
    def steps_left(self, step: int) -> int:
        """Steps until a rule must be asked."""
        return self.last_step - step if self.last_step > step else ENDLESS

    def after_epoch(self, scores: Scores) -> bool:
        """Let schedule and rules see an epoch's scores; returns whether its weights are the best and are to be kept."""
        memories = dict(self.memories)
        memories[self._schedule_key] = memory_after(self.schedule, memories[self._schedule_key], scores)
        for name, rule in self.stops.items():
            memories[name] = memory_after(rule, memories[name], scores)
        self.memories = memories
        return any(isinstance(rule, RestoresBest) and rule.is_best(memories[name]) for name, rule in self.stops.items())

    def reason(self, step: int, epoch: int, scores: Scores | None) -> tuple[str, BestWeights | None]:
        """Why to stop now, and the weights to put back, if any. The rule that says so is then spent. Empty: go on.

        scores: those at the end of an epoch, for rules that judge.
        """
        now = Progress(step, epoch, self.seconds, scores)
        for name, rule in self.stops.items():
            why = "" if name in self.spent else rule.reason(now, self.memories[name])
            if why:
                self.spent = (*self.spent, name)
                return why, self.best if isinstance(rule, RestoresBest) else None
        return "", None
