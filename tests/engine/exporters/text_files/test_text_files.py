"""JSON and CSV tables: their numbers are exact, other programs' readers read them, and their names are those of the network."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.exporters import Exporter
from engine.exporters.contents import exported_from
from engine.exporters.text_files import layer_tables
from engine.exporters.text_files.json_file import JsonFile, read_json
from engine.exporters.text_files.layer_tables import METADATA, LayerTables, read_layer_tables
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import prove
from engine.files.file_problem import FileProblem
from engine.nn.activations import PReLU
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.residual import Residual
from tests.engine.builders import dense
from tests.engine.exporters.matrix import covering_cases, model_of
from tests.engine.exporters.test_exporters import trained

BOTH = [JsonFile(), LayerTables()]


def written(exporter: Exporter, model: TrainedModel, folder: Path) -> Path:
    path = folder / f"net{exporter.suffix}"
    exporter.write(model, path)
    return path


def tables(path: Path) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name != METADATA]
        return {name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")))) for name in names}


@pytest.mark.parametrize("exporter", BOTH, ids=lambda one: one.kind)
def test_networks_of_the_matrix_predict_the_same_from_the_file_alone(exporter: Exporter, tmp_path: Path) -> None:
    for case in covering_cases()[::12]:
        model, x = model_of(case)
        prove(model, exporter, written(exporter, model, tmp_path), x)


@pytest.mark.parametrize("exporter", BOTH, ids=lambda one: one.kind)
def test_numbers_come_back_bit_for_bit_and_other_readers_have_them_too(exporter: Exporter, tmp_path: Path) -> None:
    model = trained(dense(40), dense(30, PReLU()), BatchNorm())
    theta = np.random.default_rng(0).integers(0, 2**32, model.theta.size, np.uint32).view(np.float32)
    theta = np.where(np.isfinite(theta), theta, np.float32(0.1))
    theta[:8] = [1e-38, -0.0, 1e38, 1e-45, -3.4028235e38, 16777216, 0.1, 1 / 3]
    model = replace(model, theta=theta)
    path = written(exporter, model, tmp_path)
    own = read_json(path) if isinstance(exporter, JsonFile) else read_layer_tables(path)
    for name, array in exported_from(model).arrays.items():
        if isinstance(exporter, JsonFile):
            other = np.array(json.loads(path.read_text("utf-8"))["arrays"][name])
        else:
            with zipfile.ZipFile(path).open(f"{name}.csv") as file:
                columns = range(1, 1 + (array.shape[1] if array.ndim == 2 else 1))
                settings = {"delimiter": ",", "skiprows": 1, "quotechar": '"', "comments": None, "encoding": "utf-8"}
                other = np.loadtxt(file, usecols=columns, **settings).reshape(array.shape)
        assert own.arrays[name].dtype == array.dtype
        assert own.arrays[name].tobytes() == array.tobytes()
        assert other.astype(array.dtype).tobytes() == array.tobytes()


def test_rows_and_columns_have_the_names_of_inputs_and_neurons(tmp_path: Path) -> None:
    model = trained(dense(2, PReLU()), Residual((dense(3), BatchNorm())), classes=3)
    model = replace(model, input_names=("키, cm", 'b\n"'), classes=("고양이", "b", "c"), features=(), columns=())
    found = tables(written(LayerTables(), model, tmp_path))
    named = {name.removesuffix(".csv"): (table[0][1:], [row[0] for row in table[1:]]) for name, table in found.items()}
    first, block = ["Dense 1 1", "Dense 1 2"], [f"residual_1 dense_1 {n}" for n in (1, 2, 3)]
    assert named["dense_1.weights"] == (first, ["키, cm", 'b "'])
    assert named["dense_1.biases"] == (["biases"], first)
    assert named["dense_1.slope"] == (["slope"], ["all"])
    assert named["residual_1.dense_1.weights"] == (block, first)
    assert named["residual_1.batch_norm_1.running_mean"] == (["running_mean"], block)
    assert named["residual_1.output.weights"] == (first, block)
    assert named["output.weights"] == (["고양이", "b", "c"], first)
    assert named["output.biases"] == (["biases"], ["고양이", "b", "c"])
    assert named["input_mean"] == (["mean"], ["키, cm", 'b "'])
    assert named["target_deviation"] == (["deviation"], ["y"])
    assert LayerTables().names(tmp_path / "net_layers.zip").inputs == ("키, cm", 'b\n"')


def test_the_zip_file_says_neither_when_nor_where_it_was_written(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(LayerTables(), trained(), tmp_path)) as archive:
        assert {(one.date_time, one.create_system) for one in archive.infolist()} == {((1980, 1, 1, 0, 0, 0), 3)}
        assert json.loads(archive.read(METADATA))["class_names"] == ["a", "b"]


@pytest.mark.parametrize("exporter", BOTH, ids=lambda one: one.kind)
def test_the_copied_lines_run(
    exporter: Exporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = trained(dense(5))
    path = written(exporter, model, tmp_path)
    monkeypatch.chdir(tmp_path)
    found: dict[str, object] = {}
    exec(exporter.usage(model, path), found)
    weights = model.arrays(model.layers[0])["weights"]
    if exporter.kind == "csv":
        np.testing.assert_array_equal(np.asarray(found["weights"]).astype(np.float32), weights)
    else:
        assert str(weights[0, 0]) in capsys.readouterr().out


def test_json_has_no_number_that_is_not_finite(tmp_path: Path) -> None:
    path = written(JsonFile(), trained(), tmp_path)
    text = path.read_text("utf-8")
    json.loads(text, parse_constant=lambda name: pytest.fail(name))
    for wrong in ("NaN", "Infinity", "1e999", '"3.0"', "[3.0]", "null"):
        path.write_text(text.replace("[3.0, -1.0]", f"[{wrong}, -1.0]"), "utf-8")
        with pytest.raises(FileProblem, match=r"net\.json"):
            read_json(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(LayerTables(), trained(), tmp_path)
    monkeypatch.setattr(layer_tables, "MOST_BYTES", 1000)
    monkeypatch.setattr(layer_tables.ArrayZip, "read", None)
    with pytest.raises(FileProblem, match="would unpack to"):
        read_layer_tables(path)
