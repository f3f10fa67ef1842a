"""From a graph to the bytes of an .onnx file, and back. The library `onnx` is imported when it is used.

Files come from anywhere: what is read is bounded, and what is not as it should be ends in a sentence.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.quoting import shortened
from engine.core.translation import _
from engine.core.version import VERSION
from engine.exporters.onnx.onnx_graph import IR_VERSION, OPSET, OnnxGraph, OnnxNode, OnnxValue

MOST_NODES, MOST_CONSTANTS, MOST_DIMENSION = 5000, 5000, 1_000_000
MOST_NUMBERS = 64_000_000  # in all arrays together
OLDEST_OPSET = 7
Beside = Callable[[str], bytes]  # of a file's name, which has no folder


def to_bytes(graph: OnnxGraph) -> bytes:
    """The file: the same bytes for the same graph."""
    from onnx import TensorProto, helper, numpy_helper

    nodes = []
    for one in graph.nodes:
        nodes.append(helper.make_node(one.op, one.inputs, one.outputs, name=one.name, doc_string=one.title, **one.attributes))
    assert TensorProto.FLOAT == 1, "the numbers in onnx_graph are ONNX's"
    made = helper.make_graph(
        nodes,
        "network",
        [_value(helper, one) for one in graph.inputs],
        [_value(helper, one) for one in graph.outputs],
        [numpy_helper.from_array(array, name) for name, array in graph.constants.items()],
        doc_string=graph.about,
    )
    model = helper.make_model(
        made,
        producer_name="Network Playground",
        producer_version=VERSION,
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", graph.opset)],
    )
    helper.set_model_props(model, graph.metadata)
    data: bytes = model.SerializeToString(deterministic=True)
    return data


def _value(helper: Any, one: OnnxValue) -> Any:
    return helper.make_tensor_value_info(one.name, one.kind, ["N", one.columns] if one.columns else ["N"])


def from_bytes(data: bytes, beside: Beside | None = None) -> OnnxGraph:
    """The graph in the bytes of a file. Raises ValueError with a sentence when there is none that is read here.

    `beside` gives the bytes of a file beside it, in which PyTorch keeps larger arrays; without it such arrays are not read.
    """
    from google.protobuf.message import DecodeError
    from onnx import ModelProto

    model = ModelProto()
    try:
        model.ParseFromString(data)
    except (DecodeError, RecursionError, ValueError):
        raise ValueError(_("It is no ONNX file, or it is damaged.")) from None
    graph = model.graph
    if not graph.node or not graph.output or any(not one.output for one in graph.node):
        raise ValueError(_("It is no ONNX file, or it is damaged."))
    if len(graph.node) > MOST_NODES or len(graph.initializer) > MOST_CONSTANTS:
        text = _("It has {nodes} nodes; networks of at most {most} are read.")
        raise ValueError(text.format(nodes=len(graph.node), most=MOST_NODES))
    opset = max((one.version for one in model.opset_import if one.domain in ("", "ai.onnx")), default=OPSET)
    if opset < OLDEST_OPSET:
        raise ValueError(_("Its operators are of ONNX's version {found}: export it again with 13 or later.").format(found=opset))
    constants = _arrays(graph.initializer, beside)
    return OnnxGraph(
        inputs=tuple(_read_value(one) for one in graph.input if _text(one.name) not in constants),
        outputs=tuple(_read_value(one) for one in graph.output),
        nodes=tuple(_read_node(one) for one in graph.node),
        constants=constants,
        metadata={_text(one.key): _text(one.value) for one in model.metadata_props},
        about=_text(graph.doc_string),
        opset=opset,
    )


def _arrays(tensors: Iterable[Any], beside: Beside | None) -> dict[str, Array]:
    found: dict[str, Array] = {}
    left = MOST_NUMBERS
    for tensor in tensors:
        array = _array(tensor, left, beside)
        left -= array.size
        found[_text(tensor.name)] = array
    return found


def _array(tensor: Any, most: int, beside: Beside | None = None) -> Array:
    """The array of a TensorProto. Its size is checked before anything is made of it; names of classes are texts."""
    from onnx import TensorProto, numpy_helper

    name, size = shortened(_text(tensor.name)), math.prod(tensor.dims)
    if tensor.data_location == TensorProto.EXTERNAL or tensor.external_data:
        _fetch(tensor, beside)
    if any(not 0 <= one <= MOST_DIMENSION for one in tensor.dims) or size > most or len(tensor.dims) > 8:
        raise ValueError(_("The array {name} declares more numbers than are read.").format(name=name))
    if tensor.data_type == TensorProto.STRING:
        return np.array([text.decode("utf-8", "replace") for text in tensor.string_data], np.str_)
    known = max(len(tensor.raw_data), len(tensor.float_data), len(tensor.double_data), len(tensor.int64_data))
    if size > max(known, len(tensor.int32_data)) * 2:
        raise ValueError(_("The array {name} is damaged.").format(name=name))
    try:
        array = np.asarray(numpy_helper.to_array(tensor))
    except (ValueError, TypeError, KeyError, RuntimeError, NotImplementedError):
        raise ValueError(_("The array {name} is damaged.").format(name=name)) from None
    if array.dtype.kind not in "fiub":
        raise ValueError(_("The array {name} is of a type that is not read.").format(name=name))
    return array


def _fetch(tensor: Any, beside: Beside | None) -> None:
    """Put the numbers of a tensor that are in a file beside the graph into the tensor."""
    from onnx import TensorProto

    about = {_text(entry.key): _text(entry.value) for entry in tensor.external_data}
    place = about.get("location", "")
    if beside is None or not place or place != PurePath(place).name or "\\" in place or place in (".", ".."):
        text = _("The numbers of {name} are in another file: save the model as a single file.")
        raise ValueError(text.format(name=shortened(_text(tensor.name))))
    data = beside(place)
    try:
        start = int(about.get("offset", "0"))
        length = int(about.get("length", len(data) - start))
    except ValueError:
        start = length = -1
    if start < 0 or length < 0 or start + length > len(data):
        raise ValueError(_("The array {name} is damaged.").format(name=shortened(_text(tensor.name))))
    del tensor.external_data[:]
    tensor.data_location, tensor.raw_data = TensorProto.DEFAULT, data[start : start + length]


def _read_value(one: Any) -> OnnxValue:
    kind = one.type.tensor_type
    dims = kind.shape.dim
    columns = dims[-1].dim_value if len(dims) > 1 and dims[-1].HasField("dim_value") else None
    return OnnxValue(_text(one.name), 0 if len(dims) == 1 else columns, kind.elem_type)


def _read_node(one: Any) -> OnnxNode:
    attributes = {_text(attribute.name): _attribute(attribute) for attribute in one.attribute}
    inputs, outputs = tuple(map(_text, one.input)), tuple(map(_text, one.output))
    return OnnxNode(_text(one.op_type), inputs, outputs, attributes, _text(one.name), _text(one.doc_string), _text(one.domain))


def _text(found: Any) -> str:
    """A text of the file: protobuf gives bytes where it is no UTF-8."""
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found)


def _attribute(one: Any) -> Any:
    """A float, an int, a text, an array, or a list of these; None for what no network here needs."""
    from onnx import AttributeProto

    match one.type:
        case AttributeProto.FLOAT:
            return float(one.f)
        case AttributeProto.INT:
            return int(one.i)
        case AttributeProto.STRING:
            return one.s.decode("utf-8", "replace")
        case AttributeProto.TENSOR:
            return _array(one.t, MOST_NUMBERS)
        case AttributeProto.FLOATS:
            return [float(value) for value in one.floats]
        case AttributeProto.INTS:
            return [int(value) for value in one.ints]
        case AttributeProto.STRINGS:
            return [text.decode("utf-8", "replace") for text in one.strings]
    return None
