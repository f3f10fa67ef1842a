"""A project finds the rows that it was trained on: in its file, beside it, or where they were; and no others in silence."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data.csv_files.content_store import CONTENTS
from engine.data.datasets import csv_file
from engine.data.datasets.csv_file import CsvFile
from engine.files.file_problem import FileProblem
from engine.nn.activations import Tanh
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Block, Recipe, recipe_from_data, recipe_to_data
from engine.training.checkpoint import Checkpoint
from engine.training.session import Session
from gui.model.project import Axes, Project
from gui.model.storage.project_file import open_project, save_project
from gui.model.storage.project_tables import EMBEDDED_BYTES, Located

RNG = np.random.default_rng(3)
ROWS = RNG.normal(size=(40, 2)) * (1, 50)
NAMES = ("height", "leaf area", "kind")


def text_of(order: tuple[int, ...] = (0, 1, 2), names: tuple[str, ...] = NAMES, rows: int = 40, comment: int = 0) -> str:
    cells = [(f"{a:.3f}", f"{b:.3f}", "fern" if a > 0 else "moss") for a, b in ROWS[:rows]]
    lines = [",".join(row[i] for i in order) for row in (names, *cells)]
    return "\n".join(lines) + "\n" + " \n" * (comment // 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a table, `t.csv`."""
    there = tmp_path / "work"
    there.mkdir()
    (there / "t.csv").write_text(text_of(), encoding="utf-8")
    return there


def saved(folder: Path, embedded: int = 0, steps: int = 60, recipe: Recipe | None = None) -> tuple[Project, Checkpoint]:
    """A trained project on the table, saved as `p.npp`; the program has ended since."""
    data = CsvFile(str(folder / "t.csv")).identified()
    recipe = replace(recipe or Recipe(blocks=(Block(1, Dense(5, Tanh())),), standardise=True), data=data)
    session = Session(recipe)
    session.advance(steps)
    project, state = Project(recipe, Axes((1, 0), (0.5, 7.0))), session.checkpoint()
    save_project(project, folder / "p.npp", state, embedded)
    forget()
    return project, state


def forget() -> None:
    CONTENTS.clear()
    csv_file._facts.clear()


def located(path: Path) -> Located:
    return open_project(path).located(path)


def session_of(found: Located) -> Session:
    session = Session(found.project.recipe)
    assert found.checkpoint is not None
    session.restore(found.project.recipe, found.checkpoint)
    return session


def goes_on_alike(found: Located, project: Project, state: Checkpoint) -> None:
    """Its next steps are those of the project that was saved."""
    again = session_of(found)
    again.advance(30)
    CONTENTS.put(text_of().encode())
    before = Session(project.recipe)
    before.restore(project.recipe, state)
    before.advance(30)
    assert again.network.theta.tobytes() == before.network.theta.tobytes()


def scores(session: Session, height: float, leaf: float) -> np.ndarray:
    """What the network says of a plant, whatever the order of columns."""
    raw = np.array([[{"height": height, "leaf area": leaf}[name] for name in session.data.table.input_names]])
    return session.network.scores(session.data.transform(raw)).copy()


def test_an_embedded_table_opens_where_the_original_is_gone(folder: Path) -> None:
    project, state = saved(folder, EMBEDDED_BYTES)
    (folder / "t.csv").unlink()
    found = located(folder / "p.npp")
    assert found.notices == ()
    goes_on_alike(found, project, state)


def test_an_embedded_table_outlives_a_change_of_its_file_and_that_is_said(folder: Path) -> None:
    project, state = saved(folder, EMBEDDED_BYTES)
    (folder / "t.csv").write_text(text_of((1, 0, 2)), encoding="utf-8")
    found = located(folder / "p.npp")
    assert "has changed since this project was saved; it goes on with the rows" in found.notices[0]
    goes_on_alike(found, project, state)


@pytest.mark.parametrize(("size", "within"), [(900_000, True), (1_500_000, False)])
def test_only_small_tables_travel_in_the_project(folder: Path, size: int, within: bool) -> None:
    (folder / "t.csv").write_text(text_of(comment=size), encoding="utf-8")
    data = CsvFile(str(folder / "t.csv")).identified()
    save_project(Project(Recipe(data=data)), folder / "p.npp")
    with zipfile.ZipFile(folder / "p.npp") as file:
        assert (f"data/{data.digest}.csv" in file.namelist()) == within


