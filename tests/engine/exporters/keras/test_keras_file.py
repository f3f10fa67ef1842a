"""Keras files: every pair of the matrix, read by NumPy alone and run by Keras where it is installed; what they hold; refusals."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.data.source_columns import decode
from engine.exporters.hostile_rows import hostile_batches
from engine.exporters.keras import keras_layers, keras_program
from engine.exporters.keras.keras_file import Keras
from engine.exporters.keras.keras_program import run_in_keras
from engine.exporters.keras.keras_reading import CONFIG, DOCUMENT, WEIGHTS
from engine.exporters.source_code.golden_rows import golden_rows
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import compare, export
from engine.files.file_problem import FileProblem
from engine.nn.activations import LeakyReLU, PReLU, ReLU
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from tests.engine.builders import dense
from tests.engine.exporters.matrix import Case, covering_cases, model_of
from tests.engine.exporters.test_exporters import X, trained
from tests.interop import needs

pytestmark = needs("h5py")
Written = list[tuple[Case, TrainedModel, Array, Path]]


@pytest.fixture(autouse=True)
def keras_only_where_needed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes seconds to load, so most tests do as if it were not installed."""
    if len(list(request.node.iter_markers("skipif"))) < 2:
        monkeypatch.setattr(keras_program, "python_with_keras", lambda: None)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    """The networks that have every pair of values, as files."""
    folder = tmp_path_factory.mktemp("matrix")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)  # of hundreds of files it would take most of the time
        yield list(_written(folder))


def _written(folder: Path) -> Iterator[tuple[Case, TrainedModel, Array, Path]]:
    """The only refusal is of formulas on numbers of 10,000,000 ± 1: Keras has 32 bits, and seven digits are not enough."""
    for number, case in enumerate(covering_cases()):
        model, x_raw = model_of(case)
        assert bool(Keras().objection(model)) == (case.features == "formulas" and case.scaling == "large mean"), case
        if not Keras().objection(model):
            Keras().write(model, folder / f"n{number}.keras")
            yield case, model, x_raw, folder / f"n{number}.keras"


def test_every_pair_is_read_back_exactly(written: Written) -> None:
    for case, model, x_raw, path in written:
        exact = model.predict(x_raw, np.float64)
        found = Keras().predict(path, x_raw, np.float64)
        assert np.abs(found - exact).max() <= 1e-9 * max(1.0, np.abs(exact).max()), case


@needs("keras")
def test_every_pair_is_run_by_keras_on_hostile_rows_too(written: Written) -> None:
    batches = [(x_raw, hostile_batches(model.columns, x_raw)[1]) for _case, model, x_raw, _path in written]
    jobs = [
        (path, [decode(model.columns, x) for x in given])
        for (_case, model, _x, path), given in zip(written, batches, strict=True)
    ]
    runs = run_in_keras(jobs, "numpy")  # the others compile each operation first
    assert runs is not None
    for (case, model, _x, _path), given, run in zip(written, batches, runs, strict=True):
        assert all(compare(model, x, found).agrees for x, found in zip(given, run.predictions, strict=True)), case


@needs("keras")
def test_keras_proves_it_on_its_own_backend_and_the_usage_runs(tmp_path: Path) -> None:
    layers = (dense(5, PReLU()), BatchNorm(), Residual((dense(3), LayerNorm())), dense(4, LeakyReLU(0.2)))
    model, path = trained(*layers, classes=0), tmp_path / "내 net.keras"
    proof = export(model, Keras(), path, X)
    assert proof.program.startswith("Keras 3.")
    backend = proof.program.partition("(")[2].rstrip(")")
    environment = {**os.environ, "KERAS_BACKEND": backend}
    code = f"{Keras().usage(model, path)}\nfor name in [one.name for one in model.layers]: print(name)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True).stdout
    _values, expected = golden_rows(model, np.float32)
    assert float(ran.split("[[")[1].split("]]")[0]) == pytest.approx(expected[0, 0], rel=1e-4)
    assert ran.split()[-1] == "target"


