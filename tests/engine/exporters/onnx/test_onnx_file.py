"""ONNX files: the matrix by onnxruntime, what viewers and programs find in a file, and where float32 would lose digits."""

from __future__ import annotations

import contextlib
import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.data.features import features_of
from engine.data.preprocessing import Scaling
from engine.data.source_columns import SourceColumn
from engine.exporters.contents import exported_from
from engine.exporters.onnx.onnx_file import OnnxFile, graph_of, read_graph
from engine.exporters.onnx.onnx_interpreter import run_graph
from engine.exporters.onnx.onnx_layers import ACTIVATION_NODES, LAYER_NODES
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import compare, export, prove
from engine.files.file_problem import FileProblem
from engine.nn.activations import ACTIVATIONS, GELU, Tanh
from engine.nn.layers import LAYERS
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.residual import Residual
from engine.nn.losses import Hinge, MeanSquaredError, PerceptronLoss
from tests.engine.builders import dense
from tests.engine.exporters.matrix import Case, covering_cases, model_of
from tests.engine.exporters.test_exporters import X, trained
from tests.interop import missing_programs, needs
from tests.matrix.cells import tried

pytestmark = needs("onnx")
with_onnxruntime = needs("onnxruntime")


def written(model: TrainedModel, folder: Path) -> Path:
    path = folder / "net.onnx"
    OnnxFile().write(model, path)
    return path


def run(path: Path, x: Array) -> dict[str, Array]:
    """All results of onnxruntime, by name, of one number for each column."""
    import onnxruntime

    session = onnxruntime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])
    names = [one.name for one in session.get_outputs()]
    return dict(zip(names, session.run(None, {"input": x.astype(np.float32)}), strict=True))


# -- the matrix
def test_every_pair_of_values_is_computed_alike(tmp_path: Path) -> None:
    results = tried(OnnxFile(), covering_cases(), tmp_path)
    assert [failure for result in results.values() for failure in result.failures] == []
    assert sum((result.refused for result in results.values()), Counter()) == Counter()
    if not missing_programs("onnxruntime"):
        assert all(result.program.startswith("onnxruntime ") for result in results.values())
        assert max(result.largest for result in results.values()) < 5e-6


def test_the_checker_of_onnx_passes_them(tmp_path: Path) -> None:
    import onnx

    for case in covering_cases()[::12]:
        model = onnx.load(written(model_of(case)[0], tmp_path))
        onnx.checker.check_model(model, full_check=True)
        assert (model.ir_version, model.opset_import[0].version) == (7, 13)
        named = [node.name for node in model.graph.node] + [one.name for one in model.graph.initializer]
        assert all(name.isascii() for name in named)
        assert len(set(named)) == len(named)


def test_every_layer_and_every_activation_has_its_nodes() -> None:
    assert set(ACTIVATION_NODES) == set(ACTIVATIONS.names())
    assert set(LAYER_NODES) == set(LAYERS.names()) - {"dropout"}


@with_onnxruntime
@pytest.mark.parametrize("columns", ["numbers", "5 levels, own missing", "number, missing flag"])
def test_the_proof_runs_hostile_rows_too(columns: str, tmp_path: Path) -> None:
    model, x = model_of(Case("residual", "gelu", "cross_entropy, 3 classes", "large mean", "formulas", columns))
    proof = export(model, OnnxFile(), tmp_path / "net.onnx", x)
    assert proof.rows > 10_000
    assert "run by onnxruntime" in str(proof)


