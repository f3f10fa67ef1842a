"""What a search is to do, as one immutable value: two searches with equal plans have equal trials."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from engine.core.number_format import format_count
from engine.core.quoting import quoted
from engine.core.translation import _
from engine.data.table import Task
from engine.nn.metrics import METRICS, metric_for
from engine.recipe.recipe import Recipe, Seeds, recipe_from_data, recipe_to_data
from engine.search.settings import applied
from engine.search.space import MOST_POINTS, Point, Space, space_from

LOSS = "loss"  # the name of what training minimises, among those of METRICS
SAMPLERS = ("grid", "random", "tpe")
MOST_TRIALS, MOST_REPEATS, MOST_FOLDS, MOST_EPOCHS = 100_000, 200, 20, 1_000_000
FORMAT = 1


@dataclass(frozen=True)
class Plan:
    """`base`: the network that is searched around; its test rows are never looked at. Trials are trained on the rows of this
    recipe, which may not be the one that was given (see `__post_init__`). `judge`: a metric's name or LOSS, measured on
    validation rows; where a dataset keeps neither these nor test rows, on those that it is trained on. `folds`: 0 judges on the
    recipe's validation rows; k judges each trial k times, on each k-th part of the rows that are not for testing (k-fold
    cross-validation, Stone 1974). `repeats`: over so many seeds. `stops_weak`: whether trials that are behind are stopped early.
    `trials` counts points; of a grid, at most those that it has.
    """

    base: Recipe
    space: Space
    judge: str
    sampler: str = "random"
    trials: int = 20
    epochs: int = 100
    repeats: int = 1
    folds: int = 0
    stops_weak: bool = True
    seed: int = 1

    def __post_init__(self) -> None:
        """Where the base keeps no rows to judge trials on, half of those for testing become validation rows."""
        base = self.base
        if not self.folds and not base.has_validation and base.data.keeps_test_rows:
            object.__setattr__(self, "base", replace(base, validation_share=(1 - base.train_share) / 2))

    def check(self, task: Task) -> None:
        """Raise ValueError with a sentence when it cannot be carried out on such targets."""
        limits = {"trials": MOST_TRIALS, "epochs": MOST_EPOCHS, "repeats": MOST_REPEATS}
        for name, most in limits.items():
            value = getattr(self, name)
            if not 1 <= value <= most:
                text = _("{name} must be from 1 to {most}, not {value}.")
                raise ValueError(text.format(name=f"--{name}", most=format_count(most), value=value))
        if self.folds and not 2 <= self.folds <= MOST_FOLDS:
            raise ValueError(_("--folds must be 0 or from 2 to {most}, not {value}.").format(most=MOST_FOLDS, value=self.folds))
        if self.sampler not in SAMPLERS:
            text = _("There is no sampler {name}; there are {names}.")
            raise ValueError(text.format(name=quoted(self.sampler), names=", ".join(SAMPLERS)))
        if self.sampler == "grid" and self.space.grid_size() > MOST_POINTS:
            text = _("The grid has {count} points; at most {most} are possible: leave some values out.")
            raise ValueError(text.format(count=format_count(self.space.grid_size()), most=format_count(MOST_POINTS)))
        names = judges_for(task)
        if self.judge not in names:
            text = _("{name} cannot judge this task; there are {names}.")
            raise ValueError(text.format(name=quoted(self.judge), names=", ".join(names)))

    @property
    def higher_is_better(self) -> bool:
        return self.judge != LOSS and METRICS[self.judge].higher_is_better

    @property
    def trial_count(self) -> int:
        """Of a grid no more than it has."""
        return min(self.trials, self.space.grid_size()) if self.sampler == "grid" else self.trials

    @property
    def pieces(self) -> int:
        """Trainings of one trial."""
        return self.repeats * max(1, self.folds)

    def recipe(self, point: Point, repeat: int = 0) -> Recipe:
        """The base with a point's values, and with the seeds of a repeat: weights and order, never the data's.

        Stop rules are left out: trials are compared after equal epochs. Raises ValueError with a sentence.
        """
        seeds = self.base.seeds
        seeds = Seeds(seeds.data, seeds.weights + repeat, seeds.order + repeat)
        return replace(applied(self.base, point), stops=(), seeds=seeds)

    def fingerprint(self) -> str:
        """Equal for plans whose trials are the same ones; their number may differ, as more of them continue a search, and so may
        the place of a file with the same rows.
        """
        base = replace(self.base, data=self.base.data.rows_key(), stops=())
        data = {**plan_to_data(replace(self, base=base)), "trials": 0}
        return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def judges_for(task: Task) -> tuple[str, ...]:
    """What can judge trials of such a task, the usual one first."""
    usual = metric_for(task).kind
    others = (cls.kind for cls in METRICS if cls().suits(task) and cls.kind != usual)
    return (usual, LOSS, *others)


def plan_to_data(plan: Plan) -> dict[str, Any]:
    """The plan as plain data for JSON. `plan_from_data` reads it back equal."""
    names = ("judge", "sampler", "trials", "epochs", "repeats", "folds", "stops_weak", "seed")
    own = {name: getattr(plan, name) for name in names}
    return {"format": FORMAT, "base": recipe_to_data(plan.base), "space": plan.space.text, **own}


def plan_from_data(data: Any) -> Plan:
    """Raises ValueError with a sentence."""
    if not isinstance(data, dict) or type(data.get("format")) is not int:
        raise ValueError(_("It holds no search of this program."))
    if data["format"] > FORMAT:
        text = _("A newer version wrote it (format {found}, this one reads {known}): update the program.")
        raise ValueError(text.format(found=quoted(data["format"]), known=FORMAT))
    try:
        values = {name: data[name] for name in ("judge", "sampler", "trials", "epochs", "repeats", "folds", "stops_weak", "seed")}
        return Plan(recipe_from_data(data["base"]), space_from(str(data["space"])), **values)
    except KeyError as problem:
        raise ValueError(_("Its plan is damaged: {name} is missing.").format(name=quoted(str(problem)))) from problem
