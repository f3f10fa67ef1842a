"""The area of a plot: what is over the axes is painted once for each change of it, however often pyqtgraph wants a picture."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from gui.plotting.axis import Axis
from gui.plotting.plot_area import PlotArea


class Counting:
    """Paints a line from corner to corner of the plotted area, and counts how often."""

    times = 0

    def __call__(self, painter: QPainter) -> None:
        self.times += 1
        painter.setPen(QColor("#ff0000"))
        painter.drawLine(QPointF(0, 0), QPointF(1000, 1000))


def area_of(qtbot, over: Counting) -> PlotArea:
    area = PlotArea(Axis("bottom", "Step", 30), Axis("left", "Loss", 40), over=over)
    qtbot.addWidget(area)
    area.resize(300, 200)
    area.set_ranges((0.0, 10.0), (0.0, 1.0))
    with qtbot.waitExposed(area):
        area.show()
    area.grab()
    return area


def test_what_is_over_the_axes_is_painted_once_for_each_change(qtbot) -> None:
    over = Counting()
    area = area_of(qtbot, over)
    before = over.times
    first = area.grab().toImage()
    with qtbot.waitSignal(area.scene().changed):
        area.scene().update()  # as after each change of an axis
    assert area.grab().toImage() == first
    assert over.times == before
    area.refresh()
    area.grab()
    assert over.times == before + 1


def test_another_range_size_or_theme_paints_it_again(qtbot) -> None:
    over = Counting()
    area = area_of(qtbot, over)
    for change in (lambda: area.set_ranges((0.0, 20.0), (0.0, 1.0)), lambda: area.resize(320, 200), area.retheme):
        before = over.times
        change()
        area.grab()
        assert over.times > before


def test_positions_and_numbers_are_each_others_inverse_also_outside_the_plotted_area(qtbot) -> None:
    area = area_of(qtbot, Counting())
    for x, y in ((0.0, 0.0), (7.5, 0.25), (-3.0, 1.5)):
        at = area.point_at(x, y)
        assert area.value_beyond(at) == pytest.approx((x, y))
        across, down = area.points_at(np.array([x]), np.array([y]))
        assert (across[0], down[0]) == pytest.approx((at.x(), at.y()))
    assert area.value_at(area.point_at(7.5, 0.25)) == pytest.approx((7.5, 0.25))
    assert area.value_at(area.point_at(-3.0, 1.5)) is None
