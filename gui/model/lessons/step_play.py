"""One step of a lesson while it is played: what was predicted, answered and done, and which goals are met."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import ngettext
from engine.inspection.snapshot import Snapshot
from engine.recipe.recipe import Recipe
from gui.model.lessons.goals import Answer, Goal, MeasureGoal, Verdict
from gui.model.lessons.lesson import Limits, Step
from gui.model.lessons.lesson_state import LessonState
from gui.model.lessons.step_rules import objection_to

TRIES_PER_HINT = 2  # without meeting the goals, before the next hint is offered by itself
MOST_REPORTS = 1000  # of one action that are remembered
MOST_BY_HAND = 64  # parameters of a network whose weights are compared
DIFFERENT = 0.05  # of unit vectors of weights: how far apart two ways of doing it are


@dataclass
class StepRecord:
    """What became of one step, for the learner and the teacher. Changes while the step is played."""

    predicted: float = math.nan
    answers: dict[int, Answer] = field(default_factory=dict)  # by the goal's number, from 0
    tries: int = 0
    hints: int = 0
    shown: bool = False  # whether it was done for the learner
    guess_shown: bool = False  # whether the question was answered for the learner, too
    done: bool = False
    seconds: float = 0.0
    values: list[float] = field(default_factory=list)  # of the goals, when they were met


class StepPlay:
    """Changes with each state, answer and report. `verdicts` are those of the step's goals, in order; `state` is the newest."""

    def __init__(self, step: Step, record: StepRecord, limits: Limits, kept: tuple[str, ...]) -> None:
        self.step, self.record, self.limits, self.kept = step, record, limits, kept
        record.predicted, record.done, record.guess_shown = math.nan, False, False
        record.answers.clear()
        self.state: LessonState | None = None
        self.verdicts: tuple[Verdict, ...] = ()
        self.trials: dict[int, tuple[bool, ...]] = {}  # by the goal's number: with which other seeds it was met
        self._trial_recipe: Recipe | None = None
        self._start: Recipe | None = None  # what the step began with
        self._done = _Done()

    @property
    def needs_prediction(self) -> bool:
        """Whether the question has not been answered yet: nothing counts before."""
        return self.step.question is not None and not math.isfinite(self.record.predicted)

    @property
    def objection(self) -> str:
        """Why nothing counts at the moment, as a sentence: beyond the limits, or a kept setting was changed."""
        if self.state is None or self._start is None:
            return ""
        return objection_to(self.state, self.limits, self.kept, self._start)

    # -- what the learner does
    def predict(self, value: float) -> None:
        """What was done before does not count."""
        if self.needs_prediction:
            self.record.predicted = value
            self._done = _Done()
            if self.state is not None:  # what is there now does count
                self._done.note_by_hand(self.state.snapshot)
            self._judge()

    def answer(self, goal: int, values: Answer) -> None:
        """Type or choose something for a goal, by its number from 0. A wrong answer is a try."""
        if self.needs_prediction or self.record.done or not 0 <= goal < len(self.step.goals):
            return
        self.record.answers[goal] = values
        self._judge()
        if goal < len(self.verdicts) and not self.verdicts[goal].met:
            self.note_try()

    def note_action(self, name: str, value: float) -> None:
        """A view reports what was done in it."""
        if not self.needs_prediction:
            self._done.actions[name] = (*self._done.actions.get(name, ()), value)[-MOST_REPORTS:]
            self._judge()

    def note_run(self) -> None:
        """A run was kept."""
        self._done.runs += 1
        self._judge()

    def note_try(self) -> None:
        """Something was tried, such as training for a while, and the goals are not met."""
        if not self.record.done and not self.needs_prediction:
            self.record.tries += 1

    def next_hint(self) -> str:
        """The hint after those that were shown, which counts as one more; the last one again when there are no more."""
        hints = self.step.hints
        self.record.hints = min(self.record.hints + 1, len(hints))
        return str(hints[self.record.hints - 1]) if hints else ""

    @property
    def offers_hint(self) -> bool:
        """Whether enough was tried for the next hint."""
        left = self.record.hints < len(self.step.hints)
        return left and not self.record.done and self.record.tries >= TRIES_PER_HINT * (self.record.hints + 1)

    # -- what happens
    def observe(self, state: LessonState) -> None:
        """The newest state of the project. Its actions and the like are filled in here."""
        self._start = self._start or state.recipe
        if state.recipe != self._trial_recipe:
            self.trials.clear()
        self.state = state
        self._done.note_by_hand(state.snapshot)
        self._judge()

    def wants_trials(self) -> tuple[int, ...]:
        """The numbers of goals that are met but for other seeds, which have not been tried yet."""
        if self.needs_prediction or self.record.done or self.objection or self.state is None:
            return ()
        judged = enumerate(zip(self.step.goals, self._own_verdicts(self.state), strict=True))
        return tuple(k for k, (goal, verdict) in judged if seeds_of(goal) and verdict.met and k not in self.trials)

    def note_trials(self, goal: int, recipe: Recipe, outcomes: tuple[bool, ...]) -> None:
        """With which other seeds the goal was met too, by a network of this recipe."""
        if self.state is not None and recipe == self.state.recipe:
            self._trial_recipe = recipe
            self.trials[goal] = outcomes
            self._judge()

    # -- inside
    def _own_verdicts(self, state: LessonState) -> tuple[Verdict, ...]:
        """Without other seeds."""
        done = self._done
        state = replace(state, actions=done.actions, runs=done.runs, by_hand=len(done.by_hand))
        return tuple(goal.judge(state, self.record.answers.get(k, ())) for k, goal in enumerate(self.step.goals))

    def _judge(self) -> None:
        if self.state is None or self.record.done:
            return
        found = zip(self.step.goals, self._own_verdicts(self.state), strict=True)
        verdicts = [_with_trials(goal, now, self.trials.get(k)) for k, (goal, now) in enumerate(found)]
        if self.needs_prediction or self.objection:
            self.verdicts = tuple(replace(one, met=False) for one in verdicts)
            return
        for k, goal in enumerate(self.step.goals):
            if goal.ever and verdicts[k].met:
                self._done.once.setdefault(k, verdicts[k])
        self.verdicts = tuple(self._done.once.get(k, one) for k, one in enumerate(verdicts))
        if all(verdict.met for verdict in self.verdicts):
            self.record.done = True
            self.record.values = [verdict.value for verdict in self.verdicts]


