"""What a diagnosis measures of a session: neurons that are alike, weights at the start, whether it learns and has settled."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.data.table import Task
from engine.diagnosis import health_report as module
from engine.diagnosis.evidence import alike_units, start_norms
from engine.diagnosis.health_report import health_report, is_learning
from engine.diagnosis.layer_health import histogram
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import small_data, stack


def wired(*layers: Any) -> Session:
    """A session whose numbers are all 1; nothing is trained."""
    session = Session(Recipe(blocks=stack(*layers)), small_data(8))
    session.network.theta[:] = 1
    return session


def test_neurons_are_alike_where_all_weights_to_and_from_them_are() -> None:
    assert alike_units(wired(Dense(3), Dropout(0.1), Dense(2))) == (1, 3)
    assert alike_units(wired(Dense(1), Dense(2))) == (2,)  # one neuron alone is like no other
    assert alike_units(wired()) == ()
    for place, left in ((0, (2,)), (7, (2,)), (9, ())):  # a weight to layer 1, a bias of it, a weight from it to layer 2
        session = wired(Dense(3), Dense(2))
        session.network.theta[place] = 5
        assert alike_units(session) == left
    session = wired(Dense(3), Dense(2))
    session.network.theta[[9, 10]] = 5  # one neuron of layer 1 weighs more in all of layer 2
    assert alike_units(session) == (2,)


def test_weights_at_the_start_are_those_of_the_first_keyframe() -> None:
    session = Session(Recipe(blocks=stack(Dense(3))), small_data(8))
    theta = session.network.theta.copy()
    session.advance(3)
    norms = (1, float(np.linalg.norm(theta[:9]))), (0, float(np.linalg.norm(theta[9:])))
    assert start_norms(session) == norms
    whole = session.timeline
    for changed in ((), (replace(whole[0], state=replace(whole[0].state, step=3)),)):
        session.timeline = changed
        assert start_norms(session) == ()
    session.timeline = (replace(whole[0], recipe=Recipe(blocks=stack(Dense(4)))),)
    assert start_norms(session) == ()


def learner(metric: float, y: list[float], off: float = 0.0, classes: int = 0, loss: str = "mse") -> Any:
    """What of a session tells whether it learns: the metric, and predictions that are off by so much."""
    rows, values = np.arange(len(y)), np.array(y)
    data = SimpleNamespace(task=Task(classes), train=rows, y=lambda rows: values[rows], x=lambda rows: rows)
    network = SimpleNamespace(scores=lambda rows: np.stack([values[rows] + off * (-1) ** rows, np.zeros(len(rows))]))
    recipe = SimpleNamespace(loss=SimpleNamespace(kind=loss))
    return SimpleNamespace(data=data, network=network, recipe=recipe, scores=lambda: SimpleNamespace(train_metric=metric))


@pytest.mark.parametrize(
    ("session", "found"),
    [
        (learner(0.5, [0, 2, 4, 10]), False),  # half of what there is to explain
        (learner(0.51, [0, 2, 4, 10]), True),
        (learner(0.875, [0, 0, 0, 1], classes=2), False),  # half the way from a guess, 0.75, to 1
        (learner(0.876, [0, 0, 0, 1], classes=2), True),
        (learner(0.6, [0, 1], classes=2, loss="cross_entropy", off=9.0), False),
        (learner(0.76, [0, 1], classes=2, loss="cross_entropy", off=9.0), True),
        (learner(0.0, [0, 2, 4, 10], off=1.5, loss="mae"), False),  # half of the median distance from the mean, 3
        (learner(0.0, [0, 2, 4, 10], off=1.4, loss="mae"), True),
        (learner(0.9, [0, 2, 4, 10], off=1.5, loss="mae"), False),
    ],
)
def test_it_learns_when_it_is_closer_to_all_right_than_to_a_guess(session: Any, found: bool) -> None:
    assert is_learning(session) is found


@pytest.mark.parametrize(
    ("step", "fell", "found"),
    [(2000, 0.0, True), (1999, 0.0, False), (2000, 2e-3, False), (2000, -2e-3, False), (2000, 9e-4, True)],
)
def test_it_has_settled_when_the_loss_stays_after_many_steps(
    step: int, fell: float, found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(Recipe(blocks=()), small_data(8))
    session.step = step
    monkeypatch.setattr(module, "progress", lambda evidence: fell)
    assert health_report(session).settled is found


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [([3.0] * 7, 1.5, 4.5), ([-3.0], -4.5, -1.5), ([0.0], -0.5, 0.5), ([0.5], 0.0, 1.0), ([1.0, 5.0], 1.0, 5.0)],
)
def test_a_histogram_reaches_from_the_smallest_to_the_largest_and_around_a_constant(
    values: list[float], low: float, high: float
) -> None:
    found = histogram(np.array(values))
    assert (found.edges[0], found.edges[-1], len(found.counts)) == (low, high, 32)
