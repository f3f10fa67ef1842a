"""What a frame has: everything, unless steps at full speed are all that happens; then what is due."""

from __future__ import annotations

import pytest

from engine.inspection.step_sizes import EffectiveStepSizes
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.inspection.surfaces.input_grid import Plane
from engine.recipe.recipe import Recipe
from gui.model.speeds import FULL, Speed
from gui.training.due_requests import Due
from gui.training.frame import Frame
from gui.training.training_job import TrainingJob

SURFACE, SIZES = DecisionSurface(Plane(), 10), EffectiveStepSizes()
ALL = frozenset({SURFACE, SIZES})


@pytest.fixture
def job() -> TrainingJob:
    job = TrainingJob()
    job.load(Recipe(), None)
    job.player.set_speed(FULL, job.session)
    return job


def framed(job: TrainingJob, change: int) -> Frame:
    """The next frame for a window whose last one was after this change, with the decision surface due."""
    job.tick()
    job.frame_budget.spend(0.0)
    frame = job.frame(ALL, Due(frozenset({SURFACE}), change))
    assert frame is not None
    assert frame.snapshot is not None
    assert frame.complete == (frame.snapshot.results.keys() == ALL)
    return frame


def test_at_full_speed_a_frame_has_only_what_is_due(job: TrainingJob) -> None:
    job.play()
    first = framed(job, -1)
    assert first.complete
    second = framed(job, first.change)
    assert not second.complete
    assert second.snapshot is not None
    assert second.snapshot.results.keys() == {SURFACE}


def test_after_a_pause_an_edit_or_a_single_step_a_frame_has_everything(job: TrainingJob) -> None:
    job.play()
    seen = framed(job, -1).change
    for act in (lambda: job.load(Recipe(batch=5), None), job.pause, lambda: job.play(1)):
        assert not framed(job, seen).complete
        act()
        frame = framed(job, seen)
        assert frame.complete
        assert frame.change != seen
        seen = frame.change
        job.play()
        seen = framed(job, seen).change


def test_a_frame_that_was_lost_does_not_hide_a_change(job: TrainingJob) -> None:
    """The window asks again before it has seen the frame after a change: that frame has everything as well."""
    job.play()
    seen = framed(job, -1).change
    job.load(Recipe(batch=5), None)
    assert framed(job, seen).complete
    assert framed(job, seen).complete


def test_the_last_of_many_steps_has_everything(job: TrainingJob) -> None:
    job.play(10**5)
    seen = framed(job, -1).change
    assert not framed(job, seen).complete
    while job.playing:
        job.tick()
    assert framed(job, seen).complete


def test_at_a_pace_that_is_kept_every_frame_has_everything() -> None:
    now = [0.0]
    job = TrainingJob(lambda: now[0])
    job.load(Recipe(), None)
    job.player.set_speed(Speed(epochs=8), job.session)
    job.play()
    seen = framed(job, -1).change
    for _turn in range(5):
        now[0] += 0.03
        assert framed(job, seen).complete