def test_a_plain_network_has_layers_of_keras_alone(tmp_path: Path) -> None:
    Keras().write(trained(dense(5, ReLU()), BatchNorm(), dense(3, LeakyReLU(0.2)), classes=3), tmp_path / "net.keras")
    with zipfile.ZipFile(tmp_path / "net.keras") as archive:
        nodes = json.loads(archive.read(CONFIG))["config"]["layers"]
        document = json.loads(archive.read(DOCUMENT))
    assert [(node["class_name"], node["name"]) for node in nodes] == [
        ("InputLayer", "input"),
        ("Normalization", "standardised"),
        ("Dense", "dense_1"),
        ("BatchNormalization", "batch_norm_1"),
        ("Dense", "dense_2"),
        ("LeakyReLU", "dense_2_activation"),
        ("Dense", "output"),
        ("Activation", "predictions"),
    ]
    assert nodes[2]["config"]["activation"] == "relu"
    assert nodes[5]["config"]["negative_slope"] == 0.2
    assert document["class_names"] == ["a", "b", "c"]


def test_weights_lie_in_groups_numbered_by_class(tmp_path: Path) -> None:
    import h5py

    model = trained(dense(5, PReLU()), dense(4, PReLU()), classes=2)
    Keras().write(model, tmp_path / "net.keras")
    with zipfile.ZipFile(tmp_path / "net.keras") as archive:
        file = h5py.File(io.BytesIO(archive.read(WEIGHTS)))
    assert {name for name in file["layers"] if len(file[f"layers/{name}/vars"])} == {
        "dense",
        "dense_1",
        "dense_2",
        "p_re_lu",
        "p_re_lu_1",
    }
    np.testing.assert_array_equal(file["layers/dense/vars/0"], model.arrays(model.layers[0])["weights"])
    assert file["layers/p_re_lu_1/vars/0"].shape == (1,)


def test_the_same_network_gives_the_same_bytes_with_names_of_any_letters(tmp_path: Path) -> None:
    model = replace(trained(classes=2), input_names=("키", 'a"\\\n'), classes=("고양이", "b"), columns=(), features=())
    for name in ("a.keras", "b.keras"):
        export(model, Keras(), tmp_path / name, X)
    assert (tmp_path / "a.keras").read_bytes() == (tmp_path / "b.keras").read_bytes()
    names = Keras().names(tmp_path / "a.keras")
    assert (names.inputs, names.classes) == (("키", 'a"\\\n'), ("고양이", "b"))


# -- a mistake is a failed export
@dataclass(frozen=True)
class Faulty(Keras):
    suffix: ClassVar[str] = ".keras"
    before: str
    after: str

    def write(self, model: TrainedModel, path: Path) -> None:
        super().write(model, path)
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        assert self.before.encode() in members[CONFIG]
        members[CONFIG] = members[CONFIG].replace(self.before.encode(), self.after.encode())
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)

    def run_program(self, path: Path, batches: Any) -> None:
        return None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"activation": "tanh"', '"activation": "relu"'),
        ('"epsilon": 1e-05', '"epsilon": 0.1'),
        ('"negative_slope": 0.01', '"negative_slope": 0.3'),
        ('"Normalization"', '"Normalisation"'),
        ('"softmax"', '"sigmoid"'),
        ('"keras_history": ["dense_1", 0, 0]', '"keras_history": ["nowhere", 0, 0]'),
    ],
)
def test_a_mistake_in_the_file_is_a_failed_export(before: str, after: str, tmp_path: Path) -> None:
    model = trained(dense(5), BatchNorm(), dense(5, LeakyReLU()), classes=3)
    (tmp_path / "net.keras").write_bytes(b"yesterday's")
    with pytest.raises(FileProblem):
        export(model, Faulty(before, after), tmp_path / "net.keras", X)
    assert (tmp_path / "net.keras").read_bytes() == b"yesterday's"
    assert [one.name for one in tmp_path.iterdir()] == ["net.keras"]


def test_a_damaged_file_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "net.keras"
    Keras().write(trained(), path)
    whole = path.read_bytes()
    for content in (b"", b"a,b\n", whole[:-50], whole.replace(b'"layers"', b'"layerz"')):
        path.write_bytes(content)
        with pytest.raises(FileProblem, match=r"^\"net\.keras\" cannot be read as a \.keras file"):
            Keras().predict(path, X)


def test_what_keras_files_do_not_know_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delitem(keras_layers.BY_NAME, "relu")
    with pytest.raises(FileProblem, match=r"^Keras files do not know ReLU yet: export as NumPy arrays \(\.npz\)"):
        export(trained(dense(3), Residual((dense(3, ReLU()),))), Keras(), tmp_path / "net.keras", X)
    model, x_raw = model_of(Case("dense", "tanh", "mse, number", "large mean", "formulas", "numbers"))
    with pytest.raises(FileProblem, match=r"^Keras computes in 32 bits.*Export as ONNX, or for PyTorch"):
        export(model, Keras(), tmp_path / "net.keras", x_raw)
