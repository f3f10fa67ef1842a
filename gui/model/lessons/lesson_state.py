"""What a goal judges: the project, the newest picture of its training, and what the learner has done since the step began.

To make a number available to goals, add a row to `MEASURES`; for a setting, one to `SETTINGS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from engine.core.number_format import format_number
from engine.core.registry import Registry
from engine.core.translation import N_, _
from engine.data.datasets import DATASETS
from engine.inspection.snapshot import Snapshot
from engine.nn.activations import ACTIVATIONS
from engine.nn.initializers import INITIALIZERS
from engine.nn.layers import LAYERS, Layer
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.dense import Dense
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES
from engine.optim.gradient_clipping import CLIPS
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import PENALTIES
from engine.optim.schedules import SCHEDULES
from engine.recipe.recipe import Recipe
from engine.training.memento import WeightEdit
from gui.model.project import Project

NOTHING: Mapping[str, tuple[float, ...]] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class LessonState:
    """`snapshot` is of the project as it is, or None while it cannot be trained or has not been yet.

    `actions`: what views have reported since the step began, each with its values in order. `runs`: how many were kept since
    then. `by_hand`: how many different weights without training had every row right since then. `set_weights`: what was set by
    hand in the present run, in order.
    """

    project: Project
    snapshot: Snapshot | None = None
    actions: Mapping[str, tuple[float, ...]] = field(default_factory=lambda: NOTHING)
    runs: int = 0
    by_hand: int = 0
    set_weights: tuple[WeightEdit, ...] = ()

    @classmethod
    def of(cls, recipe: Recipe) -> LessonState:
        """Of a recipe alone."""
        return cls(Project(recipe))

    @property
    def recipe(self) -> Recipe:
        return self.project.recipe

    @property
    def predicts_number(self) -> bool:
        """Whether the target is a number; False, which it mostly is, while nothing is known of the data."""
        return self.snapshot is not None and self.snapshot.data.task.is_regression


@dataclass(frozen=True)
class Measure:
    """A number that goals can ask for, with its name for people; `read` gives NaN while there is none.

    label_of_number: another name where the target is a number; where it is a class, such a measure is a share, in per cent.
    """

    label: str
    read: Callable[[LessonState], float]
    label_of_number: str = ""

    def name(self, of_number: bool) -> str:
        """For people, untranslated."""
        return self.label_of_number if of_number and self.label_of_number else self.label

    def is_share(self, of_number: bool) -> bool:
        """Whether people write it in per cent."""
        return bool(self.label_of_number) and not of_number

    def shown(self, value: float, of_number: bool) -> str:
        """A value of it as people write it."""
        if self.is_share(of_number):
            return _("{percent} %").format(percent=format_number(100 * value, 4))
        return format_number(value, 4)


def _of(read: Callable[[Snapshot], float]) -> Callable[[LessonState], float]:
    return lambda state: math.nan if state.snapshot is None else float(read(state.snapshot))


def gradient_norms(snapshot: Snapshot) -> list[float]:
    """L2 norms of the layers that have parameters, from the first to the output; empty before the first step."""
    column = snapshot.gradients[:, 0]
    return [float(norm) for norm in column if np.isfinite(norm)]


def _ratio(snapshot: Snapshot) -> float:
    norms = gradient_norms(snapshot)
    return norms[0] / norms[-1] if norms and norms[-1] else math.nan


def _norm(at: int) -> Callable[[Snapshot], float]:
    return lambda snapshot: norms[at] if (norms := gradient_norms(snapshot)) else math.nan


def hidden_layers(recipe: Recipe) -> list[Layer]:
    """The enabled ones, before the output."""
    return [block.layer for block in recipe.blocks if block.enabled]


def _neurons(state: LessonState) -> float:
    return float(sum(layer.units for layer in _dense(state.recipe)))


def _dense(recipe: Recipe) -> list[Dense]:
    level, found = hidden_layers(recipe), []
    while level:
        found += [layer for layer in level if isinstance(layer, Dense)]
        level = [inner for layer in level if isinstance(layer, Residual) for inner in layer.inside]
    return found


def rate_of(recipe: Recipe) -> float:
    """The optimizer's learning rate."""
    return float(getattr(recipe.optimizer, "lr", math.nan))


