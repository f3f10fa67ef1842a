"""Stop rules: when a run has had enough. To add one, write a class with `@STOPS.add(...)`.

A rule is a pure function; what one remembers of the losses lies apart from it, in a `memory` of a few numbers. A rule that has
stopped a run leaves it alone afterwards, until it is changed or the run is started again: Play then goes on without it.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from engine.core.number_format import format_number
from engine.core.params import param
from engine.core.registry import Entry, Registry
from engine.core.scores import ROWS, Scores, loss_on

ENDLESS = 2**62

Memory = tuple[float, ...]


@dataclass(frozen=True)
class Progress:
    """How far a run is. `seconds` are those of training. `scores` are given only at the end of an epoch, to rules that judge."""

    step: int
    epoch: int
    seconds: float
    scores: Scores | None = None


class StopRule(Entry, ABC):
    """`judges`: whether it needs the scores at each epoch's end. `memory`: what it remembers at the start.

    `keeps_best`: whether the weights of the best epoch are put back when it stops the run.
    """

    judges: ClassVar[bool] = False
    keeps_best: ClassVar[bool] = False
    memory: ClassVar[Memory] = ()

    @abstractmethod
    def reason(self, now: Progress, memory: Memory) -> str:
        """Why to stop now, as a sentence; empty to go on."""

    def after_epoch(self, memory: Memory, scores: Scores) -> Memory:
        """What it remembers after an epoch that ended with these scores."""
        return memory

    def is_best(self, memory: Memory) -> bool:
        """Whether the weights of the epoch just seen are the best so far and are to be kept."""
        return False

    def last_step(self) -> int:
        """The step at which it must be asked."""
        return ENDLESS


STOPS: Registry[StopRule] = Registry("stop rule")


@STOPS.add("epochs", "After epochs")
@dataclass(frozen=True)
class Epochs(StopRule):
    """Stops after so many epochs."""

    most: int = param(100, "Epochs", low=1, high=10_000_000, help="How often every training row is used.")

    def reason(self, now: Progress, memory: Memory) -> str:
        return f"Stopped after {now.epoch:,} epochs, as asked." if now.epoch >= self.most else ""


@STOPS.add("steps", "After steps")
@dataclass(frozen=True)
class Steps(StopRule):
    """Stops after so many steps."""

    most: int = param(10_000, "Steps", low=1, high=1_000_000_000, help="How many mini-batches are used.")

    def reason(self, now: Progress, memory: Memory) -> str:
        return f"Stopped after {now.step:,} steps, as asked." if now.step >= self.most else ""

    def last_step(self) -> int:
        return self.most


@STOPS.add("minutes", "After minutes")
@dataclass(frozen=True)
class Minutes(StopRule):
    """Stops after so many minutes of training; pauses do not count. The clock decides, so no two runs stop at the same step."""

    most: float = param(5.0, "Minutes", low=0.01, high=10_000.0, log=True, help="Minutes spent training.")

    def reason(self, now: Progress, memory: Memory) -> str:
        return (
            f"Stopped after {format_number(self.most, 6)} minutes of training, as asked." if now.seconds >= 60 * self.most else ""
        )


@STOPS.add("loss_below", "Loss below")
@dataclass(frozen=True)
class LossBelow(StopRule):
    """Stops at the end of the first epoch with a loss below the goal."""

    judges = True
    goal: float = param(0.01, "Goal", low=1e-12, high=1e6, log=True, help="The loss that is good enough.")
    rows: str = param(ROWS[0], "Rows", choices=ROWS, help="Whose loss it looks at.")

    def reason(self, now: Progress, memory: Memory) -> str:
        loss = math.inf if now.scores is None else loss_on(self.rows, now.scores)
        if not loss < self.goal:
            return ""
        reached, goal = format_number(loss, 4), format_number(self.goal, 6)
        return f"Stopped at step {now.step:,}: the {self.rows} loss, {reached}, is below {goal}."


@STOPS.add("metric_above", "Metric above")
@dataclass(frozen=True)
class MetricAbove(StopRule):
    """Stops at the end of the first epoch with a metric above the goal: accuracy for classes, R² for numbers."""

    judges = True
    goal: float = param(0.95, "Goal", low=0.0, high=1.0, help="The metric that is good enough; 1 is perfect.")
    rows: str = param(ROWS[0], "Rows", choices=ROWS, help="Whose metric it looks at.")

    def reason(self, now: Progress, memory: Memory) -> str:
        if now.scores is None:
            return ""
        metric = now.scores.test_metric if self.rows == ROWS[0] else now.scores.train_metric
        if not metric > self.goal:
            return ""
        judged = f"{now.scores.metric} on the {self.rows} rows, {format_number(metric, 4)}"
        return f"Stopped at step {now.step:,}: {judged}, is above {format_number(self.goal, 6)}."


@STOPS.add("no_improvement", "No improvement")
@dataclass(frozen=True)
class NoImprovement(StopRule):
    """Early stopping (Prechelt 1998): stops when the loss has not become lower for some epochs, and puts the best weights back.

    Remembers the best loss and the epochs since.
    """

    judges = True
    keeps_best = True
    memory = (math.inf, 0.0)
    patience: int = param(
        20, "Patience", low=1, high=1_000_000, unit="epochs", help="How many epochs without a better loss it bears."
    )
    least: float = param(0.0, "Least gain", low=0.0, high=0.5, help="By which share a loss must be lower to count as better.")
    rows: str = param(ROWS[0], "Rows", choices=ROWS, help="Whose loss it looks at.")

    def reason(self, now: Progress, memory: Memory) -> str:
        best, since = memory
        if now.scores is None or since < self.patience:
            return ""
        waited = f"the {self.rows} loss has not become lower than {format_number(best, 4)} for {since:,.0f} epochs"
        return f"Stopped at step {now.step:,}: {waited}. The weights of its best epoch were put back."

    def after_epoch(self, memory: Memory, scores: Scores) -> Memory:
        best, since = memory
        loss = loss_on(self.rows, scores)
        return (loss, 0.0) if loss < best * (1 - self.least) else (best, since + 1)

    def is_best(self, memory: Memory) -> bool:
        return memory[1] == 0
