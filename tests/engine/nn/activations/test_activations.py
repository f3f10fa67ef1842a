"""Every activation: recorded calls, textbook definition and PyTorch agree; the derivative is the numeric one; types are kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.core.params import Param, params_of
from engine.core.tape import Tape
from engine.network.transfer import copy_shared, shared_arrays
from engine.nn.activations import ACTIVATIONS, ELU, GELU, SELU, Activation, HardTanh, PReLU, Sign, Softmax
from engine.nn.activations.classic import ReLU
from engine.nn.activations.gaussian_tail import end_of_tail, record_tail, tail
from engine.nn.layers import Parameters
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Recipe
from tests.engine.builders import network_for, stack
from tests.golden import pytorch

ALL = ACTIVATIONS.names()
GOLDEN = pytorch("activations")
POINTS = np.concatenate([np.linspace(-5, 5, 41), [-30.0, 30.0, 1e-3, -1e-3]])


class Recorded:
    """An activation on a tape: `a` is f(z), for z (units, batch); `back` takes da to dz, `d_own` is the gradient of its own."""

    def __init__(self, activation: Activation, z: Array) -> None:
        units, batch = z.shape
        self.tape = Tape(batch, z.dtype, training=True, room=(units + 1) * batch)
        self.rows = self.tape.rows(units)
        self.z, self.a, self.da = z, self.tape.units(self.rows), np.empty_like(z)
        own = np.concatenate([np.empty(0), *activation.start().values()]).astype(z.dtype)
        self.d_own = np.zeros_like(own)
        pull = activation.record(self.tape, self.rows, own, self.d_own)
        self.tape.on_backward(lambda da: [pull(da) if pull else None, da][1])
        self.tape.record_backward(self.da)

    def back(self, da: Array) -> Array:
        self.a[...], self.da[...] = self.z, da
        self.tape.run()
        return self.da.copy()

    def slope(self) -> Array:
        """How each unit changes with its own z: a row of the Jacobian at a time."""
        return np.array([self.back(np.eye(len(self.z), dtype=self.z.dtype)[:, [i]])[i] for i in range(len(self.z))])


def another(about: Param) -> Any:
    """Some other value of a hyperparameter."""
    if about.choices:
        return next(choice for choice in about.choices if choice != about.default)
    return not about.default if about.kind is bool else about.check(0.5 * about.default)


def entries() -> list[Activation]:
    """Every activation as it comes, and once more for each hyperparameter with another value."""
    changed = [cls(**{name: another(about)}) for cls in ACTIVATIONS for name, about in params_of(cls).items()]
    return [*(cls() for cls in ACTIVATIONS), *changed]


ENTRIES = [pytest.param(activation, id=str(activation)) for activation in entries()]


@pytest.mark.parametrize("activation", ENTRIES)
@pytest.mark.parametrize("times", [1, 90])  # large arrays fare as small ones
def test_recorded_calls_are_the_plain_definition(activation: Activation, times: int) -> None:
    z = np.tile(POINTS.reshape(5, 9), times)
    recorded = Recorded(activation, z)
    assert recorded.slope() == pytest.approx(activation.derivative(z.T).T, rel=1e-12, abs=1e-13)
    assert recorded.a == pytest.approx(activation.function(z.T).T, rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("activation", ENTRIES)
def test_predicting_gives_what_training_gives(activation: Activation) -> None:
    z = POINTS.reshape(5, 9)
    tape = Tape(9, z.dtype, room=6 * 9)
    rows = tape.rows(5)
    tape.units(rows)[...] = z
    activation.record(tape, rows, np.concatenate([np.empty(0), *activation.start().values()]), np.empty(0))
    tape.run()
    trained = Recorded(activation, z)
    trained.back(np.ones_like(z))
    assert tape.units(rows).tolist() == trained.a.tolist()


@pytest.mark.parametrize("activation", [entry for entry in entries() if entry != Sign(straight_through=True)], ids=str)
def test_derivative_is_the_numeric_one(activation: Activation) -> None:
    h, z = 1e-5, POINTS[np.abs(POINTS) > 1e-4]
    z = z[(np.abs(np.abs(z) - 1) > 1e-4) & (np.abs(np.abs(z) - 3) > 1e-4)]  # where hard tanh and hard sigmoid have corners
    up, down = (np.diag(activation.function(z + sign * h * np.eye(z.size))) for sign in (1, -1))
    assert activation.derivative(z) == pytest.approx((up - down) / (2 * h), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("case", GOLDEN)
def test_activation_is_pytorchs(case: str) -> None:
    golden = {key: np.array(value) for key, value in GOLDEN[case].items() if key != "settings"}
    activation, z = ACTIVATIONS[case.split()[0]](**GOLDEN[case]["settings"]), golden["z"]
    assert activation.function(z) == pytest.approx(golden["a"], rel=1e-12, abs=1e-15)
    assert activation.derivative(z) == pytest.approx(golden["slope"], rel=1e-12, abs=2e-15)
    recorded = Recorded(activation, z[:, np.newaxis])
    assert recorded.back(golden["da"][:, np.newaxis])[:, 0] == pytest.approx(golden["dz"], rel=1e-12, abs=2e-15)
    assert recorded.a[:, 0] == pytest.approx(golden["a"], rel=1e-12, abs=1e-15)


def test_every_activation_has_golden_numbers() -> None:
    assert set(ALL) == {case.split()[0] for case in GOLDEN}, "add it to tests/golden/make_golden.py and run that"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("activation", ENTRIES)
def test_types_are_kept(activation: Activation, dtype: type) -> None:
    """NumPy 2 makes float64 of float32 times a NumPy float64 number; a constant of that kind would show here."""
    z = POINTS.reshape(5, 9).astype(dtype)
    recorded = Recorded(activation, z)
    slope, a, plain_slope = recorded.slope(), activation.function(z.T), activation.derivative(z.T)
    arrays = [arg for _, args in recorded.tape.calls for arg in args if isinstance(arg, np.ndarray)]
    marks = {np.dtype(f"i{a.dtype.itemsize}")} if isinstance(activation, ReLU) else set()  # the bits of what is above 0
    assert {x.dtype for x in (slope, a, plain_slope, *arrays)} - marks == {np.dtype(dtype)}
    assert recorded.a == pytest.approx(a.T, rel=1e-6, abs=1e-6)
    assert slope == pytest.approx(plain_slope.T, rel=1e-5, abs=1e-6)
    exact = z.astype(np.float64).T
    assert a == pytest.approx(activation.function(exact), rel=1e-6, abs=1e-5)
    assert plain_slope == pytest.approx(activation.derivative(exact), rel=1e-6, abs=1e-5)


@pytest.mark.parametrize(("dtype", "extreme"), [(np.float32, 1e18), (np.float64, 1e30)])
@pytest.mark.parametrize("activation", ENTRIES)
def test_extreme_sums_raise_no_floating_point_error(activation: Activation, dtype: type, extreme: float) -> None:
    """All sizes up to the extreme, as units of one row and as rows of one unit. Underflow is an error here, too."""
    sizes = np.geomspace(1e-2, extreme, 150)
    z = np.concatenate([sizes, -sizes, [0.0]]).astype(dtype)
    with np.errstate(all="raise"):
        for shaped in (z[np.newaxis], z[:, np.newaxis]):
            recorded = Recorded(activation, shaped)
            dz = recorded.back(np.ones_like(shaped))
            plain = activation.function(shaped.T).T, activation.derivative(shaped.T)
            assert all(np.isfinite(x).all() for x in (dz, recorded.a, *plain))
            assert recorded.a == pytest.approx(plain[0], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("name", ALL)
def test_settings_are_used(name: str) -> None:
    """Another value of a hyperparameter gives another function, or at least another slope."""
    cls = ACTIVATIONS[name]
    for setting, about in params_of(cls).items():
        changed = cls(**{setting: another(about)})
        before, after = (np.array([f.function(POINTS), f.derivative(POINTS)]) for f in (cls(), changed))
        assert np.abs(before - after).max() > 1e-4


def test_values_are_those_of_the_definitions() -> None:
    """From the definitions, with e = 2.718282, ln 2 = 0.693147, Φ(1) = 0.841345, Φ(-1) = 0.158655."""
    known = {
        "tanh": (1.0, 0.7615942),
        "relu": (-2.0, 0.0),
        "sigmoid": (0.0, 0.5),
        "identity": (-2.0, -2.0),
        "sign": (-0.1, -1.0),
        "leaky_relu": (-2.0, -0.02),
        "prelu": (-2.0, -0.5),
        "elu": (-1.0, -0.6321206),  # 1/e - 1
        "selu": (-1.0, -1.1113307),  # 1.0507010 · 1.6732632 (1/e - 1)
        "softsign": (-3.0, -0.75),
        "hard_tanh": (1.5, 1.0),
        "hard_sigmoid": (1.5, 0.75),
        "softplus": (0.0, 0.6931472),
        "gelu": (-1.0, -0.1586553),
        "silu": (1.0, 0.7310586),  # e / (e + 1)
        "mish": (0.0, 0.0),
        "sine": (0.5235988, 0.5),  # π / 6
    }
    for name, (z, a) in known.items():
        assert float(ACTIVATIONS[name]().function(np.array(z))) == pytest.approx(a, abs=1e-7), name
    shares = Softmax().function(np.log([[1.0, 2.0, 5.0]]))
    assert shares[0] == pytest.approx([1 / 8, 2 / 8, 5 / 8])
    assert set(known) | {"softmax"} == set(ALL)
    assert Sign().function(np.array([-0.1, 0.0, 7.0])).tolist() == [-1.0, 0.0, 1.0]
    assert float(ACTIVATIONS["sigmoid"]().derivative(np.array(0.0))) == 0.25
    assert float(ACTIVATIONS["mish"]().function(np.array(1.0))) == pytest.approx(np.tanh(np.log(1 + np.e)), rel=1e-15)


def test_mish_and_gelu_reach_zero_and_the_identity() -> None:
    for name in ("mish", "gelu", "silu", "softplus"):
        a = ACTIVATIONS[name]().function(np.array([-1e18, 1e18], np.float32))
        assert a[0] == pytest.approx(0, abs=1e-15)
        assert a[1] == np.float32(1e18)


def test_elu_and_selu_join_without_a_gap() -> None:
    for f in (ELU(), ELU(0.5), SELU()):
        below, above = f.function(np.array([-1e-9, 1e-9]))
        assert (below, above) == pytest.approx((0, 0), abs=1e-8)
        assert below < 0 < above


# -- softmax mixes the units
def test_softmax_way_back_by_hand() -> None:
    """Shares ½, ¼, ¼ and da = (1, 0, 0): Σ a da = ½, so dz = (½ · ½, -¼ · ½, -¼ · ½)."""
    recorded = Recorded(Softmax(), np.log(np.array([[2.0], [1.0], [1.0]])))
    assert recorded.back(np.array([[1.0], [0.0], [0.0]]))[:, 0] == pytest.approx([0.25, -0.125, -0.125])


def test_softmax_shares_each_row_by_itself() -> None:
    z = np.random.default_rng(0).normal(0, 4, (5, 9))
    recorded = Recorded(Softmax(), z)
    recorded.back(np.zeros_like(z))
    assert recorded.a.sum(0) == pytest.approx(np.ones(9))
    assert Softmax().function(z.T + 1e3) == pytest.approx(recorded.a.T)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_relu_drops_what_flows_back_to_nothing_and_minus_nothing(dtype: type) -> None:
    """Its marks are made from bits, and minus zero has other bits than zero: the lowest whole number there is."""
    smallest = np.nextafter(dtype(0), dtype(1))
    z = np.array([[-0.0, 0.0, smallest, -smallest, np.inf, -1.0]], dtype).T
    da = np.array([[3.0, 5.0, -7.0, np.inf, -0.25, np.nan]], dtype).T
    assert Recorded(ReLU(), z).back(da).ravel().tolist() == [0, 0, -7, 0, -0.25, 0]


# -- PReLU learns its slope
def test_prelu_slope_by_hand() -> None:
    """z = (-2, 3, -1), da = (1, 5, 10), slope ¼: the slope's gradient is -2 · 1 - 1 · 10 = -12, dz = (¼, 5, 2.5)."""
    recorded = Recorded(PReLU(), np.array([[-2.0, 3.0], [-1.0, 0.0]]))
    assert recorded.back(np.array([[1.0, 5.0], [10.0, 0.0]])).tolist() == [[0.25, 5.0], [2.5, 0.0]]
    assert recorded.a.tolist() == [[-0.5, 3.0], [-0.25, 0.0]]
    assert recorded.d_own.tolist() == [-12.0]


