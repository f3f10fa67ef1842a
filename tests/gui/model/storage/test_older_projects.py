"""Project files that earlier versions wrote open, and their runs go on as they would have in that version."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gui.model.storage.project_file import open_project, project_bytes
from gui.training.training_job import TrainingJob
from tests.golden.make_projects import EDITED, FOLDER, PROJECTS, STEPS, arithmetic, continued, edited, identified

VERSIONS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
WITHOUT_IDENTITY = "without_identity"  # its tables are known by their paths alone
FILES = [pytest.param(FOLDER / version, title, id=f"{version}-{title}") for version in VERSIONS for title in PROJECTS]


@pytest.mark.parametrize(("folder", "title"), FILES)
def test_a_run_saved_by_an_earlier_version_goes_on_as_it_did_there(
    folder: Path, title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)  # where the table is
    expected = json.loads(Path("expected.json").read_text(encoding="utf-8"))
    rounds_alike = expected["arithmetic"] == arithmetic()
    opened = open_project(f"{title}.npp")
    assert opened.checkpoint is not None
    for name, steps in STEPS.items():
        end = continued(opened.project, opened.checkpoint, steps)
        with np.load(f"{title}_{name}.npz") as file:
            there = dict(file)
        for key, values in there.items():
            here = end.to_arrays()[key]
            if rounds_alike:
                assert here.tobytes() == values.tobytes(), f"{key}, {name}, is another"
            elif name == "soon":  # later, a last digit that another processor or NumPy rounds otherwise has grown
                assert np.linalg.norm(here - values) <= 2e-3 * np.linalg.norm(values), f"{key} is far off"
    assert {"step": end.step, "epoch": end.epoch} == expected[title]


@pytest.mark.parametrize(("folder", "title"), FILES)
def test_a_project_of_an_earlier_version_is_the_same_project(folder: Path, title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    opened = open_project(folder / f"{title}.npp")
    plain = PROJECTS[title][0]
    then = plain if folder.name == WITHOUT_IDENTITY else identified(plain)
    assert opened.project == replace(then, own_loss=True)  # the loss stays as it did in that version
    assert opened.checkpoint is not None
    assert len(opened.checkpoint.timeline) > 3
    again = project_bytes(opened.project, opened.checkpoint)
    assert arrays_in(BytesIO(again)) == arrays_in(folder / f"{title}.npp")


@pytest.mark.parametrize("version", [version for version in VERSIONS if version != WITHOUT_IDENTITY])
def test_the_state_of_a_network_that_cannot_be_trained_comes_back_when_it_is_fixed(version: str) -> None:
    folder = FOLDER / version
    default, opened = open_project(folder / "default.npp"), open_project(folder / f"{EDITED}.npp")
    assert opened.project == replace(edited(), own_loss=True)  # the loss stays as it did in that version
    assert default.checkpoint is not None
    job = TrainingJob()
    job.open(opened.project.recipe, opened.checkpoint, 1, opened.trained)
    assert job.session is None
    job.load(default.project.recipe, None)
    assert job.session is not None
    assert arrays_equal(job.session.checkpoint().to_arrays(), default.checkpoint.to_arrays())


def arrays_equal(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one[name].tobytes() == other[name].tobytes() for name in ("theta", "optimizer_state", "buffers"))


def arrays_in(file: Path | BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.endswith(".npy")}
