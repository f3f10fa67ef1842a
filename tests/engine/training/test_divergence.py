"""A run that meets a number that is not finite stops, says where it was first, and is in the state before that step."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from engine.nn.activations import ReLU
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from engine.optim.gradient_clipping import ClipNorm
from engine.optim.optimizers import OPTIMIZERS, SGD, RMSProp
from engine.optim.regularizers import L2
from engine.optim.schedules import Exponential
from engine.recipe.recipe import Block, Recipe
from engine.recipe.remedies import with_learning_rate
from engine.training.session import Session
from tests.engine.builders import small_data, stack
from tests.engine.training.comparable_runs import RAGGED, fingerprint

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


def exploding(lr: float = 30.0, **fields: object) -> Recipe:
    """ReLU and squares: with such a rate it takes a few steps to leave the numbers behind."""
    return Recipe(optimizer=SGD(lr), loss=LOSSES["mse"](), blocks=stack(Dense(4, ReLU()), Dense(3, ReLU())), **fields)  # type: ignore[arg-type]


def one_step(session: Session) -> None:
    """Without the checks of `advance`."""
    session.step, session.epoch, session.optimizer_step = session.loop.run(session._counters, 1)


def first_bad_step(recipe: Recipe, limit: int = 500) -> tuple[int, Session]:
    """Looked at after every step, in NumPy: the first step after which anything is not finite, and the session before it."""
    session, before = Session(recipe, RAGGED), Session(recipe, RAGGED)
    for step in range(1, limit):
        one_step(session)
        if not all(np.isfinite(a).all() for a in (session.network.theta, session.network.grad, *session.batches.last()[0])):
            return step, before
        one_step(before)
    raise AssertionError("nothing was too large")


@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_a_huge_learning_rate_ends_in_the_last_finite_state(optimizer: str) -> None:
    rule = dataclasses.replace(OPTIMIZERS[optimizer](), lr=1e38)
    session = Session(Recipe(optimizer=rule, loss=LOSSES["mse"](), blocks=stack(Dense(4, ReLU()))), RAGGED)
    session.advance(400)
    found = session.divergence
    assert found is not None
    assert 0 < found.step <= 400
    assert session.step == found.step - 1
    assert "learning rate" in str(found)
    assert np.isfinite(session.network.theta).all()
    assert np.isfinite(session.optimizer_state).all()
    assert np.isfinite(session.history.rows[:, 1:, :4]).all()
    assert session.advance(100) == 0
    session.adopt(dataclasses.replace(session.recipe, optimizer=SGD(0.001), loss=LOSSES["mse"]()))
    assert session.divergence is None


@pytest.mark.parametrize("tick", [1, 7, 400])
@pytest.mark.parametrize("lr", [3.0, 30.0, 10_000.0])
def test_the_step_is_exact_and_the_state_is_the_one_before_it(lr: float, tick: int) -> None:
    """Whatever the stretch in which it was noticed, and although the history would have measured later."""
    recipe = exploding(lr)
    step, before = first_bad_step(recipe)
    session = Session(recipe, RAGGED)
    session.history.stride = 64
    while session.advance(tick):
        pass
    assert session.divergence is not None
    assert session.divergence.step == step
    assert session.step == step - 1
    assert session.network.theta.tobytes() == before.network.theta.tobytes()
    assert session.optimizer_step == before.optimizer_step
    assert session.batches.position().rng_state == before.batches.position().rng_state
    assert session.batches.position().next_batch == before.batches.position().next_batch


def test_the_report_names_the_first_quantity_and_layer() -> None:
    """Weights of 1e20 in the first layer: its activations are finite, the second layer's are not, in float32."""
    session = Session(exploding(0.01), RAGGED)
    session.advance(3)
    for info in session.network.layers[:2]:
        session.network.theta[info.start : info.stop] = 1e20
    session.set_restore_point()
    session.advance(5)
    found = session.divergence
    assert found is not None
    assert (found.step, found.quantity, found.layer, found.block) == (4, "activation", "Dense 2", 2)
    assert "an activation of Dense 2 was no longer a finite number" in str(found)


def test_a_gradient_that_explodes_is_named() -> None:
    """Scores near 1e25 are finite and so is their loss in float64, but squares of float32 gradients on the way are not."""
    session = Session(exploding(0.01), RAGGED)
    session.network.theta[:] = 0
    first, _, output = session.network.layers
    session.network.theta[first.stop - 4 : first.stop] = 1e15  # biases
    second = session.network.layers[1]
    session.network.theta[second.start : second.stop] = 1.0
    session.network.theta[output.start : output.stop] = 1e12
    session.set_restore_point()
    session.advance(1)
    assert session.divergence is not None
    assert (session.divergence.quantity, session.divergence.layer) == ("gradient", "Output")
    assert "the gradient of Output" in str(session.divergence)
    assert "Clipping" in str(session.divergence)


