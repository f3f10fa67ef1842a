"""Features on their way: recipe, data, grids, training, exports, the command line."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.cli.train import main
from engine.core.arrays import Array
from engine.data.datasets import DATASETS
from engine.exporters import EXPORTERS, Exporter
from engine.exporters.base import CarriesNames, FileNames
from engine.exporters.contents import Exported, checked, names_in, run
from engine.exporters.npz import read_npz
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import export
from engine.files.file_problem import FileProblem
from engine.inspection.surfaces.input_grid import Plane, grid
from engine.inspection.surfaces.neuron_maps import NeuronSurface
from engine.network.input_transfer import carry_inputs
from engine.network.parameter_layout import INPUT
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.optim.optimizers import Adam
from engine.recipe.recipe import Block, Recipe, recipe_from_data, recipe_to_data
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.prepare import data_for, prepare
from engine.training.session import Session
from tests.engine.builders import snapshot_of, stack
from tests.engine.training.comparable_runs import fingerprint
from tests.interop import writable_formats

SQUARES = ("x1**2", "x2**2")
PETALS = ("[petal width (cm)]", "x1*x3", "log(x4)")
IRIS = Recipe(data=DATASETS["iris"](), standardise=True)


def with_inputs(recipe: Recipe, *inputs: str) -> Recipe:
    return dataclasses.replace(recipe, inputs=inputs)


# -- the recipe
def test_a_recipe_comes_back_with_its_inputs() -> None:
    recipe = with_inputs(IRIS, *PETALS)
    assert recipe_from_data(json.loads(json.dumps(recipe_to_data(recipe)))) == recipe


def test_an_older_recipe_has_all_columns() -> None:
    data = recipe_to_data(Recipe())
    del data["inputs"]
    assert recipe_from_data(data) == Recipe()


@pytest.mark.parametrize("wrong", ["x1", [1], {"x1": 1}, ["x1+"], ["x1"] * 1001, [None]])
def test_damaged_inputs_are_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"inputs|formula"):
        recipe_from_data({**recipe_to_data(Recipe()), "inputs": wrong})


# -- data
def test_the_network_sees_features_and_pictures_keep_raw_inputs() -> None:
    data = prepare(with_inputs(Recipe(), *SQUARES))
    assert (data.inputs, data.network_inputs, data.feature_names) == (2, 2, ("x₁²", "x₂²"))
    assert data.x(data.test) == pytest.approx(data.table.inputs[data.test] ** 2)
    assert data.domain(0) == (-6, 6)
    points = grid(data, Plane(), 3)
    assert points[:4].tolist() == [[36, 36], [0, 36], [36, 36], [36, 0]]


def test_features_are_standardised_on_the_training_rows() -> None:
    data = prepare(with_inputs(IRIS, *PETALS))
    raw = data.table.inputs
    by_hand = np.stack([raw[:, 3], raw[:, 0] * raw[:, 2], np.log(raw[:, 3])], axis=1)
    mean, deviation = by_hand[data.train].mean(0), by_hand[data.train].std(0)
    assert data.x(data.test) == pytest.approx((by_hand[data.test] - mean) / deviation)
    held = grid(data, Plane((1, 2), (5, 3, 4, 2)), 2)
    assert held[:, 0] == pytest.approx(np.full(4, (2 - mean[0]) / deviation[0]))


def test_no_inputs_are_all_columns_bit_for_bit() -> None:
    plain, named = Session(Recipe()), Session(with_inputs(Recipe(), "x1", "x2"))
    plain.advance(200)
    named.advance(200)
    assert fingerprint(plain) == fingerprint(named)


def test_the_same_rows_serve_other_features() -> None:
    recipe = with_inputs(Recipe(), *SQUARES)
    before = prepare(Recipe())
    after = data_for(recipe, Recipe(), before)
    assert after.table is before.table
    assert np.array_equal(after.x(after.train), prepare(recipe).x(before.train))
    assert data_for(Recipe(), Recipe(), before) is before


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        (("1/(x1 - x1)",), r"Input 1/\(x₁ − x₁\): .* divides by zero in row 1"),
        (("x1", "log(x2)"), "Input log x₂: log needs numbers above 0"),
        (("x1", "nothing"), "no column “nothing”"),
        (("x1", "x₂", "x2"), "x2 is there twice"),
    ],
)
def test_inputs_that_cannot_be_are_refused_and_the_session_stays(inputs: tuple[str, ...], says: str) -> None:
    session = Session(Recipe())
    session.advance(30)
    before = fingerprint(session)
    with pytest.raises(RecipeProblem, match=says):
        session.adopt(with_inputs(Recipe(), *inputs))
    assert fingerprint(session) == before
    assert session.recipe == Recipe()


# -- training goes on
def first_weights(session: Session) -> dict[str, np.ndarray]:
    """The rows of the first weighted layer, by feature, with those of gradient and memory beside them."""
    info = next(info for info in session.network.layers if info.parameters)
    units = info.units_out
    places = np.arange(info.start, info.start + info.units_in * units).reshape(info.units_in, units)
    network = session.network
    vectors = np.concatenate([network.theta[np.newaxis], network.grad[np.newaxis], session.optimizer_state])
    return {key: vectors[:, row].copy() for key, row in zip(session.data.feature_keys, places, strict=True)}


def rest(session: Session) -> bytes:
    """All of θ but the rows of the first weighted layer."""
    info = next(info for info in session.network.layers if info.parameters)
    at = info.start + info.units_in * info.units_out
    return bytes(session.network.theta[: info.start].tobytes() + session.network.theta[at:].tobytes())


@pytest.mark.parametrize("blocks", [stack(Dense(4), Dense(2)), stack(Dropout(0.1), Dense(2)), ()])
@pytest.mark.parametrize(
    "after",
    [("x1", "x2", "x1**2"), ("x1",), ("x2", "x1"), ("x1", "sin(x1)"), ("x1**2", "x2**2", "x2"), ("x2**2",)],
)
def test_weights_follow_their_inputs(blocks: tuple[Block, ...], after: tuple[str, ...]) -> None:
    session = Session(Recipe(blocks=blocks, optimizer=Adam()))
    session.advance(80)
    before, others = first_weights(session), rest(session)
    session.adopt(with_inputs(session.recipe, *after))
    new = first_weights(session)
    fresh = first_weights(Session(session.recipe))
    assert list(new) == list(after)
    for key, numbers in new.items():
        if key in before:
            assert numbers.tobytes() == before[key].tobytes()
        else:
            assert np.array_equal(numbers[0], fresh[key][0])
            assert not numbers[1:].any()
    assert rest(session) == others
    assert (session.step, session.optimizer_step) == (80, 80)
    session.advance(30)
    assert session.divergence is None


def test_running_statistics_follow_their_inputs() -> None:
    """A batch norm behind the inputs, and one behind the first dense layer: both predict as before for what has stayed."""
    session = Session(Recipe(blocks=stack(BatchNorm(), Dense(4), BatchNorm())))
    session.advance(80)
    first, second = (buffers_of(session, i) for i in (0, 2))
    session.adopt(with_inputs(session.recipe, "x1**2", "x2"))
    now = buffers_of(session, 0)
    assert np.array_equal(now[:, 1], first[:, 1])
    assert now[:, 0].tolist() == [0, 1]
    assert np.array_equal(buffers_of(session, 2), second)


def buffers_of(session: Session, layer: int) -> Array:
    """Running mean and variance of a batch norm, (2, units)."""
    info = session.network.layers[layer]
    return session.network.buffers[info.buffer_start : info.buffer_stop].reshape(2, -1).copy()


def test_an_epoch_goes_on_when_inputs_change() -> None:
    session = Session(Recipe())
    session.advance(60)
    at = session.batches.position().next_batch
    session.adopt(with_inputs(Recipe(), "x1", "x2", "x1*x2"))
    assert session.batches.position().next_batch == at != session.batches.count


def test_columns_of_another_table_are_other_inputs() -> None:
    """Sepal length has nothing to do with x₁, though both come first."""
    session = Session(Recipe(blocks=stack(Dense(4))))
    session.advance(60)
    recipe = dataclasses.replace(session.recipe, data=DATASETS["iris"]())
    session.adopt(recipe)
    start = Session(recipe)
    assert np.array_equal(session.network.theta, start.network.theta)


def test_layers_that_are_others_take_nothing_over() -> None:
    one, other = Session(Recipe(blocks=(Block(1, Dense(4)),))), Session(with_inputs(Recipe(blocks=(Block(2, Dense(4)),)), "x1"))
    before = other.network.theta.copy()
    start = before, other.network.buffers.copy()
    carry_inputs(one.network, other.network, (one.data, other.data), start, None)
    assert np.array_equal(other.network.theta, before)


def test_an_inputs_own_map_is_the_feature_over_the_plane() -> None:
    snapshot = snapshot_of(Session(with_inputs(Recipe(), "x2", "x1*x2")), NeuronSurface(Plane(), 3, (INPUT, 1)))
    found = snapshot.find(NeuronSurface)
    assert found is not None
    assert found.values.tolist() == [[36, 0, -36], [0, 0, 0], [-36, 0, 36]]


def test_the_circle_needs_no_hidden_layer_with_the_squares() -> None:
    session = Session(with_inputs(Recipe(blocks=()), *SQUARES))
    session.advance(2000)
    assert snapshot_of(session).scores.test_metric == 1.0


# -- exports
@pytest.mark.parametrize("name", [cls.kind for cls in writable_formats() if isinstance(cls(), CarriesNames)])
@pytest.mark.parametrize("recipe", [with_inputs(Recipe(), "x1", "max(x1, x2)*pi", "exp(-x1**2)"), with_inputs(IRIS, *PETALS)])
def test_an_export_carries_its_features(name: str, recipe: Recipe, tmp_path: Path) -> None:
    session = Session(recipe)
    session.advance(100)
    model = TrainedModel.of(snapshot_of(session))
    exporter, path = EXPORTERS[name](), tmp_path / f"out{EXPORTERS[name].suffix}"
    raw = session.data.table.inputs
    proof = export(model, exporter, path, raw)
    assert proof.largest_difference < 1e-5
    assert isinstance(exporter, CarriesNames)
    names = exporter.names(path)
    assert names.inputs == session.data.table.input_names
    assert names.features == tuple(zip(session.data.feature_names, session.data.feature_keys, strict=True))
    assert exporter.predict(path, raw[:5], np.float64) == pytest.approx(model.predict(raw[:5], np.float64), rel=1e-9)


class WrongFormula(Exporter):
    """An exporter that swaps two features."""

    suffix = ".npz"

    def __init__(self, damage: str) -> None:
        self.damage = damage

    def write(self, model: TrainedModel, path: Path) -> None:
        EXPORTERS["npz"]().write(model, path)

    def predict(self, path: Path, x_raw: Array, dtype: Any = None) -> Array:
        return run(self.read(path), x_raw, dtype)

    def names(self, path: Path) -> FileNames:
        return names_in(self.read(path))

    def read(self, path: Path) -> Exported:
        exported = read_npz(path)
        if self.damage == "document":
            exported.metadata["features"][0]["formula"] = "x1"
        return exported


def test_a_wrong_formula_in_the_file_is_a_failed_export(tmp_path: Path) -> None:
    session = Session(with_inputs(Recipe(), "x1**2", "x2"))
    model = TrainedModel.of(snapshot_of(session))
    path = tmp_path / "out.npz"
    export(model, WrongFormula(""), path, session.data.table.inputs)
    with pytest.raises(FileProblem, match="has other features"):
        export(model, WrongFormula("document"), path, session.data.table.inputs)


@pytest.mark.parametrize("damage", ["import os", "x9", "x1 +", 3])
def test_a_damaged_formula_in_a_file_is_a_sentence(damage: object, tmp_path: Path) -> None:
    session = Session(with_inputs(Recipe(), "x1**2", "x2"))
    path = tmp_path / "out.npz"
    export(TrainedModel.of(snapshot_of(session)), EXPORTERS["npz"](), path, session.data.table.inputs)
    found = read_npz(path)
    found.metadata["features"][0]["formula"] = damage
    with pytest.raises(FileProblem, match="cannot be used"):
        checked(found.arrays, found.metadata, "out.npz")


# -- the command line
def test_the_command_line_takes_inputs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "out.npz"
    given = ["--data", "circle", "--inputs", "x1**2, x₂^2,max(x1,x2)", "--layers", "none", "--epochs", "40"]
    assert main([*given, "--export", str(path), "--json", "--quiet"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["inputs"] == ["x₁²", "x₂²", "max(x₁, x₂)"]
    assert result["test_metric"] == 1.0
    assert np.load(path)["feature_names"].tolist() == result["inputs"]


@pytest.mark.parametrize(("inputs", "says"), [("x1+", "ends too early"), ("1/(x1-x1)", "divides by zero"), ("tall", "no column")])
def test_the_command_line_refuses_wrong_inputs(inputs: str, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--inputs", inputs]) == 2
    assert says in capsys.readouterr().err
