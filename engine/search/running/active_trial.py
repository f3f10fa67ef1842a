"""A trial that is being trained: what workers are asked for it, and what it is after their answers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from engine.core.translation import N_
from engine.search.plan import Plan
from engine.search.trial import DIVERGED, FAILED, FINISHED, RUNNING, Trial, rung_epochs
from engine.search.work.work_item import WorkItem, WorkResult

DIVERGENCE = N_("The training diverged: its numbers grew until they were no longer finite.")


def rungs_of(plan: Plan) -> tuple[int, ...]:
    """The epochs after which its trials answer."""
    return rung_epochs(plan.epochs) if plan.stops_weak else (plan.epochs,)


@dataclass(eq=False)
class ActiveTrial:
    """`trial` and `states` are as at the last rung. Changes as answers come.

    Raises ValueError with a sentence when the point makes no network.
    """

    plan: Plan
    trial: Trial
    states: tuple[bytes, ...] = ()
    answers: dict[int, WorkResult] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._recipes = tuple(self.plan.recipe(self.trial.point, repeat) for repeat in range(self.plan.repeats))

    @property
    def number(self) -> int:
        return self.trial.number

    def items(self) -> tuple[WorkItem, ...]:
        """What leads all pieces to the next rung."""
        plan, until = self.plan, rungs_of(self.plan)[len(self.trial.rungs)]
        self.answers, each = {}, max(1, plan.folds)
        states = self.states or (None,) * plan.pieces
        return tuple(
            WorkItem(self.number, piece, self._recipes[piece // each], piece % each, plan.folds, plan.judge, until, states[piece])
            for piece in range(plan.pieces)
        )

    def answer(self, result: WorkResult) -> bool:
        """Keep an answer; whether all pieces have answered now."""
        self.answers[result.piece] = result
        return len(self.answers) == self.plan.pieces

    def advance(self) -> None:
        """Be what the answers of all pieces make of it, whatever their order: at the next rung, or ended."""
        results = [self.answers[piece] for piece in range(self.plan.pieces)]
        before, first = self.trial, results[0]
        trial = replace(
            before,
            state=RUNNING,
            scores=tuple(one.score for one in results),
            epochs=max(before.epochs, *(one.epochs for one in results)),
            parameters=max(before.parameters, *(one.parameters for one in results)),
            seconds=before.seconds + math.fsum(one.seconds for one in results),
            host=first.host,
            process=first.process,
        )
        problem = next((one.problem for one in results if one.problem), "")
        if problem or any(one.diverged for one in results):
            state = FAILED if problem else DIVERGED
            self.trial, self.states = replace(trial, state=state, score=math.nan, problem=problem or DIVERGENCE), ()
            return
        score = math.fsum(trial.scores) / len(results)
        trial = replace(trial, score=score, rungs=(*before.rungs, (results[0].epochs, score)))
        self.trial = replace(trial, state=FINISHED) if len(trial.rungs) == len(rungs_of(self.plan)) else trial
        self.states = tuple(one.state for one in results)

    @property
    def work(self) -> float:
        """Seconds that its last answers took: so much would be lost."""
        return math.fsum(one.seconds for one in self.answers.values())
