"""The table of rows: what stands in it is the engine's, it is sorted and filtered, and a click lights a row up elsewhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest

from engine.data.datasets import DATASETS
from engine.data.datasets.csv_file import CsvFile
from engine.inspection.predictions.row_answers import AnsweredRows
from engine.nn.losses import MeanSquaredError
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from gui.training.frame import Frame
from gui.views.boundary.boundary_view import BoundaryView
from gui.views.intents import ChooseRow, HighlightRows
from gui.views.loss_view import LossView, least_test
from gui.views.rows.rows_view import RowsView
from tests.engine.builders import snapshot_of
from tests.gui.view_builders import Opened, fed

IRIS = Recipe(data=DATASETS["iris"](), standardise=True)


@pytest.fixture
def iris(opened: Opened) -> RowsView:
    view = opened(RowsView, 700)
    fed(view, IRIS, 20)
    return view


def test_it_is_sorted_by_the_keyboard(iris: RowsView) -> None:
    iris.activateWindow()
    assert QTest.qWaitForWindowActive(iris)
    iris.table.setFocus()
    iris.table.setCurrentIndex(iris.cells.index(0, 5))
    for order in (1, -1, 1):
        QTest.keyClick(iris.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        values = [order * float(text) for text in texts(iris, 5)]
        assert values == sorted(values)


def texts(view: RowsView, column: int) -> list[str]:
    return [view.cells.index(row, column).data() for row in range(view.cells.rowCount())]


def test_every_row_stands_with_what_the_engine_predicts(iris: RowsView) -> None:
    snapshot = iris._shown
    found, table = snapshot[AnsweredRows()], snapshot.data.table
    assert iris.cells.rowCount() == 150
    names = [iris.cells.headerData(i, Qt.Orientation.Horizontal) for i in range(iris.cells.columnCount())]
    assert names == ["Row", "Part", "species", "Predicted", "Probability", *table.input_names]
    assert texts(iris, 2) == [table.classes[i] for i in table.target]
    assert texts(iris, 3) == [table.classes[i] for i in found.predicted]
    parts = np.array(texts(iris, 1))
    assert set(np.flatnonzero(parts == "Test")) == {*snapshot.data.test.tolist()}
    wrong = int((found.predicted != table.target).sum())
    assert f"{wrong} (" in iris.said.text


def test_what_is_right_and_what_is_predicted_fit_a_small_slot_and_validation_rows_have_a_filter(opened: Opened) -> None:
    view = opened(RowsView, 310)
    fed(view, replace(IRIS, validation_share=0.2), 5)
    table, offered = view.table, view.part.view()
    assert table.columnViewportPosition(3) + table.columnWidth(3) <= table.viewport().width()
    at = view.part.findData("validation")
    assert not offered.isRowHidden(at)
    view.part.setCurrentIndex(at)
    assert {*view.cells.order} == {*view._shown.data.validation}
    fed(view, IRIS, 5)
    assert offered.isRowHidden(at)


def test_it_is_sorted_and_filtered_to_mistakes(iris: RowsView) -> None:
    found, data = iris._shown[AnsweredRows()], iris._shown.data
    iris.part.setCurrentIndex(iris.part.findData("wrong test"))
    wrong = [row for row in sorted(data.test.tolist()) if found.predicted[row] != data.table.target[row]]
    assert iris.cells.order.tolist() == wrong
    iris.part.setCurrentIndex(iris.part.findData("all"))
    iris.table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    assert np.all(np.diff(found.sure[iris.cells.order]) <= 0)
    saved = iris.cells.saved()
    assert saved["Predicted"].tolist() == texts(iris, 3)


def test_a_click_lights_the_row_up_and_it_stays_selected(iris: RowsView) -> None:
    told = []
    iris.intent.connect(told.append)
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    iris.table.selectionModel().select(iris.cells.index(7, 0), flags)
    assert told[0] == ChooseRow(7)
    assert isinstance(told[1], HighlightRows)
    assert told[1].rows.tolist() == [7]
    iris.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert iris.table.selectionModel().selectedRows()[0].row() == iris.cells.place_of(7)
    iris.choose_row(99)
    assert iris._selected().tolist() == [99]
    iris.hide()
    assert told[-1].rows.size == 0


def test_numbers_have_an_error_and_their_large_ones_are_mistakes(opened: Opened) -> None:
    view = opened(RowsView, 700)
    fed(view, Recipe(data=DATASETS["plane"](), loss=MeanSquaredError()))
    found, table = view._shown[AnsweredRows()], view._shown.data.table
    off = found.predicted - table.target
    np.testing.assert_allclose(view.cells.columns[4].values, off)
    np.testing.assert_array_equal(view.cells.wrong, np.abs(off) > np.sqrt(np.mean(off**2)))


def test_other_data_have_other_columns(iris: RowsView) -> None:
    session = Session(Recipe())
    iris.show_frame(Frame(snapshot_of(session, AnsweredRows())))
    assert iris.cells.rowCount() == len(session.data.table.target)
    assert iris.cells.columnCount() == 7


def test_validation_rows_have_their_own_curve_column_and_name(opened: Opened) -> None:
    recipe = replace(IRIS, validation_share=0.15)
    rows, loss, boundary = opened(RowsView, 700), opened(LossView), opened(BoundaryView)
    snapshot = fed(rows, recipe, 40)
    for view in (loss, boundary):
        view.show_frame(Frame(snapshot))
    assert {*np.flatnonzero(np.array(texts(rows, 1)) == "Validation")} == {*snapshot.data.validation.tolist()}
    assert [curve.name for curve in loss.plot.curves] == ["Training", "Test", "Validation"]
    assert loss.plot.curves[2].now == snapshot.scores.validation_loss
    spot = least_test(snapshot.history)
    assert (spot.name, spot.y) == ("Least validation", np.nanmin(snapshot.history.column("validation_loss")[0]))
    assert len(boundary.scores.rows[0]) == 4


def test_a_column_of_the_file_with_a_name_of_ours_is_saved_too(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Row,Predicted,kind\n" + "5,0.5,a\n7,1.5,b\n5,2.5,a\n9,4.5,b\n" * 3, encoding="utf-8")
    view = opened(RowsView, 700)
    fed(view, Recipe(data=CsvFile(str(path), "kind")))
    saved = view.cells.saved()
    assert [*saved][-2:] == ["Row (2)", "Predicted (2)"]
    assert saved["Row (2)"][:4].tolist() == [5, 7, 5, 9]


def test_all_rows_stay_selected_in_the_order_of_another_column(iris: RowsView) -> None:
    iris.table.selectAll()
    iris.table.sortByColumn(5, Qt.SortOrder.DescendingOrder)
    assert sorted(iris._selected().tolist()) == [*range(150)]
    iris.part.setCurrentIndex(iris.part.findData("test"))
    assert sorted(iris._selected().tolist()) == sorted(iris._shown.data.test.tolist())