def test_project_and_table_moved_together_are_found(folder: Path, tmp_path: Path) -> None:
    (folder / "tables").mkdir()
    shutil.move(folder / "t.csv", folder / "tables" / "t.csv")
    data = CsvFile(str(folder / "tables" / "t.csv")).identified()
    session = Session(Recipe(data=data))
    session.advance(50)
    save_project(Project(session.recipe), folder / "p.npp", session.checkpoint(), embedded=0)
    shutil.move(folder, tmp_path / "elsewhere")
    forget()
    found = located(tmp_path / "elsewhere" / "p.npp")
    assert found.notices == ()
    assert found.project.recipe.data.path == str(tmp_path / "elsewhere" / "tables" / "t.csv")
    assert all(one.recipe.data == found.project.recipe.data for one in found.checkpoint.timeline)
    assert session_of(found).step == 50


def test_swapped_columns_keep_the_meaning_of_the_weights(folder: Path) -> None:
    project, state = saved(folder)
    CONTENTS.put(text_of().encode())
    before = Session(project.recipe)
    before.restore(project.recipe, state)
    forget()
    (folder / "t.csv").write_text(text_of((1, 0, 2)), encoding="utf-8")
    found = located(folder / "p.npp")
    assert "The trained weights follow their names" in found.notices[0]
    after = session_of(found)
    assert after.data.table.input_names == ("leaf area", "height")
    assert found.project.axes == Axes((0, 1), (7.0, 0.5))
    for plant in ((0.3, 20.0), (-1.0, 60.0)):
        assert np.allclose(scores(before, *plant), scores(after, *plant), atol=1e-5)
    after.advance(20)


def test_formulas_of_swapped_columns_follow_their_names_too(folder: Path) -> None:
    recipe = Recipe(blocks=(Block(1, Dense(5, Tanh())),), inputs=("x1*x2", "x2", "sin(height)"))
    project, state = saved(folder, recipe=recipe)
    CONTENTS.put(text_of().encode())
    before = Session(project.recipe)
    before.restore(project.recipe, state)
    forget()
    (folder / "t.csv").write_text(text_of((1, 0, 2)), encoding="utf-8")
    assert np.allclose(scores(before, 0.3, 2.0), scores(session_of(located(folder / "p.npp")), 0.3, 2.0), atol=1e-5)


def test_other_rows_of_the_same_columns_keep_the_weights(folder: Path) -> None:
    _, state = saved(folder)
    (folder / "t.csv").write_text(text_of(rows=31), encoding="utf-8")
    found = located(folder / "p.npp")
    assert "it has the same columns. The trained weights are kept" in found.notices[0]
    session = session_of(found)
    assert session.network.theta.tobytes() == state.theta.tobytes()
    assert (session.step, len(session.data.table.target)) == (60, 31)
    session.advance(20)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (text_of(names=("height", "width", "kind")), "It lacks the inputs “leaf area”. It has the new inputs “width”."),
        (text_of(names=("height", "leaf area", "sort")), "learn “sort” instead of “kind”"),
        (text_of().replace("fern", "oak"), "“moss”, “oak” instead of “fern”, “moss”"),
        ("\0", "t.csv"),
        ("", "t.csv"),
    ],
)
def test_another_table_is_a_sentence_and_nothing_is_trained_on_it(folder: Path, content: str, word: str) -> None:
    project, state = saved(folder)
    (folder / "t.csv").write_text(content, encoding="utf-8")
    found = located(folder / "p.npp")
    assert word in found.notices[0]
    assert found.project == project
    assert found.checkpoint is not None
    assert found.checkpoint.theta.tobytes() == state.theta.tobytes()


def test_a_table_that_is_nowhere_is_a_sentence(folder: Path) -> None:
    project, _ = saved(folder)
    (folder / "t.csv").unlink()
    found = located(folder / "p.npp")
    assert "were not found" in found.notices[0]
    assert found.project == project