@dataclass
class _Done:
    """What the learner has done since the prediction. Changes."""

    actions: dict[str, tuple[float, ...]] = field(default_factory=dict)
    runs: int = 0
    by_hand: list[Array] = field(default_factory=list)  # weights that had every row right without training, as unit vectors
    once: dict[int, Verdict] = field(default_factory=dict)  # of goals that need be met only once, when they were

    def note_by_hand(self, shown: Snapshot | None) -> None:
        """Remember weights without training that have every row right, when they differ from those before."""
        if shown is None or shown.step or shown.theta.size > MOST_BY_HAND or shown.data.task.is_regression:
            return
        if min(shown.scores.train_metric, shown.scores.test_metric) < 1:
            return
        theta = shown.theta.astype(np.float64)
        theta /= max(float(np.linalg.norm(theta)), 1e-12)
        if all(np.linalg.norm(theta - other) > DIFFERENT for other in self.by_hand):
            self.by_hand.append(theta)


def _with_trials(goal: Goal, verdict: Verdict, outcomes: tuple[bool, ...] | None) -> Verdict:
    """A goal with other seeds is met when it was with enough of them."""
    seeds = seeds_of(goal)
    if not seeds or not verdict.met:
        return verdict
    if outcomes is None:
        return replace(verdict, met=False)
    text = ngettext(
        "{now}; {good} of {seeds} other start got there too",
        "{now}; {good} of {seeds} other starts got there too",
        seeds,
    )
    return replace(
        verdict, met=sum(outcomes) >= needed_of(goal), now=text.format(now=verdict.now, good=sum(outcomes), seeds=seeds)
    )


def seeds_of(goal: Goal) -> int:
    """From how many other seeds the goal must be met too."""
    return goal.seeds if isinstance(goal, MeasureGoal) else 0


def needed_of(goal: Goal) -> int:
    """With how many of its other seeds."""
    return min(goal.needed or goal.seeds, goal.seeds) if isinstance(goal, MeasureGoal) else 0
