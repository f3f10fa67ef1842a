"""Numbers that an ONNX file cannot hold are refused before it is written; what it holds comes back from its graph alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.data.preprocessing import Scaling
from engine.exporters.contents import exported_from
from engine.exporters.onnx.onnx_file import OnnxFile, exported_in, graph_of, predictions_in, read_columns
from engine.exporters.trained_model import TrainedModel
from engine.files.file_problem import FileProblem
from engine.nn.activations import GELU, Tanh
from engine.nn.layers.dense import Dense
from engine.nn.layers.residual import Residual
from tests.golden.written import NETWORKS, network

LARGEST = float(np.finfo(np.float32).max)
TOO_LARGE = "ONNX files compute in float32, and some numbers are too large: use .npz."


def scaled(mean: float = 0.0, deviation: float = 1.0, target_mean: float = 0.0, target_deviation: float = 1.0) -> TrainedModel:
    inputs = Scaling(np.array([0.0, mean]), np.array([1.0, deviation]))
    return replace(network(), scaling=inputs, target_scaling=Scaling(np.array([target_mean]), np.array([target_deviation])))


@pytest.mark.parametrize("name", ["mean", "deviation", "target_mean", "target_deviation"])
def test_scalings_up_to_the_largest_number(name: str) -> None:
    assert OnnxFile().objection(scaled(**{name: LARGEST})) == ""
    assert OnnxFile().objection(scaled(**{name: 1.0001 * LARGEST})) == TOO_LARGE


@pytest.mark.parametrize("name", ["deviation", "target_deviation"])
def test_deviations_whose_inverse_is_a_number(name: str) -> None:
    assert OnnxFile().objection(scaled(**{name: 1.0001 / LARGEST})) == ""
    assert OnnxFile().objection(scaled(**{name: 1 / LARGEST})) == TOO_LARGE
    assert OnnxFile().objection(scaled(**{name: 0.9999 / LARGEST})) == TOO_LARGE


def test_weights_up_to_the_largest_number() -> None:
    model = network(Dense(2, Tanh()))
    for value, says in ((LARGEST, ""), (-LARGEST, ""), (1.0001 * LARGEST, TOO_LARGE), (-1.0001 * LARGEST, TOO_LARGE)):
        theta = model.theta.astype(np.float64)
        theta[3] = value
        assert OnnxFile().objection(replace(model, theta=theta)) == says


@pytest.mark.parametrize("name", NETWORKS)
def test_a_graph_holds_all_that_the_document_names(name: str) -> None:
    exported = exported_from(NETWORKS[name]())
    made = graph_of(exported)
    found = exported_in(made, "a.onnx")
    assert len(found.arrays) >= len(exported.arrays)
    for layer, other in zip(exported.metadata["layers"], found.metadata["layers"], strict=True):
        for short, about in layer["arrays"].items():
            assert np.array_equal(exported.arrays[about["name"]], found.arrays[other["arrays"][short]["name"]])
    for scaling in ("input_mean", "input_deviation", "target_mean", "target_deviation"):
        assert found.arrays[scaling].tolist() == exported.arrays[scaling].tolist()
    assert read_columns(made, Path("a.onnx")) == NETWORKS[name]().columns


@pytest.mark.parametrize("document", ["{", "[]", "{}", "3"])
def test_a_damaged_document_is_a_sentence(document: str) -> None:
    made = graph_of(exported_from(network()))
    damaged = replace(made, metadata=dict.fromkeys(made.metadata, document))
    says = '"a.onnx" cannot be used. Its description of the network is damaged. Export the network again.'
    with pytest.raises(FileProblem) as caught:
        read_columns(damaged, Path("a.onnx"))
    assert str(caught.value) == says


def test_of_two_probabilities_the_second_is_the_prediction() -> None:
    values = np.array([[0.25, 0.75]])
    assert predictions_in(values, "probabilities").tolist() == [[0.75]]
    assert predictions_in(values, "scores").tolist() == [[0.25, 0.75]]
    assert predictions_in(np.ones((1, 3)), "probabilities").shape == (1, 3)


def test_more_is_allowed_only_where_gelu_is_exact() -> None:
    exact, formula = (network(Dense(2, GELU(kind))) for kind in ("exact", "tanh"))
    inside = network(Residual((Dense(2, Tanh()), Dense(2, GELU("exact")))))
    tolerances = [OnnxFile().relative_tolerance(one) for one in (exact, inside, formula)]
    assert tolerances[0] == tolerances[1] > tolerances[2]
