"""The doctor calls, whether its view can be seen or not; and what it advises leaves the run before behind the curves."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from engine.data.datasets import DATASETS
from engine.diagnosis.health_report import HealthCheck
from engine.nn.activations import Sigmoid
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from gui.controllers.doctor_controller import DoctorController
from gui.controllers.run_list_controller import RunListController
from gui.document import Document
from gui.model.edits import with_recipe
from gui.model.project import Project
from gui.training.frame import Frame
from gui.training.training_job import TrainingJob
from gui.views.doctor.doctor_view import DoctorView
from tests.engine.builders import snapshot_of
from tests.gui.view_builders import Opened

DEEP = Recipe(blocks=tuple(Block(i, Dense(6, Sigmoid())) for i in range(1, 9)))
LINE = Recipe(data=DATASETS["xor"](), blocks=())


class Silent:
    """A trainer that keeps no run."""

    def keep_run(self) -> None: ...


@pytest.fixture
def runs(qtbot: Any) -> RunListController:
    controller = RunListController(Document(Project(DEEP)), Silent())  # type: ignore[arg-type]
    qtbot.addWidget(controller.list)
    return controller


@pytest.fixture
def doctor(runs: RunListController) -> DoctorController:
    return DoctorController(runs.document, runs)


def examined(recipe: Recipe, steps: int = 300, running: bool = False, now: int | None = None) -> Frame:
    session = Session(recipe)
    session.advance(steps)
    return Frame(snapshot_of(session, HealthCheck()), running, now=now)


def again(frame: Frame) -> Frame:
    """The same found by another look."""
    assert frame.snapshot is not None
    report = dataclasses.replace(frame.snapshot[HealthCheck()])
    return dataclasses.replace(frame, snapshot=dataclasses.replace(frame.snapshot, results={HealthCheck(): report}))


def test_it_calls_with_the_first_cause_and_a_count(doctor: DoctorController) -> None:
    said, counts = [], []
    doctor.noticed.connect(said.append)
    doctor.counted.connect(counts.append)
    doctor.show_frame(examined(DEEP))
    doctor.show_frame(examined(Recipe(), 2000))
    assert said == ["The gradient vanishes.", ""]
    assert counts == [1, 0]
    assert doctor.requests() == {HealthCheck()}


def test_while_it_trains_it_calls_after_two_looks_that_agree_and_says_it_once(doctor: DoctorController) -> None:
    said = []
    doctor.noticed.connect(said.append)
    well = examined(Recipe(), 2000, running=True)
    ill = examined(DEEP, running=True)
    for frame in (well, ill, well, ill, again(ill), again(ill), again(ill)):
        doctor.show_frame(again(frame))
    assert said == ["The gradient vanishes."]


def test_what_it_saw_in_the_past_does_not_count(doctor: DoctorController) -> None:
    doctor.show_frame(examined(DEEP, now=5000))
    assert doctor.verdicts == ()


def test_a_straight_line_on_xor_is_offered_a_layer_and_the_product(doctor: DoctorController) -> None:
    doctor.show_frame(examined(LINE, 2296))
    (found,) = doctor.verdicts
    assert found.sentence == "The network draws one straight line; these classes need a bend."
    assert [remedy.text for remedy in found.remedies] == ["Add a hidden layer of 8 tanh neurons.", "Add x₁x₂ to the inputs."]
    layered, squared = (remedy.apply(LINE) for remedy in found.remedies)
    assert [block.layer for block in layered.blocks] == [Dense(8)]
    assert len(squared.inputs) == 3


def treated(doctor: DoctorController) -> TrainingJob:
    """The remedy has been applied, and the run before it is listed."""
    job, runs = TrainingJob(), doctor.runs
    job.load(DEEP, None)
    job.play(300)
    while job.playing:
        job.tick()
    doctor.document.changed.connect(lambda change: job.load(change.after.recipe, change.memento, change.text))
    doctor.show_frame(examined(DEEP))
    doctor.apply_remedy(doctor.verdicts[0].remedy)
    frame = job.frame(frozenset())
    assert frame is not None
    runs.show_frame(frame)
    return job


def test_a_remedy_that_starts_again_leaves_the_run_before_behind_the_curves(doctor: DoctorController) -> None:
    runs, shown, said = doctor.runs, [], []
    runs.shown.connect(shown.append)
    runs.kept.connect(said.append)
    job = treated(doctor)
    assert said == ["Before the remedy is drawn behind the curves. Untick it in Runs to take it away."]
    (entry,) = runs.entries
    assert (entry.name, entry.shown, entry.run.steps) == ("Before the remedy", True, 300)
    assert [run.name for run in shown[-1]] == ["Before the remedy"]
    job.play(200)
    while job.playing:
        job.tick()
    runs.show_frame(job.frame(frozenset()) or Frame(None))
    doctor.document.edit("Same start", doctor.document.project, restart=True)
    later = job.frame(frozenset())
    assert later is not None
    runs.show_frame(later)
    assert [one.shown for one in runs.entries] == [True, False]  # the next run that ends is not drawn by itself


@pytest.mark.parametrize(
    ("change", "drawn"),
    [
        ({"batch": 7}, True),
        ({"data": DATASETS["xor"]()}, False),
        ({"train_share": 0.6}, False),
        ({"loss": LOSSES["hinge"]()}, False),
    ],
)
def test_the_run_before_the_remedy_goes_with_other_rows_and_with_another_loss(
    doctor: DoctorController, change: dict[str, Any], drawn: bool
) -> None:
    job, runs, document = treated(doctor), doctor.runs, doctor.document
    document.edit("Change", with_recipe(document.project, **change))
    runs.show_frame(job.frame(frozenset()) or Frame(None))
    assert [one.shown for one in runs.entries] == [drawn]


def test_the_run_before_the_remedy_is_not_in_a_lesson_nor_comes_back_after_it(doctor: DoctorController) -> None:
    treated(doctor)
    runs = doctor.runs
    before = runs.begin_lesson()
    assert not any(one.shown for one in (*runs.entries, *before))


def test_a_run_that_the_user_ticked_stays(doctor: DoctorController) -> None:
    job, runs, document = treated(doctor), doctor.runs, doctor.document
    number = runs.entries[0].run.number
    for on in (False, True):
        runs.list.shown.emit(number, on)
    document.edit("Change data", with_recipe(document.project, data=DATASETS["xor"]()))
    runs.show_frame(job.frame(frozenset()) or Frame(None))
    assert runs.entries[0].shown
    before = runs.begin_lesson()  # in a lesson it is not drawn, after it it is again
    assert (runs.entries[0].shown, before[0].shown) == (False, True)


@pytest.mark.parametrize("width", [160, 260, 420])
def test_every_text_wraps_and_none_is_cut(opened: Opened, width: int) -> None:
    view = opened(DoctorView)
    for frame in (examined(LINE, 1000), examined(DEEP), examined(Recipe(), 3)):
        view.resize(width, 200)
        view.show_frame(frame)
        view.grab()
        for _round in range(3):  # of layouts inside a scroll area
            QApplication.processEvents()
        room = view.page.width()
        labels = [view.well, view.looked_at]
        for card in view.cards.values():
            labels += [card.sentence, *(row.text for row in card.rows)]
        for label in labels:
            if label.isVisible():
                assert label.mapTo(view.page, label.rect().topRight()).x() <= room
                assert label.height() >= label.heightForWidth(label.width())


def test_one_loss_is_in_the_singular(opened: Opened) -> None:
    view = opened(DoctorView)
    view.show_frame(examined(Recipe(), 0))
    assert "The loss was measured 1 time so far." in view.looked_at.text()


def test_the_header_calls_and_show_brings_the_doctor_to_the_front(window: Any, qtbot: Any) -> None:
    window.show()
    panel = window.network_panel
    window.doctor_controller.show_frame(examined(DEEP))
    assert panel.notice.isVisible()
    assert panel.notice.text.text() == "The gradient vanishes."
    panel.notice.button.click()
    qtbot.waitUntil(lambda: not window.views["doctor"].visibleRegion().isEmpty())
    window.doctor_controller.show_frame(examined(Recipe(), 2000))
    assert not panel.notice.isVisible()
