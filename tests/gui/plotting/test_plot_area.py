"""The area of a plot: what is over the axes is painted once for each change of it, however often pyqtgraph wants a picture."""

from __future__ import annotations

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
