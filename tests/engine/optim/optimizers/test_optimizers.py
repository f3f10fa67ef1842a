"""Every optimizer: its first steps worked by hand, 100 steps as PyTorch takes them, types kept, whatever the length of θ."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.core.params import params_of
from engine.core.shared_calls import BLOCK
from engine.core.tape import Tape
from engine.inspection.step_sizes import EffectiveStepSizes
from engine.nn.layers.dense import Dense
from engine.optim.optimizers import OPTIMIZERS, SMALL, Adam, LearningRate, Lion, NAdam, Optimizer, StepVectors
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from engine.training.training_step import record_optimizer
from tests.engine.builders import snapshot_of
from tests.engine.training.comparable_runs import RAGGED
from tests.engine.training.golden_runs import assert_same_run, golden_names

ALL = OPTIMIZERS.names()
FIRST_STEPS = {
    "sgd": (0.95, 0.975),
    "momentum": (0.95, 0.93),
    "nesterov": (0.905, 0.912),
    "adagrad": (0.9, 0.9447213595),
    "rmsprop": (0.0000002, 0.4490133744),
    "adadelta": (0.9996837786, 0.9998922871),
    "adam": (0.9, 0.8733663004),
    "adamw": (0.899, 0.8714673004),
    "nadam": (0.8943548243, 0.9354657961),
    "amsgrad": (0.9, 0.8733663004),
    "lion": (0.9, 1.0),
}


class Run:
    """An optimizer at work on a vector of its own. Changes with `step`."""

    def __init__(self, optimizer: Optimizer, theta: Array, speed: float = 1.0, room: bool = True) -> None:
        """`room`: whether there is room for squares beside the gradient."""
        self.theta, grads = theta.copy(), np.zeros((2, theta.size), theta.dtype)
        self.grad = grads[0]
        self.state = np.zeros((len(optimizer.memory), theta.size), theta.dtype)
        self.tape = Tape(1, theta.dtype, training=True)
        self.rate = LearningRate(optimizer.lr)
        vectors = StepVectors(self.theta, self.grad, self.state, self.rate, speed, grads if room else None)
        self.prepare = record_optimizer(self.tape, optimizer, vectors)
        self.taken = 0

    def step(self, grad: Array, t: int | None = None) -> None:
        self.taken = self.taken + 1 if t is None else t
        self.grad[:] = grad
        if self.prepare is not None:
            self.prepare(self.taken)
        self.tape.run()


@pytest.mark.parametrize("name", [cls.kind for cls in OPTIMIZERS])
def test_room_beside_the_gradient_changes_no_bit(name: str) -> None:
    rng = np.random.default_rng(2)
    theta = rng.normal(size=9)
    one, other = Run(OPTIMIZERS[name](), theta), Run(OPTIMIZERS[name](), theta, room=False)
    for _ in range(5):
        grad = rng.normal(size=9)
        one.step(grad)
        other.step(grad)
    assert one.theta.tobytes() == other.theta.tobytes()
    assert one.state.tobytes() == other.state.tobytes()


def thetas(optimizer: Optimizer, start: float, grads: Sequence[float]) -> list[float]:
    run, found = Run(optimizer, np.array([start])), []
    for grad in grads:
        run.step(np.array([grad]))
        found.append(float(run.theta[0]))
    return found


@pytest.mark.parametrize("name", ALL)
def test_first_two_steps_by_hand(name: str) -> None:
    """theta = 1, gradients ½ and then -¼, lr = 0.1; all else as it is by default.

    SGD       0.1 · 0.5 = 0.05 down; 0.1 · 0.25 = 0.025 up.
    Momentum  v = 0.5, 0.05 down; v = 0.9 · 0.5 - 0.25 = 0.2, 0.02 down.
    AdaGrad   s = 0.25, √s = 0.5: 0.1 · 0.5 / 0.5 = 0.1 down; s = 0.3125, √s = 0.5590170: 0.025 / 0.5590170 = 0.0447214 up.
    RMSProp   s = 0.01 · 0.25 = 0.0025, √s + eps = 0.05000001: 0.9999998 down; s = 0.002475 + 0.000625 = 0.0031,
              √s + eps = 0.05567765: 0.4490132 up.
    Adam      m̂ = 0.5, ŝ = 0.25: 0.1 down, whatever the betas; m = 0.045 - 0.025 = 0.02, m̂ = 0.02 / 0.19 = 0.1052632,
              s = 0.00024975 + 0.0000625, ŝ = 0.00031225 / 0.001999 = 0.1562031, √ŝ = 0.3952254: 0.0266337 down.
    Nesterov  v = 0.5: 0.1 · (0.5 + 0.45) = 0.095 down; v = 0.45 - 0.25 = 0.2: 0.1 · (0.18 - 0.25) = 0.007 up.
    AdaDelta  s = 0.1 · 0.25 = 0.025, d = √1e-6 / √0.025001 · 0.5 = 0.0031622: a tenth of it down; u = 0.1 d² = 9.9996e-7,
              s = 0.0225 + 0.00625 = 0.02875, d = √1.99996e-6 / √0.028751 · 0.25 = 0.0020851: a tenth of it up.
    AdamW     1 - 0.1 · 0.01 = 0.999 of theta stays, then Adam's step: 0.999 - 0.1; 0.999 · 0.899 - 0.0266337.
    NAdam     mu = 0.4500735, 0.4501469, 0.4502203, so P = 0.4500735, 0.2025991, 0.0912142; ŝ and m as in Adam:
              (0.5 + 0.4501469 / 0.7974009 · 0.05) / 0.5 = 1.0564518: a tenth of it down;
              (0.5498531 / 0.7974009 · 0.25 - 0.4502203 / 0.9087858 · 0.02) / 0.3952254 = 0.4111097: a tenth of it up.
    AMSGrad   s grows from 0.00025 to 0.00031225, so the largest is the last: as Adam. The golden runs tell them apart.
    Lion      the sign of 0.1 · 0.5 is +: 0.1 down; m = 0.005, 0.0045 - 0.025 is below 0: 0.1 up.
    """
    assert name in FIRST_STEPS, "work its first two steps by hand and write them above"
    assert thetas(OPTIMIZERS[name](lr=0.1), 1.0, (0.5, -0.25)) == pytest.approx(FIRST_STEPS[name], abs=2e-9)


def test_adam_without_bias_correction_would_be_caught() -> None:
    """Uncorrected, the first step is 0.1 · 0.05 / √0.00025 = 0.316 instead of 0.1; the second step would tell as well."""
    uncorrected = 1 - 0.1 * 0.05 / (0.00025**0.5 + 1e-8)
    assert abs(uncorrected - FIRST_STEPS["adam"][0]) > 0.2


@pytest.mark.parametrize("name", [name for name in ALL if name != "lion"])  # PyTorch has no Lion
def test_pytorch_was_asked_about_every_optimizer_it_has(name: str) -> None:
    assert name in {one.split()[0] for one in golden_names("optimizers")}, "add it to tests/golden/make_training_golden.py"


@pytest.mark.parametrize("name", golden_names("optimizers"))
def test_a_hundred_steps_are_pytorchs(name: str) -> None:
    """3-5-4-1 with tanh and sigmoid, cross entropy, batches of 4, 4 and 3 rows; the recorded step of each size."""
    assert_same_run("optimizers", name, lambda run: Recipe(optimizer=OPTIMIZERS[name.split()[0]](**run["settings"])))


def test_lion_is_the_papers() -> None:
    """Against the paper's pseudocode in plain float64, over 100 steps with weight decay."""
    lion, rng = Lion(0.01, decay=0.1), np.random.default_rng(0)
    theta, m = rng.normal(size=5), np.zeros(5)
    run = Run(lion, theta)
    for _ in range(100):
        g = rng.normal(size=5)
        c = lion.beta1 * m + (1 - lion.beta1) * g
        theta = theta - 0.01 * (np.sign(c) + 0.1 * theta)
        m = lion.beta2 * m + (1 - lion.beta2) * g
        run.step(g)
        assert run.theta == pytest.approx(theta, rel=1e-10)
        assert run.state[0] == pytest.approx(m, rel=1e-10)


