"""Every optimizer: its first steps worked by hand, 100 steps as PyTorch takes them, types kept, whatever the length of θ."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.network import Network, record_step
from engine.optimizers import BLOCK, OPTIMIZERS, SMALL, Adam, Optimizer, Vectors
from engine.params import params_of
from engine.recipe import Recipe
from engine.table import Array, Task
from engine.tape import Tape
from tests.engine.builders import dense, stack
from tests.golden import pytorch

ALL = OPTIMIZERS.names()
FIRST_STEPS = {
    "sgd": (0.95, 0.975),
    "momentum": (0.95, 0.93),
    "adagrad": (0.9, 0.9447213595),
    "rmsprop": (0.0000002, 0.4490133744),
    "adam": (0.9, 0.8733663004),
}


class Run:
    """An optimizer at work on a vector of its own. Changes with `step`."""

    def __init__(self, optimizer: Optimizer, theta: Array) -> None:
        self.theta, self.grad = theta.copy(), np.zeros_like(theta)
        self.state = np.zeros((len(optimizer.memory), theta.size), theta.dtype)
        self.tape = Tape(1, theta.dtype, training=True)
        self.prepare = optimizer.record(self.tape, Vectors(self.theta, self.grad, self.state))
        self.taken = 0

    def step(self, grad: Array, t: int | None = None) -> None:
        self.taken = self.taken + 1 if t is None else t
        self.grad[:] = grad
        if self.prepare is not None:
            self.prepare(self.taken)
        self.tape.run()


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
    """
    assert name in FIRST_STEPS, "work its first two steps by hand and write them above"
    assert thetas(OPTIMIZERS[name](lr=0.1), 1.0, (0.5, -0.25)) == pytest.approx(FIRST_STEPS[name], abs=2e-9)


def test_adam_without_bias_correction_would_be_caught() -> None:
    """Uncorrected, the first step is 0.1 · 0.05 / √0.00025 = 0.316 instead of 0.1; the second step would tell as well."""
    uncorrected = 1 - 0.1 * 0.05 / (0.00025**0.5 + 1e-8)
    assert abs(uncorrected - FIRST_STEPS["adam"][0]) > 0.2


@pytest.mark.parametrize("name", ALL)
def test_a_hundred_steps_are_pytorchs(name: str) -> None:
    """3-5-4-1 with tanh and sigmoid, cross entropy, batches of 4, 4 and 3 rows; the recorded step of each size."""
    golden = pytorch("optimizers")
    assert name in golden["runs"], f"add {name} to tests/golden/make_golden.py and run it"
    run = golden["runs"][name]
    optimizer = OPTIMIZERS[name](**run["settings"])
    recipe = Recipe(blocks=stack(dense(5), dense(4, ACTIVATIONS["sigmoid"]())), optimizer=optimizer)
    network = Network(recipe, 3, 1, np.float64)
    network.theta[:] = run["start"]
    state = np.zeros((len(optimizer.memory), network.theta.size))
    x, target = np.array(golden["x"]), np.array(golden["target"])
    steps = []
    for start in range(0, len(x), golden["batch"]):
        rows = slice(start, start + golden["batch"])
        ones = np.vstack([x[rows].T, np.ones(len(x[rows]))])
        goal = recipe.loss.encode(target[rows], Task(2))
        tape = Tape(len(x[rows]), network.dtype, training=True, room=network.room(len(x[rows])))
        steps.append((x[rows], goal, tape, record_step(network, tape, recipe, ones, goal, state)))
    for t, loss in enumerate(run["losses"], start=1):
        rows_x, goal, tape, prepare = steps[(t - 1) % len(steps)]
        assert recipe.loss.value(network.scores(rows_x), goal) == pytest.approx(loss, rel=1e-10)
        if prepare is not None:
            prepare(t)
        tape.run()
        if str(t) in run["theta"]:
            assert network.theta == pytest.approx(np.array(run["theta"][str(t)]), rel=1e-10, abs=1e-13)


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
    run = Run(OPTIMIZERS[name](), np.array([1.0, -2.0], np.float32))
    with np.errstate(all="raise"):
        for _ in range(3):
            run.step(np.zeros(2, np.float32))
    assert run.theta.tolist() == [1.0, -2.0]


@pytest.mark.parametrize("name", ALL)
def test_every_setting_is_used(name: str) -> None:
    """Half of any hyperparameter gives another way."""
    grads, usual = (0.5, -0.25, 0.125, 1.0), OPTIMIZERS[name]()
    small = tuple(1e-6 * grad for grad in grads)  # where epsilons count
    for setting, about in params_of(usual).items():
        changed = dataclasses.replace(usual, **{setting: 0.5 * about.default})
        ways = [thetas(one, 0.0, g) for one in (usual, changed) for g in (grads, small)]
        assert ways[:2] != ways[2:], setting


def test_adams_corrections_are_right_at_any_step_in_any_order() -> None:
    """They fade to exactly 1 and are then left alone; going back to an earlier step brings them back."""
    adam = Adam()
    steady = Run(adam, np.ones(3))
    for t in (1, 50_000, 50_001, 30_000, 50_002, 2, 50_003):
        before, fresh = (steady.theta.copy(), steady.state.copy()), Run(adam, steady.theta)
        fresh.state[:] = before[1]
        grad = np.array([1.0, -2.0, 3.0])
        steady.step(grad, t)
        fresh.step(grad, t)
        assert steady.theta.tobytes() == fresh.theta.tobytes()


def test_adagrad_slows_down_and_rmsprop_does_not() -> None:
    def late_step(name: str) -> float:
        way = thetas(OPTIMIZERS[name](lr=0.01), 0.0, [1.0] * 2000)
        return abs(way[-1] - way[-2])

    assert late_step("adagrad") < 0.01 / 40
    assert late_step("rmsprop") == pytest.approx(0.01, rel=1e-3)
