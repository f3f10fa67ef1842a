"""`main.py export`: a project's weights as files, of now and of the best epoch."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.data.datasets.csv_file import CsvFile
from engine.exporters.npz import read_npz
from engine.optim.stopping import NoImprovement
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.model.project import Project
from gui.model.storage.project_file import save_project
from main import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def session() -> Session:
    recipe = Recipe(stops=(NoImprovement(patience=500),))
    session = Session(recipe)
    session.advance(5 * session.batches.count + 3)
    assert session.control.best is not None
    return session


@pytest.fixture
def project(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    save_project(Project(session.recipe), "net.npp", session.checkpoint())
    return tmp_path / "net.npp"


def test_several_formats_at_once_beside_each_other(project: Path, session: Session, capsys: Capture) -> None:
    assert main(["export", str(project), "--to", "npz,safetensors"]) == 0
    out, err = capsys.readouterr()
    assert [line.split(":")[0] for line in out.splitlines()] == ["net.npz", "net.safetensors"]
    assert err == ""
    found = read_npz(Path("net.npz"))
    assert np.array_equal(found.arrays["output.weights"].ravel(), session.network.theta[-3:-1])
    assert found.metadata["training"]["step"] == session.step
    assert found.metadata["training"]["scores"]["test_loss"] == pytest.approx(session.scores().test_loss)
    assert "circle" in found.metadata["training"]["data"].lower()


def test_the_best_epoch_without_telling_of_the_data(project: Path, session: Session, capsys: Capture) -> None:
    arguments = ["--to", "npz", "--weights", "best", "--output", "best", "--without-data-name", "--without-scores", "--json"]
    assert main(["export", str(project), *arguments]) == 0
    best = session.control.best
    assert best is not None
    found = read_npz(Path("best.npz"))
    assert found.metadata["training"]["step"] == best.step
    assert np.array_equal(found.arrays["output.biases"], best.theta[-1:])
    assert {"data", "scores"}.isdisjoint(found.metadata["training"])
    (proof,) = json.loads(capsys.readouterr().out)
    assert proof["path"] == "best.npz"
    assert proof["largest_difference"] < 1e-5


def test_what_cannot_be_done_is_a_sentence(project: Path, session: Session, capsys: Capture) -> None:
    save_project(Project(session.recipe), "untrained.npp")
    plain = Session(replace(session.recipe, stops=()))
    save_project(Project(plain.recipe), "plain.npp", plain.checkpoint())
    for arguments, says in (
        (["none.npp", "--to", "npz"], "none.npp"),
        (["net.npp", "--to", "hdf5"], "There is no export format 'hdf5'; there are npz"),
        (["net.npp", "--to", ","], "at least one format"),
        (["untrained.npp", "--to", "npz"], "saved without training"),
        (["plain.npp", "--to", "npz", "--weights", "best"], "no weights of a best epoch"),
        (["net.npp", "--to", "npz", "--output", "nowhere/net"], 'no folder "nowhere"'),
        (["net.npp", "--to", "npz", "--output", ""], "end it with a name"),
        (["net.npp", "--to", "npz", "--output", "./"], "end it with a name"),
        (["plain.npp", "--to", "npz", "--weights", "least"], "lower test loss than now"),
        (["net.npp"], "--to"),
    ):
        assert main(["export", *arguments]) == 2
        assert says in capsys.readouterr().err
    assert not list(Path().glob("*.npz"))
    Path("taken.npz").mkdir()
    assert main(["export", "net.npp", "--to", "npz,safetensors", "--output", "taken"]) == 1
    assert Path("taken.safetensors").exists()  # one that fails keeps none of the others


def test_what_is_to_be_known_of_the_rows_is_said(capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = "\n".join(f"{i},{i * i % 7},{'yes' if i % 3 else 'no'}" for i in range(30))
    Path("table.csv").write_text(f"a,b,c\n{rows}\n", encoding="utf-8")
    recipe = Recipe(data=CsvFile(str(tmp_path / "table.csv"), "c").identified())
    session = Session(recipe)
    save_project(Project(recipe), "net.npp", session.checkpoint())
    Path("table.csv").write_text(f"a,b,c\n{rows}\n99,1,no\n", encoding="utf-8")
    assert main(["export", "net.npp", "--to", "npz"]) == 0
    assert '"table.csv" has changed since this project was saved' in capsys.readouterr().err
