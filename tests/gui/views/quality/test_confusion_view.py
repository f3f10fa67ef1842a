"""The confusion matrix is NumPy's, and its cells name their rows."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.core.number_format import format_percent
from engine.data.datasets import DATASETS
from engine.inspection.predicted_classes import PredictedClasses
from engine.nn.losses import MeanSquaredError
from engine.recipe.recipe import Recipe
from gui.plotting.surfaces.heat_map import HeatMap
from gui.plotting.surfaces.surface_colours import ColourRange, shade_table
from gui.style import theme
from gui.training.frame import Frame
from gui.views.boundary.boundary_view import BoundaryView
from gui.views.quality.confusion_view import ConfusionView
from tests.gui.view_builders import Opened, fed, move_mouse, trained_snapshot

IRIS = Recipe(data=DATASETS["iris"](), standardise=True)


def point_at(heat, row: int, column: int) -> None:
    move_mouse(heat.plot_area, heat.plot_area.mapToScene(heat.cell(row, column).center().toPoint()))


def test_the_confusion_is_numpys_and_its_cells_tell_their_rows(opened: Opened) -> None:
    view, told = opened(ConfusionView), []
    view.intent.connect(lambda intent: told.append(intent.rows))
    snapshot = fed(view, IRIS, 15)
    found = snapshot[PredictedClasses()]
    rows, said = found.rows[found.train :], found.classes[found.train :]  # test rows come first
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


def test_cells_are_square_and_every_row_has_its_name(opened: Opened) -> None:
    view = opened(ConfusionView)
    view.resize(420, 320)
    names = tuple(str(i) for i in range(10))
    heat = view.heat
    heat.set_names(names, names)
    heat.show_values(np.eye(10), ColourRange(0, 1), shade_table(theme.current()), lambda value: f"{value:.0f}")
    QApplication.processEvents()
    cell = heat.cell(0, 0)
    assert abs(cell.width() - cell.height()) < 0.5
    place = heat.plot_area.area()[2]
    for axis, size in ((heat.y_axis, place.height()), (heat.x_axis, place.width())):
        assert [text for _, text in axis.ticks(-0.5, 9.5, size)] == list(axis.names)


def test_zeros_are_fainter_than_hits(opened: Opened) -> None:
    heat = opened(lambda: HeatMap("x", "y", "", square=True))
    heat.resize(300, 260)
    pale = np.full(257, 0xFFFFFFFF, np.uint32)
    darkest = []
    for digit in (0.0, 8.0):
        heat.show_values(np.full((2, 2), digit), ColourRange(0, 9), pale, lambda _: "8")
        QApplication.processEvents()
        image, cell = heat.plot_area.grab().toImage(), heat.cell(0, 0).toRect()
        pixels = [
            image.pixelColor(x, y).lightness()
            for x in range(cell.left() + 4, cell.right() - 4)
            for y in range(cell.top() + 4, cell.bottom() - 4)
        ]
        darkest.append(min(pixels))
    assert darkest[0] > darkest[1] + 60