def test_what_is_known_of_a_missing_table_is_saved_again(folder: Path) -> None:
    saved(folder)
    (folder / "t.csv").unlink()
    found = located(folder / "p.npp")
    save_project(found.project, folder / "p.npp", found.checkpoint)
    forget()
    (folder / "t.csv").write_text(text_of((1, 0, 2)), encoding="utf-8")
    assert "follow their names" in located(folder / "p.npp").notices[0]


@pytest.mark.parametrize("damage", ["other content", "bad checksum"])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_damaged_embedded_table_is_a_sentence_where_the_file_is_gone(folder: Path, damage: str, is_there: bool) -> None:
    saved(folder, EMBEDDED_BYTES)
    path = folder / "p.npp"
    members = {}
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    name = next(name for name in members if name.endswith(".csv"))
    with zipfile.ZipFile(path, "w") as file:
        for one, content in members.items():
            file.writestr(one, b"a,b\n1,2\n" if one == name and damage == "other content" else content)
    if damage == "bad checksum":
        path.write_bytes(path.read_bytes().replace(b"height,leaf", b"weight,leaf"))
    if not is_there:
        (folder / "t.csv").unlink()
    notices = located(path).notices
    assert bool(notices) != is_there
    if not is_there:
        assert "p.npp" in notices[0]
        assert "data/" in notices[0]
        assert "were not found" in notices[1]


def test_a_recipe_with_a_table_is_written_as_earlier_versions_read_it(folder: Path) -> None:
    recipe = Recipe(data=CsvFile(str(folder / "t.csv")).identified())
    data = recipe_to_data(recipe)
    assert data["data"] == {"kind": "csv_file", "path": str(folder / "t.csv"), "label_column": "", "task": "auto"}
    assert recipe_from_data(data) == recipe
    assert recipe_from_data({**data, "identity": {}}) == replace(recipe, data=replace(recipe.data, digest=""))
    assert recipe_from_data({**data, "identity": 3}).data.digest == ""
    with pytest.raises(ValueError, match="Digest must be a text"):
        recipe_from_data({**data, "identity": {"digest": 3}})
    assert "identity" not in recipe_to_data(Recipe())


@pytest.mark.parametrize("said", [3, [], {"beside": 4}, {"beside": "a\0b"}, {"beside": "../" * 50}, {"inputs": {}}])
def test_damage_to_what_is_said_of_the_table_is_harmless(folder: Path, said: object) -> None:
    saved(folder)
    path = folder / "p.npp"
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    content = json.loads(members["project.json"])
    content["project"]["table"] = said
    with zipfile.ZipFile(path, "w") as file:
        for name, data in members.items():
            file.writestr(name, json.dumps(content) if name == "project.json" else data)
    assert located(path).notices == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 0.999), st.binary(min_size=1, max_size=40), st.booleans())
def test_any_damage_to_a_project_with_a_table_is_a_sentence_or_harmless(
    folder: Path, at: float, junk: bytes, is_there: bool
) -> None:
    if not (folder / "whole.npp").exists():
        saved(folder, EMBEDDED_BYTES, steps=5)
        (folder / "p.npp").rename(folder / "whole.npp")
    whole = (folder / "whole.npp").read_bytes()
    start = int(at * len(whole))
    (folder / "p.npp").write_bytes(whole[:start] + junk + whole[start + len(junk) :])
    forget()
    (folder / "t.csv").write_text(text_of() if is_there else text_of(names=("height", "width", "kind")), encoding="utf-8")
    try:
        notices = located(folder / "p.npp").notices
    except FileProblem as problem:
        notices = (str(problem),)
    assert all(notice.endswith(".") for notice in notices)


def test_a_project_of_an_earlier_version_is_known_by_its_content_from_now_on(folder: Path, tmp_path: Path) -> None:
    recipe = Recipe(data=CsvFile(str(folder / "t.csv")))
    session = Session(recipe)
    session.advance(60)
    save_project(Project(recipe), folder / "p.npp", session.checkpoint())
    for move in (False, True):
        if move:
            folder = Path(shutil.move(folder, tmp_path / "elsewhere"))
        found = located(folder / "p.npp")
        assert found.project.recipe.data == CsvFile(str(folder / "t.csv")).identified()
        assert all(one.recipe.data == found.project.recipe.data for one in found.checkpoint.timeline)
        assert session_of(found).step == 60
