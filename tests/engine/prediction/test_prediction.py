"""New rows: typed ones and those of a file are predicted as the engine predicts its own, and saved with every figure."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from engine.data.datasets import DATASETS
from engine.exporters.trained_model import TrainedModel
from engine.files.file_problem import FileProblem
from engine.inspection.predictions.predicted_numbers import PredictedNumbers
from engine.nn.losses import Hinge, MeanSquaredError
from engine.nn.metrics import classes_of
from engine.prediction.answers import answers, in_words
from engine.prediction.new_rows import read_new_rows
from engine.prediction.predicted_file import added_names, judged, save_predictions
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import snapshot_of
from tests.engine.inspection.predictions.test_predictions import energy

IRIS = Recipe(data=DATASETS["iris"](), standardise=True)


def trained(recipe: Recipe, steps: int = 200, own: bool = False) -> tuple[Session, TrainedModel]:
    session = Session(recipe, energy() if own else None)
    session.advance(steps)
    return session, TrainedModel.of(snapshot_of(session))


def numbers_model() -> tuple[Session, TrainedModel]:
    return trained(Recipe(loss=MeanSquaredError(), standardise=True), own=True)


@pytest.mark.parametrize("recipe", [IRIS, Recipe(), Recipe(loss=MeanSquaredError()), Recipe(loss=Hinge())])
def test_classes_are_those_of_the_engine(recipe: Recipe) -> None:
    session, model = trained(recipe)
    found = answers(model, session.data.table.inputs)
    assert found.classes is not None
    scores = session.network.scores(session.data.x(np.arange(len(found.classes))))
    np.testing.assert_array_equal(found.classes, classes_of(scores))
    assert found.names == session.data.table.classes
    assert found.step == 200
    if found.is_probability:
        np.testing.assert_allclose(found.values.sum(1), 1, atol=1e-6)
    assert session.data.table.classes[found.classes[0]] in in_words(found)


def test_a_number_is_in_the_targets_own_units() -> None:
    session, model = numbers_model()
    found = answers(model, session.data.table.inputs)
    wanted = snapshot_of(session, PredictedNumbers())[PredictedNumbers()]
    assert wanted is not None
    np.testing.assert_allclose(found.values[wanted.rows, 0], wanted.predicted, rtol=1e-6)
    assert in_words(found).startswith("energy (MWh): ")


def test_a_row_with_a_missing_value_has_no_answer() -> None:
    _session, model = trained(IRIS)
    found = answers(model, np.array([[5.0, 3.0, np.nan, 0.2], [5.0, 3.0, 1.4, 0.2]]))
    assert found.there.tolist() == [False, True]
    assert found.classes is not None
    assert found.classes[0] == -1
    assert "No prediction" in in_words(found, 0)


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


HEAD = "petal width (cm),note,sepal width (cm),species,petal length (cm),sepal length (cm)\n"
ROWS = "0.2,a,3.5,setosa,1.4,5.1\n2.3,b,3.2,virginica,5.7,6.9\n,c,3.0,setosa,1.4,4.9\n1.5,d,2.7,unheard of,5.1,6.0\n"


def test_columns_are_found_by_name_and_others_left_alone(tmp_path: Path) -> None:
    session, model = trained(IRIS, 600)
    text = HEAD.replace("species", model.target_name) + ROWS
    rows = read_new_rows(write(tmp_path / "new.csv", text), model)
    np.testing.assert_array_equal(rows.inputs[0], [5.1, 3.5, 1.4, 0.2])  # the network's order
    assert np.isnan(rows.inputs[2, 3])
    assert rows.target is not None
    assert rows.target.tolist() == [0, 2, 0, -1]
    assert any("1 row has a missing value" in note for note in rows.notes)
    assert any("unheard of" in note for note in rows.notes)
    found = answers(model, rows.inputs)
    assert judged(rows, found) == "Of 2 rows the class is known; predicted rightly: 2 (100.0 %)."
    save_predictions(tmp_path / "out.csv", rows, found, model.target_name)
    with open(tmp_path / "out.csv", encoding="utf-8", newline="") as file:
        head, *saved = csv.reader(file)
    assert head[:6] == list(rows.names)
    assert head[6:] == list(added_names(rows, found, model.target_name))
    assert [row[:6] for row in saved] == [line.split(",") for line in ROWS.splitlines()]
    assert saved[0][6] == "setosa"
    np.testing.assert_array_equal([float(cell) for cell in saved[1][7:]], found.values[1])  # every figure
    assert saved[2][6:] == ["", "", "", ""]
    del session


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp949"])
def test_any_encoding_separator_and_decimal_comma(tmp_path: Path, encoding: str) -> None:
    _session, model = numbers_model()
    head = ";".join([*model.input_names, "지역"])
    line = ";".join(f"{value:.1f}".replace(".", ",") for value in range(7))
    rows = read_new_rows(write(tmp_path / "new.csv", f"{head}\n{line};서울\n{line};부산\n", encoding), model)
    np.testing.assert_array_equal(rows.inputs, [np.arange(7.0)] * 2)
    assert rows.target is None
    found = answers(model, rows.inputs)
    assert judged(rows, found) == ""
    save_predictions(tmp_path / "out.csv", rows, found, model.target_name)
    again = read_new_rows(tmp_path / "out.csv", model)  # what is saved can be opened again, with the same numbers
    np.testing.assert_array_equal(again.inputs, rows.inputs)
    saved = [float(cell.replace(",", ".")) for cell in again.columns[-1]]
    np.testing.assert_array_equal(saved, found.values[:, 0])


def test_numbers_are_judged_where_the_target_is_there(tmp_path: Path) -> None:
    session, model = numbers_model()
    table = session.data.table
    lines = [",".join(map(repr, [*x.tolist(), y])) for x, y in zip(table.inputs, table.target.tolist(), strict=True)]
    text = ",".join([*table.input_names, table.target_name]) + "\n" + "\n".join(lines) + "\n"
    rows = read_new_rows(write(tmp_path / "same.csv", text), model)
    np.testing.assert_array_equal(rows.inputs, table.inputs)
    np.testing.assert_array_equal(rows.target, table.target)
    assert judged(rows, answers(model, rows.inputs)).startswith("Of 80 rows the right number is known: off by ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b,c,d,e,f\n1,2,3,4,5,6\n", 'lacks the column "g"'),
        ("a,b\n1,2\n", 'lacks the columns "c", "d", "e", "f", "g"'),
        ("a,b,c,d,e,f,G2\n1,2,3,4,5,6,7\n", 'lacks the column "g"'),
        ("a,b,c,d,e,f,g\n", "no rows below"),
        ("a,b,c,d,e,f,g\n1,2,3,oops,5,6,7\n", 'line 2, column "d": "oops" is not a number'),
    ],
)
def test_what_is_wrong_with_a_file_is_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    _session, model = numbers_model()
    with pytest.raises(FileProblem) as problem:
        read_new_rows(write(tmp_path / "new.csv", text), model)
    assert said in str(problem.value)


def test_a_file_without_names_is_known_by_the_numbers_of_its_columns(tmp_path: Path) -> None:
    path = write(tmp_path / "plain.csv", "".join(f"{i},{i * i},{i % 2}\n" for i in range(20)))
    recipe = Recipe(data=DATASETS["csv_file"](str(path)), standardise=True)
    _session, model = trained(recipe, 20)
    rows = read_new_rows(write(tmp_path / "other.csv", "3,9\n4,16\n"), model)
    np.testing.assert_array_equal(rows.inputs, [[3, 9], [4, 16]])
    assert rows.target is None


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    _session, model = numbers_model()
    rows = read_new_rows(write(tmp_path / "new.csv", "a,b,c,d,e,f,g\n1,2,3,4,5,6,7\n"), model)
    with pytest.raises(FileProblem):
        save_predictions(tmp_path / "missing" / "out.csv", rows, answers(model, rows.inputs), "y")
