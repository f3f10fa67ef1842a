"""Many starts: each is what training it alone gives, however the work was divided; goals, shares and kinds of end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.inspection.surfaces.input_grid import Plane
from engine.nn.activations import ReLU, Tanh
from engine.nn.layers.dense import Dense
from engine.nn.losses import MeanSquaredError
from engine.optim.optimizers import SGD, Adam
from engine.optim.stopping import STOPS
from engine.recipe.recipe import Block, Recipe, Seeds
from engine.recipe.recipe_problem import RecipeProblem
from engine.search import many_starts
from engine.search.executors.in_process import InProcess
from engine.search.executors.opening import open_workers
from engine.search.many_starts import ManyStarts, adoptable
from engine.search.start_goal import LOSS, METRIC, TEST, TRAINING, VALIDATION, Outcome, StartGoal, ends_of, wilson_interval
from engine.search.work.learning_trace import is_traced, next_traced
from engine.training.prepare import prepare
from engine.training.session import Session

GATE = Recipe(data=DATASETS["xor_gate"](), blocks=(Block(1, Dense(2, Tanh())),), optimizer=SGD(0.5), batch=4)
CIRCLE = Recipe(optimizer=Adam(0.01), validation_share=0.2)


def trained(recipe: Recipe, seeds: tuple[int, ...], epochs: int) -> ManyStarts:
    data = prepare(recipe)
    many = ManyStarts(recipe, data)
    many.run(seeds, epochs, InProcess(data, with_test_rows=True))
    return many


def alone(recipe: Recipe, seed: int, epochs: int) -> Session:
    session = Session(replace(recipe, seeds=Seeds(recipe.seeds.data, seed, seed)))
    session.advance(epochs * session.batches.count)
    return session


@pytest.mark.parametrize("recipe", [GATE, CIRCLE], ids=["gate", "circle"])
def test_each_start_is_what_training_it_alone_gives_bit_for_bit(recipe: Recipe) -> None:
    many = trained(recipe, (3, 5), 40)
    for seed in (3, 5):
        session, start = alone(recipe, seed, 40), many.start(seed)
        _recipe, state = adoptable(recipe, start)
        np.testing.assert_array_equal(state.theta, session.network.theta)
        np.testing.assert_array_equal(state.optimizer_state, session.optimizer_state)
        scores = session.scores()
        assert start.curve.last("train_loss") == scores.train_loss
        assert start.curve.last("test_metric") == scores.test_metric
        assert start.curve.last("validation_loss") == scores.validation_loss or scores.validation_loss is None


def test_a_start_that_is_adopted_trains_on_as_if_it_had_never_left_the_window() -> None:
    recipe, state = adoptable(CIRCLE, trained(CIRCLE, (1, 4), 20).start(4))
    session = Session(recipe)
    session.restore(recipe, state)
    assert (session.epoch, session.step) == (20, 20 * session.batches.count)
    assert session.history.steps[-1] == session.step
    session.advance(5 * session.batches.count)
    np.testing.assert_array_equal(session.network.theta, alone(CIRCLE, 4, 25).network.theta)
    columns = session.history.columns
    first = session.history.rows[2, 0, columns.index("train_loss")]
    assert first == alone(CIRCLE, 4, 0).scores().train_loss


def test_in_pieces_and_in_one_go_they_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = trained(CIRCLE, (1, 2, 3), 70)
    monkeypatch.setattr(many_starts, "PIECE_SECONDS", 0.0)  # an epoch each
    pieces = trained(CIRCLE, (1, 2, 3), 70)
    for seed in (1, 2, 3):
        one, other = whole.start(seed), pieces.start(seed)
        assert one.state == other.state
        np.testing.assert_array_equal(one.curve.epochs, other.curve.epochs)
        np.testing.assert_array_equal(one.curve.values, other.curve.values)


def test_more_epochs_go_on_and_fewer_begin_anew() -> None:
    data = prepare(CIRCLE)
    many, workers = ManyStarts(CIRCLE, data), InProcess(data, with_test_rows=True)
    many.run((1, 2), 20, workers)
    seconds = many.start(1).seconds
    many.run((1, 2, 3), 30, workers)
    assert [many.start(seed).epochs for seed in (1, 2, 3)] == [30, 30, 30]
    assert many.start(1).seconds > seconds
    assert many.start(1).state == trained(CIRCLE, (1, 2), 30).start(1).state
    many.run((1, 2), 10, workers)
    assert many.start(1).epochs == 10
    assert many.start(1).state == trained(CIRCLE, (1, 2), 10).start(1).state


def test_given_up_it_keeps_what_was_answered_and_goes_on_from_there() -> None:
    data = prepare(GATE)
    many, shown, seeds = ManyStarts(GATE, data), [], range(1, 31)
    many.run(seeds, 40, InProcess(data, with_test_rows=True), shown.append, lambda: len(shown) > 1)
    begun = [start for seed in seeds if (start := many.start(seed)) is not None]
    assert len(begun) > 0
    assert len(begun) < 30 or any(start.epochs < 40 for start in begun)
    many.run(seeds, 40, InProcess(data, with_test_rows=True), shown.append)
    assert shown[-1].share == 1
    assert (shown[-1].ended, shown[-1].wanted) == (30, 30)
    alone_ = trained(GATE, (1, 30), 40)
    assert [many.start(seed).state for seed in (1, 30)] == [alone_.start(seed).state for seed in (1, 30)]


def test_processes_give_the_same_as_this_one() -> None:
    data = prepare(GATE)
    workers = open_workers(data, 1, with_test_rows=True)
    try:
        many = ManyStarts(GATE, data)
        many.run((1, 2), 30, workers)
    finally:
        workers.close()
    assert [many.start(seed).state for seed in (1, 2)] == [trained(GATE, (1, 2), 30).start(seed).state for seed in (1, 2)]


def test_stop_rules_do_not_count_and_come_back_with_what_is_adopted() -> None:
    rule = next(iter(STOPS))()
    many = trained(replace(GATE, stops=(rule,)), (1, 2), 30)
    assert many.start(1).epochs == 30
    assert adoptable(many.base, many.start(1))[0].stops == (rule,)


def test_a_start_that_diverges_has_no_weights_and_costs_the_others_nothing() -> None:
    wild = replace(CIRCLE, blocks=(Block(1, Dense(16, ReLU())),), optimizer=SGD(9.0), loss=MeanSquaredError())
    many = trained(wild, (1, 2), 200)
    start = many.start(1)
    assert start.diverged
    assert start.is_over
    assert not start.state
    assert many.surface(start, Plane(), 8) is None
    assert start.outcome(StartGoal(LOSS, 1e9)).reached is None
    assert np.isnan(start.outcome(StartGoal()).loss)


def test_a_surface_is_that_of_the_start() -> None:
    many = trained(CIRCLE, (1, 2), 10)
    one, other = (many.surface(many.start(seed), Plane(), 8) for seed in (1, 2))
    assert one.values.shape == (1, 8, 8)
    assert (one.values != other.values).any()
    np.testing.assert_array_equal(many.surface(many.start(1), Plane(), 8).values, one.values)


def test_what_cannot_be_trained_says_why() -> None:
    many = ManyStarts(GATE, prepare(GATE))
    for seeds, epochs in (((1,), 10), (range(1000), 10), ((1, 2), 0)):
        with pytest.raises(RecipeProblem):
            many.run(seeds, epochs, InProcess(many.data))


@pytest.mark.parametrize(
    ("goal", "reached", "holds"),
    [
        (StartGoal(METRIC, 0.95, TRAINING), True, True),
        (StartGoal(LOSS, 0.1, TRAINING), True, True),
        (StartGoal(LOSS, 1e-9, TEST), False, False),
        (StartGoal(LOSS, 100.0, VALIDATION), False, False),
    ],
)
def test_a_goal_is_about_a_metric_or_a_loss_on_some_rows(goal: StartGoal, reached: bool, holds: bool) -> None:
    found = trained(GATE, (1, 3), 300).start(3).outcome(goal)
    assert (found.reached is not None, found.holds) == (reached, holds)


def test_the_goal_is_reached_at_the_first_epoch_that_meets_it_even_if_it_is_lost_again() -> None:
    curve = trained(GATE, (1, 3), 5).start(3).curve
    values = curve.values.copy()
    values[:, 0] = [0.9, 0.5, 0.05, 0.04, 0.2, 0.3]
    found = many_starts.outcome(3, StartGoal(LOSS, 0.1), replace(curve, values=values))
    assert (found.reached, found.holds, found.loss) == (2, False, 0.3)


def test_wilson_intervals_are_those_of_the_textbook() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)
    np.testing.assert_allclose(wilson_interval(81, 263), (0.2553, 0.3662), atol=5e-5)  # Newcombe 1998, table I
    np.testing.assert_allclose(wilson_interval(15, 148), (0.0624, 0.1605), atol=5e-5)
    np.testing.assert_allclose(wilson_interval(0, 20), (0.0, 0.1611), atol=5e-5)
    np.testing.assert_allclose(wilson_interval(29, 29), (0.8830, 1.0), atol=5e-5)


def test_ends_that_several_share_are_named_and_single_ones_are_not() -> None:
    missed = [Outcome(seed, loss, 0.5, None, False) for seed, loss in enumerate([0.349, 0.35, 0.351, 0.48, 0.481, 0.9, np.nan])]
    found = ends_of([*missed, Outcome(9, 0.01, 1.0, 5, True)])
    assert [(end.loss, end.count) for end in found] == [(0.35, 3), (0.4805, 2)]


def test_what_is_measured_depends_on_the_epoch_alone() -> None:
    epochs = [0]
    while epochs[-1] < 10_000:
        epochs.append(next_traced(epochs[-1]))
    assert epochs[:70] == list(range(70))
    assert is_traced(np.array(epochs)).all()
    assert is_traced(np.arange(10_000)).sum() == len(epochs) - (epochs[-1] >= 10_000)
    assert max(np.diff(epochs) / np.maximum(1, epochs[:-1])[:]) <= 1
    late = np.array(epochs[64:])
    assert (np.diff(late) <= late[:-1] / 64).all()
