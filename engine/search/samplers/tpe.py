"""Points where earlier trials did well, by Optuna."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from engine.core.translation import _
from engine.core.version import install_command
from engine.search.plan import Plan
from engine.search.samplers.base import SAMPLERS, Draw, Sampler
from engine.search.space import Dimension, Point
from engine.search.trial import DIVERGED, FINISHED, STOPPED, Trial


@SAMPLERS.add("tpe", "TPE")
@dataclass(frozen=True)
class TPESampler(Sampler):
    """Values that were likelier among good trials than among the others (tree-structured Parzen estimator, Bergstra 2011).

    The first ten are drawn at random. With one job the points of a plan are always the same, with more they depend on which trial
    ends first.
    """

    learns: ClassVar[bool] = True
    extra: ClassVar[str] = "search"

    def draw(self, plan: Plan) -> Draw:
        try:
            import optuna
        except ImportError as problem:
            command = install_command("search")
            text = _("The sampler TPE needs Optuna: install it with {command}, or choose random.")
            if not command:
                text = _("The sampler TPE needs Optuna, which this copy of the program does not have: choose random.")
            raise ValueError(text.format(command=command)) from problem
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        return _Memory(optuna, plan).point


class _Memory:
    """Optuna's study in memory, as it must be before a point is asked. Changes when trials are told to it."""

    def __init__(self, optuna: Any, plan: Plan) -> None:
        self._optuna, self._plan = optuna, plan
        self._distributions = {one.name: _distribution(optuna.distributions, one) for one in plan.space.dimensions}
        self._told: dict[int, Trial] = {}
        self._study = self._new_study()

    def point(self, number: int, ended: Iterable[Trial]) -> Point:
        """Asked of a sampler that knows nothing but the trials that have ended, with a seed of this number: so a search that was
        interrupted asks the same again.
        """
        self._tell(ended)
        seed = int(np.random.default_rng([self._plan.seed, number]).integers(2**32))
        self._study.sampler = self._optuna.samplers.TPESampler(seed=seed)
        asked = self._study.ask(self._distributions)
        self._study.tell(asked, state=self._optuna.trial.TrialState.FAIL)  # it comes back by its number once it has ended
        return {name: asked.params[name] for name in self._plan.space.names}

    def _new_study(self) -> Any:
        return self._optuna.create_study(direction="maximize" if self._plan.higher_is_better else "minimize")

    def _tell(self, ended: Iterable[Trial]) -> None:
        trials = {
            one.number: one for one in sorted(ended, key=lambda one: one.number) if one.state in (FINISHED, STOPPED, DIVERGED)
        }
        if any(trials.get(number) != one for number, one in self._told.items()):
            self._told, self._study = {}, self._new_study()  # one that was stopped has been trained to its end
        for number in [number for number in trials if number not in self._told]:
            self._study.add_trial(self._as_optuna(trials[number]))
            self._told[number] = trials[number]

    def _as_optuna(self, trial: Trial) -> Any:
        """One that diverged counts as worse than all others."""
        states = self._optuna.trial.TrialState
        about: dict[str, Any] = {"params": trial.point, "distributions": self._distributions}
        if trial.is_ranked:
            return self._optuna.trial.create_trial(state=states.COMPLETE, value=trial.score, **about)
        seen = {epoch: score for epoch, score in trial.rungs if math.isfinite(score)} if trial.state == STOPPED else {}
        return self._optuna.trial.create_trial(state=states.PRUNED, intermediate_values=seen, **about)


def _distribution(distributions: Any, dimension: Dimension) -> Any:
    if not dimension.is_range:
        return distributions.CategoricalDistribution(dimension.values)
    kind = distributions.IntDistribution if dimension.whole else distributions.FloatDistribution
    return kind(dimension.low, dimension.high, log=dimension.log)
