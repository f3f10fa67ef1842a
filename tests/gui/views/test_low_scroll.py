"""Controls that scroll below a picture."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from pytestqt.qtbot import QtBot

from gui.views.low_scroll import LowScroll


class Wavering(QWidget):
    """Asks for another height whenever it has got the one that it asked for."""

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        return 302 if self.height() == 300 else 300

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()


def test_a_page_that_wavers_between_two_heights_does_not_end_the_program(qtbot: QtBot) -> None:
    """As rows that wrap did in Korean at a width of 144 pixels: Qt resized the page until the stack was full."""
    scroll = LowScroll("Controls", Wavering())
    qtbot.addWidget(scroll)
    scroll.resize(144, 60)
    scroll.show()
    scroll.resize(144, 40)
    assert scroll.page.height() in (300, 302)
