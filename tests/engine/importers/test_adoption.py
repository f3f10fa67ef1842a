"""An imported network goes on with a table of the program: the same predictions, and it trains."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.data.csv_files.choices import ColumnChoice, ReadingChoices, choices_text
from engine.data.datasets import DATASETS
from engine.data.datasets.csv_file import CsvFile
from engine.exporters.npz import Npz
from engine.exporters.trained_model import TrainedModel
from engine.importers import for_path
from engine.importers.adoption import Candidate, adopted_session, candidates, objection
from engine.importers.imported_network import ImportedNetwork
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.losses import MeanSquaredError
from engine.recipe.fixed_scaling import FixedScaling
from engine.recipe.recipe import Recipe, Seeds, recipe_from_data, recipe_to_data
from engine.training.prepare import rows_of
from engine.training.session import Session
from tests.engine.builders import dense, snapshot_of, stack


def exported(recipe: Recipe, folder: Path, steps: int = 40) -> tuple[TrainedModel, ImportedNetwork]:
    session = Session(recipe)
    session.advance(steps)
    model = TrainedModel.of(snapshot_of(session))
    Npz().write(model, folder / "net.npz")
    return model, for_path("net.npz").read(folder / "net.npz")


@pytest.mark.parametrize("kind", ["iris", "plane", "circle"])
def test_it_predicts_the_same_bit_for_bit_and_trains_on(kind: str, tmp_path: Path) -> None:
    data = DATASETS[kind]()
    loss = {} if rows_of(Recipe(data=data)).classes else {"loss": MeanSquaredError()}
    recipe = Recipe(
        data=data,
        blocks=stack(dense(5), BatchNorm(), dense(3)),
        standardise=True,
        train_share=0.3,  # another split than the one it will train with: other means
        seeds=Seeds(data=7),
        **loss,
    )
    model, imported = exported(recipe, tmp_path)
    table = rows_of(recipe_seeded(recipe))
    assert objection(imported, table) == ""
    session = adopted_session(imported, Candidate(data, table))
    assert session.recipe.seeds == recipe.seeds
    assert np.array_equal(session.network.theta, model.theta)
    assert np.array_equal(session.network.buffers, model.buffers)
    x = session.data.table.inputs
    assert np.array_equal(TrainedModel.of(snapshot_of(session)).predict(x), model.predict(x))
    start = session.scores().train_loss
    assert session.history.steps[-1] == 0
    assert session.history.rows[0] is not None
    session.advance(60)
    assert session.step == 60
    assert np.isfinite(session.scores().train_loss)
    assert session.scores().train_loss < start * 1.5


def recipe_seeded(recipe: Recipe) -> Recipe:
    return Recipe(data=recipe.data, seeds=recipe.seeds)


def test_columns_in_another_order_are_found_by_their_names(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(40, 2))
    for name, order in (("one", (0, 1)), ("two", (1, 0))):
        head = ",".join("ab"[i] for i in order)
        rows = "\n".join(f"{row[order[0]]:.3f},{row[order[1]]:.3f},{'u' if row[0] > 0 else 'v'}" for row in values)
        (tmp_path / f"{name}.csv").write_text(f"{head},class\n{rows}\n", encoding="utf-8")
    first, second = (CsvFile(str(tmp_path / f"{name}.csv"), "class") for name in ("one", "two"))
    model, imported = exported(Recipe(data=first, standardise=True), tmp_path)
    table = rows_of(Recipe(data=second))
    assert objection(imported, table) == ""
    session = adopted_session(imported, Candidate(second, table))
    found = TrainedModel.of(snapshot_of(session)).predict(table.inputs)
    np.testing.assert_allclose(found, model.predict(table.inputs[:, ::-1]), atol=1e-7)


def test_a_table_that_does_not_fit_is_refused_with_the_reason(tmp_path: Path) -> None:
    _model, imported = exported(Recipe(), tmp_path, steps=1)
    for kind, says in (
        ("iris", "It takes 2 inputs; these data have 4."),
        ("plane", "It tells classes apart; here is a number."),
        ("blobs", "It tells 2 classes apart; these data have"),
        ("xor", "Its classes are"),
    ):
        assert says in objection(imported, rows_of(Recipe(data=DATASETS[kind]())))
    unnamed = replace(imported, has_names=False)
    assert objection(unnamed, rows_of(Recipe(data=DATASETS["xor"]()))) == ""
    assert 'lack its inputs "a".' in objection(replace(imported, input_names=("a", "x₂")), rows_of(Recipe()))
    number = replace(imported, classes=())
    assert objection(number, rows_of(Recipe())) == "It predicts a number; these data have classes."


def test_the_sets_that_fit_are_offered_the_present_one_first(tmp_path: Path) -> None:
    _model, imported = exported(Recipe(data=DATASETS["moons"]()), tmp_path, steps=1)
    assert [one.data.kind for one in candidates(imported, DATASETS["iris"]())] == ["moons"]
    unnamed = replace(imported, has_names=False)
    found = [one.data.kind for one in candidates(unnamed, DATASETS["spiral"]())]
    assert found[0] == "spiral"
    assert {"circle", "and_gate", "moons"} < set(found)
    assert len(set(found)) == len(found)


def test_a_fixed_scaling_is_part_of_the_recipe_and_goes_with_standardising() -> None:
    scaling = FixedScaling((1.0, 2.0), (3.0, 0.5), 10.0, 4.0)
    recipe = Recipe(standardise=True, scaling=scaling)
    assert recipe_from_data(recipe_to_data(recipe)) == recipe
    assert "scaling" not in recipe_to_data(Recipe())
    assert replace(recipe, standardise=False).scaling is None
    session = Session(recipe)
    assert session.data.scaling.mean.tolist() == [1.0, 2.0]
    three = Session(replace(recipe, inputs=("x1", "x2", "x1 * x2")))
    assert three.data.scaling.mean.tolist() != [1.0, 2.0]  # it is not for these inputs: measured as usual
    for damaged in ([], {"mean": [1], "deviation": [0], "target": [0, 1]}, {"mean": [1], "deviation": [1], "target": [1]}):
        with pytest.raises(ValueError, match="scaling"):
            recipe_from_data({**recipe_to_data(recipe), "scaling": damaged})


def test_levels_in_another_order_are_other_inputs(tmp_path: Path) -> None:
    rows = "\n".join(f"{size},{n},{'no' if size == 'S' else 'yes'}" for n, size in enumerate("SMLSMLSMLSML"))
    (tmp_path / "sizes.csv").write_text(f"size,n,ok\n{rows}\n", encoding="utf-8")

    def read(*levels: str) -> CsvFile:
        choices = ReadingChoices().with_column(ColumnChoice("size", kind="ordered", levels=levels))
        return CsvFile(path=str(tmp_path / "sizes.csv"), label_column="ok", reading=choices_text(choices))

    _model, imported = exported(Recipe(data=read("S", "M", "L"), blocks=stack(dense(3))), tmp_path)
    assert objection(imported, rows_of(Recipe(data=read("S", "M", "L")))) == ""
    assert 'counts "S", "M", "L", in this order' in objection(imported, rows_of(Recipe(data=read("L", "M", "S"))))
    assert candidates(imported, read("L", "M", "S")) == ()