@pytest.mark.parametrize("slope", [-0.7, 0.0, 1.0, 1.8])
def test_prelu_with_any_learned_slope(slope: float) -> None:
    z = POINTS.reshape(5, 9)
    recorded = Recorded(PReLU().with_parameters({"slope": np.array([slope])}), z)
    assert recorded.slope() == pytest.approx(np.where(z > 0, 1, slope))
    assert recorded.a == pytest.approx(np.where(z > 0, z, slope * z))


def test_dense_trains_the_slope_beside_its_weights() -> None:
    layer, rng = Dense(3, PReLU(0.5)), np.random.default_rng(0)
    assert layer.shapes(2) == {"weights": (2, 3), "biases": (3,), "slope": (1,)}
    assert layer.start(rng, 2)["slope"].tolist() == [0.5]
    theta, grad = rng.normal(size=10), np.zeros(10)
    tape = Tape(4, np.dtype(np.float64), training=True, room=16)
    x = np.vstack([rng.normal(size=(2, 4)), np.ones(4)])
    da = rng.normal(size=(3, 4))
    a, given = layer.record(tape, Parameters(theta, grad), x), da.copy()
    tape.record_backward(da)
    tape.run()
    z = theta[:9].reshape(3, 3).T @ x
    assert a[:-1] == pytest.approx(np.where(z > 0, z, theta[9] * z))
    assert grad[9] == pytest.approx((given * np.minimum(z, 0)).sum())
    arrays = {"weights": theta[:6].reshape(2, 3), "biases": theta[6:9], "slope": theta[9:]}
    assert pytest.approx(a[:-1]) == layer.predict(arrays, x[:-1].T).T


