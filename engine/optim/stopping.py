"""Stop rules: when training ends by itself. To add one, write a class with `@STOPS.add(...)`.

A rule is a pure function; one that depends on earlier losses has its memory apart from it, a few numbers (`loss_memory`). A rule
that has stopped a run is not asked again until it is changed or the run is restarted: Play continues without it.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

from engine.core.number_format import format_count, format_number
from engine.core.params import param
from engine.core.registry import Entry, Registry
from engine.core.scores import ROWS, VALIDATION, Scores, deciding_rows, loss_on, metric_on
from engine.core.translation import N_, _, ngettext
from engine.optim.loss_memory import Memory

ENDLESS = 2**62
# sentences by the rows whose loss or metric they are about
LOSS_BELOW = {
    "test": N_("Stopped at step {step}: the test loss, {loss}, is below {goal}."),
    "training": N_("Stopped at step {step}: the training loss, {loss}, is below {goal}."),
    "validation": N_("Stopped at step {step}: the validation loss, {loss}, is below {goal}."),
}
METRIC_ABOVE = {
    "test": N_("Stopped at step {step}: {metric} on the test rows, {value}, is above {goal}."),
    "training": N_("Stopped at step {step}: {metric} on the training rows, {value}, is above {goal}."),
    "validation": N_("Stopped at step {step}: {metric} on the validation rows, {value}, is above {goal}."),
}


@dataclass(frozen=True)
class Progress:
    """How far a run is. `seconds`: spent training. `scores`: given only at the end of an epoch, to rules that need them."""

    step: int
    epoch: int
    seconds: float
    scores: Scores | None = None


class StopRule(Entry, ABC):
    """`needs_scores`: whether it needs the scores at the end of each epoch. `memory`: its memory at the start of a run."""

    needs_scores: ClassVar[bool] = False
    memory: ClassVar[Memory] = ()

    @abstractmethod
    def reason(self, now: Progress, memory: Memory) -> str:
        """Why to stop now, as a sentence; empty to continue."""


@runtime_checkable
class RestoresBest(Protocol):
    """A stop rule that puts the weights of the best epoch back when it stops the run."""

    def is_best(self, memory: Memory) -> bool:
        """Whether the weights of the epoch that just ended are the best so far and are to be kept."""


@runtime_checkable
class EndsAtStep(Protocol):
    """A stop rule that must be asked in the middle of an epoch, at one step."""

    def last_step(self) -> int:
        """The number of steps after which it must be asked."""


def last_step_of(rule: StopRule) -> int:
    """The number of steps after which the rule must be asked; ENDLESS when the end of each epoch is enough."""
    return rule.last_step() if isinstance(rule, EndsAtStep) else ENDLESS


STOPS: Registry[StopRule] = Registry("stop rule")


@STOPS.add("epochs", "After epochs")
@dataclass(frozen=True)
class Epochs(StopRule):
    """Stops after so many epochs."""

    most: int = param(100, "Epochs", low=1, high=10_000_000, help="How often every training row is used.")

    def reason(self, now: Progress, memory: Memory) -> str:
        if now.epoch < self.most:
            return ""
        text = ngettext("Stopped after {count} epoch, as asked.", "Stopped after {count} epochs, as asked.", now.epoch)
        return text.format(count=format_count(now.epoch))


@STOPS.add("steps", "After steps")
@dataclass(frozen=True)
class Steps(StopRule):
    """Stops after so many steps."""

    most: int = param(10_000, "Steps", low=1, high=1_000_000_000, help="How many mini-batches are used.")

    def reason(self, now: Progress, memory: Memory) -> str:
        if now.step < self.most:
            return ""
        text = ngettext("Stopped after {count} step, as asked.", "Stopped after {count} steps, as asked.", now.step)
        return text.format(count=format_count(now.step))

    def last_step(self) -> int:
        return self.most


@STOPS.add("minutes", "After minutes")
@dataclass(frozen=True)
class Minutes(StopRule):
    """Stops after so many minutes of training; pauses do not count. It goes by the clock: no two runs stop at the same step."""

    most: float = param(5.0, "Minutes", low=0.01, high=10_000.0, log=True, help="Minutes spent training.")

    def reason(self, now: Progress, memory: Memory) -> str:
        if now.seconds < 60 * self.most:
            return ""
        text = _("Stopped after {minutes} minutes of training, as asked.")
        if self.most == 1:
            text = _("Stopped after a minute of training, as asked.")
        return text.format(minutes=format_number(self.most, 6))


@STOPS.add("loss_below", "Loss below")
@dataclass(frozen=True)
class LossBelow(StopRule):
    """Stops at the end of the first epoch with a loss below the goal."""

    needs_scores = True
    goal: float = param(0.01, "Goal", low=1e-12, high=1e6, log=True, help="The loss that is good enough.")
    rows: str = param(
        ROWS[0],
        "Rows",
        choices=ROWS,
        help="Whose loss it watches. Validation rows, if there are any, stand in for the test rows.",
    )

    def reason(self, now: Progress, memory: Memory) -> str:
        if now.scores is None:
            return ""
        loss = loss_on(self.rows, now.scores)
        if not loss < self.goal:
            return ""
        text = LOSS_BELOW[deciding_rows(self.rows, now.scores)]
        return _(text).format(step=format_count(now.step), loss=format_number(loss, 4), goal=format_number(self.goal, 6))


@STOPS.add("metric_above", "Metric above")
@dataclass(frozen=True)
class MetricAbove(StopRule):
    """Stops at the end of the first epoch with a metric above the goal: accuracy for classes, R² for numbers."""

    needs_scores = True
    goal: float = param(0.95, "Goal", low=0.0, high=1.0, help="The metric that is good enough; 1 is perfect.")
    rows: str = param(
        ROWS[0],
        "Rows",
        choices=ROWS,
        help="Whose metric it watches. Validation rows, if there are any, stand in for the test rows.",
    )

    def reason(self, now: Progress, memory: Memory) -> str:
        if now.scores is None:
            return ""
        metric = metric_on(self.rows, now.scores)
        if not metric > self.goal:
            return ""
        return _(METRIC_ABOVE[deciding_rows(self.rows, now.scores)]).format(
            step=format_count(now.step),
            metric=_(now.scores.metric),
            value=format_number(metric, 4),
            goal=format_number(self.goal, 6),
        )


@STOPS.add("no_improvement", "No improvement")
@dataclass(frozen=True)
class NoImprovement(StopRule):
    """Early stopping (Prechelt 1998): stops when the loss has not improved for some epochs, and restores the best weights.

    The memory holds the best loss and the number of epochs since.
    """

    needs_scores = True
    memory = (math.inf, 0.0)
    patience: int = param(
        20, "Patience", low=1, high=1_000_000, unit="epochs", help="How many epochs without a better loss are allowed."
    )
    least: float = param(0.0, "Least gain", low=0.0, high=0.5, help="By which share a loss must be lower to count as better.")
    rows: str = param(
        ROWS[0],
        "Rows",
        choices=ROWS,
        help="Whose loss it watches. Validation rows, if there are any, stand in for the test rows.",
    )

    def reason(self, now: Progress, memory: Memory) -> str:
        best, since = memory
        if now.scores is None or since < self.patience:
            return ""
        text = _not_improved(deciding_rows(self.rows, now.scores), round(since))
        return text.format(step=format_count(now.step), best=format_number(best, 4), epochs=format_count(round(since)))

    def after_epoch(self, memory: Memory, scores: Scores) -> Memory:
        best, since = memory
        loss = loss_on(self.rows, scores)
        return (loss, 0.0) if loss < best * (1 - self.least) else (best, since + 1)

    def is_best(self, memory: Memory) -> bool:
        return memory[1] == 0


def _not_improved(rows: str, epochs: int) -> str:
    """The sentence with its slots, by the rows whose loss it is about."""
    if rows == ROWS[0]:
        return ngettext(
            "Stopped at step {step}: the test loss has not become lower than {best} for {epochs} epoch. "
            "The weights of its best epoch were put back.",
            "Stopped at step {step}: the test loss has not become lower than {best} for {epochs} epochs. "
            "The weights of its best epoch were put back.",
            epochs,
        )
    if rows == VALIDATION:
        return ngettext(
            "Stopped at step {step}: the validation loss has not become lower than {best} for {epochs} epoch. "
            "The weights of its best epoch were put back.",
            "Stopped at step {step}: the validation loss has not become lower than {best} for {epochs} epochs. "
            "The weights of its best epoch were put back.",
            epochs,
        )
    return ngettext(
        "Stopped at step {step}: the training loss has not become lower than {best} for {epochs} epoch. "
        "The weights of its best epoch were put back.",
        "Stopped at step {step}: the training loss has not become lower than {best} for {epochs} epochs. "
        "The weights of its best epoch were put back.",
        epochs,
    )
