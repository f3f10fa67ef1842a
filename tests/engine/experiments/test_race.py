"""A fair race: the same start, the same batches, equal steps; and who is said to lead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.data.table import Task
from engine.experiments.race import Race, losses_differ, standings, start_loss
from engine.experiments.variants import Runner, activations, can_vary_activation, losses, names_of, optimizers, rates
from engine.network.transfer import shared_arrays
from engine.nn.activations import Identity, PReLU, ReLU, Sigmoid, Tanh
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.nn.losses import MeanSquaredError
from engine.optim.optimizers import SGD, Adam
from engine.optim.stopping import Steps
from engine.recipe.recipe import Block, Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.history import HistoryView, first_at_most
from engine.training.session import Session

DROPPING = Recipe(blocks=(Block(1, Dense(6, Tanh())), Block(2, Dropout(0.3)), Block(3, Dense(4, Tanh()))))


@pytest.mark.parametrize("line_up", [optimizers, rates, activations])
def test_all_start_from_the_same_weights_bit_for_bit(line_up) -> None:
    race = Race(Recipe(), line_up(Recipe()))
    first, *others = (session.network.theta for session in race.sessions)
    assert all(first.tobytes() == other.tobytes() for other in others)


def test_where_shapes_differ_those_that_agree_start_alike() -> None:
    race = Race(Recipe(), (Runner(SGD(), Tanh()), Runner(SGD(), PReLU())))
    one, other = (session.network for session in race.sessions)
    pairs = [*shared_arrays(one, other)]
    assert len(pairs) == 6  # weights and biases of three layers; the slopes are PReLU's own
    assert all(np.array_equal(one.theta[old], other.theta[new]) for old, new in pairs)


@pytest.mark.parametrize("base", [Recipe(), DROPPING, replace(Recipe(), batch=7)], ids=["plain", "dropout", "ragged"])
def test_all_see_the_same_rows_in_each_step(base) -> None:
    race = Race(base, (*optimizers(base), Runner(Adam(), ReLU())))
    for _ in range(120):
        race.advance(1)
        first, *others = (session.batches for session in race.sessions)
        place = first.position()
        for batches in others:
            assert np.array_equal(batches.position().order, place.order)
            assert batches.position().next_batch == place.next_batch
            assert np.array_equal(batches.last()[1], first.last()[1])


def test_a_runner_does_what_it_would_do_alone() -> None:
    race = Race(Recipe(), optimizers(Recipe()))
    for steps in (1, 3, 50, 200):
        race.advance(steps)
    assert [session.step for session in race.sessions] == [254] * 5
    alone = Session(Recipe(optimizer=Adam()))
    alone.advance(254)
    assert np.array_equal(race.sessions[4].network.theta, alone.network.theta)


def test_equal_steps_whatever_the_clock_says() -> None:
    race = Race(Recipe(), rates(Recipe()))
    for _ in range(5):
        race.advance(10**9, 0.002)
    assert {session.step for session in race.running} == {race.step}


def test_one_that_diverges_drops_out_and_the_others_go_on() -> None:
    wild = Recipe(blocks=tuple(Block(i, Dense(8, ReLU())) for i in (1, 2, 3)), loss=MeanSquaredError())
    race = Race(wild, (Runner(SGD(lr=0.01)), Runner(SGD(lr=10.0))))
    with np.errstate(all="ignore"):
        race.advance(400)
        tame, lost = race.snapshots()
    assert (tame.step, tame.divergence) == (400, None)
    assert lost.divergence is not None
    assert lost.step < 400
    assert [s.place for s in standings((tame, lost), "training", 0.1)] == [1, None]
    with np.errstate(all="ignore"):
        assert race.advance(10) == 10
    assert race.sessions[1].step == lost.step


def test_all_out_is_the_end() -> None:
    wild = Recipe(blocks=tuple(Block(i, Dense(8, ReLU())) for i in (1, 2, 3)), loss=MeanSquaredError())
    race = Race(wild, (Runner(SGD(lr=10.0)), Runner(SGD(lr=9.0))))
    with np.errstate(all="ignore"):
        race.advance(1000)
        assert not race.running
        assert race.advance(10) == 0


def test_stop_rules_wait_for_the_adopted_runner() -> None:
    base = replace(Recipe(), stops=(Steps(10),))
    race = Race(base, optimizers(base))
    race.advance(50)
    assert {session.step for session in race.sessions} == {50}
    recipe, checkpoint = race.state(2)
    assert recipe.stops == base.stops
    assert checkpoint.step == 50


def test_the_state_goes_on_as_the_runner_would_have() -> None:
    race = Race(Recipe(), optimizers(Recipe()))
    race.advance(60)
    recipe, checkpoint = race.state(1)
    session = Session(Recipe())
    session.restore(recipe, checkpoint)
    session.advance(40)
    race.advance(40)
    assert np.array_equal(session.network.theta, race.sessions[1].network.theta)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_two_to_six_run(count) -> None:
    with pytest.raises(RecipeProblem, match="2 to 6 runners"):
        Race(Recipe(), (Runner(SGD()),) * count)


def test_the_whole_gradient_is_numpys_norm() -> None:
    session = Session(Recipe())
    session.advance(37)
    _, _, mean = session.history.view().column("grad_l2")
    assert mean[-1] == pytest.approx(float(np.linalg.norm(session.network.grad.astype(np.float64))), rel=1e-12)


def test_the_first_step_at_or_below_a_target() -> None:
    numbers = np.array([[0.9], [0.5], [0.2], [0.4], [0.1]])
    history = HistoryView(("train_loss",), np.array([0.0, 4, 8, 12, 16]), numbers, numbers, numbers)
    assert first_at_most(history, "train_loss", 0.5) == 4
    assert first_at_most(history, "train_loss", 0.3) == 8
    assert first_at_most(history, "train_loss", 0.01) is None


def test_targets_are_shares_of_the_worst_finite_start() -> None:
    race = Race(Recipe(), activations(Recipe()))
    starts = [scores.train_loss for scores in race.starts]
    assert start_loss(race.starts, "training") == max(starts)
    assert np.isnan(start_loss((replace(race.starts[0], test_loss=np.inf),), "test"))


def test_an_activation_reaches_all_hidden_layers_but_the_identity() -> None:
    layers = Dense(3, Identity()), BatchNorm(), Residual((Dense(5, ReLU()),)), Dense(2, Tanh())
    base = Recipe(blocks=tuple(Block(i, layer) for i, layer in enumerate(layers, 1)))
    bent = [block.layer for block in Runner(SGD(), Sigmoid()).recipe(base).blocks]
    assert bent == [layers[0], layers[1], Residual((Dense(5, Sigmoid()),)), Dense(2, Sigmoid())]
    assert can_vary_activation(base)
    assert not can_vary_activation(replace(base, blocks=base.blocks[:2]))
    assert not can_vary_activation(replace(base, blocks=()))


def test_names_are_never_the_same() -> None:
    assert names_of((Runner(SGD()), Runner(SGD()), Runner(Adam(), ReLU()))) == ("SGD 0.03", "SGD 0.03 (2)", "Adam 0.01, ReLU")


def test_losses_that_suit_the_task_are_raced_from_the_same_start() -> None:
    names = [[type(runner.loss).kind for runner in losses(Recipe(), Task(classes))] for classes in (2, 3, 0)]
    assert names[0] == ["cross_entropy", "mse", "mae", "hinge", "perceptron"]
    assert names[1] == ["cross_entropy", "mse", "mae", "hinge", "huber"]
    assert names[2] == ["mse", "mae", "huber", "log_cosh"]
    race = Race(Recipe(), losses(Recipe(), Task(2)))
    first, *others = (session.network.theta for session in race.sessions)
    assert all(first.tobytes() == other.tobytes() for other in others)
    assert [session.recipe.loss.kind for session in race.sessions] == names[0]


def test_runners_with_different_losses_are_ranked_by_their_metric() -> None:
    """Cross entropy of 0.4 and MSE of 0.3 say nothing about each other: the accuracies do."""
    race = Race(Recipe(), (Runner(SGD(0.001)), Runner(SGD(0.1), loss=MeanSquaredError())))
    race.advance(800)
    snapshots = race.snapshots()
    assert losses_differ(snapshots)
    metrics = [snapshot.scores.train_metric for snapshot in snapshots]
    rankings = standings(snapshots, "training", 0.1)
    assert [ranking.metric for ranking in rankings] == metrics
    assert [ranking.place for ranking in rankings] == ([2, 1] if metrics[1] > metrics[0] else [1, 2])
    assert not losses_differ(Race(Recipe(), (Runner(SGD()), Runner(Adam()))).snapshots())


def test_a_runners_name_says_its_loss() -> None:
    assert Runner(SGD(), loss=MeanSquaredError()).name == "SGD 0.03, MSE"
    assert Runner(SGD(), ReLU(), MeanSquaredError()).name == "SGD 0.03, ReLU, MSE"
