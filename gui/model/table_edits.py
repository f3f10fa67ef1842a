"""Another table for a network that was trained on one: whether it fits, and how its inputs keep their weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from engine.core.number_format import format_count
from engine.core.translation import _
from engine.data.data_problem import DataProblem
from engine.data.datasets.csv_file import CsvFile, known_facts
from engine.data.features import features_of, in_other_columns, is_all_columns
from engine.data.table import Table
from engine.data.table_facts import Fit, TableFacts, difference, facts_of, fit_of
from engine.files.file_problem import FileProblem
from gui.model.edits import set_data
from gui.model.project import Axes, Project


@dataclass(frozen=True)
class TableChange:
    """The project with another table; whether training starts anew; a notice that says what becomes of the training."""

    project: Project
    restart: bool = False
    notice: str = ""


def change_table(project: Project, data: CsvFile, table: Table) -> TableChange:
    """The project with the rows of `table`, which are those of `data`. Training is kept where content, or the columns, fit."""
    old, name = project.recipe.data, Path(data.path).name
    if not isinstance(old, CsvFile):
        return TableChange(set_data(project, data, table))
    if old.rows_key() == data.rows_key():
        moved = replace(project, recipe=replace(project.recipe, data=data))
        text = _('"{file}" holds the same rows as before: the training goes on.').format(file=name)
        return TableChange(moved, notice=text if old.path != data.path else "")
    before, now = known_facts(old) or _read_facts(old), facts_of(table)
    if before is None:
        return _in_place_of_unknown(project, data, table)
    fit = fit_of(before, now)
    if fit is Fit.OTHER:
        text = _('"{file}" is another table than before, so training starts anew; Undo brings the trained network back. {what}')
        return TableChange(set_data(project, data, table), True, text.format(file=name, what=difference(before, now)))
    text = _('"{file}" has the same columns as before, now with {rows} rows.')
    if fit is Fit.REORDERED:
        text = _('"{file}" has its columns in another order than before: weights follow their names.')
    return TableChange(with_table(project, data, before, now), notice=text.format(file=name, rows=format_count(now.rows)))


def _read_facts(data: CsvFile) -> TableFacts | None:
    """What a table is about that the training thread has not read yet; None when its rows are not to be had."""
    try:
        return facts_of(data.make(np.random.default_rng())) if data.digest else None
    except FileProblem:
        return None


def _in_place_of_unknown(project: Project, data: CsvFile, table: Table) -> TableChange:
    """For a project of an earlier version whose table was not found: nothing is known of its columns."""
    moved = replace(project, recipe=replace(project.recipe, data=data))
    columns = table.input_names
    try:
        features_of(project.recipe.inputs, columns)
    except DataProblem:
        return TableChange(set_data(project, data, table))
    axes_fit = max(project.axes.shown) < len(columns) and len(project.axes.fixed) in (0, len(columns))
    if not axes_fit or project.recipe.loss.objection(table.task):
        return TableChange(set_data(project, data, table))
    text = _(
        '"{file}" takes the place of a file that was not found. This project does not say what columns that had: '
        "trained weights are kept where their number fits."
    )
    return TableChange(moved, notice=text.format(file=Path(data.path).name))


def with_table(project: Project, data: CsvFile, before: TableFacts, now: TableFacts) -> Project:
    """The project with another table of the same columns. The network's inputs keep their order, the axes their columns."""
    recipe = replace(project.recipe, data=data)
    if before.inputs == now.inputs:
        return replace(project, recipe=recipe)
    features = features_of(recipe.inputs, before.inputs)
    inputs = tuple(in_other_columns(one, before.inputs, now.inputs) for one in features)
    plain = is_all_columns(features_of(inputs, now.inputs), len(now.inputs))
    recipe = replace(recipe, inputs=() if plain else inputs)
    return replace(project, recipe=recipe, axes=_axes(project.axes, before.inputs, now.inputs))


def _axes(axes: Axes, before: tuple[str, ...], now: tuple[str, ...]) -> Axes:
    if max(axes.shown) >= len(before):
        return axes
    shown = tuple(now.index(before[i]) for i in axes.shown)
    fixed = axes.fixed
    if len(fixed) == len(before):
        fixed = tuple(fixed[before.index(name)] for name in now)
    return replace(axes, shown=shown, fixed=fixed)
