"""Which parts draw a frame: at full speed each at its pace and few at a time; all of them as soon as anything else happens."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from engine.inspection.snapshot_request import Requests
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.inspection.surfaces.input_grid import Plane
from engine.inspection.surfaces.neuron_maps import NeuronMaps
from engine.recipe.recipe import Recipe
from gui.model import edits
from gui.model.speeds import FULL
from gui.training.frame import Frame
from gui.training.training_job import TrainingJob
from gui.window.frame_pacing import MOST, FramePacing
from gui.window.main_window import MainWindow

SURFACE, MAPS = DecisionSurface(Plane(), 10), NeuronMaps(Plane(), 10)
WANTED: dict[object, Requests] = {"boundary": frozenset({SURFACE}), "network": frozenset({MAPS}), "texts": frozenset()}


class HandClock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def pacing(clock: HandClock) -> FramePacing:
    pacing = FramePacing(clock)
    for part, seconds in (("boundary", 0.0), ("network", 0.25), ("texts", 0.25)):
        pacing.add(part, seconds)
    assert pacing.request(WANTED) == {SURFACE, MAPS}
    return pacing


def frame_with(requests: Requests, complete: bool = False) -> Frame:
    job = TrainingJob()
    job.load(Recipe(), None)
    frame = job.frame(requests)
    assert frame is not None
    return replace(frame, complete=complete, running=True)


def drawn(pacing: FramePacing, frame: Frame) -> list[object]:
    return [part for part in WANTED if pacing.draws(part, frame)]


def test_at_full_speed_each_part_is_drawn_at_its_pace(pacing: FramePacing, clock: HandClock) -> None:
    whole, surface = frame_with(frozenset({SURFACE, MAPS})), frame_with(frozenset({SURFACE}))
    assert pacing.due() == {SURFACE, MAPS}
    assert drawn(pacing, whole) == ["boundary", "network", "texts"]
    clock.now += 0.2
    assert pacing.due() == {SURFACE}
    assert drawn(pacing, surface) == ["boundary"]
    clock.now += 0.06
    assert pacing.due() == {SURFACE, MAPS}
    assert drawn(pacing, whole) == ["boundary", "network", "texts"]


def test_what_was_not_due_when_the_frame_was_asked_for_waits_for_the_next(pacing: FramePacing, clock: HandClock) -> None:
    pacing.due()
    late = frame_with(frozenset({SURFACE}))  # an answer to an earlier request
    assert drawn(pacing, late) == ["boundary", "texts"]
    assert pacing.due() == {SURFACE, MAPS}
    assert drawn(pacing, frame_with(frozenset({SURFACE, MAPS}))) == ["boundary", "network"]


def test_a_complete_frame_is_drawn_by_every_part_at_once(pacing: FramePacing) -> None:
    whole = frame_with(frozenset({SURFACE, MAPS}))
    pacing.due()
    drawn(pacing, whole)
    pacing.due()
    assert drawn(pacing, whole) == ["boundary"]
    assert drawn(pacing, replace(whole, complete=True)) == ["boundary", "network", "texts"]


def test_what_has_just_begun_is_drawn_more_often(pacing: FramePacing, clock: HandClock) -> None:
    """A training that began a tenth of a second ago has changed everything since: no part shows a network of long before."""
    whole = frame_with(frozenset({SURFACE, MAPS}))
    drawn(pacing, replace(whole, complete=True))
    times = []
    for _frame in range(100):
        clock.now += 0.03
        pacing.due()
        if "network" in drawn(pacing, whole):
            times.append(clock.now - 100.0)
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert times[0] == pytest.approx(0.03)
    assert all(gap <= 0.2 * after + 0.031 for gap, after in zip(gaps, times[1:], strict=True))
    assert gaps[-1] >= 0.25


def test_few_parts_are_drawn_in_one_frame_and_none_is_left_out_for_long(clock: HandClock) -> None:
    pacing, whole = FramePacing(clock), frame_with(frozenset())
    parts = [f"curves {number}" for number in range(7)]
    for part in parts:
        pacing.add(part, 0.1)
    pacing.request(dict.fromkeys(parts, frozenset()))
    seen: list[str] = []
    for _frame in range(4):
        pacing.due()
        now = [part for part in parts if pacing.draws(part, whole)]
        assert len(now) <= MOST
        seen += now
        clock.now += 0.03
    assert sorted(set(seen)) == parts


def test_every_part_is_fresh_after_an_edit_a_pause_and_a_single_step(window: MainWindow, qtbot) -> None:
    """At full speed parts lag behind; whatever else happens is seen in all of them at once."""
    trainer, stale = window.trainer, []

    def look(frame: Frame) -> None:
        parts = (window.canvas.net.renderer.frame.snapshot, window.views["loss"].shown, window.views["gradients"].shown)
        if frame.complete and not all(shown is frame.snapshot for shown in parts):
            stale.append(frame)

    trainer.framed.connect(look)
    window.preference_controller.set_speed(FULL)
    trainer.play()
    qtbot.waitUntil(lambda: trainer.frame.running and not trainer.frame.complete)
    window.document.edit("Batch size", edits.with_recipe(window.document.project, batch=25))
    qtbot.waitUntil(lambda: trainer.frame.snapshot.recipe.batch == 25)
    assert window.canvas.net.renderer.frame.snapshot.recipe.batch == 25
    assert trainer.frame.running
    qtbot.waitUntil(lambda: not trainer.frame.complete)
    trainer.pause()
    qtbot.waitUntil(lambda: not trainer.frame.running)
    assert trainer.frame.complete
    step = trainer.frame.snapshot.step
    trainer.step_batch()
    qtbot.waitUntil(lambda: trainer.frame.snapshot.step == step + 1)
    assert trainer.frame.complete
    assert not stale
