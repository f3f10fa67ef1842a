"""Class weights: rows of rare classes count more, so that all classes together count alike, whatever their numbers of rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.core.translation import N_, _, english
from engine.data.preprocessing import Data
from engine.data.table import Task
from engine.nn.losses.weighted import WeightedByClass
from engine.recipe.recipe import Recipe

WEIGHTED = N_("{loss}, weighted by class")


def is_weighted(recipe: Recipe, task: Task) -> bool:
    """Whether the rows of the classes count differently in what training minimises. Numbers have no classes."""
    return recipe.class_weights == "balanced" and not task.is_regression


def balanced_weights(data: Data) -> tuple[float, ...]:
    """n / (k n_c) for each class: n training rows in all, k classes, n_c rows of the class (King and Zeng 2001).

    A class without training rows has weight 1.
    """
    counts = np.bincount(data.table.target[data.train], minlength=data.task.classes)
    return tuple(float(len(data.train) / (len(counts) * count)) if count else 1.0 for count in counts)


def minimised(recipe: Recipe, data: Data) -> Recipe:
    """The recipe whose loss is what training minimises: itself, unless its classes are weighted."""
    if not is_weighted(recipe, data.task):
        return recipe
    return replace(recipe, loss=WeightedByClass(recipe.loss, balanced_weights(data)))


def objective_name(recipe: Recipe, task: Task) -> str:
    """What training minimises, for people: 'Cross entropy', or 'Cross entropy, weighted by class'."""
    name = _(recipe.loss.label)
    return _(WEIGHTED).format(loss=name) if is_weighted(recipe, task) else name


def measure_of(recipe: Recipe) -> str:
    """The English name of what a run's losses are, whatever its data: losses of runs with the same one can be compared."""
    return english(objective_name(recipe, Task(2)))


def measure_text(measure: str) -> str:
    """What `measure_of` returned, or a history of it keeps, for people."""
    loss = measure.removesuffix(WEIGHTED.format(loss=""))
    return _(WEIGHTED).format(loss=_(loss)) if loss != measure else _(loss)
