"""The state of schedule, stop rules, best weights and threads: read, written, carried over, and what ends a run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.core.blas_threads import MOST_THREADS
from engine.core.scores import Scores
from engine.optim.optimizers import SGD
from engine.optim.schedules import Exponential, Plateau
from engine.optim.stopping import STOPS
from engine.recipe.recipe import Recipe
from engine.training.control import MOST_CHANGES, BestWeights, ControlState, TrainingControl, control_from

BEST = BestWeights(np.ones(2), np.zeros(1), 40)


def control(*stops: Any, **changes: Any) -> TrainingControl:
    return TrainingControl(Recipe(stops=stops, **changes), 10)


def test_a_state_is_read_as_it_was_written() -> None:
    state = ControlState({"a": (1.0, float("inf"))}, ("steps",), 2.5, BEST, ((3, 2), (9, 1)))
    data = state.to_data()
    assert data == {
        "memories": {"a": [1.0, None]},
        "spent": ["steps"],
        "seconds": 2.5,
        "best_step": 40,
        "threads": [[3, 2], [9, 1]],
    }
    back = control_from(data, BEST.theta, BEST.buffers)
    assert (back.memories, back.fired, back.seconds, back.threads) == (state.memories, state.fired, 2.5, state.threads)
    assert back.best is not None
    assert back.best.step == 40
    assert control_from(data, None, BEST.buffers).best is control_from(data, BEST.theta, None).best is None
    plain = ControlState().to_data()
    assert "threads" not in plain
    assert (plain["best_step"], control_from(plain, None, None).threads) == (None, ())


def test_threads_from_a_file_are_brought_into_their_range_and_the_newest_are_kept() -> None:
    data = ControlState().to_data()
    back = control_from({**data, "threads": [[0, -3], [1, 1], [2, 10**6]]}, None, None)
    assert back.threads == ((0, 1), (1, 1), (2, MOST_THREADS))
    many = [[step, 2] for step in range(MOST_CHANGES + 1)]
    assert control_from({**data, "threads": many}, None, None).threads[0] == (1, 2)
    assert len(control_from({**data, "threads": many[1:]}, None, None).threads) == MOST_CHANGES


def test_scores_and_ends_of_epochs_are_asked_for_only_where_something_needs_them() -> None:
    steps, loss = STOPS["steps"](), STOPS["loss_below"]()
    found = [
        (one.needs_scores, one.needs_epoch_ends)
        for one in (control(), control(steps), control(loss), control(schedule=Plateau()), control(schedule=Exponential()))
    ]
    assert found == [(False, False), (False, True), (True, True), (True, True), (False, False)]


def test_the_last_step_is_the_earliest_of_all_rules() -> None:
    rule = STOPS["steps"]()
    one = control(replace(rule, most=300))
    assert one.last_step == control(replace(rule, most=300), STOPS["minutes"]()).last_step == 300
    assert [one.steps_left(step) for step in (0, 299)] == [300, 1]
    assert one.steps_left(300) == one.steps_left(301) == control().steps_left(0)  # nothing more to ask for


def test_which_number_of_threads_a_step_was_trained_with() -> None:
    one = control()
    assert (one.thread_count, one.threads_at(0)) == (1, 1)
    one.set_threads(0, 1)
    assert one.threads == ()  # it is one anyway
    one.set_threads(0, 1, chosen=True)
    assert one.threads == ((0, 1),)
    one.set_threads(5, 1, chosen=True)
    assert one.threads == ((0, 1),)
    one.set_threads(10, 4)
    one.set_threads(20, 2)
    assert one.threads == ((0, 1), (10, 4), (20, 2))
    assert [one.threads_at(step) for step in (0, 9, 10, 19, 20, 99)] == [1, 1, 4, 4, 2, 2]
    assert one.thread_count == 2
    one.set_threads(10, 8)  # from there on, instead of what came later
    assert one.threads == ((0, 1), (10, 8))
    assert control().threads_at(3) == 1
    late = control()
    late.set_threads(7, 3)
    assert late.threads_at(6) == 1


def test_of_too_many_changes_of_threads_the_oldest_are_forgotten() -> None:
    one = control()
    for step in range(MOST_CHANGES + 1):
        one.set_threads(step, 2 + step % 2)
    assert (len(one.threads), one.threads[0]) == (MOST_CHANGES, (1, 3))


def test_memories_of_other_rules_or_of_another_length_are_not_taken_over() -> None:
    rule = STOPS["no_improvement"]()
    one = control(rule)
    start = one.memories[rule.kind]
    assert len(start) > 0
    other = tuple(float(i) for i, _ in enumerate(start))
    one.load(ControlState({rule.kind: other, "unknown": (1.0,)}, (rule.kind, "unknown"), 3.0))
    assert one.memories[rule.kind] == other
    assert "unknown" not in one.memories
    assert (one.fired, one.seconds) == ((rule.kind,), 3.0)
    one.load(ControlState({rule.kind: (*other, 1.0)}))
    assert one.memories[rule.kind] == start


@pytest.mark.parametrize(
    ("losses", "layout", "best"), [(True, True, True), (True, False, False), (False, True, False), (False, False, False)]
)
def test_best_weights_go_on_only_with_the_same_losses_and_layers(losses: bool, layout: bool, best: bool) -> None:
    rule = STOPS["no_improvement"]()
    former = control(rule)
    memory = tuple(0.5 for _ in former.memories[rule.kind])
    former.load(ControlState({rule.kind: memory}, (rule.kind,), 3.0, BEST))
    one = control(rule)
    one.continue_from(former, losses, layout)
    assert (one.best is BEST, one.fired) == (best, (rule.kind,))
    assert (one.memories[rule.kind] == memory) is losses
    changed = control(replace(rule, patience=rule.patience + 1))
    changed.continue_from(former, losses, layout)
    assert changed.fired == ()  # with another patience it may stop the run once more


SCORES = Scores(0.5, 0.5, "Accuracy", 0.9, 0.9)


def test_a_rule_stops_a_run_once_and_best_weights_are_put_back_whatever_stops_it() -> None:
    one = control(replace(STOPS["steps"](), most=40), STOPS["no_improvement"]())
    assert one.reason(39, 1, None) == ("", None)
    why, best = one.reason(40, 1, None)
    assert "40" in why
    assert (best, one.fired) == (None, ("steps",))
    assert one.reason(41, 1, None) == ("", None)
    one = control(replace(STOPS["steps"](), most=50), STOPS["no_improvement"]())
    one.best = BEST
    why, best = one.reason(50, 1, None)
    assert why.endswith("The weights of its best epoch, at step 40, were put back.")
    assert best is BEST
    one = control(replace(STOPS["steps"](), most=40), STOPS["no_improvement"]())
    one.best = BEST  # those are the present ones
    why, best = one.reason(40, 1, None)
    assert "put back" not in why
    assert best is BEST
    plain = control(replace(STOPS["steps"](), most=50))
    plain.best = BEST
    assert plain.reason(50, 1, None)[1] is None
    assert "put back" not in control(replace(STOPS["steps"](), most=50)).reason(50, 1, None)[0]


def test_best_weights_are_no_longer_put_back_by_a_rule_that_has_stopped_the_run() -> None:
    one = control(STOPS["no_improvement"](), STOPS["steps"]())
    one.best = BEST
    assert one.best_to_restore() is BEST
    one.fired = ("steps",)
    assert one.best_to_restore() is BEST
    one.fired = ("no_improvement",)
    assert one.best_to_restore() is None


def test_an_epoch_is_the_best_so_far_while_the_loss_falls() -> None:
    one = control(STOPS["no_improvement"]())
    assert [one.after_epoch(replace(SCORES, train_loss=x, test_loss=x)) for x in (0.5, 0.4, 0.6, 0.3)] == [
        True,
        True,
        False,
        True,
    ]
    assert not control(STOPS["steps"]()).after_epoch(SCORES)


def test_the_rate_follows_the_schedule_by_epochs() -> None:
    assert control().rate(1000) == Recipe().optimizer.lr
    falling = control(optimizer=SGD(0.5), schedule=Exponential())
    assert falling.rate(0) == 0.5
    assert falling.rate(50) < 0.5
