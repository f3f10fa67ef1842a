"""An imported network goes on with a table of this program: which tables it fits, and the run that begins with its weights."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from engine.core.quoting import shortened
from engine.core.translation import _, english, ngettext
from engine.data.csv_files.target import listed
from engine.data.data_problem import DataProblem
from engine.data.datasets import DATASETS, Dataset
from engine.data.features import in_other_columns
from engine.data.table import Table
from engine.files.file_problem import FileProblem
from engine.importers.imported_network import ImportedNetwork, model_of, recipe_of
from engine.network.parameter_layout import arrays_of
from engine.recipe.recipe import Recipe, Seeds
from engine.training.prepare import rows_of
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
    return _order_objection(imported, table)


def _order_objection(imported: ImportedNetwork, table: Table) -> str:
    """Why a number of the network's is another category in these rows: the input of an ordered column is the index of a level."""
    there = {column.inputs: column.levels for column in table.columns if column.kind == "ordered"}
    for column in imported.columns:
        if column.kind == "ordered" and there.get(column.inputs, ()) != column.levels:
            text = _(
                'Its input "{name}" counts {levels}, in this order; these data count otherwise. Open the table in that order.'
            )
            return text.format(name=shortened(column.name), levels=listed(list(column.levels), MOST_NAMED))
    return ""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A dataset that a network can go on with, and its rows."""

    data: Dataset
    table: Table


def candidates(imported: ImportedNetwork, present: Dataset) -> tuple[Candidate, ...]:
    """The datasets of the program that the network fits, the present one first."""
    others = (cls() for cls in DATASETS if cls.kind != present.kind)
    found = []
    for data in (present, *others):
        try:
            table = rows_of(Recipe(data=data, seeds=imported.seeds or Seeds()))
        except (FileProblem, DataProblem):  # it needs a file, or points that nobody has drawn
            continue
        if not objection(imported, table):
            found.append(Candidate(data, table))
    return tuple(found)


def present_objection(imported: ImportedNetwork, present: Dataset) -> str:
    """Why the network cannot go on with the dataset that is open now, in a sentence; or nothing."""
    try:
        return objection(imported, rows_of(Recipe(data=present, seeds=imported.seeds or Seeds())))
    except (FileProblem, DataProblem) as problem:
        return str(problem)


def adopted_recipe(imported: ImportedNetwork, chosen: Candidate) -> Recipe:
    """The recipe by which the network goes on with this dataset."""
    recipe = recipe_of(imported, chosen.data)
    before, now = imported.input_names, chosen.table.input_names
    if not imported.has_names or before == now:
        return recipe
    inputs = tuple(in_other_columns(one, before, now) for one in imported.features)
    return dataclasses.replace(recipe, inputs=inputs)


def adopted_session(imported: ImportedNetwork, chosen: Candidate) -> Session:
    """The run that begins with the network's weights. Raises FileProblem, RecipeProblem."""
    session = Session(adopted_recipe(imported, chosen))
    model = model_of(imported)
    theta, buffers = session.network.theta.copy(), session.network.buffers.copy()
    for mine, its in zip(session.network.layers, model.layers, strict=True):
        for name, array in arrays_of(mine, theta, buffers).items():
            array[...] = model.arrays(its)[name]
    begin_with(session, theta, buffers)
    return session
