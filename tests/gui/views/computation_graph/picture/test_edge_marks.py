"""A graph that is larger than its room says so, and moves there by a click."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from gui.views.computation_graph.picture.edge_marks import SIDES, cut_sides, side_at, way_to
from gui.views.computation_graph.picture.graph_camera import GraphCamera


def camera(room: tuple[int, int], content: tuple[int, int]) -> GraphCamera:
    made = GraphCamera()
    made.room, made.content = QSizeF(*room), QSizeF(*content)
    made.fit(QRectF(0, 0, 20, 20))
    return made


@pytest.mark.parametrize(
    ("room", "content", "sides"),
    [((300, 200), (240, 120), ()), ((300, 200), (968, 134), ("right",)), ((300, 80), (968, 134), ("right", "bottom"))],
)
def test_each_side_that_cuts_the_graph_has_a_mark(
    room: tuple[int, int], content: tuple[int, int], sides: tuple[str, ...]
) -> None:
    assert cut_sides(camera(room, content)) == sides


def test_clicks_on_a_mark_lead_to_the_end_and_back() -> None:
    made = camera((300, 200), (968, 134))
    mark = QPointF(made.room.width() - 10, made.room.height() / 2)
    for _click in range(9):
        if side_at(made, mark) == "right":
            made.pan(way_to(made, "right"))
    assert cut_sides(made) == ("left",)
    assert side_at(made, mark) == ""
    made.pan(way_to(made, "left"))
    assert cut_sides(made) == ("left", "right")
    assert set(SIDES) >= set(cut_sides(made))
