"""The training thread: requests in, frames out, and the weights that travel with edits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QTimer

from engine.core.cancellation import Cancelled, cancellable, check
from engine.core.registry import load
from engine.data.datasets import DATASETS
from engine.inspection.snapshot_request import Requests
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.inspection.surfaces.input_grid import Plane
from engine.nn.activations import ReLU
from engine.nn.layers.dense import Dense
from engine.nn.losses import CrossEntropy, MeanSquaredError
from engine.optim.optimizers import SGD, Adam
from engine.optim.stopping import Steps
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.document import Document
from gui.model import edits
from gui.model.project import Project
from gui.training.frame import Frame
from gui.training.state_answer import Missing
from gui.training.trainer import Trainer
from gui.training.training_job import TrainingJob
from tests.gui.window_actions import state_of


class Bench:
    """A document and a trainer that follows it, as the window wires them."""

    def __init__(self, requests: Requests) -> None:
        self.document = Document(Project())
        self.trainer = Trainer(lambda: requests)
        self.document.changed.connect(self.trainer.follow)
        self.trainer.open(self.document.project.recipe)


@pytest.fixture
def bench(qtbot) -> Iterator[Bench]:
    bench = Bench(frozenset({DecisionSurface(Plane(), 20)}))
    yield bench
    bench.trainer.shutdown()
    bench.document.undo_stack.clear()


def theta(frame: Frame) -> np.ndarray:
    assert frame.snapshot is not None
    return frame.snapshot.theta


def test_playing_reaches_the_window_and_pausing_stops_it(qtbot, bench) -> None:
    bench.trainer.play()
    qtbot.waitUntil(lambda: bench.trainer.frame.running and bench.trainer.frame.snapshot.step > 1000)
    bench.trainer.pause()
    qtbot.waitUntil(lambda: not bench.trainer.frame.running)
    step = bench.trainer.frame.snapshot.step
    recipe, checkpoint = state_of(qtbot, bench.trainer)
    assert checkpoint.step == step
    assert recipe == bench.document.project.recipe


def test_one_batch_and_one_epoch(qtbot, bench) -> None:
    bench.trainer.step_batch()
    qtbot.waitUntil(lambda: bool(bench.trainer.frame.snapshot and bench.trainer.frame.snapshot.step == 1))
    bench.trainer.step_epoch()
    qtbot.waitUntil(lambda: bench.trainer.frame.snapshot.epoch == 1)
    assert bench.trainer.frame.snapshot.step == 25
    bench.trainer.step_epoch()
    qtbot.waitUntil(lambda: bench.trainer.frame.snapshot.step == 50)
    assert not bench.trainer.frame.running


def test_undo_of_a_structural_edit_brings_the_trained_weights_back_exactly_and_redo_those_after(qtbot, bench) -> None:
    trainer, document = bench.trainer, bench.document
    trainer.step_epoch()
    qtbot.waitUntil(lambda: bool(trainer.frame.snapshot and trainer.frame.snapshot.epoch == 1))
    before = theta(trainer.frame)
    document.edit("Remove", edits.remove_layer(document.project, 2))
    trainer.step_epoch()
    qtbot.waitUntil(lambda: trainer.frame.snapshot.epoch == 2)
    after = theta(trainer.frame)
    assert after.size != before.size
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: trainer.frame.snapshot.epoch == 1)
    assert theta(trainer.frame).tobytes() == before.tobytes()
    document.undo_stack.redo()
    qtbot.waitUntil(lambda: trainer.frame.snapshot.epoch == 2)
    assert theta(trainer.frame).tobytes() == after.tobytes()


def test_undo_of_a_learning_rate_keeps_what_was_learned_since(qtbot, bench) -> None:
    trainer, document = bench.trainer, bench.document
    document.edit("Rate", edits.with_recipe(document.project, optimizer=SGD(lr=0.1)))
    trainer.step_epoch()
    qtbot.waitUntil(lambda: bool(trainer.frame.snapshot and trainer.frame.snapshot.epoch == 1))
    learned = theta(trainer.frame)
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: trainer.frame.snapshot.recipe.optimizer == SGD())
    assert theta(trainer.frame).tobytes() == learned.tobytes()


def test_same_start_gives_the_same_numbers_and_can_be_undone(qtbot, bench) -> None:
    trainer, document = bench.trainer, bench.document
    trainer.step_epoch()
    qtbot.waitUntil(lambda: bool(trainer.frame.snapshot and trainer.frame.snapshot.epoch == 1))
    first = theta(trainer.frame)
    document.edit("Same start", document.project, restart=True)
    qtbot.waitUntil(lambda: trainer.frame.snapshot.step == 0)
    trainer.step_epoch()
    qtbot.waitUntil(lambda: trainer.frame.snapshot.epoch == 1)
    assert theta(trainer.frame).tobytes() == first.tobytes()
    document.undo_stack.undo()
    assert state_of(qtbot, bench.trainer)[1].step == 25


def test_a_recipe_that_cannot_be_trained_says_why_and_loses_nothing() -> None:
    run = TrainingJob()
    run.load(Recipe(), None)
    run.play(100)
    while run.playing:
        run.tick()
    learned = run.session.network.theta.copy()
    run.load(replace(Recipe(), data=DATASETS["plane"](), loss=CrossEntropy()), None)
    frame = run.frame(frozenset())
    assert "choose MSE or MAE" in frame.problem
    run.play()
    assert not run.playing
    run.load(Recipe(), None)
    assert run.frame(frozenset()).problem == ""
    assert run.session.network.theta.tobytes() == learned.tobytes()


def test_a_missing_file_is_a_problem_not_a_crash() -> None:
    run = TrainingJob()
    run.load(replace(Recipe(), data=load(DATASETS, {"kind": "csv_file", "path": "/nowhere/table.csv"})), None)
    assert "table.csv" in run.frame(frozenset()).problem


def test_a_new_optimizer_and_a_new_layer_go_on_from_the_present_weights() -> None:
    run = TrainingJob()
    run.load(Recipe(), None)
    run.play(500)
    while run.playing:
        run.tick()
    first_layer = run.session.network.theta[:12].copy()
    project = Project(run.session.recipe)
    project = edits.insert_layer(edits.with_recipe(project, optimizer=Adam()), 1, Dense(3, ReLU()))
    run.load(project.recipe, None)
    assert run.session.network.theta[:12].tobytes() == first_layer.tobytes()
    assert run.session.step == 500


def test_a_frame_is_made_only_when_it_would_differ() -> None:
    run = TrainingJob()
    run.load(Recipe(), None)
    assert run.frame(frozenset()) is not None
    assert run.frame(frozenset()) is None
    assert run.frame(frozenset({DecisionSurface(Plane(), 10)})) is not None
    run.play(1)
    run.tick()
    assert run.frame(frozenset({DecisionSurface(Plane(), 10)})) is not None


def test_a_divergence_stops_the_run_and_names_the_layer() -> None:
    run = TrainingJob()
    run.load(replace(Recipe(), optimizer=SGD(lr=10.0), data=DATASETS["plane"](), loss=MeanSquaredError()), None)
    run.session.network.theta[:] = 1e30
    with np.errstate(all="ignore"):
        run.play(10)
        while run.playing:
            run.tick()
    frame = run.frame(frozenset())
    assert frame.snapshot.divergence is not None
    assert "learning rate" in str(frame.snapshot.divergence)
    assert np.isfinite(frame.snapshot.theta).all()


def test_a_stop_rule_pauses_says_why_and_play_goes_on() -> None:
    run = TrainingJob()
    run.load(replace(Recipe(), stops=(Steps(30),)), None)
    run.play()
    while run.playing:
        run.tick()
    frame = run.frame(frozenset())
    assert (frame.snapshot.step, frame.running) == (30, False)
    assert frame.notice == frame.snapshot.stopped == "Stopped after 30 steps, as asked."
    run.play(5)
    while run.playing:
        run.tick()
    frame = run.frame(frozenset())
    assert (frame.snapshot.step, frame.notice) == (35, "")


def test_the_window_answers_while_training_flat_out(qtbot, bench) -> None:
    """The event loop's lateness: a timer of 5 ms, for two seconds, with training as fast as it goes.

    In milliseconds of processor time that this program has used in between, so that other programs do not count.
    """
    bench.trainer.play()
    qtbot.waitUntil(lambda: bench.trainer.frame.running)
    late, before = [], time.process_time()

    def tick() -> None:
        nonlocal before
        now = time.process_time()
        late.append(1000 * (now - before) - 5)
        before = now

    timer = QTimer()
    timer.timeout.connect(tick)
    timer.start(5)
    qtbot.waitUntil(lambda: sum(late) + 5 * len(late) > 2000)
    timer.stop()
    assert np.percentile(late, 99) < 50
    assert max(late) < 250


def trained(steps: int) -> TrainingJob:
    run = TrainingJob()
    run.load(Recipe(), None)
    run.play(steps)
    while run.playing:
        run.tick()
    return run


def test_looking_back_shows_the_moment_and_leaves_the_run_alone() -> None:
    run = trained(800)
    theta, moment = run.session.network.theta.copy(), run.session.timeline[-8]
    run.play()
    run.look_back(moment.step)
    assert not run.playing
    frame = run.frame(frozenset({DecisionSurface(Plane(), 10)}))
    assert frame.now == run.session.step >= 800
    assert frame.snapshot.step == moment.step
    assert frame.snapshot.theta.tobytes() == moment.state.theta.tobytes()
    assert frame.snapshot.get(DecisionSurface(Plane(), 10)) is not None
    assert frame.snapshot.history.steps[-1] == run.session.history.steps[-1]
    assert run.session.network.theta.tobytes() == theta.tobytes()
    run.look_back(None)
    assert run.frame(frozenset()).now is None
    run.look_back(moment.step)
    run.play(1)
    assert run.frame(frozenset({DecisionSurface(Plane(), 4)})).now is None


def test_a_moment_that_is_not_kept_shows_the_present() -> None:
    run = trained(50)
    run.look_back(123456)
    assert run.frame(frozenset()).now is None


def test_edits_leave_marks_and_toggling_adds_no_point_to_the_history() -> None:
    run = trained(100)
    rows = len(run.session.history)
    faster, fastest = (replace(Recipe(), optimizer=SGD(lr=lr)) for lr in (0.1, 0.2))
    run.load(faster, None, "Change learning rate")
    run.load(fastest, None, "Change learning rate", merged=True)
    assert [(mark.step, mark.text) for mark in run.session.history.marks] == [(100, "Learning rate 0.03 → 0.2")]
    assert len(run.session.history) == rows


def test_an_edit_before_the_first_step_leaves_no_mark() -> None:
    run = TrainingJob()
    run.load(Recipe(), None)
    run.load(replace(Recipe(), batch=5), None, "Change batch size")
    assert run.session.history.marks == ()


def test_the_drag_of_a_slider_leaves_one_mark_and_undo_another(qtbot, bench) -> None:
    document, trainer = bench.document, bench.trainer
    trainer.step_epoch()
    qtbot.waitUntil(lambda: bool(trainer.frame.snapshot and trainer.frame.snapshot.epoch == 1))
    for lr in (0.05, 0.06, 0.07):
        document.edit("Change learning rate", edits.with_recipe(document.project, optimizer=SGD(lr=lr)), merge="lr")
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: len(trainer.frame.snapshot.history.marks) == 2)
    texts = [mark.text for mark in trainer.frame.snapshot.history.marks]
    assert texts == ["Learning rate 0.03 → 0.07", "Learning rate 0.07 → 0.03"]


def test_going_on_from_a_moment_is_undone_exactly(qtbot, bench) -> None:
    document, trainer = bench.document, bench.trainer
    for epoch in (1, 2):
        trainer.step_epoch()
        qtbot.waitUntil(lambda epoch=epoch: bool(trainer.frame.snapshot and trainer.frame.snapshot.epoch == epoch))
    before, kept = theta(trainer.frame), trainer.frame.snapshot.timeline[-3]
    document.go_back("Go back", document.project, kept.step)
    qtbot.waitUntil(lambda: trainer.frame.snapshot.step == kept.step)
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: trainer.frame.snapshot.step == 50)
    assert theta(trainer.frame).tobytes() == before.tobytes()


def test_a_project_whose_opening_is_given_up_keeps_the_state_that_came_with_it(monkeypatch) -> None:
    """The program ends while a table is read: what is kept for the next start is what the file had."""
    job, opened = TrainingJob(), Session(Recipe())
    opened.advance(30)
    checkpoint = opened.checkpoint()
    job.open(Recipe(), None)
    monkeypatch.setattr(Session, "__init__", lambda *about: check())
    with pytest.raises(Cancelled), cancellable(lambda: True):
        job.open(Recipe(batch=5), checkpoint)
    assert job.final() == (Recipe(batch=5), checkpoint)
    job.load(Recipe(batch=6), None)
    assert job.final() is Missing.UNAVAILABLE
