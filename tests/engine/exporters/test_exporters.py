"""Every export format: the file alone gives the engine's predictions, and a wrong file is caught before it is kept."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.data.preprocessing import Scaling
from engine.data.table import Task
from engine.exporters import EXPORTERS, Exporter, for_path
from engine.exporters.base import FileNames
from engine.exporters.contents import FORMAT_VERSION, exported_from, run
from engine.exporters.link_functions import LINKS, link_of, sigmoid, softmax
from engine.exporters.npz import Npz, read_npz
from engine.exporters.safetensors_file import SafetensorsFile
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import export, missing_packages, prove
from engine.files.file_problem import FileProblem
from engine.nn.activations import ACTIVATIONS, Identity, LeakyReLU, Sign
from engine.nn.layers import LAYERS
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES, CrossEntropy, MeanAbsoluteError, MeanSquaredError
from tests.engine.builders import any_layer, dense
from tests.engine.exporters.small_models import READERS, trained
from tests.program_start import ROOT

RNG = np.random.default_rng(5)
X = RNG.normal(3.0, 2.0, (60, 2))
FORMATS = [cls.kind for cls in EXPORTERS if not missing_packages(cls)]
# Those that no other program runs. The others have a test of every pair of the matrix each, by one start of their program.
UNRUN = [kind for kind in FORMATS if EXPORTERS[kind].run_program is Exporter.run_program and kind not in ("json", "csv")]
GOLDEN_FORMATS = ["npz", "safetensors"]
ARRAY_FORMATS = list(READERS)
GOLDEN = ROOT / "tests" / "golden"


def same_numbers(model: TrainedModel, exporter: Exporter, folder: Path) -> None:
    path = folder / f"net{exporter.suffix}"
    proof = export(model, exporter, path, X)
    found = exporter.predict(path, X)
    assert proof.rows == len(X)
    assert proof.path == path
    assert proof.companions == ()
    assert found.shape == (len(X), model.task.outputs)
    np.testing.assert_allclose(found, model.predict(X), atol=1e-5, rtol=0)
    assert [one.name for one in folder.iterdir()] == [path.name]


@pytest.mark.parametrize("classes", [0, 2, 3])
@pytest.mark.parametrize("activation", ACTIVATIONS.names())
@pytest.mark.parametrize("layer", LAYERS.names())
@pytest.mark.parametrize("kind", UNRUN)
def test_the_file_alone_gives_the_engines_predictions(
    kind: str, layer: str, activation: str, classes: int, tmp_path: Path
) -> None:
    f = ACTIVATIONS[activation]()
    model = trained(dense(5, f), any_layer(layer, f), Dropout(0.5), dense(3, f), classes=classes)
    same_numbers(model, EXPORTERS[kind](), tmp_path)


@pytest.mark.parametrize("loss", LOSSES.names())
@pytest.mark.parametrize("kind", UNRUN)
def test_every_loss_on_classes(kind: str, loss: str, tmp_path: Path) -> None:
    served = [classes for classes in (2, 4) if not LOSSES[loss]().objection(Task(classes))]
    assert 2 in served
    for classes in served:
        same_numbers(trained(classes=classes, loss=LOSSES[loss]()), EXPORTERS[kind](), tmp_path)


@pytest.mark.parametrize("kind", ARRAY_FORMATS)
def test_no_hidden_layer_and_names_in_any_script(kind: str, tmp_path: Path) -> None:
    same_numbers(trained(Dropout(0.1)), EXPORTERS[kind](), tmp_path)
    model = trained(dense(3), dense(3))
    blocks = tuple(replace(block, name=name) for block, name in zip(model.recipe.blocks, ("은닉층", "Output"), strict=True))
    named = replace(
        model, recipe=replace(model.recipe, blocks=blocks), input_names=("키 (cm)", 'a "b"'), classes=("강아지", "cat")
    )
    named = replace(
        named, layers=tuple(replace(i, name=b.name) for i, b in zip(named.layers, named.recipe.stack(1), strict=True))
    )
    same_numbers(named, EXPORTERS[kind](), tmp_path)
    exported = READERS[kind](tmp_path / f"net{EXPORTERS[kind].suffix}")
    assert {"은닉층.weights", "output.weights", "output_2.weights"} <= set(exported.arrays)
    assert exported.metadata["class_names"] == ["강아지", "cat"]


def test_three_lines_of_numpy_are_enough(tmp_path: Path) -> None:
    """What a reader of the file would write, without this program: catches a matrix that is transposed both ways."""
    model = trained(dense(5), Dropout(0.3), dense(4), classes=3)
    Npz().write(model, tmp_path / "net.npz")
    with np.load(tmp_path / "net.npz", allow_pickle=False) as f:
        a = (X - f["input_mean"]) / f["input_deviation"]
        for name in ("dense_1", "dense_2"):
            a = np.tanh(a @ f[f"{name}.weights"] + f[f"{name}.biases"])
        e = np.exp(a @ f["output.weights"] + f["output.biases"])
        assert f["class_names"].tolist() == ["a", "b", "c"]
        assert f["input_names"].tolist() == ["x0", "x1"]
        assert json.loads(str(f["metadata"]))["link"] == "softmax"
    np.testing.assert_allclose(e / e.sum(1, keepdims=True), model.predict(X), atol=1e-5)


@pytest.mark.parametrize("kind", ARRAY_FORMATS)
def test_the_document_says_all_that_a_reader_needs(kind: str, tmp_path: Path) -> None:
    model, exporter = trained(dense(5, LeakyReLU(0.2)), classes=2), EXPORTERS[kind]()
    exporter.write(model, tmp_path / "net")
    found = READERS[kind](tmp_path / "net").metadata
    assert found == json.loads(json.dumps(exported_from(model).metadata))
    assert found["orientation"] == "weights are (inputs, neurons): y = x @ W + b"
    assert found["link"] == "sigmoid"
    assert found["output_names"] == ["b"]
    assert found["training"]["seeds"] == {"data": 1, "weights": 1, "order": 1}
    assert found["training"]["step"] == 30
    assert found["training"]["blas_threads"] == 1
    assert found["program"].startswith("Network Playground ")
    first = found["layers"][0]
    assert first["settings"]["activation"] == {"kind": "leaky_relu", "leak": 0.2}
    assert first["arrays"]["weights"] == {"name": "dense_1.weights", "shape": [2, 5]}


@pytest.mark.parametrize("kind", ARRAY_FORMATS)
def test_arrays_of_layers_inside_others_and_running_statistics_have_names_and_shapes(kind: str, tmp_path: Path) -> None:
    model = trained(BatchNorm(), Residual((BatchNorm(), dense(5), dense(3), Residual((LayerNorm(),)))))
    EXPORTERS[kind]().write(model, tmp_path / "net")
    exported = READERS[kind](tmp_path / "net")
    for name, shape in {
        "batch_norm_1.scale": (2,),
        "batch_norm_1.running_variance": (2,),
        "residual_1.batch_norm_1.shift": (2,),
        "residual_1.batch_norm_1.running_mean": (2,),
        "residual_1.dense_1.weights": (2, 5),
        "residual_1.dense_2.biases": (3,),
        "residual_1.residual_1.layer_norm_1.scale": (3,),
        "residual_1.residual_1.output.weights": (3, 3),
        "residual_1.output.weights": (3, 2),
        "output.weights": (2, 1),
    }.items():
        assert exported.arrays[name].shape == shape
        assert exported.arrays[name].dtype == np.float32
    described = exported.metadata["layers"][1]["arrays"]["residual_1.output.weights"]
    assert described == {"name": "residual_1.residual_1.output.weights", "shape": [3, 3]}
    for index, name in ((0, "running_mean"), (1, "batch_norm_1.running_variance")):
        assert np.array_equal(
            exported.arrays[exported.metadata["layers"][index]["arrays"][name]["name"]], model.arrays(model.layers[index])[name]
        )
    for word in ("running_mean", "scale", "output.weights"):
        assert word in exported.metadata["how_to_run"]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_network_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    exporter = EXPORTERS[kind]()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        exporter.write(trained(), tmp_path / name / f"net{exporter.suffix}")
    one, two = ({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two


@pytest.mark.parametrize("version", range(1, FORMAT_VERSION + 1))
@pytest.mark.parametrize("kind", GOLDEN_FORMATS)
def test_files_of_every_format_can_still_be_read_and_give_pytorchs_numbers(kind: str, version: int) -> None:
    """Made and run in PyTorch by tests/golden/check_exports_in_torch.py."""
    golden = json.loads((GOLDEN / f"export_format_{version}.json").read_text(encoding="utf-8"))
    exported = READERS[kind](GOLDEN / f"export_format_{version}{EXPORTERS[kind].suffix}")
    assert exported.metadata["format_version"] == version
    np.testing.assert_allclose(run(exported, np.array(golden["inputs"])), golden["outputs"], atol=2e-6, rtol=0)


# -- predictions as users want them
def test_predictions_are_probabilities_or_in_the_targets_units() -> None:
    three = trained(classes=3).predict(X)
    np.testing.assert_allclose(three.sum(1), 1, atol=1e-6)
    two = trained(classes=2)
    assert two.predict(X).shape == (60, 1)
    assert two.output_names == ("b",)
    number = trained(classes=0)
    assert number.output_names == ("y",)
    np.testing.assert_allclose(number.predict(X).mean(), 1000, atol=5)
    assert number.predict(X, np.float64).dtype == np.float64


def test_links_have_names_and_do_not_overflow() -> None:
    assert link_of(CrossEntropy(), 1) == "sigmoid"
    assert link_of(CrossEntropy(), 3) == "softmax"
    assert link_of(MeanAbsoluteError(), 1) == link_of(MeanSquaredError(), 3) == "identity"
    for large in (np.array([[-1e18, 1e18]], np.float32), np.array([[-1e30, 1e30]])):
        with np.errstate(all="raise"):
            for link in LINKS.values():
                assert np.isfinite(link(large)).all()
                assert link(large).dtype == large.dtype
            assert sigmoid(large)[0] == pytest.approx([0, 1], abs=1e-18)
            assert softmax(large)[0] == pytest.approx([0, 1], abs=1e-18)


# -- a wrong file is a failed export
@dataclass(frozen=True)
class Faulty(Exporter):
    """Writes like the format of npz, but with one mistake."""

    suffix: ClassVar[str] = ".npz"
    about: ClassVar[str] = "a mistake"
    mistake: str

    def write(self, model: TrainedModel, path: Path) -> None:
        Npz().write(self.spoiled(model), path)

    def predict(self, path: Path, x_raw: Array, dtype: Any = None) -> Array:
        return Npz().predict(path, x_raw, dtype)

    def names(self, path: Path) -> FileNames:
        return Npz().names(path)

    def spoiled(self, model: TrainedModel) -> TrainedModel:
        theta = model.theta.copy()
        arrays = [replace(model, theta=theta).arrays(info) for info in model.layers]
        if self.mistake == "transposed":
            arrays[1]["weights"][:] = arrays[1]["weights"].T.copy()
        elif self.mistake == "layers in another order":
            arrays[1]["weights"][:], arrays[2]["weights"][:] = arrays[2]["weights"].copy(), arrays[1]["weights"].copy()
        elif self.mistake == "one weight a thousandth off":
            arrays[-1]["weights"][0, 0] *= 1.001
        elif self.mistake == "no biases":
            arrays[1]["biases"][:] = 0
        elif self.mistake == "running statistics of the start":
            return replace(model, buffers=np.repeat(np.float32([0, 1]), model.buffers.size // 2))
        elif self.mistake == "mean and variance exchanged":
            return replace(model, buffers=np.roll(model.buffers, model.buffers.size // 2))
        elif self.mistake == "scale and shift exchanged":
            norm = arrays[3]
            norm["scale"][:], norm["shift"][:] = norm["shift"].copy(), norm["scale"].copy()
        elif self.mistake == "no scaling":
            return replace(model, scaling=Scaling(np.zeros(2), np.ones(2)))
        elif self.mistake == "no target scaling":
            return replace(model, target_scaling=Scaling(np.zeros(1), np.ones(1)))
        elif self.mistake == "activation":
            blocks = tuple(replace(b, layer=dense(6, Identity())) if b.id == 3 else b for b in model.recipe.blocks)
            return replace(model, recipe=replace(model.recipe, blocks=blocks))
        elif self.mistake == "link":
            return replace(model, recipe=replace(model.recipe, loss=MeanSquaredError()))
        elif self.mistake == "class names":
            return replace(model, classes=model.classes[::-1])
        return replace(model, theta=theta)


EVERYWHERE = ("transposed", "layers in another order", "one weight a thousandth off", "no biases", "no scaling", "activation")
MISTAKES = [(mistake, classes) for mistake in EVERYWHERE for classes in (0, 2, 3)]
MISTAKES += [
    ("running statistics of the start", 3),
    ("mean and variance exchanged", 3),
    ("scale and shift exchanged", 3),
]
MISTAKES += [("no target scaling", 0), ("link", 2), ("link", 3), ("class names", 2), ("class names", 3)]


@pytest.mark.parametrize(("mistake", "classes"), MISTAKES)
def test_a_mistake_fails_the_export_and_keeps_what_was_there(mistake: str, classes: int, tmp_path: Path) -> None:
    model = trained(dense(6), dense(6), dense(6), BatchNorm(), classes=classes)
    path = tmp_path / "net.npz"
    path.write_bytes(b"yesterday's")
    with pytest.raises(FileProblem, match=r"failed its check.*untouched"):
        export(model, Faulty(mistake), path, X)
    assert path.read_bytes() == b"yesterday's"
    assert [one.name for one in tmp_path.iterdir()] == ["net.npz"]


def test_roundings_that_a_step_enlarges_are_no_failure(tmp_path: Path) -> None:
    """Rows on a step's edge: in float32 and float64 they fall on different sides."""
    model = trained(dense(40, Sign()), classes=0)
    theta, rng = model.theta.copy(), np.random.default_rng(1)
    first = replace(model, theta=theta).arrays(model.layers[0])
    first["weights"][:] = rng.normal(size=(2, 40))
    rows = rng.integers(0, len(X), 40)
    first["biases"][:] = -np.einsum("ri,ir->r", model.scaling.apply(X)[rows], first["weights"].astype(np.float64))
    on_edges = replace(model, theta=theta)
    Npz().write(on_edges, tmp_path / "net.npz")
    assert np.abs(run(read_npz(tmp_path / "net.npz"), X, np.float64) - on_edges.predict(X)).max() > 1e-3
    assert prove(on_edges, Npz(), tmp_path / "net.npz", X).largest_difference < 1e-5