@pytest.mark.parametrize("size", [SMALL // 2, SMALL // 2 + 1, SMALL + 1, BLOCK, 2 * BLOCK + 5])
@pytest.mark.parametrize("name", ALL)
def test_the_length_of_theta_makes_no_difference(name: str, size: int) -> None:
    """Small vectors take several rows per call, large ones go in blocks: each number fares as it would alone."""
    rng, places = np.random.default_rng(0), np.array([0, 1, size // 2, size - 1])
    start, grads = rng.normal(size=size), rng.normal(size=(3, size))
    whole, alone = Run(OPTIMIZERS[name](), start), Run(OPTIMIZERS[name](), start[places])
    for grad in grads:
        whole.step(grad)
        alone.step(grad[places])
    assert whole.theta[places] == pytest.approx(alone.theta, rel=1e-13)
    assert whole.state[:, places] == pytest.approx(alone.state, rel=1e-13)


@pytest.mark.parametrize("size", [7, SMALL + 1])
@pytest.mark.parametrize("name", ALL)
def test_types_are_kept(name: str, size: int) -> None:
    rng = np.random.default_rng(0)
    start, grads = rng.normal(size=size), rng.normal(size=(5, size))
    single, double = Run(OPTIMIZERS[name](), start.astype(np.float32)), Run(OPTIMIZERS[name](), start)
    for grad in grads:
        single.step(grad.astype(np.float32))
        double.step(grad)
    assert single.theta.dtype == np.float32
    assert all(arg.dtype == np.float32 for _, args in single.tape.calls for arg in args if isinstance(arg, np.ndarray))
    assert single.theta == pytest.approx(double.theta, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize("name", ALL)
def test_no_gradient_no_step_and_no_floating_point_error(name: str) -> None:
    off = {setting: 0.0 for setting, about in params_of(OPTIMIZERS[name]).items() if about.label == "Weight decay"}
    run = Run(OPTIMIZERS[name](**off), np.array([1.0, -2.0], np.float32))
    with np.errstate(all="raise"):
        for _ in range(3):
            run.step(np.zeros(2, np.float32))
    assert run.theta.tolist() == [1.0, -2.0]


@pytest.mark.parametrize("name", ALL)
def test_every_setting_is_used(name: str) -> None:
    """Half of any hyperparameter, or a tenth for none, gives another way."""
    grads, usual = np.random.default_rng(0).normal(size=30).tolist(), OPTIMIZERS[name]()
    small = [1e-6 * grad for grad in grads]  # where epsilons count
    for setting, about in params_of(usual).items():
        changed = dataclasses.replace(usual, **{setting: 0.5 * about.default or 0.1})
        ways = [thetas(one, 0.5, g) for one in (usual, changed) for g in (grads, small)]
        assert ways[:2] != ways[2:], setting


@pytest.mark.parametrize("optimizer", [Adam(), NAdam(), NAdam(beta1=0.99)])
def test_corrections_are_right_at_any_step_in_any_order(optimizer: Optimizer) -> None:
    """They fade to exactly 1 and are then left alone; going back to an earlier step brings them back."""
    steady = Run(optimizer, np.ones(3))
    for t in (1, 50_000, 50_001, 30_000, 50_002, 2, 50_003):
        before, fresh = (steady.theta.copy(), steady.state.copy()), Run(optimizer, steady.theta)
        fresh.state[:] = before[1]
        grad = np.array([1.0, -2.0, 3.0])
        steady.step(grad, t)
        fresh.step(grad, t)
        assert steady.theta.tobytes() == fresh.theta.tobytes()


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("t", [3, 60_000])
def test_a_moved_rate_is_the_rate(name: str, t: int) -> None:
    """A rule whose rate is moved goes on like one that was made with that rate, early and when all corrections have faded."""
    grads = np.random.default_rng(1).normal(size=(3, 4))
    moved, other = Run(OPTIMIZERS[name](lr=0.1), np.ones(4)), Run(OPTIMIZERS[name](lr=0.02), np.ones(4))
    for run in (moved, other):
        run.step(grads[0], t - 1)
    other.theta[:] = moved.theta
    other.state[:] = moved.state
    moved.rate.set(0.02)
    for i, grad in enumerate(grads[1:]):
        moved.step(grad, t + i)
        other.step(grad, t + i)
    assert moved.theta.tobytes() == other.theta.tobytes()
    moved.rate.set(0.1)
    assert not np.array_equal(_stepped(moved, grads[0], t + 2), _stepped(other, grads[0], t + 2))


def _stepped(run: Run, grad: Array, t: int) -> Array:
    run.step(grad, t)
    return run.theta


@pytest.mark.parametrize("name", ALL)
def test_a_speed_multiplies_the_rate(name: str) -> None:
    grads, start = np.random.default_rng(1).normal(size=(4, 5)), np.ones(5)
    usual, slow = Run(OPTIMIZERS[name](lr=0.05), start), Run(OPTIMIZERS[name](lr=0.1), start, speed=0.5)
    for grad in grads:
        usual.step(grad)
        slow.step(grad)
    assert slow.theta == pytest.approx(usual.theta, rel=1e-14)


# what a steady gradient of 0.5 is multiplied by after 5000 steps at a learning rate of 0.01
STEADY = {
    "sgd": 0.01,
    "momentum": 0.1,
    "nesterov": 0.1,
    "adagrad": 0.01 / 5000**0.5 / 0.5,
    "rmsprop": 0.02,
    "adadelta": None,  # finds its own; see the next test
    "adam": 0.02,
    "adamw": 0.02,
    "nadam": 0.02,
    "amsgrad": 0.02,
    "lion": 0.02,
}


@pytest.mark.parametrize("name", ALL)
def test_the_effective_step_size_is_what_a_steady_gradient_is_multiplied_by(name: str) -> None:
    off = {setting: 0.0 for setting, about in params_of(OPTIMIZERS[name]).items() if about.label == "Weight decay"}
    optimizer = OPTIMIZERS[name](lr=0.01, **off)
    run = Run(optimizer, np.zeros(2))
    for _ in range(5000):
        before = run.theta.copy()
        run.step(np.array([0.5, 0.0]))
    taken = (before - run.theta)[0] / 0.5
    size = optimizer.step_sizes(run.state, 5000, 0.01)
    assert size[0] == pytest.approx(taken, rel=1e-3)
    if STEADY[name] is not None:
        assert size[0] == pytest.approx(STEADY[name], rel=1e-3)
    assert np.isnan(size[1]) == (name not in ("sgd", "momentum", "nesterov"))


@pytest.mark.parametrize("name", ALL)
def test_the_effective_step_size_of_a_frozen_layer_is_zero(name: str) -> None:
    """Also where its memory has never seen a gradient, so that nothing is known of it."""
    blocks = (Block(1, Dense(5), frozen=True), Block(2, Dense(4)))
    session = Session(Recipe(blocks=blocks, optimizer=OPTIMIZERS[name]()), RAGGED)
    session.advance(3)
    sizes = snapshot_of(session, EffectiveStepSizes())[EffectiveStepSizes()]
    assert sizes is not None
    assert sizes[0] == 0
    assert (sizes[1:] > 0).all()


def test_adagrads_steps_shrink_and_rmsprops_do_not() -> None:
    """On the circle, per layer, as the snapshot reports them and the history keeps them."""

    def sizes(name: str) -> tuple[Array, Array]:
        session = Session(Recipe(optimizer=OPTIMIZERS[name](lr=0.01)), RAGGED)
        assert np.isnan(snapshot_of(session, EffectiveStepSizes())[EffectiveStepSizes()]).all()
        session.advance(100)
        early = snapshot_of(session, EffectiveStepSizes())[EffectiveStepSizes()]
        session.advance(10_000)
        session.advance(session.history.next_due(session.step) - session.step)  # the history's last row is of the snapshot's step
        late = snapshot_of(session, EffectiveStepSizes())
        assert late.history.steps[-1] == session.step
        for values in late.history.column("step_size:1"):
            assert values[-1] == pytest.approx(late[EffectiveStepSizes()][0], rel=1e-6)
        return early, late[EffectiveStepSizes()]

    early, late = sizes("adagrad")
    assert (late < early / 5).all()
    early, late = sizes("rmsprop")
    assert (late > early / 2).all()


def test_adagrad_slows_down_and_rmsprop_does_not() -> None:
    def late_step(name: str) -> float:
        way = thetas(OPTIMIZERS[name](lr=0.01), 0.0, [1.0] * 2000)
        return abs(way[-1] - way[-2])

    assert late_step("adagrad") < 0.01 / 40
    assert late_step("rmsprop") == pytest.approx(0.01, rel=1e-3)
