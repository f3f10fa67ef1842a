"""Where a network begins and ends in a graph: its inputs, the link behind the scores, and the names of classes."""

from __future__ import annotations

import numpy as np
import pytest

from engine.exporters.onnx.onnx_graph import OnnxGraph
from engine.exporters.onnx.onnx_interpreter import computed
from engine.importers.onnx.onnx_importer import class_names, end_of, inputs_of
from engine.importers.onnx.onnx_walk import Walk
from tests.engine.importers.onnx.hand_made import V, W, graph, node, refused


# -- both ends
def test_a_value_from_nowhere_is_named() -> None:
    assert refused(node("MatMul", "a W"), W=W) == "Its value a comes from nowhere."


def test_nodes_in_another_order_than_they_are_computed_in_are_refused() -> None:
    assert "fits into no network here" in refused(node("MatMul", "a W"), node("MatMul", "x W", "a"), W=np.eye(2))


@pytest.mark.parametrize(("op", "link"), [("Softmax", "softmax"), ("LogSoftmax", "log_softmax"), ("Sigmoid", "sigmoid")])
def test_the_end_is_the_link_of_the_scores(op: str, link: str) -> None:
    for tail in ([], [node("Identity", "p", "q"), node("Cast", "q", "y", to=1)]):
        made = graph(node("MatMul", "x W", "s"), node(op, "s", "p" if tail else "y"), *tail, W=W)
        assert end_of(made, Walk(made)) == ("s", link, ())


def two_columns(second: str = "p", minus: str = "Sub", of: str = "p", op: str = "Sigmoid") -> OnnxGraph:
    """1 - p and p, or something like it."""
    nodes = [node("MatMul", "x W", "s"), node(op, "s", "p"), node("Tanh", "s", "t"), node(minus, f"one {of}", "q")]
    return graph(*nodes, node("Concat", f"q {second}", axis=1), W=W, one=np.ones(1))


def test_two_columns_of_one_probability_are_a_sigmoid() -> None:
    made = two_columns()
    assert end_of(made, Walk(made)) == ("s", "sigmoid", ())
    others = [two_columns(second="t"), two_columns(minus="Add"), two_columns(of="t"), two_columns("p p"), two_columns("x")]
    for made in (*others, two_columns(op="Tanh")):
        with pytest.raises(ValueError, match="fits into no network here"):
            end_of(made, Walk(made))


def test_the_scores_are_found_beside_the_number_of_the_class() -> None:
    nodes = [node("MatMul", "x W", "s"), node("ArgMax", "s", "n"), node("Softmax", "s", "p")]
    for outputs in (("n", "p"), ("p", "n"), ("p",)):
        made = graph(*nodes, outputs=outputs, W=W)
        assert end_of(made, Walk(made))[:2] == ("s", "softmax")
    made = graph(*nodes, outputs=("n",), W=W)
    assert end_of(made, Walk(made))[:2] == ("s", "")


def test_classes_are_named_by_nodes_of_scikit_learn() -> None:
    walk = Walk(graph(names=np.array(["no", "yes"]), numbers=np.array([3, 5])))
    assert class_names(node("ArrayFeatureExtractor", "names n"), walk) == ("no", "yes")
    assert class_names(node("ArrayFeatureExtractor", "numbers n"), walk) == ("3", "5")
    assert class_names(node("ArrayFeatureExtractor", "nothing n"), walk) == ()
    assert class_names(node("ZipMap", "p", classlabels_strings=["a", "b" * 300]), walk)[0] == "a"
    assert len(class_names(node("ZipMap", "p", classlabels_strings=["a", "b" * 300]), walk)[1]) == 200
    assert class_names(node("ZipMap", "p", classlabels_int64s=[1, 2]), walk) == ("1", "2")
    assert class_names(node("ZipMap", "p"), walk) == class_names(node("Softmax", "p"), walk) == ()
    made = graph(node("MatMul", "x W", "s"), node("ArgMax", "s", "n"), node("ArrayFeatureExtractor", "names n"), W=W)
    made.constants["names"] = np.array(["no", "yes"])
    assert end_of(made, Walk(made)) == ("s", "", ("no", "yes"))


def test_inputs_may_be_columns_side_by_side() -> None:
    made = graph(node("Concat", "a b", "x"), node("Concat", "a a", "z"), node("Concat", "a x", "w"), inputs=("a", "b"))
    assert inputs_of(made) == {"a": ("a",), "b": ("b",), "x": ("a", "b")}


def test_folding_and_running_compute_the_same() -> None:
    made = node("Sub", "c two", "a")
    walk = Walk(graph(made, c=V, two=np.array(2.0)))
    assert np.array_equal(walk.constants["a"], computed(made, {"c": V, "two": np.array(2.0)}, {}, np.float64, 13))
