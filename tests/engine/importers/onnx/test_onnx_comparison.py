"""A network that was found in a graph is compared with what the graph computes, and with what onnxruntime computes."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.data.preprocessing import Scaling
from engine.exporters.contents import Exported, exported_from
from engine.exporters.onnx.onnx_file import graph_of
from engine.importers.imported_network import ImportedNetwork, model_of
from engine.importers.layer_steps import Linear
from engine.importers.network_of_steps import network_from
from engine.importers.onnx.onnx_importer import _check, _computes
from engine.importers.onnx.own_program import _predictions, note_of_difference
from tests.engine.importers.onnx.hand_made import graph, node
from tests.golden.written import NETWORKS

OTHER = "What was recognised in it does not compute the same."
WEIGHTS = np.array([[0.5, 1, 2], [0.25, -1, 3]], np.float32)


def imported(weights: Array, link: str = "", **answers: str) -> ImportedNetwork:
    return network_from([Linear(weights)], link, answers=answers)


def checked(network: ImportedNetwork, weights: Array, *more: Any, **constants: Array) -> None:
    made = graph(node("MatMul", "x W", "s"), *more, outputs=("s",), W=weights.astype(np.float64), **constants)
    _check(made, network, "x", ("x",), "s")


# -- the graph itself
@pytest.mark.parametrize("outputs", [1, 2, 3])
def test_a_network_that_computes_what_its_graph_computes_passes(outputs: int) -> None:
    weights = WEIGHTS[:, :outputs]
    checked(imported(weights), weights)
    with pytest.raises(ValueError, match=OTHER):
        checked(imported(weights), -weights)
    with pytest.raises(ValueError, match=OTHER):
        checked(imported(weights), weights * 1.01)


def test_a_network_with_other_outputs_does_not() -> None:
    with pytest.raises(ValueError, match=OTHER):
        checked(imported(WEIGHTS), np.hstack([WEIGHTS, WEIGHTS]))


def test_differences_are_measured_against_the_largest_value() -> None:
    weights = 1000 * WEIGHTS[:, :1]
    checked(imported(weights), weights * (1 + 2e-5))
    with pytest.raises(ValueError, match=OTHER):
        checked(imported(weights), weights * (1 + 2e-3))
    small = 0.01 * WEIGHTS[:, :1]
    checked(imported(small), small * (1 + 1e-3))  # below a ten-thousandth of 1


def test_it_is_tried_where_its_inputs_are() -> None:
    """Far from 0 a scaled network says nothing of a difference near it."""
    network = replace(imported(WEIGHTS[:, :1]), scaling=Scaling(np.array([50.0, -50.0]), np.array([2.0, 4.0])))
    scaled = [node("Sub", "x m", "c"), node("Div", "c d", "z"), node("MatMul", "z W", "s")]
    numbers = {"m": np.array([50.0, -50.0]), "d": np.array([2.0, 4.0]), "W": WEIGHTS[:, :1].astype(float)}
    _check(graph(*scaled, outputs=("s",), **numbers), network, "x", ("x",), "s")
    for name, other in (("m", np.array([50.0, -49.9])), ("d", np.array([2.0, 4.1])), ("d", np.array([2.1, 4.0]))):
        with pytest.raises(ValueError, match=OTHER):
            _check(graph(*scaled, outputs=("s",), **{**numbers, name: other}), network, "x", ("x",), "s")


def test_columns_of_their_own_are_fed_one_by_one() -> None:
    network = imported(WEIGHTS[:, :1])
    nodes = node("Concat", "a b", "x", axis=1), node("MatMul", "x W", "s")
    made = graph(*nodes, outputs=("s",), inputs=("a", "b"), W=WEIGHTS[:, :1])
    _check(made, network, "x", ("a", "b"), "s")
    with pytest.raises(ValueError, match=OTHER):
        _check(made, network, "x", ("b", "a"), "s")


def test_predictions_beyond_all_numbers_are_refused() -> None:
    large = np.full((2, 1), 3e38, np.float32)
    chain = network_from([Linear(np.full((2, 1), 1e200)), Linear(np.full((1, 1), 1e200))], "")
    with pytest.raises(ValueError, match=r"Its predictions are no finite numbers\."):
        checked(chain, large)


# -- the document in a file of our own
@pytest.mark.parametrize("name", [name for name in NETWORKS if name != "every formula"])
def test_a_graph_of_our_own_computes_what_its_document_says(name: str) -> None:
    exported = exported_from(NETWORKS[name]())
    made = graph_of(exported)
    assert _computes(made, exported, Path("a.onnx"))
    biases = exported.arrays["output.biases"].copy()
    biases[0] += 0.5
    assert not _computes(made, Exported({**exported.arrays, "output.biases": biases}, exported.metadata), Path("a.onnx"))


def test_a_graph_that_cannot_be_computed_is_not_our_own() -> None:
    exported = exported_from(NETWORKS["a number"]())
    made = graph_of(exported)
    unknown = replace(made, nodes=(*made.nodes[:-1], replace(made.nodes[-1], op="Loop")))
    assert not _computes(unknown, exported, Path("a.onnx"))


# -- onnxruntime's results, and the engine's form of them
SCORES = np.array([[0.0, 1.0], [2.0, -1.0]])
TWO, THREE = imported(WEIGHTS[:, :2]), imported(WEIGHTS)
NUMBER = imported(WEIGHTS[:, :1])


def test_results_are_given_as_the_engine_gives_predictions() -> None:
    def sigmoid(z: Array) -> Array:
        return 1 / (1 + np.exp(-z))

    def found(results: list[Any], network: ImportedNetwork, link: str = "") -> Any:
        predictions = _predictions(results, network, link)
        assert predictions is not None
        return predictions

    np.testing.assert_allclose(found([SCORES], TWO), sigmoid(np.array([[1.0], [-3.0]])))
    np.testing.assert_allclose(found([SCORES], TWO, "softmax"), [[1], [-1]])
    np.testing.assert_allclose(found([SCORES], TWO, "log_softmax"), np.exp([[1], [-1]]))
    np.testing.assert_allclose(found([SCORES[:, 0]], NUMBER), [[0], [2]])
    np.testing.assert_allclose(found([SCORES[:, :1]], TWO, "sigmoid"), [[0], [2]])
    np.testing.assert_allclose(found([np.zeros((1, 3))], THREE), [[1 / 3] * 3])
    np.testing.assert_allclose(found([np.array([1, 0]), SCORES], TWO, "softmax"), [[1], [-1]])
    rows = [{"no": 0.25, "yes": 0.75}, {"no": 0.5, "yes": 0.5}]
    np.testing.assert_allclose(found([np.array([1, 0]), rows], TWO, "softmax"), [[0.75], [0.5]])
    assert _predictions([np.array([1, 0])], TWO, "") is None


class Session:
    """A program that gives these results, and keeps what it was given."""

    def __init__(self, answer: Any, inputs: dict[str, list[Any]]) -> None:
        self.answer, self.inputs, self.given = answer, inputs, dict[str, Array]()

    def get_inputs(self) -> list[Any]:
        return [SimpleNamespace(name=name, shape=shape) for name, shape in self.inputs.items()]

    def run(self, outputs: Any, feeds: dict[str, Array]) -> list[Any]:
        self.given = feeds
        return [self.answer(np.hstack(list(feeds.values())).astype(np.float64))]


def note(monkeypatch: pytest.MonkeyPatch, network: ImportedNetwork, answer: Any, **inputs: list[Any]) -> tuple[str, Session]:
    session = Session(answer, inputs or {"x": ["N", 2]})
    program = SimpleNamespace(__version__="1.2", SessionOptions=SimpleNamespace, InferenceSession=lambda *about, **more: session)
    monkeypatch.setitem(sys.modules, "onnxruntime", program)
    return note_of_difference(Path("a.onnx"), network, ""), session


def test_the_difference_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    text, session = note(monkeypatch, NUMBER, lambda x: model_of(NUMBER).predict(x, np.float64) + 0.002)
    assert text == "onnxruntime 1.2 computes the same from the file on 100 rows; largest difference 0.002."
    assert session.given["x"].shape == (100, 2)
    assert session.given["x"].dtype == np.float32


@pytest.mark.parametrize(("weight", "off", "passes"), [(1, 0.009, True), (1, 0.2, False), (100, 0.5, True), (0.01, 0.02, False)])
def test_a_hundredth_of_the_largest_value_or_of_1_is_too_much(
    weight: float, off: float, passes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = imported(np.array([[weight], [0]], np.float32))
    if passes:
        assert note(monkeypatch, network, lambda x: x[:, :1] * weight + off)[0]
        return
    with pytest.raises(ValueError, match=OTHER):
        note(monkeypatch, network, lambda x: x[:, :1] * weight + off)


@pytest.mark.parametrize("answer", [lambda x: x[:, :1] / 0, lambda x: x[:3, :1], lambda x: 1 / 0])
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_where_it_does_not_run_the_file_nothing_is_said(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert note(monkeypatch, NUMBER, answer)[0] == ""


def test_rows_are_as_many_as_the_file_takes_and_where_its_inputs_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(x: Array) -> Array:
        return model_of(scaled).predict(x, np.float64)

    scaled = replace(NUMBER, scaling=Scaling(np.array([500.0, -500.0]), np.array([2.0, 4.0])))
    text, session = note(monkeypatch, scaled, answer, x=[3, 2])
    assert "on 3 rows" in text
    assert session.given["x"].shape == (3, 2)
    assert (np.abs(session.given["x"] - [500, -500]) < 20).all()
    assert "on 100 rows" in note(monkeypatch, scaled, answer, x=[0, 2])[0]
    assert "on 100 rows" in note(monkeypatch, scaled, answer, x=[])[0]
    _text, session = note(monkeypatch, replace(scaled, input_names=("a", "b")), answer, a=["N", 1], b=["N", 1])
    assert {name: one.shape for name, one in session.given.items()} == {"a": (100, 1), "b": (100, 1)}
    assert (session.given["a"] > 0).all()
    assert (session.given["b"] < 0).all()


def test_without_the_program_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert note_of_difference(Path("a.onnx"), NUMBER, "") == ""
