"""Runs that have ended: in the list by themselves, in the charts on a tick, open again on a click."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from engine.data.datasets import DATASETS
from engine.experiments.run_record import MOST_ROWS, RunRecord, record_run
from engine.nn.losses import LOSSES
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Recipe
from engine.training.history import thinned
from engine.training.memento import Memento
from engine.training.session import Session
from gui.model import edits, run_entries
from gui.model.project import Project
from gui.training.training_job import TrainingJob
from gui.window.main_window import MainWindow

STEPS = 3000
XOR = DATASETS["xor"]()


@pytest.fixture(scope="module")
def one() -> RunRecord:
    session = Session(Recipe())
    session.advance(STEPS)
    return record_run(session, 1)


# -- the value
def test_a_recorded_run_says_how_it_did(one: RunRecord) -> None:
    session = Session(Recipe())
    session.advance(STEPS)
    start = session.timeline[0].train_loss
    assert (one.steps, one.epochs, one.parameters) == (STEPS, session.epoch, 25)
    assert one.scores == session.scores()
    assert one.to_target is not None
    low, _, mean = one.history.column("train_loss")
    assert low[one.history.steps <= one.to_target + 32].min() <= start / 10
    assert mean[one.history.steps < one.to_target - 32].min() > start / 10
    assert len(one.history.steps) <= MOST_ROWS


def test_a_thinned_history_keeps_each_stretchs_minimum_and_maximum() -> None:
    session = Session(Recipe())
    session.advance(900)
    view = session.history.view()
    few = thinned(view, 100)
    assert len(few.steps) <= 100
    assert np.nanmin(few.low) == np.nanmin(view.low)
    assert np.nanmax(few.high) == np.nanmax(view.high)
    assert few.steps[-1] <= view.steps[-1]


# -- the list
def test_the_list_is_bounded_and_pinned_runs_stay(one: RunRecord) -> None:
    entries: run_entries.RunEntries = ()
    for number in range(1, run_entries.MOST + 11):
        entries = run_entries.with_run(entries, replace(one, number=number, steps=number))
        if number == 2:
            entries = run_entries.pinned(entries, 2, True)
    assert len(entries) == run_entries.MOST
    assert [entry.run.number for entry in entries][:2] == [2, 12]
    assert run_entries.with_run(entries, replace(one, number=99, steps=2)) == entries  # the same run, kept twice


def test_at_most_so_many_are_in_the_charts_and_the_one_asked_for_is(one: RunRecord) -> None:
    entries: run_entries.RunEntries = ()
    for number in range(1, 10):
        entries = run_entries.shown(run_entries.with_run(entries, replace(one, number=number, steps=number)), number, True)
    assert [entry.run.number for entry in entries if entry.shown] == list(range(4, 10))
    entries = run_entries.shown(entries, 1, True)
    assert [entry.run.number for entry in entries if entry.shown] == [1, *range(5, 10)]


def test_a_name_is_one_line_and_not_empty(one: RunRecord) -> None:
    entries = run_entries.with_run((), one)
    assert run_entries.renamed(entries, 1, "  가나\n 다 ")[0].name == "가나 다"
    assert run_entries.renamed(entries, 1, "  ")[0].name == "Run 1 · Circle"
    assert len(run_entries.renamed(entries, 1, "x" * 500)[0].name) == run_entries.LONGEST_NAME


def test_the_list_as_a_table_has_its_numbers(one: RunRecord) -> None:
    heads, row = csv.reader(run_entries.csv_text(run_entries.with_run((), one)).splitlines())
    found = dict(zip(heads, row, strict=True))
    assert found["name"] == "Run 1 · Circle"
    assert float(found["train loss"]) == one.scores.train_loss
    assert int(found["steps"]) == STEPS
    assert found["settings"] == "Circle · 4 Tanh, 2 Tanh · SGD 0.03 · batch 10 · Cross entropy"


# -- in the training thread
def test_a_run_is_kept_when_it_ends_after_an_epoch() -> None:
    run = TrainingJob()
    run.load(Recipe(), None)
    assert run.session is not None
    run.session.advance(3)
    run.load(Recipe(), Memento(restart=True))
    assert run.runs.records == ()  # it had hardly begun
    run.session.advance(100)
    run.load(Recipe(), Memento(restart=True))
    assert [kept.steps for kept in run.runs.records] == [100]
    assert run.session.step == 0
    run.session.advance(70)
    run.load(Recipe(), Memento(keyframe=run.session.timeline[0].step))  # on from an earlier moment
    assert [kept.steps for kept in run.runs.records] == [100, 70]
    run.session.advance(80)
    run.open(Recipe(optimizer=Adam()), None)
    assert [kept.steps for kept in run.runs.records] == [100, 70, 80]
    frame = run.frame(frozenset())
    assert frame is not None
    assert frame.runs == run.runs.records


# -- in the window
@pytest.fixture
def window(window: MainWindow) -> MainWindow:
    """With the list of runs in sight."""
    window.layout_controller.show_pane("runs")
    return window


def trained(window, qtbot, epochs: int = 2) -> None:
    for _ in range(epochs):
        before = window.trainer.frame.snapshot.epoch
        window.trainer.step_epoch()
        qtbot.waitUntil(lambda before=before: window.trainer.frame.snapshot.epoch > before and not window.trainer.frame.running)


def listed(window, qtbot, count: int) -> None:
    qtbot.waitUntil(lambda: len(window.run_list_controller.entries) == count)


def test_same_start_lists_the_run_and_a_tick_draws_it(window, qtbot):
    trained(window, qtbot)
    window.run_controller.same_start()
    listed(window, qtbot, 1)
    trained(window, qtbot, 1)
    table = window.run_list_controller.list.table
    assert table.item(0, 0).text() == "Run 1 · Circle"
    table.item(0, 0).setCheckState(Qt.CheckState.Checked)
    assert window.run_list_controller.entries[0].shown
    for name, drawn in (
        ("loss", "Run 1 · Circle"),
        ("metric", "Run 1 · Circle"),
        ("gradients", "Run 1 · Circle"),
        ("optimizer", "Run 1 · Circle: Dense 2"),
    ):
        view = window.views[name]
        view.resize(600, 300)  # room for a point per row of the history
        view.show_frame(window.trainer.frame)
        assert drawn in [curve.name for curve in view.plot.source], name
    loss = window.views["loss"].plot
    x, y = loss.drawn("Run 1 · Circle")
    history = window.run_list_controller.entries[0].run.history
    assert np.array_equal(x, history.steps)
    assert y == pytest.approx(history.column("train_loss")[2])
    assert [entry.name for entry in loss.legend.entries][:2] == ["Training", "Test"]  # the present run comes first
    assert "Run 1 · Circle" in [entry.name for entry in loss.legend.entries]
    assert "Run 1 · Circle test" in loss.columns()
    table.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    assert all(not curve.behind for curve in loss.source)


def test_keep_rename_delete_by_hand(window, qtbot):
    assert not window.run_list_controller.list.keep.isEnabled()
    trained(window, qtbot)
    qtbot.waitUntil(window.run_list_controller.list.keep.isEnabled)
    window.run_list_controller.list.keep.click()
    listed(window, qtbot, 1)
    table = window.run_list_controller.list.table
    table.setCurrentCell(0, 0)
    table.editItem(table.item(0, 0))
    editor = table.findChild(QLineEdit)
    editor.setText("기준")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.run_list_controller.entries[0].name == "기준")
    table.selectRow(0)
    window.run_list_controller.list.delete.click()
    assert window.run_list_controller.entries == ()
    assert table.rowCount() == 0


def test_open_again_is_one_edit_that_undo_takes_back(window, qtbot):
    first = window.document.project.recipe
    trained(window, qtbot)
    window.document.edit("Adam", edits.with_recipe(window.document.project, optimizer=Adam()))
    window.run_controller.same_start()
    listed(window, qtbot, 1)
    window.document.edit("Batch", edits.with_recipe(window.document.project, batch=32))
    window.run_list_controller.list.table.selectRow(0)
    window.run_list_controller.list.open.click()
    assert window.document.project.recipe == replace(first, optimizer=Adam())
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.step == 0)
    window.document.undo_stack.undo()
    assert window.document.project.recipe.batch == 32


def test_the_list_is_saved_or_the_problem_told(window, qtbot, tmp_path):
    trained(window, qtbot)
    window.trainer.keep_run()
    listed(window, qtbot, 1)
    window.run_list_controller.list.save_to(str(tmp_path / "run_entries.csv"))
    assert "Circle" in (tmp_path / "run_entries.csv").read_text(encoding="utf-8-sig")
    said = []
    window.run_list_controller.list.problem.connect(said.append)
    window.run_list_controller.list.save_to(str(tmp_path / "no folder" / "run_entries.csv"))
    assert len(said) == 1


def test_other_data_while_it_plays_go_on_playing_as_a_run_of_their_own(window, qtbot):
    trained(window, qtbot)
    window.trainer.play()
    qtbot.waitUntil(lambda: window.trainer.frame.running)
    tile = next(button for button in window.data_panel.gallery.findChildren(QAbstractButton) if button.text() == "Spiral")
    tile.click()
    listed(window, qtbot, 1)
    qtbot.waitUntil(lambda: window.trainer.frame.running and window.trainer.frame.snapshot.recipe.data.kind == "spiral")
    window.trainer.pause()
    assert window.run_list_controller.entries[0].name == "Run 1 · Circle"
    said = next(message for message in window.banner.messages if message.key == "run")
    assert said.text == "A new run on Spiral has begun; the run on Circle is in Runs."
    said.actions[0].do()
    marks = lambda: [mark.text for mark in window.trainer.frame.snapshot.history.marks]  # noqa: E731
    qtbot.waitUntil(lambda: marks() == ["Weights kept from Circle"])
    assert not any(message.key == "run" for message in window.banner.messages)
    assert window.document.undo_stack.undoText() == "Keep the weights of Circle"


def test_other_data_at_the_start_need_no_words(window, qtbot):
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot is not None)
    project = window.document.project
    window.document.edit("Choose XOR", edits.set_data(project, XOR, XOR.make(np.random.default_rng(1))))
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.recipe.data == XOR)
    assert (window.banner.messages, window.run_list_controller.entries) == ([], ())


def test_a_drag_ends_one_run_and_its_message_offers_the_weights_of_that() -> None:
    job = TrainingJob()
    job.load(Recipe(), None)
    job.session.advance(60)
    for noise in (0.1, 0.2, 0.3):
        job.load(replace(Recipe(), data=DATASETS["circle"](noise=noise)), Memento(), "Change noise", noise > 0.1)
        job.session.advance(60)
    assert [record.recipe for record in job.runs.records] == [Recipe()]
    assert job.new_runs.newest is not None
    assert job.new_runs.newest.before == "Circle"
    assert "the run before is in Runs" in job.new_runs.newest.text


@pytest.mark.parametrize(
    ("data", "loss", "said"), [("iris", "Cross entropy", "because these are classes"), ("plane", "MSE", "number")]
)
def test_the_loss_follows_what_is_to_be_learned_and_says_so(data: str, loss: str, said: str) -> None:
    job, project = TrainingJob(), Project()
    if data == "iris":
        plane = DATASETS["plane"]()
        project = edits.set_data(project, plane, plane.make(np.random.default_rng(1)))
    job.load(project.recipe, None)
    new = DATASETS[data]()
    after = edits.set_data(project, new, new.make(np.random.default_rng(1)))
    job.load(after.recipe, Memento())
    assert (after.recipe.loss.label, after.own_loss) == (loss, False)
    assert job.new_runs.newest is not None
    assert job.new_runs.newest.text.startswith(f"Loss: {loss}, because")
    assert said in job.new_runs.newest.text


def test_a_loss_that_the_user_chose_stays_where_it_can() -> None:
    chosen = edits.with_recipe(Project(), loss=LOSSES["hinge"]())
    for data, loss in (("iris", "hinge"), ("plane", "mse"), ("iris", "cross_entropy")):
        new = DATASETS[data]()
        chosen = edits.set_data(chosen, new, new.make(np.random.default_rng(1)))
        assert chosen.recipe.loss.kind == loss


def test_runs_of_another_loss_are_named_and_not_drawn(window, qtbot):
    trained(window, qtbot)
    window.trainer.keep_run()
    listed(window, qtbot, 1)
    window.run_list_controller.list.table.item(0, 0).setCheckState(Qt.CheckState.Checked)
    window.document.edit("Change loss", edits.with_recipe(window.document.project, loss=LOSSES["mse"]()))
    qtbot.waitUntil(lambda: window.trainer.frame.snapshot.recipe.loss.kind == "mse")
    trained(window, qtbot)
    loss = window.views["loss"]
    loss.show_frame(window.trainer.frame)
    names = {curve.name: curve.points for curve in loss.plot.source if curve.behind}
    assert names == {"Run 1 · Circle: Cross entropy, not drawn here": 0}
    step = window.trainer.frame.snapshot.history.begins
    assert loss.explanation.text == f"MSE since step {step}; before it Cross entropy"
    assert loss.plot.plot_area.area()[0][0] > 0.9 * step
    assert loss.plot.spot.x >= step
    window.trainer.keep_run()
    listed(window, qtbot, 2)
    assert "Cross entropy, then MSE" in window.run_list_controller.list.table.item(0, 1).text()
