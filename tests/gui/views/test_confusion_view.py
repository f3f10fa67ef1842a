"""The confusion matrix is NumPy's, and its cells name their rows."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.core.number_format import format_percent
from engine.data.datasets import DATASETS
from engine.inspection.predicted_classes import PredictedClasses
from engine.nn.losses import MeanSquaredError
from engine.recipe.recipe import Recipe
from gui.training.frame import Frame
from gui.views.boundary.boundary_view import BoundaryView
from gui.views.confusion_view import ConfusionView
from tests.gui.view_builders import Opened, fed, move_mouse, trained_snapshot

IRIS = Recipe(data=DATASETS["iris"](), standardise=True)


def point_at(heat, row: int, column: int) -> None:
    move_mouse(heat.plot_area, heat.plot_area.mapToScene(heat.cell(row, column).center().toPoint()))


def test_the_confusion_is_numpys_and_its_cells_tell_their_rows(opened: Opened) -> None:
    view, told = opened(ConfusionView), []
    view.intent.connect(lambda intent: told.append(intent.rows))
    snapshot = fed(view, IRIS, 15)
    found = snapshot[PredictedClasses()]
    rows, said = found.rows[: found.train], found.classes[: found.train]
    true = snapshot.data.table.target[rows]
    wanted = np.array([[np.sum((true == i) & (said == j)) for j in range(3)] for i in range(3)])
    np.testing.assert_array_equal(view.heat.values, wanted)
    cell = tuple(int(i) for i in np.argwhere(wanted)[-1])
    QTest.mouseClick(view.heat.plot_area.viewport(), Qt.MouseButton.LeftButton, pos=view.heat.cell(*cell).center().toPoint())
    np.testing.assert_array_equal(told[-1], rows[(true == cell[0]) & (said == cell[1])])
    view.kind.setCurrentIndex(1)
    np.testing.assert_allclose(view.heat.values, wanted / wanted.sum(1, keepdims=True))
    point_at(view.heat, *cell)
    assert format_percent(float(view.heat.values[cell])) in view.explanation.text
    QTest.mouseClick(view.heat.plot_area.viewport(), Qt.MouseButton.LeftButton, pos=view.heat.cell(*cell).center().toPoint())
    assert told[-1].size == 0


def test_numbers_have_no_confusion(opened: Opened) -> None:
    view = opened(ConfusionView)
    fed(view, Recipe(data=DATASETS["plane"](), loss=MeanSquaredError()))
    assert view.heat.values.size == 0
    assert view.heat._hint.isVisible()


def test_the_boundary_lights_up_the_rows_it_is_told(opened: Opened) -> None:
    view, snapshot = opened(BoundaryView), trained_snapshot()
    view.show_frame(Frame(snapshot))
    rows = snapshot.data.test[:3]
    view.highlight_rows(rows)
    x, y = view.plot.points.highlighted.getData()
    np.testing.assert_array_equal(np.stack([x, y], 1), snapshot.data.table.inputs[rows])
    view.highlight_rows(rows[:0])
    assert not view.plot.points.highlighted.isVisible()
