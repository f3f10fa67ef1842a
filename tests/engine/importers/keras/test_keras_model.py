"""How the layers of a model of Keras follow each other: widths, skips, centred rows, and what is refused in words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.importers.keras.keras_importer import _as_here, _likely, _link
from engine.importers.keras.keras_model import model_in
from engine.importers.layer_steps import Function, Linear, Normalising, Silent, Skip, Step
from engine.importers.network_of_steps import network_from
from engine.nn.activations import ReLU, Sigmoid, Softmax, Tanh
from engine.nn.layers.dropout import Dropout

W = np.eye(2, dtype=np.float32)


def weights(**groups: list[Array]) -> Any:
    """A file of weights: the arrays of each group of layers."""
    arrays = {f"layers/{name}/vars/{place}": one for name, own in groups.items() for place, one in enumerate(own)}

    def names(path: str) -> list[str]:
        found = {one.removeprefix(f"{path}/").split("/")[0] for one in arrays if one.startswith(f"{path}/")}
        if not found:
            raise KeyError(path)
        return sorted(found)

    return SimpleNamespace(array=arrays.__getitem__, names=names)


NONE = weights()


def sequential(*layers: dict[str, Any], **config: Any) -> dict[str, Any]:
    return {"class_name": "Sequential", "config": {"layers": list(layers), **config}}


def entry(kind: str, name: str = "", *before: str, args: Any = None, **config: Any) -> dict[str, Any]:
    """A layer, and the layers whose results it takes."""
    node = {"args": [tensor(one) for one in before] if args is None else args, "kwargs": {}}
    return {"class_name": kind, "name": name, "config": config, "inbound_nodes": [node]}


def tensor(name: str) -> dict[str, Any]:
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [name, 0, 0]}}


def start(width: Any = 2) -> dict[str, Any]:
    return {"class_name": "InputLayer", "name": "in", "config": {"batch_shape": [None, width]}, "inbound_nodes": []}


def functional(*layers: dict[str, Any], output: Any) -> dict[str, Any]:
    return {"class_name": "Functional", "config": {"layers": [start(), *layers], "output_layers": output}}


def refused(document: Any, file: Any = NONE) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        model_in(document, file)
    return str(caught.value)


def activations(steps: Any) -> list[str]:
    return [step.activation.kind for step in steps]


# -- one layer after the other
def test_layers_follow_in_order_with_their_own_arrays() -> None:
    dense = [entry("Dense", name, units=2, activation=function) for name, function in (("a", "relu"), ("b", "tanh"))]
    file = weights(dense=[W, np.array([1, 2], np.float32)], dense_1=[2 * W, np.array([3, 4], np.float32)])
    model = model_in(sequential(start(), dense[0], entry("Dropout", "d", rate=0.5), dense[1]), file)
    assert model.inputs == 2
    assert model.formulas == ()
    first, relu, silent, second, tanh = model.steps
    assert isinstance(first, Linear)
    assert isinstance(second, Linear)
    assert first.biases is not None
    assert second.biases is not None
    assert (first.name, second.name) == ("a", "b")
    assert first.weights.tolist() == [[1, 0], [0, 1]]
    assert second.weights.tolist() == [[2, 0], [0, 2]]
    assert (first.biases.tolist(), second.biases.tolist()) == ([1, 2], [3, 4])
    assert (activations([relu, tanh]), silent) == (["relu", "tanh"], Silent(Dropout(0.5), "d"))


def test_operations_have_no_arrays_and_take_no_number_from_the_layers() -> None:
    operation = {**entry("Dense", "op", units=2), "module": "keras.src.ops.numpy"}
    with pytest.raises(ValueError, match="The arrays of its layer 'op' are not those of its class"):
        model_in(sequential(operation, entry("Dense", "a", units=2)), weights(dense=[W, W[0]]))
    sign = {**entry("Sign", "s"), "module": "keras.src.ops.numpy"}
    model = model_in(sequential(sign, entry("Dense", "a", units=2)), weights(dense=[W, W[0]]))
    assert activations(model.steps[:1]) == ["sign"]


def test_a_layer_without_name_is_called_as_its_config_says() -> None:
    nameless = {"class_name": "Conv1D", "config": {"name": "inside"}}
    assert "Its layer 'inside' is of the class 'Conv1D'" in refused(sequential(nameless))


def test_as_many_layers_as_are_read_and_no_more() -> None:
    assert model_in(sequential(*[entry("Flatten", "f")] * 500), NONE).steps == []
    assert refused(sequential(*[entry("Flatten", "f")] * 501)) == "It has 501 layers; at most 500 are read."


def test_other_classes_of_models_are_refused() -> None:
    says = "It is a model of the class 'Mine'; those of the classes Sequential and Functional are read."
    assert refused({"class_name": "Mine", "config": {}}) == says


# -- its input
@pytest.mark.parametrize(("width", "inputs"), [(3, 3), (None, None), ("3", None)])
def test_the_number_of_inputs_is_that_of_the_columns(width: Any, inputs: int | None) -> None:
    assert model_in(sequential(start(width)), NONE).inputs == inputs


def test_a_model_without_input_layer_knows_its_columns_from_when_it_was_built() -> None:
    assert model_in(sequential(build_input_shape=[None, 5]), NONE).inputs == 5
    assert model_in(sequential(start(2), build_input_shape=[None, 5]), NONE).inputs == 2
    assert model_in(sequential(), NONE).inputs is None


@pytest.mark.parametrize(("shape", "dimensions"), [([None], "1 dimension"), ([None, 2, 2], "3 dimensions")])
def test_an_input_that_is_no_table_is_refused(shape: list[Any], dimensions: str) -> None:
    assert refused(sequential(build_input_shape=shape)) == f"Its input has {dimensions}; rows of numbers have 2."


def test_two_inputs_are_refused() -> None:
    assert refused(sequential(start(), start())) == "It has 2 inputs of several columns; models with one are read."


# -- functional models
def test_a_functional_model_ends_at_its_output_and_not_at_its_last_layer() -> None:
    layers = [entry("ReLU", "a", "in"), entry("Sign", "b", "a"), entry("Sin", "unused", "b")]
    for output in (["b", 0, 0], [["b", 0, 0]]):
        assert activations(model_in(functional(*layers, output=output), NONE).steps) == ["relu", "sign"]


def test_two_outputs_are_refused() -> None:
    document = functional(entry("ReLU", "a", "in"), output=[["a", 0, 0], ["in", 0, 0]])
    assert refused(document) == "It has 2 outputs; models with one are read."


@pytest.mark.parametrize("times", [0, 2])
def test_a_layer_that_is_not_used_once_is_refused(times: int) -> None:
    shared = entry("ReLU", "a", "in")
    shared["inbound_nodes"] *= times
    assert refused(functional(shared, output=["a", 0, 0])) == "Its layer 'a' is used more than once."


@pytest.mark.parametrize("turned", [False, True])
def test_what_is_added_to_what_it_was_made_of_is_a_skip(turned: bool) -> None:
    before = ["c", "a"] if turned else ["a", "c"]
    layers = [entry("ReLU", "a", "in"), entry("Sign", "b", "a"), entry("Sin", "c", "b")]
    model = model_in(functional(*layers, entry("Add", "d", *before), output=["d", 0, 0]), NONE)
    relu, skip = model.steps
    assert activations([relu]) == ["relu"]
    assert isinstance(skip, Skip)
    assert activations(skip.inside) == ["sign", "sine"]


@pytest.mark.parametrize("before", [["a", "b"], ["a", "a"], ["b", "c"], ["a", "c", "in"]])
def test_other_sums_are_refused(before: list[str]) -> None:
    layers = [entry("ReLU", "a", "in"), entry("Sign", "b", "in"), entry("Sin", "c", "a")]
    says = "Its layer 'd' is of the class 'Add', which no network here has."
    assert refused(functional(*layers, entry("Add", "d", *before), output=["d", 0, 0])) == says


def test_tensors_are_found_in_lists_of_arguments_but_not_without_end() -> None:
    def deep(levels: int) -> Any:
        found: Any = tensor("in")
        for _level in range(levels):
            found = [found]
        return found

    assert activations(model_in(functional(entry("ReLU", "a", args=deep(7)), output=["a", 0, 0]), NONE).steps) == ["relu"]
    assert "'ReLU'" in refused(functional(entry("ReLU", "a", args=deep(8)), output=["a", 0, 0]))
    named = functional(entry("ReLU", "a", args=[{"x": tensor("in")}]), output=["a", 0, 0])
    assert activations(model_in(named, NONE).steps) == ["relu"]


# -- rows whose mean is subtracted, as this program's export writes a layer norm
NORM = weights(layer_normalization=[np.ones(2, np.float32), np.zeros(2, np.float32)])


def centred(*behind: dict[str, Any], axis: Any = -1, keepdims: bool = True, of: str = "in", kind: str = "Subtract") -> Any:
    mean = entry("Mean", "m", of, axis=axis, keepdims=keepdims)
    layers = [entry("ReLU", "a", "in"), mean, entry(kind, "c", "in", "m"), *behind]
    return functional(*layers, output=[layers[-1]["name"], 0, 0])


@pytest.mark.parametrize("axis", [-1, [-1]])
def test_a_layer_norm_subtracts_the_mean_itself(axis: Any) -> None:
    model = model_in(centred(entry("LayerNormalization", "n", "c"), axis=axis), NORM)
    assert [type(step) for step in model.steps] == [Normalising]


def test_what_stands_before_the_mean_stays() -> None:
    layers = [
        entry("ReLU", "a", "in"),
        entry("Sign", "b", "a"),
        entry("Mean", "m", "b", axis=-1, keepdims=True),
        entry("Subtract", "c", "b", "m"),
        entry("LayerNormalization", "n", "c"),
    ]
    relu, sign, norm = model_in(functional(*layers, output=["n", 0, 0]), NORM).steps
    assert activations([relu, sign]) == ["relu", "sign"]
    assert isinstance(norm, Normalising)


def test_a_mean_that_is_subtracted_elsewhere_is_refused() -> None:
    says = "It subtracts the mean of a row where no layer norm follows."
    assert refused(centred(), NORM) == says
    assert refused(centred(entry("ReLU", "r", "c")), NORM) == says
    assert refused(centred(entry("ReLU", "r", "c"), entry("LayerNormalization", "n", "r")), NORM) == says


@pytest.mark.parametrize(
    ("change", "kind"),
    [({"axis": 0}, "Mean"), ({"keepdims": False}, "Mean"), ({"of": "a"}, "Subtract"), ({"kind": "Divide"}, "Divide")],
)
def test_other_means_are_refused(change: dict[str, Any], kind: str) -> None:
    says = refused(centred(entry("LayerNormalization", "n", "c"), **change), NORM)
    assert f"is of the class '{kind}', which no network here has." in says


# -- what its outputs are
FUNCTIONS = Function(ReLU()), Function(Softmax()), Function(Sigmoid()), Function(Tanh())
DROP = Silent(Dropout(0.5))


def test_softmax_and_sigmoid_at_the_end_are_the_link() -> None:
    relu, softmax, sigmoid, tanh = FUNCTIONS
    assert _link([relu, softmax]) == ([relu], "softmax")
    assert _link([relu, sigmoid, DROP, DROP]) == ([relu], "sigmoid")
    assert _link([sigmoid, tanh, DROP]) == ([sigmoid, tanh], "")
    assert _link([DROP]) == ([], "")


@pytest.mark.parametrize(
    ("loss", "outputs", "answer"),
    [
        ("sparse_categorical_crossentropy", 3, "probabilities"),
        ("binary_crossentropy", 1, "class"),
        ({"class_name": "CategoricalCrossentropy"}, 3, "probabilities"),
        ("mse", 1, "number"),
        ("mae", 1, "number"),
        ("mean_squared_error", 3, "scores"),
        ("MeanAbsoluteError", 2, "scores"),
        ("huber", 1, "number"),
        ("log_cosh", 1, "number"),
        ("hinge", 1, None),
        ("", 1, None),
    ],
)
def test_the_loss_says_what_the_outputs_are(loss: Any, outputs: int, answer: str | None) -> None:
    steps: list[Step] = [Linear(np.ones((4, 7))), Linear(np.ones((7, outputs))), Function(ReLU())]
    assert _likely({"compile_config": {"loss": loss}}, steps).get("output") == answer


@pytest.mark.parametrize("compiled", [None, "mse", {}])
def test_a_model_that_was_not_compiled_says_nothing(compiled: Any) -> None:
    assert _likely({"compile_config": compiled}, [Linear(np.ones((4, 1)))]) == {}


def test_a_model_without_matrix_has_one_output() -> None:
    assert _likely({"compile_config": {"loss": "mse"}}, []) == {"output": "number"}


# -- what Keras predicts, as the engine gives it
def test_of_two_classes_the_second_is_given_and_scores_become_probabilities() -> None:
    two, three = (network_from([Linear(np.ones((2, units), np.float32))], "") for units in (2, 3))
    found = np.array([[0.25, 0.75], [1.0, 0.0]])
    assert _as_here(found, "softmax", two).tolist() == [[0.75], [0.0]]
    np.testing.assert_allclose(_as_here(np.array([[1.0, 1 + np.log(3)]]), "", two), [[0.75]])
    assert _as_here(found[:, 1:], "sigmoid", two).tolist() == [[0.75], [0.0]]
    np.testing.assert_allclose(_as_here(np.log([[1.0, 2.0, 1.0]]), "", three), [[0.25, 0.5, 0.25]])
    assert _as_here(found, "softmax", three).tolist() == found.tolist()