def test_an_optimizers_memory_that_overflows_is_noticed() -> None:
    """A gradient of 1e20 is finite, its square is not in float32; θ would stand still without a word."""
    recipe = Recipe(blocks=(), loss=LOSSES["mse"](), optimizer=RMSProp(), batch=4096)
    session = Session(recipe, RAGGED)
    session.network.theta[:] = 1e19
    session.set_restore_point()
    session.advance(1)
    assert session.divergence is not None
    assert (session.divergence.quantity, session.divergence.layer) == ("optimizer memory", "Output")
    assert np.isfinite(session.optimizer_state).all()


def test_a_weight_that_is_broken_from_outside_is_found_too() -> None:
    session = Session(Recipe(blocks=(Block(1, Dense(4)), Block(2, Dense(2), "mine"))), RAGGED)
    session.advance(30)
    good = fingerprint(session)
    session.set_restore_point()
    session.network.theta[session.network.layers[1].start] = np.nan
    session.advance(1)
    assert session.divergence is not None
    assert session.divergence.where == "a weight of Dense 1"  # nan flows back through the gradient in one step
    assert fingerprint(session) == good
    session.restart()
    session.advance(30)
    assert fingerprint(session) == good


def test_no_row_is_left_of_steps_after_the_state_it_goes_back_to() -> None:
    session = Session(Recipe(blocks=(Block(1, Dense(4)),)), RAGGED)
    session.advance(56)
    session.network.theta[0] = np.nan  # nothing of the run before explains it: back to the restore point
    session.advance(1)
    assert session.divergence is not None
    assert session.step < 56
    assert (session.history.steps <= session.step).all()
    assert all(keyframe.step <= session.step for keyframe in session.timeline)
    session.resume()
    session.advance(100)
    assert (np.diff(session.history.steps) > 0).all()


@pytest.mark.parametrize("fields", [{"schedule": Exponential(0.999)}, {"penalty": L2(0.1)}, {"batch": 7}])
def test_replaying_takes_everything_along(fields: dict[str, object]) -> None:
    recipe = exploding(30.0, **fields)
    step, before = first_bad_step(recipe)
    session = Session(recipe, RAGGED)
    session.history.stride = 64
    session.advance(400)
    assert session.divergence is not None
    assert session.divergence.step == step
    assert session.network.theta.tobytes() == before.network.theta.tobytes()


def test_running_statistics_are_put_back() -> None:
    blocks = stack(Dense(4, ReLU()), BatchNorm(), Dense(3, ReLU()))
    session = Session(dataclasses.replace(exploding(1e20), blocks=blocks), RAGGED)
    session.advance(400)
    assert session.divergence is not None
    assert np.isfinite(session.network.buffers).all()
    assert np.isfinite(session.network.theta).all()


def test_a_smaller_rate_changes_nothing_else_and_clipping_helps_too() -> None:
    session = Session(exploding(4.0), RAGGED)
    session.advance(400)
    assert session.divergence is not None
    slower = with_learning_rate(session.recipe, 0.004)
    assert slower.optimizer.lr == 0.004
    assert dataclasses.replace(slower, optimizer=SGD(4.0)) == session.recipe
    assert with_learning_rate(slower, 1e-9).optimizer.lr == 1e-6  # the least that SGD allows
    clipped = Session(exploding(4.0, clip=ClipNorm(0.05)), RAGGED)
    assert clipped.advance(400) == 400


def test_go_on_trains_again_from_the_last_finite_state() -> None:
    session = Session(exploding(), RAGGED)
    session.advance(400)
    at = session.step
    session.resume()
    session.advance(400)
    assert session.divergence is not None
    assert session.step == at
    session.adopt(with_learning_rate(session.recipe, 1e-6))
    assert session.advance(1) == 1


def test_data_too_large_for_the_network_are_said_not_raised() -> None:
    data = small_data(30)
    huge = dataclasses.replace(data, scaling=dataclasses.replace(data.scaling, deviation=np.full(2, 1e-300)))
    session = Session(Recipe(loss=LOSSES["mse"](), blocks=stack(Dense(4, ReLU()))), huge)
    assert session.divergence is not None
    assert session.divergence.step == 0
    assert "standardise" in str(session.divergence)
    assert session.advance(10) == 0


def test_finding_it_costs_nothing_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stretch that stays finite is looked at once, whatever its length."""
    session = Session(Recipe(), RAGGED)
    session.history.stride = 4096
    looked = []
    monkeypatch.setattr("engine.training.session.is_finite", lambda network: looked.append(1) or True)
    session.advance(2000)
    assert len(looked) == 1
