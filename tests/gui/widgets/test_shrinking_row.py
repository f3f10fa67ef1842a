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


class Wrapped(QWidget):
    """Two lines where it is narrower than 100 pixels."""

    def __init__(self) -> None:
        super().__init__()
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(100, 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(20, 10)

    def heightForWidth(self, width: int) -> int:
        return 10 if width >= 100 else 20


@pytest.mark.parametrize(
    ("width", "places"),
    [
        (300, [(0, 0, 246, 10), (250, 0, 50, 10)]),
        (154, [(0, 0, 100, 10), (104, 0, 50, 10)]),
        (90, [(0, 0, 43, 20), (47, 5, 43, 10)]),
        (40, [(0, 0, 40, 20), (0, 22, 40, 10)]),
    ],
)
def test_the_first_has_what_the_others_leave_and_the_height_that_it_needs(
    qtbot: QtBot, width: int, places: list[tuple[int, int, int, int]]
) -> None:
    first, other = Wrapped(), Control()
    row = shrinking_row(first, other, first_grows=True)
    qtbot.addWidget(row)
    row.resize(width, row.heightForWidth(width))
    row.layout().activate()
    assert [one.geometry().getRect() for one in (first, other)] == places
