"""Project files: what is saved comes back."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.data.datasets import DATASETS
from engine.nn.activations import ACTIVATIONS
from engine.nn.layers import Layer
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.optim.optimizers import OPTIMIZERS, Adam
from engine.recipe.recipe import Block, Recipe, Seeds
from engine.training.checkpoint import Checkpoint
from engine.training.session import Session
from gui.model.project import Axes, Project
from gui.model.storage.project_file import StateProblem, open_project, project_bytes, save_project
from gui.training.training_job import TrainingJob

ADAM = Project(Recipe(optimizer=Adam(0.01)), Axes((1, 0), (0.5, -2.0)), "두 줄\nof notes")


@st.composite
def projects(draw: st.DrawFn) -> Project:
    dense = st.builds(
        Dense, st.integers(1, 64), st.sampled_from([ACTIVATIONS[name]() for name in ACTIVATIONS.names() if name != "softmax"])
    )
    layers: list[Layer] = draw(st.lists(dense | st.builds(Dropout, st.floats(0, 0.95)), max_size=6))
    seed = st.integers(0, 2**31 - 1)
    recipe = Recipe(
        data=draw(st.sampled_from([cls() for cls in DATASETS])),
        blocks=tuple(Block(i + 1, layer, draw(st.text(max_size=10))) for i, layer in enumerate(layers)),
        optimizer=draw(st.sampled_from([cls() for cls in OPTIMIZERS])),
        batch=draw(st.integers(1, 4096)),
        seeds=draw(st.builds(Seeds, seed, seed, seed)),
    )
    number = st.floats(allow_nan=False, allow_infinity=False)
    axes = Axes(draw(st.sampled_from([(0,), (0, 1), (3, 2)])), tuple(draw(st.lists(number, max_size=4))))
    return Project(recipe, axes, draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=50)))


def trained(project: Project, steps: int = 70) -> tuple[Session, Checkpoint]:
    session = Session(project.recipe)
    session.advance(steps)
    return session, session.checkpoint()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(projects())
def test_any_project_comes_back_equal(tmp_path: Path, project: Project) -> None:
    save_project(project, tmp_path / "a.npp")
    opened = open_project(tmp_path / "a.npp")
    assert opened.project == project
    assert opened.checkpoint is None


def test_a_reopened_run_goes_on_bit_for_bit(tmp_path: Path) -> None:
    session, checkpoint = trained(ADAM)
    save_project(ADAM, tmp_path / "a.npp", checkpoint)
    opened = open_project(tmp_path / "a.npp")
    assert opened.project == ADAM
    assert opened.checkpoint is not None
    other = Session(opened.project.recipe)
    other.restore(opened.project.recipe, opened.checkpoint)
    for one in (session, other):
        one.advance(55)
    assert np.array_equal(session.network.theta, other.network.theta)
    assert np.array_equal(session.optimizer_state, other.optimizer_state)
    assert np.array_equal(session.history.rows, other.history.rows, equal_nan=True)
    assert (session.step, session.epoch) == (other.step, other.epoch)


def test_a_reopened_run_can_be_looked_back_on(tmp_path: Path) -> None:
    _, checkpoint = trained(ADAM)
    save_project(ADAM, tmp_path / "a.npp", checkpoint)
    opened = open_project(tmp_path / "a.npp")
    assert opened.checkpoint is not None
    kept, back = checkpoint.timeline, opened.checkpoint.timeline
    assert [one.info for one in back] == [one.info for one in kept]
    assert len(kept) > 10
    for one, other in zip(kept, back, strict=True):
        assert np.array_equal(one.state.theta, other.state.theta)
        assert np.array_equal(one.state.optimizer_state, other.state.optimizer_state)
    run = TrainingJob()
    run.open(opened.project.recipe, opened.checkpoint)
    run.look_back(kept[5].step)
    assert run.past is not None
    assert np.array_equal(run.past.network.theta, kept[5].state.theta)


def test_a_file_of_an_earlier_version_has_no_moments(tmp_path: Path) -> None:
    _, checkpoint = trained(ADAM)
    save_project(ADAM, tmp_path / "a.npp", replace(checkpoint, timeline=()))
    with zipfile.ZipFile(tmp_path / "a.npp") as file:
        assert not any(name.startswith("moments") for name in file.namelist())
    opened = open_project(tmp_path / "a.npp").checkpoint
    assert opened is not None
    assert opened.timeline == ()


def test_the_same_project_gives_the_same_bytes() -> None:
    _, checkpoint = trained(ADAM)
    assert bytes(project_bytes(ADAM, checkpoint)) == bytes(project_bytes(ADAM, checkpoint))


def test_the_project_in_it_can_be_read_by_people(tmp_path: Path) -> None:
    save_project(ADAM, tmp_path / "a.npp")
    with zipfile.ZipFile(tmp_path / "a.npp") as file:
        text = file.read("project.json").decode("utf-8")
    assert "두 줄" in text
    assert len(text.splitlines()) > 20


def test_a_state_of_another_network_is_refused_by_the_session(tmp_path: Path) -> None:
    _, checkpoint = trained(ADAM)
    other = replace(ADAM.recipe, blocks=())
    with pytest.raises(ValueError, match="another network"):
        Session(other).restore(other, checkpoint)


def test_the_state_of_another_recipe_is_kept_with_it(tmp_path: Path) -> None:
    session = Session(ADAM.recipe)
    session.advance(40)
    wrong = replace(ADAM, recipe=replace(ADAM.recipe, inputs=("log(x1)",)))
    save_project(wrong, tmp_path / "a.npp", session.checkpoint(), trained=ADAM.recipe)
    opened = open_project(tmp_path / "a.npp")
    assert (opened.project, opened.trained) == (wrong, ADAM.recipe)
    assert opened.checkpoint is not None
    assert opened.located(tmp_path / "a.npp").trained == ADAM.recipe
    job = TrainingJob()
    job.open(opened.project.recipe, opened.checkpoint, 1, opened.trained)
    assert (job.session, bool(job.problem)) == (None, True)
    assert job.final() == (ADAM.recipe, opened.checkpoint)
    job.load(ADAM.recipe, None)
    assert job.session is not None
    assert job.session.network.theta.tobytes() == session.network.theta.tobytes()


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"blocks": 7}'])
def test_a_damaged_recipe_of_the_state_leaves_the_project(tmp_path: Path, content: bytes) -> None:
    session = Session(ADAM.recipe)
    save_project(ADAM, tmp_path / "a.npp", session.checkpoint())
    with zipfile.ZipFile(tmp_path / "a.npp", "a") as file:
        file.writestr("trained.json", content)
    with pytest.raises(StateProblem, match=r"trained\.json"):
        open_project(tmp_path / "a.npp")
    assert open_project(tmp_path / "a.npp", trained=False).project == ADAM