MEASURES = {
    "train_loss": Measure(N_("Training loss"), _of(lambda shown: shown.scores.train_loss)),
    "test_loss": Measure(N_("Test loss"), _of(lambda shown: shown.scores.test_loss)),
    "train_metric": Measure(N_("Training accuracy"), _of(lambda shown: shown.scores.train_metric), N_("Training R²")),
    "test_metric": Measure(N_("Test accuracy"), _of(lambda shown: shown.scores.test_metric), N_("Test R²")),
    "gap": Measure(N_("Test loss minus training loss"), _of(lambda shown: shown.scores.test_loss - shown.scores.train_loss)),
    "step": Measure(N_("Step"), _of(lambda shown: shown.step)),
    "epoch": Measure(N_("Epoch"), _of(lambda shown: shown.epoch)),
    "diverged": Measure(N_("Divergence (1: yes)"), _of(lambda shown: float(shown.divergence is not None))),
    "first_gradient": Measure(N_("Gradient of the first layer"), _of(_norm(0))),
    "last_gradient": Measure(N_("Gradient of the output layer"), _of(_norm(-1))),
    "gradient_ratio": Measure(N_("Gradient of the first layer, divided by that of the output layer"), _of(_ratio)),
    "parameters": Measure(N_("Parameters"), _of(lambda shown: shown.parameters)),
    "largest_weight": Measure(N_("Largest weight or bias"), _of(lambda shown: float(np.abs(shown.theta).max(initial=0.0)))),
    "layers": Measure(N_("Hidden layers"), lambda state: float(len(hidden_layers(state.recipe)))),
    "neurons": Measure(N_("Hidden neurons"), _neurons),
    "rate": Measure(N_("Learning rate"), lambda state: rate_of(state.recipe)),
    "batch": Measure(N_("Batch size"), lambda state: float(state.recipe.batch)),
    "memory": Measure(
        N_("Numbers that the optimizer remembers for each parameter"),
        lambda state: float(len(state.recipe.optimizer.memory)),
    ),
    "runs": Measure(N_("Runs kept in this step"), lambda state: float(state.runs)),
    "by_hand": Measure(N_("Different weights found by hand, with all points right"), lambda state: float(state.by_hand)),
}


@dataclass(frozen=True)
class Setting:
    """A choice that goals can ask for and lessons can lock, with its name for people.

    `read` gives the names of what is chosen, one for each place where it is.
    """

    label: str
    read: Callable[[Recipe], tuple[str, ...]]
    family: Registry[Any]

    def names(self) -> list[str]:
        return self.family.names()

    def label_of(self, kind: str) -> str:
        """The entry's name for people, untranslated; empty when there is none of that name."""
        return self.family[kind].label if kind in self.family.names() else ""


def activations_of(recipe: Recipe) -> tuple[str, ...]:
    """Of all hidden layers that have one, in order."""
    level, found = hidden_layers(recipe), []
    while level:
        for layer in level:
            if isinstance(layer, Dense | ActivationLayer):
                found.append(layer.activation.kind)
        level = [inner for layer in level if isinstance(layer, Residual) for inner in layer.inside]
    return tuple(found)


SETTINGS = {
    "dataset": Setting(N_("Dataset"), lambda recipe: (recipe.data.kind,), DATASETS),
    "activation": Setting(N_("Activation"), activations_of, ACTIVATIONS),
    "initializer": Setting(
        N_("Start weights"), lambda recipe: tuple(layer.weights.kind for layer in _dense(recipe)), INITIALIZERS
    ),
    "layer": Setting(N_("Layers"), lambda recipe: tuple(layer.kind for layer in hidden_layers(recipe)), LAYERS),
    "loss": Setting(N_("Loss"), lambda recipe: (recipe.loss.kind,), LOSSES),
    "optimizer": Setting(N_("Optimizer"), lambda recipe: (recipe.optimizer.kind,), OPTIMIZERS),
    "schedule": Setting(N_("Schedule"), lambda recipe: (recipe.schedule.kind,), SCHEDULES),
    "clip": Setting(N_("Gradient clipping"), lambda recipe: (recipe.clip.kind,), CLIPS),
    "penalty": Setting(N_("Regularisation"), lambda recipe: (recipe.penalty.kind,), PENALTIES),
}
