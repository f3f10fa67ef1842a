"""An imported network goes on with a table of this program: which tables it fits, and the run that begins with its weights."""

from __future__ import annotations

import dataclasses

from engine.core.translation import _, english, ngettext
from engine.data.csv_files.target import listed
from engine.data.datasets import Dataset
from engine.data.features import in_other_columns
from engine.data.table import Table
from engine.importers.imported_network import ImportedNetwork, model_of, recipe_of
from engine.network.parameter_layout import arrays_of
from engine.recipe.recipe import Recipe
from engine.training.session import Session, begin_with

MOST_NAMED = 8  # columns or classes that a sentence lists


def objection(imported: ImportedNetwork, table: Table) -> str:
    """Why the network cannot go on with these rows, in a sentence; or nothing.

    The inputs are found by their names, in any order; the order decides only where the file has no names.
    """
    wanted, there = imported.input_names, table.input_names
    if len(wanted) != len(there):
        text = ngettext(
            "It takes {count} input; these data have {there}.", "It takes {count} inputs; these data have {there}.", len(wanted)
        )
        return text.format(count=len(wanted), there=len(there))
    missing = [name for name in wanted if name not in there]
    if imported.has_names and missing:
        return _("These data lack its inputs {names}.").format(names=listed(missing, MOST_NAMED))
    classes = tuple(map(english, table.classes))
    if bool(classes) != bool(imported.classes):
        return _("It predicts a number; these data have classes.") if classes else _("It tells classes apart; here is a number.")
    if len(classes) != len(imported.classes):
        text = _("It tells {count} classes apart; these data have {other}.")
        return text.format(count=len(imported.classes), other=len(classes))
    if imported.has_names and classes != imported.classes:
        return _("Its classes are {names}, in this order; those of these data differ.").format(
            names=listed(list(imported.classes), MOST_NAMED)
        )
    return ""


def adopted_recipe(imported: ImportedNetwork, data: Dataset, table: Table) -> Recipe:
    """The recipe by which the network goes on with this dataset, whose rows are `table` and to which there is no objection."""
    recipe = recipe_of(imported, data)
    before, now = imported.input_names, table.input_names
    if not imported.has_names or before == now:
        return recipe
    inputs = tuple(in_other_columns(one, before, now) for one in imported.features)
    return dataclasses.replace(recipe, inputs=inputs)


def adopted_session(imported: ImportedNetwork, data: Dataset, table: Table) -> Session:
    """The run that begins with the network's weights. Raises FileProblem, RecipeProblem."""
    session = Session(adopted_recipe(imported, data, table))
    model = model_of(imported)
    theta, buffers = session.network.theta.copy(), session.network.buffers.copy()
    for mine, its in zip(session.network.layers, model.layers, strict=True):
        for name, array in arrays_of(mine, theta, buffers).items():
            array[...] = model.arrays(its)[name]
    begin_with(session, theta, buffers)
    return session
