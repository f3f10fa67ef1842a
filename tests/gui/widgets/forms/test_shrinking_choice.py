"""A drop-down whose longest entry can be read where there is room, and which takes little where there is none."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from gui.widgets.forms.shrinking_choice import ShrinkingChoice


def test_the_longest_entry_can_be_read_and_the_least_width_is_that_of_some_letters(qtbot: QtBot) -> None:
    choice = ShrinkingChoice(5)
    qtbot.addWidget(choice)
    least = choice.minimumSizeHint().width()
    choice.addItems(["Sigmoid", "The loss of one row of the network"])
    assert choice.minimumSizeHint().width() == least
    beside = least - 5 * choice.fontMetrics().horizontalAdvance("X")
    assert choice.sizeHint().width() == beside + choice.fontMetrics().horizontalAdvance("The loss of one row of the network")