def test_without_onnxruntime_the_file_is_read_independently(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
    assert "read back and run on 10,066 rows, as onnxruntime is not there" in str(
        export(trained(), OnnxFile(), tmp_path / "net.onnx", X)
    )


# -- what is in a file
def test_the_same_network_gives_the_same_bytes(tmp_path: Path) -> None:
    assert written(trained(), tmp_path).read_bytes() == written(trained(), tmp_path).read_bytes()


def test_names_in_any_script_survive_and_tensors_have_plain_ones(tmp_path: Path) -> None:
    model, _x = model_of(Case("dense", "tanh", "cross_entropy, 3 classes", "standardise", "columns", "5 levels, own missing"))
    block = replace(model.recipe.blocks[0], name="은닉층 */")
    model = replace(model, recipe=replace(model.recipe, blocks=(block, *model.recipe.blocks[1:])))
    path = written(model, tmp_path)
    graph = read_graph(path)
    assert "은닉층 */" in {node.title for node in graph.nodes}
    assert json.loads(graph.metadata["class_names"]) == list(model.classes)
    assert json.loads(graph.metadata["input_names"])[:2] == ["length (cm)", "키"]
    assert graph.metadata["target_name"] == "값"
    assert "2 파랑" in graph.about
    assert "A missing value is NaN." in graph.about
    assert "고양이" in graph.about
    assert OnnxFile().names(path).columns == model.columns
    assert {"dense.weights", "dense_2.biases", "output.weights"} <= set(graph.constants)


def test_a_layer_may_be_called_like_a_tensor(tmp_path: Path) -> None:
    model = trained(dense(3), dense(3))
    names = ("input", "label")
    blocks = tuple(replace(block, name=name) for block, name in zip(model.recipe.blocks, names, strict=True))
    named = replace(model, recipe=replace(model.recipe, blocks=blocks))
    prove(named, OnnxFile(), written(named, tmp_path), X)


@with_onnxruntime
def test_classes_have_a_probability_each_and_a_number(tmp_path: Path) -> None:
    for classes in (2, 3):
        model = trained(classes=classes)
        found = run(written(model, tmp_path), X)
        assert list(found) == ["probabilities", "label"]
        assert found["probabilities"].shape == (60, classes)
        np.testing.assert_allclose(found["probabilities"].sum(1), 1, atol=1e-6)
        assert found["label"].dtype == np.int64
        assert np.array_equal(found["label"], found["probabilities"].argmax(1))


@with_onnxruntime
def test_scores_have_a_number_of_the_class_too(tmp_path: Path) -> None:
    for loss, classes in ((Hinge(), 2), (PerceptronLoss(), 2), (MeanSquaredError(), 3)):
        model = trained(classes=classes, loss=loss)
        found = run(written(model, tmp_path), X)
        scores = model.predict(X)
        assert list(found) == ["scores", "label"]
        assert found["label"].shape == (60,)
        assert np.array_equal(found["label"], scores.argmax(1) if classes > 2 else (scores[:, 0] > 0).astype(int))


@with_onnxruntime
@pytest.mark.parametrize("columns", ["numbers", "ordered"])
def test_the_lines_to_copy_run(columns: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, _x = model_of(Case("dense", "tanh", "mse, number", "standardise", "formulas", columns))
    path = written(model, tmp_path)
    monkeypatch.chdir(tmp_path)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(OnnxFile().usage(model, path), {})
    assert "dtype=float32" in out.getvalue()


# -- where float32 would lose digits
def test_a_formula_that_subtracts_large_numbers_is_computed_in_double(tmp_path: Path) -> None:
    model, _x = model_of(Case("dense", "tanh", "mse, number", "large mean", "formulas", "numbers"))
    assert "inputs_in_double" in {node.name for node in graph_of(exported_from(model)).nodes}
    single = replace(model, features=model.features[:1], scaling=Scaling(np.zeros(1), np.ones(1)))
    assert "inputs_in_double" not in {node.name for node in graph_of(exported_from(single)).nodes}


def test_a_negative_number_in_a_formula_keeps_its_sign(tmp_path: Path) -> None:
    model = trained()
    model = replace(model, features=features_of(("-2*x1", "x2/-4"), model.input_names))
    np.testing.assert_allclose(OnnxFile().predict(written(model, tmp_path), X), model.predict(X), atol=1e-5)


@with_onnxruntime
def test_a_batch_norm_of_large_inputs_keeps_its_digits(tmp_path: Path) -> None:
    model = trained(BatchNorm(), Dense(4, Tanh()))
    x = np.float64(1e6) + np.random.default_rng(0).integers(-3, 4, (50, 2))
    buffers = np.array([1e6, 1e6 + 1, 4, 2], np.float32)
    model = replace(model, buffers=buffers, scaling=Scaling(np.zeros(2), np.ones(2)))
    run_by = OnnxFile().run_program(written(model, tmp_path), [x])
    assert run_by is not None
    compared = compare(model, x, run_by.predictions[0])
    assert compared.agrees
    assert compared.at_jumps == 0


def test_a_missing_value_that_nothing_stands_for_has_no_prediction(tmp_path: Path) -> None:
    model, _x = model_of(Case("dense", "tanh", "mse, number", "none", "columns", "5 levels, own missing"))
    column = model.columns[2]
    plain = SourceColumn(column.name, "category", column.inputs, column.levels)
    graph = read_graph(written(replace(model, columns=(*model.columns[:2], plain)), tmp_path))
    found = run_graph(graph, {"input": np.array([[0, 0, 1], [0, 0, np.nan], [np.nan, 0, 1]])})["prediction"]
    assert np.isnan(found[:, 0]).tolist() == [False, True, True]


# -- what it cannot hold, and damaged files
def test_a_number_beyond_float32_is_refused_with_another_format() -> None:
    model = replace(trained(), scaling=Scaling(np.array([1e300, 0]), np.array([1e290, 1.0])))
    assert ".npz" in OnnxFile().objection(model)
    assert OnnxFile().objection(trained()) == ""


def test_a_layer_that_is_not_known_is_refused_by_its_kind() -> None:
    model = trained(dense(3))
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(ACTIVATION_NODES, "tanh")
        assert OnnxFile().objection(model) == "ONNX files cannot hold tanh yet: export as .npz instead."


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\0" * 100, b"\xff" * 64])
def test_what_is_no_onnx_file_is_a_sentence(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "net.onnx").write_bytes(data)
    with pytest.raises(FileProblem, match=r'"net\.onnx" cannot be used\. .*Export the network again\.'):
        OnnxFile().predict(tmp_path / "net.onnx", X)


def test_a_weight_that_changed_in_the_file_fails_the_proof(tmp_path: Path) -> None:
    import onnx

    path = written(trained(), tmp_path)
    model: Any = onnx.load(path)
    weights = next(one for one in model.graph.initializer if one.name == "dense_1.weights")
    values = np.frombuffer(weights.raw_data, np.float32).copy()
    values[0] += 0.001
    weights.raw_data = values.tobytes()
    onnx.save(model, path)
    with pytest.raises(FileProblem, match="failed its check"):
        prove(trained(), OnnxFile(), path, X, by_program=False)


def test_only_exact_gelu_may_be_off_by_more() -> None:
    assert OnnxFile().relative_tolerance(trained(dense(3), Residual((dense(2, GELU()),)))) == 1e-4
    assert OnnxFile().relative_tolerance(trained(dense(3, GELU("tanh")), Residual((dense(2),)))) == 1e-5
