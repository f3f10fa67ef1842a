"""A check-up: what it says of healthy and of broken sessions, and how often a run makes one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.diagnosis.evidence import MOST_ROWS
from engine.diagnosis.health_report import HealthCheck, health_report
from engine.inspection import snapshot_builder
from engine.nn.activations import ReLU, Sigmoid
from engine.nn.initializers import He, Normal
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from engine.recipe.recipe import Recipe
from engine.training.measuring.layer_statistics import GRADIENT_STATISTICS
from engine.training.session import Session
from gui.model.project import Project
from gui.model.templates import TEMPLATES, from_template
from gui.training.training_job import TrainingJob
from tests.engine.builders import snapshot_of, stack

DEEP = 10


def gradients_of_deep(layer: Dense) -> np.ndarray:
    """Mean magnitude per layer after 200 steps of a deep network, first layer first."""
    session = Session(Recipe(blocks=stack(*[layer] * DEEP)))
    session.advance(200)
    return snapshot_of(session).gradients[:, GRADIENT_STATISTICS.index("mean")]


def test_a_deep_sigmoid_network_hardly_learns_in_its_first_layer_and_one_of_relu_and_he_does() -> None:
    sigmoid, relu = gradients_of_deep(Dense(8, Sigmoid())), gradients_of_deep(Dense(8, ReLU(), He()))
    assert sigmoid[0] < 1e-3 * sigmoid[-1]
    assert relu[0] > 1e-1 * relu[-1]


def test_a_check_up_of_a_healthy_network() -> None:
    session = Session(Recipe())
    session.advance(200)
    found = health_report(session)
    assert found.verdicts == ()
    assert [one.layer.id for one in found.layers] == [1, 2, 0]
    assert (found.step, found.rows) == (200, min(MOST_ROWS, len(session.data.train)))
    assert found.measured == len(session.history)


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, 1e30])
def test_a_check_up_of_broken_weights_is_no_accident(value: float) -> None:
    session = Session(Recipe())
    session.advance(30)
    session.network.theta[:] = value
    with np.errstate(all="ignore"):
        assert len(health_report(session).layers) == 3


def test_a_start_that_is_not_finite_is_diagnosed_without_a_history() -> None:
    with np.errstate(all="ignore"):
        session = Session(Recipe(blocks=stack(*[Dense(40, ReLU(), Normal(1e4))] * 12)))
        assert session.divergence is not None
        assert "rate_too_large" in {one.name for one in health_report(session).verdicts} or health_report(session).verdicts


def test_a_run_examines_only_when_it_is_asked_and_not_with_every_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    report = HealthCheck.result
    monkeypatch.setattr(
        HealthCheck, "result", lambda self, session, work: made.append(session.step) or report(self, session, work)
    )
    monkeypatch.setattr(snapshot_builder, "SECONDS", 1000.0)
    run = TrainingJob()
    run.load(Recipe(), None)
    run.frame(frozenset())
    assert made == []
    run.play()
    frames = []
    while len(frames) < 20:
        run.tick()
        frames += [frame for frame in [run.frame(frozenset({HealthCheck()}))] if frame is not None]
    assert len(made) == 1
    assert {frame.snapshot[HealthCheck()].step for frame in frames} == set(made)
    run.pause()
    paused = run.frame(frozenset({HealthCheck()}))
    assert paused is not None
    assert paused.snapshot is not None
    assert paused.snapshot[HealthCheck()].step == paused.snapshot.step == made[-1]


def test_a_changed_recipe_is_examined_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_builder, "SECONDS", 1000.0)
    run = TrainingJob()
    run.load(Recipe(), None)
    run.play()
    run.tick()
    first = run.frame(frozenset({HealthCheck()}))
    run.load(replace(Recipe(), batch=20), None)
    run.frame_budget._next = 0.0
    second = run.frame(frozenset({HealthCheck()}))
    assert first is not None
    assert second is not None
    assert first.snapshot[HealthCheck()] is not second.snapshot[HealthCheck()]


def test_a_check_of_the_gradients_comes_with_the_next_frame() -> None:
    run = TrainingJob()
    run.load(Recipe(), None)
    run.play(50)
    run.tick()
    before = run.frame(frozenset())
    run.check_gradients()
    after = run.frame(frozenset())
    assert before is not None
    assert before.gradient_check is None
    assert after is not None
    assert after.gradient_check is not None
    assert after.gradient_check.found is not None
    assert after.gradient_check.found.relative < 1e-5
    assert after.gradient_check.names == {1: "Dense 1", 2: "Dense 2", 0: "Output"}


@pytest.mark.parametrize("name", [template.name for template in TEMPLATES])
def test_of_the_templates_the_deep_sigmoid_one_alone_vanishes(name: str) -> None:
    template = next(template for template in TEMPLATES if template.name == name)
    session = Session(from_template(Project(), template).recipe)
    session.advance(2000)
    found = health_report(session)
    assert ("vanishing_gradient" in [verdict.name for verdict in found.verdicts]) is ("sigmoid" in name)


def test_a_network_too_simple_for_its_data_is_not_called_well() -> None:
    session = Session(Recipe(blocks=()))
    session.advance(2000)
    found = health_report(session)
    assert ([one.name for one in found.verdicts], found.learns) == (["one_line"], False)
    session = Session(Recipe())
    session.advance(2000)
    assert health_report(session).learns


@pytest.mark.parametrize(("weights", "learns"), [((0.0, 1.0), True), ((0.0, 3.0), False), ((2.0, 5.0), False)])
def test_the_best_fit_by_mae_is_no_guess_although_its_r2_is_below_0(weights: tuple[float, float], learns: bool) -> None:
    session = Session(Recipe(data=DATASETS["outlier"](), blocks=(), loss=LOSSES["mae"]()))
    session.network.theta[:] = weights
    assert session.scores().train_metric < 0.5
    assert health_report(session).learns == learns
