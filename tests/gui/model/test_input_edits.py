"""Which inputs are offered, and what switching one on or off makes of the network's inputs."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.data.datasets.csv_file import CsvFile
from engine.data.table import Table
from engine.recipe.recipe import Recipe
from gui.model.input_edits import checked, choices, fitting_inputs, is_plane, named, switch_off, switch_on
from gui.model.project import Project

READY = ["x1", "x2", "x1**2", "x2**2", "x1*x2", "sin(x1)", "sin(x2)", "cos(x1)", "cos(x2)"]


def table_of(*names: str) -> Table:
    rows = np.arange(4 * len(names), dtype=np.float64).reshape(4, len(names)) - 3
    return Table(rows, np.array([0, 1, 0, 1]), names, "kind", ("no", "yes"))


PLANE, THREE = table_of("x₁", "x₂"), table_of("a", "b", "leaf area")


def project(*inputs: str) -> Project:
    return Project(Recipe(inputs=inputs))


def on(inputs: tuple[str, ...], table: Table) -> list[str]:
    return [one.text for one in choices(inputs, table.input_names) if one.on]


def test_two_columns_offer_features_and_others_themselves() -> None:
    assert [is_plane(columns) for columns in (("a",), ("a", "b"), ("a", "b", "c"))] == [False, True, False]
    offered = choices((), PLANE.input_names)
    assert [one.feature.key for one in offered] == READY
    assert [one.on for one in offered] == [True, True] + 7 * [False]
    assert not any(one.typed for one in offered)
    assert [one.feature.name for one in choices((), THREE.input_names)] == ["a", "b", "leaf area"]
    assert all(one.on for one in choices((), THREE.input_names))


def test_typed_formulas_come_last_and_those_of_other_columns_are_left_out() -> None:
    offered = choices(("b", "a*b", "x9", "gone"), THREE.input_names)
    assert [(one.text, one.on, one.typed) for one in offered] == [
        ("a", False, False),
        ("b", True, False),
        ("[leaf area]", False, False),
        ("a*b", True, True),
    ]


def test_an_input_is_switched_on_in_its_place() -> None:
    assert switch_on(project(), "x1*x2", PLANE).recipe.inputs == ("x1", "x2", "x1*x2")
    assert switch_on(project("x2"), "x1", PLANE).recipe.inputs == (), "all columns again"
    assert switch_on(project("x2", "x1*x2"), "x1", PLANE).recipe.inputs == ("x1", "x2", "x1*x2")
    assert switch_on(project("b"), "a + 2*b", THREE).recipe.inputs == ("b", "a + 2*b")
    typed = switch_on(project("b", "a*b"), "a - b", THREE)
    assert typed.recipe.inputs == ("b", "a*b", "a - b")
    assert switch_on(typed, "a", THREE).recipe.inputs == ("a", "b", "a*b", "a - b")


def test_what_is_on_already_stays_as_it_is() -> None:
    for before, text in ((project(), "x1"), (project("x1*x2"), "x₁ · x₂"), (project("x1", "x1**3"), "x1**3")):
        assert switch_on(before, text, PLANE) is before


def test_an_input_is_switched_off_but_never_the_last() -> None:
    assert switch_off(project(), "x1", PLANE).recipe.inputs == ("x2",)
    assert switch_off(project("x1", "x2", "x1*x2"), "x1*x2", PLANE).recipe.inputs == ()
    assert switch_off(project("a", "b"), "b", THREE).recipe.inputs == ("a",)
    with pytest.raises(ValueError, match=r"^The network needs at least one input: switch another one on first\.$"):
        switch_off(project("x1"), "x1", PLANE)


def test_a_formula_is_checked_on_the_rows() -> None:
    assert checked("a**2", THREE).name == named("a**2", THREE) == "a²"
    for text in ("1/(a + 3)", "gone", "a +"):
        with pytest.raises(ValueError, match=r"\."):
            checked(text, THREE)
    with pytest.raises(ValueError, match="gone"):
        named("gone", THREE)


def test_inputs_stay_where_they_mean_the_same() -> None:
    circle, spiral, iris = (DATASETS[kind]() for kind in ("circle", "spiral", "iris"))
    formula = ("x1", "x1*x2")
    first, same, other = CsvFile("/t.csv", "kind"), CsvFile("/t.csv", "b"), CsvFile("/u.csv", "kind")
    for before, inputs, after, table, stay in [
        (circle, formula, spiral, PLANE, True),
        (circle, formula, iris, PLANE, False),
        (iris, formula, spiral, PLANE, False),
        (iris, formula, iris, PLANE, True),
        (first, ("a", "b"), same, THREE, True),
        (first, ("a", "b"), other, THREE, False),
        (first, ("a", "c"), same, THREE, False),  # that column is gone
        (circle, ("1/(x1 + 3)",), spiral, PLANE, False),  # not finite on the new rows
    ]:
        recipe = Recipe(data=before, inputs=inputs)
        assert fitting_inputs(recipe, after, table) == (inputs if stay else ()), (before, after, inputs)
