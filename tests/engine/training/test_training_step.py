"""What comes between the gradient and θ: penalties, clipping, rates by layer, frozen layers; what is off costs nothing."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.core.tape import Tape
from engine.inspection.step_sizes import EffectiveStepSizes
from engine.network.network import Network
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES
from engine.optim.gradient_clipping import CLIPS, ClipNorm, ClipValue
from engine.optim.optimizers import OPTIMIZERS, SGD, Adam, Momentum, NAdam
from engine.optim.regularizers import L1, L2, PENALTIES, ElasticNet, MaxNorm, NoPenalty, StoppingL1, WeightDecay
from engine.optim.schedules import OneCycle
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from engine.training.training_step import record_step, trained_parts, weight_places
from tests.engine.builders import small_data, snapshot_of, stack
from tests.engine.training.comparable_runs import RAGGED
from tests.engine.training.golden_runs import assert_same_run, golden_names

STEPS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "l2": ({"optimizer": SGD(0.1), "penalty": L2(0.02)}, {}),
    "l1": ({"optimizer": Adam(0.02), "penalty": L1(0.01)}, {}),
    "l1_stop": ({"optimizer": Adam(0.02), "penalty": StoppingL1(0.3)}, {}),
    "elastic_net": ({"optimizer": SGD(0.1), "penalty": ElasticNet(0.02, 0.25)}, {}),
    "weight_decay": ({"optimizer": Adam(0.02), "penalty": WeightDecay(0.3)}, {}),
    "max_norm": ({"optimizer": SGD(0.1), "penalty": MaxNorm(0.8)}, {}),
    "norm": ({"optimizer": SGD(0.5), "clip": ClipNorm(0.2)}, {}),
    "value": ({"optimizer": SGD(0.5), "clip": ClipValue(0.05)}, {}),
    "by_layer": ({"optimizer": Adam(0.02), "clip": ClipNorm(0.1)}, {"first": {"rate": 3.0}, "second": {"frozen": True}}),
    "everything": (
        {"optimizer": NAdam(0.02), "penalty": L2(0.02), "clip": ClipNorm(0.2), "schedule": OneCycle(epochs=100)},
        {},
    ),
}


@pytest.mark.parametrize("name", golden_names("steps"))
def test_a_hundred_steps_are_pytorchs(name: str) -> None:
    fields, by_block = STEPS[name]
    assert_same_run("steps", name, lambda run: Recipe(**fields), **by_block)


def test_every_penalty_and_clip_is_compared_with_pytorch() -> None:
    assert {*PENALTIES.names(), *CLIPS.names()} - {"none"} <= set(STEPS)


def calls(recipe: Recipe, inputs: int = 2) -> list[Any]:
    network = Network(recipe, inputs, 1)
    tape = Tape(4, network.dtype, training=True, room=network.room(4))
    x, targets = np.ones((inputs + 1, 4), np.float32), np.ones((1, 4), np.float32)
    state = np.zeros((len(recipe.optimizer.memory), network.theta.size), np.float32)
    record_step(network, tape, recipe, x, targets, state)
    return [function for function, _ in tape.calls]


@pytest.mark.parametrize(("optimizer", "steps"), [("sgd", 2), ("adam", 8)])
def test_what_is_off_records_no_call(optimizer: str, steps: int) -> None:
    """SGD's update is 2 calls and Adam's 8, one vector for the whole network; a frozen layer makes it two vectors.

    SGD takes the loss's factor 1 / rows over, so that the loss has a call less.
    """
    rule = OPTIMIZERS[optimizer]()
    plain, constant = Recipe(optimizer=rule), len(calls(Recipe(optimizer=SGD()))) - 2
    assert len(calls(plain)) == constant + steps + (optimizer != "sgd")
    blocks = stack(Dense(4), Dense(3), Dense(2))
    frozen = (blocks[0], dataclasses.replace(blocks[1], frozen=True), blocks[2])
    many = len(calls(Recipe(optimizer=rule, blocks=blocks)))
    one_by_one = 4 if optimizer == "adam" else 0  # two parts, whose memory is no longer one long row: each fades and adds twice
    assert len(calls(Recipe(optimizer=rule, blocks=frozen))) == many + steps + one_by_one


def parts(*blocks: Block) -> list[tuple[int, int, float]]:
    return [(part.start, part.stop, speed) for part, speed in trained_parts(Network(Recipe(blocks=blocks), 2, 1))]


def test_neighbours_with_one_rate_are_stepped_together() -> None:
    """2-3-3-3-1 has 9, 12, 12 and 4 parameters; the layer without any does not divide them."""
    a, b, c = (Block(i, Dense(3)) for i in (1, 2, 3))
    idle = Block(4, ActivationLayer(), rate=5.0)
    assert parts(a, b, c) == [(0, 37, 1.0)]
    assert parts(a, idle, b, c) == [(0, 37, 1.0)]
    assert parts(dataclasses.replace(a, frozen=True), b, c) == [(9, 37, 1.0)]
    assert parts(a, dataclasses.replace(b, frozen=True), c) == [(0, 9, 1.0), (21, 37, 1.0)]
    assert parts(a, dataclasses.replace(b, rate=0.5), c) == [(0, 9, 1.0), (9, 21, 0.5), (21, 37, 1.0)]
    assert parts(*(dataclasses.replace(one, frozen=True) for one in (a, b, c))) == [(33, 37, 1.0)]


def test_weights_are_the_matrices_of_a_layer() -> None:
    """Not biases, not what normalising layers train; inside a residual block as well."""
    network = Network(Recipe(blocks=stack(Dense(3), BatchNorm(), Residual((Dense(4), Dense(3))))), 2, 1)
    places = [[(place.start, place.stop, shape) for place, shape in weight_places(info)] for info in network.layers]
    start = network.layers[2].start
    inside = [(start, start + 12, (3, 4)), (start + 16, start + 28, (4, 3)), (start + 31, start + 40, (3, 3))]
    assert places == [[(0, 6, (2, 3))], [], inside, [(start + 43, start + 46, (3, 1))]]


@pytest.mark.parametrize("penalty", PENALTIES.names())
@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_a_frozen_layer_and_the_memory_of_it_stay_bit_for_bit(optimizer: str, penalty: str) -> None:
    blocks = (Block(1, Dense(5)), Block(2, Dense(4), frozen=True), Block(3, Dense(3)))
    strong = MaxNorm(0.1) if penalty == "max_norm" else PENALTIES[penalty]()
    free = tuple(dataclasses.replace(b, frozen=False) for b in blocks)
    recipe = Recipe(blocks=free, optimizer=OPTIMIZERS[optimizer](), penalty=NoPenalty(), batch=32)
    session = Session(recipe, RAGGED)
    session.advance(9)
    session.adopt(dataclasses.replace(recipe, blocks=blocks, penalty=strong, clip=ClipNorm(0.5)))
    own = slice(session.network.layers[1].start, session.network.layers[1].stop)

    def held() -> list[bytes]:
        return [session.network.theta[own].tobytes(), session.optimizer_state[:, own].tobytes()]

    before, others = held(), session.network.theta.copy()
    session.advance(50)
    assert held() == before
    moved = session.network.theta != others
    assert moved[: own.start].mean() > 0.9
    assert moved[own.stop :].mean() > 0.9
    session.adopt(dataclasses.replace(session.recipe, blocks=free))
    session.advance(5)
    assert held()[0] != before[0]


@pytest.mark.parametrize("size", [1e-30, 1.0, 1e25])
def test_a_gradient_of_any_size_is_shortened_to_the_limit(size: float) -> None:
    """The square of 1e25 is no float32, its norm is one."""
    tape, grad = Tape(1, np.dtype(np.float32), training=True), np.full(50, size, np.float32)
    clipped = ClipNorm(0.5).record(tape, grad, (slice(0, 20), slice(20, 50)))
    with np.errstate(all="raise"):
        tape.run()
    wanted = grad.astype(np.float64) * min(1.0, 0.5 / (np.linalg.norm(grad.astype(np.float64)) + 1e-6))
    assert np.allclose(clipped, wanted, rtol=1e-6, atol=0)


def test_a_frozen_layers_gradient_is_shown_and_not_clipped_by() -> None:
    """Its gradient flows on to the layers before, but is none of the norm's."""
    blocks = (Block(1, Dense(5)), Block(2, Dense(4), frozen=True))
    session = Session(Recipe(blocks=blocks, optimizer=SGD(1.0), clip=ClipNorm(0.01)), RAGGED, np.float64)
    before = session.network.theta.copy()
    session.advance(1)
    moved, frozen = before - session.network.theta, session.network.layers[1]
    assert np.linalg.norm(session.network.grad[frozen.start : frozen.stop]) > 0.01
    assert np.linalg.norm(moved) == pytest.approx(0.01, rel=1e-3)


