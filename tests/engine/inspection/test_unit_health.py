"""Dead and saturated units, against direct NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from engine.inspection.unit_health import activation_of, health_of_layers, is_bounded, unit_health
from engine.nn.activations import ACTIVATIONS, Activation, Identity, ReLU, Sigmoid, Sign, Tanh
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import Recipe
from tests.engine.builders import dense, network_for, stack

UNKNOWN = {"identity", "sine", "softmax", "gelu", "silu", "mish"}  # the same slope everywhere, or two slopes for one output


def test_a_unit_is_dead_when_it_gives_zero_without_a_slope_on_every_row() -> None:
    outputs = np.array([[0.0, 0, 0], [0, 0, 1e-30], [0, 0, 0], [1, 2, 3]])
    relu, tanh = unit_health(ReLU(), outputs), unit_health(Tanh(), outputs)
    assert relu is not None
    assert relu.dead.tolist() == [True, False, True, False]
    assert relu.dead_share == 0.5
    assert tanh is not None
    assert not tanh.dead.any()  # there tanh is steepest


def test_a_unit_is_saturated_when_it_is_flat_on_more_than_half_of_the_rows() -> None:
    edge = np.sqrt(0.95)  # tanh' = 1 - a² is 5 % of its maximum 1 there
    half = [0.98, -0.98, 0, 0]
    more = [0.98, -0.98, -1, 0]
    short = [edge - 1e-3, 1e-3 - edge, edge - 1e-3, edge - 1e-3]
    tanh = unit_health(Tanh(), np.array([half, more, short, [1.0] * 4]))
    assert tanh is not None
    assert tanh.saturated.tolist() == [False, True, False, True]
    assert tanh.saturated_share == 0.5
    assert tanh.slope == pytest.approx(np.median(1 - np.array([half, more, short, [1.0] * 4]) ** 2), abs=0.01)
    low = (1 - edge) / 2  # sigmoid' = a (1 - a) is 5 % of its maximum ¼ at ½ (1 ± √0.95)
    sigmoid = unit_health(Sigmoid(), np.array([[low - 1e-3, 1 - low + 1e-3, 0.5], [low + 1e-3, 1 - low - 1e-3, 0.5]]))
    assert sigmoid is not None
    assert sigmoid.saturated.tolist() == [True, False]


@pytest.mark.parametrize("name", ACTIVATIONS.names())
def test_saturated_is_what_the_slopes_say_for_every_activation(name: str) -> None:
    f: Activation = ACTIVATIONS[name]()
    z = np.random.default_rng(0).normal(0, 4, (200, 31))
    found = unit_health(f, f.function(z))
    assert (found is None) == (name in UNKNOWN)
    if found is None:
        return
    slope = np.abs(f.derivative(z))
    steepest = np.abs(f.derivative(np.linspace(-30, 30, 6001))).max()
    flat = slope < 0.05 * steepest if steepest else np.ones(slope.shape, bool)
    near = np.abs(slope - 0.05 * steepest) < 0.005 * steepest  # the table's slopes are of the next output in it
    sure = ((flat & ~near).mean(1) > 0.5) == ((flat | near).mean(1) > 0.5)
    assert sure.mean() > 0.5
    assert (found.saturated == (flat.mean(1) > 0.5))[sure].all()
    assert found.dead.tolist() == ((f.function(z) == 0) & (slope == 0)).all(1).tolist()


def test_a_plateau_is_flat_at_both_of_its_ends_and_a_step_everywhere() -> None:
    for name in ("hard_tanh", "hard_sigmoid"):
        f = ACTIVATIONS[name]()
        found = unit_health(f, f.function(np.array([[-9.0], [9.0], [0.0]])))
        assert found is not None
        assert found.saturated.tolist() == [True, True, False]
    step = unit_health(Sign(), np.array([[-1.0, 1.0]]))
    assert step is not None
    assert step.saturated.tolist() == [True]


def test_what_is_not_a_number_is_neither_and_what_is_infinite_lies_at_a_limit() -> None:
    found = unit_health(Tanh(), np.array([[np.nan, np.nan], [np.inf, -np.inf]]))
    assert found is not None
    assert found.saturated.tolist() == [False, True]
    assert unit_health(None, np.zeros((2, 3))) is None
    assert unit_health(Identity(), np.zeros((2, 3))) is None


def test_a_unit_that_a_further_row_wakes_is_not_dead() -> None:
    """Two ReLU units, x and -x: both give 0 on 0, one of them is woken by each sign."""
    network = network_for(Recipe(blocks=stack(Dense(2, ReLU()), Dense(2))), 1, 1)
    network.theta[:4] = 1, -1, 0, 0
    x = np.zeros((3, 1))

    def dead(*rest: float) -> float:
        found = health_of_layers(network, network.outputs_of_layers(x), (np.array([[value]]) for value in rest))[1]
        assert found is not None
        return found.dead_share

    assert dead() == 1
    assert dead(0, 2) == dead(-2) == 0.5
    assert dead(0, 2, 3, -2) == 0


def test_the_learned_slope_of_prelu_counts() -> None:
    network = network_for(Recipe(blocks=stack(Dense(1, ACTIVATIONS["prelu"]()))), 1, 1)
    network.theta[:2], outputs = (1, 0), network.outputs_of_layers
    for slope, saturated in ((0.25, False), (0.01, True)):
        network.theta[2] = slope
        found = health_of_layers(network, outputs(-np.ones((3, 1))))[1]
        assert found is not None
        assert found.saturated.tolist() == [saturated]


@pytest.mark.parametrize("name", ACTIVATIONS.names())
def test_activations_with_a_limit_on_either_side(name: str) -> None:
    bounded = {"tanh", "sigmoid", "sign", "hard_tanh", "hard_sigmoid", "softsign"}
    assert is_bounded(ACTIVATIONS[name]()) == (name in bounded)


def test_the_activation_of_a_layer_whatever_its_kind() -> None:
    assert activation_of(dense(3, Sigmoid())) == Sigmoid()
    assert activation_of(ActivationLayer(Tanh())) == Tanh()
    assert activation_of(Dropout()) is None


@pytest.mark.parametrize("cls", ACTIVATIONS.classes())
def test_bounded_are_those_that_come_to_a_limit_on_both_sides(cls: type[Activation]) -> None:
    limited = {"sign", "sigmoid", "tanh", "hard_tanh", "hard_sigmoid", "softsign", "gaussian"}
    far = cls().function(np.array([[-1e6], [1e6]]))
    assert is_bounded(cls()) == (cls.kind in limited and far[0, 0] != far[1, 0])
