"""Every activation: recorded calls, textbook definition and PyTorch agree; the derivative is the numeric one; types are kept."""

from __future__ import annotations

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.params import params_of
from engine.table import Array
from engine.tape import Tape
from tests.golden import pytorch

ALL = ACTIVATIONS.names()
POINTS = np.concatenate([np.linspace(-5, 5, 41), [-30.0, 30.0, 1e-3, -1e-3]])


def recorded(name: str, z: Array) -> tuple[Array, Array]:
    """f(z) and f'(z) as the tape computes them, z being (units, batch)."""
    units, batch = z.shape
    activation = ACTIVATIONS[name]()
    tape = Tape(batch, z.dtype, training=True, room=(units + 1) * batch)
    rows = tape.rows(units)
    tape.units(rows)[...] = z
    activation.record(tape, tape.units(rows))
    slope = tape.slope(activation, rows)
    tape.record_backward(np.zeros((units, batch), z.dtype))
    tape.run()
    return tape.units(rows), slope


@pytest.mark.parametrize("name", ALL)
def test_recorded_calls_are_the_plain_definition(name: str) -> None:
    z = POINTS.reshape(5, 9)
    a, slope = recorded(name, z)
    assert a == pytest.approx(ACTIVATIONS[name]().function(z), rel=1e-14, abs=1e-15)
    assert slope == pytest.approx(ACTIVATIONS[name]().derivative(z), rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("name", ALL)
def test_large_arrays_fare_as_small_ones(name: str) -> None:
    z = np.tile(POINTS, 90)[: 45 * 90].reshape(45, 90)
    a, slope = recorded(name, z)
    assert a == pytest.approx(ACTIVATIONS[name]().function(z), rel=1e-14, abs=1e-15)
    assert slope == pytest.approx(ACTIVATIONS[name]().derivative(z), rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("name", ALL)
def test_derivative_is_the_numeric_one(name: str) -> None:
    f, h = ACTIVATIONS[name](), 1e-5
    z = POINTS[np.abs(POINTS) > 1e-4]
    numeric = (f.function(z + h) - f.function(z - h)) / (2 * h)
    assert f.derivative(z) == pytest.approx(numeric, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", ALL)
def test_activation_is_pytorchs(name: str) -> None:
    golden = pytorch("activations")
    assert name in golden, f"add {name} to tests/golden/make_golden.py and run it"
    z = np.array(golden[name]["z"])
    assert ACTIVATIONS[name]().function(z) == pytest.approx(np.array(golden[name]["a"]), rel=1e-12, abs=1e-15)
    assert ACTIVATIONS[name]().derivative(z) == pytest.approx(np.array(golden[name]["slope"]), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ALL)
def test_types_are_kept(name: str, dtype: type) -> None:
    """NumPy 2 makes float64 of float32 times a NumPy float64 number; a constant of that kind would show here."""
    z = POINTS.reshape(5, 9).astype(dtype)
    a, slope = recorded(name, z)
    f = ACTIVATIONS[name]()
    assert {x.dtype for x in (a, slope, f.function(z), f.derivative(z))} == {np.dtype(dtype)}
    assert a == pytest.approx(f.function(z), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(("dtype", "extreme"), [(np.float32, 1e18), (np.float64, 1e30)])
@pytest.mark.parametrize("name", ALL)
def test_extreme_sums_raise_no_floating_point_error(name: str, dtype: type, extreme: float) -> None:
    z = np.array([[extreme, -extreme, 0.0, 100.0, -100.0]], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        a, slope = recorded(name, z)
        f = ACTIVATIONS[name]()
        assert np.isfinite([a, slope, f.function(z), f.derivative(z)]).all()


@pytest.mark.parametrize("name", ALL)
def test_settings_are_used(name: str) -> None:
    """Another value of a hyperparameter gives another function."""
    for setting, about in params_of(ACTIVATIONS[name]).items():
        changed = ACTIVATIONS[name](**{setting: about.check(0.5 * about.default)})
        assert not np.allclose(changed.function(POINTS), ACTIVATIONS[name]().function(POINTS))


def test_known_values() -> None:
    def f(name: str, z: float) -> float:
        return float(ACTIVATIONS[name]().function(np.array(z)))

    assert f("sigmoid", 0.0) == 0.5
    assert f("tanh", 1.0) == pytest.approx(0.7615941559557649)
    assert (f("relu", -2.0), f("relu", 2.0)) == (0.0, 2.0)
    assert f("leaky_relu", -2.0) == -0.02
    assert (f("sign", -0.1), f("sign", 0.0), f("sign", 7.0)) == (-1.0, 0.0, 1.0)
    assert float(ACTIVATIONS["sigmoid"]().derivative(np.array(0.0))) == 0.25