def test_a_target_far_from_zero_does_not_hide_a_mistake(tmp_path: Path) -> None:
    model = replace(trained(dense(4), dense(6), dense(6), classes=0), target_scaling=Scaling(np.array([1e6]), np.array([0.01])))
    same_numbers(model, Npz(), tmp_path)
    with pytest.raises(FileProblem, match="failed its check"):
        export(model, Faulty("one weight a thousandth off"), tmp_path / "net.npz", X)


# -- files that cannot be written
def test_where_nothing_can_be_written_is_a_sentence_with_the_users_own_name(tmp_path: Path) -> None:
    for path in (tmp_path / "no folder" / "net.npz", tmp_path, Path("")):
        with pytest.raises(FileProblem) as caught:
            export(trained(), Npz(), path, X)
        assert ".checking" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_the_end_of_the_name_decides_the_format() -> None:
    assert for_path("a.NPZ") == Npz()
    assert for_path(Path("b.safetensors")) == SafetensorsFile()
    with pytest.raises(FileProblem, match=r'"net\.h5".*\.npz.* or '):
        for_path("folder/net.h5")


@pytest.mark.parametrize("kind", ["npz", "safetensors", "json", "csv", "onnx"])
def test_copied_lines_run_from_any_folder_whatever_the_names(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exporter = EXPORTERS[kind]()
    if missing_packages(exporter) or (kind == "onnx" and importlib.util.find_spec("onnxruntime") is None):
        pytest.skip("its packages are not installed")
    model = replace(trained(classes=3), classes=('a, "b"', "c'd", "한,글"), input_names=("키, cm", "x\\y"))
    path = tmp_path / f"내 'net' 1.2{exporter.suffix}"
    for each in (model, replace(trained(Dropout()), classes=("a, b", "c"))):
        exporter.write(each, path)
        exec(exporter.usage(each, path), {})
        assert capsys.readouterr().out.strip()


def test_formats_stand_in_one_order_whatever_is_imported_first() -> None:
    first = "from engine.exporters.torch_training import training_script"
    code = f"{first}\nfrom engine.exporters import EXPORTERS\nprint(*EXPORTERS.names())"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.split()[:4] == ["npz", "safetensors", "onnx", "torch"]
    assert ran.stdout.split() == EXPORTERS.names()
