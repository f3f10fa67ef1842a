"""ONNX files of other programs: what is recognised in them, that it computes the same, and what is refused by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.data.datasets import DATASETS
from engine.exporters.onnx.onnx_file import OnnxFile
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import export
from engine.files.file_problem import FileProblem
from engine.importers import ImportedNetwork, for_path, model_of
from engine.importers.adoption import adopted_session, candidates
from engine.importers.network_of_steps import AS_CLASS, AS_PROBABILITIES_NOW, AS_SCORES, WITHOUT_INPUT_NAMES, WITHOUT_NAMES
from engine.nn.activations import ACTIVATIONS, GELU
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.nn.losses import CrossEntropy, MeanSquaredError
from tests.engine.builders import any_layer, dense, snapshot_of
from tests.engine.exporters.test_exporters import X, trained
from tests.interop import needs
from tests.program_start import ROOT

pytestmark = needs("onnx")
FOREIGN = ROOT / "tests" / "cases" / "foreign"
DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
SHARES = ("dense relu", "batch_norm", "dense gelu", "dense identity")
RECOGNISED = {
    "torch_legacy": SHARES,
    "torch_dynamo": SHARES,
    "torch_residual_ln": ("dense tanh", "residual", "layer_norm", "residual", "dense identity"),
    "torch_residual_ln13": ("dense tanh", "residual", "layer_norm", "dense identity"),
    "torch_scaled": ("dense gelu", "dense identity"),
    "torch_sigmoid_out": ("batch_norm", "dense relu", "dense identity"),
    "torch_logsoftmax_out": ("dense relu", "dense identity"),
    "skl_nozip": ("dense tanh", "dense tanh", "dense identity"),
    "skl_reg": ("dense relu", "dense identity"),
    "skl_binary_zipmap": ("dense sigmoid", "dense identity"),
    "skl_texts": ("dense relu", "dense identity"),
    "keras": ("dense relu", "dense gelu", "dense identity"),
}


def imported(name: str, **answers: str) -> ImportedNetwork:
    path = FOREIGN / f"{name}.onnx"
    return for_path(path).read(path, answers)


def layers_of(network: ImportedNetwork) -> tuple[str, ...]:
    return tuple(
        f"{one.layer.kind} {activation.kind}" if (activation := getattr(one.layer, "activation", None)) else one.layer.kind
        for one in network.layers
    )


def by_onnxruntime(path: Path, x: Array) -> Array:
    """The scores or probabilities that onnxruntime computes, (rows, outputs)."""
    import onnxruntime

    onnxruntime.set_default_logger_severity(4)
    session = onnxruntime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])
    batch = session.get_inputs()[0].shape[0]
    x = x[:batch] if isinstance(batch, int) and batch else x
    found = session.run(None, {session.get_inputs()[0].name: x.astype(np.float32)})[-1]
    if isinstance(found, list):  # what ZipMap makes: for each row a dict of the classes' probabilities
        return np.array([list(row.values()) for row in found])
    return np.asarray(found)


# -- what other programs write
@pytest.mark.parametrize("name", RECOGNISED)
def test_the_layers_of_other_programs_are_recognised(name: str) -> None:
    network = imported(name)
    assert layers_of(network) == RECOGNISED[name]
    assert model_of(network).theta.dtype == np.float32
    assert network.notes[-1] == (WITHOUT_INPUT_NAMES if name.startswith("skl") or not network.classes else WITHOUT_NAMES)


@needs("onnxruntime")
@pytest.mark.parametrize("name", [name for name in RECOGNISED if name != "keras"])
def test_they_predict_what_onnxruntime_computes(name: str) -> None:
    network = imported(name)
    model = model_of(network)
    x = np.random.default_rng(1).normal(2, 3, (20, len(network.input_names)))
    theirs = by_onnxruntime(FOREIGN / f"{name}.onnx", x)
    ours = model.predict(x.astype(np.float32), np.float64)[: len(theirs)]
    if name == "torch_logsoftmax_out":
        theirs = np.exp(theirs)
    elif AS_PROBABILITIES_NOW in network.notes:
        theirs = network.loss.link(theirs.T.astype(np.float64)).T
    elif theirs.shape[1] == 2:
        theirs = theirs[:, 1:]
    np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-5)


@needs("onnxruntime")
@pytest.mark.parametrize("name", RECOGNISED)
def test_people_read_how_far_onnxruntime_is_off(name: str) -> None:
    note = imported(name).notes[0]
    if name == "keras":
        assert "onnxruntime" not in note  # it refuses the file
        return
    assert note.startswith("onnxruntime ")
    assert float(note.split("largest difference ")[1].removesuffix(".").replace("×10⁻", "e-").translate(DIGITS)) < 1e-5


def test_scalings_and_classes_are_found() -> None:
    scaled = imported("torch_scaled")
    assert scaled.scaling is not None
    assert scaled.target_scaling is not None
    np.testing.assert_allclose(scaled.scaling.mean, [1, 2, 3])
    np.testing.assert_allclose(scaled.scaling.deviation, [0.5, 2, 4])
    np.testing.assert_allclose([scaled.target_scaling.mean[0], scaled.target_scaling.deviation[0]], [100, 7.5])
    assert imported("skl_texts").classes == ("setosa", "versicolor", "virginica")
    assert imported("skl_binary_zipmap").classes == ("0", "1")
    iris = imported("skl_nozip")
    assert iris.scaling is not None
    np.testing.assert_allclose(iris.scaling.mean, [5.843, 3.057, 3.758, 1.199], atol=1e-3)


def test_what_raw_outputs_mean_is_asked() -> None:
    [question] = imported("skl_reg").questions
    assert question.answer == "number"
    assert imported("skl_reg").loss == MeanSquaredError()
    assert imported("skl_reg", output=AS_CLASS).loss == CrossEntropy()
    assert imported("skl_reg", output=AS_CLASS).classes == ("0", "1")
    assert imported("skl_reg", output="nonsense").questions == (question,)
    assert imported("torch_legacy").loss == CrossEntropy()
    assert imported("torch_legacy", output=AS_SCORES).loss == MeanSquaredError()
    assert imported("torch_logsoftmax_out").questions == ()


@needs("onnxruntime")
def test_a_torch_network_goes_on_into_a_file_of_our_own(tmp_path: Path) -> None:
    model = model_of(imported("torch_residual_ln"))
    path = tmp_path / "net.onnx"
    OnnxFile().write(model, path)
    x = np.random.default_rng(1).normal(size=(10, 3))[:4]
    np.testing.assert_allclose(by_onnxruntime(path, x), by_onnxruntime(FOREIGN / "torch_residual_ln.onnx", x), atol=2e-6)


# -- files of our own, as if another program had written them
def without_document(model: TrainedModel, folder: Path) -> Path:
    import onnx

    path = folder / "net.onnx"
    OnnxFile().write(model, path)
    file: Any = onnx.load(path)
    del file.metadata_props[:]
    onnx.save(file, path)
    return path


@pytest.mark.parametrize("layer", ["dense", "layer_norm", "batch_norm", "residual"])
@pytest.mark.parametrize("activation", [*ACTIVATIONS.names(), "gelu tanh"])
def test_the_graph_alone_is_enough(activation: str, layer: str, tmp_path: Path) -> None:
    if layer != "dense" and activation not in ("tanh", "gelu", "prelu"):
        return
    f = GELU("tanh") if activation == "gelu tanh" else ACTIVATIONS[activation]()
    model = trained(dense(5, f), any_layer(layer, f), dense(3, f), classes=3)
    network = for_path("a.onnx").read(without_document(model, tmp_path))
    assert layers_of(network)[0] == f"dense {f.kind}"
    np.testing.assert_allclose(model_of(network).predict(X, np.float64), model.predict(X, np.float64), rtol=1e-5, atol=1e-5)


def test_a_block_of_one_activation_and_one_inside_another(tmp_path: Path) -> None:
    inner = Residual((LayerNorm(), dense(4, ACTIVATIONS["silu"]()), Residual((BatchNorm(), dense(3)))))
    model = trained(dense(5), inner, classes=0)
    network = for_path("a.onnx").read(without_document(model, tmp_path))
    np.testing.assert_allclose(model_of(network).predict(X, np.float64), model.predict(X, np.float64), rtol=1e-5, atol=1e-5)
    assert layers_of(network) == ("dense tanh", "residual", "dense identity")


def test_a_graph_that_was_changed_since_is_read_as_it_is_now(tmp_path: Path) -> None:
    import onnx

    path = tmp_path / "net.onnx"
    OnnxFile().write(trained(dense(4)), path)
    file: Any = onnx.load(path)
    next(node for node in file.graph.node if node.op_type == "Tanh").op_type = "Relu"
    onnx.save(file, path)
    assert layers_of(for_path(path).read(path)) == ("dense relu", "dense identity")


# -- graphs made by hand
def saved(folder: Path, nodes: list[Any], arrays: dict[str, Array], inputs: dict[str, int], output: str, **about: Any) -> Path:
    from onnx import TensorProto, helper, numpy_helper, save_model

    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", size]) for name, size in inputs.items()],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["N", None])],
        [numpy_helper.from_array(array.astype(np.float32), name) for name, array in arrays.items()],
    )
    model = helper.make_model(graph, ir_version=7, opset_imports=[helper.make_opsetid("", about.pop("opset", 13))])
    path = folder / "hand.onnx"
    save_model(model, path, **about)
    return path


def node(op: str, inputs: str, output: str, **attributes: Any) -> Any:
    from onnx import helper

    return helper.make_node(op, inputs.split(), [output], name=output, **attributes)


def test_columns_that_are_inputs_of_their_own_keep_their_names(tmp_path: Path) -> None:
    nodes = [node("Concat", "height weight", "x", axis=1), node("MatMul", "x W", "y")]
    network = for_path("a.onnx").read(saved(tmp_path, nodes, {"W": np.ones((2, 1))}, {"weight": 1, "height": 1}, "y"))
    assert network.input_names == ("height", "weight")
    assert network.has_names


def test_what_stands_beside_a_matrix_is_taken_into_it(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    arrays = {"W": rng.normal(size=(2, 4)), "s": rng.normal(size=4), "t": rng.normal(size=(1, 4)), "V": rng.normal(size=(4, 1))}
    nodes = [
        *(node("MatMul", "x W", "a"), node("Mul", "a s", "b"), node("Sub", "t b", "c"), node("Tanh", "c", "d")),
        *(node("Mul", "s d", "e"), node("Add", "e t", "f"), node("MatMul", "f V", "y")),
    ]
    network = for_path("a.onnx").read(saved(tmp_path, nodes, arrays, {"x": 2}, "y"))
    assert layers_of(network) == ("dense tanh", "dense identity")
    x = rng.normal(size=(7, 2))
    hidden = np.tanh(arrays["t"] - x @ arrays["W"] * arrays["s"])
    expected = (hidden * arrays["s"] + arrays["t"]) @ arrays["V"]
    np.testing.assert_allclose(model_of(network).predict(x, np.float64), expected, rtol=1e-5, atol=1e-6)


# -- what is refused
def refused(path: Path) -> str:
    with pytest.raises(FileProblem) as caught:
        for_path(path).read(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("torch_hardswish", "Its node /1/HardSwish (HardSwish) fits into no network here."),
        ("torch_conv", "Its node /c/Conv (Conv) fits into no network here."),
    ],
)
def test_what_fits_into_no_network_is_named(name: str, says: str) -> None:
    assert refused(FOREIGN / f"{name}.onnx") == f'"{name}.onnx" cannot be imported. {says}'


@pytest.mark.parametrize(
    ("nodes", "arrays", "says"),
    [
        (["Gemm x W y transA"], {"W": (2, 1)}, "Its node y (Gemm)"),
        (["Loop x y"], {}, "Its node y (Loop)"),
        (["MatMul x W y"], {"W": (2, 2000)}, "Neurons must be from 1 to 1,024"),
        (["MatMul x W a", "MatMul a V y"], {"W": (2, 3), "V": (4, 1)}, "3 values meet 4"),
        (["MatMul x W a", "PRelu a s y"], {"W": (2, 3), "s": (3,)}, "Its node y (PRelu)"),
        (["MatMul a W y"], {"W": (2, 3)}, "Its value a comes from nowhere."),
        (["MatMul y W y"], {"W": (2, 2)}, "Its node y (MatMul)"),
        (["Identity a y", "Identity y a"], {}, "Its node"),
        (["MatMul x W a", "Sigmoid a y"], {"W": (2, 3)}, "Its 3 outputs end in sigmoid"),
    ],
)
def test_graphs_that_are_no_network_are_a_sentence(nodes: Any, arrays: Any, says: str, tmp_path: Path) -> None:
    made = []
    for text in nodes:
        op, *inputs, last = text.removesuffix(" transA").split()
        made.append(node(op, " ".join(inputs), last, **({"transA": 1} if "transA" in text else {})))
    rng = np.random.default_rng(0)
    values = {name: rng.normal(size=shape) for name, shape in arrays.items()}
    assert says in refused(saved(tmp_path, made, values, {"x": 2}, "y"))


def test_files_beyond_the_limits_are_refused_before_they_are_read(tmp_path: Path) -> None:
    layer = [node("MatMul", "x W", "y")]
    assert "ONNX's version 6" in refused(saved(tmp_path, layer, {"W": np.ones((2, 1))}, {"x": 2}, "y", opset=6))
    many = [node("Relu", "x", f"r{number}") for number in range(5001)]
    assert "5001 nodes" in refused(saved(tmp_path, many, {}, {"x": 2}, "r1"))
    with (tmp_path / "large.onnx").open("wb") as file:
        file.truncate(97 * 1024 * 1024)
    assert "at most" in refused(tmp_path / "large.onnx")


def outside(folder: Path) -> Path:
    """A graph whose matrix is in a file beside it, as PyTorch keeps larger ones."""
    about = {"save_as_external_data": True, "size_threshold": 0, "location": "w.bin"}
    return saved(folder, [node("MatMul", "x W", "y")], {"W": np.arange(1200.0).reshape(2, 600)}, {"x": 2}, "y", **about)


def test_arrays_in_a_file_beside_it_are_read(tmp_path: Path) -> None:
    weights = for_path("a.onnx").read(outside(tmp_path)).layers[0].arrays["weights"]
    assert np.array_equal(weights, np.arange(1200.0).reshape(2, 600))


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("location", "../w.bin", "are in another file"),
        ("location", "/etc/hostname", "are in another file"),
        ("location", "..", "are in another file"),
        ("location", "a\\w.bin", "are in another file"),
        ("location", "none.bin", "There is no file"),
        ("offset", "-4", "The array W is damaged"),
        ("offset", "many", "The array W is damaged"),
        ("length", "99999999999", "The array W is damaged"),
        ("length", "16", "The array W is damaged"),
    ],
)
def test_no_other_file_than_one_beside_it_is_read(key: str, value: str, says: str, tmp_path: Path) -> None:
    import onnx

    path = outside(tmp_path)
    (tmp_path.parent / "w.bin").write_bytes(bytes(4800))
    model: Any = onnx.load(path, load_external_data=False)
    entry = next(one for one in model.graph.initializer[0].external_data if one.key == key)
    entry.value = value
    path.write_bytes(model.SerializeToString())
    assert says in refused(path)


def test_numbers_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    weights = np.array([[1.0], [np.nan]])
    assert "no finite numbers" in refused(saved(tmp_path, [node("MatMul", "x W", "y")], {"W": weights}, {"x": 2}, "y"))


@needs("onnxruntime")
def test_a_foreign_network_trains_on_here_and_goes_back_into_onnxruntime(tmp_path: Path) -> None:
    network = imported("skl_nozip")
    [iris] = [one for one in candidates(network, DATASETS["iris"]()) if one.data.kind == "iris"]
    session = adopted_session(network, iris)
    rows = iris.table.inputs[::7]
    start = TrainedModel.of(snapshot_of(session))
    np.testing.assert_allclose(start.predict(rows), by_onnxruntime(FOREIGN / "skl_nozip.onnx", rows), atol=1e-6)
    session.advance(200)
    model = TrainedModel.of(snapshot_of(session))
    assert not np.array_equal(model.theta, start.theta)
    proof = export(model, OnnxFile(), tmp_path / "net.onnx", iris.table.inputs)
    assert proof.program.startswith("onnxruntime")


def test_the_answer_is_the_same_network_otherwise() -> None:
    one, other = imported("torch_legacy"), imported("torch_legacy", output=AS_SCORES)
    assert replace(one.questions[0], answer=AS_SCORES) == other.questions[0]
    assert model_of(one).theta.tobytes() == model_of(other).theta.tobytes()
