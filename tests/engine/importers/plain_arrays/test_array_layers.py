"""Which layers arrays are, beside matrices: normalising layers, slopes, scalings; what is asked, and what is said of guesses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.importers.imported_network import ImportedNetwork
from engine.importers.plain_arrays.array_network import SCALING_UNKNOWN, network_of_arrays
from engine.nn.activations import ACTIVATIONS, GELU, Identity, PReLU, ReLU, Tanh
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.layer_norm import LayerNorm

FIRST, SECOND = np.ones((3, 2), np.float32), np.ones((1, 3), np.float32)  # rows are neurons
V = np.array([1, 2, 3], np.float32)


def read(arrays: dict[str, Any], modules: tuple[str, ...] = (), **answers: str) -> ImportedNetwork:
    given = {name: np.asarray(array) for name, array in arrays.items()}
    return network_of_arrays(
        given, {key.replace("_", " "): one for key, one in answers.items()}, is_in_order=True, modules=modules
    )


def between(**arrays: Any) -> ImportedNetwork:
    """Two matrices with these arrays, of the module 1, between them."""
    own = {f"1.{name}": array for name, array in arrays.items()}
    return read({"0.weight": FIRST, "0.bias": V, **own, "2.weight": SECOND})


def refused(arrays: dict[str, Any]) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        read(arrays)
    return str(caught.value)


# -- normalising layers
@pytest.mark.parametrize(
    ("arrays", "scale", "shift", "epsilon"),
    [
        ({"weight": V, "bias": 2 * V}, [1, 2, 3], [2, 4, 6], 1e-5),
        ({"gamma": V, "beta": 2 * V}, [1, 2, 3], [2, 4, 6], 1e-3),
        ({"beta": 2 * V}, [1, 1, 1], [2, 4, 6], 1e-5),
        ({"gamma": V}, [1, 2, 3], [0, 0, 0], 1e-3),
        ({}, [1, 1, 1], [0, 0, 0], 1e-5),
    ],
)
def test_arrays_with_running_statistics_are_a_batch_norm(arrays: Any, scale: Any, shift: Any, epsilon: float) -> None:
    network = between(**arrays, running_mean=3 * V, running_var=4 * V)
    norm = network.layers[1]
    assert norm.layer == BatchNorm(epsilon=epsilon)
    assert {name: array.tolist() for name, array in norm.arrays.items()} == {
        "scale": scale,
        "shift": shift,
        "running_mean": [3, 6, 9],
        "running_variance": [4, 8, 12],
    }
    said = {1e-5: "10⁻⁵", 1e-3: "0.001"}[epsilon]
    assert f"The file does not hold the epsilon of its normalising layers: {said} is taken, as is usual." in network.notes


def test_scale_and_shift_alone_are_a_layer_norm() -> None:
    norm = between(gamma=V, beta=2 * V).layers[1]
    assert norm.layer == LayerNorm(1e-3)
    assert (norm.arrays["scale"].tolist(), norm.arrays["shift"].tolist()) == ([1, 2, 3], [2, 4, 6])
    assert between(weight=V, bias=V).layers[1].layer == LayerNorm(1e-5)


@pytest.mark.parametrize(
    "arrays", [{"gamma": V}, {"beta": V}, {"gamma": V, "beta": V, "mean": V}, {"gamma": V, "beta": V, "std": V}]
)
def test_what_makes_no_layer_is_named(arrays: dict[str, Any]) -> None:
    own = {f"1.{name}": array for name, array in arrays.items()}
    says = f"It does not say what its array '1.{next(iter(arrays))}' is: nothing beside it makes it a layer."
    assert refused({"0.weight": FIRST, **own, "2.weight": SECOND}) == says


def test_variances_may_be_0_but_not_below() -> None:
    assert between(running_mean=V, running_var=0 * V).layers[1].arrays["running_variance"].tolist() == [0, 0, 0]
    arrays = {"0.weight": FIRST, "1.running_mean": V, "1.running_var": V - 1.5, "2.weight": SECOND}
    assert refused(arrays) == "The variances '1.running_var' are below 0."


def test_epsilons_of_two_programs_are_both_said() -> None:
    arrays = {"0.weight": FIRST, "1.weight": V, "1.bias": V, "2.gamma": V, "2.beta": V, "3.weight": SECOND}
    found = [note for note in read(arrays).notes if "epsilon" in note]
    assert [note.split(": ")[1].split(" is")[0] for note in found] == ["10⁻⁵", "0.001"]
    assert not [note for note in read({"0.weight": SECOND}).notes if "epsilon" in note]


# -- slopes and activation functions
def test_a_slope_is_a_prelu() -> None:
    network = read({"0.weight": FIRST, "1.weight": [0.25], "2.weight": SECOND})
    assert (network.layers[0].layer, network.layers[0].arrays["slope"].tolist()) == (Dense(3, PReLU()), [0.25])
    assert [one.key for one in network.questions] == ["output"]
    network = read({"a.kernel": FIRST.T, "a.alpha": [0.5, 0.5, 0.5], "b.kernel": SECOND.T})
    assert network.layers[0].arrays["slope"].tolist() == [0.5]
    says = "Its array 'a.kernel' has a slope for each neuron; PReLU has one for the layer here."
    assert refused({"a.kernel": FIRST.T, "a.alpha": [0.5, 0.25, 0.5], "b.kernel": SECOND.T}) == says


def asked(network: ImportedNetwork) -> list[tuple[str, str]]:
    return [(one.text, one.answer) for one in network.questions if one.key.startswith("activation")]


CHAIN = {"0.weight": FIRST, "1.weight": np.ones((3, 3)), "2.weight": SECOND}


def test_an_activation_is_asked_for_between_two_matrices() -> None:
    assert asked(read(CHAIN)) == [
        ("Activation after Dense 1 (0.weight)", "relu"),
        ("Activation after Dense 2 (1.weight)", "relu"),
    ]
    network = read({"0.weight": FIRST, "2.weight": np.ones((3, 3)), "3.weight": SECOND})
    assert [answer for _text, answer in asked(network)] == ["relu", "identity"]
    assert [getattr(one.layer, "activation", None) for one in network.layers] == [ReLU(), Identity(), Identity()]
    norm = {"0.weight": FIRST, "1.weight": V, "1.bias": V, "3.weight": SECOND}
    assert asked(read(norm)) == [("Activation after Layer norm 1 (1.weight)", "relu")]


def test_the_first_answer_holds_for_the_others() -> None:
    assert [answer for _text, answer in asked(read(CHAIN, activation_1="tanh"))] == ["tanh", "tanh"]
    assert [answer for _text, answer in asked(read(CHAIN, activation_2="tanh"))] == ["relu", "tanh"]
    assert [answer for _text, answer in asked(read(CHAIN, activation_1="tanh", activation_2="elu"))] == ["tanh", "elu"]
    assert [answer for _text, answer in asked(read(CHAIN, activation_1="nonsense"))] == ["relu", "relu"]
    network = read(CHAIN, activation_1="gelu_tanh", activation_2="identity")
    assert [getattr(one.layer, "activation", None) for one in network.layers] == [GELU("tanh"), Identity(), Identity()]


def test_of_three_the_first_that_is_answered_holds_for_the_rest() -> None:
    arrays = {"0.weight": FIRST, "1.weight": np.ones((3, 3)), "2.weight": np.ones((3, 3)), "3.weight": SECOND}

    def answers(**given: str) -> list[str]:
        return [answer for _text, answer in asked(read(arrays, **given))]

    assert answers(activation_2="tanh") == ["relu", "tanh", "tanh"]
    assert answers(activation_1="elu", activation_2="tanh") == ["elu", "tanh", "elu"]
    assert answers(activation_3="tanh") == ["relu", "relu", "tanh"]


def test_all_activations_can_be_chosen_but_the_one_that_has_arrays() -> None:
    choices = [value for value, _text in read(CHAIN).questions[0].choices]
    assert sorted(choices) == sorted([*(name for name in ACTIVATIONS.names() if name != "prelu"), "gelu_tanh"])
    assert choices.index("gelu_tanh") == choices.index("gelu") + 1


def test_names_of_modules_are_hints() -> None:
    network = read({"a.weight": FIRST, "b.weight": SECOND}, modules=("a", "tanh", "drop", "b", "sigmoid"))
    assert asked(network) == [("Activation after a (a.weight)", "tanh")]
    assert network.layers[0].layer == Dense(3, Tanh())
    assert network.questions[-1].answer == "class"
    network = read({"a.weight": FIRST, "b.weight": SECOND}, modules=("a", "drop", "b"))
    assert asked(network) == [("Activation after a (a.weight)", "identity")]


# -- scalings
@pytest.mark.parametrize("deviation", ["std", "scale", "sigma"])
@pytest.mark.parametrize("name", ["input", "x", ""])
def test_a_mean_and_a_deviation_are_a_scaling_of_the_inputs(name: str, deviation: str) -> None:
    prefix = f"{name}_" if name else ""
    network = read({f"{prefix}mean": [1.0, 2.0], f"{prefix}{deviation}": [3.0, 4.0], "w": FIRST.T})
    assert network.scaling is not None
    assert (network.scaling.mean.tolist(), network.scaling.deviation.tolist()) == ([1, 2], [3, 4])
    assert SCALING_UNKNOWN not in network.notes
    assert SCALING_UNKNOWN in read({"w": FIRST.T}).notes


@pytest.mark.parametrize("name", ["target", "output", "y", "label", "Target"])
def test_names_tell_the_scaling_of_a_target(name: str) -> None:
    network = read({f"{name}_mean": [1.0], f"{name}_std": [3.0], "w": SECOND.T})
    assert network.target_scaling is not None
    assert (network.target_scaling.mean.tolist(), network.target_scaling.deviation.tolist()) == ([1], [3])
    assert network.scaling is None
    assert network.questions[-1].answer == "number"
    assert read({f"{name}_mean": [1.0], f"{name}_std": [3.0], "w": SECOND.T}, output="class").target_scaling is None


@pytest.mark.parametrize(
    ("mean", "deviation"), [([1.0], [1.0, 1.0]), ([1.0, 1.0], [1.0]), ([1.0, 1.0], [1.0, 0.0]), ([1.0], [1.0])]
)
def test_a_scaling_that_does_not_fit_is_refused(mean: list[float], deviation: list[float]) -> None:
    says = "Its scaling 'x_mean' does not fit the network."
    assert refused({"x_mean": mean, "x_std": deviation, "w": FIRST.T}) == says


def test_two_scalings_of_the_inputs_are_refused() -> None:
    arrays = {"a_mean": [1.0], "a_std": [1.0], "b_mean": [1.0], "b_std": [1.0], "w": FIRST.T}
    says = "It has two scalings, 'a_mean' and 'b_mean': nothing says which one is of the inputs."
    assert refused(arrays) == says


# -- outputs
@pytest.mark.parametrize(("names", "answer"), [((), "number"), (("a", "b"), "class"), (("a", "b", "c"), "number")])
def test_two_names_of_classes_make_one_output_a_score(names: tuple[str, ...], answer: str) -> None:
    arrays: dict[str, Any] = {"w": SECOND.T, **({"classes": np.array(names)} if names else {})}
    assert read(arrays).questions[-1].answer == answer


def test_what_is_left_out_is_said() -> None:
    notes = read({"w": SECOND.T, "epoch": 3}).notes
    assert 'Left out, because no prediction depends on them: "epoch".' in notes
    assert not [note for note in read({"w": SECOND.T}).notes if note.startswith("Left out")]


def test_as_many_layers_as_are_read_and_no_more() -> None:
    one = np.ones((1, 1))
    assert len(read({f"w{number}": one for number in range(500)}, layout="rows").layers) >= 500
    assert refused({f"w{number}": one for number in range(501)}) == "It has 501 layers; at most 500 are read."