# -- the straight-through estimator
def test_sign_lets_nothing_through_unless_it_pretends_to_be_the_hard_tanh() -> None:
    z, da = np.array([[-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0]]), np.arange(1.0, 8.0)[np.newaxis]
    assert Recorded(Sign(), z).back(da).tolist() == [[0] * 7]
    through = Recorded(Sign(straight_through=True), z)
    assert through.back(da).tolist() == [[0, 2, 3, 4, 5, 6, 0]]
    assert through.a.tolist() == [[-1, -1, -1, 0, 1, 1, 1]]
    inner = np.abs(z) < 1
    assert through.back(da)[inner].tolist() == Recorded(HardTanh(), z).back(da)[inner].tolist()


# -- the normal distribution's tail
@pytest.mark.parametrize(("dtype", "error"), [(np.float32, 2.5e-7), (np.float64, 1e-15)])
def test_the_tail_of_the_normal_distribution(dtype: type, error: float) -> None:
    kind = np.dtype(dtype)
    x = np.linspace(0, end_of_tail(kind), 5001).astype(dtype)
    tape, e = Tape(1, kind), np.empty_like(x)
    q = record_tail(tape, x, e)
    tape.run()
    assert np.abs(q - tail(x)).max() < error
    assert np.abs(q / tail(x) - 1).max() < 50 * error * max(1, 1e-9 / error)
    assert e == pytest.approx(np.exp(-(x.astype(np.float64) ** 2) / 2), rel=1e-5)
    assert tail(np.array([0.0, 1.0, 1.959963984540054])) == pytest.approx([0.5, 0.158655253931457, 0.025], rel=1e-12)


def test_gelus_formulas_differ_by_at_most_what_is_said() -> None:
    z = np.linspace(-8, 8, 2001)
    assert 1e-4 < np.abs(GELU().function(z) - GELU("tanh").function(z)).max() < 5e-4


def test_choosing_prelu_and_leaving_it_keeps_the_trained_weights() -> None:
    tanh, prelu, wider = Dense(3), Dense(3, PReLU()), Dense(4, PReLU())

    def kept(before: Dense, after: Dense) -> list[int]:
        old, new = (network_for(Recipe(blocks=stack(layer)), 2, 1, seed) for seed, layer in enumerate((before, after)))
        copy_shared(old, new)
        places = list(shared_arrays(old, new))
        assert all(old.theta[there].tolist() == new.theta[here].tolist() for there, here in places)
        return [here.stop - here.start for _, here in places]

    assert kept(tanh, prelu) == kept(prelu, tanh) == [6, 3, 3, 1]  # weights and biases of the layer, and of the output
    assert kept(prelu, prelu) == [6, 3, 1, 3, 1]
    assert kept(prelu, wider) == []
