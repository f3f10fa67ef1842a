"""Plain data of a project: the last value that is taken, the first that is refused, and what a field is that is missing."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.data.formulas.input_list import MOST_INPUTS
from engine.files.file_problem import FileProblem
from engine.recipe.limits import MOST_IN_ALL
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.model.project import Axes, Project
from gui.model.storage.archive import Archive, array_bytes, json_bytes
from gui.model.storage.project_file import open_project, project_from_data, project_to_data, save_project
from gui.model.storage.project_tables import read_tables
from gui.model.storage.trained_state import keyframe_members
from tests.gui.model.storage.test_project_file import ADAM


def project(**fields: Any) -> Project:
    data = project_to_data(Project())
    return project_from_data({**data, "project": {**data["project"], **fields}})


def axes(**fields: Any) -> Axes:
    return project(axes={"shown": [0, 1], "fixed": [], "follow": False, **fields}).axes


@pytest.mark.parametrize(
    ("field", "value", "beyond"),
    [
        ("notes", "n" * 1_000_000, "n" * 1_000_001),
        ("notes", "", 3),
        ("unfolded", [0] * MOST_IN_ALL, [0] * (MOST_IN_ALL + 1)),
        ("unfolded", [1, 2], [1, True]),
        ("unfolded", [], {}),
        ("own_loss", True, 1),
        ("axes", {}, []),
        ("recipe", project_to_data(Project())["project"]["recipe"], None),
    ],
)
def test_a_field_of_a_project_is_taken_or_refused(field: str, value: Any, beyond: Any) -> None:
    assert project(**{field: value})
    with pytest.raises(ValueError, match=r"\.$"):
        project(**{field: beyond})


@pytest.mark.parametrize(
    ("field", "value", "beyond"),
    [
        ("shown", [0], []),
        ("shown", [0, 1], [0, 1, 2]),
        ("shown", [MOST_INPUTS - 1], [MOST_INPUTS]),
        ("shown", [0], [-1]),
        ("shown", [1, 0], [1, 0.0]),
        ("fixed", [1.0] * MOST_INPUTS, [1.0] * (MOST_INPUTS + 1)),
        ("fixed", [1], [float("nan")]),
        ("fixed", [], "1"),
        ("follow", True, 0),
    ],
)
def test_axes_are_taken_or_refused(field: str, value: Any, beyond: Any) -> None:
    assert list(getattr(axes(**{field: value}), field)) == value if isinstance(value, list) else axes(**{field: value}).follow
    with pytest.raises(ValueError, match=r"\.$"):
        axes(**{field: beyond})


def test_what_an_earlier_version_did_not_write() -> None:
    data = project_to_data(Project())
    old = project_from_data({**data, "project": {"recipe": data["project"]["recipe"]}})
    assert old == Project(own_loss=True), "a loss stayed then"
    assert project(own_loss=False) == Project()
    assert axes(follow=True).follow


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 2, "version": "9.9"}, r"A newer version wrote it \(9.9, format 2; this one reads up to 1\): update"),
        ({"format": 2, "version": 3}, r"A newer version wrote it \(\?, format 2; this one reads up to 1\): update"),
        ({"format": 0}, "there is no format 0"),
        ({"format": True}, "It is no project of this program"),
        ({"program": "Other"}, "It is no project of this program"),
        ({"project": []}, "Its project is missing"),
    ],
)
def test_another_format_is_a_sentence(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        project_from_data(project_to_data(Project()) | change)
    with pytest.raises(ValueError, match="It is no project of this program"):
        project_from_data([])


def test_a_run_may_have_as_many_keyframes_as_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(ADAM.recipe)
    session.advance(40)
    state = session.checkpoint()
    save_project(ADAM, tmp_path / "a.npp", state)
    count = len(state.timeline)
    monkeypatch.setattr("gui.model.storage.trained_state.MOST_KEYFRAMES", count)
    assert len(open_project(tmp_path / "a.npp").checkpoint.timeline) == count  # type: ignore[union-attr]
    monkeypatch.setattr("gui.model.storage.trained_state.MOST_KEYFRAMES", count - 1)
    with pytest.raises(FileProblem, match=f"there are more than {count - 1}"):
        open_project(tmp_path / "a.npp")
    assert keyframe_members(()) == {}
    assert open_project(tmp_path / "a.npp", trained=False).checkpoint is None


def test_members_are_plain_json_and_arrays() -> None:
    assert json_bytes({"a": np.array([1, 2]), "b": np.float64(0.5)}) == b'{\n "a": [\n  1,\n  2\n ],\n "b": 0.5\n}'
    assert array_bytes(np.zeros(2)).startswith(b"\x93NUMPY")
    assert Archive.MOST_JSON > 0


def test_the_recipe_of_another_state_is_kept_in_the_file_only_with_that_state(tmp_path: Path) -> None:
    other = replace(Recipe(), batch=3)
    save_project(Project(), tmp_path / "a.npp", trained=other)
    assert open_project(tmp_path / "a.npp").trained is None
    session = Session(other)
    save_project(Project(), tmp_path / "a.npp", session.checkpoint(), trained=other)
    opened = open_project(tmp_path / "a.npp")
    assert (opened.trained, opened.located(tmp_path / "a.npp").trained) == (other, other)


def test_all_members_have_one_date_and_only_arrays_are_not_compressed(tmp_path: Path) -> None:
    session = Session(ADAM.recipe)
    save_project(ADAM, tmp_path / "a.npp", session.checkpoint())
    with zipfile.ZipFile(tmp_path / "a.npp") as file:
        members = file.infolist()
    assert {one.date_time for one in members} == {(1980, 1, 1, 0, 0, 0)}, "so that equal projects are equal files"
    assert {one.external_attr >> 16 for one in members} == {0o644}
    assert {one.filename.rpartition(".")[2] for one in members if one.compress_type == zipfile.ZIP_STORED} == {"npy"}


def test_only_tables_of_the_folder_for_them_are_read() -> None:
    read: list[str] = []

    def content(name: str, most: int) -> bytes:
        read.append(name)
        return b""

    archive: Any = SimpleNamespace(
        names=["data/notes.txt", "other.csv", "data/0.csv"],
        read=content,
        problem=lambda name, text: FileProblem(f"{name}: {text}"),
    )
    saved = read_tables(archive, {"beside": 3})
    assert (read, saved.beside) == (["data/0.csv"], "")
    assert saved.damage.startswith("data/0.csv: It is not the table")
    archive.names = [f"data/{i}.csv" for i in range(21)]
    read.clear()
    read_tables(archive, {"beside": "t.csv"})
    assert len(read) == 20
