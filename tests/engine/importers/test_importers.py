"""Every import format: what was exported comes back bit for bit and predicts the same; what cannot be read is a sentence."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.data.preprocessing import Scaling
from engine.exporters import EXPORTERS
from engine.exporters.contents import exported_from
from engine.exporters.trained_model import TrainedModel
from engine.files.file_problem import FileProblem
from engine.importers import IMPORTERS, for_path, model_of, recipe_of, recognises
from engine.importers.base import MOST_BYTES, USUAL_BYTES, most_bytes
from engine.importers.named_arrays import NOTES, imported_from
from engine.network.network import MOST_PARAMETERS
from engine.nn.activations import ACTIVATIONS, PReLU, Tanh
from engine.nn.initializers import INITIALIZERS
from engine.nn.layers import LAYERS
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES, CrossEntropy, Hinge, MeanSquaredError
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import any_layer, dense, small_data, snapshot_of, stack
from tests.interop import writable_formats
from tests.program_start import ROOT

X = np.random.default_rng(5).normal(3.0, 2.0, (60, 2))
KINDS = [kind for kind in IMPORTERS.names() if kind not in EXPORTERS.names() or EXPORTERS[kind] in writable_formats()]
TWINS = [kind for kind in KINDS if kind in EXPORTERS.names()]
GOLDEN = ROOT / "tests" / "golden"


def trained(*layers: Any, classes: int = 2, **recipe: Any) -> TrainedModel:
    """A model after some steps, with scalings that are not trivial."""
    loss = recipe.pop("loss", None) or (CrossEntropy() if classes else MeanSquaredError())
    session = Session(
        Recipe(blocks=stack(*(layers or (dense(5), dense(4)))), loss=loss, **recipe), small_data(40, classes=classes)
    )
    session.advance(30)
    model = replace(TrainedModel.of(snapshot_of(session)), scaling=Scaling(np.array([3.0, -1.0]), np.array([2.0, 0.5])))
    return model if classes else replace(model, target_scaling=Scaling(np.array([1000.0]), np.array([0.25])))


def there_and_back(model: TrainedModel, kind: str, folder: Path) -> TrainedModel:
    path = folder / f"net{EXPORTERS[kind].suffix}"
    EXPORTERS[kind]().write(model, path)
    return model_of(for_path(path).read(path))


# -- the same network
def same_network(model: TrainedModel, kind: str, folder: Path) -> None:
    found = there_and_back(model, kind, folder)
    assert found.theta.dtype == model.theta.dtype == np.float32
    assert found.theta.tobytes() == model.theta.tobytes()
    assert found.buffers.tobytes() == model.buffers.tobytes()
    np.testing.assert_allclose(found.predict(X), model.predict(X), rtol=1e-6, atol=1e-6)
    assert [block.layer for block in found.recipe.blocks] == [block.layer for block in model.recipe.blocks]
    assert found.recipe.names() == model.recipe.names()


@pytest.mark.parametrize("classes", [0, 2, 3])
@pytest.mark.parametrize("layer", LAYERS.names())
@pytest.mark.parametrize("kind", TWINS)
def test_every_layer_comes_back_bit_for_bit_and_predicts_the_same(kind: str, layer: str, classes: int, tmp_path: Path) -> None:
    same_network(trained(dense(5), any_layer(layer, PReLU()), Dropout(0.5), dense(3), classes=classes), kind, tmp_path)


@pytest.mark.parametrize("activation", ACTIVATIONS.names())
@pytest.mark.parametrize("kind", TWINS)
def test_every_activation_comes_back_bit_for_bit_and_predicts_the_same(kind: str, activation: str, tmp_path: Path) -> None:
    same_network(trained(dense(5, ACTIVATIONS[activation]()), classes=3), kind, tmp_path)


@pytest.mark.parametrize("kind", TWINS)
def test_a_network_in_float64_stays_in_float64(kind: str, tmp_path: Path) -> None:
    model = trained()
    wide = replace(model, theta=model.theta.astype(np.float64) * 1.0000001, buffers=model.buffers.astype(np.float64))
    assert there_and_back(wide, kind, tmp_path).theta.tobytes() == wide.theta.tobytes()


@pytest.mark.parametrize("loss", LOSSES.names())
@pytest.mark.parametrize("kind", TWINS)
def test_loss_optimizer_batches_and_start_weights_come_back(kind: str, loss: str, tmp_path: Path) -> None:
    he = INITIALIZERS["he"]()
    settings = {"optimizer": Adam(0.02, beta1=0.8), "batch": 7, "output_weights": he, "carry_over": True}
    found = there_and_back(trained(Dense(3, Tanh(), he, 0.5), loss=LOSSES[loss](), **settings), kind, tmp_path)
    assert found.recipe.loss == LOSSES[loss]()
    assert {name: getattr(found.recipe, name) for name in settings} == settings
    assert found.recipe.blocks == stack(Dense(3, Tanh(), he, 0.5))
    assert found.recipe.standardise
    assert (found.step, found.epoch) == (30, 6)  # five whole batches of the 40 rows to an epoch


@pytest.mark.parametrize("kind", TWINS)
def test_exporting_an_imported_network_again_gives_the_same_content(kind: str, tmp_path: Path) -> None:
    model = trained(dense(4, PReLU()), BatchNorm(), Residual((dense(3), BatchNorm())), classes=3)
    before, after = exported_from(model), exported_from(there_and_back(model, kind, tmp_path))
    assert before.metadata["training"].pop("seeds") == {"data": 1, "weights": 1, "order": 1}
    after.metadata["training"].pop("seeds")
    assert after.metadata == before.metadata
    assert {name: array.tobytes() for name, array in after.arrays.items()} == {
        name: array.tobytes() for name, array in before.arrays.items()
    }


@pytest.mark.parametrize("kind", TWINS)
def test_names_in_any_script_come_back(kind: str, tmp_path: Path) -> None:
    model = trained(dense(3), dense(2), classes=2)
    blocks = tuple(replace(block, name=name) for block, name in zip(model.recipe.blocks, ("은닉층", "Dense 1"), strict=True))
    recipe = replace(model.recipe, blocks=blocks)
    layers = tuple(replace(info, name=block.name) for info, block in zip(model.layers, recipe.stack(1), strict=True))
    named = replace(
        model,
        recipe=recipe,
        layers=layers,
        input_names=("키 (cm)", 'a "b"'),
        classes=("강아지", "cat"),
        target_name="종",
        features=(),
    )
    found = there_and_back(named, kind, tmp_path)
    assert [block.name for block in found.recipe.blocks] == ["은닉층", "Dense 1"]
    assert (found.input_names, found.classes, found.target_name) == (named.input_names, named.classes, "종")
    assert found.features == named.features


# -- inputs
@pytest.mark.parametrize("inputs", [(), ("x1**2", "x1*x2", "max(x1, x2)*pi"), ("x2", "x1")])
@pytest.mark.parametrize("kind", TWINS)
def test_an_imported_recipe_trains_on_with_the_same_inputs(kind: str, inputs: tuple[str, ...], tmp_path: Path) -> None:
    session = Session(Recipe(inputs=inputs))
    session.advance(20)
    model = TrainedModel.of(snapshot_of(session))
    found = there_and_back(model, kind, tmp_path)
    assert found.features == model.features
    assert Session(found.recipe).data.features == session.data.features
    np.testing.assert_allclose(found.predict(X), model.predict(X), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("kind", TWINS)
def test_columns_whose_names_look_like_places_are_not_confused(kind: str, tmp_path: Path) -> None:
    """The columns are called x0 and x1: in the file x1 is the first one, in a recipe x1 is the one of that name."""
    recipe, data = Recipe(), small_data(40)
    assert data.table.input_names == ("x0", "x1")
    formulas = tuple(replace(one, name=f"{one.name}²", key=f"{one.key}**2") for one in data.features)
    model = replace(TrainedModel.of(snapshot_of(Session(recipe, data))), features=formulas)
    path = tmp_path / f"net{EXPORTERS[kind].suffix}"
    EXPORTERS[kind]().write(model, path)
    assert recipe_of(for_path(path).read(path)).inputs == ("[x0]**2", "[x1]**2")


def test_the_dataset_to_train_on_can_be_given(tmp_path: Path) -> None:
    EXPORTERS["npz"]().write(trained(), tmp_path / "net.npz")
    imported = for_path("net.npz").read(tmp_path / "net.npz")
    assert recipe_of(imported).data == Recipe().data
    assert recipe_of(imported, DATASETS["spiral"]()).data == DATASETS["spiral"]()


# -- what the file cannot know
@pytest.mark.parametrize("kind", TWINS)
def test_an_importer_says_what_its_files_cannot_know(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"net{EXPORTERS[kind].suffix}"
    EXPORTERS[kind]().write(trained(), path)
    notes = IMPORTERS[kind]().read(path).notes
    assert notes == NOTES
    assert all(note.endswith(".") for note in notes)


@pytest.mark.parametrize(
    "training", [None, [], {}, {"loss": 3, "optimizer": {"kind": "rocket"}, "batch": 0, "step": -1, "epoch": "many"}]
)
def test_without_an_account_of_the_training_the_network_still_predicts(training: Any) -> None:
    model = trained(classes=3)
    exported = exported_from(model)
    exported.metadata["training"] = training
    imported = imported_from(exported, "net.npz")
    assert (imported.optimizer, imported.batch, imported.step, imported.epoch) == (None, None, 0, 0)
    np.testing.assert_allclose(model_of(imported).predict(X), model.predict(X), rtol=1e-6, atol=1e-6)


def test_a_loss_that_does_not_make_the_files_predictions_is_replaced() -> None:
    exported = exported_from(trained(classes=3, loss=Hinge()))
    assert imported_from(exported, "net.npz").loss == Hinge()
    exported.metadata["link"] = "softmax"
    assert imported_from(exported, "net.npz").loss == CrossEntropy()


@pytest.mark.parametrize(
    ("kind", "version"),
    [(kind, version) for kind in TWINS for version in (1, 2) if kind in ("npz", "safetensors") or version == 2],
)
def test_files_of_every_format_give_pytorchs_numbers(kind: str, version: int) -> None:
    golden = json.loads((GOLDEN / f"export_format_{version}.json").read_text(encoding="utf-8"))
    path = GOLDEN / f"export_format_{version}{EXPORTERS[kind].suffix}"
    found = model_of(for_path(path).read(path)).predict(np.array(golden["inputs"]))
    np.testing.assert_allclose(found, golden["outputs"], atol=2e-6, rtol=0)


# -- files that cannot be read
def test_the_largest_network_fits_into_a_file_that_is_read(tmp_path: Path) -> None:
    assert 4 * MOST_PARAMETERS + 2**20 < MOST_BYTES
    place = tmp_path / "net.onnx"
    assert most_bytes(place) == USUAL_BYTES  # there is none
    for size, most in ((1000, USUAL_BYTES), (USUAL_BYTES + 5, USUAL_BYTES + 5), (MOST_BYTES + 5, MOST_BYTES)):
        with place.open("wb") as stream:
            stream.truncate(size)
        assert most_bytes(place) == most


def test_the_end_of_the_name_decides_the_format() -> None:
    suffixes = [suffix for cls in IMPORTERS for suffix in cls.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)
    assert for_path("a.NPZ") == IMPORTERS["npz"]()
    assert recognises(IMPORTERS["npz"], Path("folder/a.npz"))
    assert not recognises(IMPORTERS["npz"], "npz")
    with pytest.raises(FileProblem, match=r'^"net\.h5" is not .*\.npz.* or \.\w+\.$'):
        for_path("folder/net.h5")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\0" * 1000, b"\xff" * 64, None])
def test_what_is_no_network_is_a_sentence(kind: str, content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / f"bad{IMPORTERS[kind].suffixes[0]}"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FileProblem, match=rf"{path.name}.*\.$"):
        IMPORTERS[kind]().read(path)


def test_an_output_layer_that_a_recipe_cannot_have_is_a_sentence() -> None:
    exported = exported_from(trained(dense(3), classes=2))
    exported.metadata["layers"][-1]["settings"]["activation"] = {"kind": "sigmoid"}
    with pytest.raises(FileProblem, match=r'^"net\.npz" cannot be imported: its last layer must be .*\.$'):
        imported_from(exported, "net.npz")


def test_a_formula_that_only_the_proof_can_read_is_a_sentence() -> None:
    exported = exported_from(trained())
    exported.metadata["features"][0]["formula"] = "+".join(["x1"] * 100)
    with pytest.raises(FileProblem, match=r'^"net\.npz" cannot be imported\. A formula has at most .*\.$'):
        imported_from(exported, "net.npz")


# -- one file is enough
ONE_FILE = '''
"""Networks of one dense layer, as lines of text: the weights into a neuron, then its bias."""

from dataclasses import dataclass

import numpy as np

from engine.data.features import all_columns
from engine.importers.base import IMPORTERS, Importer
from engine.importers.imported_network import ImportedLayer, ImportedNetwork
from engine.nn.activations import Identity
from engine.nn.layers.dense import Dense
from engine.nn.losses import MeanSquaredError


@IMPORTERS.add("lines", "Lines of text")
@dataclass(frozen=True)
class Lines(Importer):
    suffixes, about = (".lines",), "Weights as text"

    def read(self, path):
        *weights, biases = np.loadtxt(path, ndmin=2).T
        arrays = {"weights": np.array(weights), "biases": biases}
        names = tuple(f"x{i + 1}" for i in range(len(weights)))
        layer = ImportedLayer("Output", Dense(len(biases), Identity()), arrays)
        return ImportedNetwork((layer,), MeanSquaredError(), names, all_columns(names), (), notes=("It says nothing of units.",))
'''


def test_one_file_in_a_folder_of_importers_is_an_importer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "more_importers"
    package.mkdir()
    (package / "__init__.py").write_text("from engine.core.registry import discover\n\ndiscover(__name__)\n", encoding="utf-8")
    (package / "lines.py").write_text(ONE_FILE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(IMPORTERS, "_found", dict(IMPORTERS._entries))
    try:
        __import__("more_importers")
        (tmp_path / "net.lines").write_text("2 3 0.5\n", encoding="utf-8")
        imported = for_path(tmp_path / "net.lines").read(tmp_path / "net.lines")
        assert imported.notes == ("It says nothing of units.",)
        assert model_of(imported).predict(np.array([[1.0, 10.0]])).tolist() == [[32.5]]
        assert recipe_of(imported).blocks == ()
    finally:
        for name in [name for name in sys.modules if name.startswith("more_importers")]:
            del sys.modules[name]