def test_a_rate_of_a_layer_multiplies_its_steps() -> None:
    blocks = (Block(1, Dense(5), rate=0.0), Block(2, Dense(4), rate=2.5))
    session = Session(Recipe(blocks=blocks, optimizer=SGD(0.1)), RAGGED, np.float64)
    before = session.network.theta.copy()
    session.advance(1)
    steps, grad = before - session.network.theta, session.network.grad
    first, second, output = (slice(info.start, info.stop) for info in session.network.layers)
    assert not steps[first].any()
    assert steps[second] == pytest.approx(0.25 * grad[second], rel=1e-9)
    assert steps[output] == pytest.approx(0.1 * grad[output], rel=1e-9)


def test_weight_decay_and_effective_step_sizes_go_by_the_rates_of_the_layers() -> None:
    blocks = (Block(1, Dense(5), rate=0.5), Block(2, Dense(4), frozen=True), Block(3, ActivationLayer(), frozen=True))
    session = Session(Recipe(blocks=blocks, optimizer=SGD(0.1), penalty=WeightDecay(0.2)), RAGGED, np.float64)
    before = session.network.theta.copy()
    session.advance(1)
    lost = before - session.network.theta
    for info, rate in zip(session.network.layers, (0.05, 0.0, 0.0, 0.1), strict=True):
        own = slice(info.start, info.stop)
        weights = np.zeros(before.size, bool)
        for place, _ in weight_places(info):
            weights[place] = True
        expected = rate * (session.network.grad + 0.2 * before * weights)
        assert lost[own] == pytest.approx(expected[own], rel=1e-9, abs=1e-15)
    sizes = snapshot_of(session, EffectiveStepSizes())[EffectiveStepSizes()]
    assert sizes == pytest.approx([0.05, 0.0, np.nan, 0.1], nan_ok=True)


