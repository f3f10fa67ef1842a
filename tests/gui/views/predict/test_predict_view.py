"""Asking the trained network: a typed row follows the training, a file is read beside the window, shown, and saved."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.data.csv_files.choices import ColumnChoice, ReadingChoices, choices_text
from engine.data.datasets import DATASETS
from engine.data.datasets.csv_file import CsvFile
from engine.data.source_columns import columns_from_data
from engine.exporters.contents import checked, exported_from
from engine.exporters.trained_model import TrainedModel
from engine.files.file_problem import FileProblem
from engine.nn.losses import MeanSquaredError
from engine.prediction.answers import answers, in_words
from engine.prediction.new_rows import read_new_rows
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.training.frame import Frame
from gui.views.intents import ReportProblem
from gui.views.predict.predict_view import PredictView
from tests.engine.builders import snapshot_of
from tests.engine.inspection.predictions.test_predictions import energy
from tests.gui.view_builders import Opened

IRIS = Recipe(data=DATASETS["iris"](), standardise=True)


@pytest.fixture
def iris(opened: Opened) -> tuple[PredictView, Session]:
    view, session = opened(PredictView), Session(IRIS)
    session.advance(100)
    view.show_frame(Frame(snapshot_of(session)))
    return view, session


def iris_file(session: Session, path: Path) -> Path:
    table = session.data.table
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*reversed(table.input_names), "note", table.target_name])
        for x, k in zip(table.inputs.tolist(), table.target, strict=True):
            writer.writerow([*reversed(x), "", table.classes[k]])
    return path


def test_the_fields_begin_with_the_means_and_say_the_ranges(iris: Any) -> None:
    view, session = iris
    table, train = session.data.table, session.data.train
    assert [field.accessibleName() for field in view.form.fields] == list(table.input_names)
    np.testing.assert_allclose(view.form.values(), table.inputs[train].mean(0), rtol=1e-5)
    assert "from 4.4 to 7.7 in" in view.form.fields[0].toolTip()
    assert view.form.objection() == ""


def test_what_is_said_of_a_typed_row_is_the_engines_and_follows_the_training(iris: Any) -> None:
    view, session = iris
    for field, text in zip(view.form.fields, ("5,1", "3.5", "1.4", "0.2"), strict=True):
        field.setText(text)
    row = np.array([[5.1, 3.5, 1.4, 0.2]])
    wanted = answers(TrainedModel.of(snapshot_of(session)), row)
    assert view.said.text() == in_words(wanted)
    assert view.said.text().startswith("setosa, ")
    assert "Weights of step 100." in view.remark.text()
    session.advance(100)
    view.show_frame(Frame(snapshot_of(session)))
    assert view.said.text() == in_words(answers(TrainedModel.of(snapshot_of(session)), row))
    assert "Weights of step 200." in view.remark.text()
    assert view.form.fields[0].text() == "5,1"


def test_what_is_no_number_or_beyond_the_training_rows_is_said(iris: Any) -> None:
    view, _session = iris
    view.form.fields[0].setText("long")
    assert "sepal length (cm) needs a number." in view.remark.text()
    assert "No prediction" in view.said.text()
    view.form.fields[0].setText("90")
    assert "beyond the training rows" in view.remark.text()
    view.form.fields[0].setText("5.5")
    assert "beyond" not in view.remark.text()


def test_a_test_row_comes_with_what_is_right(iris: Any) -> None:
    view, session = iris
    view.example.click()
    row = session.data.test[0]
    np.testing.assert_allclose(view.form.values(), session.data.table.inputs[row], rtol=1e-5)
    assert f"Right for this row: {session.data.table.classes[session.data.table.target[row]]}." in view.remark.text()
    view.form.fields[0].setText("5.55")
    assert "Right for" not in view.remark.text()


def test_other_columns_have_other_fields(iris: Any) -> None:
    view, _session = iris
    session = Session(Recipe(loss=MeanSquaredError(), standardise=True), energy())
    view.show_frame(Frame(snapshot_of(session)))
    assert len(view.form.fields) == 7
    assert view.said.text().startswith("energy (MWh): ")
    view.show_frame(Frame(None))
    assert "no network" in view.said.text()


def test_a_file_is_predicted_shown_and_saved(qtbot: Any, iris: Any, tmp_path: Path) -> None:
    view, session = iris
    view.page.setCurrentIndex(1)
    page = view.table
    assert "Open a file with the columns sepal length" in page.sentence.text()
    page.open(str(iris_file(session, tmp_path / "more.csv")))
    qtbot.waitUntil(lambda: page.shown is not None)
    assert not page.is_busy()
    wanted = answers(TrainedModel.of(snapshot_of(session)), session.data.table.inputs)
    np.testing.assert_array_equal(page.shown.answers.values, wanted.values)
    assert page.cells.rowCount() == 150
    assert page.cells.data(page.cells.index(0, 0)) == session.data.table.classes[wanted.classes[0]]
    assert "150 rows of more.csv, predicted at step 100." in page.sentence.text()
    assert "Of 150 rows the class is known" in page.sentence.text()
    assert not page.again.isEnabled()
    page.save(tmp_path / "out.csv")
    qtbot.waitUntil(lambda: "Saved to" in page.sentence.text())
    with open(tmp_path / "out.csv", encoding="utf-8", newline="") as file:
        saved = list(csv.reader(file))
    np.testing.assert_array_equal([[float(cell) for cell in row[-3:]] for row in saved[1:]], wanted.values)


def test_a_table_says_that_the_network_has_learned_more_since(qtbot: Any, iris: Any, tmp_path: Path) -> None:
    view, session = iris
    page = view.table
    page.open(str(iris_file(session, tmp_path / "more.csv")))
    qtbot.waitUntil(lambda: page.shown is not None)
    session.advance(50)
    view.show_frame(Frame(snapshot_of(session)))
    assert "The network is now at step 150." in page.sentence.text()
    page.again.click()
    qtbot.waitUntil(lambda: page.shown.answers.step == 150)
    assert "now at" not in page.sentence.text()
    view.show_frame(Frame(snapshot_of(Session(Recipe()))))  # another network's columns
    assert page.shown is None
    assert page.cells.rowCount() == 0


def test_a_file_that_does_not_fit_is_told_in_a_sentence(qtbot: Any, iris: Any, tmp_path: Path) -> None:
    view, _session = iris
    told: list[Any] = []
    view.intent.connect(told.append)
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    view.table.open(str(tmp_path / "bad.csv"))
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], ReportProblem)
    assert "lacks the columns" in told[0].text
    assert view.table.open_button.isEnabled()


def test_the_menu_and_its_keys_show_the_view(window: Any) -> None:
    action = window.menus.actions["predict"]
    assert action.shortcut().toString() == "Ctrl+Shift+P"
    assert not window.views["predict"].isVisible()
    action.trigger()
    assert window.views["predict"].isVisible()


TEXTS = "size,colour,w,y\n" + "S,red,1.5,no\nL,blue,3.5,yes\nM,green,,no\nS,red,2.5,yes\n" * 6


@pytest.fixture
def categories(tmp_path: Path) -> Session:
    """A network on a table with texts and gaps."""
    path = tmp_path / "t.csv"
    path.write_text(TEXTS, encoding="utf-8")
    choices = ReadingChoices(fill="mean").with_column(ColumnChoice("size", kind="ordered", levels=("S", "M", "L")))
    session = Session(Recipe(data=CsvFile(str(path), reading=choices_text(choices)), standardise=True))
    session.advance(20)
    return session


def test_categories_are_chosen_by_their_names(opened: Opened, categories: Session) -> None:
    view, table = opened(PredictView), categories.data.table
    view.show_frame(Frame(snapshot_of(categories)))
    size, colour, weight = view.form.fields
    assert [field.accessibleName() for field in view.form.fields] == ["size", "colour", "w"]
    assert [size.itemText(i) for i in range(size.count())] == ["S", "M", "L"]
    size.set_value(2.0)
    colour.set_value(0.0)
    weight.setText("")
    mean = categories.data.table.columns[2].fill
    assert view.form.values().tolist() == [2, 1, 0, 0, mean]
    assert view.form.objection() == ""
    weight.setText("heavy")
    assert view.form.objection() == "w needs a number."
    assert np.isnan(view.form.values()[-1])
    view.form.fill(table.inputs[0])
    assert (size.currentText(), colour.currentText(), weight.text()) == ("S", "red", "1.5")


def test_a_file_of_texts_is_predicted(categories: Session, tmp_path: Path) -> None:
    model = TrainedModel.of(snapshot_of(categories))
    path = tmp_path / "new.csv"
    path.write_text("w,colour,size\n1.5,red,S\n,pink,L\n", encoding="utf-8")
    rows = read_new_rows(path, model)
    assert rows.inputs[0].tolist() == categories.data.table.inputs[0].tolist()
    assert np.isnan(rows.inputs[1, 1:4]).all()
    assert '“colour” has values that the network does not know, which count as missing: "pink".' in rows.notes
    path.write_text(",".join(model.input_names) + "\n" + "0,0,0,1,1.5\n", encoding="utf-8")
    assert read_new_rows(path, model).inputs.tolist() == [categories.data.table.inputs[0].tolist()]


def test_a_file_of_weights_tells_how_texts_become_inputs(categories: Session) -> None:
    model = TrainedModel.of(snapshot_of(categories))
    exported = exported_from(model)
    columns = columns_from_data(json.loads(json.dumps(exported.metadata["columns"])), model.input_names)
    assert columns == model.columns
    assert columns[1].levels == ("blue", "green", "red")
    damaged = exported.metadata | {"columns": [{"name": "size"}]}
    with pytest.raises(FileProblem, match="columns is damaged"):
        checked(exported.arrays, damaged, "t.npz")
