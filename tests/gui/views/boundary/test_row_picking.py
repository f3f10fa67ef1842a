"""A click on a point of the picture chooses its row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.views.boundary.boundary_view import BoundaryView
from gui.views.intents import ChooseRow
from tests.gui.view_builders import Opened, fed


def test_a_click_on_a_point_chooses_its_row_and_one_beside_chooses_none(opened: Opened) -> None:
    view = opened(BoundaryView)
    snapshot = fed(view)
    chosen: list[object] = []
    view.intent.connect(chosen.append)
    area, data = view.plot.plot_area, snapshot.data
    row = int(data.train[3])
    at = area.point_at(*data.table.inputs[row]).toPoint()
    QTest.mouseClick(area.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen == [ChooseRow(row)]
    QTest.mouseClick(area.viewport(), Qt.MouseButton.LeftButton, pos=area.point_at(5.9, 5.9).toPoint())
    assert chosen == [ChooseRow(row)]
