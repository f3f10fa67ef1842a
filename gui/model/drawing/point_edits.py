"""The edit that makes drawn points the project's data."""

from __future__ import annotations

from dataclasses import replace

from engine.data.data_problem import DataProblem
from engine.data.datasets.drawn_points import CURVE, DrawnPoints
from engine.data.datasets.shapes.points import INPUT_NAMES
from engine.data.features import check_features, features_of
from engine.nn.losses import usual_loss
from engine.recipe.recipe import Recipe
from gui.model.project import Axes, Project


def with_drawing(project: Project, data: DrawnPoints) -> Project:
    """The project with these points, which may still be too few to train on, and a loss, inputs and axes that fit them."""
    recipe, task, goes_on = project.recipe, data.task, data.continues(project.recipe.data)
    loss, usual = recipe.loss, usual_loss(task)
    own_loss = project.own_loss and not loss.objection(task)
    if loss.objection(task) or (not own_loss and not goes_on and type(loss) is not type(usual)):
        loss = usual
    if goes_on:
        return replace(project, recipe=replace(recipe, data=data, loss=loss), own_loss=own_loss)
    was_drawn = isinstance(recipe.data, DrawnPoints)
    share = recipe.train_share if was_drawn or len(data.drawn()) else data.train_share
    changed = replace(recipe, data=data, loss=loss, inputs=_fitting_inputs(recipe, data))
    changed = replace(changed, standardise=data.standardise, train_share=share)
    axes = Axes((0,) if data.draws == CURVE else (0, 1))
    return replace(project, recipe=changed, axes=axes, own_loss=own_loss)


def _fitting_inputs(recipe: Recipe, data: DrawnPoints) -> tuple[str, ...]:
    """The recipe's inputs, if they mean the same over x₁ and x₂; else all columns."""
    if data.draws == CURVE or not (recipe.data.generated or isinstance(recipe.data, DrawnPoints)):
        return ()
    try:
        check_features(features_of(recipe.inputs, INPUT_NAMES), data.drawn().places, INPUT_NAMES)
    except DataProblem:
        return ()
    return recipe.inputs
