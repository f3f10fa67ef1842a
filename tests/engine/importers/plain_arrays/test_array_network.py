"""Arrays of other programs: names and shapes say what they are, and what they cannot say is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.exporters import EXPORTERS
from engine.files.file_problem import FileProblem
from engine.importers import ImportedNetwork, for_path, model_of
from engine.nn.activations import PReLU
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.residual import Residual
from tests.engine.builders import dense
from tests.engine.importers.test_importers import trained

G = np.random.default_rng(7)
X = G.normal(size=(5, 2))


def floats(*shape: int) -> np.ndarray:
    return G.normal(size=shape).astype(np.float32)


W1, B1, W2, B2 = floats(2, 4), floats(4), floats(4, 3), floats(3)
NAMES = {
    "by numbers": {"W1": W1, "b1": B1, "W2": W2, "b2": B2},
    "Keras": {"dense/kernel:0": W1, "dense/bias:0": B1, "dense_1/kernel:0": W2, "dense_1/bias:0": B2},
    "scikit-learn": {"coefs_0": W1, "coefs_1": W2, "intercepts_0": B1, "intercepts_1": B2},
    "PyTorch": {"fc1.weight": W1.T, "fc1.bias": B1, "fc2.weight": W2.T, "fc2.bias": B2},
    "in another order": {"w_out": W2, "b_out": B2, "w_first": W1, "b_first": B1},
    "no names": {"arr_0": W1, "arr_1": B1, "arr_2": W2, "arr_3": B2},
    "rows": {"layer1_weights": W1, "layer1_biases": B1[None], "layer2_weights": W2, "layer2_biases": B2[None]},
}


def imported(folder: Path, arrays: dict[str, Any], **answers: str) -> ImportedNetwork:
    np.savez(folder / "a.npz", **arrays)
    return for_path("a.npz").read(folder / "a.npz", {name.replace("_", " "): value for name, value in answers.items()})


def tensors(folder: Path, arrays: dict[str, Any]) -> ImportedNetwork:
    from safetensors.numpy import save_file

    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, folder / "a.safetensors")
    return for_path("a.safetensors").read(folder / "a.safetensors")


def refusal(folder: Path, arrays: dict[str, Any]) -> str:
    with pytest.raises(FileProblem) as caught:
        imported(folder, arrays)
    return str(caught.value)


@pytest.mark.parametrize("names", NAMES)
def test_names_of_other_programs_are_understood(names: str, tmp_path: Path) -> None:
    expected = np.maximum(X @ W1 + B1, 0) @ W2 + B2
    expected = np.exp(expected) / np.exp(expected).sum(1, keepdims=True)
    readers = [imported(tmp_path, NAMES[names]), *([] if names == "no names" else [tensors(tmp_path, NAMES[names])])]
    for network in readers:
        np.testing.assert_allclose(model_of(network).predict(X), expected, atol=1e-5)
        assert [(one.key, one.answer) for one in network.questions] == [("activation 1", "relu"), ("output", "probabilities")]
        assert not network.has_names
        assert all(note.endswith(".") for note in network.notes)


def test_square_matrices_are_asked_for_where_the_names_do_not_tell(tmp_path: Path) -> None:
    square = {"W1": floats(2, 2), "b1": floats(2), "W2": floats(2, 2), "b2": floats(2)}
    as_columns, as_rows = imported(tmp_path, square), imported(tmp_path, square, layout="rows")
    assert as_columns.questions[0].key == "layout"
    np.testing.assert_array_equal(as_rows.layers[0].arrays["weights"], as_columns.layers[0].arrays["weights"].T)
    of_torch = {"fc1.weight": square["W1"], "fc2.weight": square["W2"]}
    assert [one.key for one in imported(tmp_path, of_torch).questions] == ["activation 1"]


def test_an_order_that_neither_names_nor_shapes_tell_is_asked_for(tmp_path: Path) -> None:
    arrays = {"p.weight": floats(4, 4), "a.weight": floats(3, 4), "z.weight": floats(4, 2), "q.weight": floats(4, 4)}
    network = tensors(tmp_path, arrays)
    assert network.questions[0].key == "order"
    assert [text for _value, text in network.questions[0].choices] == ["z → p → q → a", "z → q → p → a"]


def test_tensors_without_order_stand_as_their_numbers_say(tmp_path: Path) -> None:
    """A safetensors file has layer 10 before layer 2."""
    two, ten = floats(2, 2), floats(2, 2)
    found = tensors(tmp_path, {"10.weight": ten, "2.weight": two})
    assert [one.arrays["biases"].shape for one in found.layers] == [(2,), (1,)]
    assert np.array_equal(found.layers[0].arrays["weights"], two.T)


def test_names_scalings_and_what_else_is_there(tmp_path: Path) -> None:
    more = {"mean": np.array([1.0, 2.0]), "std": np.array([3.0, 4.0]), "epoch": np.array(7)}
    texts = {"feature_names": np.array(["키", "w"]), "class_names": np.array(["a", "b", "c"])}
    network = imported(tmp_path, {**NAMES["by numbers"], **more, **texts})
    assert network.has_names
    assert (network.input_names, network.classes) == (("키", "w"), ("a", "b", "c"))
    assert network.scaling is not None
    assert (network.scaling.mean.tolist(), network.scaling.deviation.tolist()) == ([1, 2], [3, 4])
    assert any('"epoch"' in note for note in network.notes)


def test_one_neuron_may_have_a_vector_of_weights(tmp_path: Path) -> None:
    network = imported(tmp_path, {"w": np.array([2.0, 3.0]), "b": np.array(0.5)})
    assert model_of(network).predict(np.array([[1.0, 10.0]])).tolist() == [[32.5]]
    network = imported(
        tmp_path, {"coef_": np.array([[2.0, 3.0]]), "intercept_": np.array([0.5]), "classes": np.array(["a", "b"])}
    )
    assert (network.classes, network.questions[0].answer) == (("a", "b"), "class")


def test_a_matrix_of_one_number_is_no_slope(tmp_path: Path) -> None:
    network = imported(
        tmp_path, {"0.weight": floats(1, 2), "2.weight": floats(1, 1), "4.weight": np.array([0.1]), "5.weight": floats(1, 1)}
    )
    kinds = [getattr(one.layer, "activation", None) for one in network.layers]
    assert [type(one).__name__ for one in kinds] == ["ReLU", "PReLU", "Identity"]


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"conv.weight": floats(2, 2, 3)}, "'conv.weight' has 3 dimensions"),
        ({"weight_ih_l0": floats(8, 2)}, "recurrent"),
        ({"W1": floats(2, 4), "W2": floats(3, 5)}, "W1 2 × 4, W2 3 × 5"),
        ({"embedding": floats(5, 4), "W": floats(4, 1)}, "'embedding'"),
        ({"x": floats(4)}, "'x'"),
        ({"0.weight": floats(4, 2), "1.weight": floats(4), "2.weight": floats(1, 4)}, "'1.weight'"),
        ({"0.weight": floats(2000, 2), "0.bias": floats(2000)}, "1,024"),
        ({"0.weight": np.full((2, 2), np.nan)}, "not finite"),
        ({"0.bias": floats(2)}, "no weight matrix"),
        ({"0.weight": np.empty((0, 2))}, "empty"),
        ({}, "no weight matrix"),
    ],
)
def test_what_is_no_dense_network_is_refused_by_name(arrays: dict[str, Any], words: str, tmp_path: Path) -> None:
    sentence = refusal(tmp_path, arrays)
    assert words in sentence
    assert sentence.startswith('"a.npz" cannot be imported. ')
    assert sentence.endswith(".")


@pytest.mark.parametrize("classes", [0, 2, 3])
def test_the_tensors_beside_our_code_for_pytorch_come_back_bit_for_bit(classes: int, tmp_path: Path) -> None:
    model = trained(dense(4, PReLU()), BatchNorm(), Residual((dense(3, PReLU()), BatchNorm())), classes=classes)
    EXPORTERS["torch"]().write(model, tmp_path / "net_torch.py")
    found = model_of(for_path("net_torch.safetensors").read(tmp_path / "net_torch.safetensors"))
    assert (found.theta.tobytes(), found.buffers.tobytes()) == (model.theta.tobytes(), model.buffers.tobytes())
    np.testing.assert_allclose(found.predict(X), model.predict(X), rtol=1e-6, atol=1e-6)
