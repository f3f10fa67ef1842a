"""What each layer of Keras is here, one at a time: its settings, its arrays in Keras' order, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.importers.keras.keras_steps import ACTIVATIONS, KerasLayer, steps_of
from engine.importers.layer_steps import Affine, Function, Linear, Normalising, Silent
from engine.nn.activations import ELU, GELU, Activation, HardTanh, LeakyReLU, PReLU, ReLU, Sign, Sine, Softmax, Tanh
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm

W = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
A, B, C, D = (np.array(values, np.float32) for values in ([1, 2, 3], [4, 5, 6], [7, 8, 9], [10, 11, 12]))


def layer(kind: str, *arrays: Array, **config: Any) -> KerasLayer:
    return KerasLayer("mine", kind, config, arrays)


def refused(kind: str, *arrays: Array, **config: Any) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        steps_of(layer(kind, *arrays, **config))
    return str(caught.value)


def only(kind: str, *arrays: Array, **config: Any) -> Any:
    [step] = steps_of(layer(kind, *arrays, **config))
    return step


SETTINGS = "Its layer 'mine' is of the class '{}' with settings that no network here has."
ARRAYS = "The arrays of its layer 'mine' are not those of its class."


# -- dense layers
def test_a_dense_layer_has_weights_then_biases_then_its_activation() -> None:
    linear, function = steps_of(layer("Dense", W, A, units=3, activation="tanh"))
    assert isinstance(linear, Linear)
    assert isinstance(function, Function)
    assert np.array_equal(linear.weights, W)
    assert linear.biases is not None
    assert np.array_equal(linear.biases, A)
    assert (linear.name, function.activation, function.slope) == ("mine", Tanh(), None)


@pytest.mark.parametrize("config", [{}, {"activation": "linear"}, {"activation": None}])
def test_a_dense_layer_without_activation_is_one_step(config: dict[str, Any]) -> None:
    assert isinstance(only("Dense", W, A, units=3, **config), Linear)


def test_without_use_bias_there_is_none() -> None:
    assert only("Dense", W, units=3, use_bias=False).biases is None
    assert only("Dense", W, A, units=3, use_bias=True).biases is not None


@pytest.mark.parametrize(
    ("arrays", "units"), [((W, A), 2), ((W, A[:2]), 3), ((W,), 3), ((A, A), 3), ((W, W), 3), ((), 3), ((W, A), None)]
)
def test_arrays_of_other_sizes_are_refused(arrays: tuple[Array, ...], units: int | None) -> None:
    assert refused("Dense", *arrays, units=units) == ARRAYS


@pytest.mark.parametrize(("given", "kept"), [("f2", "f4"), ("f4", "f4"), ("f8", "f8"), ("i4", "f4"), ("i8", "f8")])
def test_numbers_keep_their_precision(given: str, kept: str) -> None:
    assert only("Dense", W.astype(given), A.astype(given), units=3).weights.dtype == np.dtype(kept)


def test_numbers_that_are_not_finite_are_refused() -> None:
    says = "The array 'mine' has values that are not finite numbers."
    assert refused("Dense", W, np.array([1, np.inf, 0], np.float32), units=3) == says


# -- activation functions
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_words_are_activations(name: str) -> None:
    assert only("Activation", activation=name).activation == ACTIVATIONS[name]


def test_functions_of_keras_are_known_by_their_names() -> None:
    for registered in ("function", None, "tanh"):
        assert only("Activation", activation={"config": "tanh", "registered_name": registered}).activation == Tanh()
    assert steps_of(layer("Activation", activation={"config": "linear", "registered_name": "linear"})) == []
    assert refused("Activation", activation={"config": "tanh", "registered_name": "my>tanh"}) == (
        "The activation function None of its layer 'mine' is none that networks here have."
    )


def test_leaky_relu_leaks_a_fifth_as_a_word_and_three_tenths_as_a_layer() -> None:
    assert only("Activation", activation="leaky_relu").activation == LeakyReLU(0.2)
    assert only("LeakyReLU").activation == LeakyReLU(0.3)
    assert only("LeakyReLU", negative_slope=0.25).activation == LeakyReLU(0.25)
    assert only("LeakyReLU", alpha=0.125, negative_slope=0.25).activation == LeakyReLU(0.125)  # as Keras 2 called it


@pytest.mark.parametrize(
    ("kind", "config", "expected"),
    [
        ("ReLU", {}, ReLU()),
        ("ReLU", {"max_value": None, "threshold": 0.0, "negative_slope": 0.0}, ReLU()),
        ("ReLU", {"negative_slope": 0.5}, LeakyReLU(0.5)),
        ("ELU", {}, ELU(1.0)),
        ("ELU", {"alpha": 0.5}, ELU(0.5)),
        ("Softmax", {}, Softmax()),
        ("Softmax", {"axis": 1}, Softmax()),
        ("Softmax", {"axis": -1}, Softmax()),
        ("Clip", {"x_min": -1.0, "x_max": 1.0}, HardTanh()),
        ("Gelu", {}, GELU("tanh")),
        ("Gelu", {"approximate": True}, GELU("tanh")),
        ("Gelu", {"approximate": False}, GELU("exact")),
        ("Sign", {}, Sign()),
        ("Sin", {}, Sine()),
    ],
)
def test_layers_that_are_activations(kind: str, config: dict[str, Any], expected: Activation) -> None:
    assert only(kind, **config).activation == expected


@pytest.mark.parametrize(
    ("kind", "config"),
    [
        ("ReLU", {"max_value": 6.0}),
        ("ReLU", {"max_value": 0.0}),
        ("ReLU", {"threshold": 1.0}),
        ("ReLU", {"negative_slope": True}),
        ("ReLU", {"negative_slope": "0.1"}),
        ("ELU", {"alpha": None}),
        ("Softmax", {"axis": 0}),
        ("Clip", {"x_min": -1.0, "x_max": 2.0}),
        ("Clip", {"x_min": 0.0, "x_max": 1.0}),
        ("Clip", {}),
        ("BatchNormalization", {"axis": 2}),
        ("BatchNormalization", {"renorm": True}),
        ("LayerNormalization", {"axis": [0]}),
        ("LayerNormalization", {"rms_scaling": True}),
        ("LayerNormalization", {"scale": False, "center": False}),
        ("Normalization", {"axis": None}),
        ("Dropout", {"rate": None}),
    ],
)
def test_settings_that_nothing_here_has_are_refused(kind: str, config: dict[str, Any]) -> None:
    assert refused(kind, A, B, C, D, **config) == SETTINGS.format(kind)


def test_a_class_that_nothing_here_is_like_is_refused() -> None:
    assert refused("Conv1D") == "Its layer 'mine' is of the class 'Conv1D', which no network here has."


def test_prelu_of_one_slope_for_all_units() -> None:
    step = only("PReLU", np.array([0.5, 0.5], np.float32))
    assert step.activation == PReLU()
    assert step.slope.tolist() == [0.5]
    assert refused("PReLU", np.array([0.5, 0.25], np.float32)) == SETTINGS.format("PReLU")
    assert refused("PReLU", np.array([], np.float32)) == SETTINGS.format("PReLU")


# -- normalising layers
@pytest.mark.parametrize(
    ("config", "arrays", "scale", "shift"),
    [
        ({}, (A, B, C, D), A, B),
        ({"scale": False}, (B, C, D), np.ones(3), B),
        ({"center": False}, (A, C, D), A, np.zeros(3)),
        ({"scale": False, "center": False}, (C, D), np.ones(3), np.zeros(3)),
    ],
)
def test_batch_norm_has_scale_shift_mean_and_variance_in_this_order(
    config: dict[str, Any], arrays: tuple[Array, ...], scale: Array, shift: Array
) -> None:
    step = only("BatchNormalization", *arrays, momentum=0.75, epsilon=0.5, **config)
    assert isinstance(step, Normalising)
    assert (step.layer, step.name) == (BatchNorm(0.25, 0.5), "mine")  # the share of the new, where Keras says that of the old
    expected = {"scale": scale, "shift": shift, "running_mean": C, "running_variance": D}
    assert list(step.arrays) == list(expected)
    for name, array in step.arrays.items():
        assert np.array_equal(array, expected[name]), name


@pytest.mark.parametrize(("keras", "here"), [(None, 0.01), (0.9, 0.1), (0.0, 1.0), (-3.0, 1.0), (1.0, 0.001), (0.9995, 0.001)])
def test_a_momentum_beyond_what_there_is_here_is_the_nearest(keras: float | None, here: float) -> None:
    step = only("BatchNormalization", A, B, C, D, **({} if keras is None else {"momentum": keras}))
    assert step.layer == BatchNorm(here, 0.001)


def test_variances_may_be_0_but_not_below() -> None:
    assert isinstance(only("BatchNormalization", A, B, C, np.zeros(3, np.float32), axis=[1]), Normalising)
    assert refused("BatchNormalization", A, B, C, -D) == "The variances 'mine' are below 0."
    assert refused("BatchNormalization", A, B, C, np.array([0, 0, -1], np.float32)) == "The variances 'mine' are below 0."
    assert refused("BatchNormalization", A, B, C) == ARRAYS


@pytest.mark.parametrize(
    ("config", "arrays", "scale", "shift"),
    [({}, (A, B), A, B), ({"scale": False}, (B,), np.ones(3), B), ({"center": False}, (A,), A, np.zeros(3))],
)
def test_layer_norm_has_scale_and_shift(config: dict[str, Any], arrays: tuple[Array, ...], scale: Array, shift: Array) -> None:
    step = only("LayerNormalization", *arrays, axis=[-1], **config)
    assert (step.layer, step.name) == (LayerNorm(0.001), "mine")
    assert np.array_equal(step.arrays["scale"], scale)
    assert np.array_equal(step.arrays["shift"], shift)
    assert only("LayerNormalization", *arrays, epsilon=0.25, **config).layer == LayerNorm(0.25)


def test_normalization_subtracts_the_mean_and_divides_by_the_deviation() -> None:
    step = only("Normalization", mean=[[1.0, 6.0]], variance=[[4.0, 9.0]])
    assert isinstance(step, Affine)
    np.testing.assert_allclose(step.scale, [1 / 2, 1 / 3])
    np.testing.assert_allclose(step.shift, [-1 / 2, -2])


def test_normalization_that_is_inverted_is_the_way_back() -> None:
    step = only("Normalization", mean=[1.0, 6.0], variance=[4.0, 9.0], invert=True)
    np.testing.assert_allclose([step.scale, step.shift], [[2, 3], [1, 6]])


def test_adapted_normalization_has_mean_and_variance_among_its_weights() -> None:
    step = only("Normalization", A, np.array([4, 9, 16], np.float32), np.array(5), mean=None, variance=[1.0])
    np.testing.assert_allclose([step.scale, step.shift], [[1 / 2, 1 / 3, 1 / 4], [-1 / 2, -2 / 3, -3 / 4]])


def test_normalization_never_divides_by_less_than_keras_does() -> None:
    np.testing.assert_allclose(only("Normalization", mean=[0.0], variance=[0.0]).scale, [1e7])


def test_rescaling_multiplies_then_adds() -> None:
    step = only("Rescaling", scale=0.5, offset=-3.0)
    assert (step.scale.item(), step.shift.item()) == (0.5, -3.0)
    step = only("Rescaling")
    assert (step.scale.item(), step.shift.item()) == (1.0, 0.0)


# -- what does nothing when predicting
def test_dropout_keeps_its_rate() -> None:
    assert only("Dropout", rate=0.25) == Silent(Dropout(0.25), "mine")
    assert only("Dropout") == Silent(Dropout(0.5), "mine")


@pytest.mark.parametrize(
    "kind", ["GaussianNoise", "GaussianDropout", "AlphaDropout", "ActivityRegularization", "Flatten", "Identity"]
)
def test_what_only_training_knows_is_left_out(kind: str) -> None:
    assert steps_of(layer(kind)) == []
