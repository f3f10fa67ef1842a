"""What is read of the bytes of an ONNX file, from anywhere: limits on both sides, every kind of attribute, damaged arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.exporters.onnx.onnx_graph import OnnxGraph, OnnxNode, OnnxValue
from engine.exporters.onnx.onnx_proto import from_bytes, to_bytes
from tests.interop import needs

pytestmark = needs("onnx")
NO_FILE = "It is no ONNX file, or it is damaged."


def model(change: Callable[[Any], None] = lambda made: None, nodes: int = 1, **arrays: Any) -> bytes:
    from onnx import TensorProto, helper, numpy_helper

    graph = helper.make_graph(
        [helper.make_node("Relu", ["x"], [f"y{place}"]) for place in range(nodes)],
        "g",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", 2]) for name in ("x", *arrays)],
        [helper.make_tensor_value_info("y0", TensorProto.FLOAT, ["N", 2])],
        [numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    change(made)
    return made.SerializeToString()


def refused(data: bytes, **about: Any) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        from_bytes(data, **about)
    return str(caught.value)


# -- graphs
def test_a_graph_comes_back() -> None:
    node = OnnxNode("Gemm", ("x", "W"), ("y",), {"alpha": 0.5, "transB": 1, "text": "키"}, "n", "Dense 1")
    graph = OnnxGraph(
        inputs=(OnnxValue("x", 2),),
        outputs=(OnnxValue("y", 3), OnnxValue("class", 0, 7)),
        nodes=(node,),
        constants={"W": np.ones((3, 2), np.float32)},
        metadata={"a": "b"},
        about="about it",
    )
    found = from_bytes(to_bytes(graph))
    assert [(one.name, one.columns, one.kind) for one in (*found.inputs, *found.outputs)] == [
        ("x", 2, 1),
        ("y", 3, 1),
        ("class", 0, 7),
    ]
    [again] = found.nodes
    assert (again.op, again.inputs, again.outputs, again.attributes) == (node.op, node.inputs, node.outputs, node.attributes)
    assert (again.name, again.title, again.domain) == ("n", "Dense 1", "")
    assert (found.metadata, found.about, found.opset) == ({"a": "b"}, "about it", 13)
    assert found.constants["W"].tolist() == [[1, 1]] * 3
    assert to_bytes(graph) == to_bytes(graph)


def test_inputs_that_are_constants_are_none() -> None:
    assert [one.name for one in from_bytes(model(W=np.ones((2, 2)))).inputs] == ["x"]


def test_a_number_of_columns_may_be_unknown() -> None:
    def named(made: Any) -> None:
        made.graph.input[0].type.tensor_type.shape.dim[1].dim_param = "M"

    assert from_bytes(model()).inputs[0].columns == 2
    assert from_bytes(model(named)).inputs[0].columns is None


@pytest.mark.parametrize("part", ["node", "output"])
def test_a_graph_without_nodes_or_outputs_is_none(part: str) -> None:
    assert refused(model(lambda made: made.graph.ClearField(part))) == NO_FILE


def test_a_node_without_result_is_damage() -> None:
    assert refused(model(lambda made: made.graph.node[0].ClearField("output"))) == NO_FILE


def test_as_many_nodes_as_are_read_and_no_more() -> None:
    assert len(from_bytes(model(nodes=5000)).nodes) == 5000
    assert refused(model(nodes=5001)) == "It has 5001 nodes; networks of at most 5000 are read."


def test_as_many_arrays_as_are_read_and_no_more() -> None:
    def many(count: int) -> Callable[[Any], None]:
        return lambda made: made.graph.initializer.extend([made.graph.initializer[0]] * (count - 1))

    one = np.ones(1, np.float32)
    assert len(from_bytes(model(many(5000), W=one)).constants) == 1
    assert "networks of at most 5000 are read" in refused(model(many(5001), W=one))


@pytest.mark.parametrize(
    ("versions", "opset"), [([("", 7)], 7), ([("ai.onnx", 9), ("", 8)], 9), ([("ai.onnx.ml", 3), ("", 10)], 10), ([], 13)]
)
def test_the_version_of_the_operators(versions: list[tuple[str, int]], opset: int) -> None:
    def change(made: Any) -> None:
        from onnx import helper

        del made.opset_import[:]
        made.opset_import.extend(helper.make_opsetid(*one) for one in versions)

    assert from_bytes(model(change)).opset == opset


def test_older_operators_are_refused() -> None:
    says = "Its operators are of ONNX's version 6: export it again with 13 or later."
    assert refused(model(lambda made: setattr(made.opset_import[0], "version", 6))) == says


# -- arrays
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "i1", "i4", "i8", "u1", "?"])
def test_arrays_of_numbers(dtype: str) -> None:
    array = np.array([[0, 1, 1], [1, 0, 1]], dtype)
    found = from_bytes(model(W=array)).constants["W"]
    assert found.tolist() == array.tolist()
    assert found.dtype == array.dtype


def test_arrays_of_texts() -> None:
    def texts(made: Any) -> None:
        from onnx import TensorProto

        tensor = made.graph.initializer[0]
        tensor.ClearField("raw_data")
        tensor.data_type = TensorProto.STRING
        tensor.string_data.extend(["예".encode(), b"\xff"])

    assert from_bytes(model(texts, W=np.ones(2, np.float32))).constants["W"].tolist() == ["예", "\ufffd"]


def with_dims(*dims: int) -> Callable[[Any], None]:
    def change(made: Any) -> None:
        del made.graph.initializer[0].dims[:]
        made.graph.initializer[0].dims.extend(dims)

    return change


ONE = np.ones(1, np.float32)


@pytest.mark.parametrize("dims", [(1_000_001,), (-1, 1), (8001, 8000), (1,) * 9])
def test_arrays_that_declare_too_much_are_refused(dims: tuple[int, ...]) -> None:
    assert refused(model(with_dims(*dims), W=ONE)) == "The array W declares more numbers than are read."


@pytest.mark.parametrize("dims", [(1_000_000,), (8000, 8000), (9,), (0,), (2, 3)])
def test_arrays_that_declare_more_than_there_is_are_damaged(dims: tuple[int, ...]) -> None:
    assert refused(model(with_dims(*dims), W=ONE)) == "The array W is damaged."


def test_an_array_of_as_many_dimensions_as_are_read() -> None:
    assert from_bytes(model(with_dims(*(1,) * 8), W=ONE)).constants["W"].shape == (1,) * 8


def test_arrays_of_complex_numbers_are_refused() -> None:
    assert refused(model(W=np.ones(2, np.complex64))) == "The array W is of a type that is not read."


# -- arrays in files beside it
def outside(**about: str) -> Callable[[Any], None]:
    def change(made: Any) -> None:
        tensor = made.graph.initializer[0]
        tensor.ClearField("raw_data")
        tensor.data_location = 1
        for key, value in about.items():
            tensor.external_data.add(key=key, value=value)

    return change


DATA = np.arange(4, dtype=np.float32)


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({}, [2, 3]),
        ({"length": "8"}, [2, 3]),
        ({"offset": "8"}, [2, 3]),
        ({"offset": "4", "length": "8"}, [1, 2]),
        ({"offset": "0", "length": "8"}, [0, 1]),
    ],
)
def test_a_part_of_a_file_beside_it(about: dict[str, str], expected: list[int]) -> None:
    data = DATA.tobytes() if about.get("offset") or not about else DATA[2:].tobytes()
    data = data if about else DATA[2:].tobytes()
    found = from_bytes(model(outside(location="w.bin", **about), W=np.ones(2, np.float32)), lambda name: data)
    assert found.constants["W"].tolist() == expected


@pytest.mark.parametrize(
    "about", [{"offset": "-1"}, {"length": "-1"}, {"offset": "17"}, {"offset": "12", "length": "8"}, {"offset": "x"}]
)
def test_a_part_that_is_not_there_is_damage(about: dict[str, str]) -> None:
    data = model(outside(location="w.bin", **about), W=np.ones(2, np.float32))
    assert refused(data, beside=lambda name: DATA.tobytes()) == "The array W is damaged."


@pytest.mark.parametrize("location", ["", ".", "..", "a/b", "a\\b", "/a"])
def test_no_file_elsewhere_is_read(location: str) -> None:
    data = model(outside(location=location), W=np.ones(2, np.float32))
    says = "The numbers of W are in another file: save the model as a single file."
    assert refused(data, beside=lambda name: DATA.tobytes()) == says
    assert refused(model(outside(location="w.bin"), W=np.ones(2, np.float32))) == says


# -- attributes
def test_every_kind_of_attribute() -> None:
    def change(made: Any) -> None:
        from onnx import helper, numpy_helper

        tensor = numpy_helper.from_array(np.array([3, 4]), "t")
        about = {"f": 0.5, "i": 3, "s": "키", "t": tensor, "fs": [0.5, 1.5], "is": [1, 2], "ss": ["a", "키"], "g": made.graph}
        made.graph.node[0].attribute.extend(helper.make_attribute(name, value) for name, value in about.items() if name != "g")
        made.graph.node[0].attribute.append(helper.make_attribute("g", helper.make_graph([], "inside", [], [])))

    found = from_bytes(model(change)).nodes[0].attributes
    assert found.pop("t").tolist() == [3, 4]
    assert found == {"f": 0.5, "i": 3, "s": "키", "fs": [0.5, 1.5], "is": [1, 2], "ss": ["a", "키"], "g": None}
    assert [type(found[name]) for name in ("f", "i")] == [float, int]
