"""Models of Keras: they predict what Keras predicts, and what has no place here is refused by the names of layer and class."""

from __future__ import annotations

import json
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.data.preprocessing import Scaling
from engine.exporters import EXPORTERS
from engine.exporters.base import ProgramRun
from engine.exporters.keras.keras_reading import DOCUMENT
from engine.exporters.trained_model import TrainedModel
from engine.files.file_problem import FileProblem
from engine.importers import for_path, model_of
from engine.importers.keras import keras_importer
from engine.importers.keras.harmless import is_harmless
from engine.importers.keras.keras_features import KerasFormulas
from engine.nn.activations import GELU, LeakyReLU, PReLU, SiLU
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import snapshot_of
from tests.engine.importers.keras.keras_files import changed
from tests.interop import needs
from tests.program_start import ROOT

FOREIGN = ROOT / "tests" / "cases" / "foreign"
MODEL, FUNCTIONAL = FOREIGN / "keras_model.keras", FOREIGN / "keras_functional.keras"
SAVED_AGAIN = FOREIGN / "keras_formulas.keras"
IMPORTER = for_path("a.keras")


def refusal(path: Path) -> str:
    with pytest.raises(FileProblem) as caught:
        IMPORTER.read(path)
    return str(caught.value)


@pytest.mark.parametrize("path", [MODEL, FUNCTIONAL, SAVED_AGAIN], ids=lambda path: path.stem)
def test_a_model_predicts_what_keras_predicts(path: Path) -> None:
    golden = json.loads((FOREIGN / "predictions.json").read_text(encoding="utf-8"))[path.name]
    found = model_of(IMPORTER.read(path)).predict(np.array(golden["inputs"]))
    np.testing.assert_allclose(found, golden["outputs"], rtol=2e-6, atol=2e-6)


def test_layers_and_their_settings_are_found() -> None:
    layers = [one.layer for one in IMPORTER.read(MODEL).layers]
    assert [type(one) for one in layers] == [Dense, BatchNorm, Dense, Dense]
    assert layers[1] == BatchNorm(momentum=0.01, epsilon=1e-3)
    assert isinstance(layers[2], Dense)
    assert layers[2].activation == GELU()
    imported = IMPORTER.read(FUNCTIONAL)
    layers = [one.layer for one in imported.layers]
    assert isinstance(layers[0], Dense)
    assert layers[0].activation == LeakyReLU(0.1)
    assert isinstance(layers[1], Residual)
    kinds = [type(one) for one in layers[1].inside]
    assert kinds[1] is LayerNorm
    assert Dropout(0.3) in layers[1].inside
    assert getattr(layers[3], "activation", None) == SiLU()
    assert isinstance(imported.scaling, Scaling)
    assert [(one.key, one.answer) for one in imported.questions] == [("output", "number")]


def test_prelu_keeps_its_slope() -> None:
    residual = IMPORTER.read(FUNCTIONAL).layers[1]
    assert isinstance(residual.layer, Residual)
    part = next(part for part in residual.layer.parts(5) if getattr(part.layer, "activation", None) == PReLU())
    np.testing.assert_allclose(part.own(residual.arrays)["slope"], [0.3], rtol=1e-6)


# -- refusals
def with_layer(tmp_path: Path, **entry: Any) -> str:
    """What is said of the model with one layer's entry replaced."""

    def change(config: Any) -> None:
        layer = config["config"]["layers"][1]
        layer.update({name: value for name, value in entry.items() if name != "config"})
        layer["config"].update(entry.get("config", {}))

    return refusal(changed(MODEL, tmp_path / "a.keras", change))


def test_a_layer_that_nothing_here_does_is_refused_by_name_and_class(tmp_path: Path) -> None:
    assert "'h1' is of the class 'Conv1D'" in with_layer(tmp_path, class_name="Conv1D")
    assert "'lambda' is of the class 'Lambda'" in refusal(FOREIGN / "keras_lambda.keras")
    assert "'h1' is of the class 'ReLU' with settings" in with_layer(tmp_path, class_name="ReLU", config={"max_value": 6.0})
    assert "'exponential' of its layer 'h1'" in with_layer(tmp_path, config={"activation": "exponential"})


@pytest.mark.parametrize(
    "function", [3, {"class_name": "function", "config": "os.system", "registered_name": "mine"}, {"config": None}]
)
def test_an_activation_of_ones_own_is_refused(function: Any, tmp_path: Path) -> None:
    assert "of its layer 'h1'" in with_layer(tmp_path, config={"activation": function})


def test_other_models_are_refused_in_words(tmp_path: Path) -> None:
    def subclassed(config: Any) -> None:
        config["class_name"] = "Mine"

    def wide(config: Any) -> None:
        config["config"]["layers"][0]["config"]["batch_shape"] = [None, 28, 28]

    assert "class 'Mine'" in refusal(changed(MODEL, tmp_path / "a.keras", subclassed))
    assert "3 dimensions" in refusal(changed(MODEL, tmp_path / "b.keras", wide))


@pytest.mark.parametrize(
    "named",
    [
        {"module": "os", "class_name": "system", "config": {"command": "true"}},
        {"module": "keras.utils", "class_name": "get_file", "config": {}},
        {"module": "keras.layers", "class_name": "Lambda", "config": {}},
        {"module": "keras.layers", "class_name": "StringLookup", "config": {"vocabulary": "/etc/passwd"}},
        [[[{"class_name": "__lambda__", "config": {}}]]],
    ],
)
def test_a_model_that_names_anything_else_is_not_given_to_keras(named: Any, tmp_path: Path) -> None:
    """Its arrays are read; older versions of Keras would run what it names."""
    with zipfile.ZipFile(MODEL) as archive:
        assert is_harmless(json.loads(archive.read("config.json")))

    def change(config: Any) -> None:
        config["config"]["layers"][1]["config"]["kernel_initializer"] = named

    path = changed(MODEL, tmp_path / "a.keras", change)
    assert len(IMPORTER.read(path).layers) == 4
    assert IMPORTER.run_program(path, np.ones((2, 2))) is None


