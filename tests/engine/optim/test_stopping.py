"""Stop rules: each stops where it should, says why, and lets a run go on afterwards."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import numpy as np
import pytest

from engine.core.scores import Scores
from engine.data.datasets.shapes.xor import Xor
from engine.nn.layers.dense import Dense
from engine.nn.losses import MeanSquaredError
from engine.optim.optimizers import SGD, Adam
from engine.optim.schedules import Plateau
from engine.optim.stopping import STOPS, Epochs, LossBelow, MetricAbove, Minutes, NoImprovement, Progress, Steps, StopRule
from engine.recipe.recipe import Block, Recipe
from engine.training.checkpoint import checkpoint_from
from engine.training.memento import Memento, apply_edit, swap
from engine.training.session import Session
from tests.engine.builders import snapshot_of
from tests.engine.training.comparable_runs import RAGGED, after, fingerprint

PER_EPOCH = 4  # 103 rows in batches of 32


def session_with(*stops: StopRule, **fields: object) -> Session:
    return Session(Recipe(stops=stops, batch=32, **fields), RAGGED)  # type: ignore[arg-type]


@pytest.mark.parametrize("tick", [1, 3, 7, 10_000])
def test_epochs_and_steps_stop_exactly(tick: int) -> None:
    for rule, step in ((Epochs(5), 20), (Epochs(701), 2804), (Steps(18), 18), (Steps(3000), 3000)):
        session = session_with(rule)
        session.history.stride = 512  # so that nothing else ends a burst of steps
        while session.advance(tick):
            pass
        assert session.step == step
        assert session.stopped == snapshot_of(session).stopped
        assert "as asked" in session.stopped
        assert session.advance(10) == 0


def test_minutes_count_training_alone() -> None:
    session = session_with(Minutes(0.01))
    session.control.seconds = 0.4
    while session.advance(100, 0.001):
        pass
    assert "0.01 minutes" in session.stopped
    assert 0.6 <= session.control.seconds < 1


def test_a_loss_below_the_goal_stops_at_the_end_of_an_epoch() -> None:
    for rows in ("test", "training"):
        session = session_with(LossBelow(0.5, rows), optimizer=Adam(0.02))
        session.advance(100_000)
        scores = snapshot_of(session).scores
        loss = scores.test_loss if rows == "test" else scores.train_loss
        assert session.step % PER_EPOCH == 0
        assert 0.4 < loss < 0.5
        assert f"the {rows} loss, {loss:.4g}, is below 0.5" in session.stopped


def test_a_metric_above_the_goal_stops_at_the_end_of_an_epoch() -> None:
    for rows in ("test", "training"):
        session = session_with(MetricAbove(0.8, rows), optimizer=Adam(0.02))
        session.advance(100_000)
        scores = snapshot_of(session).scores
        assert session.step % PER_EPOCH == 0
        assert (scores.test_metric if rows == "test" else scores.train_metric) > 0.8
        assert f"on the {rows} rows" in session.stopped


@pytest.mark.parametrize("rows", ["test", "training"])
def test_no_improvement_puts_the_best_weights_back(rows: str) -> None:
    """Against a run without the rule, looked at after each epoch."""
    rule, fields = NoImprovement(5, rows=rows), {"optimizer": SGD(3.0)}
    plain, session = session_with(**fields), session_with(rule, **fields)
    losses, thetas = [], []
    while len(losses) - int(np.argmin(losses or [0])) <= 5:
        plain.advance(PER_EPOCH)
        scores = snapshot_of(plain).scores
        losses.append(scores.test_loss if rows == "test" else scores.train_loss)
        thetas.append(plain.network.theta.copy())
    session.advance(100_000)
    assert session.step == plain.step
    assert "best epoch" in session.stopped
    assert session.network.theta.tobytes() == thetas[int(np.argmin(losses))].tobytes()
    assert session.network.theta.tobytes() != thetas[-1].tobytes()


@pytest.mark.parametrize("end", [Steps(303), Epochs(12)])
def test_whatever_rule_ends_the_run_the_best_weights_come_back(end: StopRule) -> None:
    plain, session = session_with(optimizer=SGD(3.0)), session_with(end, NoImprovement(1000), optimizer=SGD(3.0))
    session.advance(100_000)
    losses, thetas = [], []
    while plain.step + PER_EPOCH <= session.step:
        plain.advance(PER_EPOCH)
        losses.append(plain.scores().test_loss)
        thetas.append(plain.network.theta.copy())
    best = int(np.argmin(losses))
    assert session.network.theta.tobytes() == thetas[best].tobytes() != thetas[-1].tobytes()
    assert session.stopped.endswith(f"as asked. The weights of its best epoch, at step {PER_EPOCH * (best + 1)}, were put back.")


def test_a_rule_that_has_fired_puts_nothing_back_any_more() -> None:
    """Play continues without it."""
    session = session_with(NoImprovement(5), optimizer=SGD(3.0))
    session.advance(100_000)
    session.adopt(dataclasses.replace(session.recipe, stops=(NoImprovement(5), Steps(session.step + 40))))
    session.advance(40)
    assert session.stopped.endswith("steps, as asked.")
    assert session.network.theta.tobytes() != session.control.best.theta.tobytes()


def test_memory_of_no_improvement_by_hand() -> None:
    rule, memory, told = NoImprovement(2, least=0.1), NoImprovement.memory, []
    for loss in (1.0, 0.95, 0.8, 0.75, 0.9):
        scores = Scores(0.0, loss, "", 0.0, 0.0)
        memory = rule.after_epoch(memory, scores)
        told.append((*memory, rule.is_best(memory), bool(rule.reason(Progress(1, 1, 0.0, scores), memory))))
    assert told == [
        (1.0, 0, True, False),
        (1.0, 1, False, False),
        (0.8, 0, True, False),
        (0.8, 1, False, False),
        (0.8, 2, False, True),
    ]


def test_play_goes_on_without_the_rule_that_stopped() -> None:
    session = session_with(Steps(10), Epochs(5))
    session.advance(1000)
    assert session.step == 10
    session.resume()
    session.advance(1000)
    assert session.step == 20
    session.resume()
    assert session.advance(1000) == 1000
    session.restart()
    session.advance(1000)
    assert session.step == 10


def test_a_rule_that_is_changed_holds_again() -> None:
    session = session_with(Steps(10))
    session.advance(1000)
    session.adopt(dataclasses.replace(session.recipe, optimizer=SGD(0.1)))
    session.advance(7)
    assert session.step == 17
    session.adopt(dataclasses.replace(session.recipe, stops=(Steps(30),)))
    session.advance(1000)
    assert session.step == 30


def test_rules_change_nothing_but_the_end() -> None:
    plain = session_with()
    watched = session_with(LossBelow(1e-9), NoImprovement(10_000), MetricAbove(1.0), Steps(900))
    plain.advance(700)
    watched.advance(333)
    watched.advance(367)
    assert fingerprint(plain) == fingerprint(watched)


@pytest.mark.parametrize("steps", [9, 28])
def test_best_weights_and_memories_travel_in_a_checkpoint(steps: int) -> None:
    recipe = Recipe(stops=(NoImprovement(6), Epochs(400)), schedule=Plateau(patience=2, factor=0.7), optimizer=SGD(3.0), batch=32)
    session = Session(recipe, RAGGED)
    assert session.advance(steps) == steps
    kept = session.checkpoint()
    there, later = (session.control.memories, session.control.fired), after(session, 100_000)
    other = Session(recipe, RAGGED)
    other.advance(13)
    other.restore(recipe, checkpoint_from(kept.to_arrays(), json.loads(json.dumps(kept.meta(), allow_nan=False))))
    assert (other.control.memories, other.control.fired) == there
    assert after(other, 100_000) == later
    assert other.stopped == session.stopped
    assert other.step == session.step


def test_a_rule_that_has_stopped_a_run_leaves_it_alone_after_opening_too() -> None:
    session = session_with(Steps(10))
    session.advance(1000)
    kept, other = session.checkpoint(), session_with(Steps(10))
    other.restore(session.recipe, checkpoint_from(kept.to_arrays(), json.loads(json.dumps(kept.meta()))))
    assert other.advance(7) == 7


def test_a_checkpoint_from_before_there_were_rules_is_read() -> None:
    session = session_with(NoImprovement(3), schedule=Plateau())
    session.advance(9)
    meta = {name: value for name, value in session.checkpoint().meta().items() if name != "course"}
    old = checkpoint_from({n: a for n, a in session.checkpoint().to_arrays().items() if "best" not in n}, meta)
    session.restore(session.recipe, old)
    assert session.control.best is None
    assert session.control.memories == {"no_improvement": NoImprovement.memory, "schedule plateau": Plateau.memory}


def test_best_weights_of_another_network_are_forgotten_and_of_a_renamed_one_kept() -> None:
    session = session_with(NoImprovement(50))
    session.advance(20)
    assert session.control.best is not None
    blocks = session.recipe.blocks
    session.adopt(dataclasses.replace(session.recipe, blocks=(dataclasses.replace(blocks[0], name="mine"), *blocks[1:])))
    assert session.control.best is not None
    session.adopt(dataclasses.replace(session.recipe, blocks=(*blocks, Block(9, Dense(2)))))
    assert session.control.best is None
    session.advance(5000)


@pytest.mark.parametrize(
    "changes", [{"data": Xor()}, {"loss": MeanSquaredError()}, {"standardise": True}, {"inputs": ("x₁", "x₁^2")}]
)
def test_losses_of_other_data_or_another_kind_are_no_measure(changes: dict[str, Any]) -> None:
    session = Session(Recipe(stops=(NoImprovement(50),), schedule=Plateau()))
    session.advance(100)
    assert session.control.best is not None
    session.adopt(dataclasses.replace(session.recipe, **changes))
    assert session.control.best is None
    assert session.control.memories == {"no_improvement": NoImprovement.memory, "schedule plateau": Plateau.memory}


def test_a_course_without_a_best_loss_yet_is_plain_json() -> None:
    session = session_with(NoImprovement(50), schedule=Plateau())
    kept = session.checkpoint()
    back = checkpoint_from(kept.to_arrays(), json.loads(json.dumps(kept.meta(), allow_nan=False)))
    assert back.control.memories == kept.control.memories
    assert back.control.memories["no_improvement"] == (math.inf, 0.0)


def test_a_damaged_course_is_said() -> None:
    session = session_with(NoImprovement(50))
    session.advance(8)
    arrays, meta = session.checkpoint().to_arrays(), session.checkpoint().meta()
    course = meta["course"]
    wrong: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({**arrays, "best_theta": arrays["best_theta"][:-1]}, meta),
        ({**arrays, "best_theta": np.full_like(arrays["best_theta"], np.nan)}, meta),
        (arrays, {**meta, "course": {**course, "memories": {"no_improvement": ["x", 1]}}}),
        (arrays, {**meta, "course": {**course, "seconds": None}}),
        (arrays, {**meta, "course": []}),
        (arrays, {**meta, "course": {name: value for name, value in course.items() if name != "spent"}}),
    ]
    for bad_arrays, bad_meta in wrong:
        with pytest.raises(ValueError, match="damaged"):
            checkpoint_from(bad_arrays, bad_meta)


def test_undo_brings_back_the_course() -> None:
    session, memento = session_with(NoImprovement(50)), Memento()
    session.advance(40)
    memories, old = session.control.memories, session.recipe
    apply_edit(session, dataclasses.replace(old, blocks=()), memento)
    session.advance(400)
    assert session.control.memories != memories
    swap(session, old, memento)
    assert session.control.memories == memories
    assert session.control.best is not None


@pytest.mark.parametrize("name", STOPS.names())
def test_no_rule_stops_a_run_at_its_start(name: str) -> None:
    rule = STOPS[name]()
    assert rule.reason(Progress(0, 0, 0.0), rule.memory) == ""
    assert not session_with(rule).stopped