def test_the_gradient_shown_is_that_of_the_data_loss() -> None:
    kinds: tuple[dict[str, Any], ...] = ({}, {"penalty": L2(1.0), "clip": ClipNorm(1e-3)})
    plain, other = (Session(Recipe(optimizer=Momentum(), **fields), RAGGED) for fields in kinds)
    for session in (plain, other):
        session.advance(1)
    assert plain.network.grad.tobytes() == other.network.grad.tobytes()


@pytest.mark.parametrize("loss", [name for name in LOSSES.names() if not LOSSES[name]().objection(RAGGED.task)])
def test_the_factor_left_to_the_optimizer_is_in_the_gradient_that_callers_see(loss: str) -> None:
    """Momentum without any keeps nothing waiting. Batches of 32, 32, 32 and 7: the factor is another one for the last."""
    recipe = Recipe(loss=LOSSES[loss](), batch=32)
    waiting, plain = (
        Session(dataclasses.replace(recipe, optimizer=rule), RAGGED, np.float64) for rule in (SGD(0.1), Momentum(0.1, 0.0))
    )
    for steps in (1, 1, 2, 1, 7):  # the fourth step is the ragged one
        for session in (waiting, plain):
            session.advance(steps)
        assert waiting.network.grad == pytest.approx(plain.network.grad, rel=1e-10, abs=1e-14)
        assert waiting.network.theta == pytest.approx(plain.network.theta, rel=1e-10)


def way_of_a_weight(penalty: Any, pull: Array) -> list[float]:
    """One weight, without a bias of account, that the data pull by given gradients: 1-1 with a target that moves."""
    recipe = Recipe(blocks=(), optimizer=SGD(0.1), penalty=penalty)
    network = Network(recipe, 1, 1, np.float64)
    tape = Tape(1, network.dtype, training=True, room=network.room(1))
    state, x, goal = np.zeros((0, 2)), np.zeros((2, 1)), np.ones((1, 1))
    record_step(network, tape, recipe, x, goal, state)
    update = tape.calls[-(2 + 3) :]  # the penalty's three calls, and SGD's two
    network.theta[:] = 0.05, 0.0
    way = []
    for g in pull:
        network.grad[:] = g, 0.0
        for function, args in update:
            function(*args)
        way.append(float(network.theta[0]))
    return way


def test_l1_lets_a_weight_through_zero() -> None:
    """Pushed steadily down from 0.05 it comes out below zero and goes on, against a penalty that pulls it back."""
    way = way_of_a_weight(L1(0.1), np.full(20, 0.3))
    assert way[:3] == pytest.approx([0.05 - 0.04, 0.01 - 0.04, -0.03 - 0.02])
    assert way[-1] < -0.3


def test_l1_leaves_a_weight_at_exactly_zero_to_the_data() -> None:
    way = way_of_a_weight(L1(0.1), np.array([-0.6, 0.5, 0.0]))  # from 0.05 by +0.05, …
    assert way == pytest.approx([0.1, 0.04, 0.03])
    network_at_zero = way_of_a_weight(L1(0.5), np.array([0.0, 0.0, 0.2]))
    assert network_at_zero == pytest.approx([0.0, 0.0, -0.02], abs=1e-15)


