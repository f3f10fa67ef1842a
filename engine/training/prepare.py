"""The data of a recipe: its dataset's rows, split, made into features and scaled. What does not suit them is a RecipeProblem."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from engine.core.arrays import Array
from engine.data.data_problem import DataProblem, TooFewPoints
from engine.data.features import check_features, compute, features_of
from engine.data.preprocessing import Data, no_scaling, split_in_order, standard_scaling
from engine.data.table import Table
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem


def prepare(recipe: Recipe) -> Data:
    """Make the rows of a recipe's dataset, split them and measure the scaling on the training rows.

    Raises `FileProblem` when a file cannot be read, `RecipeProblem` when there are too few rows, or when an input is not a finite
    number on all of them.
    """
    table_rng, split_rng, validation_rng = _generators(recipe)
    validation = np.empty(0, np.int64)
    with _as_recipe_problem():
        table = recipe.data.make(table_rng)
        if recipe.data.splits_in_order:
            train, test = split_in_order(len(table.target), recipe.train_share)
        elif recipe.data.keeps_test_rows:
            train, test = recipe.data.split(table, recipe.train_share, split_rng)
        else:
            train = test = split_rng.permutation(len(table.target))
        if recipe.has_validation:
            shares = recipe.train_share, recipe.validation_share
            validation, test = recipe.data.split_off_validation(table, (train, test), shares, validation_rng)
    return seen_by(recipe, table.filled_by(train), train, test, validation)


def rows_of(recipe: Recipe) -> Table:
    """The rows that the recipe trains and tests on. Raises FileProblem when a file cannot be read."""
    return recipe.data.make(_generators(recipe)[0])


def _generators(recipe: Recipe) -> tuple[np.random.Generator, ...]:
    """Of the rows, of their split, and of which rows are for validation: the first two do not depend on the third."""
    return tuple(np.random.default_rng(recipe.seeds.data).spawn(3))


def data_for(recipe: Recipe, old: Recipe, data: Data) -> Data:
    """As `prepare`, when there are the data of another recipe: they, or at least their rows, are used again where they fit."""
    if recipe.data_key() == old.data_key():
        return data
    if recipe.rows_key() != old.rows_key():
        return prepare(recipe)
    return seen_by(recipe, data.table, data.train, data.test, data.validation)


def seen_by(recipe: Recipe, table: Table, train: Array, test: Array, validation: Array) -> Data:
    """The rows as the recipe's network sees them: its features of them, scaled as it says."""
    with _as_recipe_problem():
        features = features_of(recipe.inputs, table.input_names)
        check_features(features, table.inputs, table.input_names)
    scaling, target_scaling = no_scaling(len(features)), no_scaling(1)
    fixed = recipe.scaling
    if fixed is not None and fixed.fits(len(features)):
        scaling, target_scaling = fixed.inputs, no_scaling(1) if table.classes else fixed.target
    elif recipe.standardise:
        scaling = standard_scaling(compute(features, table.inputs[train]))
        if not table.classes:
            target_scaling = standard_scaling(table.target[train][:, np.newaxis])
    return Data(table, train, test, scaling, target_scaling, recipe.data.plotted_domain, features, validation).measured()


@contextmanager
def _as_recipe_problem() -> Iterator[None]:
    """What is wrong with the data is reported as a problem of the recipe that asks for them."""
    try:
        yield
    except DataProblem as problem:
        raise RecipeProblem(str(problem), waits=isinstance(problem, TooFewPoints)) from problem
