"""Controls go on in further rows, and each stands in the middle of its row."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.flow_row import flow_row


class Box(QWidget):
    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.setFixedSize(width, height)


@pytest.mark.parametrize(
    ("width", "corners", "height"),
    [
        (112, [(0, 0), (42, 5), (92, 10)], 30),
        (111, [(0, 0), (42, 5), (0, 34)], 44),
        (40, [(0, 0), (0, 34), (0, 58)], 68),
        (10, [(0, 0), (0, 34), (0, 58)], 68),
    ],
)
def test_controls_go_on_in_the_next_row_each_in_the_middle_of_its_own(
    width: int, corners: list[tuple[int, int]], height: int, qtbot: QtBot
) -> None:
    boxes = [Box(40, 30), Box(48, 20), Box(20, 10)]
    row = flow_row(*boxes, across=2, down=4)
    qtbot.addWidget(row)
    row.resize(width, 100)
    row.layout().activate()
    assert [(box.x(), box.y()) for box in boxes] == corners
    assert row.heightForWidth(width) == height


def test_a_hidden_control_takes_no_room(qtbot: QtBot) -> None:
    boxes = [Box(40, 30), Box(40, 20), Box(20, 10)]
    row = flow_row(*boxes, across=2, down=4)
    qtbot.addWidget(row)
    boxes[0].hide()
    row.resize(62, 100)
    row.layout().activate()
    assert [(box.x(), box.y()) for box in boxes[1:]] == [(0, 0), (42, 5)]
    assert row.heightForWidth(62) == 20
