"""Which inputs a project's network can have, and the edits that switch them on and off.

Each edit raises ValueError with a sentence for the user when it is impossible.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from engine.core.translation import N_, _
from engine.data.data_problem import DataProblem
from engine.data.datasets import Dataset
from engine.data.features import READY, Feature, check_features, feature, features_of, input_texts, is_all_columns
from engine.data.formulas.evaluate import check_finite
from engine.data.formulas.parser import read
from engine.data.formulas.printer import reference, text_of
from engine.data.formulas.tokenizer import FormulaProblem
from engine.data.table import Table
from engine.recipe.recipe import Recipe
from gui.model.project import Project

LAST = N_("The network needs at least one input: switch another one on first.")


@dataclass(frozen=True)
class InputChoice:
    """An input that is on, or is offered. `text` is its formula as the recipe stores it."""

    text: str
    feature: Feature
    on: bool
    typed: bool  # a formula that the user typed, which is offered only while it is on


def _known(text: str, columns: tuple[str, ...]) -> Feature | None:
    """The feature that a formula means; None when it was written for other columns."""
    try:
        return feature(text, columns)
    except FormulaProblem:
        return None


def is_plane(columns: tuple[str, ...]) -> bool:
    """Whether the columns are two coordinates, for which ready-made features such as x₁² are offered."""
    return len(columns) == 2


@lru_cache(maxsize=32)
def choices(inputs: tuple[str, ...], columns: tuple[str, ...]) -> tuple[InputChoice, ...]:
    """All inputs that are offered for a table's columns, in the network's order; typed formulas come last."""
    offered = READY if is_plane(columns) else tuple(reference(name, i, columns) for i, name in enumerate(columns))
    on = {one.key: text for text in input_texts(inputs, columns) if (one := _known(text, columns)) is not None}
    listed = []
    for text in offered:
        one = feature(text, columns)
        listed.append(InputChoice(on.get(one.key, text), one, one.key in on, False))
    known = {one.feature.key for one in listed}
    typed = [InputChoice(text, feature(text, columns), True, True) for key, text in on.items() if key not in known]
    return (*listed, *typed)


def checked(text: str, table: Table) -> Feature:
    """The feature that a typed formula means. Raises ValueError when it is none, or not finite on some row of the table."""
    one = feature(text, table.input_names)
    check_finite(one.formula, table.inputs, table.input_names)
    return one


def named(text: str, table: Table) -> str:
    """The name of an input. Raises ValueError when there is no such input."""
    return feature(text, table.input_names).name


def switch_on(project: Project, text: str, table: Table) -> Project:
    """One more input; the same project when it is on already."""
    one = checked(text, table)
    columns = table.input_names
    present = choices(project.recipe.inputs, columns)
    if any(choice.on and choice.feature.key == one.key for choice in present):
        return project
    known = [choice.text for choice in present if choice.on or choice.feature.key == one.key]
    if all(choice.feature.key != one.key for choice in present):
        known.append(text_of(read(text)))
    return _with_inputs(project, tuple(known), columns)


def switch_off(project: Project, text: str, table: Table) -> Project:
    """One input less. The last one cannot be switched off."""
    columns = table.input_names
    key = feature(text, columns).key
    left = tuple(choice.text for choice in choices(project.recipe.inputs, columns) if choice.on and choice.feature.key != key)
    if not left:
        raise ValueError(_(LAST))
    return _with_inputs(project, left, columns)


def fitting_inputs(recipe: Recipe, data: Dataset, table: Table) -> tuple[str, ...]:
    """A recipe's inputs for another dataset with the rows of `table`: unchanged if they mean the same there, else all columns.

    They do among the generated datasets, which all have the coordinates x₁ and x₂, and for the same file with another label.
    """
    before = recipe.data
    alike = (before.generated and data.generated) or getattr(before, "path", before.kind) == getattr(data, "path", data.kind)
    if not alike:
        return ()
    try:
        check_features(features_of(recipe.inputs, table.input_names), table.inputs, table.input_names)
    except DataProblem:
        return ()
    return recipe.inputs


def _with_inputs(project: Project, inputs: tuple[str, ...], columns: tuple[str, ...]) -> Project:
    """The project with these inputs. All columns are stored as (), so that switching one off and on gives an equal project."""
    plain = is_all_columns(features_of(inputs, columns), len(columns))
    return replace(project, recipe=replace(project.recipe, inputs=() if plain else inputs))
