"""Import into the window: the network predicts the same, trains on, and Undo brings the former one back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.core.resources import resource
from engine.data.datasets import DATASETS
from engine.exporters.npz import Npz
from engine.exporters.trained_model import TrainedModel
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.training.training_job import TrainingJob
from tests.engine.builders import dense, snapshot_of, stack


def exported(path: Path) -> TrainedModel:
    session = Session(Recipe(data=DATASETS["moons"](), blocks=stack(dense(5)), standardise=True))
    session.advance(50)
    model = TrainedModel.of(snapshot_of(session))
    Npz().write(model, path)
    return model


def told(window) -> str:
    return window.banner.messages[0].text if window.banner.messages else ""


@pytest.fixture
def state(window, qtbot):
    def ask():
        found = []
        window.trainer.ask(TrainingJob.final, found.append)
        qtbot.waitUntil(lambda: bool(found))
        return found[0]

    return ask


def test_it_goes_on_in_the_window_and_can_be_undone(window, tmp_path: Path, qtbot, state) -> None:
    model = exported(tmp_path / "net.npz")
    before = window.document.project
    assert window.file_controller.open_path(tmp_path / "net.npz")
    dialog = window.import_controller.dialog
    assert dialog.chosen.data.kind == "moons"
    dialog.ok.click()
    assert window.import_controller.dialog is None
    qtbot.waitUntil(lambda: "Imported net.npz" in told(window))
    assert window.document.project.recipe.data.kind == "moons"
    recipe, checkpoint = state()
    assert np.array_equal(checkpoint.theta, model.theta)
    assert recipe.scaling is not None
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: state()[1].epoch == 1)
    window.document.undo_stack.undo()
    assert window.document.project.recipe == before.recipe
    assert "Imported" not in told(window)  # it is not so any more


def test_while_training_plays_it_stops_at_the_weights_of_the_file(window, tmp_path: Path, qtbot, state) -> None:
    model = exported(tmp_path / "net.npz")
    window.trainer.play()
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.step > 30)
    window.import_controller.open(str(tmp_path / "net.npz"))
    window.import_controller.dialog.ok.click()
    qtbot.waitUntil(lambda: "Imported net.npz" in told(window))
    assert np.array_equal(state()[1].theta, model.theta)
    qtbot.waitUntil(lambda: window.trainer.frame.complete and not window.trainer.is_running)
    assert "Imported net.npz" in told(window)  # and not only that a new run has begun, with an offer of the former weights


def test_in_a_lesson_it_goes_into_the_users_own_project(window, tmp_path: Path, qtbot, state) -> None:
    model = exported(tmp_path / "net.npz")
    window.lesson_controller.open_path(resource("lessons") / "03_xor.toml")
    qtbot.waitUntil(lambda: window.document.project.recipe.data.kind == "xor_gate")
    window.import_controller.open(str(tmp_path / "net.npz"))
    window.import_controller.dialog.ok.click()
    qtbot.waitUntil(lambda: "Imported net.npz" in told(window))
    assert window.lesson_controller.run is None
    assert np.array_equal(state()[1].theta, model.theta)
    window.document.undo_stack.undo()
    assert window.document.project.recipe.data.kind == "circle"


def test_what_cannot_be_imported_is_a_message(window, tmp_path: Path) -> None:
    (tmp_path / "net.npz").write_bytes(b"no zip")
    window.import_controller.open(str(tmp_path / "net.npz"))
    assert window.import_controller.dialog is None
    assert "net.npz" in told(window)


def test_the_present_table_is_offered_first(window, tmp_path: Path) -> None:
    exported(tmp_path / "net.npz")
    rows = replace(DATASETS["moons"](), rows=200)
    window.document.open(replace(window.document.project, recipe=replace(window.document.project.recipe, data=rows)))
    window.import_controller.open(str(tmp_path / "net.npz"))
    assert window.import_controller.dialog.chosen.data == rows
    window.import_controller.dialog.reject()
