"""The rows as a worker keeps them: none for testing, each fold prepared once by its own training rows."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.data.csv_files.choices import ReadingChoices, choices_text
from engine.data.datasets import DATASETS
from engine.data.datasets.csv_file import CsvFile
from engine.data.preprocessing import Data
from engine.recipe.recipe import Recipe
from engine.search.work.prepared_rows import PreparedRows, without_test_rows
from engine.training.prepare import prepare

WINE = Recipe(data=DATASETS["wine"](), validation_share=0.2, standardise=True)
CARS = replace(WINE, data=DATASETS["auto_mpg"]())


@pytest.fixture(scope="module")
def wine() -> Data:
    return prepare(WINE)


def test_rows_for_testing_are_not_there(wine: Data) -> None:
    data = without_test_rows(wine)
    assert len(data.table.target) == len(wine.train) + len(wine.validation)
    for mine, theirs in ((data.train, wine.train), (data.validation, wine.validation)):
        assert np.array_equal(data.x(mine), wine.x(theirs))
        assert np.array_equal(data.y(mine), wine.y(theirs))
    assert np.array_equal(data.test, data.validation)


def test_data_that_are_learned_as_a_whole_stay_whole() -> None:
    data = prepare(Recipe(data=DATASETS["xor_gate"]()))
    assert len(without_test_rows(data).train) == len(data.train)


@pytest.mark.parametrize("recipe", [WINE, CARS])
def test_a_fold_is_scaled_by_its_own_training_rows(recipe: Recipe) -> None:
    rows = PreparedRows(prepare(recipe))
    for fold in range(3):
        data = rows.of(recipe, fold, 3)
        x, y = data.x(data.train), data.y(data.train)
        assert np.allclose(x.mean(0), 0)
        assert np.allclose(x.std(0), 1)
        if data.task.is_regression:
            assert abs(y.mean()) < 1e-9
        assert set(data.train).isdisjoint(data.validation)
        assert len(data.train) + len(data.validation) == len(rows.data.table.target)
        assert np.array_equal(data.x(data.validation), data.scaling.apply(data.table.inputs[data.validation]))


def test_gaps_of_a_fold_are_filled_by_its_own_training_rows(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    numbers = [f"{x:.3f}" if x > -0.3 else "" for x in rng.normal(size=60)]
    path = tmp_path / "t.csv"
    path.write_text("a,b,class\n" + "".join(f"{x},{i},{'no' if i % 2 else 'yes'}\n" for i, x in enumerate(numbers)))
    recipe = Recipe(data=CsvFile(path=str(path), reading=choices_text(ReadingChoices(fill="mean"))), validation_share=0.2)
    rows = PreparedRows(prepare(recipe))
    (column, values), *_others = rows.data.table.unfilled
    assert column == 0
    filled = set()
    for fold in range(4):
        data = rows.of(recipe, fold, 4)
        gaps = np.flatnonzero(np.isnan(values))
        filled.add(float(data.table.inputs[gaps[0], 0]))
        assert data.table.inputs[gaps[0], 0] == pytest.approx(data.table.filled_by(data.train).inputs[gaps[0], 0])
    assert len(filled) > 1


def test_folds_are_prepared_once_and_never_sent(wine: Data) -> None:
    rows = PreparedRows(wine)
    assert rows.of(WINE, 1, 3) is rows.of(replace(WINE, seeds=replace(WINE.seeds, weights=9)), 1, 3)
    assert rows.of(WINE, 1, 3) is not rows.of(replace(WINE, standardise=False), 1, 3)
    sent = pickle.dumps(rows)
    assert len(sent) == len(pickle.dumps(PreparedRows(wine)))
    again = pickle.loads(sent)
    for fold, folds in ((0, 0), (1, 3)):
        mine, theirs = rows.of(WINE, fold, folds), again.of(WINE, fold, folds)
        assert np.array_equal(mine.x(mine.train), theirs.x(theirs.train))


def test_too_few_rows_are_a_sentence(wine: Data) -> None:
    with pytest.raises(ValueError, match="too few for 100 folds"):
        PreparedRows(wine).of(WINE, 0, 100)
