"""What a lesson, or a step of one, begins with: the project that it makes, from short forms or from a whole recipe."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from engine.core.params import Family, params_of
from engine.core.registry import Entry
from engine.core.translation import _
from engine.data.data_problem import DataProblem
from engine.data.datasets import DATASETS, Dataset
from engine.data.table import Table
from engine.nn.initializers import INITIALIZERS
from engine.nn.layers import Layer
from engine.nn.losses import LOSSES
from engine.optim.gradient_clipping import CLIPS
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import PENALTIES
from engine.optim.schedules import SCHEDULES
from engine.recipe.limits import layers_objection
from engine.recipe.recipe import Block, Recipe, Seeds, recipe_from_data
from engine.recipe.short_form import entry_from, layers_from
from gui.model.edits import set_data
from gui.model.lessons.lesson_fields import given, parsed, truth, whole
from gui.model.project import Project

T = TypeVar("T", bound=Entry)
MOST_RECIPE = 60_000  # letters of a whole recipe
MOST_SEED = 2**31 - 1


def dataset_of(text: str) -> Dataset:
    """A dataset in short form, 'spiral:noise=0.1'. Raises ValueError; a lesson reads no other file."""
    data = entry_from(DATASETS, text)
    check_data(data)
    return data


def check_data(data: Dataset) -> None:
    """Raise ValueError for a dataset that needs another file than those that come with the program."""
    if "path" in params_of(type(data)):
        raise ValueError(_("a lesson brings no file of its own: choose a dataset that comes with the program."))


def table_of(data: Dataset, recipe: Recipe) -> Table:
    """Its rows, as the recipe's seed draws them. Raises ValueError."""
    try:
        return data.make(np.random.default_rng(recipe.seeds.data).spawn(2)[0])
    except DataProblem as problem:
        raise ValueError(str(problem)) from problem


def layers_of_text(text: str) -> tuple[Layer, ...]:
    """Hidden layers in short form, '4:tanh,2:tanh'. Raises ValueError."""
    layers = layers_from(text)
    objection = layers_objection(layers)
    if objection:
        raise ValueError(objection)
    return layers


def short(family: Family[T]) -> Callable[[Any], Any]:
    """A field that holds an entry of this family in short form."""

    def parse(text: str) -> T:
        return entry_from(family, text)

    return parsed(parse)


def recipe_of_text(text: str) -> Recipe:
    """A whole recipe as JSON. Raises ValueError."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise ValueError(_("the recipe is not valid JSON.")) from problem
    recipe = recipe_from_data(data)
    check_data(recipe.data)
    return recipe


@dataclass(frozen=True, kw_only=True)
class Start:
    """Short forms are those of the command line: 'spiral:noise=0.1', '8:tanh,4:relu', 'momentum:beta=0.9'.

    `recipe`, if given, is a whole recipe as JSON; the others then change parts of it.
    """

    recipe: str = given(parsed(recipe_of_text, MOST_RECIPE), "")
    dataset: str = given(parsed(dataset_of), "")
    layers: str = given(parsed(layers_of_text), "?")
    loss: str = given(short(LOSSES), "")
    optimizer: str = given(short(OPTIMIZERS), "")
    schedule: str = given(short(SCHEDULES), "")
    clip: str = given(short(CLIPS), "")
    penalty: str = given(short(PENALTIES), "")
    output_weights: str = given(short(INITIALIZERS), "")
    batch: int = given(whole(0, 4096), 0)
    standardise: bool = given(truth, False)
    data_seed: int = given(whole(0, MOST_SEED), 1)
    weights_seed: int = given(whole(0, MOST_SEED), 1)
    order_seed: int = given(whole(0, MOST_SEED), 1)

    def project(self) -> Project:
        """Raises ValueError when its parts do not go together."""
        recipe = recipe_of_text(self.recipe) if self.recipe else Recipe()
        if not self.recipe or (self.data_seed, self.weights_seed, self.order_seed) != (1, 1, 1):
            recipe = replace(recipe, seeds=Seeds(self.data_seed, self.weights_seed, self.order_seed))
        if self.layers != "?":
            blocks = tuple(Block(k, layer) for k, layer in enumerate(layers_of_text(self.layers), 1))
            recipe = replace(recipe, blocks=blocks)
        parts: dict[str, Any] = {
            field: entry_from(family, getattr(self, field)) for field, family in FAMILIES.items() if getattr(self, field)
        }
        parts |= {"batch": self.batch} if self.batch else {}
        recipe = replace(recipe, **parts)
        project = Project(replace(recipe, standardise=recipe.standardise or self.standardise), own_loss="loss" in parts)
        if self.dataset:
            data = dataset_of(self.dataset)
            project = set_data(project, data, table_of(data, recipe))
            if self.standardise:
                project = replace(project, recipe=replace(project.recipe, standardise=True))
        return project


FAMILIES: dict[str, Family[Any]] = {
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "clip": CLIPS,
    "penalty": PENALTIES,
    "output_weights": INITIALIZERS,
}
