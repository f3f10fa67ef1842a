"""A CSV file that changes, moves or vanishes while its network is trained: the trained state stays with its own rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.data.csv_files.content_store import CONTENTS
from engine.data.datasets.csv_file import CsvFile
from engine.nn.activations import Tanh
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Block, Recipe
from engine.training.memento import Memento
from gui.training.training_job import TrainingJob

ROWS = np.random.default_rng(3).normal(size=(40, 2))


def text_of(rows: int = 40, names: str = "a,b,kind") -> str:
    return "\n".join([names, *(f"{a:.3f},{b:.3f},{'fern' if a > 0 else 'moss'}" for a, b in ROWS[:rows])]) + "\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text(text_of(), encoding="utf-8")
    return path


def recipe_of(data: CsvFile) -> Recipe:
    return Recipe(data=data, blocks=(Block(1, Dense(5, Tanh())),), train_share=0.7, standardise=True)


def trained(recipe: Recipe) -> TrainingJob:
    job = TrainingJob()
    job.load(recipe, None)
    assert job.problem is None
    job.play(55)
    while job.playing:
        job.tick()
    return job


def spoil(file: Path, how: str) -> None:
    if how == "vanished":
        file.unlink()
    else:
        file.write_text(text_of(rows=23), encoding="utf-8")


@pytest.mark.parametrize("how", ["changed", "vanished"])
def test_another_training_share_and_undo_find_the_rows_of_the_training(file: Path, how: str) -> None:
    recipe = recipe_of(CsvFile(str(file)).identified())
    job = trained(recipe)
    theta, memento = job.session.network.theta.copy(), Memento()
    spoil(file, how)
    job.load(replace(recipe, train_share=0.5), memento)
    assert (job.problem, len(job.session.data.train)) == (None, 20)
    job.play(10)
    while job.playing:
        job.tick()
    job.swap(recipe, memento)
    assert (job.problem, job.notice) == (None, "")
    assert job.session.network.theta.tobytes() == theta.tobytes()
    job.swap(replace(recipe, train_share=0.5), memento)
    assert (job.problem, job.session.step) == (None, 10)  # other rows: a run of its own


def test_a_state_that_does_not_fit_the_rows_of_now_is_a_sentence(file: Path) -> None:
    recipe = recipe_of(CsvFile(str(file)))  # a table that is not known by its content
    job, memento = trained(recipe), Memento()
    spoil(file, "changed")
    job.load(replace(recipe, train_share=0.5), memento)
    job.swap(recipe, memento)
    assert "belongs to another dataset. The network was left with the weights" in job.notice
    assert job.session.recipe == recipe
    assert job.frame(frozenset()).snapshot is not None


@pytest.mark.parametrize("how", ["changed", "vanished"])
def test_a_state_whose_rows_are_gone_waits_for_them(file: Path, how: str) -> None:
    recipe = recipe_of(CsvFile(str(file)).identified())
    job = trained(recipe)
    state = job.final()[1]
    spoil(file, how)
    CONTENTS.clear()
    job.open(recipe, state)
    assert "t.csv" in job.frame(frozenset()).problem
    assert job.final() == (recipe, state)  # it can be saved
    job.play()
    assert not job.playing
    CONTENTS.put(text_of().encode())  # its file was chosen anew
    memento = Memento()
    job.load(replace(recipe, data=replace(recipe.data, path="elsewhere.csv")), memento)
    assert (job.problem, job.notice, job.session.step) == (None, "", 55)
    assert job.session.network.theta.tobytes() == state.theta.tobytes()
    assert job.session.timeline


def test_other_rows_of_the_same_columns_go_on_from_a_state_that_has_waited(file: Path) -> None:
    recipe = recipe_of(CsvFile(str(file)).identified())
    job = trained(recipe)
    state = job.final()[1]
    spoil(file, "changed")
    CONTENTS.clear()
    job.open(recipe, state)
    memento, after = Memento(), replace(recipe, data=CsvFile(str(file)).identified())
    job.load(after, memento)
    assert (job.problem, job.session.step) == (None, 55)
    assert job.session.network.theta.tobytes() == state.theta.tobytes()
    job.swap(recipe, memento)  # undo: the rows are still gone, the state is not
    assert "has changed since" in str(job.problem)
    assert job.final() == (recipe, state)
    job.swap(after, memento)
    assert (job.problem, job.session.step) == (None, 55)


@pytest.mark.parametrize("rows", [40, 23])
def test_a_state_of_an_earlier_version_goes_on_when_its_file_is_chosen_anew(file: Path, rows: int) -> None:
    recipe = recipe_of(CsvFile(str(file)))
    job = trained(recipe)
    state = job.final()[1]
    file.unlink()
    job.open(recipe, state)
    moved = file.with_name("moved.csv")
    moved.write_text(text_of(rows), encoding="utf-8")
    job.load(replace(recipe, data=CsvFile(str(moved)).identified()), Memento())
    assert (job.problem, job.notice, job.session.step) == (None, "", 55)
    assert job.session.network.theta.tobytes() == state.theta.tobytes()
    if rows == 40:
        assert job.session.checkpoint().position.order.tolist() == state.position.order.tolist()
        job.look_back(state.timeline[2].step)
        assert job.past is not None


def test_another_table_starts_anew_and_undo_brings_back_the_state_that_waits(file: Path) -> None:
    recipe = recipe_of(CsvFile(str(file)).identified())
    job = trained(recipe)
    state = job.final()[1]
    CONTENTS.clear()
    file.write_text(text_of(names="a,c,kind"), encoding="utf-8")
    job.open(recipe, state)
    memento = Memento(restart=True)
    job.load(replace(recipe, data=CsvFile(str(file)).identified()), memento)
    assert (job.problem, job.session.step) == (None, 0)
    job.swap(recipe, memento)
    assert job.final() == (recipe, state)


def test_a_keyframe_of_rows_that_are_gone_is_not_shown(file: Path) -> None:
    old = CsvFile(str(file)).identified()
    job = trained(recipe_of(old))
    spoil(file, "changed")
    job.load(recipe_of(CsvFile(str(file)).identified()), None)
    CONTENTS.clear()
    job.look_back(job.session.timeline[2].step)
    assert job.past is None
    assert job.frame(frozenset()).snapshot is not None