def test_an_export_that_is_opened_again_shows_what_keras_predicts(monkeypatch: pytest.MonkeyPatch) -> None:
    run = ProgramRun("Keras 3", (np.ones((2, 3)),))
    monkeypatch.setattr(keras_importer, "run_in_keras", lambda files: [run])
    path = ROOT / "tests" / "golden" / "export_format_2.keras"
    rows = np.ones((2, len(IMPORTER.read(path).input_names)))
    assert IMPORTER.run_program(path, rows) is run


def test_a_model_of_keras_2_says_what_to_do(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.keras", "w") as archive:
        archive.writestr("metadata.json", '{"keras_version": "2.12.0"}')
        archive.writestr("config.json", "{}")
        archive.writestr("model.weights.h5", b"")
    assert "open it in Keras 3 and save it again" in refusal(tmp_path / "a.keras")


@pytest.mark.parametrize(("more", "says"), [(0, "open it in Keras 3"), (1, "Its metadata.json is damaged.")])
def test_documents_of_four_megabytes_are_read_and_no_more(more: int, says: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("metadata.json", '{"keras_version": "2"}'.ljust(4 * 1024 * 1024 + more))
        archive.writestr("config.json", "{}")
        archive.writestr("model.weights.h5", b"")
    assert says in refusal(tmp_path / "a.keras")


@pytest.mark.parametrize(("members", "says"), [(100, "open it in Keras 3"), (101, "It holds too many files")])
def test_as_many_files_as_are_read_and_no_more(members: int, says: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.keras", "w") as archive:
        archive.writestr("metadata.json", '{"keras_version": "2"}')
        archive.writestr("config.json", "{}")
        archive.writestr("model.weights.h5", b"")
        for number in range(members - 3):
            archive.writestr(f"assets/{number}", b"")
    assert says in refusal(tmp_path / "a.keras")


def test_a_bomb_is_refused_before_memory_is_taken(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", "{}")
        with archive.open("model.weights.h5", "w") as stream:
            for _piece in range(70):
                stream.write(bytes(1_000_000))
    assert (tmp_path / "a.keras").stat().st_size < 200_000
    tracemalloc.start()
    assert "at most" in refusal(tmp_path / "a.keras")
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()


# -- formulas, of which Keras keeps the operations when it saves a model again
FORMULAS = ("x2", "x1**2 + sin(x2)/2", "max(x1, x2) - 1e-3", "-x1", "3", "abs(x1*x2)")


def without_document(model: TrainedModel, path: Path) -> Path:
    """As Keras saves what was exported: with the same layers and arrays, and without what it does not know."""
    again = path.with_name("again.keras")
    EXPORTERS["keras"]().write(model, path)
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(again, "w") as copy:
        for name in archive.namelist():
            if name != DOCUMENT:
                copy.writestr(name, archive.read(name))
    return again


def trained_on(inputs: tuple[str, ...]) -> TrainedModel:
    session = Session(Recipe(inputs=inputs, standardise=True))
    session.advance(3)
    return TrainedModel.of(snapshot_of(session))


@needs("h5py")
@pytest.mark.parametrize("inputs", [FORMULAS, ("x2", "x1"), ("sin(x2)",)])
def test_formulas_are_read_from_the_operations_that_compute_them(inputs: tuple[str, ...], tmp_path: Path) -> None:
    model = trained_on(inputs)
    imported = IMPORTER.read(without_document(model, tmp_path / "a.keras"))
    x = np.random.default_rng(0).normal(size=(20, 2))
    assert imported.input_names == ("x1", "x2")
    np.testing.assert_allclose(model_of(imported).predict(x, np.float64), model.predict(x, np.float64), rtol=1e-5, atol=1e-6)
    assert [one.column for one in imported.features] == [one.column for one in model.features]


@needs("h5py")
@pytest.mark.parametrize(
    "change",
    [
        lambda layers: layers[1]["inbound_nodes"][0]["args"][1].reverse(),  # rows in place of columns
        lambda layers: layers[1]["inbound_nodes"][0]["args"][1][1]["config"].update(stop=7),
        lambda layers: layers[1]["inbound_nodes"][0]["args"].append(1),
        lambda layers: layers[1]["inbound_nodes"][0].update(args=layers[1]["inbound_nodes"][0]["args"][:1]),
    ],
)
def test_other_parts_of_the_input_are_refused(change: Callable[[Any], None], tmp_path: Path) -> None:
    path = without_document(trained_on(FORMULAS), tmp_path / "a.keras")
    says = refusal(changed(path, tmp_path / "b.keras", lambda config: change(config["config"]["layers"])))
    assert "GetItem" in says


def test_a_formula_that_grows_without_end_is_left() -> None:
    formulas = KerasFormulas(1)
    formulas.add_input("input")
    tensor = {"class_name": "__keras_tensor__", "config": {"keras_history": ["input", 0, 0]}}
    place = [{"config": {"start": None, "stop": None, "step": None}}, {"config": {"start": 0, "stop": 1, "step": None}}]
    assert formulas.follow("0", "GetItem", [tensor, place], {})
    last = 0
    while formulas.follow(str(last + 1), "Multiply", [_tensor(last), _tensor(last)], {}):
        last += 1
    assert last < 20


def _tensor(number: int) -> dict[str, Any]:
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [str(number), 0, 0]}}
