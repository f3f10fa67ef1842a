"""Another table for a network: what is kept, what starts anew, and what is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.data.data_problem import DataProblem
from engine.data.datasets import csv_file
from engine.data.datasets.csv_file import CsvFile
from engine.data.features import compute, features_of
from engine.data.table_facts import TableFacts
from engine.nn.losses import MeanSquaredError, PerceptronLoss
from engine.recipe.recipe import Recipe
from gui.model.project import Axes, Project
from gui.model.table_edits import TableChange, change_table, with_table


def table_in(path: Path, names: str, label: str = "") -> CsvFile:
    rows = (f"{i}.5,{i * i % 5}.5,{i % 3}.5,{'fern' if i % 2 else 'moss'}" for i in range(12))
    path.write_text("\n".join([names, *rows]) + "\n", encoding="utf-8")
    return CsvFile(str(path), label).identified()


def changed(project: Project, data: CsvFile) -> TableChange:
    return change_table(project, data, data.make(np.random.default_rng(1)))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    data = table_in(tmp_path / "t.csv", "a,b,c,kind")
    data.make(np.random.default_rng(1))
    return Project(Recipe(data=data, inputs=("c", "a", "x1*x2")), Axes((2, 0), (1.0, 2.0, 3.0)))


def test_the_same_content_elsewhere_changes_nothing_but_the_path(project: Project, tmp_path: Path) -> None:
    found = changed(project, table_in(tmp_path / "moved.csv", "a,b,c,kind"))
    assert found.project.recipe.data_key() == project.recipe.data_key()
    assert "goes on" in found.notice
    assert not found.restart


def test_inputs_and_axes_follow_the_names(project: Project, tmp_path: Path) -> None:
    found = changed(project, table_in(tmp_path / "t.csv", "c,a,b,kind"))
    assert found.project.recipe.inputs == ("c", "a", "a*b")
    assert found.project.axes == Axes((0, 1), (3.0, 1.0, 2.0))
    assert "follow their names" in found.notice
    back = changed(found.project, table_in(tmp_path / "t.csv", "a,b,c,kind"))
    assert back.project.recipe.inputs == ("c", "a", "a*b")
    assert back.project.axes == project.axes


NAMES = ("x2", "x1", "leaf area", "a", "x₄", 'odd"]name', "sin")
FORMULAS = ("x1", "x2", "x3*x4", "sin(x1)", "a**2", "[leaf area]", "sin", "1 + x2")


@settings(max_examples=60, deadline=None)
@given(st.permutations(NAMES), st.permutations(NAMES), st.lists(st.sampled_from(FORMULAS), unique=True))
def test_every_input_means_the_same_number_in_any_order_of_columns(before: list[str], now: list[str], inputs: list[str]) -> None:
    old, new = (TableFacts(tuple(names), "kind", ("fern", "moss"), 9) for names in (before, now))
    raw = np.random.default_rng(1).normal(size=(5, len(NAMES)))
    try:
        features = features_of(inputs, old.inputs)
    except DataProblem:  # the same input twice, under two names
        assume(False)
    after = with_table(Project(Recipe(inputs=tuple(inputs))), CsvFile("t.csv"), old, new)
    swapped = raw[:, [before.index(name) for name in now]]
    again = compute(features_of(after.recipe.inputs, new.inputs), swapped)
    assert np.array_equal(compute(features, raw), again)


def test_another_label_is_another_task(project: Project, tmp_path: Path) -> None:
    found = changed(project, table_in(tmp_path / "t.csv", "a,b,c,kind", "c"))
    assert found.restart
    assert "learn “c” instead of “kind”" in found.notice


def test_a_table_that_was_not_read_yet_is_compared_all_the_same(project: Project, tmp_path: Path) -> None:
    csv_file._facts.clear()
    found = changed(project, table_in(tmp_path / "t.csv", "a,b,d,kind"))
    assert found.restart
    assert "It lacks the inputs “c”" in found.notice


def test_a_file_of_an_earlier_version_that_was_not_found_leaves_its_place(project: Project, tmp_path: Path) -> None:
    lost = replace(project, recipe=replace(project.recipe, data=CsvFile("/gone/t.csv")))
    found = changed(lost, table_in(tmp_path / "t.csv", "a,b,c,kind"))
    assert found.project == project
    assert not found.restart
    assert "takes the place of a file that was not found" in found.notice
    other = changed(replace(lost, recipe=replace(lost.recipe, inputs=("gone",))), table_in(tmp_path / "t.csv", "a,b,c,kind"))
    assert other.project.recipe.inputs == ()


def test_the_axes_of_a_file_that_was_not_found_must_exist_in_the_new_one(project: Project, tmp_path: Path) -> None:
    lost = replace(project, recipe=replace(project.recipe, data=CsvFile("/gone/t.csv"), inputs=("x1",)))
    table = table_in(tmp_path / "t.csv", "a,b,c,kind")
    for shown, fixed, stay in [
        ((0, 2), (), True),
        ((0, 3), (), False),
        ((0, 1), (1.0, 2.0), False),
        ((0, 1), (1.0, 2.0, 3.0), True),
    ]:
        found = changed(replace(lost, axes=Axes(shown, fixed)), table)
        assert (found.project.axes == Axes(shown, fixed)) is stay, (shown, fixed)
        assert bool(found.notice) is stay
    number = replace(lost.recipe, data=CsvFile("/gone/t.csv", "b"), loss=PerceptronLoss())
    found = changed(replace(lost, recipe=number, axes=Axes((0, 1))), table_in(tmp_path / "t.csv", "a,b,c,kind", "b"))
    assert (found.notice, found.project.recipe.loss) == ("", MeanSquaredError()), "that loss is none for a number"


def test_axes_follow_their_columns_and_keep_values_for_as_many() -> None:
    old, new = (TableFacts(names, "kind", ("fern", "moss"), 9) for names in (("a", "b", "c"), ("c", "a", "b")))
    for shown, fixed, then in [
        ((0, 2), (), Axes((1, 0))),
        ((1,), (1.0, 2.0, 3.0), Axes((2,), (3.0, 1.0, 2.0))),
        ((0, 1), (1.0, 2.0), Axes((1, 2), (1.0, 2.0))),
        ((0, 3), (), Axes((0, 3))),
    ]:
        after = with_table(Project(Recipe(), Axes(shown, fixed)), CsvFile("t.csv"), old, new)
        assert after.axes == then
    same = with_table(Project(Recipe(inputs=("b",)), Axes((0, 3))), CsvFile("t.csv"), old, old)
    assert (same.recipe.inputs, same.axes) == (("b",), Axes((0, 3)))
    plain = with_table(Project(Recipe(inputs=("c", "a", "b"))), CsvFile("t.csv"), old, new)
    assert plain.recipe.inputs == (), "all columns, in their order"


def test_the_same_rows_under_another_name_are_said_only_then(project: Project, tmp_path: Path) -> None:
    assert changed(project, project.recipe.data).notice == ""
    other = changed(Project(), project.recipe.data)
    assert (other.project.recipe.data, other.notice, other.restart) == (project.recipe.data, "", False)
    longer = table_in(tmp_path / "t.csv", "a,b,c,kind")
    (tmp_path / "t.csv").write_text((tmp_path / "t.csv").read_text() + "1.5,1.5,1.5,fern\n")
    assert (
        changed(project, CsvFile(longer.path).identified()).notice == '"t.csv" has the same columns as before, now with 13 rows.'
    )
