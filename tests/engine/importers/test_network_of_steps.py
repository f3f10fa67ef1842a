"""The network that steps of a foreign file are: layers, loss, names, what is asked, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.importers.imported_network import ImportedNetwork, model_of
from engine.importers.layer_steps import Affine, Function, Linear, Normalising, Silent, Skip, Step
from engine.importers.network_of_steps import (
    AS_PROBABILITIES_NOW,
    NOTES,
    WITHOUT_INPUT_NAMES,
    WITHOUT_NAMES,
    network_from,
)
from engine.nn.activations import Identity, PReLU, ReLU, Softmax, Tanh
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.nn.losses import CrossEntropy, MeanSquaredError

F4 = np.float32
RELU = Function(ReLU())


def linear(inputs: int, units: int, name: str = "", biases: bool = True) -> Linear:
    weights = np.arange(inputs * units, dtype=F4).reshape(inputs, units) / 8
    return Linear(weights, np.arange(1, units + 1, dtype=F4) if biases else None, name)


def affine(scale: Any, shift: Any) -> Affine:
    return Affine(np.array(scale, np.float64), np.array(shift, np.float64))


def made(*steps: Step, link: str = "", **about: Any) -> ImportedNetwork:
    return network_from(steps, link, **about)


def refused(*steps: Step, link: str = "", **about: Any) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        network_from(steps, link, **about)
    return str(caught.value)


def layers(network: ImportedNetwork) -> list[Any]:
    return [one.layer for one in network.layers]


# -- layers
def test_a_matrix_and_the_function_behind_it_are_one_layer() -> None:
    network = made(linear(2, 3, "first"), RELU, linear(3, 1, "second"))
    assert layers(network) == [Dense(3, ReLU()), Dense(1, Identity())]
    assert [one.name for one in network.layers] == ["first", "Output"]
    first = network.layers[0].arrays
    assert first["weights"].tolist() == linear(2, 3).weights.tolist()
    assert first["biases"].tolist() == [1, 2, 3]


def test_a_second_function_is_a_layer_of_its_own() -> None:
    network = made(linear(2, 3), RELU, Function(Tanh()), linear(3, 4), linear(4, 1))
    assert layers(network) == [Dense(3, ReLU()), ActivationLayer(Tanh()), Dense(4, Identity()), Dense(1, Identity())]
    assert [one.name for one in network.layers] == ["Dense 1", "Activation 1", "Dense 2", "Output"]


def test_without_biases_they_are_0() -> None:
    found = made(linear(2, 1, biases=False)).layers[0].arrays["biases"]
    assert (found.tolist(), found.dtype) == ([0], F4)


def test_a_slope_that_was_learned_stays() -> None:
    slope = np.array([0.25], F4)
    network = made(linear(2, 3), Function(PReLU(), slope), Function(PReLU(), 2 * slope), linear(3, 1))
    assert [one.arrays.get("slope") for one in network.layers] == [[0.25], [0.5], None]


def test_what_normalises_and_what_does_nothing_are_layers() -> None:
    one = np.ones(1, F4)
    norm = Normalising(BatchNorm(0.25), dict.fromkeys(("scale", "shift", "running_mean", "running_variance"), one), "bn")
    network = made(linear(2, 3), norm, Silent(Dropout(0.5), "drop"), linear(3, 1))
    assert layers(network)[1:3] == [BatchNorm(0.25), Dropout(0.5)]
    assert [one.name for one in network.layers[1:3]] == ["bn", "drop"]
    arrays = network.layers[1].arrays
    assert {array.shape for array in arrays.values()} == {(3,)}
    assert {array.dtype for array in arrays.values()} == {np.dtype(F4)}


def test_a_scale_that_stands_alone_is_a_diagonal_matrix() -> None:
    network = made(linear(2, 2), RELU, affine([2, 3], [4, 5]), RELU, linear(2, 1))
    assert layers(network)[1] == Dense(2, Identity())
    assert network.layers[1].arrays["weights"].tolist() == [[2, 0], [0, 3]]
    assert network.layers[1].arrays["biases"].tolist() == [4, 5]
    assert layers(network)[2] == ActivationLayer(ReLU())


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ((linear(2, 3), linear(4, 1)), "Its layers do not fit together: 3 values meet 4."),
        ((Linear(np.ones((2, 3)), np.ones(2)),), "Its layers do not fit together: 2 values meet 3."),
        ((Skip((linear(2, 3),)), linear(2, 1)), "Its layers do not fit together: 3 values meet 2."),
        ((linear(2, 3), Normalising(LayerNorm(), {"scale": np.ones(2)})), "Its layers do not fit together: 2 values meet 3."),
    ],
)
def test_layers_that_do_not_fit_are_refused(steps: Any, says: str) -> None:
    assert refused(*steps) == says


# -- skips
def arrays_of_residual(*inside: Step) -> tuple[Any, dict[str, Any]]:
    network = made(linear(2, 2), Skip(inside), linear(2, 1))
    return layers(network)[1], {name: array.tolist() for name, array in network.layers[1].arrays.items()}


def test_the_last_matrix_of_a_skip_is_its_projection() -> None:
    layer, arrays = arrays_of_residual(linear(2, 3), RELU, linear(3, 2))
    assert layer == Residual((Dense(3, ReLU()),))
    parts = [part.name for part in layer.parts(2)]
    assert arrays[f"{parts[0]}.biases"] == [1, 2, 3]
    assert arrays[f"{parts[1]}.biases"] == [1, 2]
    assert arrays[f"{parts[1]}.weights"] == linear(3, 2).weights.tolist()


@pytest.mark.parametrize("inside", [(linear(2, 2),), (linear(2, 2), RELU), (linear(2, 2), Function(Tanh()), RELU)])
def test_a_skip_that_ends_otherwise_is_projected_by_the_identity(inside: tuple[Step, ...]) -> None:
    layer, arrays = arrays_of_residual(*inside)
    parts = [part.name for part in layer.parts(2)]
    assert arrays[f"{parts[0]}.biases"] == [1, 2]
    assert arrays[f"{parts[-1]}.weights"] == [[1, 0], [0, 1]]
    assert arrays[f"{parts[-1]}.biases"] == [0, 0]


# -- inputs and their scaling
def test_a_scaling_of_the_inputs_is_none_of_the_layers() -> None:
    network = made(affine([0.5], [-3]), linear(2, 1))
    assert network.scaling is not None
    assert (network.scaling.mean.tolist(), network.scaling.deviation.tolist()) == ([6, 6], [2, 2])
    assert len(network.layers) == 1


def test_a_scaling_that_turns_an_input_round_is_taken_into_the_matrix() -> None:
    network = made(affine([-1, 2], [0, 1]), linear(2, 1))
    assert network.scaling is None
    assert network.layers[0].arrays["weights"].tolist() == [[0], [0.25]]
    assert network.layers[0].arrays["biases"].tolist() == [1.125]


@pytest.mark.parametrize(
    ("steps", "about", "width"),
    [
        ((linear(3, 1),), {}, 3),
        ((RELU,), {"inputs": 4}, 4),
        ((RELU,), {"input_names": ("a", "b")}, 2),
        ((Normalising(LayerNorm(), {"scale": np.ones(1, F4), "shift": np.ones(5, F4)}),), {}, 5),
        ((Skip((linear(3, 3),)),), {}, 3),
        ((affine([1, 2], [0]),), {}, 2),
        ((affine([1], [0, 1, 2]),), {}, 3),
        ((affine([1, 2], [0]),), {"inputs": 2}, 2),
    ],
)
def test_the_first_step_that_tells_says_how_many_inputs_there_are(steps: Any, about: Any, width: int) -> None:
    network = made(*steps, **about)
    assert network.input_names == about.get("input_names", tuple(f"x{number}" for number in range(1, width + 1)))
    assert len(network.features) == width


def test_as_many_inputs_as_are_read_and_no_more() -> None:
    assert len(made(linear(10_000, 1)).input_names) == 10_000
    assert refused(linear(10_001, 1)) == "It has 10001 inputs; at most 10000 are read."
    assert refused(RELU) == "It has 0 inputs; at most 10000 are read."
    assert len(made(linear(1, 1)).input_names) == 1


# -- outputs
@pytest.mark.parametrize(
    ("outputs", "link", "answer", "loss", "classes", "asked"),
    [
        (1, "", "", MeanSquaredError, 0, "number"),
        (1, "", "number", MeanSquaredError, 0, "number"),
        (1, "", "class", CrossEntropy, 2, "class"),
        (1, "", "scores", MeanSquaredError, 0, "number"),
        (1, "sigmoid", "", CrossEntropy, 2, None),
        (2, "", "scores", CrossEntropy, 2, None),
        (2, "softmax", "", CrossEntropy, 2, None),
        (3, "", "", CrossEntropy, 3, "probabilities"),
        (3, "", "probabilities", CrossEntropy, 3, "probabilities"),
        (3, "", "scores", MeanSquaredError, 3, "scores"),
        (3, "", "number", CrossEntropy, 3, "probabilities"),
        (3, "softmax", "scores", CrossEntropy, 3, None),
        (3, "log_softmax", "", CrossEntropy, 3, None),
    ],
)
def test_outputs_and_what_follows_them_tell_the_loss(
    outputs: int, link: str, answer: str, loss: type, classes: int, asked: str | None
) -> None:
    network = made(linear(2, outputs), link=link, answers={"output": answer})
    assert type(network.loss) is loss
    assert len(network.classes) == classes
    assert [one.answer for one in network.questions] == ([] if asked is None else [asked])
    assert (AS_PROBABILITIES_NOW in network.notes) == (loss is CrossEntropy and link in ("", "log_softmax"))


def test_what_is_asked_is_said_in_words() -> None:
    [one] = made(linear(2, 1)).questions
    [three] = made(linear(2, 3)).questions
    assert (one.key, one.text) == ("output", "What its output is")
    assert one.choices == (("number", "A number"), ("class", "The score of the second of two classes"))
    assert three.text == "What its outputs are"
    assert [value for value, _text in three.choices] == ["probabilities", "scores"]


@pytest.mark.parametrize(("outputs", "link"), [(1, "softmax"), (1, "log_softmax"), (2, "sigmoid"), (3, "sigmoid")])
def test_ends_that_no_loss_has_are_refused(outputs: int, link: str) -> None:
    ends = "1 output ends" if outputs == 1 else f"{outputs} outputs end"
    assert refused(linear(2, outputs), link=link) == f"Its {ends} in {link}, which no loss here does."


def test_the_scores_of_two_classes_become_their_difference() -> None:
    network = made(Linear(np.array([[1, 5], [2, 3]], F4), np.array([4, 1], F4)))
    assert layers(network) == [Dense(1, Identity())]
    assert network.layers[0].arrays["weights"].tolist() == [[4], [1]]
    assert network.layers[0].arrays["biases"].tolist() == [-3]
    x = np.array([[1.0, 0.0]])
    np.testing.assert_allclose(model_of(network).predict(x, np.float64), np.exp(6) / (np.exp(5) + np.exp(6)), rtol=1e-12)


def test_a_scaling_of_the_target_is_found_where_nothing_follows_it() -> None:
    steps = linear(2, 1), affine([2], [5])
    network = made(*steps)
    assert network.target_scaling is not None
    assert (network.target_scaling.mean.tolist(), network.target_scaling.deviation.tolist()) == ([5], [2])
    network = made(*steps, link="sigmoid")
    assert network.target_scaling is None
    assert network.layers[0].arrays["biases"].tolist() == [7]
    assert refused(*steps, answers={"output": "class"}) == "It scales its outputs as those of a number, and has more than one."
    assert refused(linear(2, 3), affine([2], [5])) == "It scales its outputs as those of a number, and has more than one."


def test_a_network_that_ends_in_a_function_has_the_identity_behind_it() -> None:
    network = made(linear(2, 3), RELU, link="softmax")
    assert layers(network) == [Dense(3, ReLU()), Dense(3, Identity())]
    assert network.layers[1].arrays["weights"].tolist() == np.eye(3).tolist()
    assert network.layers[1].arrays["biases"].tolist() == [0, 0, 0]
    assert layers(made(RELU, inputs=1)) == [ActivationLayer(ReLU()), Dense(1, Identity())]
    assert layers(made(inputs=3)) == [Dense(3, Identity())]
    assert layers(made(linear(2, 3), Function(Softmax()))) == [Dense(3, Softmax()), Dense(3, Identity())]


# -- names
@pytest.mark.parametrize(
    ("steps", "inputs", "classes", "has_names", "note"),
    [
        ((linear(2, 1),), ("a", "b"), (), True, None),
        ((linear(2, 1),), ("a",), (), False, WITHOUT_INPUT_NAMES),
        ((linear(2, 1),), (), (), False, WITHOUT_INPUT_NAMES),
        ((linear(2, 2),), ("a", "b"), ("no", "yes"), True, None),
        ((linear(2, 2),), ("a", "b"), (), False, WITHOUT_NAMES),
        ((linear(2, 3),), (), ("p", "q", "r"), False, WITHOUT_INPUT_NAMES),
        ((linear(2, 3),), (), ("p", "q"), False, WITHOUT_NAMES),
    ],
)
def test_names_count_where_each_input_and_each_class_has_one(
    steps: Any, inputs: Any, classes: Any, has_names: bool, note: str | None
) -> None:
    network = made(*steps, input_names=inputs, classes=classes)
    assert network.has_names == has_names
    assert [one for one in network.notes if one in (WITHOUT_INPUT_NAMES, WITHOUT_NAMES)] == ([note] if note else [])
    assert network.notes[:2] == NOTES
    assert network.input_names == (inputs if len(inputs) == 2 else ("x1", "x2"))


def test_classes_that_are_called_alike_are_numbered() -> None:
    assert made(linear(2, 3), classes=("a", "b", "b")).classes == ("0", "1", "2")
    assert made(linear(2, 3), classes=("a", "b", "c")).classes == ("a", "b", "c")
