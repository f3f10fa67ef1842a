"""Control of a run: the state of its schedule and of its stop rules, and the best weights so far."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

from engine.core.arrays import Array
from engine.core.blas_threads import MOST_THREADS
from engine.core.number_format import format_count
from engine.core.scores import Scores
from engine.core.translation import _, joined
from engine.optim.loss_memory import Memory, memory_after
from engine.optim.stopping import ENDLESS, Progress, RestoresBest, last_step_of
from engine.recipe.recipe import Recipe

MOST_CHANGES = 100  # of the number of threads, that are remembered


@dataclass(frozen=True, eq=False)
class BestWeights:
    """The weights of the best epoch so far, and its step. Never written to."""

    theta: Array
    buffers: Array
    step: int


@dataclass(frozen=True, eq=False)
class ControlState:
    """All that control remembers. memories: by the name of a schedule or stop rule. fired: rules that have stopped the run.
    threads: from which step on it was trained with how many BLAS threads, which decide its bits; empty is one.
    """

    memories: dict[str, Memory] = field(default_factory=dict)
    fired: tuple[str, ...] = ()
    seconds: float = 0.0
    best: BestWeights | None = None
    threads: tuple[tuple[int, int], ...] = ()

    def to_data(self) -> dict[str, Any]:
        """As plain data for JSON, without the best weights."""
        memories = {name: [x if math.isfinite(x) else None for x in memory] for name, memory in self.memories.items()}
        best_step = None if self.best is None else self.best.step
        data = {"memories": memories, "spent": list(self.fired), "seconds": self.seconds, "best_step": best_step}
        return data if not self.threads else {**data, "threads": [list(one) for one in self.threads]}


def control_from(data: dict[str, Any], best_theta: Array | None, best_buffers: Array | None) -> ControlState:
    """The state that `to_data` wrote. Raises ValueError, KeyError or TypeError when it is damaged."""
    memories = {str(name): tuple(_number(x) for x in memory) for name, memory in data["memories"].items()}
    best = None
    if best_theta is not None and best_buffers is not None:
        best = BestWeights(best_theta, best_buffers, int(data["best_step"]))
    threads = tuple((int(step), min(max(int(count), 1), MOST_THREADS)) for step, count in data.get("threads", ()))
    return ControlState(
        memories, tuple(str(name) for name in data["spent"]), float(data["seconds"]), best, threads[-MOST_CHANGES:]
    )


def _number(data: Any) -> float:
    return math.inf if data is None else float(data)


class TrainingControl:
    """Changes while training: after each epoch whose scores it needs, and when a rule stops the run."""

    def __init__(self, recipe: Recipe, per_epoch: int) -> None:
        self.schedule, self.lr, self.per_epoch = recipe.schedule, recipe.optimizer.lr, per_epoch
        self.stops = {rule.kind: rule for rule in recipe.stops}
        self.needs_scores = bool(self.schedule.memory) or any(rule.needs_scores for rule in self.stops.values())
        self.needs_epoch_ends = self.needs_scores or bool(self.stops)
        self.last_step = min((last_step_of(rule) for rule in self.stops.values()), default=ENDLESS)
        self._schedule_key = f"schedule {self.schedule.kind}"
        self.memories: dict[str, Memory] = {}
        self.fired: tuple[str, ...] = ()
        self.seconds = 0.0  # of training
        self.best: BestWeights | None = None
        self.threads: tuple[tuple[int, int], ...] = ()
        self.load(ControlState())

    def state(self) -> ControlState:
        """All that `load` needs to continue from here."""
        return ControlState(self.memories, self.fired, self.seconds, self.best, self.threads)

    def load(self, state: ControlState) -> None:
        """Continue from a state as far as it is about this schedule and these rules; all others start afresh."""
        start: dict[str, Memory] = {name: rule.memory for name, rule in self.stops.items()}
        start[self._schedule_key] = self.schedule.memory
        remembered = {name: memory for name, memory in state.memories.items() if len(memory) == len(start.get(name, ())) > 0}
        self.memories = start | remembered
        self.fired = tuple(name for name in state.fired if name in self.stops)
        self.seconds, self.best, self.threads = state.seconds, state.best, state.threads

    @property
    def thread_count(self) -> int:
        """The number of BLAS threads to train with now."""
        return self.threads[-1][1] if self.threads else 1

    def threads_at(self, step: int) -> int:
        """The number of BLAS threads that the step after `step` others is, or was, trained with."""
        return next((count for since, count in reversed(self.threads) if since <= step), 1)

    def set_threads(self, step: int, count: int, chosen: bool = False) -> None:
        """Train with so many BLAS threads from this step on. `chosen`: note it even where it is one from the start."""
        if count != self.thread_count or (chosen and not self.threads):
            kept = tuple(one for one in self.threads if one[0] < step)
            self.threads = (*kept, (step, count))[-MOST_CHANGES:]

    def continue_from(self, former: TrainingControl, same_losses: bool, same_layout: bool) -> None:
        """Continue from the control of another recipe. A rule with other parameters than there has not fired yet.

        The best loss so far cannot be compared with losses on other data, and its weights do not fit other layers.
        """
        state = former.state()
        fired = tuple(name for name in state.fired if self.stops.get(name) == former.stops[name])
        best = state.best if same_losses and same_layout else None
        self.load(replace(state, memories=state.memories if same_losses else {}, fired=fired, best=best))

    # -- the learning rate
    def rate(self, step: int) -> float:
        """The learning rate of the step after `step` others."""
        return self.schedule.rate(self.lr, step, self.per_epoch, self.memories[self._schedule_key])

    # -- the end
    def steps_left(self, step: int) -> int:
        """Steps until the stop rules must be asked."""
        return self.last_step - step if self.last_step > step else ENDLESS

    def after_epoch(self, scores: Scores) -> bool:
        """Let schedule and rules see an epoch's scores; returns whether its weights are the best so far and must be kept."""
        memories = dict(self.memories)
        memories[self._schedule_key] = memory_after(self.schedule, memories[self._schedule_key], scores)
        for name, rule in self.stops.items():
            memories[name] = memory_after(rule, memories[name], scores)
        self.memories = memories
        return any(isinstance(rule, RestoresBest) and rule.is_best(memories[name]) for name, rule in self.stops.items())

    def reason(self, step: int, epoch: int, scores: Scores | None) -> tuple[str, BestWeights | None]:
        """Why to stop now, empty for no reason, and the weights to restore, if any. The rule that stops the run has then fired.

        scores: those at the end of an epoch, for rules that need them.
        """
        now, best = Progress(step, epoch, self.seconds, scores), self.best_to_restore()
        for name, rule in self.stops.items():
            why = "" if name in self.fired else rule.reason(now, self.memories[name])
            if why:
                self.fired = (*self.fired, name)
                if best is not None and best.step < step and not isinstance(rule, RestoresBest):
                    why = joined((why, restored_text(best)))
                return why, best
        return "", None

    def best_to_restore(self) -> BestWeights | None:
        """The weights that the end of the run puts back, whatever ends it: those of its best epoch, if a rule asks for them."""
        asked = (name not in self.fired and isinstance(rule, RestoresBest) for name, rule in self.stops.items())
        return self.best if any(asked) else None


def restored_text(best: BestWeights) -> str:
    """What happened to the weights at the end, as a sentence."""
    return _("The weights of its best epoch, at step {step}, were put back.").format(step=format_count(best.step))
