"""Normalising layers in graphs: as one node, or written with simple operations."""

from __future__ import annotations

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.exporters.onnx.onnx_graph import OnnxNode
from engine.importers.layer_steps import Normalising
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.layer_norm import LayerNorm
from tests.engine.importers.onnx.hand_made import V, W, no_place, node, refused, steps


# -- normalising layers
def test_batch_norm_has_its_arrays_and_settings() -> None:
    arrays = {name: place + V for place, name in enumerate(("bn.weight", "b", "m", "v"))}
    [step] = steps(node("BatchNormalization", "x bn.weight b m v", epsilon=0.5, momentum=0.75), **arrays)
    assert (step.layer, step.name) == (BatchNorm(0.25, 0.5), "bn")
    assert {name: array[0] for name, array in step.arrays.items()} == {
        "scale": 1,
        "shift": 2,
        "running_mean": 3,
        "running_variance": 4,
    }
    [step] = steps(node("BatchNormalization", "x bn.weight b m v"), **arrays)
    assert step.layer == BatchNorm(0.1, 1e-5)
    assert refused(node("BatchNormalization", "x bn.weight b m"), **arrays) == no_place("BatchNormalization")
    assert refused(node("BatchNormalization", "x bn.weight b m W"), **arrays, W=W) == no_place("BatchNormalization")
    training = node("BatchNormalization", "x bn.weight b m v", training_mode=1)
    assert refused(training, **arrays) == no_place("BatchNormalization")


def test_layer_norm_of_later_versions_is_one_node() -> None:
    [step] = steps(node("LayerNormalization", "x ln.weight b", epsilon=0.5, axis=1), **{"ln.weight": V, "b": 2 * V})
    assert (step.layer, step.name) == (LayerNorm(0.5), "ln")
    assert (step.arrays["scale"].tolist(), step.arrays["shift"].tolist()) == ([1, 2, 4], [2, 4, 8])
    for inputs in ("x s", "x s -"):
        [step] = steps(node("LayerNormalization", inputs), s=V)
        assert step.layer == LayerNorm(1e-5)
        assert step.arrays["shift"].tolist() == [0, 0, 0]
    assert refused(node("LayerNormalization", "x s b", axis=0), s=V, b=V) == no_place("LayerNormalization")
    assert refused(node("LayerNormalization", "x s b"), s=W, b=V) == no_place("LayerNormalization")
    assert refused(node("LayerNormalization", "x x b"), b=V) == no_place("LayerNormalization")


def layer_norm(**other: OnnxNode) -> list[OnnxNode]:
    """Of simple operations, some of them replaced."""
    usual = {
        "mean": node("ReduceMean", "x", "mean", axes=[-1]),
        "centred": node("Sub", "x mean", "centred"),
        "squares": node("Pow", "centred two", "squares"),
        "variance": node("ReduceMean", "squares", "variance", axes=[-1]),
        "raised": node("Add", "variance eps", "raised"),
        "root": node("Sqrt", "raised", "root"),
        "y": node("Div", "centred root"),
    }
    return [*{**usual, **other}.values()]


NUMBERS: dict[str, Array] = {
    "two": np.array(2.0),
    "three": np.array(3.0),
    "eps": np.array([1e-5], np.float32),
    "pair": np.array([1.0, 2.0]),
    "ones": np.array([1]),
    "zeros": np.array([0]),
    "column": np.full((3, 1), 1 / 3, np.float32),
    "third": np.full((3, 3), 1 / 3, np.float32),
    "half": np.full((3, 3), 1 / 2, np.float32),
}


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"mean": node("ReduceMean", "x", "mean", axes=[1], keepdims=1)},
        {"mean": node("ReduceMean", "x ones", "mean")},
        {"mean": node("MatMul", "x third", "mean")},
        {"mean": node("MatMul", "x column", "mean")},
        {"squares": node("Mul", "centred centred", "squares")},
        {"raised": node("Add", "eps variance", "raised")},
        {"again": node("Sub", "x mean", "again"), "squares": node("Pow", "again two", "squares")},
    ],
)
def test_a_layer_norm_of_simple_operations_is_one_layer(other: dict[str, OnnxNode]) -> None:
    [step] = steps(*layer_norm(**other), **NUMBERS)
    assert isinstance(step, Normalising)
    assert step.layer == LayerNorm(1e-5)  # and not the nearest float32
    assert (step.arrays["scale"].tolist(), step.arrays["shift"].tolist()) == ([1], [0])


@pytest.mark.parametrize(
    "other",
    [
        {"mean": node("ReduceMean", "x", "mean", axes=[0])},
        {"mean": node("ReduceMean", "x", "mean", axes=[-1], keepdims=0)},
        {"mean": node("ReduceMean", "x zeros", "mean")},
        {"mean": node("MatMul", "x half", "mean")},
        {"mean": node("MatMul", "x ones", "mean")},
        {"centred": node("Add", "x mean", "centred")},
        {"squares": node("Pow", "centred three", "squares")},
        {"squares": node("Pow", "centred pair", "squares")},
        {"squares": node("Pow", "x two", "squares")},
        {"squares": node("Mul", "centred x", "squares")},
        {"squares": node("Mul", "x x", "squares")},
        {"squares": node("Abs", "centred", "squares")},
        {"raised": node("Sub", "variance eps", "raised")},
        {"raised": node("Add", "variance pair", "raised")},
        {"root": node("Abs", "raised", "root")},
        {"again": node("Sub", "mean x", "again"), "squares": node("Pow", "again two", "squares")},
    ],
)
def test_what_only_looks_like_a_layer_norm_is_refused(other: dict[str, OnnxNode]) -> None:
    with pytest.raises(ValueError, match="fits into no network here"):
        steps(*layer_norm(**other), **NUMBERS)
