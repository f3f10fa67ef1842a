"""Rows of controls that shrink, and then wrap."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.shrinking_row import shrinking_row


class Control(QWidget):
    """20 to 50 pixels wide."""

    def sizeHint(self) -> QSize:
        return QSize(50, 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(20, 10)


@pytest.mark.parametrize(
    ("width", "places"),
    [
        (200, [(0, 0, 50), (54, 0, 50), (108, 0, 50)]),
        (83, [(0, 0, 25), (29, 0, 25), (58, 0, 25)]),
        (60, [(0, 0, 28), (32, 0, 28), (0, 12, 50)]),
        (30, [(0, 0, 30), (0, 12, 30), (0, 24, 30)]),
    ],
)
def test_controls_shrink_and_then_wrap_and_never_are_narrower_than_their_least(
    qtbot: QtBot, width: int, places: list[tuple[int, int, int]]
) -> None:
    controls = [Control() for _at in range(3)]
    row = shrinking_row(*controls)
    qtbot.addWidget(row)
    assert (row.sizeHint().width(), row.minimumSizeHint().width()) == (158, 20), "a view is not widened by its controls"
    row.resize(width, row.heightForWidth(width))
    row.layout().activate()
    assert [(one.x(), one.y(), one.width()) for one in controls] == places
