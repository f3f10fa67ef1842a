"""The project that an imported network makes of the present one."""

from __future__ import annotations

from dataclasses import replace

from engine.data.feature_ranking import most_informative_inputs
from engine.data.table import Table
from engine.recipe.recipe import Recipe
from gui.model.edits import FEW_INPUTS
from gui.model.project import Axes, Project


def project_with(project: Project, recipe: Recipe, table: Table) -> Project:
    """The present project with another network, its data and settings, and with axes that exist in its rows, `table`."""
    inputs = table.inputs.shape[1]
    axes = project.axes
    if recipe.data != project.recipe.data or max(axes.shown) >= inputs or len(axes.fixed) not in (0, inputs):
        axes = Axes(most_informative_inputs(table), follow=inputs > FEW_INPUTS)
    return replace(project, recipe=recipe, axes=axes, unfolded=frozenset(), own_loss=True)