@pytest.mark.parametrize("penalty", [L1(0.05), L2(0.05), ElasticNet(0.05), WeightDecay(0.05)])
def test_biases_are_left_out(penalty: Any) -> None:
    """Without a gradient, only weights move. Large numbers, because the step must be seen in the weights."""
    session = Session(Recipe(blocks=stack(Dense(3)), optimizer=SGD(0.1), penalty=penalty), small_data(10), np.float64)
    for network_grad in (session.network,):
        network_grad.theta[:] = np.linspace(0.5, 1.5, network_grad.theta.size)
    before = session.network.theta.copy()
    session.advance(1)
    step = before - session.network.theta - 0.1 * session.network.grad
    weights = np.zeros(step.size, bool)
    for info in session.network.layers:
        for place, _ in weight_places(info):
            weights[place] = True
    assert np.abs(step[~weights]).max() < 1e-15
    assert (step[weights] > 1e-4).all()


def test_penalties_by_hand() -> None:
    """w = (3, -4): |w| adds up to 7, w² to 25."""
    w = np.array([3.0, -4.0])
    assert L1(0.1).value(w) == pytest.approx(0.7)
    assert L2(0.1).value(w) == pytest.approx(1.25)
    assert ElasticNet(0.1, 0.25).value(w) == pytest.approx(0.25 * 0.7 + 0.75 * 1.25)
    for none in (NoPenalty(), WeightDecay(0.1), MaxNorm(1.0)):
        assert none.value(w) == 0


def test_the_penalty_is_shown_apart_from_the_loss() -> None:
    session = Session(Recipe(penalty=L1(0.01)), RAGGED)
    session.advance(64)
    shot, plain = snapshot_of(session), Session(Recipe(), RAGGED)
    weights = [session.network.theta[place] for info in session.network.layers for place, _ in weight_places(info)]
    assert shot.scores.penalty == pytest.approx(0.01 * sum(np.abs(w).sum() for w in weights), rel=1e-6)
    assert shot.history.column("penalty")[2][-1] == pytest.approx(shot.scores.penalty)
    plain.network.theta[:] = session.network.theta
    assert snapshot_of(plain).scores.train_loss == shot.scores.train_loss
    assert snapshot_of(plain).scores.penalty == 0


def test_max_norm_holds_for_every_neuron_after_every_step() -> None:
    session = Session(Recipe(blocks=stack(Dense(5), Dense(4)), optimizer=SGD(1.0), penalty=MaxNorm(0.5)), RAGGED)
    for _ in range(20):
        session.advance(1)
        for info in session.network.layers:
            for place, shape in weight_places(info):
                assert np.linalg.norm(session.network.theta[place].reshape(shape), axis=0).max() <= 0.5 * (1 + 1e-6)


def test_a_weight_that_l1_takes_across_0_stops_there_for_good() -> None:
    session = Session(Recipe(blocks=stack(Dense(5), Dense(4)), penalty=StoppingL1(0.2)), RAGGED)
    places = [place for info in session.network.layers for place, _shape in weight_places(info)]
    dead = np.zeros(session.network.theta.size, bool)
    for _ in range(60):
        session.advance(1)
        assert (session.network.theta[dead] == 0).all()
        for place in places:
            dead[place] |= session.network.theta[place] == 0
    assert 0 < dead.sum() < sum(place.stop - place.start for place in places)
    biases = np.delete(session.network.theta, np.concatenate([np.arange(place.start, place.stop) for place in places]))
    assert biases.all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", [*PENALTIES.names(), *CLIPS.names()])
def test_types_are_kept(name: str, dtype: type) -> None:
    """Clipping by norm alone reckons its norm in float64."""
    fields = {"penalty": PENALTIES[name]()} if name in PENALTIES.names() else {}
    fields |= {"clip": CLIPS[name]()} if name in CLIPS.names() else {}
    session = Session(Recipe(**fields), RAGGED, dtype)
    session.advance(30)
    recorded = [args for step, _, _ in session.batches._steps for _, args in step]
    arrays = [arg for args in recorded for arg in args if isinstance(arg, np.ndarray) and arg.dtype.kind == "f"]
    assert {arg.dtype for arg in arrays} == {np.dtype(dtype)} | ({np.dtype(np.float64)} if name == "norm" else set())
    assert session.network.theta.dtype == session.network.grad.dtype == dtype
